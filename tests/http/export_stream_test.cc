// SPDX-License-Identifier: MIT
// Export to stream, seen by clients (spec 3.7).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::base_of;
using ucs::tests::Caller;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kPath = "/maintenance/services/stream";
const std::string kAll = std::string(kPath) + "?time_from=2000-01-01T00:00:00Z";
constexpr const char* kStart =
    R"({"customer_id":"c","service_type":1,"timestamp":"2026-03-01T10:00:00Z"})";

/// Starts two services at 10:00 and one at 11:00; the second is completed at 11:30.
void start_three(Caller& caller) {
  require_created(caller.post("/services/start", kStart));
  require_created(caller.post("/services/start", kStart));
  require_created(
      caller.post("/services/start",
                  R"({"contact_key":"k","service_type":1,"timestamp":"2026-03-01T11:00:00Z"})"));
  REQUIRE(caller.post("/services/2/end", R"({"timestamp":"2026-03-01T11:30:00Z"})").status == 204);
}

TEST_CASE("the stream has the ids of the services in the interval, as its filters say") {
  struct Row {
    const char* query;
    const char* body;
  };
  constexpr Row kRows[] = {
      {"time_from=2026-03-01T10:00:00.000Z", "[1,2,3]"},
      {"time_from=2026-03-01T10:00:00.000Z&export_content=false", "[1,2,3]"},
      {"time_from=2026-03-01T10:00:00.001Z", "[2,3]"},
      {"time_from=2026-03-01T11:30:00.000Z", "[2]"},
      {"time_from=2026-03-01T11:30:00.001Z", "[]"},
      {"time_from=2027-01-01T00:00:00", "[]"},
      {"time_from=2026-03-01T10:00:00&time_to=2026-03-01T11:00:00", "[1,2]"},
      {"time_from=2026-03-01T10:00:00&time_to=2026-03-01T10:00:00", "[]"},
      {"time_from=2026-03-01T11:00:00%2B01:00&time_to=2026-03-01T11:00:00.001", "[1,2,3]"},
      {"time_from=2026-03-01T11:00:00+01:00&time_to=2026-03-01T11:00:00.001", "[1,2,3]"},
      {"time_from=2026-03-01T11:00:00&filter_events=any", "[2,3]"},
      {"time_from=2026-03-01T11:00:00&filter_events=started", "[3]"},
      {"time_from=2026-03-01T11:00:00&filter_events=completed", "[2]"},
      {"time_from=2026-03-01T10:00:00&filter_state=any", "[1,2,3]"},
      {"time_from=2026-03-01T10:00:00&filter_state=active", "[1,3]"},
      {"time_from=2026-03-01T10:00:00&filter_state=inactive", "[2]"},
      {"time_from=2026-03-01T10:00:00&filter_state=inactive&filter_events=started", "[2]"},
      {"time_from=2026-03-01T11:00:00&filter_state=active&filter_events=completed", "[]"},
      {"time_from=2026-03-01T10:00:00&unknown=1&format=csv", "[1,2,3]"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    CHECK(caller.get(kAll) == json("[]"));
    CHECK(caller.get(kAll + "&export_content=true") == json("[]"));
    start_three(caller);
    for (const Row& row : kRows) {
      INFO(row.query);
      CHECK(caller.get(std::string(kPath) + "?" + row.query) == json(row.body));
    }
  }
}

TEST_CASE("with export_content the stream has services with all that is in them") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller v85(twins, Dialect::kV85);
    Caller caller(twins, dialect);
    start_three(v85);
    require_created(v85.post("/services/1/states/start", R"({"state_type":"s","Extra":{"a":1}})"));
    require_created(v85.post("/services/1/states/start", R"({"state_type":"s"})"));
    require_created(
        v85.post("/services/1/tasks/start", R"({"task_type":"t","state_id":1,"More":[1]})"));
    require_created(v85.post("/services/1/tasks/start", R"({"task_type":"t"})"));
    REQUIRE(v85.post("/services/1/states/2/end").status == 204);
    REQUIRE(v85.post("/services/1/tasks/2/end").status == 204);
    REQUIRE(v85.put("/services/1/extensions/Feedback", R"({"rating":7})").status == 200);
    std::string expected = "[";
    for (const char* id : {"1", "2", "3"}) {
      const std::string query =
          "?active_states=1&completed_states=1&active_tasks=1&completed_tasks=1"
          "&extensions=*,State.*,Task.*";
      if (expected.size() > 1) expected += ',';
      expected += caller.get("/services/" + std::string(id) + query).body;
    }
    for (const char* part : {R"("Extra":{"a":1})", R"("More":[1])", R"("Feedback":{"rating":7})"})
      CHECK_THAT(expected, ucs::tests::contains(part));
    for (const char* yes : {"true", "TRUE", "1"})
      CHECK(caller.get(kAll + "&export_content=" + yes) == json(expected + "]"));
  }
}

TEST_CASE("a stream without time_from, or with a wrong parameter, is refused") {
  struct Row {
    const char* query;
    ErrorCode code;
    const char* named;
  };
  const std::vector<Row> rows = {
      {"", ErrorCode::kMissingField, "time_from is missing; expected a time such as"},
      {"?time_to=2026-03-01T10:00:00Z", ErrorCode::kMissingField, "time_from"},
      {"?time_from=", ErrorCode::kInvalidTimestamp, R"(time_from is \"\")"},
      {"?time_from=yesterday", ErrorCode::kInvalidTimestamp, R"(time_from is \"yesterday\")"},
      {"?time_from=2026-02-30T00:00:00Z", ErrorCode::kInvalidTimestamp, "time_from"},
      {"?time_from=1772366400000", ErrorCode::kInvalidTimestamp, "time_from"},
      {"?time_from=%FF", ErrorCode::kInvalidParameter, "time_from"},
      {"?time_from=2026-03-01T10:00:00Z&time_to=now", ErrorCode::kInvalidTimestamp,
       R"(time_to is \"now\")"},
      {"?time_from=2026-03-01T10:00:00Z&time_to=2026-03-01T09:59:59.999Z",
       ErrorCode::kInvalidParameter,
       R"(time_to is \"2026-03-01T09:59:59.999Z\"; expected no time before time_from)"},
      {"?time_from=2026-03-01T10:00:00Z&filter_events=ended", ErrorCode::kInvalidParameter,
       R"(filter_events is \"ended\"; expected any, started or completed)"},
      {"?time_from=2026-03-01T10:00:00Z&filter_events=", ErrorCode::kInvalidParameter,
       R"(filter_events is \"\")"},
      {"?time_from=2026-03-01T10:00:00Z&filter_events=Any", ErrorCode::kInvalidParameter,
       R"(filter_events is \"Any\")"},
      {"?time_from=2026-03-01T10:00:00Z&filter_state=completed", ErrorCode::kInvalidParameter,
       R"(filter_state is \"completed\"; expected any, active or inactive)"},
      {"?time_from=2026-03-01T10:00:00Z&export_content=yes", ErrorCode::kInvalidParameter,
       R"(export_content is \"yes\"; expected true, false, 1 or 0)"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_three(caller);
    for (const Row& row : rows) {
      INFO(row.query);
      const std::string path = std::string(kPath) + row.query;
      caller.check_error(caller.get(path), "GET", path, row.code, {row.named});
    }
  }
}

TEST_CASE("a stream that fails at its beginning is an error like any other") {
  const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
  const Error internal{ErrorCode::kInternal, "the store failed unexpectedly", ""};
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_three(caller);
    // Looks for the last id some dozen times, then reads the one page there is.
    for (const std::size_t call : {1U, 2U, 40U}) {
      twins.fail_store_at(call, unavailable);
      CHECK(caller.get(kAll) == caller.error("GET", kPath, unavailable));
      twins.throw_in_store_at(call);
      CHECK(caller.get(kAll) == caller.error("GET", kPath, internal));
    }
    twins.heal_store();
    CHECK(caller.get(kAll) == json("[1,2,3]"));
  }
}

TEST_CASE("the stream of a tenant has its own services only, and none that have expired") {
  ucs::http::ApiOptions options;
  options.tenants = {{101, "airline"}, {102, "bank"}};
  for (const Dialect dialect : kDialects) {
    Twins twins(options);
    const auto send = [&](const char* method, const std::string& path, const char* tenant,
                          const char* body = "") {
      return twins.send(method, base_of(dialect) + path, body, {{"ContactCenterId", tenant}});
    };
    require_created(send("POST", "/services/start", "101", kStart));
    require_created(send("POST", "/services/start", "102", kStart));
    require_created(
        send("POST", "/services/start", "102", R"({"customer_id":"c","service_type":1,"ttl":10})"));
    twins.clock.advance(std::chrono::seconds(9));
    CHECK(send("GET", kAll, "airline") == json("[1]"));
    CHECK(send("GET", kAll, "bank") == json("[1,2]"));
    twins.clock.advance(std::chrono::seconds(1));
    CHECK(send("GET", kAll, "bank") == json("[1]"));
    CHECK(send("GET", kAll, "103").status == 400);
  }
}

}  // namespace
