// SPDX-License-Identifier: MIT
// Snapshots, forks and restores of a memory store under load. Work is bounded by counts, never by
// time.
#include <ucs/memory_store.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/threads.h"

namespace {

using ucs::IdKind;
using ucs::MemoryStore;
using ucs::OwnerKind;
using ucs::Revision;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::tests::run_threads;

constexpr std::size_t kWriters = 4;
constexpr int kOwners = 5;

ServicePtr record(ServiceId id, Revision revision, int owner) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = ucs::Text("customer " + std::to_string(owner % kOwners));
  service->contact_key = ucs::Text("contact " + std::to_string((owner + 1) % kOwners));
  return service;
}

/// Returns what is wrong with a store that nobody writes to: each record must be listed under its
/// owners and nobody else, and its id be one that was taken. Empty if all is well.
std::string faults(MemoryStore& store) {
  std::string text;
  const auto all = store.scan("", 0, 1000000).value();
  std::multiset<ServiceId> listed;
  for (int i = 0; i < kOwners; ++i) {
    for (const auto& service :
         *store.list("", OwnerKind::kCustomer, "customer " + std::to_string(i)))
      listed.insert(service->id);
    for (const auto& service : *store.list("", OwnerKind::kContact, "contact " + std::to_string(i)))
      listed.insert(service->id);
  }
  const ServiceId next = store.allocate_ids("", IdKind::kService, 1).value();
  for (const ServicePtr& service : all) {
    if (listed.count(service->id) != 2) text += std::to_string(service->id) + " is not listed; ";
    if (service->id >= next) text += std::to_string(service->id) + " was not taken; ";
  }
  if (listed.size() != 2 * all.size()) text += "services are listed that are not there; ";
  return text;
}

/// Starts, changes the owner of, and erases services, all of this thread's own.
void write(MemoryStore& store, std::size_t seed, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const int owner = static_cast<int>(seed + static_cast<std::size_t>(round)) % kOwners;
    const auto id = store.allocate_ids("", IdKind::kService, 1);
    if (!id || !*store.put_if("", record(*id, 1, owner), 0)) continue;
    if (round % 3 > 0) static_cast<void>(store.put_if("", record(*id, 2, owner + 1), 1));
    if (round % 3 > 1) static_cast<void>(store.erase_if("", *id, 2));
  }
}

TEST_CASE("every fork taken while 4 threads write is whole") {
  MemoryStore store;
  std::vector<std::unique_ptr<MemoryStore>> forks;
  run_threads(kWriters + 1, [&](std::size_t i) {
    if (i < kWriters) return write(store, i, 400);
    for (int n = 0; n < 60; ++n) forks.push_back(store.fork());
  });
  for (const auto& fork : forks) CHECK(faults(*fork).empty());
  CHECK(faults(store).empty());
}

TEST_CASE("a fork is of one moment: of two records written in turn neither runs ahead") {
  MemoryStore store;
  for (const ServiceId id : {1, 40}) REQUIRE(*store.put_if("", record(id, 1, 0), 0));
  std::vector<std::unique_ptr<MemoryStore>> forks;
  run_threads(2, [&](std::size_t i) {
    for (Revision n = 1; n <= 100; ++n) {
      if (i == 1) {
        forks.push_back(store.fork());
        continue;
      }
      for (const ServiceId id : {1, 40})
        static_cast<void>(store.put_if("", record(id, n + 1, static_cast<int>(n) % kOwners), n));
    }
  });
  for (const auto& fork : forks) {
    const Revision first = (*fork->get("", 1))->revision;
    const Revision second = (*fork->get("", 40))->revision;
    CHECK((first == second || first == second + 1));
  }
}

TEST_CASE("writers of two stores that share everything do not meet") {
  MemoryStore store;
  write(store, 0, 300);
  const auto fork = store.fork();
  run_threads(kWriters, [&](std::size_t i) { write(i % 2 == 0 ? store : *fork, i, 300); });
  CHECK(faults(store).empty());
  CHECK(faults(*fork).empty());
}

TEST_CASE("a store set back while 4 threads write is whole when they are done") {
  MemoryStore store;
  write(store, 0, 100);
  const MemoryStore::Snapshot snapshot = store.snapshot();
  run_threads(kWriters + 1, [&](std::size_t i) {
    if (i < kWriters) return write(store, i, 200);
    for (int n = 0; n < 60; ++n) store.restore(snapshot);
  });
  // Ids that were taken before and put after a restore count as taken by nobody: set them aside.
  REQUIRE(store.allocate_ids("", IdKind::kService, 10000));
  CHECK(faults(store).empty());
}

TEST_CASE("nobody sees a part of a restore") {
  constexpr ServiceId kRecords = 64;  // one in each shard
  constexpr Revision kWorlds = 60;
  MemoryStore maker;
  std::vector<MemoryStore::Snapshot> worlds;  // in the n-th all have revision n
  for (Revision n = 1; n <= kWorlds; ++n) {
    for (ServiceId id = 1; id <= kRecords; ++id)
      REQUIRE(*maker.put_if("", record(id, n, static_cast<int>(n) % kOwners), n - 1));
    worlds.push_back(maker.snapshot());
  }
  MemoryStore store(worlds.front());
  std::atomic<int> steps_back{0};
  std::atomic<bool> is_done{false};
  run_threads(kWriters, [&](std::size_t i) {
    if (i == 0) {
      for (const auto& world : worlds) store.restore(world);
      is_done = true;
      return;
    }
    Revision last = 0;
    do {
      for (ServiceId n = 0; n < kRecords; ++n) {
        // From both ends, as the shards are exchanged in order.
        const ServiceId id = i % 2 == 0 ? n + 1 : kRecords - n;
        const Revision seen = (*store.get("", id))->revision;
        if (seen < last) ++steps_back;
        last = seen;
      }
    } while (!is_done);
  });
  CHECK(steps_back == 0);
}

}  // namespace
