// SPDX-License-Identifier: MIT
// Every operation of spec 3 in both dialects: status, headers, body to the byte.
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::Twins;

/// One request, and the answer to it. The path and `location` are without the base.
struct Step {
  const char* method;
  const char* path;
  const char* body;
  int status;
  const char* location;
  const char* answer;
};

/// Sends the requests one after the other, a second apart.
void run(Twins& twins, Caller& caller, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    INFO(step.method << ' ' << caller.base() << step.path);
    const std::string answer = step.answer;
    const bool has_location = *step.location != 0;
    const Answer expected{step.status, answer, answer.empty() ? "" : "application/json",
                          has_location ? caller.base() + step.location : "", ""};
    CHECK(caller.send(step.method, step.path, step.body) == expected);
    twins.clock.advance(std::chrono::seconds(1));
  }
}

TEST_CASE("the operations of a journey answer as documented, in both dialects") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    const int state_completed = caller.is_v81() ? 200 : 204;
    run(twins, caller,
        {
            {"POST", "/services/start", R"({"customer_id":"c1","service_type":1})", 201,
             "/services/1", R"({"service_id":1})"},
            {"POST", "/services/1/states/start", R"({"state_type":"offer"})", 201,
             "/services/1/states/1", R"({"state_id":1})"},
            {"POST", "/services/1/tasks/start", R"({"task_type":20})", 201, "/services/1/tasks/1",
             R"({"task_id":1})"},
            {"POST", "/services/1/tasks/start", R"({"task_type":21,"state_id":1})", 201,
             "/services/1/tasks/2", R"({"task_id":2})"},
            {"POST", "/services/1/states/transition",
             R"({"from":{"state_id":1,"disposition":7},"to":{"state_type":"booking"}})", 201,
             "/services/1/states/2", R"({"state_id":2})"},
            {"POST", "/services/1/states/2/end", R"({"disposition":"DONE"})", state_completed, "",
             ""},
            {"POST", "/services/1/tasks/1/end", "{}", 204, "", ""},
            {"POST", "/services/1/tasks/2/end", R"({"state_id":1})", 204, "", ""},
            {"POST", "/services/1/end", R"({"disposition":10,"disposition_desc":"SUCCESS"})", 204,
             "", ""},
            {"GET", "/services/1", "", 200, "",
             R"({"service_id":1,"service_type":1,"customer_id":"c1","duration":8000,"disposition":10,"disposition_desc":"SUCCESS",)"
             R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"},"completed":{"timestamp":"2026-03-01T12:00:08.000Z"}})"},
            {"GET", "/services/1/states/1", "", 200, "",
             R"({"service_id":1,"state_id":1,"state_type":"offer","customer_id":"c1","duration":3000,"disposition":7,)"
             R"("started":{"timestamp":"2026-03-01T12:00:01.000Z"},"completed":{"timestamp":"2026-03-01T12:00:04.000Z"}})"},
            {"GET", "/services/1/states/2", "", 200, "",
             R"({"service_id":1,"state_id":2,"state_type":"booking","customer_id":"c1","previous_state_id":1,"duration":1000,"disposition":"DONE",)"
             R"("started":{"timestamp":"2026-03-01T12:00:04.000Z"},"completed":{"timestamp":"2026-03-01T12:00:05.000Z"}})"},
            {"GET", "/services/1/tasks/1", "", 200, "",
             R"({"service_id":1,"task_id":1,"task_type":20,"customer_id":"c1","duration":4000,)"
             R"("started":{"timestamp":"2026-03-01T12:00:02.000Z"},"completed":{"timestamp":"2026-03-01T12:00:06.000Z"}})"},
            {"GET", "/services/1/tasks/2", "", 200, "",
             R"({"service_id":1,"state_id":1,"task_id":2,"task_type":21,"customer_id":"c1","duration":4000,)"
             R"("started":{"timestamp":"2026-03-01T12:00:03.000Z"},"completed":{"timestamp":"2026-03-01T12:00:07.000Z"}})"},
        });
  }
}

TEST_CASE("each list has its three forms: all, active and completed") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    const int state_completed = caller.is_v81() ? 200 : 204;
    const std::string started = R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"})";
    const std::string ended =
        R"("duration":0,)" + started + R"(,"completed":{"timestamp":"2026-03-01T12:00:00.000Z"})";
    const auto check_lists = [&](const std::string& path, const std::string& active,
                                 const std::string& completed) {
      INFO(caller.base() << path);
      CHECK(caller.get(path) == json("[" + active + "," + completed + "]"));
      CHECK(caller.get(path + "/active") == json("[" + active + "]"));
      CHECK(caller.get(path + "/completed") == json("[" + completed + "]"));
    };
    // A customer's services 1 and 2, anonymous services 3 and 4; in service 1 states 1 and 2, tasks
    // 1 and 2. Of each pair the second is completed.
    for (const char* body :
         {R"({"customer_id":"c","service_type":1})", R"({"customer_id":"c","service_type":1})",
          R"({"contact_key":"k","service_type":1})", R"({"contact_key":"k","service_type":1})"})
      REQUIRE(caller.post("/services/start", body).status == 201);
    REQUIRE(caller.post("/services/2/end") == empty(204));
    REQUIRE(caller.post("/services/4/end") == empty(204));
    for (int i = 0; i < 2; ++i) {
      REQUIRE(caller.post("/services/1/states/start", R"({"state_type":1})").status == 201);
      REQUIRE(caller.post("/services/1/tasks/start", R"({"task_type":1})").status == 201);
    }
    REQUIRE(caller.post("/services/1/states/2/end") == empty(state_completed));
    REQUIRE(caller.post("/services/1/tasks/2/end") == empty(204));

    check_lists("/customers/c/services",
                R"({"service_id":1,"service_type":1,"customer_id":"c",)" + started + "}",
                R"({"service_id":2,"service_type":1,"customer_id":"c",)" + ended + "}");
    check_lists("/services/anonymous/k",
                R"({"service_id":3,"service_type":1,"contact_key":"k",)" + started + "}",
                R"({"service_id":4,"service_type":1,"contact_key":"k",)" + ended + "}");
    check_lists("/services/1/states",
                R"({"service_id":1,"state_id":1,"state_type":1,"customer_id":"c",)" + started + "}",
                R"({"service_id":1,"state_id":2,"state_type":1,"customer_id":"c",)" + ended + "}");
    check_lists("/services/1/tasks",
                R"({"service_id":1,"task_id":1,"task_type":1,"customer_id":"c",)" + started + "}",
                R"({"service_id":1,"task_id":2,"task_type":1,"customer_id":"c",)" + ended + "}");
  }
}

TEST_CASE("deleting a service answers 200 without a body, and everything in it is gone") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    const std::string nothing = twins.dump();
    REQUIRE(caller.post("/services/start", R"({"customer_id":"c","service_type":1})").status ==
            201);
    REQUIRE(caller.post("/services/1/states/start", R"({"state_type":1})").status == 201);
    REQUIRE(caller.post("/services/1/tasks/start", R"({"task_type":1})").status == 201);
    CHECK(caller.erase("/services/1") == empty(200));
    CHECK(twins.dump() == nothing);
    const Error gone{ErrorCode::kServiceNotFound, "there is no service 1", ""};
    for (const char* path : {"/services/1", "/services/1/states", "/services/1/states/1",
                             "/services/1/tasks", "/services/1/tasks/1"})
      CHECK(caller.get(path) == caller.error("GET", path, gone));
    CHECK(caller.erase("/services/1") == caller.error("DELETE", "/services/1", gone));
    CHECK(caller.get("/customers/c/services") == json("[]"));
    // Ids are never reused.
    CHECK(caller.post("/services/start", R"({"customer_id":"c","service_type":1})") ==
          created(caller.base() + "/services/2", R"({"service_id":2})"));
  }
}

TEST_CASE("an extension is updated and merged on services, states and tasks of v85") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  REQUIRE(caller.post("/services/start", R"({"customer_id":"c"})").status == 201);
  REQUIRE(caller.post("/services/1/states/start").status == 201);
  REQUIRE(caller.post("/services/1/tasks/start", R"({"state_id":1})").status == 201);
  for (const std::string entity : {"/services/1", "/services/1/states/1", "/services/1/tasks/1"}) {
    INFO(entity);
    CHECK(caller.put(entity + "/extensions/Feedback", R"({"rating":7})") == empty(200));
    CHECK(caller.put(entity + "/extensions/Feedback/merge", R"({"notes":"warm"})") == empty(200));
    const Answer answer = caller.get(entity + "?extensions=*");
    CHECK_THAT(answer.body,
               Catch::Matchers::EndsWith(R"(,"Feedback":{"rating":7,"notes":"warm"}})"));
  }
}

TEST_CASE("an extension update in v81 needs a schema, and stores nothing without one") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  REQUIRE(caller.post("/services/start", R"({"customer_id":"c","service_type":1})").status == 201);
  REQUIRE(caller.post("/services/1/states/start", R"({"state_type":1})").status == 201);
  REQUIRE(caller.post("/services/1/tasks/start", R"({"task_type":1})").status == 201);
  const std::string before = twins.dump();
  for (const std::string entity : {"/services/1", "/services/1/states/1", "/services/1/tasks/1"}) {
    for (const char* suffix : {"", "/merge"}) {
      const std::string path = entity + "/extensions/Feedback" + suffix;
      caller.check_error(caller.put(path, R"({"rating":7})"), "PUT", path,
                         ErrorCode::kUnknownExtension, {"Feedback", "schema"});
    }
  }
  CHECK(twins.dump() == before);
}

TEST_CASE("a service started in one dialect is visible and changeable in the other") {
  Twins twins;
  Caller v81(twins, Dialect::kV81);
  Caller cv(twins, Dialect::kV81, "/cv");
  Caller v85(twins, Dialect::kV85);
  CHECK(v81.post("/services/start", R"({"customer_id":"c","service_type":1})") ==
        created("/services/1", R"({"service_id":1})"));
  CHECK(v85.post("/services/1/states/start", R"({"Color":"red"})") ==
        created("/genesys/1/cs/services/1/states/1", R"({"state_id":1})"));
  CHECK(cv.post("/services/1/tasks/start", R"({"task_type":2,"state_id":1})") ==
        created("/cv/services/1/tasks/1", R"({"task_id":1})"));
  const std::string query = "/services/1?active_states=true&active_tasks=1&extensions=State.*";
  const Answer expected = json(
      R"({"service_id":1,"service_type":1,"customer_id":"c","started":{"timestamp":"2026-03-01T12:00:00.000Z"},)"
      R"("active_states":[{"state_id":1,"started":{"timestamp":"2026-03-01T12:00:00.000Z"},)"
      R"("active_tasks":[{"task_id":1,"task_type":2,"started":{"timestamp":"2026-03-01T12:00:00.000Z"}}],"Color":"red"}],)"
      R"("active_tasks":[]})");
  CHECK(v81.get(query) == expected);
  CHECK(cv.get(query) == expected);
  CHECK(v85.get(query) == expected);
  CHECK(v85.post("/services/1/end") == empty(204));
  const Error completed{ErrorCode::kAlreadyCompleted,
                        "service 1 was already completed, at 2026-03-01T12:00:00.000Z", ""};
  CHECK(cv.post("/services/1/end") == cv.error("POST", "/services/1/end", completed));
}

TEST_CASE("state and task ids can be counted per service") {
  ucs::EngineOptions options;
  options.id_scope = ucs::IdScope::kService;
  Twins twins(ucs::tests::with_cv(), options);
  Caller caller(twins, Dialect::kV85);
  for (const char* id : {"1", "2"}) {
    const std::string service = std::string("/services/") + id;
    CHECK(caller.post("/services/start", R"({"customer_id":"c"})").status == 201);
    CHECK(caller.post(service + "/states/start") ==
          created(caller.base() + service + "/states/1", R"({"state_id":1})"));
    CHECK(caller.post(service + "/states/transition", R"({"from":{"state_id":1},"to":{}})") ==
          created(caller.base() + service + "/states/2", R"({"state_id":2})"));
    CHECK(caller.post(service + "/tasks/start") ==
          created(caller.base() + service + "/tasks/1", R"({"task_id":1})"));
  }
}

}  // namespace
