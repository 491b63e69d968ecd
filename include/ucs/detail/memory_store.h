// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/detail/prefetch.h>
#include <ucs/memory_store.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace ucs {
inline namespace v0 {

class MemoryStore::Visit {
 public:
  Visit(MemoryStore& store, RecordShard& shard) : shard_(shard) {
    shard.mutex.lock();
    if (shard.is_closed) await_opening(store);
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() { shard_.mutex.unlock(); }

 private:
  inline void await_opening(MemoryStore& store);

  RecordShard& shard_;
};

inline MemoryStore::Pages::Pages(const Pages& other)
    : due_(other.due_), services_(other.services_) {
  pages_.reserve(other.pages_.size());
  for (const auto& [number, page] : other.pages_)
    pages_.emplace_back(number, std::make_unique<Page>(*page));
}

inline const std::pair<ServiceId, std::unique_ptr<MemoryStore::Page>>*
MemoryStore::Pages::at_or_above(ServiceId number) const {
  // Without gaps, as long as nothing old was erased, a page stands at the index of its number.
  const auto guess = static_cast<std::size_t>(number);
  if (guess < pages_.size() && pages_[guess].first == number) return &pages_[guess];
  const auto found =
      std::lower_bound(pages_.begin(), pages_.end(), number,
                       [](const auto& page, ServiceId wanted) { return page.first < wanted; });
  return found == pages_.end() ? nullptr : &*found;
}

inline const MemoryStore::Slot* MemoryStore::Pages::find(ServiceId id) const {
  const auto* page = at_or_above(page_of(id));
  if (page == nullptr || page->first != page_of(id)) return nullptr;
  return &page->second->slots[slot_of(id)];
}

inline MemoryStore::Page& MemoryStore::Pages::make(ServiceId id) {
  const ServiceId number = page_of(id);
  const auto* found = at_or_above(number);
  if (found != nullptr && found->first == number) return *found->second;
  const auto position = found == nullptr ? pages_.end() : pages_.begin() + (found - pages_.data());
  return *pages_.insert(position, {number, std::make_unique<Page>()})->second;
}

inline void MemoryStore::Pages::expect(const Service* before, const Service& after) {
  // What is due later than before needs no entry of its own.
  const Timestamp due = after.due();
  if (before == nullptr || due < before->due()) due_.add({due, after.id});
}

inline void MemoryStore::Pages::exchange(Page& page, ServicePtr& service) {
  Slot& slot = page.slots[slot_of(service->id)];
  slot.extensions_hint = service->extensions.preload_hint();
  slot.service.swap(service);
  if (service == nullptr) {
    ++page.used;
    ++services_;
  }
  trim_due();
}

inline void MemoryStore::Pages::clear(ServiceId id) {
  const auto* found = at_or_above(page_of(id));
  found->second->slots[slot_of(id)] = Slot();
  if (--found->second->used == 0) pages_.erase(pages_.begin() + (found - pages_.data()));
  --services_;
  trim_due();
}

inline void MemoryStore::Pages::trim_due() {
  if (!due_.is_bloated(services_)) return;
  due_.rebuild([this](const auto& add) {
    for (const auto& [number, page] : pages_) {
      for (const Slot& slot : page->slots) {
        if (slot.service != nullptr) add({slot.service->due(), slot.service->id});
      }
    }
  });
}

inline void MemoryStore::Pages::collect_due(Timestamp until, std::size_t limit,
                                            std::vector<DueService>& found) {
  const auto due_of = [&](ServiceId id) -> std::optional<Timestamp> {
    const Slot* slot = find(id);
    if (slot == nullptr || slot->service == nullptr) return std::nullopt;
    return slot->service->due();
  };
  due_.visit_due(until, due_of, [&](const detail::DueEntry& entry) {
    if (found.size() == limit && !(entry < found.front().entry)) return false;
    found.push_back({entry, find(entry.id)->service});
    std::push_heap(found.begin(), found.end());
    if (found.size() > limit) {
      std::pop_heap(found.begin(), found.end());
      found.pop_back();
    }
    return true;
  });
}

inline std::size_t MemoryStore::Hash::operator()(const Text& text) const noexcept {
  return static_cast<std::size_t>(detail::seeded_hash(text.view(), seed));
}

inline std::size_t MemoryStore::owner_shard_of(const Text& owner) const noexcept {
  return hash_(owner) >> 32U & (kShards - 1);
}

inline void MemoryStore::add_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                                   ServiceId id) {
  OwnerShard& shard = owners_[owner_shard_of(owner)];
  const std::lock_guard lock(shard.mutex);
  Owners& owners =
      shard.lists.own()[static_cast<std::size_t>(kind)].make(tenant, std::size_t{0}, hash_);
  std::vector<ServiceId>& ids = owners[owner];
  if (ids.empty() || ids.back() < id) return ids.push_back(id);  // nearly always
  const auto position = std::lower_bound(ids.begin(), ids.end(), id);
  if (position == ids.end() || *position != id) ids.insert(position, id);
}

inline void MemoryStore::remove_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                                      ServiceId id) {
  OwnerShard& shard = owners_[owner_shard_of(owner)];
  const std::lock_guard lock(shard.mutex);
  Owners* owners = shard.lists.own()[static_cast<std::size_t>(kind)].find(tenant);
  if (owners == nullptr) return;
  const auto entry = owners->find(owner);
  if (entry == owners->end()) return;
  std::vector<ServiceId>& ids = entry->second;
  const auto position = std::lower_bound(ids.begin(), ids.end(), id);
  if (position != ids.end() && *position == id) ids.erase(position);
  if (ids.empty()) owners->erase(entry);
}

inline void MemoryStore::add_owners(std::string_view tenant, const Service* before,
                                    const Service& after) {
  const auto add = [&](OwnerKind kind, const Text Service::*owner) {
    const bool is_new = before == nullptr || before->*owner != after.*owner;
    if (is_new && (after.*owner).is_present()) add_owner(tenant, kind, after.*owner, after.id);
  };
  add(OwnerKind::kCustomer, &Service::customer_id);
  add(OwnerKind::kContact, &Service::contact_key);
}

template <class Use>
void MemoryStore::for_each_former_owner(const Service& before, const Service* after,
                                        const Use& use) {
  const auto use_if_left = [&](OwnerKind kind, const Text Service::*owner) {
    const bool is_left = after == nullptr || after->*owner != before.*owner;
    if (is_left && (before.*owner).is_present()) use(kind, before.*owner);
  };
  use_if_left(OwnerKind::kCustomer, &Service::customer_id);
  use_if_left(OwnerKind::kContact, &Service::contact_key);
}

inline void MemoryStore::prepare_removal(const Service& before, const Service* after) {
  if (!is_shared_.load(std::memory_order_relaxed)) return;
  for_each_former_owner(before, after, [this](OwnerKind /*kind*/, const Text& owner) {
    OwnerShard& shard = owners_[owner_shard_of(owner)];
    const std::lock_guard lock(shard.mutex);
    static_cast<void>(shard.lists.own());
  });
}

inline void MemoryStore::remove_owners(std::string_view tenant, const Service& before,
                                       const Service* after) {
  for_each_former_owner(before, after, [&](OwnerKind kind, const Text& owner) {
    remove_owner(tenant, kind, owner, before.id);
  });
}

inline Result<ServicePtr> MemoryStore::get(std::string_view tenant, ServiceId id) {
  RecordShard& shard = records_[shard_of(id)];
  const Visit visit(*this, shard);
  const Pages* pages = shard.records->find(tenant);
  const Slot* slot = pages == nullptr ? nullptr : pages->find(id);
  if (slot == nullptr || slot->service == nullptr) return ServicePtr();
  detail::prefetch(slot->service.get(), sizeof(Service));
  Extensions::preload(slot->extensions_hint);
  return slot->service;
}

inline Result<bool> MemoryStore::put_if(std::string_view tenant, const ServicePtr& service,
                                        Revision expected) {
  ServicePtr exchanged = service;  // at last the former record, destroyed behind the lock
  RecordShard& shard = records_[shard_of(service->id)];
  const Visit visit(*this, shard);
  Pages& pages = shard.records.own().make(tenant);
  const Slot* stored = pages.find(service->id);
  const Service* before = stored == nullptr ? nullptr : stored->service.get();
  if ((before == nullptr ? 0 : before->revision) != expected) return false;
  // What needs memory comes first, so that a failure leaves the record as it was.
  Page& page = pages.make(service->id);
  pages.expect(before, *service);
  add_owners(tenant, before, *service);
  if (before != nullptr) prepare_removal(*before, service.get());
  pages.exchange(page, exchanged);
  if (before != nullptr) remove_owners(tenant, *before, service.get());
  return true;
}

inline Result<bool> MemoryStore::erase_if(std::string_view tenant, ServiceId id,
                                          Revision expected) {
  ServicePtr before;  // destroyed behind the lock
  RecordShard& shard = records_[shard_of(id)];
  const Visit visit(*this, shard);
  Pages* pages = shard.records.own().find(tenant);
  const Slot* stored = pages == nullptr ? nullptr : pages->find(id);
  if (stored == nullptr || stored->service == nullptr || stored->service->revision != expected)
    return false;
  before = stored->service;
  prepare_removal(*before, nullptr);
  pages->clear(id);
  remove_owners(tenant, *before, nullptr);
  return true;
}

inline Result<std::vector<ServicePtr>> MemoryStore::list(std::string_view tenant, OwnerKind kind,
                                                         std::string_view owner) {
  const Text name(owner);
  std::vector<ServiceId> ids;
  {
    OwnerShard& shard = owners_[owner_shard_of(name)];
    const std::lock_guard lock(shard.mutex);
    const auto* owners = (*shard.lists)[static_cast<std::size_t>(kind)].find(tenant);
    if (owners == nullptr) return std::vector<ServicePtr>();
    const auto entry = owners->find(name);
    if (entry != owners->end()) ids = entry->second;
  }
  std::vector<ServicePtr> found;
  found.reserve(ids.size());
  for (const ServiceId id : ids) {
    // The record decides: it may have changed its owner or be gone since its id was read.
    ServicePtr service = *get(tenant, id);
    if (service == nullptr) continue;
    const Text& current =
        kind == OwnerKind::kCustomer ? service->customer_id : service->contact_key;
    if (current == name) found.push_back(std::move(service));
  }
  return found;
}

inline std::optional<ServiceId> MemoryStore::next_page(std::string_view tenant, ServiceId number) {
  std::optional<ServiceId> next;
  for (RecordShard& shard : records_) {
    const Visit visit(*this, shard);
    const Pages* pages = shard.records->find(tenant);
    const auto* page = pages == nullptr ? nullptr : pages->at_or_above(number);
    if (page != nullptr && (!next || page->first < *next)) next = page->first;
  }
  return next;
}

inline std::vector<ServicePtr> MemoryStore::page_records(std::string_view tenant, ServiceId number,
                                                         ServiceId after, std::size_t limit) {
  std::vector<ServicePtr> records;
  for (RecordShard& shard : records_) {
    const Visit visit(*this, shard);
    const Pages* pages = shard.records->find(tenant);
    const auto* page = pages == nullptr ? nullptr : pages->at_or_above(number);
    if (page == nullptr || page->first != number) continue;
    std::size_t taken = 0;  // of one shard the first `limit` will do: its slots are in order
    for (const Slot& slot : page->second->slots) {
      if (slot.service == nullptr || slot.service->id <= after) continue;
      if (taken++ == limit) break;
      records.push_back(slot.service);
    }
  }
  std::sort(records.begin(), records.end(),
            [](const ServicePtr& a, const ServicePtr& b) { return a->id < b->id; });
  if (records.size() > limit) records.resize(limit);
  return records;
}

inline Result<std::vector<ServicePtr>> MemoryStore::scan(std::string_view tenant, ServiceId after,
                                                         std::size_t limit) {
  std::vector<ServicePtr> found;
  if (after == std::numeric_limits<ServiceId>::max()) return found;
  auto number = next_page(tenant, page_of(after + 1));
  while (number && found.size() < limit) {
    auto records = page_records(tenant, *number, after, limit - found.size());
    found.insert(found.end(), std::make_move_iterator(records.begin()),
                 std::make_move_iterator(records.end()));
    number = next_page(tenant, *number + 1);
  }
  return found;
}

inline Result<std::vector<ServicePtr>> MemoryStore::list_due(std::string_view tenant,
                                                             Timestamp until, std::size_t limit) {
  std::vector<DueService> due;
  for (RecordShard& shard : records_) {
    const Visit visit(*this, shard);
    const Pages* pages = shard.records->find(tenant);
    if (pages == nullptr || !pages->may_have_due(until)) continue;
    shard.records.own().find(tenant)->collect_due(until, limit, due);
  }
  std::sort_heap(due.begin(), due.end());
  std::vector<ServicePtr> found;
  found.reserve(due.size());
  for (DueService& entry : due) found.push_back(std::move(entry.service));
  return found;
}

inline Result<std::int64_t> MemoryStore::allocate_ids(std::string_view tenant, IdKind kind,
                                                      std::int64_t count) {
  UCS_ASSERT(count >= 1);
  const std::lock_guard lock(ids_mutex_);
  std::int64_t& last = last_ids_.own().make(tenant, TenantIds{})[static_cast<std::size_t>(kind)];
  if (count > id_max(kind) - last) {
    return Error{ErrorCode::kIdSpaceExhausted,
                 "no ids are left: " + std::to_string(count) + " wanted, " +
                     std::to_string(id_max(kind) - last) + " free below " +
                     std::to_string(id_max(kind)),
                 ""};
  }
  last += count;
  return last - count + 1;
}

inline Result<SchemaSetPtr> MemoryStore::schemas(std::string_view tenant) {
  const std::lock_guard lock(schemas_mutex_);
  const SchemaSetPtr* found = schemas_->find(tenant);
  return found == nullptr ? no_schemas_ : *found;
}

inline Result<bool> MemoryStore::create_schema(std::string_view tenant, EntityKind kind,
                                               const SchemaPtr& schema) {
  SchemaSetPtr former;  // destroyed behind the lock
  const std::lock_guard lock(schemas_mutex_);
  SchemaSetPtr& stored = schemas_.own().make(tenant, no_schemas_);
  auto next = std::make_shared<SchemaSet>(*stored);
  if (!next->add(kind, schema)) return false;
  former = std::exchange(stored, std::move(next));
  return true;
}

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/memory_snapshot.h>  // IWYU pragma: export
