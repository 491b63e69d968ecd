// SPDX-License-Identifier: MIT
#include <ucs/core.h>
#include <ucs/testing/store_conformance.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/dump.h"
#include "tests/support/forwarding_store.h"

namespace {

using ucs::IdKind;
using ucs::MemoryStore;
using ucs::OwnerKind;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::Text;
using ucs::Timestamp;
using ucs::tests::dump;

constexpr ServiceId kFilled = 300;  // more than one in each shard

ServicePtr record(ServiceId id, ucs::Revision revision, const Text& customer_id = {},
                  const Text& contact_key = {}) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = customer_id;
  service->contact_key = contact_key;
  service->expires = Timestamp(std::chrono::milliseconds(id));
  return service;
}

/// Puts services 1 to kFilled, each of one of 10 customers and of a contact of its own, in two
/// tenants; takes their ids, and creates a schema.
void fill(MemoryStore& store) {
  for (const char* tenant : {"", "other"}) {
    REQUIRE(*store.allocate_ids(tenant, IdKind::kService, kFilled) == 1);
    for (ServiceId id = 1; id <= kFilled; ++id) {
      const Text customer = "customer " + std::to_string(id % 10);
      REQUIRE(*store.put_if(tenant, record(id, 1, customer, std::to_string(id)), 0));
    }
  }
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = "Feedback";
  REQUIRE(*store.create_schema("", ucs::EntityKind::kService, schema));
}

std::string dump_all(MemoryStore& store) { return dump(store, {"", "other", "third"}); }

/// Changes something of every kind: a record, the lists, what is due, ids, schemas, tenants.
void change(MemoryStore& store) {
  for (ServiceId id = 1; id <= kFilled; id += 3)
    REQUIRE(*store.put_if("", record(id, 2, "moved"), 1));
  for (ServiceId id = 2; id <= kFilled; id += 3) REQUIRE(*store.erase_if("", id, 1));
  REQUIRE(*store.put_if("third", record(1, 1, "new"), 0));
  REQUIRE(store.allocate_ids("", IdKind::kService, 5));
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = "Later";
  REQUIRE(*store.create_schema("", ucs::EntityKind::kTask, schema));
}

/// A memory store of which somebody takes a snapshot before each write, so that no write ever finds
/// a shard that is its own.
class SharedStore final : public ucs::tests::ForwardingStore {
 public:
  explicit SharedStore(std::unique_ptr<MemoryStore> store)
      : ForwardingStore(*store), store_(std::move(store)) {}

  ucs::Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                           ucs::Revision expected) override {
    const auto held = store_->snapshot();
    return store_->put_if(tenant, service, expected);
  }
  ucs::Result<bool> erase_if(std::string_view tenant, ServiceId id,
                             ucs::Revision expected) override {
    const auto held = store_->snapshot();
    return store_->erase_if(tenant, id, expected);
  }
  ucs::Result<std::vector<ServicePtr>> list_due(std::string_view tenant, Timestamp until,
                                                std::size_t limit) override {
    const auto held = store_->snapshot();
    return store_->list_due(tenant, until, limit);
  }
  ucs::Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                         std::int64_t count) override {
    const auto held = store_->snapshot();
    return store_->allocate_ids(tenant, kind, count);
  }

 private:
  std::unique_ptr<MemoryStore> store_;
};

void check_conforms(const ucs::testing::StoreFactory& make_store) {
  for (const auto& rule : ucs::testing::store_conformance_cases()) {
    INFO(rule.name());
    for (const std::string& failure : rule.run(make_store)) FAIL_CHECK(failure);
  }
}

TEST_CASE("a fork of a memory store conforms") {
  check_conforms([] { return MemoryStore().fork(); });
}

TEST_CASE("a memory store that was set back conforms") {
  check_conforms([] {
    auto store = std::make_unique<MemoryStore>();
    const MemoryStore::Snapshot empty = store->snapshot();
    fill(*store);
    store->restore(empty);
    return store;
  });
}

TEST_CASE("a memory store conforms while somebody takes snapshots of it") {
  check_conforms([] { return std::make_unique<SharedStore>(std::make_unique<MemoryStore>()); });
}

TEST_CASE("a fork has the records, lists, times, ids and schemas of its origin") {
  MemoryStore store;
  fill(store);
  const auto fork = store.fork();
  CHECK(dump_all(*fork) == dump_all(store));
  CHECK(*fork->get("", 1) == *store.get("", 1));  // the very value
  const auto due = *fork->list_due("", Timestamp(std::chrono::milliseconds(7)), 100);
  REQUIRE(due.size() == 7);
  CHECK(due[6]->id == 7);
  CHECK(*fork->allocate_ids("", IdKind::kService, 1) == kFilled + 1);
  CHECK(*fork->allocate_ids("", IdKind::kState, 1) == 1);
}

TEST_CASE("what changes in a fork does not change its origin, nor the other way") {
  MemoryStore store;
  fill(store);
  const std::string before = dump_all(store);
  SECTION("the fork changes") {
    const auto fork = store.fork();
    change(*fork);
    CHECK(dump_all(*fork) != before);
    CHECK(dump_all(store) == before);
    CHECK(*store.allocate_ids("", IdKind::kService, 1) == kFilled + 1);
  }
  SECTION("the origin changes") {
    const auto fork = store.fork();
    change(store);
    CHECK(dump_all(*fork) == before);
    CHECK(*fork->allocate_ids("", IdKind::kService, 1) == kFilled + 1);
  }
  SECTION("both change alike") {
    const auto fork = store.fork();
    change(store);
    change(*fork);
    CHECK(dump_all(*fork) == dump_all(store));
  }
  SECTION("what is due is read, which sets hints right") {
    const auto fork = store.fork();
    REQUIRE(*fork->put_if("", record(1, 2, "customer 1", "1"), 1));
    REQUIRE(fork->list_due("", Timestamp(std::chrono::milliseconds(kFilled)), 1000)->size() ==
            kFilled);
    CHECK(store.list_due("", Timestamp(std::chrono::milliseconds(kFilled)), 1000)->size() ==
          kFilled);
    CHECK(dump_all(store) == before);
  }
}

TEST_CASE("a fork outlives its origin, and a snapshot the store it was taken of") {
  auto store = std::make_unique<MemoryStore>();
  fill(*store);
  const std::string before = dump_all(*store);
  const MemoryStore::Snapshot snapshot = store->snapshot();
  const auto fork = store->fork();
  store.reset();
  CHECK(dump_all(*fork) == before);
  change(*fork);
  MemoryStore made(snapshot);
  CHECK(dump_all(made) == before);
}

TEST_CASE("restoring brings back records, lists, times, ids, schemas and tenants") {
  MemoryStore store;
  const MemoryStore::Snapshot empty = store.snapshot();
  fill(store);
  const std::string before = dump_all(store);
  const MemoryStore::Snapshot filled = store.snapshot();
  change(store);
  const std::string changed = dump_all(store);
  CHECK(store.tenants().value() == std::vector<std::string>{"", "other", "third"});

  store.restore(filled);
  CHECK(dump_all(store) == before);
  CHECK(store.tenants().value() == std::vector<std::string>{"", "other"});
  CHECK(*store.allocate_ids("", IdKind::kService, 1) == kFilled + 1);
  CHECK(store.list_due("", Timestamp(std::chrono::milliseconds(kFilled)), 1000)->size() == kFilled);

  store.restore(empty);
  CHECK(dump_all(store) == dump_all(*std::make_unique<MemoryStore>()));
  CHECK(store.tenants().value().empty());
  CHECK(*store.allocate_ids("", IdKind::kService, 1) == 1);

  store.restore(filled);  // as often as one likes, and the same changes lead to the same again
  store.restore(filled);
  change(store);
  CHECK(dump_all(store) == changed);
}

TEST_CASE("a snapshot of a store that has nothing to do with this one is restored, too") {
  MemoryStore origin;
  fill(origin);
  MemoryStore store;
  REQUIRE(*store.put_if("", record(7, 9, "gone"), 0));
  store.restore(origin.snapshot());
  CHECK(dump_all(store) == dump_all(origin));
  change(store);
  change(origin);
  CHECK(dump_all(store) == dump_all(origin));
}

TEST_CASE("a snapshot keeps its services alive, and lets go of them with its last copy") {
  const ServicePtr kept = record(1, 1, "a");
  MemoryStore store;
  REQUIRE(*store.put_if("", kept, 0));
  {
    const MemoryStore::Snapshot snapshot = store.snapshot();
    const MemoryStore::Snapshot copy(
        snapshot);                 // NOLINT(performance-unnecessary-copy-initialization)
    CHECK(kept.use_count() == 2);  // shared, not copied
    REQUIRE(*store.erase_if("", 1, 1));
    CHECK(kept.use_count() == 2);
  }
  CHECK(kept.use_count() == 1);
}

TEST_CASE("restoring lets go of what nobody else holds") {
  MemoryStore store;
  const MemoryStore::Snapshot empty = store.snapshot();
  const ServicePtr gone = record(1, 1, "a");
  REQUIRE(*store.put_if("", gone, 0));
  store.restore(empty);
  CHECK(gone.use_count() == 1);
}

TEST_CASE("what was replaced is destroyed part by part, and what others hold is not") {
  MemoryStore store;
  const MemoryStore::Snapshot empty = store.snapshot();
  std::vector<ServicePtr> gone;
  for (ucs::ServiceId id = 1; id <= 640; ++id) {
    gone.push_back(record(id, 1, "a"));
    REQUIRE(*store.put_if("", gone.back(), 0));
  }
  const auto destroyed = [&gone] {
    return std::count_if(gone.begin(), gone.end(),
                         [](const ServicePtr& service) { return service.use_count() == 1; });
  };
  MemoryStore::Remains remains = store.replace(empty);
  CHECK(store.tenants().value().empty());
  CHECK(destroyed() == 0);
  int calls = 0;
  for (std::ptrdiff_t before = 0; !remains.is_empty(); before = destroyed()) {
    remains.dwindle();
    CHECK(destroyed() - before <= 10);
    ++calls;
  }
  CHECK(destroyed() == 640);
  CHECK(calls <= 130);
  remains.dwindle();  // of nothing
  CHECK(MemoryStore::Remains().is_empty());

  REQUIRE(*store.put_if("", gone.front(), 0));
  const MemoryStore::Snapshot held = store.snapshot();
  remains = store.replace(empty);
  while (!remains.is_empty()) remains.dwindle();
  CHECK(destroyed() == 639);
  store.restore(held);
  CHECK(*store.get("", 1) == gone.front());
}

TEST_CASE("a tenant is listed as long as it has a service, an id or a schema") {
  MemoryStore store;
  CHECK(store.tenants().value().empty());
  REQUIRE(store.allocate_ids("ids only", IdKind::kService, 1));
  REQUIRE(*store.create_schema("schema only", ucs::EntityKind::kTask,
                               std::make_shared<const ucs::Schema>()));
  REQUIRE(store.schemas("looked at only"));
  REQUIRE(*store.put_if("b", record(1, 1), 0));
  REQUIRE(*store.put_if("a", record(1, 1), 0));
  REQUIRE(*store.put_if("a", record(2, 1), 0));
  REQUIRE(*store.erase_if("b", 1, 1));
  CHECK(store.tenants().value() == std::vector<std::string>{"a", "ids only", "schema only"});
  const MemoryStore::Snapshot snapshot = store.snapshot();
  REQUIRE(*store.erase_if("a", 1, 1));
  REQUIRE(*store.erase_if("a", 2, 1));
  CHECK(store.tenants().value() == std::vector<std::string>{"ids only", "schema only"});
  CHECK(MemoryStore(snapshot).tenants().value() ==
        std::vector<std::string>{"a", "ids only", "schema only"});
}

}  // namespace
