// SPDX-License-Identifier: MIT
#include <ucs/core.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::Filter;
using ucs::ServiceId;
using ucs::StateId;
using Ids = std::vector<std::int64_t>;

struct Fixture {
  ucs::MemoryStore store;
  ManualClock clock;
  ucs::Engine engine{store, clock};

  ServiceId start(const std::string& time, const ucs::LongOrString& type = "booking",
                  const ucs::Text& customer = "c") {
    ucs::StartService request = start_of(customer, type);
    request.contact_key = "k";
    request.timestamp = at("2026-01-01T" + time + "Z");
    return engine.start_service(request).value();
  }
  StateId state(ServiceId id, const std::string& time, const ucs::LongOrString& type) {
    ucs::StartState request = state_of(type);
    request.timestamp = at("2026-01-01T" + time + "Z");
    return engine.start_state(id, request).value();
  }
  ucs::TaskId task(ServiceId id, const std::string& time, std::optional<StateId> of) {
    ucs::StartTask request = task_of("call", of);
    request.timestamp = at("2026-01-01T" + time + "Z");
    return engine.start_task(id, request).value();
  }
  Ids customer(const Filter& filter = {}) {
    Ids ids;
    for (const auto& service : *engine.query_customer_services("c", filter)) {
      ids.push_back(service->id);
    }
    return ids;
  }
  Ids anonymous(const Filter& filter = {}) {
    Ids ids;
    for (const auto& service : *engine.query_anonymous_services("k", filter)) {
      ids.push_back(service->id);
    }
    return ids;
  }
  Ids states(ServiceId id, const Filter& filter = {}) {
    Ids ids;
    const auto list = engine.query_states(id, filter);
    for (const ucs::State* state : list->states) ids.push_back(state->id);
    return ids;
  }
  Ids tasks(ServiceId id, const Filter& filter = {}) {
    Ids ids;
    const auto list = engine.query_tasks(id, filter);
    for (const ucs::Task* task : list->tasks) ids.push_back(task->id);
    return ids;
  }
};

Filter of_progress(Filter::Progress progress) {
  Filter filter;
  filter.progress = progress;
  return filter;
}
Filter of_types(std::vector<std::string> types) {
  Filter filter;
  filter.types = std::move(types);
  return filter;
}
Filter cut(std::size_t offset, std::optional<std::size_t> limit) {
  Filter filter;
  filter.offset = offset;
  filter.limit = limit;
  return filter;
}

TEST_CASE("an unknown customer or contact has no services, which is no error") {
  Fixture f;
  CHECK(f.customer().empty());
  CHECK(f.anonymous().empty());
  f.start("01:00:00");
  CHECK(f.engine.query_customer_services("")->empty());
  CHECK(f.engine.query_customer_services("C")->empty());
  CHECK(f.engine.query_anonymous_services("c")->empty());
}

TEST_CASE("lists are in order of start time, ties by id") {
  Fixture f;
  f.start("03:00:00");
  f.start("01:00:00");
  f.start("02:00:00");
  f.start("01:00:00");
  f.start("00:59:59.999");
  CHECK(f.customer() == Ids{5, 2, 4, 3, 1});
  f.state(1, "03:00:00", "x");
  f.state(1, "01:00:00", "x");
  f.state(1, "01:00:00", "x");
  CHECK(f.states(1) == Ids{2, 3, 1});
  f.task(1, "03:00:00", {});
  f.task(1, "01:00:00", 1);
  f.task(1, "01:00:00", {});
  CHECK(f.tasks(1) == Ids{2, 3, 1});
}

TEST_CASE("anonymous lists have only services that have no customer now") {
  Fixture f;
  f.start("01:00:00", "x", {});
  f.start("02:00:00", "x", "c");
  f.start("03:00:00", "x", {});
  CHECK(f.anonymous() == Ids{1, 3});
  CHECK(f.customer() == Ids{2});
  CHECK(outcome(f.engine.associate_service("c", 1)) == "ok");
  CHECK(f.anonymous() == Ids{3});
  CHECK(f.customer() == Ids{1, 2});
}

TEST_CASE("lists are filtered by progress") {
  Fixture f;
  f.start("01:00:00");
  f.start("02:00:00");
  CHECK(outcome(f.engine.complete_service(1)) == "ok");
  f.state(2, "01:00:00", "x");
  f.state(2, "02:00:00", "x");
  CHECK(outcome(f.engine.complete_state(2, 2)) == "ok");
  f.task(2, "01:00:00", {});
  f.task(2, "02:00:00", {});
  CHECK(outcome(f.engine.complete_task(2, 1)) == "ok");
  CHECK(f.customer(of_progress(Filter::Progress::kAny)) == Ids{1, 2});
  CHECK(f.customer(of_progress(Filter::Progress::kActive)) == Ids{2});
  CHECK(f.customer(of_progress(Filter::Progress::kCompleted)) == Ids{1});
  CHECK(f.states(2, of_progress(Filter::Progress::kActive)) == Ids{1});
  CHECK(f.states(2, of_progress(Filter::Progress::kCompleted)) == Ids{2});
  CHECK(f.tasks(2, of_progress(Filter::Progress::kActive)) == Ids{2});
  CHECK(f.tasks(2, of_progress(Filter::Progress::kCompleted)) == Ids{1});
}

TEST_CASE("lists are filtered by type, in whatever order the types are given") {
  Fixture f;
  f.start("01:00:00", 9);
  f.start("02:00:00", "9");
  f.start("03:00:00", "booking");
  f.start("04:00:00", ucs::LongOrString());
  CHECK(f.customer(of_types({"9"})) == Ids{1, 2});
  CHECK(f.customer(of_types({"booking", "9"})) == Ids{1, 2, 3});
  CHECK(f.customer(of_types({"z", "booking", "a"})) == Ids{3});
  CHECK(f.customer(of_types({"x"})).empty());
  CHECK(f.customer(of_types({"9", "9"})) == Ids{1, 2});
}

TEST_CASE("lists are filtered by start time: from is inclusive, to is exclusive") {
  Fixture f;
  f.start("01:00:00");
  f.start("02:00:00");
  f.start("03:00:00");
  Filter filter;
  filter.started_from = at("2026-01-01T02:00:00Z");
  CHECK(f.customer(filter) == Ids{2, 3});
  filter.started_to = at("2026-01-01T03:00:00Z");
  CHECK(f.customer(filter) == Ids{2});
  filter.started_from.reset();
  CHECK(f.customer(filter) == Ids{1, 2});
  filter.started_from = filter.started_to;
  CHECK(f.customer(filter).empty());
}

TEST_CASE("task lists are filtered by state; other lists do not read that condition") {
  Fixture f;
  f.start("01:00:00");
  f.state(1, "01:00:00", "x");
  f.state(1, "02:00:00", "x");
  f.task(1, "01:00:00", 1);
  f.task(1, "02:00:00", 2);
  f.task(1, "03:00:00", {});
  Filter filter;
  filter.state_id = 2;
  CHECK(f.tasks(1, filter) == Ids{2});
  CHECK(f.states(1, filter) == Ids{1, 2});
  CHECK(f.customer(filter) == Ids{1});
  filter.state_id = 77;
  CHECK(f.tasks(1, filter).empty());
  CHECK(f.tasks(1) == Ids{1, 2, 3});
}

TEST_CASE("offset and limit cut the ordered list after it was filtered") {
  Fixture f;
  for (const char* time : {"05", "04", "03", "02", "01"}) f.start(time + std::string(":00:00"));
  CHECK(f.customer(cut(0, {})) == Ids{5, 4, 3, 2, 1});
  CHECK(f.customer(cut(1, 2)) == Ids{4, 3});
  CHECK(f.customer(cut(0, 5)) == Ids{5, 4, 3, 2, 1});
  CHECK(f.customer(cut(0, 6)) == Ids{5, 4, 3, 2, 1});
  CHECK(f.customer(cut(4, 5)) == Ids{1});
  CHECK(f.customer(cut(5, 5)).empty());
  CHECK(f.customer(cut(6, {})).empty());
  CHECK(f.customer(cut(0, 0)).empty());
  constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
  CHECK(f.customer(cut(kMax, kMax)).empty());
  CHECK(f.customer(cut(3, kMax)) == Ids{2, 1});
  CHECK(outcome(f.engine.complete_service(4)) == "ok");
  Filter filter = cut(1, 2);
  filter.progress = Filter::Progress::kActive;
  CHECK(f.customer(filter) == Ids{3, 2});
  for (int i = 0; i < 4; ++i) f.state(1, "0" + std::to_string(i) + ":00:00", "x");
  CHECK(f.states(1, cut(1, 2)) == Ids{2, 3});
  for (int i = 0; i < 4; ++i) f.task(1, "0" + std::to_string(i) + ":00:00", {});
  CHECK(f.tasks(1, cut(3, 9)) == Ids{4});
}

TEST_CASE("all conditions of a filter hold together") {
  Fixture f;
  f.start("01:00:00", "a");
  f.start("02:00:00", "b");
  f.start("03:00:00", "a");
  f.start("04:00:00", "a");
  CHECK(outcome(f.engine.complete_service(4)) == "ok");
  Filter filter = of_types({"a"});
  filter.progress = Filter::Progress::kActive;
  filter.started_from = at("2026-01-01T01:30:00Z");
  CHECK(f.customer(filter) == Ids{3});
}

TEST_CASE("a service without states and tasks has empty lists of them") {
  Fixture f;
  f.start("01:00:00");
  const auto states = f.engine.query_states(1);
  REQUIRE(states.has_value());
  CHECK(states->states.empty());
  CHECK(states->service->id == 1);
  CHECK(f.engine.query_tasks(1)->tasks.empty());
}

TEST_CASE("the entries of a list live in the service that comes with it") {
  Fixture f;
  f.start("01:00:00");
  f.state(1, "01:00:00", "x");
  const auto list = f.engine.query_states(1).value();
  CHECK(list.states.front() == list.service->states.find(1));
  const auto view = f.engine.query_state(1, 1).value();
  CHECK(view.state == view.service->states.find(1));
}

}  // namespace
