// SPDX-License-Identifier: MIT
#include <ucs/lifecycle.h>

#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

namespace lifecycle = ucs::lifecycle;
using namespace ucs::tests;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::Filter;
using ucs::Service;
using ucs::StartTask;
using ucs::Task;

constexpr const char* kLater = "2026-03-01T13:00:00Z";

/// A service with the states 1 (active) and 2 (completed), task 1 of state 1, and task 2 of none.
Service sample() {
  Service service = lifecycle::start_service(7, start_of("c"), context()).value();
  service = lifecycle::start_state(service, 1, state_of("offered"), context()).value();
  service = lifecycle::start_state(service, 2, state_of("ended"), context()).value();
  service = lifecycle::complete_state(service, 2, {}, context()).value();
  StartTask request = task_of("call", 1);
  request.extensions = extensions({{"A", "1"}});
  service = lifecycle::start_task(service, 1, request, context()).value();
  return lifecycle::start_task(service, 2, task_of("mail"), context()).value();
}

TEST_CASE("a started task has everything its start gave, and is active") {
  StartTask request = task_of(12, 1);
  request.est_duration = 60;
  request.interaction_id = "i";
  request.timestamp = at("2020-01-01T00:00:00Z");
  request.extensions = extensions({{"A", "{}"}});
  const auto service = lifecycle::start_task(sample(), 5, request, context(Dialect::kV85, kLater));
  REQUIRE(service.has_value());
  const Task* task = service->tasks.find(5);
  REQUIRE(task != nullptr);
  CHECK(task->is_active());
  CHECK(task->type == 12);
  CHECK(task->state_id == 1);
  CHECK(task->est_duration == 60);
  CHECK(task->started.interaction_id == "i");
  CHECK(task->started.timestamp == at("2020-01-01T00:00:00Z"));
  CHECK(written(task->extensions) == "A={}");
  CHECK(service->updated == at(kLater));
}

TEST_CASE("a task may hang directly on the service") {
  const auto service = lifecycle::start_task(sample(), 5, task_of("x"), context());
  CHECK_FALSE(service->tasks.find(5)->state_id.has_value());
}

TEST_CASE("a task may be started on a completed state and on a completed service") {
  CHECK(outcome(lifecycle::start_task(sample(), 5, task_of("x", 2), context())) == "ok");
  const auto completed = lifecycle::complete_service(sample(), {}, context());
  CHECK(outcome(lifecycle::start_task(*completed, 5, task_of("x"), context())) == "ok");
  CHECK(outcome(lifecycle::complete_task(*completed, 1, {}, context())) == "ok");
}

TEST_CASE("a task's state must be one of the service") {
  for (const ucs::StateId unknown : {0, 3, -1, 2147483647}) {
    const auto refused = lifecycle::start_task(sample(), 5, task_of("x", unknown), context());
    CHECK(outcome_and_field(refused) == "state_not_found state_id");
    CHECK_THAT(refused.error().message, contains(std::to_string(unknown)));
    CHECK(outcome(lifecycle::check_start_task(sample(), task_of("x", unknown), context())) ==
          "state_not_found");
  }
}

TEST_CASE("v81 demands a task_type, v85 does not") {
  CHECK(outcome_and_field(lifecycle::start_task(sample(), 5, {}, context(Dialect::kV81))) ==
        "missing_field task_type");
  CHECK(outcome(lifecycle::start_task(sample(), 5, {}, context())) == "ok");
}

TEST_CASE("a completed task has its end event, disposition and extensions") {
  CompleteActivity request;
  request.disposition = 8;
  request.disposition_desc = "no answer";
  request.extensions = extensions({{"A", "10"}, {"B", "20"}});
  const auto after = lifecycle::complete_task(sample(), 1, request, context(Dialect::kV85, kLater));
  REQUIRE(after.has_value());
  const Task* task = after->tasks.find(1);
  CHECK_FALSE(task->is_active());
  CHECK(task->completion->event.timestamp == at(kLater));
  CHECK(task->completion->disposition == 8);
  CHECK(task->completion->disposition_desc == "no answer");
  CHECK(written(task->extensions) == "A=10 B=20");
  CHECK(after->updated == at(kLater));
  CHECK(after->states.find(1)->is_active());
}

TEST_CASE("completing a task may name its state, and no other one") {
  CompleteActivity request;
  request.state_id = 1;
  CHECK(outcome(lifecycle::complete_task(sample(), 1, request, context())) == "ok");
  CHECK(outcome_and_field(lifecycle::complete_task(sample(), 2, request, context())) ==
        "state_not_found state_id");
  request.state_id = 2;
  CHECK(outcome_and_field(lifecycle::complete_task(sample(), 1, request, context())) ==
        "state_not_found state_id");
}

TEST_CASE("completing an unknown task is task_not_found, twice is already_completed") {
  for (const ucs::TaskId unknown : {0, 3, -1, 2147483647}) {
    CHECK(outcome_and_field(lifecycle::complete_task(sample(), unknown, {}, context())) ==
          "task_not_found task_id");
  }
  const auto once = lifecycle::complete_task(sample(), 1, {}, context());
  CHECK(outcome_and_field(lifecycle::complete_task(*once, 1, {}, context())) ==
        "already_completed task_id");
}

TEST_CASE("a filter matches by progress") {
  const Service service = sample();
  Filter filter;
  CHECK(lifecycle::matches(*service.states.find(1), filter));
  CHECK(lifecycle::matches(*service.states.find(2), filter));
  filter.progress = Filter::Progress::kActive;
  CHECK(lifecycle::matches(*service.states.find(1), filter));
  CHECK_FALSE(lifecycle::matches(*service.states.find(2), filter));
  filter.progress = Filter::Progress::kCompleted;
  CHECK_FALSE(lifecycle::matches(*service.states.find(1), filter));
  CHECK(lifecycle::matches(*service.states.find(2), filter));
}

TEST_CASE("a filter's types match integers and strings of the same text, and no absent type") {
  const auto is_match = [](const ucs::LongOrString& type, std::vector<std::string> types) {
    Task task;
    task.type = type;
    Filter filter;
    filter.types = std::move(types);
    return lifecycle::matches(task, filter);
  };
  CHECK(is_match(9, {"9"}));
  CHECK(is_match("9", {"9"}));
  CHECK(is_match(-9, {"-9"}));
  CHECK_FALSE(is_match(9, {"09"}));
  CHECK_FALSE(is_match("call", {"Call"}));
  CHECK(is_match("call", {"a", "call", "mail"}));
  CHECK_FALSE(is_match("call", {"a", "b"}));
  CHECK_FALSE(is_match({}, {"", "a"}));
  CHECK(is_match("", {""}));
  CHECK(is_match({}, {}));
  CHECK(is_match(characters(100), {characters(100)}));
}

TEST_CASE("a filter's start range includes its beginning and excludes its end") {
  Task task;
  task.started.timestamp = at("2026-03-01T12:00:00Z");
  Filter filter;
  filter.started_from = at("2026-03-01T12:00:00Z");
  CHECK(lifecycle::matches(task, filter));
  filter.started_from = at("2026-03-01T12:00:00.001Z");
  CHECK_FALSE(lifecycle::matches(task, filter));
  filter.started_from.reset();
  filter.started_to = at("2026-03-01T12:00:00Z");
  CHECK_FALSE(lifecycle::matches(task, filter));
  filter.started_to = at("2026-03-01T12:00:00.001Z");
  CHECK(lifecycle::matches(task, filter));
}

TEST_CASE("the conditions of a filter must all hold") {
  Task task;
  task.type = "call";
  task.started.timestamp = at("2026-03-01T12:00:00Z");
  Filter filter;
  filter.types = {"call"};
  filter.progress = Filter::Progress::kActive;
  filter.started_from = at("2026-03-01T00:00:00Z");
  CHECK(lifecycle::matches(task, filter));
  filter.progress = Filter::Progress::kCompleted;
  CHECK_FALSE(lifecycle::matches(task, filter));
}

}  // namespace
