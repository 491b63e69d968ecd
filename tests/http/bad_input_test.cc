// SPDX-License-Identifier: MIT
// Bad input, one table for both dialects: the documented status, an error that names field and
// value, and the store unchanged (spec 8).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Caller;
using ucs::tests::contains;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

struct Row {
  const char* method;
  std::string path;
  std::string body;
  ErrorCode code;
  std::vector<std::string> named;
};

/// What stands in the store: service 1 with active state 1 and task 1 in it, completed state 2 and
/// task 2; service 2 with state 3 and task 3; service 3, completed.
void fill(Caller& caller) {
  for (int i = 0; i < 3; ++i)
    require_created(caller.post("/services/start",
                                R"({"customer_id":"c","contact_key":"k","service_type":1})"));
  for (const std::string service : {"1", "1", "2"}) {
    require_created(caller.post("/services/" + service + "/states/start", R"({"state_type":1})"));
    require_created(
        caller.post("/services/" + service + "/tasks/start",
                    service == "2" ? R"({"task_type":1})" : R"({"task_type":1,"state_id":1})"));
  }
  REQUIRE(caller.post("/services/1/states/2/end").status < 300);
  REQUIRE(caller.post("/services/1/tasks/2/end").status < 300);
  REQUIRE(caller.post("/services/3/end").status < 300);
}

void check_refused(const std::vector<Row>& rows) {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    fill(caller);
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      INFO(row.method << ' ' << caller.base() << row.path << ' ' << row.body);
      caller.check_error(caller.send(row.method, row.path, row.body), row.method, row.path,
                         row.code, row.named);
      CHECK(twins.dump() == before);
    }
  }
}

TEST_CASE("an unknown service is service_not_found on every operation that names one") {
  const ErrorCode code = ErrorCode::kServiceNotFound;
  const std::vector<std::string> named = {"service 99"};
  check_refused({
      {"GET", "/services/99", "", code, named},
      {"GET", "/services/99?active_states=true&extensions=*", "", code, named},
      {"DELETE", "/services/99", "", code, named},
      {"POST", "/services/99/end", "", code, named},
      {"POST", "/services/99/end", R"({"disposition":1})", code, named},
      {"POST", "/customers/c/services/99", "", code, named},
      {"GET", "/services/99/states", "", code, named},
      {"GET", "/services/99/states/active", "", code, named},
      {"GET", "/services/99/states/completed", "", code, named},
      {"GET", "/services/99/states/1", "", code, named},
      {"POST", "/services/99/states/start", R"({"state_type":1})", code, named},
      {"POST", "/services/99/states/1/end", "", code, named},
      {"POST", "/services/99/states/transition", R"({"from":{"state_id":1},"to":{"state_type":1}})",
       code, named},
      {"GET", "/services/99/tasks", "", code, named},
      {"GET", "/services/99/tasks/active", "", code, named},
      {"GET", "/services/99/tasks/completed", "", code, named},
      {"GET", "/services/99/tasks/1", "", code, named},
      {"POST", "/services/99/tasks/start", R"({"task_type":1})", code, named},
      {"POST", "/services/99/tasks/1/end", "", code, named},
      {"PUT", "/services/99/extensions/x", "{}", code, named},
      {"PUT", "/services/99/extensions/x/merge", "{}", code, named},
      {"PUT", "/services/99/states/1/extensions/x", "{}", code, named},
      {"PUT", "/services/99/states/1/extensions/x/merge", "{}", code, named},
      {"PUT", "/services/99/tasks/1/extensions/x", "{}", code, named},
      {"PUT", "/services/99/tasks/1/extensions/x/merge", "{}", code, named},
  });
}

TEST_CASE("an unknown state or task, and one of another service, is not found in the service") {
  const ErrorCode no_state = ErrorCode::kStateNotFound;
  const ErrorCode no_task = ErrorCode::kTaskNotFound;
  std::vector<Row> rows;
  for (const std::string id : {"99", "3", "0", "-1"}) {
    const std::vector<std::string> state = {"service 1", "state " + id};
    const std::vector<std::string> task = {"service 1", "task " + id};
    rows.push_back({"GET", "/services/1/states/" + id, "", no_state, state});
    rows.push_back({"POST", "/services/1/states/" + id + "/end", "", no_state, state});
    rows.push_back({"PUT", "/services/1/states/" + id + "/extensions/x", "{}", no_state, state});
    rows.push_back(
        {"PUT", "/services/1/states/" + id + "/extensions/x/merge", "{}", no_state, state});
    rows.push_back({"POST", "/services/1/states/transition",
                    R"({"from":{"state_id":)" + id + R"(},"to":{"state_type":1}})", no_state,
                    state});
    rows.push_back({"POST", "/services/1/tasks/start", R"({"task_type":1,"state_id":)" + id + "}",
                    no_state, state});
    rows.push_back({"GET", "/services/1/tasks/" + id, "", no_task, task});
    rows.push_back({"POST", "/services/1/tasks/" + id + "/end", "", no_task, task});
    rows.push_back({"PUT", "/services/1/tasks/" + id + "/extensions/x", "{}", no_task, task});
    rows.push_back({"PUT", "/services/1/tasks/" + id + "/extensions/x/merge", "{}", no_task, task});
  }
  check_refused(rows);
}

TEST_CASE("a task is completed only with its own state_id, if any is given") {
  const ErrorCode code = ErrorCode::kStateNotFound;
  check_refused({
      {"POST",
       "/services/1/tasks/1/end",
       R"({"state_id":2})",
       code,
       {"state_id", "2", "task 1", "state 1"}},
      {"POST", "/services/1/tasks/1/end", R"({"state_id":"3"})", code, {"state_id", "3", "task 1"}},
      {"POST", "/services/1/tasks/1/end", R"({"state_id":99})", code, {"state_id", "99"}},
      {"POST", "/services/2/tasks/3/end", R"({"state_id":3})", code, {"state_id", "3", "no state"}},
  });
}

TEST_CASE("completing what is completed is already_completed, and so is a transition from it") {
  const ErrorCode code = ErrorCode::kAlreadyCompleted;
  const std::string when = "2026-03-01T12:00:00.000Z";
  check_refused({
      {"POST", "/services/3/end", "", code, {"service 3", when}},
      {"POST", "/services/3/end", R"({"disposition":"other"})", code, {"service 3", when}},
      {"POST", "/services/1/states/2/end", "", code, {"state 2", when}},
      {"POST", "/services/1/states/2/end", R"({"disposition":1})", code, {"state 2", when}},
      {"POST", "/services/1/tasks/2/end", "", code, {"task 2", when}},
      {"POST", "/services/1/tasks/2/end", R"({"state_id":1})", code, {"task 2", when}},
      {"POST",
       "/services/1/states/transition",
       R"({"from":{"state_id":2},"to":{"state_type":1}})",
       code,
       {"state 2", when}},
  });
}

TEST_CASE("a time that is none is invalid_timestamp, naming field and value") {
  const char* const times[] = {
      "",
      "now",
      "2026-03-01",
      "2026-03-01 12:00:00",
      "2026-03-01T12:00",
      "2026-03-01T12:00:00.",
      "2026-03-01T12:00:00.1234567890Z",
      "2026-03-01T24:00:00Z",
      "2026-03-01T12:60:00Z",
      "2026-03-01T12:00:60Z",
      "2026-02-30T12:00:00Z",
      "2025-02-29T12:00:00Z",
      "2026-13-01T12:00:00Z",
      "2026-00-01T12:00:00Z",
      "2026-03-00T12:00:00Z",
      "2026-3-1T12:00:00Z",
      "26-03-01T12:00:00Z",
      "1 March 2026",
      "Mar-01-2026T12:00:00Z",
      "2026-03-01T12:00:00z",
      "2026-03-01t12:00:00Z",
      "2026-03-01T12:00:00ZZ",
      "2026-03-01T12:00:00 Z",
      "2026-03-01T12:00:00+1",
      "2026-03-01T12:00:00+0100",
      "2026-03-01T12:00:00+24:00",
      "2026-03-01T12:00:00+01:60",
      "2026-03-01T12:00:00,5Z",
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "10000-01-01T00:00:00Z",
      "-001-01-01T00:00:00Z",
  };
  std::vector<Row> rows;
  const ErrorCode code = ErrorCode::kInvalidTimestamp;
  for (const std::string time : times) {
    const std::string member = "\"timestamp\":\"" + time + "\"}";
    const std::vector<std::string> named = {"timestamp is", time, "2026-03-01T12:00:00.000Z"};
    rows.push_back({"POST", "/services/start", R"({"customer_id":"c","service_type":1,)" + member,
                    code, named});
    rows.push_back({"POST",
                    "/services/start",
                    R"({"customer_id":"c","service_type":1,"expiration_time":")" + time + "\"}",
                    code,
                    {"expiration_time is", time}});
    rows.push_back({"POST", "/services/1/end", "{" + member, code, named});
    rows.push_back({"POST", "/customers/c/services/1", "{" + member, code, named});
    rows.push_back(
        {"POST", "/services/1/states/start", R"({"state_type":1,)" + member, code, named});
    rows.push_back({"POST", "/services/1/states/1/end", "{" + member, code, named});
    rows.push_back({"POST", "/services/1/states/transition",
                    R"({"from":{"state_id":1},"to":{"state_type":1},)" + member, code, named});
    rows.push_back({"POST", "/services/1/tasks/start", R"({"task_type":1,)" + member, code, named});
    rows.push_back({"POST", "/services/1/tasks/1/end", "{" + member, code, named});
    rows.push_back({"GET",
                    "/services/1/states?started_from=" +
                        [&] {
                          std::string encoded;
                          for (const char c : time)
                            encoded += c == ' '   ? std::string("%20")
                                       : c == '+' ? std::string("%2B")
                                                  : std::string(1, c);
                          return encoded;
                        }(),
                    "",
                    code,
                    {"started_from is"}});
  }
  check_refused(rows);
}

TEST_CASE("the first error of a request is told, and a long value is cut in it") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  const std::string value(500, 'x');
  const std::string body = R"({"customer_id":"c","session_id":")" + value + R"(","ttl":-1})";
  const std::string message =
      caller.check_error(caller.post("/services/start", body), "POST", "/services/start",
                         ErrorCode::kInvalidField, {"ttl", "-1"});
  CHECK(message.size() < 200);
  const std::string too_long = R"({"customer_id":"c","session_id":")" + value + "\"}";
  CHECK(caller
            .check_error(caller.post("/services/start", too_long), "POST", "/services/start",
                         ErrorCode::kFieldTooLong, {"session_id", "500", "256", "xxx..."})
            .size() < 200);
}

TEST_CASE("no input breaks out of an error's JSON") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string body =
      R"({"customer_id":"c","service_type":1,"timestamp":"\"},\n\u0000\u2028\\"})";
  CHECK(caller.post("/services/start", body).body ==
        R"({"http_method":"POST","uri":"/services/start","code":"invalid_timestamp","description":)"
        R"("timestamp is \"\"},\\x0a\\x00)"
        "\xE2\x80\xA8"
        R"(\\\", which is no valid time; expected the form 2026-03-01T12:00:00.000Z"})");
  CHECK(caller.get("/no\"such\\path").body ==
        R"({"http_method":"GET","uri":"/no\"such\\path","code":"no_such_resource",)"
        R"("description":"there is no resource \"/no\"such\\path\""})");
}

TEST_CASE("errors have their documented bodies, to the byte") {
  Twins twins;
  CHECK(
      twins.send("POST", "/services/9/end") ==
      ucs::tests::Answer{
          404,
          R"({"http_method":"POST","uri":"/services/9/end","code":"service_not_found","description":"there is no service 9"})",
          "application/json", "", ""});
  CHECK(
      twins.send("POST", "/genesys/1/cs/services/9/end") ==
      ucs::tests::Answer{
          400,
          R"({"message":"there is no service 9","exception":"com.genesyslab.gsg.services.contextservices.exceptions.NotFoundException"})",
          "application/json", "", ""});
  CHECK_THAT(twins.send("GET", "/cv/services/9?extensions=*").body,
             contains(R"("uri":"/cv/services/9",)"));
}

}  // namespace
