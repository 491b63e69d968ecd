// SPDX-License-Identifier: MIT
#include <ucs/lifecycle.h>
#include <ucs/testing/describe.h>

#include <chrono>
#include <limits>
#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

namespace lifecycle = ucs::lifecycle;
using namespace ucs::tests;
using std::chrono::milliseconds;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::Service;
using ucs::StartService;
using ucs::Text;
using ucs::testing::describe;

/// An active service of customer "c" with one state and one task.
Service sample() {
  StartService request = start_of("c");
  request.extensions = extensions({{"A", "1"}, {"B", "2"}});
  request.session_id = "s";
  const Service started = lifecycle::start_service(7, request, context()).value();
  const Service with_state =
      lifecycle::start_state(started, 1, state_of("offered"), context()).value();
  return lifecycle::start_task(with_state, 2, task_of("call", 1), context()).value();
}

TEST_CASE("a started service has everything its start gave, and is active") {
  StartService request = start_of("c", 12);
  request.contact_key = "+49 711";
  request.est_duration = 60;
  request.auto_complete_after = 30;
  request.session_id = "s";
  request.interaction_id = "";
  request.application_type = 5;
  request.application_id = -1;
  request.resource_type = "agent";
  request.resource_id = 9;
  request.media_type = "voice";
  request.timestamp = at("2020-01-01T00:00:00.5Z");
  request.extensions = extensions({{"A", "{}"}});
  const auto service = lifecycle::start_service(7, request, context());
  REQUIRE(service.has_value());
  CHECK(describe(*service) ==
        "service 7 revision=0 customer_id=\"c\" contact_key=\"+49 711\" "
        "updated=2026-03-01T12:00:00.000Z "
        "expires=2031-02-28T12:00:00.000Z given_auto_complete_after=30 type=12 est_duration=60\n"
        "  started timestamp=2020-01-01T00:00:00.500Z session_id=\"s\" interaction_id=\"\" "
        "application_type=5 application_id=-1 resource_type=\"agent\" resource_id=9 "
        "media_type=\"voice\"\n"
        "  extension \"A\" {}\n");
  CHECK(service->is_active());
  CHECK_FALSE(service->is_anonymous());
}

TEST_CASE("the server's clock fills in a missing start time") {
  const auto service = lifecycle::start_service(1, start_of("c"), context());
  CHECK(service->started.timestamp == at("2026-03-01T12:00:00Z"));
  CHECK(service->updated == at("2026-03-01T12:00:00Z"));
}

TEST_CASE("a service needs a customer_id or a contact_key") {
  StartService request = start_of({});
  CHECK(outcome_and_field(lifecycle::start_service(1, request, context())) ==
        "missing_field customer_id");
  request.contact_key = "k";
  const auto anonymous = lifecycle::start_service(1, request, context());
  REQUIRE(anonymous.has_value());
  CHECK(anonymous->is_anonymous());
  request.customer_id = "c";
  CHECK_FALSE(lifecycle::start_service(1, request, context())->is_anonymous());
}

TEST_CASE("a customer_id or contact_key that is given is not empty") {
  CHECK(outcome_and_field(lifecycle::start_service(1, start_of(""), context())) ==
        "invalid_field customer_id");
  StartService request = start_of("c");
  request.contact_key = "";
  CHECK(outcome_and_field(lifecycle::start_service(1, request, context())) ==
        "invalid_field contact_key");
}

TEST_CASE("v81 demands a service_type, v85 does not") {
  const StartService request = start_of("c", {});
  CHECK(outcome_and_field(lifecycle::start_service(1, request, context(Dialect::kV81))) ==
        "missing_field service_type");
  CHECK(outcome(lifecycle::start_service(1, request, context(Dialect::kV85))) == "ok");
  CHECK(outcome(lifecycle::start_service(1, start_of("c", 0), context(Dialect::kV81))) == "ok");
  CHECK(outcome(lifecycle::start_service(1, start_of("c", ""), context(Dialect::kV81))) == "ok");
}

TEST_CASE("ttl counts from the event, wins over expiration_time, and 0 is legal") {
  StartService request = start_of("c");
  request.expiration_time = at("2030-01-01T00:00:00Z");
  CHECK(lifecycle::start_service(1, request, context())->expires == at("2030-01-01T00:00:00Z"));
  request.ttl = 10;
  CHECK(lifecycle::start_service(1, request, context())->expires == at("2026-03-01T12:00:10Z"));
  request.timestamp = at("2025-01-01T00:00:00Z");
  CHECK(lifecycle::start_service(1, request, context())->expires == at("2025-01-01T00:00:10Z"));
  request.ttl = 0;
  CHECK(lifecycle::start_service(1, request, context())->expires == at("2025-01-01T00:00:00Z"));
}

TEST_CASE("a ttl that reaches beyond the year 9999 ends with it") {
  StartService request = start_of("c");
  request.timestamp = ucs::kTimestampMax;
  request.ttl = std::numeric_limits<std::int32_t>::max();
  const auto service = lifecycle::start_service(1, request, context());
  REQUIRE(service.has_value());
  CHECK(service->expires == ucs::kTimestampMax);
}

TEST_CASE("a completed service has its end event, disposition and extensions") {
  CompleteActivity request;
  request.disposition = 3;
  request.disposition_desc = "done";
  request.session_id = "t";
  request.timestamp = at("2026-03-01T12:30:00Z");
  request.extensions = extensions({{"B", "20"}, {"C", "30"}});
  const Service before = sample();
  const auto after =
      lifecycle::complete_service(before, request, context(Dialect::kV85, "2026-03-01T13:00:00Z"));
  REQUIRE(after.has_value());
  CHECK_FALSE(after->is_active());
  CHECK(after->completion->event.timestamp == at("2026-03-01T12:30:00Z"));
  CHECK(after->completion->event.session_id == "t");
  CHECK(after->completion->disposition == 3);
  CHECK(after->completion->disposition_desc == "done");
  CHECK(written(after->extensions) == "A=1 B=20 C=30");
  CHECK(after->updated == at("2026-03-01T13:00:00Z"));
  CHECK(after->started.session_id == "s");
  CHECK(after->duration() == milliseconds(1800000));
}

TEST_CASE("completing a service leaves its open states and tasks open") {
  const auto after = lifecycle::complete_service(sample(), {}, context());
  CHECK(after->states.find(1)->is_active());
  CHECK(after->tasks.find(2)->is_active());
}

TEST_CASE("completing a service twice is already_completed, and the message tells when it was") {
  const auto once = lifecycle::complete_service(sample(), {}, context());
  const auto twice = lifecycle::complete_service(*once, {}, context());
  CHECK(outcome_and_field(twice) == "already_completed service_id");
  CHECK_THAT(twice.error().message, contains("2026-03-01T12:00:00.000Z"));
}

TEST_CASE("a function of the lifecycle leaves the service it was given as it was") {
  const Service before = sample();
  const std::string text = describe(before);
  static_cast<void>(lifecycle::complete_service(before, {}, context()));
  static_cast<void>(lifecycle::associate_service(before, "d", {}, context()));
  static_cast<void>(lifecycle::start_state(before, 5, state_of("x"), context()));
  static_cast<void>(lifecycle::complete_state(before, 1, {}, context()));
  static_cast<void>(lifecycle::transition(before, 5, transition_of(1, "x"), context()));
  static_cast<void>(lifecycle::start_task(before, 5, task_of("x"), context()));
  static_cast<void>(lifecycle::complete_task(before, 2, {}, context()));
  static_cast<void>(
      lifecycle::update_extension(before, {7, {}, {}}, {"A", ucs::JsonText()}, context()));
  CHECK(describe(before) == text);
}

TEST_CASE("an end before the start is legal, and the duration is then 0") {
  CompleteActivity request;
  request.timestamp = at("2026-03-01T11:00:00Z");
  const auto after = lifecycle::complete_service(sample(), request, context());
  REQUIRE(after.has_value());
  CHECK(after->duration() == milliseconds(0));
  CHECK_FALSE(sample().duration().has_value());
}

TEST_CASE("association sets the customer and replaces the fields given") {
  StartService request;
  request.customer_id = "ignored";
  request.contact_key = "k";
  request.service_type = 9;
  request.est_duration = 5;
  request.session_id = "new";
  request.resource_id = 4;
  request.timestamp = at("2026-02-01T00:00:00Z");
  request.extensions = extensions({{"A", "10"}, {"C", "30"}});
  const auto after = lifecycle::associate_service(sample(), "d", request,
                                                  context(Dialect::kV85, "2026-03-01T14:00:00Z"));
  REQUIRE(after.has_value());
  CHECK(after->customer_id == "d");
  CHECK(after->contact_key == "k");
  CHECK(after->type == 9);
  CHECK(after->est_duration == 5);
  CHECK(after->started.session_id == "new");
  CHECK(after->started.resource_id == 4);
  CHECK(after->started.timestamp == at("2026-02-01T00:00:00Z"));
  CHECK(written(after->extensions) == "A=10 B=2 C=30");
  CHECK(after->updated == at("2026-03-01T14:00:00Z"));
}

TEST_CASE("association without a body keeps everything but the customer") {
  const Service before = sample();
  Service expected = before;
  expected.customer_id = "d";
  CHECK(describe(*lifecycle::associate_service(before, "d", {}, context())) == describe(expected));
  CHECK(outcome(lifecycle::associate_service(before, "d", {}, context(Dialect::kV81))) == "ok");
}

TEST_CASE("an anonymous service keeps its contact key when it is associated") {
  StartService request;
  request.contact_key = "k";
  const auto anonymous = lifecycle::start_service(1, request, context());
  const auto after = lifecycle::associate_service(*anonymous, "c", {}, context());
  CHECK(after->customer_id == "c");
  CHECK(after->contact_key == "k");
  CHECK_FALSE(after->is_anonymous());
}

TEST_CASE("completed services and services of other customers can be associated") {
  const auto completed = lifecycle::complete_service(sample(), {}, context());
  const auto after = lifecycle::associate_service(*completed, "d", {}, context());
  REQUIRE(after.has_value());
  CHECK(after->customer_id == "d");
  CHECK_FALSE(after->is_active());
}

TEST_CASE("association counts a ttl from its own event") {
  StartService request;
  request.ttl = 10;
  const auto now = context(Dialect::kV85, "2026-03-05T00:00:00Z");
  CHECK(lifecycle::associate_service(sample(), "d", request, now)->expires ==
        at("2026-03-05T00:00:10Z"));
  request.timestamp = at("2026-03-04T00:00:00Z");
  CHECK(lifecycle::associate_service(sample(), "d", request, now)->expires ==
        at("2026-03-04T00:00:10Z"));
}

TEST_CASE("association needs a customer that is neither absent nor empty") {
  CHECK(outcome_and_field(lifecycle::associate_service(sample(), Text(), {}, context())) ==
        "missing_field customer_id");
  CHECK(outcome_and_field(lifecycle::associate_service(sample(), "", {}, context())) ==
        "invalid_field customer_id");
  StartService request;
  request.contact_key = "";
  CHECK(outcome_and_field(lifecycle::associate_service(sample(), "d", request, context())) ==
        "invalid_field contact_key");
}

}  // namespace
