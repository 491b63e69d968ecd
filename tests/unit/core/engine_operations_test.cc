// SPDX-License-Identifier: MIT
#include <ucs/core.h>

#include <string>
#include <type_traits>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::Dialect;
using ucs::JsonText;
using ucs::Scope;
using ucs::ServiceId;
using ucs::StateId;
using ucs::TaskId;

struct Fixture {
  ucs::MemoryStore store;
  ManualClock clock;
  ucs::Engine engine{store, clock};
};

TEST_CASE("a journey: start, work through states and tasks, complete, delete") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  CHECK(id == 1);
  const StateId offered = f.engine.start_state(id, state_of("offered")).value();
  const TaskId call = f.engine.start_task(id, task_of("call", offered)).value();
  CHECK(outcome(f.engine.complete_task(id, call)) == "ok");
  const StateId accepted = f.engine.transition(id, transition_of(offered, "accepted")).value();
  CHECK(accepted == offered + 1);
  CHECK(outcome(f.engine.complete_state(id, accepted)) == "ok");
  CHECK(outcome(f.engine.complete_service(id)) == "ok");
  const auto service = f.engine.query_service(id).value();
  CHECK(service->revision == 7);
  CHECK_FALSE(service->is_active());
  CHECK(f.engine.query_state(id, offered)->state->completion != nullptr);
  CHECK(f.engine.query_state(id, accepted)->state->previous_state_id == offered);
  CHECK(f.engine.query_task(id, call)->task->state_id == offered);
  CHECK(outcome(f.engine.delete_service(id)) == "ok");
  CHECK(dump(f.store) == "tenant \"\"\n");
}

TEST_CASE("an event is stored with the time of the engine's clock") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  f.clock.set("2026-03-01T12:00:05Z");
  static_cast<void>(f.engine.complete_service(id));
  const auto service = f.engine.query_service(id).value();
  CHECK(service->started.timestamp == at("2026-03-01T12:00:00Z"));
  CHECK(service->completion->event.timestamp == at("2026-03-01T12:00:05Z"));
  CHECK(service->updated == at("2026-03-01T12:00:05Z"));
  CHECK(service->duration() == std::chrono::milliseconds(5000));
}

TEST_CASE("every change counts the revision up by one") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  CHECK(f.engine.query_service(id).value()->revision == 1);
  static_cast<void>(f.engine.start_state(id, state_of("x")));
  CHECK(f.engine.query_service(id).value()->revision == 2);
  static_cast<void>(f.engine.update_extension({id, {}, {}}, {"A", JsonText()}));
  CHECK(f.engine.query_service(id).value()->revision == 3);
}

TEST_CASE("an answer is of one moment: later changes do not touch it") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  static_cast<void>(f.engine.start_state(id, state_of("x")));
  const auto before = f.engine.query_service(id).value();
  const auto states = f.engine.query_states(id).value();
  static_cast<void>(f.engine.complete_state(id, 1));
  static_cast<void>(f.engine.delete_service(id));
  CHECK(before->states.find(1)->is_active());
  CHECK(states.states.front()->is_active());
}

TEST_CASE("association moves a service between the lists of customers") {
  Fixture f;
  ucs::StartService request;
  request.contact_key = "k";
  const ServiceId id = f.engine.start_service(request).value();
  CHECK(f.engine.query_anonymous_services("k")->size() == 1);
  CHECK(outcome(f.engine.complete_service(id)) == "ok");
  CHECK(outcome(f.engine.associate_service("a", id)) == "ok");
  CHECK(f.engine.query_anonymous_services("k")->empty());
  CHECK(f.engine.query_customer_services("a")->size() == 1);
  CHECK(outcome(f.engine.associate_service("b", id)) == "ok");
  CHECK(f.engine.query_customer_services("a")->empty());
  CHECK(f.engine.query_customer_services("b")->front()->id == id);
  CHECK(f.engine.query_service(id).value()->contact_key == "k");
}

TEST_CASE("extensions of services, states and tasks are updated and merged") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  const StateId state = f.engine.start_state(id, state_of("x")).value();
  const TaskId task = f.engine.start_task(id, task_of("x")).value();
  const ucs::Extension one = {"A", JsonText::unchecked(R"({"x":1})")};
  const ucs::Extension two = {"A", JsonText::unchecked(R"({"y":2})")};
  for (const ucs::ActivityRef& target :
       {ucs::ActivityRef{id, {}, {}}, {id, state, {}}, {id, {}, task}}) {
    CHECK(outcome(f.engine.update_extension(target, one)) == "ok");
    CHECK(outcome(f.engine.merge_extension(target, two)) == "ok");
  }
  const auto service = f.engine.query_service(id).value();
  CHECK(written(service->extensions) == R"(A={"x":1,"y":2})");
  CHECK(written(service->states.find(state)->extensions) == R"(A={"x":1,"y":2})");
  CHECK(written(service->tasks.find(task)->extensions) == R"(A={"x":1,"y":2})");
}

TEST_CASE("every operation on an unknown service is service_not_found and changes nothing") {
  Fixture f;
  for (ServiceId id = 1; id <= 5000; ++id) {
    REQUIRE(f.engine.start_service(start_of("c")).value() == id);
  }
  const std::string before = dump(f.store);
  for (const ServiceId id :
       {ServiceId{5001}, ServiceId{0}, ServiceId{-5}, ServiceId{-4096},
        std::numeric_limits<ServiceId>::min(), std::numeric_limits<ServiceId>::max()}) {
    CAPTURE(id);
    const std::string expected = "service_not_found service_id";
    CHECK(outcome_and_field(f.engine.associate_service("d", id)) == expected);
    CHECK(outcome_and_field(f.engine.complete_service(id)) == expected);
    CHECK(outcome_and_field(f.engine.delete_service(id)) == expected);
    CHECK(outcome_and_field(f.engine.start_state(id, state_of("x"))) == expected);
    CHECK(outcome_and_field(f.engine.complete_state(id, 1)) == expected);
    CHECK(outcome_and_field(f.engine.transition(id, transition_of(1, "x"))) == expected);
    CHECK(outcome_and_field(f.engine.start_task(id, task_of("x"))) == expected);
    CHECK(outcome_and_field(f.engine.complete_task(id, 1)) == expected);
    CHECK(outcome_and_field(f.engine.update_extension({id, {}, {}}, {"A", JsonText()})) ==
          expected);
    CHECK(outcome_and_field(f.engine.merge_extension({id, {}, {}}, {"A", JsonText()})) == expected);
    CHECK(outcome_and_field(f.engine.query_service(id)) == expected);
    CHECK(outcome_and_field(f.engine.query_state(id, 1)) == expected);
    CHECK(outcome_and_field(f.engine.query_task(id, 1)) == expected);
    CHECK(outcome_and_field(f.engine.query_states(id)) == expected);
    CHECK(outcome_and_field(f.engine.query_tasks(id)) == expected);
    CHECK_THAT(f.engine.query_service(id).error().message, contains(std::to_string(id)));
  }
  CHECK(dump(f.store) == before);
}

TEST_CASE("an unknown service is reported before any fault of the request") {
  Fixture f;
  ucs::CompleteActivity request;
  request.session_id = characters(1000);
  CHECK(outcome(f.engine.complete_service(1, request)) == "service_not_found");
}

TEST_CASE("states and tasks of one service are unknown in another one") {
  Fixture f;
  const ServiceId first = f.engine.start_service(start_of("c")).value();
  const ServiceId second = f.engine.start_service(start_of("c")).value();
  const StateId state = f.engine.start_state(first, state_of("x")).value();
  const TaskId task = f.engine.start_task(first, task_of("x", state)).value();
  const std::string before = dump(f.store);
  CHECK(outcome(f.engine.complete_state(second, state)) == "state_not_found");
  CHECK(outcome(f.engine.complete_task(second, task)) == "task_not_found");
  CHECK(outcome(f.engine.transition(second, transition_of(state, "y"))) == "state_not_found");
  CHECK(outcome(f.engine.start_task(second, task_of("y", state))) == "state_not_found");
  CHECK(outcome(f.engine.query_state(second, state)) == "state_not_found");
  CHECK(outcome(f.engine.query_task(second, task)) == "task_not_found");
  CHECK(outcome_and_field(f.engine.query_state(first, state + 1)) == "state_not_found state_id");
  CHECK(outcome_and_field(f.engine.query_task(first, task + 1)) == "task_not_found task_id");
  CHECK(dump(f.store) == before);
}

TEST_CASE("a refused operation stores nothing") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  const StateId state = f.engine.start_state(id, state_of("x")).value();
  const TaskId task = f.engine.start_task(id, task_of("x")).value();
  CHECK(outcome(f.engine.complete_state(id, state)) == "ok");
  CHECK(outcome(f.engine.complete_task(id, task)) == "ok");
  CHECK(outcome(f.engine.complete_service(id)) == "ok");
  f.clock.advance(std::chrono::seconds(1));
  const std::string before = dump(f.store);
  CHECK(outcome(f.engine.complete_service(id)) == "already_completed");
  CHECK(outcome(f.engine.complete_state(id, state)) == "already_completed");
  CHECK(outcome(f.engine.complete_task(id, task)) == "already_completed");
  CHECK(outcome(f.engine.transition(id, transition_of(state, "y"))) == "already_completed");
  CHECK(outcome(f.engine.associate_service("", id)) == "invalid_field");
  CHECK(outcome(f.engine.start_service({})) == "missing_field");
  CHECK(outcome(f.engine.update_extension({id, {}, {}}, {"from", JsonText()})) ==
        "invalid_extension");
  CHECK(outcome(f.engine.merge_extension({id, {}, {}}, {"A", JsonText()})) == "invalid_extension");
  CHECK(dump(f.store) == before);
}

TEST_CASE("both dialects act on the same data, each by its own rules") {
  Fixture f;
  const Scope v81 = {"", Dialect::kV81};
  const Scope v85 = {"", Dialect::kV85};
  CHECK(outcome(f.engine.start_service(start_of("c", {}), v81)) == "missing_field");
  const ServiceId id = f.engine.start_service(start_of("c", {}), v85).value();
  CHECK(outcome(f.engine.start_state(id, {}, v81)) == "missing_field");
  const StateId state = f.engine.start_state(id, state_of("x"), v81).value();
  CHECK(outcome(f.engine.complete_state(id, state, {}, v85)) == "ok");
  CHECK(outcome(f.engine.update_extension({id, {}, {}}, {"A", JsonText()}, v81)) ==
        "unknown_extension");
  CHECK(outcome(f.engine.update_extension({id, {}, {}}, {"A", JsonText()}, v85)) == "ok");
  CHECK(f.engine.query_service(id, v81).value() == f.engine.query_service(id, v85).value());
}

TEST_CASE("tenants share nothing") {
  Fixture f;
  const Scope a = {"a", Dialect::kV85};
  const Scope b = {"b", Dialect::kV85};
  const ServiceId id = f.engine.start_service(start_of("c"), a).value();
  CHECK(f.engine.start_state(id, state_of("x"), a).value() == 1);
  CHECK(outcome(f.engine.query_service(id, b)) == "service_not_found");
  CHECK(outcome(f.engine.delete_service(id, b)) == "service_not_found");
  CHECK(f.engine.query_customer_services("c", {}, b)->empty());
  CHECK(f.engine.start_service(start_of("c"), b).value() == id);
  CHECK(f.engine.start_state(id, state_of("y"), b).value() == 1);
  CHECK(f.engine.query_state(id, 1, a)->state->type == "x");
  CHECK(f.engine.query_state(id, 1, b)->state->type == "y");
  CHECK(outcome(f.engine.query_service(id)) == "service_not_found");
}

TEST_CASE("two engines may work on one store") {
  Fixture f;
  ucs::Engine other(f.store, f.clock);
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  CHECK(other.start_service(start_of("c")).value() == id + 1);
  CHECK(outcome(other.complete_service(id)) == "ok");
  CHECK(outcome(f.engine.complete_service(id)) == "already_completed");
}

TEST_CASE("an engine is not made of a clock that is about to be destroyed") {
  STATIC_REQUIRE(std::is_constructible_v<ucs::Engine, ucs::Store&, const ucs::SystemClock&>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<ucs::Engine, ucs::Store&, ucs::SystemClock>);
}

TEST_CASE("the system clock tells whole milliseconds within the years that can be written") {
  const ucs::Timestamp now = ucs::SystemClock().now();
  CHECK(now > at("2020-01-01T00:00:00Z"));
  CHECK(now < ucs::kTimestampMax);
}

}  // namespace
