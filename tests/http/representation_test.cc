// SPDX-License-Identifier: MIT
// What queries return: members and their order, nesting, durations and times (spec 2.2, 2.3).
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kEverything =
    "?active_states=true&completed_states=true&active_tasks=true&completed_tasks=true&extensions=*,"
    "State."
    "*,Task.*";

/// Every field an event can have, in an order that is not that of answers.
constexpr const char* kEventFields =
    R"("media_type":-9223372036854775808,"resource_id":9223372036854775807,"resource_type":"GVP","application_id":-5,)"
    R"("application_type":400,"interaction_id":"51","session_id":"s-1")";
constexpr const char* kEventShown =
    R"("session_id":"s-1","interaction_id":"51","application_type":400,"application_id":-5,"resource_type":"GVP",)"
    R"("resource_id":9223372036854775807,"media_type":-9223372036854775808)";

std::string body(const std::string& members) {
  return "{" + members + (members.empty() ? "" : ",") + kEventFields + "}";
}

TEST_CASE("members stand in the documented order, and est_duration and disposition on the entity") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post(
      "/services/start",
      body(
          R"("zebra":1,"timestamp":"2026-03-01T10:00:00Z","contact_key":"k","est_duration":3600,"customer_id":"c","service_type":9,"Ant":[1])")));
  require_created(caller.post(
      "/services/1/states/start",
      body(R"("b":2,"previous_state_id":77,"est_duration":"60","state_type":"9","a":1)")));
  require_created(
      caller.post("/services/1/tasks/start", body(R"("est_duration":0,"task_type":5,"x":{})")));
  const std::string end = body(
      R"("disposition":"OK","disposition_desc":"done","timestamp":"2026-03-01T13:00:00.001Z","late":true)");
  REQUIRE(caller.post("/services/1/end", end) == empty(204));
  REQUIRE(caller.post("/services/1/states/1/end", end) == empty(204));
  REQUIRE(caller.post("/services/1/tasks/1/end", end) == empty(204));

  const auto event = [](const std::string& time) {
    return R"({"timestamp":")" + time + "\"," + kEventShown + "}";
  };
  const std::string completed = R"("disposition":"OK","disposition_desc":"done","started":)" +
                                event("2026-03-01T12:00:00.000Z") + R"(,"completed":)" +
                                event("2026-03-01T13:00:00.001Z");
  CHECK(
      caller.get("/services/1?extensions=*") ==
      json(
          R"({"service_id":1,"service_type":9,"customer_id":"c","contact_key":"k","est_duration":3600,"duration":10800001,)"
          R"("disposition":"OK","disposition_desc":"done","started":)" +
          event("2026-03-01T10:00:00.000Z") + R"(,"completed":)" +
          event("2026-03-01T13:00:00.001Z") + R"(,"Ant":[1],"late":true,"zebra":1})"));
  CHECK(
      caller.get("/services/1/states/1?extensions=*") ==
      json(
          R"({"service_id":1,"state_id":1,"state_type":"9","customer_id":"c","previous_state_id":77,"est_duration":60,"duration":3600001,)" +
          completed + R"(,"a":1,"b":2,"late":true})"));
  CHECK(
      caller.get("/services/1/tasks/1?extensions=*") ==
      json(
          R"({"service_id":1,"task_id":1,"task_type":5,"customer_id":"c","est_duration":0,"duration":3600001,)" +
          completed + R"(,"late":true,"x":{}})"));
}

TEST_CASE("absent members are omitted: the least a service, state and task can be") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post("/services/start", R"({"contact_key":"k"})"));
  require_created(caller.post("/services/1/states/start"));
  require_created(caller.post("/services/1/tasks/start", "{}"));
  const std::string started = R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"}})";
  CHECK(caller.get("/services/1") == json(R"({"service_id":1,"contact_key":"k",)" + started));
  CHECK(caller.get("/services/1/states/1") == json(R"({"service_id":1,"state_id":1,)" + started));
  CHECK(caller.get("/services/1/tasks/1") == json(R"({"service_id":1,"task_id":1,)" + started));
}

TEST_CASE("empty strings and zeros that were given are returned") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post(
      "/services/start",
      R"({"customer_id":"c","service_type":"","est_duration":0,"session_id":"","application_type":0,"resource_id":0})"));
  REQUIRE(caller.post("/services/1/end", R"({"disposition":0,"disposition_desc":""})") ==
          empty(204));
  CHECK(
      caller.get("/services/1") ==
      json(
          R"({"service_id":1,"service_type":"","customer_id":"c","est_duration":0,"duration":0,"disposition":0,"disposition_desc":"",)"
          R"("started":{"timestamp":"2026-03-01T12:00:00.000Z","session_id":"","application_type":0,"resource_id":0},)"
          R"("completed":{"timestamp":"2026-03-01T12:00:00.000Z"}})"));
}

/// Service 1 with states 1 (active) and 2 (completed); tasks 1 and 2 in the service, 3 and 4 in
/// state 1, 5 and 6 in state 2. Even tasks are completed. Each has its number as extension `n`.
void start_family(Caller& caller) {
  require_created(caller.post("/services/start", R"({"customer_id":"c","n":1})"));
  require_created(caller.post("/services/1/states/start", R"({"n":1})"));
  require_created(caller.post("/services/1/states/start", R"({"n":2})"));
  for (int i = 1; i <= 6; ++i) {
    const std::string state = i <= 2 ? "" : ",\"state_id\":" + std::to_string(i <= 4 ? 1 : 2);
    require_created(
        caller.post("/services/1/tasks/start", "{\"n\":" + std::to_string(i) + state + "}"));
  }
  REQUIRE(caller.post("/services/1/states/2/end") == empty(204));
  for (const char* id : {"2", "4", "6"})
    REQUIRE(caller.post(std::string("/services/1/tasks/") + id + "/end") == empty(204));
}

const std::string kStarted = R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"})";
const std::string kEnded =
    R"("duration":0,)" + kStarted + R"(,"completed":{"timestamp":"2026-03-01T12:00:00.000Z"})";

/// A nested task of start_family, or any of its kind with the same members.
std::string task(int id, const std::string& state_id = "") {
  return "{" + state_id + "\"task_id\":" + std::to_string(id) + "," +
         (id % 2 == 0 ? kEnded : kStarted) + ",\"n\":" + std::to_string(id) + "}";
}

TEST_CASE("every task asked for appears once: in its state if that is shown, else in the service") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string head = R"({"service_id":1,"customer_id":"c",)" + kStarted;
  const std::string state_1 = R"({"state_id":1,)" + kStarted;
  const std::string state_2 = R"({"state_id":2,)" + kEnded;
  const std::string in_1 = "\"state_id\":1,";
  const std::string in_2 = "\"state_id\":2,";
  const auto get = [&](const std::string& query) {
    return caller.get("/services/1?extensions=Task.*&" + query).body;
  };

  CHECK(caller.get(std::string("/services/1") + kEverything) ==
        json(head + R"(,"active_states":[)" + state_1 + R"(,"active_tasks":[)" + task(3) +
             R"(],"completed_tasks":[)" + task(4) + R"(],"n":1}],"completed_states":[)" + state_2 +
             R"(,"active_tasks":[)" + task(5) + R"(],"completed_tasks":[)" + task(6) +
             R"(],"n":2}],"active_tasks":[)" + task(1) + R"(],"completed_tasks":[)" + task(2) +
             R"(],"n":1})"));
  // Without states all tasks stand in the service.
  CHECK(get("active_tasks=1&completed_tasks=1") == head + R"(,"active_tasks":[)" + task(1) + "," +
                                                       task(3, in_1) + "," + task(5, in_2) +
                                                       R"(],"completed_tasks":[)" + task(2) + "," +
                                                       task(4, in_1) + "," + task(6, in_2) + "]}");
  // With active states only, tasks of the completed one stand in the service.
  CHECK(get("active_states=1&active_tasks=1") ==
        head + R"(,"active_states":[)" + state_1 + R"(,"active_tasks":[)" + task(3) +
            R"(]}],"active_tasks":[)" + task(1) + "," + task(5, in_2) + "]}");
  CHECK(get("completed_states=1&completed_tasks=1") ==
        head + R"(,"completed_states":[)" + state_2 + R"(,"completed_tasks":[)" + task(6) +
            R"(]}],"completed_tasks":[)" + task(2) + "," + task(4, in_1) + "]}");
  // A service list nests alike.
  CHECK(caller.get(std::string("/customers/c/services") + kEverything) ==
        json("[" + caller.get(std::string("/services/1") + kEverything).body + "]"));
}

TEST_CASE("nested arrays that were asked for are there, also empty") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post("/services/start", R"({"customer_id":"c"})"));
  const std::string head = R"({"service_id":1,"customer_id":"c",)" + kStarted;
  CHECK(
      caller.get(std::string("/services/1") + kEverything) ==
      json(head +
           R"(,"active_states":[],"completed_states":[],"active_tasks":[],"completed_tasks":[]})"));
  CHECK(caller.get("/services/1?completed_states=1") == json(head + R"(,"completed_states":[]})"));
  CHECK(caller.get("/services/1?active_tasks=1") == json(head + R"(,"active_tasks":[]})"));
  require_created(caller.post("/services/1/states/start"));
  CHECK(caller.get("/services/1/states/1?active_tasks=1&completed_tasks=1") ==
        json(R"({"service_id":1,"state_id":1,"customer_id":"c",)" + kStarted +
             R"(,"active_tasks":[],"completed_tasks":[]})"));
}

TEST_CASE("a state of its own shows its tasks without their ids of the service and the state") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string shown = R"({"service_id":1,"state_id":1,"customer_id":"c",)" + kStarted +
                            R"(,"active_tasks":[)" + task(3) + R"(],"completed_tasks":[)" +
                            task(4) + R"(],"n":1})";
  const std::string query = "?active_tasks=1&completed_tasks=1&extensions=*,Task.*";
  CHECK(caller.get("/services/1/states/1" + query) == json(shown));
  CHECK(caller.get("/services/1/states/active" + query) == json("[" + shown + "]"));
}

TEST_CASE("a list of tasks shows the state of each that has one") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string body = caller.get("/services/1/tasks/active").body;
  CHECK(body == R"([{"service_id":1,"task_id":1,"customer_id":"c",)" + kStarted +
                    R"(},{"service_id":1,"state_id":1,"task_id":3,"customer_id":"c",)" + kStarted +
                    R"(},{"service_id":1,"state_id":2,"task_id":5,"customer_id":"c",)" + kStarted +
                    "}]");
}

TEST_CASE("times are read with 0 to 9 digits and any zone, and written in UTC with milliseconds") {
  const std::vector<std::pair<std::string, std::string>> times = {
      {"2026-03-01T12:34:56.789Z", "2026-03-01T12:34:56.789Z"},
      {"2026-03-01T12:34:56Z", "2026-03-01T12:34:56.000Z"},
      {"2026-03-01T12:34:56", "2026-03-01T12:34:56.000Z"},
      {"2026-03-01T12:34:56.7", "2026-03-01T12:34:56.700Z"},
      {"2026-03-01T12:34:56.789999999Z", "2026-03-01T12:34:56.789Z"},
      {"2026-03-01T12:34:56.12345+05:30", "2026-03-01T07:04:56.123Z"},
      {"2026-03-01T00:00:00-00:30", "2026-03-01T00:30:00.000Z"},
      {"2024-02-29T23:59:59.999-23:59", "2024-03-01T23:58:59.999Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"},
      {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    int id = 0;
    for (const auto& [sent, shown] : times) {
      INFO(sent);
      require_created(caller.post(
          "/services/start",
          R"({"customer_id":"c","service_type":1,"expiration_time":"9999-12-31T23:59:59Z","timestamp":")" +
              sent + "\"}"));
      const std::string path = "/services/" + std::to_string(++id);
      CHECK_THAT(caller.get(path).body,
                 Catch::Matchers::EndsWith(R"("started":{"timestamp":")" + shown + "\"}}"));
    }
  }
}

TEST_CASE("the server fills in its own time where none is given") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  twins.clock.set("2030-12-31T23:59:59.999Z");
  require_created(caller.post("/services/start", R"({"customer_id":"c"})"));
  twins.clock.advance(std::chrono::milliseconds(1));
  REQUIRE(caller.post("/services/1/end") == empty(204));
  CHECK(caller.get("/services/1") ==
        json(R"({"service_id":1,"customer_id":"c","duration":1,)"
             R"("started":{"timestamp":"2030-12-31T23:59:59.999Z"},)"
             R"("completed":{"timestamp":"2031-01-01T00:00:00.000Z"}})"));
}

TEST_CASE("an end before its start is stored, and its duration is 0") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post("/services/start", R"({"customer_id":"c"})"));
  REQUIRE(caller.post("/services/1/end", R"({"timestamp":"2009-05-12T12:05:12.145Z"})") ==
          empty(204));
  CHECK(caller.get("/services/1") ==
        json(R"({"service_id":1,"customer_id":"c","duration":0,)"
             R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"},)"
             R"("completed":{"timestamp":"2009-05-12T12:05:12.145Z"}})"));
}

TEST_CASE("completing a service leaves its states and tasks open, and more can be started in it") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
    require_created(caller.post("/services/1/tasks/start", R"({"task_type":1,"state_id":1})"));
    REQUIRE(caller.post("/services/1/end") == empty(204));
    CHECK(caller.get("/services/1/states/active") ==
          json("[" + caller.get("/services/1/states/1").body + "]"));
    CHECK(caller.get("/services/1/tasks/active") ==
          json("[" + caller.get("/services/1/tasks/1").body + "]"));
    CHECK(caller.post("/services/1/states/1/end") == empty(caller.is_v81() ? 200 : 204));
    // A task on a completed state of a completed service, and one more state.
    require_created(caller.post("/services/1/tasks/start", R"({"task_type":1,"state_id":1})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
    CHECK(caller.post("/services/1/tasks/2/end") == empty(204));
    CHECK(caller.post("/services/1/states/2/end") == empty(caller.is_v81() ? 200 : 204));
  }
}

}  // namespace
