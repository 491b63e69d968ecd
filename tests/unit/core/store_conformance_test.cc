// SPDX-License-Identifier: MIT
// The conformance suite itself: it must find what is wrong with a store.
#include <ucs/memory_store.h>
#include <ucs/testing/store_conformance.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/forwarding_store.h"

namespace {

using namespace ucs::tests;
using ucs::EntityKind;
using ucs::IdKind;
using ucs::OwnerKind;
using ucs::Result;
using ucs::Revision;
using ucs::SchemaPtr;
using ucs::SchemaSetPtr;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::testing::store_conformance_cases;
using ucs::testing::StoreFactory;
using Services = std::vector<ServicePtr>;

/// A correct store for one wrong method to be put over.
class Faulty : public ForwardingStore {
 public:
  Faulty() : ForwardingStore(memory_) {}

 private:
  ucs::MemoryStore memory_;
};

/// The names of the cases that fail.
std::set<std::string> failing_cases(const StoreFactory& make_store) {
  std::set<std::string> names;
  for (const auto& rule : store_conformance_cases()) {
    if (!rule.run(make_store).empty()) names.emplace(rule.name());
  }
  return names;
}

/// Reports whether the case whose name has `part` in it refuses a Store.
template <class Store>
bool is_refused(const std::string& part) {
  for (const auto& rule : store_conformance_cases()) {
    if (rule.name().find(part) == std::string::npos) continue;
    return !rule.run([] { return std::make_unique<Store>(); }).empty();
  }
  return false;
}

/// Waits for another thread, so that a race is lost surely and not by luck. Returns false when none
/// comes.
template <class Condition>
bool wait_until(Condition is_met) {
  for (int i = 0; i < 20000; ++i) {
    if (is_met()) return true;
    std::this_thread::yield();
  }
  return false;
}

/// A place in a store where a thread waits for the next one.
class Meeting {
 public:
  void arrive() {
    const int mine = ++arrived_;
    wait_until([&] { return arrived_ != mine; });
  }

 private:
  std::atomic<int> arrived_{0};
};

struct ForgetsOldRecords final : Faulty {
  Result<ServicePtr> get(std::string_view tenant, ServiceId id) override {
    if (id == 1) return ServicePtr();
    return Faulty::get(tenant, id);
  }
};
struct LosesStates final : Faulty {
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    auto copy = std::make_shared<ucs::Service>(*service);
    copy->states = ucs::States();
    return Faulty::put_if(tenant, copy, expected);
  }
};
struct PutsAlways final : Faulty {
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service, Revision) override {
    const auto stored = Faulty::get(tenant, service->id).value();
    return Faulty::put_if(tenant, service, stored == nullptr ? 0 : stored->revision);
  }
};
struct ChecksThenPuts final : Faulty {
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    const auto stored = Faulty::get(tenant, service->id).value();
    if ((stored == nullptr ? 0 : stored->revision) != expected) return false;
    both_checked.arrive();
    for (;;) {
      const auto now = Faulty::get(tenant, service->id).value();
      if (*Faulty::put_if(tenant, service, now == nullptr ? 0 : now->revision)) return true;
    }
  }
  Meeting both_checked;
};
struct ErasesAlways final : Faulty {
  Result<bool> erase_if(std::string_view tenant, ServiceId id, Revision) override {
    const auto stored = Faulty::get(tenant, id).value();
    if (stored == nullptr) return false;
    return Faulty::erase_if(tenant, id, stored->revision);
  }
};
struct ErasesBeforeItPuts final : Faulty {
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    if (expected == 0) return Faulty::put_if(tenant, service, 0);
    if (!*Faulty::erase_if(tenant, service->id, expected)) return false;
    const int before = reads;
    has_readers = has_readers && wait_until([&] { return reads != before; });
    return Faulty::put_if(tenant, service, 0);
  }
  Result<ServicePtr> get(std::string_view tenant, ServiceId id) override {
    auto service = Faulty::get(tenant, id);
    ++reads;
    return service;
  }
  std::atomic<int> reads{0};
  std::atomic<bool> has_readers{true};
};
struct ListsBackwards final : Faulty {
  Result<Services> list(std::string_view tenant, OwnerKind kind, std::string_view owner) override {
    auto services = Faulty::list(tenant, kind, owner);
    std::reverse(services->begin(), services->end());
    return services;
  }
};
struct ListsWhoLeftMeanwhile final : Faulty {
  Result<Services> list(std::string_view tenant, OwnerKind kind, std::string_view owner) override {
    auto services = Faulty::list(tenant, kind, owner);
    ++lists;
    const int before = changes;
    wait_until([&] { return changes != before; });
    for (ServicePtr& service : *services) service = Faulty::get(tenant, service->id).value();
    return services;
  }
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    const int before = lists;
    if (expected != 0) wait_until([&] { return lists != before; });
    auto is_put = Faulty::put_if(tenant, service, expected);
    ++changes;
    return is_put;
  }
  std::atomic<int> lists{0};
  std::atomic<int> changes{0};
};
struct MixesOwnerKinds final : Faulty {
  Result<Services> list(std::string_view tenant, OwnerKind, std::string_view owner) override {
    return Faulty::list(tenant, OwnerKind::kCustomer, owner);
  }
};
struct IgnoresCaseOfOwners final : Faulty {
  Result<Services> list(std::string_view tenant, OwnerKind kind, std::string_view owner) override {
    std::string lower(owner);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return Faulty::list(tenant, kind, lower);
  }
};
struct ScansFromAfter final : Faulty {
  Result<Services> scan(std::string_view tenant, ServiceId after, std::size_t limit) override {
    return Faulty::scan(tenant, std::max(after, ServiceId{1}) - 1, limit);
  }
};
struct IgnoresLimit final : Faulty {
  Result<Services> scan(std::string_view tenant, ServiceId after, std::size_t) override {
    return Faulty::scan(tenant, after, 1000000);
  }
};
struct EndsPagesEarly final : Faulty {
  Result<Services> scan(std::string_view tenant, ServiceId after, std::size_t limit) override {
    return Faulty::scan(tenant, after, limit > 1 ? limit - 1 : 1);
  }
};
struct ListsDueById final : Faulty {
  Result<Services> list_due(std::string_view tenant, ucs::Timestamp until,
                            std::size_t limit) override {
    auto due = Faulty::list_due(tenant, until, limit);
    std::sort(due->begin(), due->end(),
              [](const ServicePtr& a, const ServicePtr& b) { return a->id < b->id; });
    return due;
  }
};
struct ListsDueTooEarly final : Faulty {
  Result<Services> list_due(std::string_view tenant, ucs::Timestamp until,
                            std::size_t limit) override {
    return Faulty::list_due(tenant, until + std::chrono::milliseconds(1), limit);
  }
};
struct IgnoresLimitOfDue final : Faulty {
  Result<Services> list_due(std::string_view tenant, ucs::Timestamp until, std::size_t) override {
    return Faulty::list_due(tenant, until, 1000000);
  }
};
struct CutsTenantsAtNul final : Faulty {
  Result<ServicePtr> get(std::string_view tenant, ServiceId id) override {
    return Faulty::get(tenant.substr(0, tenant.find('\0')), id);
  }
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    return Faulty::put_if(tenant.substr(0, tenant.find('\0')), service, expected);
  }
};
struct SharesIdsBetweenKinds final : Faulty {
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind, std::int64_t count) override {
    return Faulty::allocate_ids(tenant, IdKind::kService, count);
  }
};
struct NeverRunsOutOfIds final : Faulty {
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    const auto ids = Faulty::allocate_ids(tenant, kind, count);
    return ids.has_value() ? ids : Result<std::int64_t>(1);
  }
};
struct HandsOutTheLastOfABlock final : Faulty {
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    const auto first = Faulty::allocate_ids(tenant, kind, count);
    return first.has_value() ? Result<std::int64_t>(*first + count - 1) : first;
  }
};
struct ComparesSchemaNamesExactly final : Faulty {
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    const auto known = Faulty::schemas(tenant).value();
    for (const SchemaPtr& other : known->all(kind)) {
      if (other->name == schema->name) return false;
    }
    static_cast<void>(Faulty::create_schema(tenant, kind, schema));
    return true;
  }
};
struct MixesSchemaKinds final : Faulty {
  Result<bool> create_schema(std::string_view tenant, EntityKind,
                             const SchemaPtr& schema) override {
    return Faulty::create_schema(tenant, EntityKind::kService, schema);
  }
};
struct LosesAttributes final : Faulty {
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    auto copy = std::make_shared<ucs::Schema>(*schema);
    copy->attributes.pop_back();
    return Faulty::create_schema(tenant, kind, copy);
  }
};
struct SharesSchemas final : Faulty {
  Result<SchemaSetPtr> schemas(std::string_view) override { return Faulty::schemas("all"); }
  Result<bool> create_schema(std::string_view, EntityKind kind, const SchemaPtr& schema) override {
    return Faulty::create_schema("all", kind, schema);
  }
};
struct ReturnsNoSet final : Faulty {
  Result<SchemaSetPtr> schemas(std::string_view tenant) override {
    auto set = Faulty::schemas(tenant).value();
    const bool is_empty = set->all(EntityKind::kService).empty() &&
                          set->all(EntityKind::kState).empty() &&
                          set->all(EntityKind::kTask).empty();
    return is_empty ? SchemaSetPtr() : set;
  }
};
/// Checks, and writes the whole set back later: what came in between is lost.
struct WritesSetsBack final : Faulty {
  Result<SchemaSetPtr> schemas(std::string_view) override {
    const std::lock_guard lock(mutex);
    return set;
  }
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    auto next = std::make_shared<ucs::SchemaSet>(*schemas(tenant).value());
    const bool is_added = next->add(kind, schema);
    both_checked.arrive();
    const std::lock_guard lock(mutex);
    set = next;
    return is_added;
  }
  Meeting both_checked;
  std::mutex mutex;
  SchemaSetPtr set = std::make_shared<ucs::SchemaSet>();
};
struct KeepsTenantsForever final : Faulty {
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    seen.emplace(tenant);
    return Faulty::put_if(tenant, service, expected);
  }
  Result<std::vector<std::string>> tenants() override {
    return std::vector<std::string>(seen.begin(), seen.end());
  }
  std::set<std::string> seen;
};
struct ForgetsTenantsWithIds final : Faulty {
  Result<std::vector<std::string>> tenants() override {
    auto found = Faulty::tenants().value();
    const auto has_records = [&](const std::string& tenant) {
      return !Faulty::scan(tenant, 0, 1)->empty() ||
             !Faulty::schemas(tenant).value()->all(EntityKind::kTask).empty();
    };
    found.erase(std::stable_partition(found.begin(), found.end(), has_records), found.end());
    return found;
  }
};
struct ForgetsTenantsWithSchemas final : Faulty {
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    const std::lock_guard lock(mutex);
    with_schemas.emplace(tenant);
    return Faulty::create_schema(tenant, kind, schema);
  }
  Result<std::vector<std::string>> tenants() override {
    const std::lock_guard lock(mutex);
    auto found = Faulty::tenants().value();
    const auto is_kept = [&](const std::string& tenant) {
      return with_schemas.count(tenant) == 0 || !Faulty::scan(tenant, 0, 1)->empty();
    };
    found.erase(std::stable_partition(found.begin(), found.end(), is_kept), found.end());
    return found;
  }
  std::mutex mutex;
  std::set<std::string> with_schemas;
};
struct CountsRefusedIds final : Faulty {
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    const std::lock_guard lock(mutex);
    asked.emplace(tenant);
    return Faulty::allocate_ids(tenant, kind, count);
  }
  Result<std::vector<std::string>> tenants() override {
    const std::lock_guard lock(mutex);
    for (const std::string& tenant : Faulty::tenants().value()) asked.insert(tenant);
    return std::vector<std::string>(asked.begin(), asked.end());
  }
  std::mutex mutex;
  std::set<std::string> asked;
};
struct OrdersTenantsByLength final : Faulty {
  Result<std::vector<std::string>> tenants() override {
    auto found = Faulty::tenants().value();
    std::stable_sort(found.begin(), found.end(), [](const std::string& a, const std::string& b) {
      return a.size() < b.size();
    });
    return found;
  }
};
struct OrdersTenantsAsSignedBytes final : Faulty {
  Result<std::vector<std::string>> tenants() override {
    auto found = Faulty::tenants().value();
    std::sort(found.begin(), found.end(), [](const std::string& a, const std::string& b) {
      return std::lexicographical_compare(
          a.begin(), a.end(), b.begin(), b.end(),
          [](char x, char y) { return static_cast<signed char>(x) < static_cast<signed char>(y); });
    });
    return found;
  }
};
struct ListsTenantsTwice final : Faulty {
  Result<std::vector<std::string>> tenants() override {
    auto found = Faulty::tenants().value();
    if (!found.empty()) found.push_back(found.back());
    return found;
  }
};
/// Remembers the tenants it found once, as long as there are few new ones.
struct ListsTenantsLate final : Faulty {
  Result<std::vector<std::string>> tenants() override {
    const std::lock_guard lock(mutex);
    auto found = Faulty::tenants().value();
    if (found.size() < known.size() + 4) return known;
    known = found;
    return found;
  }
  std::mutex mutex;
  std::vector<std::string> known;
};
struct CannotFlush final : Faulty {
  Result<void> flush() override { return ucs::Error{ucs::ErrorCode::kInternal, "no disk", ""}; }
};
struct Throws final : Faulty {
  Result<Services> scan(std::string_view, ServiceId, std::size_t) override {
    throw std::runtime_error("not implemented");
  }
};

TEST_CASE("the conformance suite refuses every wrong store, by the rule it breaks") {
  CHECK(is_refused<ForgetsOldRecords>("with everything in it"));
  CHECK(is_refused<LosesStates>("with everything in it"));
  CHECK(is_refused<PutsAlways>("put_if replaces a record if and only if"));
  CHECK(is_refused<ChecksThenPuts>("of 8 calls of put_if with one expected revision"));
  CHECK(is_refused<ErasesAlways>("erase_if of another revision"));
  CHECK(is_refused<ErasesBeforeItPuts>("no reader sees a part of a change"));
  CHECK(is_refused<ListsBackwards>("list is in ascending order"));
  CHECK(is_refused<ListsWhoLeftMeanwhile>("no reader sees a part of a change"));
  CHECK(is_refused<MixesOwnerKinds>("keeps customers and contacts apart"));
  CHECK(is_refused<IgnoresCaseOfOwners>("byte by byte"));
  CHECK(is_refused<ScansFromAfter>("scan begins behind the id given"));
  CHECK(is_refused<IgnoresLimit>("scan returns pages"));
  CHECK(is_refused<EndsPagesEarly>("until there are no more"));
  CHECK(is_refused<ListsDueById>("list_due returns what is due until then"));
  CHECK(is_refused<ListsDueTooEarly>("list_due returns what is due until then"));
  CHECK(is_refused<IgnoresLimitOfDue>("list_due returns what is due until then"));
  CHECK(is_refused<CutsTenantsAtNul>("tenants share neither"));
  CHECK(is_refused<SharesIdsBetweenKinds>("counts the kinds apart"));
  CHECK(is_refused<NeverRunsOutOfIds>("refuses ids above the bound"));
  CHECK(is_refused<HandsOutTheLastOfABlock>("allocate_ids begins at 1"));
  CHECK(is_refused<ComparesSchemaNamesExactly>("refuses a name that the kind has"));
  CHECK(is_refused<MixesSchemaKinds>("by kind in the order"));
  CHECK(is_refused<LosesAttributes>("with everything in them"));
  CHECK(is_refused<SharesSchemas>("tenants share no schemas"));
  CHECK(is_refused<ReturnsNoSet>("no extension schemas at first"));
  CHECK(is_refused<WritesSetsBack>("of 8 calls of create_schema"));
  CHECK(is_refused<WritesSetsBack>("do not undo each other"));
  CHECK(is_refused<KeepsTenantsForever>("whose last record was erased is none"));
  CHECK(is_refused<ForgetsTenantsWithIds>("tenants are those that have"));
  CHECK(is_refused<ForgetsTenantsWithSchemas>("tenants are those that have"));
  CHECK(is_refused<CountsRefusedIds>("tenants are those that have"));
  CHECK(is_refused<OrdersTenantsByLength>("in ascending order of bytes"));
  CHECK(is_refused<OrdersTenantsAsSignedBytes>("in ascending order of bytes"));
  CHECK(is_refused<ListsTenantsTwice>("in ascending order of bytes"));
  CHECK(is_refused<ListsTenantsLate>("as soon as its first change returned"));
  CHECK(is_refused<CannotFlush>("flush succeeds"));
  CHECK(is_refused<Throws>("scan returns pages"));
}

TEST_CASE("the conformance suite accepts a correct store behind another one") {
  CHECK(failing_cases([] { return std::make_unique<Faulty>(); }).empty());
}

TEST_CASE("a failure tells what was called, expected and got") {
  for (const auto& rule : store_conformance_cases()) {
    if (rule.name() != "flush succeeds and keeps everything") continue;
    const auto failures = rule.run([] { return std::make_unique<CannotFlush>(); });
    REQUIRE_FALSE(failures.empty());
    CHECK(failures.front() == "flush: expected success, got internal");
  }
}

TEST_CASE("a run tells a bounded number of failures") {
  for (const auto& rule : store_conformance_cases()) {
    CHECK(rule.run([] { return std::make_unique<PutsAlways>(); }).size() <=
          ucs::testing::kConformanceFailuresMax);
  }
}

TEST_CASE("a factory that makes no store, or throws, fails every case") {
  const std::size_t count = store_conformance_cases().size();
  CHECK(count > 20);
  CHECK(failing_cases([] { return std::unique_ptr<ucs::Store>(); }).size() == count);
  CHECK(failing_cases([]() -> std::unique_ptr<ucs::Store> {
          throw std::runtime_error("no disk");
        }).size() == count);
}

}  // namespace
