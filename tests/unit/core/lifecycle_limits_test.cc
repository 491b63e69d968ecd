// SPDX-License-Identifier: MIT
// Every limit of a field, at the maximum and one past it, for every event that has the field.
#include <ucs/lifecycle.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

namespace lifecycle = ucs::lifecycle;
using namespace ucs::tests;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::EventRequest;
using ucs::LongOrString;
using ucs::Service;
using ucs::StartService;
using ucs::StartState;
using ucs::StartTask;
using ucs::Text;
using ucs::Transition;

/// A service with the active state 1 and the active task 1.
Service sample() {
  Service service = lifecycle::start_service(7, start_of("c"), context()).value();
  service = lifecycle::start_state(service, 1, state_of("x"), context()).value();
  return lifecycle::start_task(service, 1, task_of("x"), context()).value();
}

using ChangeEvent = std::function<void(EventRequest&)>;

/// An event of one kind: what it is called, and what comes of it after `change`.
struct EventKind {
  const char* name;
  std::function<std::string(Dialect, const ChangeEvent&)> run;
};

const std::vector<EventKind>& event_kinds() {
  static const std::vector<EventKind> kinds = {
      {"start service",
       [](Dialect dialect, const ChangeEvent& change) {
         StartService request = start_of("c");
         change(request);
         return outcome_and_field(lifecycle::start_service(1, request, context(dialect)));
       }},
      {"associate",
       [](Dialect dialect, const ChangeEvent& change) {
         StartService request;
         change(request);
         return outcome_and_field(
             lifecycle::associate_service(sample(), "d", request, context(dialect)));
       }},
      {"complete service",
       [](Dialect dialect, const ChangeEvent& change) {
         CompleteActivity request;
         change(request);
         return outcome_and_field(lifecycle::complete_service(sample(), request, context(dialect)));
       }},
      {"start state",
       [](Dialect dialect, const ChangeEvent& change) {
         StartState request = state_of("x");
         change(request);
         return outcome_and_field(lifecycle::start_state(sample(), 2, request, context(dialect)));
       }},
      {"complete state",
       [](Dialect dialect, const ChangeEvent& change) {
         CompleteActivity request;
         change(request);
         return outcome_and_field(
             lifecycle::complete_state(sample(), 1, request, context(dialect)));
       }},
      {"transition",
       [](Dialect dialect, const ChangeEvent& change) {
         Transition request = transition_of(1, "x");
         change(request);
         return outcome_and_field(lifecycle::transition(sample(), 2, request, context(dialect)));
       }},
      {"start task",
       [](Dialect dialect, const ChangeEvent& change) {
         StartTask request = task_of("x");
         change(request);
         return outcome_and_field(lifecycle::start_task(sample(), 2, request, context(dialect)));
       }},
      {"complete task",
       [](Dialect dialect, const ChangeEvent& change) {
         CompleteActivity request;
         change(request);
         return outcome_and_field(lifecycle::complete_task(sample(), 1, request, context(dialect)));
       }},
  };
  return kinds;
}

TEST_CASE("session_id and interaction_id are limited by dialect, in characters, on every event") {
  struct Limit {
    Dialect dialect;
    std::size_t session_id_max;
    std::size_t interaction_id_max;
  };
  for (const Limit& limit : {Limit{Dialect::kV81, 32, 50}, Limit{Dialect::kV85, 256, 256}}) {
    for (const EventKind& kind : event_kinds()) {
      for (const std::size_t bytes : {1U, 2U, 3U, 4U}) {
        CAPTURE(kind.name, static_cast<int>(limit.dialect), bytes);
        const auto run_with = [&](Text EventRequest::*member, std::size_t size) {
          return kind.run(limit.dialect,
                          [&](EventRequest& event) { event.*member = characters(size, bytes); });
        };
        CHECK(run_with(&EventRequest::session_id, limit.session_id_max) == "ok");
        CHECK(run_with(&EventRequest::session_id, limit.session_id_max + 1) ==
              "field_too_long session_id");
        CHECK(run_with(&EventRequest::interaction_id, limit.interaction_id_max) == "ok");
        CHECK(run_with(&EventRequest::interaction_id, limit.interaction_id_max + 1) ==
              "field_too_long interaction_id");
      }
    }
  }
}

TEST_CASE("a string given for a long-or-string has at most 256 characters, on every event") {
  for (const EventKind& kind : event_kinds()) {
    CAPTURE(kind.name);
    const std::vector<std::pair<std::string, LongOrString EventRequest::*>> members = {
        {"application_type", &EventRequest::application_type},
        {"resource_type", &EventRequest::resource_type},
        {"media_type", &EventRequest::media_type}};
    for (const auto& [name, member] : members) {
      const auto run_with = [&, held = member](const LongOrString& value) {
        return kind.run(Dialect::kV85, [&](EventRequest& event) { event.*held = value; });
      };
      CHECK(run_with(characters(256)) == "ok");
      CHECK(run_with(characters(257)) == "field_too_long " + name);
      CHECK(run_with("\xFF") == "invalid_field " + name);
      CHECK(run_with(std::numeric_limits<std::int64_t>::min()) == "ok");
    }
  }
}

TEST_CASE("a text that is not UTF-8 is invalid_field, on every event") {
  for (const EventKind& kind : event_kinds()) {
    CAPTURE(kind.name);
    CHECK(kind.run(Dialect::kV81, [](EventRequest& event) { event.session_id = "a\x80"; }) ==
          "invalid_field session_id");
    CHECK(kind.run(Dialect::kV85, [](EventRequest& event) {
      event.interaction_id = "\xED\xA0\x80";
    }) == "invalid_field interaction_id");
  }
}

TEST_CASE("a timestamp lies in the years 0000 to 9999, on every event") {
  constexpr std::chrono::milliseconds kStep{1};
  for (const EventKind& kind : event_kinds()) {
    CAPTURE(kind.name);
    const auto run_at = [&](ucs::Timestamp time) {
      return kind.run(Dialect::kV85, [&](EventRequest& event) { event.timestamp = time; });
    };
    CHECK(run_at(ucs::kTimestampMin) == "ok");
    CHECK(run_at(ucs::kTimestampMax) == "ok");
    CHECK(run_at(ucs::kTimestampMin - kStep) == "invalid_timestamp timestamp");
    CHECK(run_at(ucs::kTimestampMax + kStep) == "invalid_timestamp timestamp");
  }
}

TEST_CASE("a message tells the size and the limit and quotes a short part of the value") {
  CompleteActivity request;
  request.session_id = characters(33, 3);
  const auto refused = lifecycle::complete_service(sample(), request, context(Dialect::kV81));
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().message, contains("session_id has 33 characters"));
  CHECK_THAT(refused.error().message, contains("at most 32"));
  CHECK(refused.error().message.size() < 200);
}

TEST_CASE("disposition and disposition_desc are limited on every end") {
  const auto run_all = [](Dialect dialect, const LongOrString& disposition, const Text& desc) {
    CompleteActivity request;
    request.disposition = disposition;
    request.disposition_desc = desc;
    Transition transition = transition_of(1, "x");
    transition.from.disposition = disposition;
    transition.from.disposition_desc = desc;
    const std::vector<std::string> outcomes = {
        outcome(lifecycle::complete_service(sample(), request, context(dialect))),
        outcome(lifecycle::complete_state(sample(), 1, request, context(dialect))),
        outcome(lifecycle::complete_task(sample(), 1, request, context(dialect))),
        outcome(lifecycle::transition(sample(), 2, transition, context(dialect)))};
    for (const std::string& each : outcomes) {
      if (each != outcomes.front()) return std::string("not all the same");
    }
    return outcomes.front();
  };
  CHECK(run_all(Dialect::kV81, 1, characters(64)) == "ok");
  CHECK(run_all(Dialect::kV81, 1, characters(65)) == "field_too_long");
  CHECK(run_all(Dialect::kV85, 1, characters(256)) == "ok");
  CHECK(run_all(Dialect::kV85, 1, characters(257)) == "field_too_long");
  CHECK(run_all(Dialect::kV85, characters(256), "") == "ok");
  CHECK(run_all(Dialect::kV85, characters(257), "") == "field_too_long");
  CHECK(run_all(Dialect::kV85, "\xC0", {}) == "invalid_field");
  CHECK(run_all(Dialect::kV85, {}, "\xC0") == "invalid_field");
}

TEST_CASE("customer_id, contact_key and types have at most 256 characters") {
  for (const Dialect dialect : {Dialect::kV81, Dialect::kV85}) {
    const auto start = [&](const Text& customer, const Text& contact, const LongOrString& type) {
      StartService request = start_of(customer, type);
      request.contact_key = contact;
      return outcome_and_field(lifecycle::start_service(1, request, context(dialect)));
    };
    CHECK(start(characters(256), characters(256), characters(256)) == "ok");
    CHECK(start(characters(257), "k", "x") == "field_too_long customer_id");
    CHECK(start("c", characters(257), "x") == "field_too_long contact_key");
    CHECK(start("c", "k", characters(257)) == "field_too_long service_type");
    CHECK(start("\xFF", "k", "x") == "invalid_field customer_id");
    const auto associate = [&](const Text& customer, const Text& contact,
                               const LongOrString& type) {
      StartService request = start_of("unread", type);
      request.contact_key = contact;
      return outcome_and_field(
          lifecycle::associate_service(sample(), customer, request, context(dialect)));
    };
    CHECK(associate(characters(256), characters(256), characters(256)) == "ok");
    CHECK(associate(characters(257), "k", "x") == "field_too_long customer_id");
    CHECK(associate("d", characters(257), "x") == "field_too_long contact_key");
    CHECK(associate("d", "k", characters(257)) == "field_too_long service_type");
    CHECK(outcome_and_field(
              lifecycle::start_state(sample(), 2, state_of(characters(257)), context(dialect))) ==
          "field_too_long state_type");
    CHECK(outcome_and_field(lifecycle::start_task(sample(), 2, task_of(characters(257)),
                                                  context(dialect))) == "field_too_long task_type");
    CHECK(outcome_and_field(lifecycle::transition(sample(), 2, transition_of(1, characters(257)),
                                                  context(dialect))) ==
          "field_too_long to.state_type");
  }
}

TEST_CASE("durations are 0 or more, up to 2^31 - 1 seconds") {
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::vector<std::pair<std::string, std::optional<std::int32_t> StartService::*>> members = {
      {"est_duration", &StartService::est_duration},
      {"ttl", &StartService::ttl},
      {"auto_complete_after", &StartService::auto_complete_after}};
  for (const auto& [name, member] : members) {
    for (const std::int32_t seconds : {0, kMax, -1, -kMax}) {
      CAPTURE(name, seconds);
      StartService request = start_of("c");
      request.*member = seconds;
      const std::string expected = seconds >= 0 ? "ok" : "invalid_field " + name;
      CHECK(outcome_and_field(lifecycle::start_service(1, request, context())) == expected);
      CHECK(outcome_and_field(lifecycle::associate_service(sample(), "d", request, context())) ==
            expected);
    }
  }
  StartState state = state_of("x");
  state.est_duration = -1;
  CHECK(outcome_and_field(lifecycle::start_state(sample(), 2, state, context())) ==
        "invalid_field est_duration");
  StartTask task = task_of("x");
  task.est_duration = -1;
  CHECK(outcome_and_field(lifecycle::start_task(sample(), 2, task, context())) ==
        "invalid_field est_duration");
}

TEST_CASE("expiration_time lies in the years 0000 to 9999") {
  constexpr std::chrono::milliseconds kStep{1};
  StartService request = start_of("c");
  request.expiration_time = ucs::kTimestampMax;
  CHECK(outcome(lifecycle::start_service(1, request, context())) == "ok");
  request.expiration_time = ucs::kTimestampMax + kStep;
  CHECK(outcome_and_field(lifecycle::start_service(1, request, context())) ==
        "invalid_timestamp expiration_time");
  CHECK(outcome_and_field(lifecycle::associate_service(sample(), "d", request, context())) ==
        "invalid_timestamp expiration_time");
}

}  // namespace
