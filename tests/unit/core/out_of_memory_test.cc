// SPDX-License-Identifier: MIT
// Every allocation of every change fails in turn: the store is then as it was, or wholly changed.
// Not in builds with a sanitizer, which bring allocation operators of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UCS_TESTS_WITH_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UCS_TESTS_WITH_SANITIZER
#endif
#endif

#ifndef UCS_TESTS_WITH_SANITIZER
#include <ucs/core.h>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"

namespace {

// The allocations of this thread until one fails; 0 is never.
thread_local std::size_t allocations_left = 0;

void* allocate(std::size_t size) noexcept {
  if (allocations_left > 0 && --allocations_left == 0) return nullptr;
  return std::malloc(size > 0 ? size : 1);
}

void* allocate_or_throw(std::size_t size) {
  if (void* memory = allocate(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// All forms but the aligned ones.
void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace {

using namespace ucs::tests;
using ucs::Engine;

const std::string kLong = "a text that does not fit in place";

struct Fixture {
  Fixture() {
    ucs::StartService request = start_of(kLong + " before", kLong);
    request.contact_key = kLong + " contact before";
    REQUIRE(engine.start_service(request).value() == 1);
    REQUIRE(engine.start_state(1, state_of(kLong)).value() == 1);
    REQUIRE(engine.start_task(1, task_of(kLong, 1)).value() == 1);
  }

  ucs::MemoryStore store;
  ManualClock clock;
  Engine engine{store, clock};
};

/// A change of the service that Fixture starts; returns its outcome.
using Change = std::function<std::string(Engine&)>;

std::vector<Change> changes() {
  return {
      [](Engine& e) {
        ucs::StartService request = start_of(kLong + " new", kLong);
        request.contact_key = kLong + " new";
        return outcome(e.start_service(request));
      },
      [](Engine& e) {
        ucs::StartService request;
        request.contact_key = kLong + " contact after";
        return outcome(e.associate_service(kLong + " after", 1, request));
      },
      [](Engine& e) { return outcome(e.complete_service(1)); },
      [](Engine& e) { return outcome(e.delete_service(1)); },
      [](Engine& e) { return outcome(e.start_state(1, state_of(kLong))); },
      [](Engine& e) { return outcome(e.transition(1, transition_of(1, kLong))); },
      [](Engine& e) { return outcome(e.complete_task(1, 1)); },
      [](Engine& e) {
        const auto object = ucs::JsonText::unchecked(R"({"a":"long enough not to fit in place"})");
        return outcome(e.merge_extension({1, {}, {}}, {kLong, object}));
      },
  };
}

/// Runs `change` with its `failing`-th allocation failing; returns what came of it.
std::string run_failing(const Change& change, Engine& engine, std::size_t failing) {
  std::string result;
  allocations_left = failing;
  try {
    result = change(engine);
  } catch (const std::bad_alloc&) {
    result = "bad_alloc";
  }
  const bool has_failed = failing > 0 && allocations_left == 0;
  allocations_left = 0;
  return has_failed && result == "ok" ? "ok in spite of it" : result;
}

TEST_CASE("when memory runs out in the middle of a change nothing is half-done") {
  for (const Change& change : changes()) {
    Fixture good;
    const std::string before = dump(good.store);
    REQUIRE(run_failing(change, good.engine, 0) == "ok");
    const std::string after = dump(good.store);
    std::string result;
    for (std::size_t failing = 1; result != "ok"; ++failing) {
      Fixture f;
      result = run_failing(change, f.engine, failing);
      CAPTURE(failing, result);
      const std::string left = dump(f.store);
      REQUIRE((result == "ok" || result == "bad_alloc" || result == "internal"));
      REQUIRE(left == (result == "ok" ? after : before));
      if (result != "ok") REQUIRE(run_failing(change, f.engine, 0) == "ok");
      REQUIRE(f.store.list("", ucs::OwnerKind::kCustomer, kLong + " after")->size() <= 1);
    }
  }
}

TEST_CASE("when memory runs out in a store that shares all it has nothing is half-done") {
  for (const Change& change : changes()) {
    Fixture good;
    const std::string before = dump(good.store);
    REQUIRE(run_failing(change, good.engine, 0) == "ok");
    const std::string after = dump(good.store);
    std::string result;
    for (std::size_t failing = 1; result != "ok"; ++failing) {
      Fixture f;
      const ucs::MemoryStore::Snapshot snapshot = f.store.snapshot();
      result = run_failing(change, f.engine, failing);
      CAPTURE(failing, result);
      REQUIRE(dump(f.store) == (result == "ok" ? after : before));
      ucs::MemoryStore other(snapshot);
      REQUIRE(dump(other) == before);
      if (result != "ok") REQUIRE(run_failing(change, f.engine, 0) == "ok");
      REQUIRE(f.store.list("", ucs::OwnerKind::kCustomer, kLong + " before")->size() <= 1);
    }
  }
}

TEST_CASE("when memory runs out in a snapshot or a restore the store is as it was") {
  const auto run_failing_at = [](std::size_t failing, auto&& call) {
    allocations_left = failing;
    try {
      call();
    } catch (const std::bad_alloc&) {
      allocations_left = 0;
      return false;
    }
    allocations_left = 0;
    return true;
  };
  Fixture other;
  const ucs::MemoryStore::Snapshot foreign = other.store.snapshot();
  bool is_snapshot_done = false;
  bool is_restore_done = false;
  for (std::size_t failing = 1; !is_snapshot_done || !is_restore_done; ++failing) {
    Fixture f;
    REQUIRE(f.engine.complete_service(1).has_value());
    const std::string before = dump(f.store);
    is_snapshot_done = run_failing_at(failing, [&] { static_cast<void>(f.store.snapshot()); });
    REQUIRE(dump(f.store) == before);
    is_restore_done = run_failing_at(failing, [&] { f.store.restore(foreign); });
    REQUIRE(dump(f.store) == (is_restore_done ? dump(other.store) : before));
  }
}

TEST_CASE("an owner's list has a service once, though adding it failed before") {
  const auto listed = [](ucs::MemoryStore& store, const std::string& customer) {
    return store.list("", ucs::OwnerKind::kCustomer, customer)->size();
  };
  const Change associate = changes()[1];
  std::string result;
  for (std::size_t failing = 1; result != "ok"; ++failing) {
    Fixture f;
    result = run_failing(associate, f.engine, failing);
    if (result == "ok") break;
    REQUIRE(outcome(f.engine.associate_service(kLong + " after", 1)) == "ok");
    REQUIRE(listed(f.store, kLong + " after") == 1);
    REQUIRE(listed(f.store, kLong + " before") == 0);
  }
}

}  // namespace

#endif  // UCS_TESTS_WITH_SANITIZER
