// SPDX-License-Identifier: MIT
// Purge, seen by clients (spec 3.6).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Caller;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kPath = "/maintenance/purge";

/// Starts a customer's active service, a completed one, an anonymous one, and one both.
void start_four(Caller& caller) {
  for (const char* owner : {R"("customer_id":"c")", R"("contact_key":"k")"}) {
    for (int i = 0; i < 2; ++i) {
      require_created(caller.post(
          "/services/start",
          std::string("{") + owner + R"(,"service_type":1,"timestamp":"2026-03-01T10:00:00Z"})"));
    }
  }
  REQUIRE(caller.post("/services/2/end").status == 204);
  REQUIRE(caller.post("/services/4/end").status == 204);
}

TEST_CASE("each purge tells how many services it removed") {
  struct Row {
    const char* operation;
    const char* answer;
  };
  constexpr Row kRows[] = {{"purge.service.all", R"({"purged":4})"},
                           {"purge.service.started", R"({"purged":2})"},
                           {"purge.service.started.anonymous", R"({"purged":1})"},
                           {"purge.service.completed", R"({"purged":2})"},
                           {"purge.service.completed.anonymous", R"({"purged":1})"}};
  for (const Dialect dialect : kDialects) {
    for (const Row& row : kRows) {
      INFO(row.operation);
      const std::string operation = row.operation;
      Twins twins;
      Caller caller(twins, dialect);
      start_four(caller);
      const auto with_limit = [&](const std::string& limit) {
        return R"({"operation":")" + operation + R"(","limit":")" + limit + "\"}";
      };
      CHECK(caller.post(kPath, with_limit("2026-03-01T10:00:00.000Z")) == json(R"({"purged":0})"));
      CHECK(caller.post(kPath, with_limit("2026-03-01T11:00:00.001+01:00")) == json(row.answer));
      CHECK(caller.post(kPath, with_limit("2027-01-01T00:00:00Z")) == json(R"({"purged":0})"));
    }
  }
}

TEST_CASE("a purge takes its fields as parameters too; the body's count first") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_four(caller);
    const std::string path = kPath;
    const std::string none = "limit=2020-01-01T00:00:00Z";
    const std::string all = "limit=2026-03-01T12:00:00.000%2B01:00";
    CHECK(caller.post(path + "?operation=purge.service.all&" + none) == json(R"({"purged":0})"));
    CHECK(caller.post(path + "?operation=purge.service.completed&" + all) ==
          json(R"({"purged":2})"));
    CHECK(caller.post(path + "?operation=nothing&" + none,
                      R"({"operation":"purge.service.started.anonymous",)"
                      R"("limit":"2026-03-01T12:00:00Z","more":[1],"customer_id":7})") ==
          json(R"({"purged":1})"));
    CHECK(caller.post(path + "?operation=purge.service.all",
                      R"({"limit":"2026-03-01T12:00:00Z"})") == json(R"({"purged":1})"));
    CHECK(twins.dump() == "tenant \"\"\n");
  }
}

TEST_CASE("a purge without its fields, or with wrong ones, is refused and removes nothing") {
  struct Row {
    const char* query;
    const char* body;
    ErrorCode code;
    const char* named;
  };
  const std::vector<Row> rows = {
      {"", "", ErrorCode::kMissingField, "operation is missing; expected purge.service.all"},
      {"", R"({"limit":"2027-01-01T00:00:00Z"})", ErrorCode::kMissingField, "operation"},
      {"", R"({"operation":"purge.service.all"})", ErrorCode::kMissingField, "limit is missing"},
      {"?operation=purge.service.all", "", ErrorCode::kMissingField, "limit is missing"},
      {"", R"({"operation":"all","limit":"2027-01-01T00:00:00Z"})", ErrorCode::kInvalidField,
       R"(operation is \"all\"; expected purge.service.all)"},
      {"", R"({"operation":"","limit":"2027-01-01T00:00:00Z"})", ErrorCode::kInvalidField,
       R"(operation is \"\")"},
      {"", R"({"operation":5,"limit":"2027-01-01T00:00:00Z"})", ErrorCode::kInvalidField,
       "operation is 5"},
      {"", R"({"operation":null,"limit":"2027-01-01T00:00:00Z"})", ErrorCode::kInvalidField,
       "operation is null"},
      {"?operation=purge.all&limit=2027-01-01T00:00:00Z", "", ErrorCode::kInvalidParameter,
       R"(operation is \"purge.all\")"},
      {"?operation=%FF&limit=2027-01-01T00:00:00Z", "", ErrorCode::kInvalidParameter, "operation"},
      {"", R"({"operation":"purge.service.all","limit":"yesterday"})", ErrorCode::kInvalidTimestamp,
       R"(limit is \"yesterday\")"},
      {"", R"({"operation":"purge.service.all","limit":1772366400000})", ErrorCode::kInvalidField,
       "limit is 1772366400000"},
      {"?operation=purge.service.all&limit=2026-02-30T00:00:00Z", "", ErrorCode::kInvalidTimestamp,
       R"(limit is \"2026-02-30)"},
      {"", R"({"operation":"purge.service.all","limit":"2027-01-01T00:00:00Z")",
       ErrorCode::kInvalidJson, "byte"},
      {"", R"(["purge.service.all"])", ErrorCode::kInvalidJson, "expected an object"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_four(caller);
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      INFO(row.query << ' ' << row.body);
      const std::string path = std::string(kPath) + row.query;
      caller.check_error(caller.post(path, row.body), "POST", path, row.code, {row.named});
    }
    const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
    for (const std::size_t call : {1U, 2U}) {
      twins.fail_store_at(call, unavailable);
      CHECK(caller.post(kPath,
                        R"({"operation":"purge.service.all","limit":"2027-01-01T00:00:00"})") ==
            caller.error("POST", kPath, unavailable));
    }
    twins.heal_store();
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("limit and operation stay free names for extensions") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(
      caller.post("/services/start", R"({"customer_id":"c","limit":"x","operation":{"a":1}})"));
  CHECK(
      caller.get("/services/1?extensions=*") ==
      json(
          R"({"service_id":1,"customer_id":"c","started":{"timestamp":"2026-03-01T12:00:00.000Z"},)"
          R"("limit":"x","operation":{"a":1}})"));
}

}  // namespace
