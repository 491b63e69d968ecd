// SPDX-License-Identifier: MIT
// Purge (spec 3.6).
#include <ucs/core.h>

#include <atomic>
#include <functional>
#include <string>
#include <utility>
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
using ucs::Engine;
using ucs::MemoryStore;
using ucs::PurgeOperation;
using ucs::Result;
using ucs::ServiceId;
using Ids = std::vector<ServiceId>;

constexpr PurgeOperation kOperations[] = {
    PurgeOperation::kAll, PurgeOperation::kStarted, PurgeOperation::kStartedAnonymous,
    PurgeOperation::kCompleted, PurgeOperation::kCompletedAnonymous};

const ucs::Timestamp kLimit = at("2026-03-01T12:00:00Z");

Ids ids_in(MemoryStore& store, std::string_view tenant = "") {
  Ids ids;
  for (const auto& service : *store.scan(tenant, 0, 1000000)) ids.push_back(service->id);
  return ids;
}

/// Starts a customer's active service, a completed one, an anonymous one, and one both.
void start_four(Engine& engine, std::string_view time, const ucs::Scope& scope = {}) {
  for (const bool is_anonymous : {false, true}) {
    for (const bool is_completed : {false, true}) {
      ucs::StartService request = start_of(is_anonymous ? ucs::Text() : "c");
      request.contact_key = "k";
      request.timestamp = at(time);
      const ServiceId id = engine.start_service(request, scope).value();
      if (is_completed) REQUIRE(engine.complete_service(id, {}, scope));
    }
  }
}

TEST_CASE("each purge removes the services of its kind that started before the limit") {
  const std::pair<PurgeOperation, Ids> kKept[] = {
      {PurgeOperation::kAll, {5, 6, 7, 8}},
      {PurgeOperation::kStarted, {2, 4, 5, 6, 7, 8}},
      {PurgeOperation::kStartedAnonymous, {1, 2, 4, 5, 6, 7, 8}},
      {PurgeOperation::kCompleted, {1, 3, 5, 6, 7, 8}},
      {PurgeOperation::kCompletedAnonymous, {1, 2, 3, 5, 6, 7, 8}}};
  for (const auto& [operation, kept] : kKept) {
    CAPTURE(static_cast<int>(operation));
    MemoryStore store;
    ManualClock clock;
    Engine engine(store, clock);
    start_four(engine, "2026-03-01T11:59:59.999Z");
    start_four(engine, "2026-03-01T12:00:00Z");
    const auto purged = engine.purge(operation, kLimit);
    REQUIRE(purged);
    CHECK(*purged == 8 - kept.size());
    CHECK(ids_in(store) == kept);
    CHECK(*engine.purge(operation, kLimit) == 0);
  }
}

TEST_CASE("a purge of an empty store removes nothing") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  for (const PurgeOperation operation : kOperations)
    CHECK(*engine.purge(operation, ucs::kTimestampMax) == 0);
}

TEST_CASE("who was associated is not anonymous, and who is purged leaves the lists") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  start_four(engine, "2026-03-01T11:00:00Z");
  REQUIRE(engine.associate_service("c", 3));
  CHECK(*engine.purge(PurgeOperation::kStartedAnonymous, kLimit) == 0);
  CHECK(*engine.purge(PurgeOperation::kAll, kLimit) == 4);
  CHECK(engine.query_customer_services("c")->empty());
  CHECK(engine.query_anonymous_services("k")->empty());
  CHECK(dump(store) == "tenant \"\"\n");
}

TEST_CASE("a purge goes through any number of pages") {
  for (const std::size_t count : {255U, 256U, 257U, 1025U}) {
    MemoryStore store;
    ManualClock clock;
    Engine engine(store, clock);
    for (std::size_t i = 0; i < count; ++i) REQUIRE(engine.start_service(start_of("c")));
    clock.advance(std::chrono::seconds(1));
    CHECK(*engine.purge(PurgeOperation::kCompleted, clock.now()) == 0);
    CHECK(*engine.purge(PurgeOperation::kAll, clock.now()) == count);
    CHECK(ids_in(store).empty());
  }
}

TEST_CASE("a purge leaves other tenants alone") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  ucs::Scope other;
  other.tenant = "other";
  start_four(engine, "2026-03-01T11:00:00Z");
  start_four(engine, "2026-03-01T11:00:00Z", other);
  CHECK(*engine.purge(PurgeOperation::kAll, kLimit) == 4);
  CHECK(ids_in(store, "other").size() == 4);
}

TEST_CASE("an expired service does not count as purged") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  ucs::StartService request = start_of("c");
  request.ttl = 1;
  REQUIRE(engine.start_service(request));
  clock.advance(std::chrono::seconds(1));
  CHECK(*engine.purge(PurgeOperation::kAll, clock.now()) == 0);
  CHECK(engine.run_due(10)->expired == 1);
}

TEST_CASE("a service that changes meanwhile is judged as it then is") {
  /// Calls `before_erase` once.
  class Interfering final : public ForwardingStore {
   public:
    using ForwardingStore::ForwardingStore;
    Result<bool> erase_if(std::string_view tenant, ServiceId id, ucs::Revision expected) override {
      if (const auto action = std::exchange(before_erase, nullptr)) action();
      return ForwardingStore::erase_if(tenant, id, expected);
    }
    std::function<void()> before_erase;
  };
  MemoryStore memory;
  Interfering store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  Engine other(memory, clock);
  start_four(engine, "2026-03-01T11:00:00Z");
  SECTION("it is not of that kind any more") {
    store.before_erase = [&] { REQUIRE(other.complete_service(1)); };
    CHECK(*engine.purge(PurgeOperation::kStarted, kLimit) == 1);
    CHECK(ids_in(memory) == Ids{1, 2, 4});
  }
  SECTION("it still is") {
    store.before_erase = [&] { REQUIRE(other.start_state(1, state_of("s"))); };
    CHECK(*engine.purge(PurgeOperation::kStarted, kLimit) == 2);
    CHECK(ids_in(memory) == Ids{2, 4});
  }
  SECTION("it is gone") {
    store.before_erase = [&] { REQUIRE(other.delete_service(1)); };
    CHECK(*engine.purge(PurgeOperation::kStarted, kLimit) == 1);
    CHECK(ids_in(memory) == Ids{2, 4});
  }
}

TEST_CASE("a purge that the store fails tells so, and can be called again") {
  MemoryStore memory;
  FailingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  start_four(engine, "2026-03-01T11:00:00Z");
  const ucs::Error error{ucs::ErrorCode::kUnavailable, "the disk is full", ""};
  store.fail_at(1, FailingStore::Moment::kBefore, error);
  CHECK(outcome(engine.purge(PurgeOperation::kAll, kLimit)) == "unavailable");
  store.throw_at(3, FailingStore::Moment::kBefore);
  CHECK(outcome(engine.purge(PurgeOperation::kAll, kLimit)) == "internal");
  CHECK(ids_in(memory) == Ids{2, 3, 4});
  store.heal();
  CHECK(*engine.purge(PurgeOperation::kAll, kLimit) == 3);
}

TEST_CASE("purges and clients at once: every service is purged once, and what is new stays") {
  constexpr std::size_t kOld = 600;
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  for (std::size_t i = 0; i < kOld; ++i) REQUIRE(engine.start_service(start_of("c")));
  clock.advance(std::chrono::seconds(1));
  std::atomic<std::size_t> purged{0};
  std::atomic<bool> is_good{true};
  run_threads(4, [&](std::size_t i) {
    if (i < 2) {
      const auto count = engine.purge(PurgeOperation::kAll, clock.now());
      if (count) purged += *count;
      if (!count) is_good = false;
      return;
    }
    for (ServiceId id = 1; id <= 300; ++id) {
      static_cast<void>(engine.start_state(id, state_of("s")));  // perhaps it is gone
      if (!engine.start_service(start_of("c"))) is_good = false;
    }
  });
  CHECK(is_good);
  CHECK(purged == kOld);
  CHECK(ids_in(store).size() == 600);
}

TEST_CASE("a purge operation is known by its exact name") {
  const char* const kNames[] = {"purge.service.all", "purge.service.started",
                                "purge.service.started.anonymous", "purge.service.completed",
                                "purge.service.completed.anonymous"};
  for (std::size_t i = 0; i < 5; ++i) CHECK(ucs::find_purge_operation(kNames[i]) == kOperations[i]);
  for (const char* name : {"", "purge.service", "purge.service.ALL", "purge.service.all ",
                           "purge.service.anonymous", "all"}) {
    CHECK(ucs::find_purge_operation(name) == std::nullopt);
  }
}

}  // namespace
