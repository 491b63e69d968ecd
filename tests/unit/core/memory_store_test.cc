// SPDX-License-Identifier: MIT
#include <ucs/memory_store.h>
#include <ucs/testing/store_conformance.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::IdKind;
using ucs::MemoryStore;
using ucs::OwnerKind;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::Text;

ServicePtr record(ServiceId id, ucs::Revision revision, const Text& customer_id = {}) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = customer_id;
  return service;
}

TEST_CASE("the memory store conforms") {
  for (const auto& rule : ucs::testing::store_conformance_cases()) {
    INFO(rule.name());
    for (const std::string& failure : rule.run([] { return std::make_unique<MemoryStore>(); })) {
      FAIL_CHECK(failure);
    }
  }
}

TEST_CASE("the memory store returns the very value that was put, not a copy") {
  MemoryStore store;
  const ServicePtr put = record(1, 1, "a");
  REQUIRE(*store.put_if("", put, 0));
  CHECK(*store.get("", 1) == put);
  CHECK(store.list("", OwnerKind::kCustomer, "a")->front() == put);
  CHECK(store.scan("", 0, 1)->front() == put);
}

TEST_CASE("the memory store lets go of a value that was replaced or erased") {
  MemoryStore store;
  const ServicePtr first = record(1, 1, "a");
  const ServicePtr second = record(1, 2, "b");
  REQUIRE(*store.put_if("", first, 0));
  REQUIRE(*store.put_if("", second, 1));
  CHECK(first.use_count() == 1);
  REQUIRE(*store.erase_if("", 1, 2));
  CHECK(second.use_count() == 1);
}

TEST_CASE("the memory store keeps its values until it is destroyed") {
  const ServicePtr kept = record(1, 1);
  {
    MemoryStore store;
    REQUIRE(*store.put_if("", kept, 0));
    CHECK(kept.use_count() == 2);
  }
  CHECK(kept.use_count() == 1);
}

TEST_CASE("the memory store gives out the last id of each kind, and then none") {
  for (const IdKind kind : {IdKind::kService, IdKind::kState, IdKind::kTask}) {
    MemoryStore store;
    const std::int64_t max = ucs::id_max(kind);
    REQUIRE(*store.allocate_ids("", kind, max - 1) == 1);
    CHECK(*store.allocate_ids("", kind, 1) == max);
    const auto none = store.allocate_ids("", kind, 1);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ucs::ErrorCode::kIdSpaceExhausted);
    CHECK_THAT(none.error().message, ucs::tests::contains(std::to_string(max)));
    CHECK(*store.allocate_ids("another tenant", kind, 1) == 1);
  }
}

TEST_CASE("the memory store numbers without gaps") {
  MemoryStore store;
  CHECK(*store.allocate_ids("", IdKind::kState, 5) == 1);
  CHECK(*store.allocate_ids("", IdKind::kState, 1) == 6);
  CHECK_FALSE(store.allocate_ids("", IdKind::kState, 2147483647).has_value());
  CHECK(*store.allocate_ids("", IdKind::kState, 1) == 7);
}

TEST_CASE("the memory store holds records with negative ids apart from all others") {
  MemoryStore store;
  for (ServiceId id = -9000; id <= 9000; id += 5) REQUIRE(*store.put_if("", record(id, 1), 0));
  ServiceId expected = -9000;
  for (const ServicePtr& found : *store.scan("", -1000000, 1000000)) {
    CHECK(found->id == expected);
    CHECK((*store.get("", expected))->id == expected);
    CHECK(*store.get("", expected + 1) == nullptr);
    expected += 5;
  }
  CHECK(expected == 9005);
}

TEST_CASE("an owner of 20000 services is listed in order after every second one is erased") {
  MemoryStore store;
  std::set<ServiceId> expected;
  for (ServiceId id = 1; id <= 20000; ++id) {
    REQUIRE(*store.put_if("", record(id, 1, "a"), 0));
    if (id % 2 == 0) REQUIRE(*store.erase_if("", id, 1));
    if (id % 2 != 0) expected.insert(id);
  }
  std::set<ServiceId> listed;
  for (const ServicePtr& service : *store.list("", OwnerKind::kCustomer, "a")) {
    listed.insert(service->id);
  }
  CHECK(listed == expected);
}

}  // namespace
