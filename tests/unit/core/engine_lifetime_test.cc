// SPDX-License-Identifier: MIT
// Expiration, ids, and operations that meet other callers.
#include <ucs/core.h>

#include <chrono>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::EngineOptions;
using ucs::IdKind;
using ucs::IdScope;
using ucs::JsonText;
using ucs::MemoryStore;
using ucs::Result;
using ucs::ServiceId;
using ucs::ServicePtr;

/// A store whose put_if is preceded by a call of `before_put`, for what other callers do meanwhile.
class InterferingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      ucs::Revision expected) override {
    ++puts;
    interfere();
    return ForwardingStore::put_if(tenant, service, expected);
  }
  Result<bool> erase_if(std::string_view tenant, ServiceId id, ucs::Revision expected) override {
    interfere();
    return ForwardingStore::erase_if(tenant, id, expected);
  }
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    ++allocations;
    if (next_id != 0) return next_id;
    return ForwardingStore::allocate_ids(tenant, kind, count);
  }

  std::function<void()> before_put;  // and before erase_if
  std::int64_t next_id = 0;          // if not 0: what allocate_ids returns
  int puts = 0;
  int allocations = 0;

 private:
  void interfere() {
    const auto action = before_put;  // which may replace itself
    if (action) action();
  }
};

TEST_CASE("an expired service is gone with everything in it, for every operation") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  ucs::StartService request = start_of("c");
  request.contact_key = "k";
  request.ttl = 60;
  const ServiceId id = engine.start_service(request).value();
  request.customer_id = {};
  const ServiceId anonymous = engine.start_service(request).value();
  REQUIRE(engine.start_state(id, state_of("x")).value() == 1);
  REQUIRE(engine.start_task(id, task_of("x")).value() == 1);
  clock.set("2026-03-01T12:00:59.999Z");
  CHECK(outcome(engine.query_service(id)) == "ok");
  CHECK(engine.query_customer_services("c")->size() == 1);
  CHECK(engine.query_anonymous_services("k")->size() == 1);
  clock.set("2026-03-01T12:01:00Z");
  const std::string before = dump(store);
  CHECK(engine.query_customer_services("c")->empty());
  CHECK(engine.query_anonymous_services("k")->empty());
  const std::string gone = "service_not_found";
  CHECK(outcome(engine.query_service(id)) == gone);
  CHECK(outcome(engine.query_service(anonymous)) == gone);
  CHECK(outcome(engine.query_state(id, 1)) == gone);
  CHECK(outcome(engine.query_task(id, 1)) == gone);
  CHECK(outcome(engine.query_states(id)) == gone);
  CHECK(outcome(engine.query_tasks(id)) == gone);
  CHECK(outcome(engine.associate_service("d", id)) == gone);
  CHECK(outcome(engine.complete_service(id)) == gone);
  CHECK(outcome(engine.start_state(id, state_of("x"))) == gone);
  CHECK(outcome(engine.complete_state(id, 1)) == gone);
  CHECK(outcome(engine.transition(id, transition_of(1, "x"))) == gone);
  CHECK(outcome(engine.start_task(id, task_of("x"))) == gone);
  CHECK(outcome(engine.complete_task(id, 1)) == gone);
  CHECK(outcome(engine.update_extension({id, {}, {}}, {"A", JsonText()})) == gone);
  CHECK(outcome(engine.merge_extension({id, {}, {}}, {"A", JsonText()})) == gone);
  CHECK(outcome(engine.delete_service(id)) == gone);
  CHECK(dump(store) == before);
}

TEST_CASE("the default lifetime is 5 years and counts from the last update") {
  MemoryStore store;
  ManualClock clock("2020-01-01T00:00:00Z");
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  clock.set("2024-12-29T23:59:59.999Z");  // 1825 days later, but a millisecond
  CHECK(outcome(engine.query_service(id)) == "ok");
  CHECK(outcome(engine.start_state(id, state_of("x"))) == "ok");
  clock.set("2029-12-28T23:59:59.998Z");
  CHECK(outcome(engine.query_service(id)) == "ok");
  clock.set("2029-12-28T23:59:59.999Z");
  CHECK(outcome(engine.query_service(id)) == "service_not_found");
}

TEST_CASE("refused requests take no ids") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  CHECK(outcome(engine.start_service({})) == "missing_field");
  CHECK(engine.start_service(start_of("c")).value() == id + 1);
  REQUIRE(engine.start_state(id, state_of("x")).value() == 1);
  ucs::StartState bad_state = state_of("x");
  bad_state.est_duration = -1;
  CHECK(outcome(engine.start_state(id, bad_state)) == "invalid_field");
  CHECK(outcome(engine.start_state(99, state_of("x"))) == "service_not_found");
  CHECK(outcome(engine.transition(id, transition_of(9, "x"))) == "state_not_found");
  CHECK(outcome(engine.transition(id, {})) == "missing_field");
  ucs::Transition crowded = transition_of(1, "x");
  crowded.extensions = many_extensions(1000, "top");
  crowded.to.extensions = many_extensions(1, "to");
  CHECK(outcome(engine.transition(id, crowded)) == "invalid_extension");
  CHECK(engine.start_state(id, state_of("x")).value() == 2);
  CHECK(engine.transition(id, transition_of(1, "x")).value() == 3);
  CHECK(outcome(engine.start_task(id, task_of("x", 9))) == "state_not_found");
  CHECK(outcome(engine.start_task(id, task_of(characters(257)))) == "field_too_long");
  CHECK(engine.start_task(id, task_of("x")).value() == 1);
}

TEST_CASE("ids are not reused after a service was deleted") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  CHECK(engine.start_state(id, state_of("x")).value() == 1);
  CHECK(outcome(engine.delete_service(id)) == "ok");
  const ServiceId next = engine.start_service(start_of("c")).value();
  CHECK(next == id + 1);
  CHECK(engine.start_state(next, state_of("x")).value() == 2);
}

TEST_CASE("with ids per service each service counts its states and tasks from 1") {
  MemoryStore store;
  ManualClock clock;
  EngineOptions options;
  options.id_scope = IdScope::kService;
  Engine engine(store, clock, options);
  for (const ServiceId id : {1, 2}) {
    REQUIRE(engine.start_service(start_of("c")).value() == id);
    CHECK(engine.start_state(id, state_of("x")).value() == 1);
    CHECK(engine.start_task(id, task_of("x")).value() == 1);
    CHECK(engine.transition(id, transition_of(1, "y")).value() == 2);
    CHECK(engine.start_task(id, task_of("x")).value() == 2);
  }
  CHECK(store.allocate_ids("", IdKind::kState, 1).value() == 1);
}

TEST_CASE("running out of ids is id_space_exhausted, and changes nothing") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  for (const IdKind kind : {IdKind::kState, IdKind::kTask}) {
    REQUIRE(store.allocate_ids("", kind, ucs::id_max(kind) - 1).has_value());
  }
  CHECK(engine.start_state(id, state_of("x")).value() == 2147483647);
  CHECK(engine.start_task(id, task_of("x")).value() == 2147483647);
  REQUIRE(store.allocate_ids("", IdKind::kService, ucs::id_max(IdKind::kService) - 1).has_value());
  const std::string before = dump(store);
  CHECK(outcome(engine.start_state(id, state_of("x"))) == "id_space_exhausted");
  CHECK(outcome(engine.transition(id, transition_of(2147483647, "x"))) == "id_space_exhausted");
  CHECK(outcome(engine.start_task(id, task_of("x"))) == "id_space_exhausted");
  CHECK(outcome(engine.start_service(start_of("c"))) == "id_space_exhausted");
  CHECK(dump(store) == before);
}

TEST_CASE("with ids per service, running out of them is id_space_exhausted") {
  MemoryStore store;
  ManualClock clock;
  EngineOptions options;
  options.id_scope = IdScope::kService;
  Engine engine(store, clock, options);
  ucs::Service full = ucs::lifecycle::start_service(1, start_of("c"), context()).value();
  full.revision = 1;
  full = ucs::lifecycle::start_state(full, 2147483647, state_of("x"), context()).value();
  full = ucs::lifecycle::start_task(full, 2147483647, task_of("x"), context()).value();
  REQUIRE(store.put_if("", std::make_shared<const ucs::Service>(full), 0).value());
  CHECK(outcome(engine.start_state(1, state_of("x"))) == "id_space_exhausted");
  CHECK(outcome(engine.transition(1, transition_of(2147483647, "x"))) == "id_space_exhausted");
  CHECK(outcome(engine.start_task(1, task_of("x"))) == "id_space_exhausted");
}

TEST_CASE("an id that a wrong store hands out twice, or out of range, is internal") {
  MemoryStore memory;
  InterferingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  REQUIRE(engine.start_state(id, state_of("first")).value() == 1);
  REQUIRE(engine.start_task(id, task_of("first")).value() == 1);
  const std::string before = dump(memory);
  for (const std::int64_t wrong : {std::int64_t{1}, std::int64_t{-1}, std::int64_t{1} << 32U,
                                   (std::int64_t{1} << 32U) + 2, std::int64_t{1} << 53U}) {
    CAPTURE(wrong);
    store.next_id = wrong;
    if (wrong != std::int64_t{1} << 32U && wrong != (std::int64_t{1} << 32U) + 2) {
      CHECK(outcome(engine.start_service(start_of("c"))) == "internal");
    }
    CHECK(outcome(engine.start_state(id, state_of("x"))) == "internal");
    CHECK(outcome(engine.start_task(id, task_of("x"))) == "internal");
    CHECK(outcome(engine.transition(id, transition_of(1, "x"))) == "internal");
  }
  CHECK(dump(memory) == before);
}

TEST_CASE("an operation that loses a race starts over on what the winner stored") {
  MemoryStore memory;
  InterferingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  Engine other(memory, clock);
  const ServiceId id = engine.start_service(start_of("c")).value();
  REQUIRE(engine.start_state(id, state_of("x")).value() == 1);
  const auto meanwhile = [&](std::function<void()> action) {
    store.before_put = [&store, action = std::move(action)] {
      store.before_put = nullptr;
      action();
    };
  };
  SECTION("both changes are kept, and no second id is taken") {
    meanwhile([&] { CHECK(other.start_state(id, state_of("other")).value() == 3); });
    CHECK(engine.start_state(id, state_of("own")).value() == 2);
    CHECK(other.query_state(id, 3)->state->type == "other");
    CHECK(other.query_state(id, 2)->state->type == "own");
    CHECK(store.allocations == 3);
  }
  SECTION("the state was completed meanwhile") {
    meanwhile([&] { CHECK(outcome(other.complete_state(id, 1)) == "ok"); });
    CHECK(outcome(engine.transition(id, transition_of(1, "y"))) == "already_completed");
    CHECK(other.query_states(id)->states.size() == 1);
  }
  SECTION("the service was deleted meanwhile") {
    meanwhile([&] { CHECK(outcome(other.delete_service(id)) == "ok"); });
    CHECK(outcome(engine.complete_state(id, 1)) == "service_not_found");
    CHECK(dump(memory) == "tenant \"\"\n");
  }
  SECTION("the service that is to be deleted was changed meanwhile") {
    meanwhile([&] { CHECK(outcome(other.complete_state(id, 1)) == "ok"); });
    CHECK(outcome(engine.delete_service(id)) == "ok");
    CHECK(dump(memory) == "tenant \"\"\n");
  }
}

TEST_CASE("an operation that always loses is unavailable after conflicts_max new starts") {
  MemoryStore memory;
  InterferingStore store(memory);
  ManualClock clock;
  Engine other(memory, clock);
  const ServiceId id = other.start_service(start_of("c")).value();
  store.before_put = [&] { static_cast<void>(other.start_task(id, task_of("x"))); };
  EngineOptions options;
  for (const std::size_t conflicts_max : {0U, 1U, 10U}) {
    options.conflicts_max = conflicts_max;
    Engine engine(store, clock, options);
    store.puts = 0;
    CHECK(outcome_and_field(engine.complete_service(id)) == "unavailable service_id");
    CHECK(store.puts == static_cast<int>(conflicts_max) + 1);
    CHECK(outcome(engine.delete_service(id)) == "unavailable");
  }
  CHECK(other.query_service(id).value()->is_active());
}

}  // namespace
