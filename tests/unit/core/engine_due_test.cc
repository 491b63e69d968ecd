// SPDX-License-Identifier: MIT
// What the engine does on its own when its time has come (spec 3.5).
#include <ucs/core.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/failing_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ucs::Engine;
using ucs::MemoryStore;
using ucs::Result;
using ucs::Scope;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::Settings;

Scope in_tenant(const char* tenant) {
  Scope scope;
  scope.tenant = tenant;
  return scope;
}

ucs::StartService lasting(std::int32_t ttl, std::optional<std::int32_t> auto_complete_after = {}) {
  ucs::StartService request = start_of("c");
  request.ttl = ttl;
  request.auto_complete_after = auto_complete_after;
  return request;
}

/// Notes the order of changes, and calls `before_change` before each.
class WatchedStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      ucs::Revision expected) override {
    note("put", service->id);
    return ForwardingStore::put_if(tenant, service, expected);
  }
  Result<bool> erase_if(std::string_view tenant, ServiceId id, ucs::Revision expected) override {
    note("erase", id);
    return ForwardingStore::erase_if(tenant, id, expected);
  }

  std::vector<std::string> changes;
  std::function<void()> before_change;

 private:
  void note(const char* change, ServiceId id) {
    changes.push_back(std::string(change) + " " + std::to_string(id));
    const auto action = before_change;
    if (action) action();
  }
};

std::string outcome_of(const Result<ucs::DueOutcome>& result) {
  if (!result) return outcome(result);
  return std::to_string(result->completed) + " completed, " + std::to_string(result->expired) +
         " expired";
}

TEST_CASE("nothing is due in an empty store, and before the time") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  CHECK(outcome_of(engine.run_due(10)) == "0 completed, 0 expired");
  REQUIRE(engine.start_service(lasting(60, 30)));
  const std::string before = dump(store);
  clock.set("2026-03-01T12:00:29.999Z");
  CHECK(outcome_of(engine.run_due(10)) == "0 completed, 0 expired");
  CHECK(dump(store) == before);
}

TEST_CASE("what is due happens in the order of time, at the time it was due") {
  MemoryStore memory;
  WatchedStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId late = engine.start_service(lasting(60, 50)).value();
  const ServiceId early = engine.start_service(lasting(20, 10)).value();
  const ServiceId middle = engine.start_service(lasting(40)).value();
  REQUIRE(engine.start_state(late, state_of("s")));
  store.changes.clear();
  clock.set("2026-03-01T12:00:55Z");
  CHECK(outcome_of(engine.run_due(100)) == "2 completed, 2 expired");
  CHECK(store.changes == std::vector<std::string>{"put 2", "erase 2", "erase 3", "put 1"});
  const auto service = engine.query_service(late);
  REQUIRE(service);
  CHECK((*service)->completion->event.timestamp == at("2026-03-01T12:00:50Z"));
  CHECK((*service)->states.find(1)->completion->event.timestamp == at("2026-03-01T12:00:50Z"));
  CHECK(memory.get("", early).value() == nullptr);
  CHECK(memory.get("", middle).value() == nullptr);
  CHECK(outcome_of(engine.run_due(100)) == "0 completed, 0 expired");
  clock.set("2026-03-01T12:01:00Z");
  CHECK(outcome_of(engine.run_due(100)) == "0 completed, 1 expired");
  CHECK(dump(memory) == "tenant \"\"\n");
}

TEST_CASE("a call applies limit changes at most, and several calls all of them") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  for (int i = 0; i < 700; ++i) REQUIRE(engine.start_service(lasting(i % 7)));
  clock.advance(seconds(3));
  CHECK(engine.run_due(1)->total() == 1);
  CHECK(engine.run_due(299)->total() == 299);
  CHECK(engine.run_due(1000)->total() == 100);
  CHECK(store.scan("", 0, 1000)->size() == 300);
  clock.advance(seconds(3));
  CHECK(engine.run_due(300)->total() == 300);
  CHECK(engine.run_due(300)->total() == 0);
}

TEST_CASE("a service that completed itself stays until it expires") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  auto settings = std::make_shared<Settings>();
  settings->default_lifetime = seconds(100);
  settings->auto_complete_after = seconds(10);
  REQUIRE(engine.set_settings(settings));
  const ServiceId id = engine.start_service(start_of("c")).value();
  clock.advance(seconds(15));
  CHECK(outcome_of(engine.run_due(10)) == "1 completed, 0 expired");
  clock.set("2026-03-01T12:01:49.999Z");  // 100 s after it was due
  CHECK_FALSE(engine.query_service(id).value()->is_active());
  clock.advance(milliseconds(1));
  CHECK(outcome(engine.query_service(id)) == "service_not_found");
  CHECK(outcome_of(engine.run_due(10)) == "0 completed, 1 expired");
}

TEST_CASE("activity within puts auto-completion off, also when it comes late") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const ServiceId id = engine.start_service(lasting(1000, 10)).value();
  REQUIRE(engine.start_state(id, state_of("s")));
  clock.advance(seconds(9));
  REQUIRE(engine.start_task(id, task_of("t", 1)));
  clock.advance(seconds(9));
  CHECK(engine.run_due(10)->total() == 0);
  clock.advance(seconds(2));  // due a second ago, but nobody looked yet
  REQUIRE(engine.complete_task(id, 1));
  CHECK(engine.run_due(10)->total() == 0);
  clock.advance(seconds(10));
  CHECK(outcome_of(engine.run_due(10)) == "1 completed, 0 expired");
  CHECK(engine.query_service(id).value()->completion->event.timestamp ==
        at("2026-03-01T12:00:30Z"));
}

TEST_CASE("tenants are served apart") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  REQUIRE(engine.start_service(lasting(1), in_tenant("a")));
  REQUIRE(engine.start_service(lasting(1), in_tenant("b")));
  clock.advance(seconds(1));
  CHECK(engine.run_due(10)->total() == 0);
  CHECK(engine.run_due(10, in_tenant("a"))->total() == 1);
  CHECK(store.scan("b", 0, 10)->size() == 1);
}

TEST_CASE("a change of settings acts on what is written from then on") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const auto stored = engine.start_service(start_of("c")).value();
  auto settings = std::make_shared<Settings>();
  settings->default_lifetime = seconds(1);
  REQUIRE(engine.set_settings(settings));
  CHECK(engine.settings() == settings);
  const auto started = engine.start_service(start_of("c")).value();
  clock.advance(seconds(1));
  CHECK(outcome(engine.query_service(started)) == "service_not_found");
  CHECK(outcome(engine.query_service(stored)) == "ok");
  REQUIRE(engine.start_state(stored, state_of("s")));
  clock.advance(seconds(1));
  CHECK(outcome(engine.query_service(stored)) == "service_not_found");
}

TEST_CASE("wrong settings are refused and change nothing") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  const auto before = engine.settings();
  auto settings = std::make_shared<Settings>();
  settings->default_lifetime = seconds(-1);
  CHECK(outcome_and_field(engine.set_settings(settings)) == "invalid_field default_lifetime");
  CHECK(engine.settings() == before);
}

TEST_CASE("what another caller changes meanwhile is left alone if it is not due any more") {
  MemoryStore memory;
  WatchedStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  Engine other(memory, clock);
  const ServiceId id = engine.start_service(lasting(100, 10)).value();
  clock.advance(seconds(10));
  const auto meanwhile = [&](std::function<void()> action) {
    store.before_change = [&store, action = std::move(action)] {
      store.before_change = nullptr;
      action();
    };
  };
  SECTION("activity") {
    meanwhile([&] { REQUIRE(other.start_state(id, state_of("s"))); });
    CHECK(engine.run_due(10)->total() == 0);
    CHECK(other.query_service(id).value()->is_active());
  }
  SECTION("completion") {
    meanwhile([&] { REQUIRE(other.complete_service(id)); });
    CHECK(engine.run_due(10)->total() == 0);
    CHECK(other.query_service(id).value()->revision == 2);
  }
  SECTION("deletion") {
    meanwhile([&] { REQUIRE(other.delete_service(id)); });
    CHECK(engine.run_due(10)->total() == 0);
  }
  SECTION("a longer life") {
    clock.set("2026-03-01T12:01:40Z");
    REQUIRE(other.run_due(1)->total() == 1);  // completed; it expires now
    ucs::Service renewed = *memory.get("", id).value();
    renewed.expires = at("2027-01-01T00:00:00Z");
    const ucs::Revision expected = renewed.revision++;
    meanwhile([&] {
      REQUIRE(memory.put_if("", std::make_shared<const ucs::Service>(renewed), expected).value());
    });
    CHECK(engine.run_due(10)->total() == 0);
    CHECK(outcome(other.query_service(id)) == "ok");
  }
  SECTION("another change that leaves it due") {
    ucs::Service changed = *memory.get("", id).value();
    changed.customer_id = "d";
    changed.revision = 2;
    meanwhile([&] {
      REQUIRE(memory.put_if("", std::make_shared<const ucs::Service>(changed), 1).value());
    });
    CHECK(outcome_of(engine.run_due(10)) == "1 completed, 0 expired");
    CHECK(other.query_service(id).value()->customer_id == "d");
  }
}

TEST_CASE("a failure of the store is told, keeps what was applied, and the rest comes later") {
  MemoryStore memory;
  FailingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  for (int i = 0; i < 3; ++i) REQUIRE(engine.start_service(lasting(100, 10)));
  clock.advance(seconds(10));
  const ucs::Error error{ucs::ErrorCode::kUnavailable, "the disk is full", ""};
  store.fail_at(1, FailingStore::Moment::kBefore, error);
  CHECK(outcome(engine.run_due(10)) == "unavailable");
  store.fail_at(3, FailingStore::Moment::kBefore, error);
  CHECK(outcome(engine.run_due(10)) == "unavailable");
  CHECK_FALSE(memory.get("", 1).value()->is_active());
  CHECK(memory.get("", 2).value()->is_active());
  store.throw_at(2, FailingStore::Moment::kBefore);
  CHECK(outcome(engine.run_due(10)) == "internal");
  store.heal();
  CHECK(outcome_of(engine.run_due(10)) == "2 completed, 0 expired");
}

TEST_CASE("two sweepers and clients at once apply everything once") {
  constexpr int kServices = 400;
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  for (int i = 0; i < kServices; ++i) REQUIRE(engine.start_service(lasting(100, i % 10)));
  clock.advance(seconds(50));
  std::atomic<std::size_t> completed{0};
  std::atomic<std::size_t> active{0};
  std::atomic<bool> is_good{true};
  run_threads(3, [&](std::size_t i) {
    if (i == 2) {  // puts every tenth off
      for (ServiceId id = 10; id <= kServices; id += 10) {
        if (!engine.start_state(id, state_of("s"))) is_good = false;
      }
      return;
    }
    for (int round = 0; round < 50; ++round) {
      const auto outcome = engine.run_due(20);
      if (!outcome || outcome->expired != 0) is_good = false;
      if (outcome) completed += outcome->completed;
    }
  });
  const auto rest = engine.run_due(kServices);
  REQUIRE(rest);
  completed += rest->completed;
  for (const ServicePtr& service : *store.scan("", 0, kServices)) {
    if (service->is_active()) ++active;
  }
  CHECK(is_good);
  CHECK(completed + active == kServices);
  clock.advance(seconds(50));
  CHECK(engine.run_due(2 * kServices)->expired == kServices);
}

}  // namespace
