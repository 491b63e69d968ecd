// SPDX-License-Identifier: MIT
#include <ucs/lifecycle.h>
#include <ucs/testing/describe.h>

#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

namespace lifecycle = ucs::lifecycle;
using namespace ucs::tests;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::Service;
using ucs::StartState;
using ucs::State;
using ucs::Transition;
using ucs::testing::describe;

constexpr const char* kLater = "2026-03-01T13:00:00Z";

/// A service with the active state 1, that has extensions, and the completed state 2.
Service sample() {
  StartState request = state_of("offered");
  request.extensions = extensions({{"A", "1"}, {"B", "2"}});
  Service service = lifecycle::start_service(7, start_of("c"), context()).value();
  service = lifecycle::start_state(service, 1, request, context()).value();
  service = lifecycle::start_state(service, 2, state_of("ended"), context()).value();
  return lifecycle::complete_state(service, 2, {}, context()).value();
}

TEST_CASE("a started state has everything its start gave, and is active") {
  StartState request = state_of(12);
  request.previous_state_id = 99;
  request.est_duration = 60;
  request.session_id = "s";
  request.media_type = "voice";
  request.timestamp = at("2020-01-01T00:00:00Z");
  request.extensions = extensions({{"A", "{}"}});
  const auto service = lifecycle::start_state(sample(), 5, request, context(Dialect::kV85, kLater));
  REQUIRE(service.has_value());
  const State* state = service->states.find(5);
  REQUIRE(state != nullptr);
  CHECK(state->is_active());
  CHECK(state->type == 12);
  CHECK(state->previous_state_id == 99);
  CHECK(state->est_duration == 60);
  CHECK(state->started.session_id == "s");
  CHECK(state->started.media_type == "voice");
  CHECK(state->started.timestamp == at("2020-01-01T00:00:00Z"));
  CHECK(written(state->extensions) == "A={}");
  CHECK(service->updated == at(kLater));
  CHECK(service->started.timestamp == at("2026-03-01T12:00:00Z"));
}

TEST_CASE("several states may be active at once, also of one type") {
  const auto service = lifecycle::start_state(sample(), 5, state_of("offered"), context());
  CHECK(service->states.find(1)->is_active());
  CHECK(service->states.find(5)->is_active());
}

TEST_CASE("a state may be started and completed on a completed service") {
  const auto completed = lifecycle::complete_service(sample(), {}, context());
  const auto started = lifecycle::start_state(*completed, 5, state_of("x"), context());
  REQUIRE(started.has_value());
  CHECK(outcome(lifecycle::complete_state(*started, 5, {}, context())) == "ok");
  CHECK(outcome(lifecycle::complete_state(*started, 1, {}, context())) == "ok");
  CHECK(outcome(lifecycle::transition(*started, 6, transition_of(1, "x"), context())) == "ok");
}

TEST_CASE("v81 demands a state_type, v85 does not") {
  CHECK(outcome_and_field(lifecycle::start_state(sample(), 5, {}, context(Dialect::kV81))) ==
        "missing_field state_type");
  CHECK(outcome(lifecycle::start_state(sample(), 5, {}, context())) == "ok");
}

TEST_CASE("check_start_state returns the error that start_state would") {
  StartState request;
  request.est_duration = -1;
  CHECK(outcome_and_field(lifecycle::check_start_state(request, context())) ==
        "invalid_field est_duration");
  CHECK(outcome(lifecycle::check_start_state({}, context())) == "ok");
}

TEST_CASE("a completed state has its end event, disposition and extensions") {
  CompleteActivity request;
  request.disposition = "sold";
  request.disposition_desc = "at last";
  request.state_id = 99;  // read for tasks only
  request.extensions = extensions({{"B", "20"}, {"C", "30"}});
  const auto after =
      lifecycle::complete_state(sample(), 1, request, context(Dialect::kV85, kLater));
  REQUIRE(after.has_value());
  const State* state = after->states.find(1);
  CHECK_FALSE(state->is_active());
  CHECK(state->completion->event.timestamp == at(kLater));
  CHECK(state->completion->disposition == "sold");
  CHECK(state->completion->disposition_desc == "at last");
  CHECK(written(state->extensions) == "A=1 B=20 C=30");
  CHECK(after->updated == at(kLater));
  CHECK(after->is_active());
}

TEST_CASE("completing an unknown state is state_not_found, twice is already_completed") {
  for (const ucs::StateId unknown : {0, 3, -1, 2147483647}) {
    CHECK(outcome_and_field(lifecycle::complete_state(sample(), unknown, {}, context())) ==
          "state_not_found state_id");
  }
  CHECK(outcome_and_field(lifecycle::complete_state(sample(), 2, {}, context())) ==
        "already_completed state_id");
}

TEST_CASE("a transition completes one state and starts another at one and the same time") {
  Transition request = transition_of(1, "accepted");
  request.from.disposition = 1;
  request.from.disposition_desc = "fine";
  request.to.est_duration = 30;
  request.session_id = "s";
  request.application_id = 4;
  const Service before = sample();
  for (const bool is_time_given : {false, true}) {
    if (is_time_given) request.timestamp = at("2026-01-01T00:00:00Z");
    const auto after = lifecycle::transition(before, 5, request, context(Dialect::kV85, kLater));
    REQUIRE(after.has_value());
    const State* from = after->states.find(1);
    const State* to = after->states.find(5);
    REQUIRE(to != nullptr);
    CHECK_FALSE(from->is_active());
    CHECK(from->completion->disposition == 1);
    CHECK(from->completion->disposition_desc == "fine");
    CHECK(to->is_active());
    CHECK(to->type == "accepted");
    CHECK(to->est_duration == 30);
    CHECK(to->previous_state_id == 1);
    CHECK(to->started.timestamp == at(is_time_given ? "2026-01-01T00:00:00Z" : kLater));
    CHECK(from->completion->event.timestamp == to->started.timestamp);
    CHECK(from->completion->event.session_id == "s");
    CHECK(to->started.session_id == "s");
    CHECK(from->completion->event.application_id == 4);
    CHECK(to->started.application_id == 4);
    CHECK(after->updated == at(kLater));
    CHECK(after->states.find(2)->completion == before.states.find(2)->completion);
  }
}

TEST_CASE("a transition's extensions go to both states; those inside from and to win") {
  Transition request = transition_of(1, "accepted");
  request.extensions = extensions({{"B", "20"}, {"C", "30"}, {"D", "40"}});
  request.from.extensions = extensions({{"C", "300"}, {"E", "500"}});
  request.to.extensions = extensions({{"D", "4000"}, {"F", "6000"}});
  const auto after = lifecycle::transition(sample(), 5, request, context());
  REQUIRE(after.has_value());
  CHECK(written(after->states.find(1)->extensions) == "A=1 B=20 C=300 D=40 E=500");
  CHECK(written(after->states.find(5)->extensions) == "B=20 C=30 D=4000 F=6000");
}

TEST_CASE("a transition without from.state_id is missing_field") {
  Transition request;
  request.to.state_type = "x";
  CHECK(outcome_and_field(lifecycle::transition(sample(), 5, request, context())) ==
        "missing_field from.state_id");
}

TEST_CASE("a transition from an unknown state is state_not_found") {
  CHECK(outcome(lifecycle::transition(sample(), 5, transition_of(9, "x"), context())) ==
        "state_not_found");
}

TEST_CASE("a transition from a completed state is already_completed") {
  CHECK(outcome(lifecycle::transition(sample(), 5, transition_of(2, "x"), context())) ==
        "already_completed");
}

TEST_CASE("v81 demands the type of the state a transition starts") {
  const Transition request = transition_of(1, {});
  CHECK(outcome_and_field(lifecycle::transition(sample(), 5, request, context(Dialect::kV81))) ==
        "missing_field to.state_type");
  CHECK(outcome(lifecycle::transition(sample(), 5, request, context())) == "ok");
}

TEST_CASE("a transition's errors name the member inside from or to") {
  Transition request = transition_of(1, "x");
  request.from.disposition = characters(257);
  CHECK(outcome_and_field(lifecycle::check_transition(sample(), request, context())) ==
        "field_too_long from.disposition");
  request.from.disposition = {};
  request.from.disposition_desc = characters(257);
  CHECK(outcome_and_field(lifecycle::check_transition(sample(), request, context())) ==
        "field_too_long from.disposition_desc");
  request.from.disposition_desc = {};
  request.to.est_duration = -1;
  CHECK(outcome_and_field(lifecycle::check_transition(sample(), request, context())) ==
        "invalid_field to.est_duration");
}

TEST_CASE("check_transition finds every error that transition finds, too many extensions too") {
  Transition request = transition_of(1, "x");  // the state has 2 extensions already
  SECTION("together with those the completed state has") {
    request.from.extensions = many_extensions(ucs::kExtensionsPerActivityMax - 2);
    CHECK(outcome(lifecycle::transition(sample(), 5, request, context())) == "ok");
    request.from.extensions = many_extensions(ucs::kExtensionsPerActivityMax - 1);
  }
  SECTION("together on the started state") {
    request.extensions = many_extensions(500, "top");
    request.to.extensions = many_extensions(500, "to");
    CHECK(outcome(lifecycle::transition(sample(), 5, request, context())) == "ok");
    request.to.extensions = many_extensions(501, "to");
  }
  CHECK(outcome(lifecycle::transition(sample(), 5, request, context())) == "invalid_extension");
  CHECK(outcome(lifecycle::check_transition(sample(), request, context())) == "invalid_extension");
}

}  // namespace
