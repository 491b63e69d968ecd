// SPDX-License-Identifier: MIT
// Update Expiration, and what happens on its own, seen by clients (spec 3.5).
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kStart = R"({"customer_id":"c","service_type":1})";

TEST_CASE("Update Expiration answers 200 without a body and moves the expiry") {
  struct Row {
    const char* body;
    const char* last;
  };
  constexpr Row kRows[] = {
      {R"({"ttl":60})", "2026-03-01T12:00:59.999Z"},
      {R"({"ttl":"60"})", "2026-03-01T12:00:59.999Z"},
      {R"({"expiration_time":"2026-03-02T00:00:00+01:00"})", "2026-03-01T22:59:59.999Z"},
      {R"({"expiration_time":"2030-01-01T00:00:00Z","ttl":60})", "2026-03-01T12:00:59.999Z"},
      {R"({"ttl":60,"auto_complete_after":600,"timestamp":[],"Other":{"a":1},"service_id":"x"})",
       "2026-03-01T12:00:59.999Z"},
  };
  for (const Dialect dialect : kDialects) {
    for (const Row& row : kRows) {
      INFO(row.body);
      Twins twins;
      Caller caller(twins, dialect);
      require_created(caller.post("/services/start", kStart));
      CHECK(caller.put("/services/1", row.body) == empty(200));
      twins.clock.set(row.last);
      CHECK(caller.get("/services/1").status == 200);
      twins.clock.advance(milliseconds(1));
      caller.check_error(caller.get("/services/1"), "GET", "/services/1",
                         ErrorCode::kServiceNotFound, {"1"});
      caller.check_error(caller.put("/services/1", row.body), "PUT", "/services/1",
                         ErrorCode::kServiceNotFound, {"1"});
    }
  }
}

TEST_CASE("Update Expiration with 0, or a time that has passed, ends the service at once") {
  for (const Dialect dialect : kDialects) {
    for (const char* body : {R"({"ttl":0})", R"({"expiration_time":"2020-01-01T00:00:00Z"})"}) {
      Twins twins;
      Caller caller(twins, dialect);
      require_created(caller.post("/services/start", kStart));
      CHECK(caller.put("/services/1", body) == empty(200));
      CHECK(caller.get("/customers/c/services") == json("[]"));
    }
  }
}

TEST_CASE("Update Expiration refuses what is missing or wrong, and changes nothing") {
  struct Row {
    const char* body;
    ErrorCode code;
    const char* named;
  };
  const std::vector<Row> rows = {
      {"", ErrorCode::kMissingField, "ttl is missing, and so is expiration_time"},
      {"{}", ErrorCode::kMissingField, "ttl"},
      {R"({"auto_complete_after":5})", ErrorCode::kMissingField, "ttl"},
      {R"({"ttl":-1})", ErrorCode::kInvalidField, "ttl is -1"},
      {R"({"ttl":2147483648})", ErrorCode::kInvalidField, "ttl is 2147483648"},
      {R"({"ttl":null})", ErrorCode::kInvalidField, "ttl is null"},
      {R"({"ttl":1.5})", ErrorCode::kInvalidField, "ttl is 1.5"},
      {R"({"ttl":5,"auto_complete_after":-1})", ErrorCode::kInvalidField, "auto_complete_after"},
      {R"({"expiration_time":"tomorrow"})", ErrorCode::kInvalidTimestamp, "tomorrow"},
      {R"({"expiration_time":"2026-02-30T00:00:00Z"})", ErrorCode::kInvalidTimestamp, "2026-02-30"},
      {R"({"ttl":5)", ErrorCode::kInvalidJson, "byte 8"},
      {"[]", ErrorCode::kInvalidJson, "expected an object"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      INFO(row.body);
      caller.check_error(caller.put("/services/1", row.body), "PUT", "/services/1", row.code,
                         {row.named});
    }
    caller.check_error(caller.put("/services/9", R"({"ttl":1})"), "PUT", "/services/9",
                       ErrorCode::kServiceNotFound, {"9"});
    const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
    for (const std::size_t call : {1U, 2U}) {
      twins.fail_store_at(call, unavailable);
      CHECK(caller.put("/services/1", R"({"ttl":1})") ==
            caller.error("PUT", "/services/1", unavailable));
    }
    twins.heal_store();
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("a service left alone completes itself, with its open states and tasks, and expires") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post(
        "/services/start",
        R"({"customer_id":"c","service_type":1,"ttl":100,"auto_complete_after":"10"})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
    require_created(caller.post("/services/1/tasks/start", R"({"task_type":1,"state_id":1})"));
    twins.clock.advance(seconds(12));
    twins.run_due();
    const std::string times =
        R"("duration":10000,"started":{"timestamp":"2026-03-01T12:00:00.000Z"})"
        R"(,"completed":{"timestamp":"2026-03-01T12:00:10.000Z"})";
    CHECK(caller.get(
              "/services/1?active_states=1&completed_states=1&active_tasks=1&completed_tasks=1") ==
          json(R"({"service_id":1,"service_type":1,"customer_id":"c",)" + times +
               R"(,"active_states":[],"completed_states":[{"state_id":1,"state_type":1,)" + times +
               R"(,"active_tasks":[],"completed_tasks":[{"task_id":1,"task_type":1,)" + times +
               R"(}]}],"active_tasks":[],"completed_tasks":[]})"));
    twins.clock.advance(seconds(88));
    caller.check_error(caller.get("/services/1"), "GET", "/services/1", ErrorCode::kServiceNotFound,
                       {});
    twins.run_due();
    CHECK(twins.dump() == "tenant \"\"\n");
  }
}

}  // namespace
