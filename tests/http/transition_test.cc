// SPDX-License-Identifier: MIT
// Perform State Transition (SRV.7, spec 3.2) and Associate Service (SRV.2, spec 3.3).
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kTransition = "/services/1/states/transition";

void start_with_states(Caller& caller, int states) {
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  for (int i = 0; i < states; ++i)
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
}

TEST_CASE("a transition records its event fields on both events, with one and the same time") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_with_states(caller, 1);
    twins.clock.advance(std::chrono::milliseconds(1500));
    const char* fields =
        R"("session_id":"s","interaction_id":"i","application_type":"a","application_id":1,"resource_type":2,"resource_id":3,"media_type":4)";
    CHECK(
        caller.post(
            kTransition,
            std::string("{") + fields +
                R"(,"from":{"state_id":1,"disposition":"D","disposition_desc":"SUCCESS"},"to":{"state_type":8,"est_duration":500}})") ==
        created(caller.base() + "/services/1/states/2", R"({"state_id":2})"));
    const std::string event =
        std::string(R"({"timestamp":"2026-03-01T12:00:01.500Z",)") + fields + "}";
    CHECK(
        caller.get("/services/1/states") ==
        json(
            R"([{"service_id":1,"state_id":1,"state_type":1,"customer_id":"c","duration":1500,"disposition":"D","disposition_desc":"SUCCESS",)"
            R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"},"completed":)" +
            event +
            R"(},{"service_id":1,"state_id":2,"state_type":8,"customer_id":"c","previous_state_id":1,"est_duration":500,"started":)" +
            event + "}]"));
  }
}

TEST_CASE("a transition's own timestamp is that of both events") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_with_states(caller, 1);
  CHECK(caller
            .post(kTransition,
                  R"({"timestamp":"2009-05-07T12:05:20.157","from":{"state_id":"1"},"to":{}})")
            .status == 201);
  CHECK_THAT(caller.get("/services/1/states/1").body,
             Catch::Matchers::EndsWith(R"("completed":{"timestamp":"2009-05-07T12:05:20.157Z"}})"));
  CHECK(caller.get("/services/1/states/2") ==
        json(R"({"service_id":1,"state_id":2,"customer_id":"c","previous_state_id":1,)"
             R"("started":{"timestamp":"2009-05-07T12:05:20.157Z"}})"));
}

TEST_CASE("extensions of a transition: the top level is for both states, from and to win") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_with_states(caller, 0);
  require_created(caller.post("/services/1/states/start", R"({"kept":0,"both":0,"own":0})"));
  require_created(caller.post(
      kTransition,
      R"({"both":"top","from":{"state_id":1,"own":"from","x":"from"},"to":{"both":"to","y":{"z":1}},"own":"top"})"));
  CHECK_THAT(caller.get("/services/1/states/1?extensions=*").body,
             Catch::Matchers::EndsWith(R"(},"both":"top","kept":0,"own":"from","x":"from"})"));
  CHECK_THAT(caller.get("/services/1/states/2?extensions=*").body,
             Catch::Matchers::EndsWith(R"(},"both":"to","own":"top","y":{"z":1}})"));
}

TEST_CASE("a transition goes from one of several active states and leaves the others alone") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_with_states(caller, 3);
    const Answer first = caller.get("/services/1/states/1");
    const Answer third = caller.get("/services/1/states/3");
    CHECK(caller.post(kTransition, R"({"from":{"state_id":2},"to":{"state_type":1}})") ==
          created(caller.base() + "/services/1/states/4", R"({"state_id":4})"));
    CHECK(caller.get("/services/1/states/1") == first);
    CHECK(caller.get("/services/1/states/3") == third);
    // From the new one on, also on a completed service.
    REQUIRE(caller.post("/services/1/end") == empty(204));
    CHECK(caller.post(kTransition, R"({"from":{"state_id":4},"to":{"state_type":1}})") ==
          created(caller.base() + "/services/1/states/5", R"({"state_id":5})"));
    CHECK_THAT(caller.get("/services/1/states/5").body,
               ucs::tests::contains(R"("previous_state_id":4,)"));
  }
}

TEST_CASE("a transition that cannot be is refused whole: neither completed nor started") {
  struct Row {
    const char* body;
    ErrorCode code;
    std::vector<std::string> named;
  };
  const Row rows[] = {
      {"", ErrorCode::kMissingField, {"from"}},
      {"{}", ErrorCode::kMissingField, {"from"}},
      {R"({"to":{"state_type":1}})", ErrorCode::kMissingField, {"from"}},
      {R"({"from":{"state_id":1}})", ErrorCode::kMissingField, {"to"}},
      {R"({"from":{},"to":{"state_type":1}})", ErrorCode::kMissingField, {"from.state_id"}},
      {R"({"from":1,"to":{"state_type":1}})", ErrorCode::kInvalidField, {"from", "1"}},
      {R"({"from":null,"to":{"state_type":1}})", ErrorCode::kInvalidField, {"from", "null"}},
      {R"({"from":{"state_id":1},"to":[]})", ErrorCode::kInvalidField, {"to"}},
      {R"({"from":{"state_id":"one"},"to":{"state_type":1}})",
       ErrorCode::kInvalidField,
       {"from.state_id", "one"}},
      {R"({"from":{"state_id":2},"to":{"state_type":1}})", ErrorCode::kAlreadyCompleted, {"2"}},
      {R"({"from":{"state_id":9},"to":{"state_type":1}})", ErrorCode::kStateNotFound, {"9"}},
      {R"({"from":{"state_id":3},"to":{"state_type":1}})", ErrorCode::kStateNotFound, {"3"}},
      {R"({"from":{"state_id":0},"to":{"state_type":1}})", ErrorCode::kStateNotFound, {"0"}},
      {R"({"from":{"state_id":1},"to":{"state_type":1,"est_duration":-1}})",
       ErrorCode::kInvalidField,
       {"to.est_duration", "-1"}},
      {R"({"from":{"state_id":1},"to":{"state_type":true}})",
       ErrorCode::kInvalidField,
       {"to.state_type", "true"}},
      {R"({"timestamp":"now","from":{"state_id":1},"to":{"state_type":1}})",
       ErrorCode::kInvalidTimestamp,
       {"timestamp", "now"}},
      {R"({"from":{"state_id":1,"disposition":1.5},"to":{"state_type":1}})",
       ErrorCode::kInvalidField,
       {"from.disposition", "1.5"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_with_states(caller, 2);
    REQUIRE(caller.post("/services/1/states/2/end").status < 300);
    // State 3 belongs to another service.
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    require_created(caller.post("/services/2/states/start", R"({"state_type":1})"));
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      INFO(row.body);
      caller.check_error(caller.post(kTransition, row.body), "POST", kTransition, row.code,
                         row.named);
      CHECK(twins.dump() == before);
    }
    // No refused one took an id.
    CHECK(caller.post(kTransition, R"({"from":{"state_id":1},"to":{"state_type":1}})") ==
          created(caller.base() + "/services/1/states/4", R"({"state_id":4})"));
  }
}

TEST_CASE("event fields inside from and to, and members it does not use, are ignored") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_with_states(caller, 1);
  require_created(caller.post(
      kTransition,
      R"({"state_id":77,"disposition":{"no":"value"},"state_type":[],"customer_id":5,)"
      R"("from":{"state_id":1,"timestamp":"never","session_id":9,"state_type":null,"to":1},)"
      R"("to":{"state_type":2,"timestamp":"never","disposition":[],"state_id":"x","previous_state_id":9}})"));
  CHECK(
      caller.get("/services/1/states/2?extensions=*") ==
      json(R"({"service_id":1,"state_id":2,"state_type":2,"customer_id":"c","previous_state_id":1,)"
           R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"}})"));
}

TEST_CASE("associate moves a service to its customer's lists, a completed one too") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"contact_key":"k","service_type":1})"));
    REQUIRE(caller.post("/services/1/end") == empty(204));
    CHECK(caller.post("/customers/c/services/1") == empty(200));
    const std::string service = caller.get("/services/1").body;
    CHECK_THAT(service, ucs::tests::contains(R"("customer_id":"c","contact_key":"k",)"));
    CHECK(caller.get("/customers/c/services") == json("[" + service + "]"));
    CHECK(caller.get("/customers/c/services/completed") == json("[" + service + "]"));
    CHECK(caller.get("/customers/c/services/active") == json("[]"));
    CHECK(caller.get("/services/anonymous/k") == json("[]"));
    // On to another customer, and once more to the same one.
    for (int i = 0; i < 2; ++i) {
      CHECK(caller.post("/customers/d/services/1", "{}") == empty(200));
      CHECK(caller.get("/customers/c/services") == json("[]"));
      CHECK(caller.get("/customers/d/services") ==
            json("[" + caller.get("/services/1").body + "]"));
    }
  }
}

TEST_CASE("fields given on associate replace those of the start, others are kept") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post(
      "/services/start",
      R"({"contact_key":"k","service_type":"old","est_duration":1,"session_id":"s1","resource_id":5,"a":1,"b":{"x":1}})"));
  twins.clock.advance(std::chrono::seconds(5));
  CHECK(
      caller.post(
          "/customers/c/services/1",
          R"({"customer_id":"ignored","contact_key":"k2","service_type":7,"session_id":"s2","media_type":"chat","b":{"y":2},"d":null})") ==
      empty(200));
  const std::string started =
      R"("started":{"timestamp":"2026-03-01T12:00:00.000Z","session_id":"s2","resource_id":5,"media_type":"chat"})";
  CHECK(
      caller.get("/services/1?extensions=*") ==
      json(
          R"({"service_id":1,"service_type":7,"customer_id":"c","contact_key":"k2","est_duration":1,)" +
          started + R"(,"a":1,"b":{"y":2},"d":null})"));
  CHECK(caller.post("/customers/c/services/1", R"({"timestamp":"2026-02-01T00:00:00Z"})") ==
        empty(200));
  CHECK_THAT(
      caller.get("/services/1").body,
      ucs::tests::contains(R"("started":{"timestamp":"2026-02-01T00:00:00.000Z","session_id")"));
}

TEST_CASE("an associate that cannot be changes nothing") {
  struct Row {
    const char* path;
    const char* body;
    ErrorCode code;
    std::vector<std::string> named;
  };
  const std::string long_name(257, 'n');
  const std::string long_path = "/customers/" + long_name + "/services/1";
  const Row rows[] = {
      {"/customers/d/services/2", "", ErrorCode::kServiceNotFound, {"2"}},
      {"/customers/d/services/x", "", ErrorCode::kInvalidId, {"service_id", "x"}},
      {"/customers/d/services/1", "[]", ErrorCode::kInvalidJson, {}},
      {"/customers/d/services/1",
       R"({"service_type":[]})",
       ErrorCode::kInvalidField,
       {"service_type"}},
      {"/customers/d/services/1",
       R"({"contact_key":""})",
       ErrorCode::kInvalidField,
       {"contact_key"}},
      {"/customers/d/services/1", R"({"ttl":-1})", ErrorCode::kInvalidField, {"ttl", "-1"}},
      {"/customers/d/services/1",
       R"({"timestamp":"2026-13-01T00:00:00Z"})",
       ErrorCode::kInvalidTimestamp,
       {"timestamp", "2026-13"}},
      {long_path.c_str(), "", ErrorCode::kFieldTooLong, {"customer_id", "257", "256"}},
      {"/customers/%ff/services/1", "", ErrorCode::kInvalidParameter, {"customer_id", "%ff"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      INFO(row.path << ' ' << row.body);
      caller.check_error(caller.post(row.path, row.body), "POST", row.path, row.code, row.named);
      CHECK(twins.dump() == before);
    }
  }
}

}  // namespace
