// SPDX-License-Identifier: MIT
//
// A store of your own. This one is as small as a store can be: ordered maps behind one mutex. It
// first runs the public conformance suite on itself, then serves as the store of an engine. One
// that keeps its records elsewhere, in a database say, has the same eleven methods to write.
#include <ucs/core.h>
#include <ucs/testing/store_conformance.h>

#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

/// A Store in memory. Thread-safe.
class MapStore final : public ucs::Store {
 public:
  [[nodiscard]] ucs::Result<ucs::ServicePtr> get(std::string_view tenant,
                                                 ucs::ServiceId id) override {
    const std::lock_guard lock(mutex_);
    return find(tenant, id);
  }

  [[nodiscard]] ucs::Result<bool> put_if(std::string_view tenant, const ucs::ServicePtr& service,
                                         ucs::Revision expected) override {
    const std::lock_guard lock(mutex_);
    const ucs::ServicePtr stored = find(tenant, service->id);
    if (revision_of(stored) != expected) return false;
    if (stored != nullptr) unlist(tenant, *stored);
    records_[{std::string(tenant), service->id}] = service;
    due_.emplace(tenant, service->due(), service->id);
    for (const ListEntry& entry : entries_of(tenant, *service)) lists_.insert(entry);
    return true;
  }

  [[nodiscard]] ucs::Result<bool> erase_if(std::string_view tenant, ucs::ServiceId id,
                                           ucs::Revision expected) override {
    const std::lock_guard lock(mutex_);
    const ucs::ServicePtr stored = find(tenant, id);
    if (stored == nullptr || stored->revision != expected) return false;
    unlist(tenant, *stored);
    records_.erase({std::string(tenant), id});
    return true;
  }

  [[nodiscard]] ucs::Result<std::vector<ucs::ServicePtr>> list(std::string_view tenant,
                                                               ucs::OwnerKind kind,
                                                               std::string_view owner) override {
    const std::lock_guard lock(mutex_);
    std::vector<ucs::ServicePtr> found;
    const ListEntry first{std::string(tenant), kind, std::string(owner), 0};
    for (auto entry = lists_.lower_bound(first); entry != lists_.end(); ++entry) {
      if (std::get<0>(*entry) != tenant || std::get<1>(*entry) != kind ||
          std::get<2>(*entry) != owner) {
        break;
      }
      found.push_back(find(tenant, std::get<3>(*entry)));
    }
    return found;
  }

  [[nodiscard]] ucs::Result<std::vector<ucs::ServicePtr>> scan(std::string_view tenant,
                                                               ucs::ServiceId after,
                                                               std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<ucs::ServicePtr> found;
    for (auto record = records_.upper_bound({std::string(tenant), after});
         record != records_.end() && record->first.first == tenant && found.size() < limit;
         ++record) {
      found.push_back(record->second);
    }
    return found;
  }

  [[nodiscard]] ucs::Result<std::vector<ucs::ServicePtr>> list_due(std::string_view tenant,
                                                                   ucs::Timestamp until,
                                                                   std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<ucs::ServicePtr> found;
    for (auto entry = due_.lower_bound({std::string(tenant), ucs::Timestamp::min(), 0});
         entry != due_.end() && std::get<0>(*entry) == tenant && std::get<1>(*entry) <= until &&
         found.size() < limit;
         ++entry) {
      found.push_back(find(tenant, std::get<2>(*entry)));
    }
    return found;
  }

  [[nodiscard]] ucs::Result<std::int64_t> allocate_ids(std::string_view tenant, ucs::IdKind kind,
                                                       std::int64_t count) override {
    const std::lock_guard lock(mutex_);
    std::int64_t& last = last_ids_[std::string(tenant)][static_cast<std::size_t>(kind)];
    if (count > ucs::id_max(kind) - last) {
      return ucs::Error{ucs::ErrorCode::kIdSpaceExhausted, "no ids are left", ""};
    }
    last += count;
    return last - count + 1;
  }

  [[nodiscard]] ucs::Result<ucs::SchemaSetPtr> schemas(std::string_view tenant) override {
    const std::lock_guard lock(mutex_);
    const auto found = schemas_.find(tenant);
    return found == schemas_.end() ? std::make_shared<const ucs::SchemaSet>() : found->second;
  }

  [[nodiscard]] ucs::Result<bool> create_schema(std::string_view tenant, ucs::EntityKind kind,
                                                const ucs::SchemaPtr& schema) override {
    const std::lock_guard lock(mutex_);
    ucs::SchemaSetPtr& stored = schemas_[std::string(tenant)];
    // A set that was handed out never changes: a new one takes its place.
    auto next = std::make_shared<ucs::SchemaSet>(stored == nullptr ? ucs::SchemaSet() : *stored);
    const bool is_added = next->add(kind, schema);
    stored = std::move(next);
    return is_added;
  }

  [[nodiscard]] ucs::Result<std::vector<std::string>> tenants() override {
    const std::lock_guard lock(mutex_);
    std::set<std::string> found;
    for (const auto& [key, service] : records_) found.insert(key.first);
    for (const auto& [tenant, last] : last_ids_) {
      if (last != std::array<std::int64_t, 3>{}) found.insert(tenant);
    }
    for (const auto& [tenant, schemas] : schemas_) found.insert(tenant);
    return std::vector<std::string>(found.begin(), found.end());
  }

  [[nodiscard]] ucs::Result<void> flush() override { return {}; }

 private:
  using Key = std::pair<std::string, ucs::ServiceId>;
  using DueEntry = std::tuple<std::string, ucs::Timestamp, ucs::ServiceId>;
  using ListEntry = std::tuple<std::string, ucs::OwnerKind, std::string, ucs::ServiceId>;

  [[nodiscard]] static ucs::Revision revision_of(const ucs::ServicePtr& service) {
    return service == nullptr ? 0 : service->revision;
  }

  /// Returns the lists a service stands in: its customer's and its contact key's, as given.
  [[nodiscard]] static std::vector<ListEntry> entries_of(std::string_view tenant,
                                                         const ucs::Service& service) {
    std::vector<ListEntry> entries;
    const auto add = [&](ucs::OwnerKind kind, const ucs::Text& owner) {
      if (!owner.is_present()) return;
      entries.emplace_back(std::string(tenant), kind, std::string(owner.view()), service.id);
    };
    add(ucs::OwnerKind::kCustomer, service.customer_id);
    add(ucs::OwnerKind::kContact, service.contact_key);
    return entries;
  }

  // Call with the mutex held.
  [[nodiscard]] ucs::ServicePtr find(std::string_view tenant, ucs::ServiceId id) const {
    const auto found = records_.find({std::string(tenant), id});
    return found == records_.end() ? nullptr : found->second;
  }
  void unlist(std::string_view tenant, const ucs::Service& service) {
    for (const ListEntry& entry : entries_of(tenant, service)) lists_.erase(entry);
    due_.erase({std::string(tenant), service.due(), service.id});
  }

  std::mutex mutex_;  // guards all that follows
  std::map<Key, ucs::ServicePtr> records_;
  std::set<ListEntry> lists_;
  std::set<DueEntry> due_;
  std::map<std::string, std::array<std::int64_t, 3>> last_ids_;  // the highest id taken, by IdKind
  std::map<std::string, ucs::SchemaSetPtr, std::less<>> schemas_;
};

/// Runs the rules every store obeys on new MapStores, and returns how many of them are broken.
int broken_rules() {
  int broken = 0;
  for (const ucs::testing::ConformanceCase& rule : ucs::testing::store_conformance_cases()) {
    const auto failures = rule.run([] { return std::make_unique<MapStore>(); });
    std::printf("%s  %s\n", failures.empty() ? "holds " : "BROKEN",
                std::string(rule.name()).c_str());
    for (const std::string& failure : failures) std::printf("        %s\n", failure.c_str());
    broken += failures.empty() ? 0 : 1;
  }
  return broken;
}

/// Runs an engine on the store.
ucs::Result<std::size_t> count_open_claims() {
  MapStore store;
  ucs::SystemClock clock;
  ucs::Engine engine(store, clock);

  ucs::StartService claim;
  claim.contact_key = "555-0100";
  claim.service_type = "claim";
  const auto first = engine.start_service(claim);
  if (!first) return first.error();
  const auto second = engine.start_service(claim);
  if (!second) return second.error();
  if (const auto done = engine.complete_service(*first); !done) return done.error();

  ucs::Filter open;
  open.progress = ucs::Filter::Progress::kActive;
  const auto services = engine.query_anonymous_services("555-0100", open);
  if (!services) return services.error();
  return services->size();
}

}  // namespace

int main() {
  if (broken_rules() > 0) return 1;
  const ucs::Result<std::size_t> open_claims = count_open_claims();
  if (!open_claims) {
    std::fprintf(stderr, "custom_store: %s\n", open_claims.error().message.c_str());
    return 1;
  }
  std::printf("an engine runs on it: %zu open claim of 2\n", *open_claims);
  return *open_claims == 1 ? 0 : 1;
}
