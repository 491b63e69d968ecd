// SPDX-License-Identifier: MIT
// When services are due: the heap itself, and in the memory store.
#include <malloc.h>
#include <ucs/detail/due_heap.h>
#include <ucs/memory_store.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using std::chrono::milliseconds;
using ucs::MemoryStore;
using ucs::Revision;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::Timestamp;
using ucs::detail::DueEntry;
using ucs::detail::DueHeap;

Timestamp ms(std::int64_t count) { return Timestamp{milliseconds(count)}; }

/// What is due, as it should be.
using Truth = std::map<ServiceId, Timestamp>;

std::vector<DueEntry> visit(DueHeap& heap, const Truth& truth, Timestamp until, std::size_t limit) {
  std::vector<DueEntry> visited;
  const auto due_of = [&](ServiceId id) -> std::optional<Timestamp> {
    const auto found = truth.find(id);
    if (found == truth.end()) return std::nullopt;
    return found->second;
  };
  heap.visit_due(until, due_of, [&](const DueEntry& entry) {
    visited.push_back(entry);
    return visited.size() < limit;
  });
  return visited;
}

std::vector<DueEntry> expected(const Truth& truth, Timestamp until, std::size_t limit) {
  std::vector<DueEntry> all;
  for (const auto& [id, due] : truth) {
    if (due <= until) all.push_back({due, id});
  }
  std::sort(all.begin(), all.end());
  if (all.size() > limit) all.resize(limit);
  return all;
}

TEST_CASE("the heap visits what is due once, in order, whatever changes came before") {
  std::mt19937_64 random(20260301);
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::int64_t>(random() % bound);
  };
  DueHeap heap;
  Truth truth;
  for (int step = 0; step < 20000; ++step) {
    const ServiceId id = below(30);
    const auto found = truth.find(id);
    if (below(8) == 0) {
      truth.erase(id);
    } else {
      const Timestamp due = ms(below(100));
      if (found == truth.end() || due < found->second) heap.add({due, id});
      truth[id] = due;
    }
    if (heap.is_bloated(truth.size())) {
      heap.rebuild([&](const auto& add) {
        for (const auto& [known, due] : truth) add({due, known});
      });
      REQUIRE(heap.size() == truth.size());
    }
    REQUIRE(heap.size() <= 2 * truth.size() + 64);
    if (below(5) != 0) continue;
    const Timestamp until = ms(below(120));
    const auto limit = static_cast<std::size_t>(1 + below(40));
    REQUIRE(visit(heap, truth, until, limit) == expected(truth, until, limit));
  }
}

TEST_CASE("a visit that throws loses nothing") {
  DueHeap heap;
  Truth truth;
  for (ServiceId id = 1; id <= 10; ++id) {
    truth[id] = ms(20 - id);
    heap.add({truth[id], id});
  }
  const auto due_of = [&](ServiceId id) { return std::optional(truth.at(id)); };
  int visits = 0;
  CHECK_THROWS_AS(heap.visit_due(ms(100), due_of,
                                 [&](const DueEntry&) -> bool {
                                   if (++visits == 5) throw std::runtime_error("no memory");
                                   return true;
                                 }),
                  std::runtime_error);
  CHECK(visit(heap, truth, ms(100), 100) == expected(truth, ms(100), 100));
}

ServicePtr record(ServiceId id, Revision revision, Timestamp expires) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->expires = expires;
  return service;
}

#if defined(__GLIBC__)
TEST_CASE("the memory store stays small under any sequence of changes") {
  constexpr Revision kChanges = 100000;
  constexpr std::size_t kGrowthMax = 200000;
  MemoryStore store;
  const auto allocated = [] { return ::mallinfo2().uordblks; };
  const auto change = [&](ServiceId id, Revision revision, std::int64_t due_ms) {
    REQUIRE(*store.put_if("", record(id, revision, ms(due_ms)), revision - 1));
  };
  change(1, 1, 0);
  const std::size_t before = allocated();
  SECTION("earlier and later in turn") {
    for (Revision i = 2; i < kChanges; ++i) change(1, i, i % 2 == 0 ? 1000000 : 10);
  }
  SECTION("ever earlier") {
    for (Revision i = 2; i < kChanges; ++i) change(1, i, -static_cast<std::int64_t>(i));
  }
  SECTION("ever later") {
    for (Revision i = 2; i < kChanges; ++i) change(1, i, static_cast<std::int64_t>(i));
  }
  SECTION("erased and stored again") {
    for (Revision i = 2; i < kChanges; ++i) {
      change(65, 1, static_cast<std::int64_t>(i));
      REQUIRE(*store.erase_if("", 65, 1));
    }
  }
  SECTION("many that go again") {
    constexpr ServiceId kMany = 50000;
    for (ServiceId id = 2; id <= kMany; ++id) change(id, 1, id);
    for (ServiceId id = 2; id <= kMany; ++id) REQUIRE(*store.erase_if("", id, 1));
  }
  CHECK(allocated() < before + kGrowthMax);
}
#endif

}  // namespace
