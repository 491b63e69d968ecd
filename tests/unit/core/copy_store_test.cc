// SPDX-License-Identifier: MIT
// Copying a store to another one: everything arrives, or it is known that it did not.
#include <ucs/copy_store.h>
#include <ucs/core.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/failing_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::copy_store;
using ucs::CopyProgress;
using ucs::EntityKind;
using ucs::ErrorCode;
using ucs::IdKind;
using ucs::is_unfinished_copy;
using ucs::MemoryStore;
using ucs::Result;
using ucs::Revision;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::Store;
using Tenants = std::vector<std::string>;

const Tenants kTenants = {"", "airline", "ids only", "schemas only"};

ucs::SchemaPtr schema_of(const std::string& name) {
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = name;
  schema->attributes.push_back({"x", ucs::AttributeType::kLong, {}, true, {}});
  return schema;
}

/// Something of every kind, in the four tenants; `services` of each of the first two are started.
void fill(Store& store, int services) {
  ManualClock clock;
  ucs::Engine engine(store, clock);
  for (const char* tenant : {"", "airline"}) {
    ucs::Scope scope;
    scope.tenant = tenant;
    for (int i = 0; i < services; ++i) {
      ucs::StartService request = start_of("customer " + std::to_string(i % 7));
      if (i % 3 == 0) request.extensions = extensions({{"Trip", R"({"to":"NCE"})"}});
      const ServiceId id = engine.start_service(request, scope).value();
      const ucs::StateId state = engine.start_state(id, state_of("search"), scope).value();
      if (i % 2 == 0) REQUIRE(engine.transition(id, transition_of(state, 7), scope));
      REQUIRE(engine.start_task(id, task_of("call"), scope));
      if (i % 5 == 0) REQUIRE(engine.complete_service(id, {}, scope));
    }
    REQUIRE(engine.delete_service(services, scope));
  }
  REQUIRE(store.allocate_ids("ids only", IdKind::kState, 12));
  for (const char* name : {"b", "A", "c"})
    REQUIRE(store.create_schema("schemas only", EntityKind::kTask, schema_of(name)).value());
  REQUIRE(store.create_schema("", EntityKind::kService, schema_of("x")).value());
}

/// The next id of each kind and tenant. Takes them.
std::vector<std::int64_t> next_ids(Store& store) {
  std::vector<std::int64_t> ids;
  for (const std::string& tenant : kTenants) {
    for (const IdKind kind : {IdKind::kService, IdKind::kState, IdKind::kTask})
      ids.push_back(store.allocate_ids(tenant, kind, 1).value());
  }
  return ids;
}

TEST_CASE("a copy has every tenant's services, lists, schemas in their order, and ids go on") {
  MemoryStore from;
  fill(from, 600);  // more than two pages
  const std::string before = dump(from, kTenants);
  MemoryStore to;
  const auto copied = copy_store(from, to);
  REQUIRE(copied);
  CHECK(copied->tenants == 4);
  CHECK(copied->services == 2 * 599);
  CHECK(copied->schemas == 4);
  CHECK(dump(from, kTenants) == before);
  CHECK(dump(to, kTenants) == before);
  CHECK(to.tenants().value() == kTenants);
  CHECK_FALSE(is_unfinished_copy(to).value());
  CHECK(to.list_due("airline", ucs::kTimestampMax, 10000)->size() == 599);
  // The copy took one more of each from the source.
  MemoryStore same;
  fill(same, 600);
  CHECK(next_ids(to) == next_ids(same));
}

TEST_CASE("a copy of an empty store is one") {
  MemoryStore from;
  MemoryStore to;
  const auto copied = copy_store(from, to);
  REQUIRE(copied);
  CHECK(copied->tenants + copied->services + copied->schemas == 0);
  CHECK(to.tenants()->empty());
  CHECK(to.allocate_ids("", IdKind::kService, 1).value() == 1);
}

TEST_CASE("ids that are used up are used up in the copy, too") {
  MemoryStore from;
  REQUIRE(from.allocate_ids("", IdKind::kTask, ucs::id_max(IdKind::kTask)));
  MemoryStore to;
  REQUIRE(copy_store(from, to));
  CHECK(outcome(to.allocate_ids("", IdKind::kTask, 1)) == "id_space_exhausted");
  CHECK(to.allocate_ids("", IdKind::kState, 1).value() == 1);
}

TEST_CASE("a target with anything in it is refused, told, and left alone") {
  MemoryStore from;
  fill(from, 3);
  const auto refusal = [&](Store& to) {
    const Tenants before = to.tenants().value();
    const auto copied = copy_store(from, to);
    REQUIRE_FALSE(copied);
    CHECK(copied.error().code == ErrorCode::kAlreadyExists);
    CHECK(to.tenants().value() == before);
    return copied.error().message;
  };
  MemoryStore with_services;
  fill(with_services, 3);
  CHECK(refusal(with_services) ==
        "the target has services of the default tenant, the first of them 1, and 3 more tenants; "
        "expected one with nothing in it");
  MemoryStore with_ids;
  REQUIRE(with_ids.allocate_ids("x", IdKind::kTask, 1));
  CHECK_THAT(refusal(with_ids),
             contains("the target has schemas or ids of tenant \"x\"; expected"));
  MemoryStore with_schemas;
  REQUIRE(with_schemas.create_schema("x", EntityKind::kTask, schema_of("x")).value());
  CHECK_THAT(refusal(with_schemas), contains("the target has schemas or ids of tenant \"x\""));
  MemoryStore with_mark;
  FailingStore failing(with_mark);
  failing.fail_at(8, FailingStore::Moment::kBefore, {ErrorCode::kUnavailable, "full", ""});
  REQUIRE_FALSE(copy_store(from, failing));
  CHECK_THAT(refusal(with_mark), contains("the target has a part of a copy that was not finished"));
}

TEST_CASE("an unfinished copy is no source") {
  MemoryStore from;
  fill(from, 3);
  MemoryStore half;
  FailingStore failing(half);
  failing.fail_at(10, FailingStore::Moment::kBefore, {ErrorCode::kUnavailable, "full", ""});
  REQUIRE_FALSE(copy_store(from, failing));
  CHECK(is_unfinished_copy(half).value());
  MemoryStore to;
  CHECK(outcome(copy_store(half, to)) == "unavailable");
  CHECK(to.tenants()->empty());
}

TEST_CASE("whichever call fails, a copy that is not whole is marked, and the error is told") {
  const ucs::Error failure{ErrorCode::kUnavailable, "no disk", ""};
  for (const bool is_source : {true, false}) {
    for (const auto moment : {FailingStore::Moment::kBefore, FailingStore::Moment::kAfter}) {
      std::size_t failures = 0;
      for (std::size_t call = 1;; ++call) {
        CAPTURE(is_source, call);
        MemoryStore from;
        fill(from, 5);
        MemoryStore to;
        FailingStore failing(is_source ? from : to);
        failing.fail_at(call, moment, failure);
        const auto copied = is_source ? copy_store(failing, to) : copy_store(from, failing);
        if (copied && failing.calls() < call) break;
        ++failures;
        CHECK(outcome(copied) == "unavailable");
        CHECK_THAT(copied.error().message, contains("no disk"));
        if (to.tenants()->empty() || is_unfinished_copy(to).value()) continue;
        // What failed was the end itself.
        CHECK(dump(to, kTenants) == dump(from, kTenants));
        CHECK(to.tenants().value() == kTenants);
      }
      CHECK(failures > 30);
    }
  }
}

TEST_CASE("a store that throws is an error") {
  MemoryStore from;
  fill(from, 3);
  MemoryStore to;
  FailingStore throwing(to);
  throwing.throw_at(12, FailingStore::Moment::kBefore);
  CHECK(outcome(copy_store(from, throwing)) == "internal");
  CHECK(is_unfinished_copy(to).value());
}

struct LosesTasks final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    auto copy = std::make_shared<ucs::Service>(*service);
    copy->tasks = ucs::Tasks();
    return ForwardingStore::put_if(tenant, copy, expected);
  }
};
struct LosesOne final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    if (service->id == 3) return true;
    return ForwardingStore::put_if(tenant, service, expected);
  }
};
struct LosesLastSchema final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const ucs::SchemaPtr& schema) override {
    if (schema->name == "c") return true;
    return ForwardingStore::create_schema(tenant, kind, schema);
  }
};
struct LosesATenant final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<Tenants> tenants() override {
    auto found = ForwardingStore::tenants().value();
    if (found.size() > 1) found.erase(found.begin() + 1);
    return found;
  }
};
struct HasIdsTaken final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    return ForwardingStore::allocate_ids(tenant, kind, count).value() + 1;
  }
};

/// Copies to a store that does not keep what it should, and returns what is said of it.
template <class Wrong>
std::string fault_found() {
  MemoryStore from;
  fill(from, 5);
  MemoryStore memory;
  Wrong to(memory);
  const auto copied = copy_store(from, to);
  REQUIRE_FALSE(copied);
  CHECK(copied.error().code == ErrorCode::kInternal);
  CHECK(is_unfinished_copy(memory).value());
  return copied.error().message;
}

TEST_CASE("what did not arrive as it was is found, and named") {
  CHECK(fault_found<LosesTasks>() == "service 1 of the default tenant: expected the same in both");
  CHECK(fault_found<LosesOne>() == "service 3 of the default tenant: expected the same in both");
  CHECK(fault_found<LosesLastSchema>() ==
        "the schemas of tenant \"schemas only\": expected the same in both");
  CHECK(fault_found<LosesATenant>() == "the tenants: expected the same in both");
  CHECK_THAT(fault_found<HasIdsTaken>(), contains("the ids of the default tenant"));
}

TEST_CASE("a copy tells how far it is") {
  MemoryStore from;
  fill(from, 600);
  MemoryStore to;
  std::vector<std::size_t> copied;
  std::vector<std::size_t> compared;
  REQUIRE(copy_store(from, to, [&](const CopyProgress& progress) {
    (progress.phase == CopyProgress::Phase::kCopying ? copied : compared)
        .push_back(progress.services);
    CHECK((progress.phase == CopyProgress::Phase::kCopying) == compared.empty());
  }));
  CHECK(copied == std::vector<std::size_t>{256, 512, 599, 855, 1111, 1198});
  CHECK(compared == copied);
}

}  // namespace
