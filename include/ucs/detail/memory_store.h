// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/seeded_hash.h>
#include <ucs/memory_store.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace ucs {
inline namespace v0 {

inline const std::pair<ServiceId, std::unique_ptr<MemoryStore::Page>>*
MemoryStore::Pages::at_or_above(ServiceId number) const {
  const auto found =
      std::lower_bound(pages_.begin(), pages_.end(), number,
                       [](const auto& page, ServiceId wanted) { return page.first < wanted; });
  return found == pages_.end() ? nullptr : &*found;
}

inline ServicePtr* MemoryStore::Pages::find(ServiceId id) {
  const auto* page = at_or_above(page_of(id));
  if (page == nullptr || page->first != page_of(id)) return nullptr;
  return &page->second->slots[slot_of(id)];
}

inline ServicePtr& MemoryStore::Pages::fill(ServiceId id) {
  const ServiceId number = page_of(id);
  const auto* found = at_or_above(number);
  auto position = found == nullptr ? pages_.end() : pages_.begin() + (found - pages_.data());
  if (found == nullptr || found->first != number) {
    position = pages_.insert(position, {number, std::make_unique<Page>()});
  }
  ServicePtr& slot = position->second->slots[slot_of(id)];
  if (slot == nullptr) ++position->second->used;
  return slot;
}

inline void MemoryStore::Pages::clear(ServiceId id) {
  const auto* found = at_or_above(page_of(id));
  found->second->slots[slot_of(id)].reset();
  if (--found->second->used == 0) pages_.erase(pages_.begin() + (found - pages_.data()));
}

inline std::size_t MemoryStore::Hash::operator()(const Text& text) const noexcept {
  return static_cast<std::size_t>(detail::seeded_hash(text.view(), seed));
}

template <class T>
T* MemoryStore::find_tenant(ByTenant<T>& tenants, std::string_view tenant) {
  const auto found = tenants.find(tenant);
  return found == tenants.end() ? nullptr : &found->second;
}

template <class T, class... Arguments>
T& MemoryStore::make_tenant(ByTenant<T>& tenants, std::string_view tenant,
                            Arguments&&... arguments) {
  if (T* found = find_tenant(tenants, tenant)) return *found;
  return tenants.emplace(std::string(tenant), T(std::forward<Arguments>(arguments)...))
      .first->second;
}

inline MemoryStore::OwnerShard& MemoryStore::owner_shard(const Text& owner) {
  return owners_[hash_(owner) >> 32U & (kShards - 1)];
}

inline void MemoryStore::add_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                                   ServiceId id) {
  OwnerShard& shard = owner_shard(owner);
  const std::lock_guard lock(shard.mutex);
  Owners& owners =
      make_tenant(shard.tenants[static_cast<std::size_t>(kind)], tenant, std::size_t{0}, hash_);
  std::vector<ServiceId>& ids = owners[owner];
  ids.insert(std::upper_bound(ids.begin(), ids.end(), id), id);
}

inline void MemoryStore::remove_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                                      ServiceId id) {
  OwnerShard& shard = owner_shard(owner);
  const std::lock_guard lock(shard.mutex);
  Owners& owners =
      make_tenant(shard.tenants[static_cast<std::size_t>(kind)], tenant, std::size_t{0}, hash_);
  const auto entry = owners.find(owner);
  std::vector<ServiceId>& ids = entry->second;
  ids.erase(std::lower_bound(ids.begin(), ids.end(), id));
  if (ids.empty()) owners.erase(entry);
}

inline void MemoryStore::move_owners(std::string_view tenant, const Service* before,
                                     const Service* after) {
  const auto move = [&](OwnerKind kind, const Text& from, const Text& to) {
    if (from == to) return;
    if (to.is_present()) add_owner(tenant, kind, to, after->id);
    if (from.is_present()) remove_owner(tenant, kind, from, before->id);
  };
  const Text none;
  move(OwnerKind::kCustomer, before == nullptr ? none : before->customer_id,
       after == nullptr ? none : after->customer_id);
  move(OwnerKind::kContact, before == nullptr ? none : before->contact_key,
       after == nullptr ? none : after->contact_key);
}

inline Result<ServicePtr> MemoryStore::get(std::string_view tenant, ServiceId id) {
  RecordShard& shard = records_[shard_of(id)];
  const std::lock_guard lock(shard.mutex);
  Pages* pages = find_tenant(shard.tenants, tenant);
  const ServicePtr* slot = pages == nullptr ? nullptr : pages->find(id);
  return slot == nullptr ? ServicePtr() : *slot;
}

inline Result<bool> MemoryStore::put_if(std::string_view tenant, const ServicePtr& service,
                                        Revision expected) {
  ServicePtr before;  // destroyed behind the lock
  RecordShard& shard = records_[shard_of(service->id)];
  const std::lock_guard lock(shard.mutex);
  Pages& pages = make_tenant(shard.tenants, tenant);
  const ServicePtr* stored = pages.find(service->id);
  const Revision revision = stored == nullptr || *stored == nullptr ? 0 : (*stored)->revision;
  if (revision != expected) return false;
  before = service;
  std::swap(before, pages.fill(service->id));
  move_owners(tenant, before.get(), service.get());
  return true;
}

inline Result<bool> MemoryStore::erase_if(std::string_view tenant, ServiceId id,
                                          Revision expected) {
  ServicePtr before;  // destroyed behind the lock
  RecordShard& shard = records_[shard_of(id)];
  const std::lock_guard lock(shard.mutex);
  Pages* pages = find_tenant(shard.tenants, tenant);
  ServicePtr* stored = pages == nullptr ? nullptr : pages->find(id);
  if (stored == nullptr || *stored == nullptr || (*stored)->revision != expected) return false;
  before = *stored;
  pages->clear(id);
  move_owners(tenant, before.get(), nullptr);
  return true;
}

inline Result<std::vector<ServicePtr>> MemoryStore::list(std::string_view tenant, OwnerKind kind,
                                                         std::string_view owner) {
  const Text name(owner);
  std::vector<ServiceId> ids;
  {
    OwnerShard& shard = owner_shard(name);
    const std::lock_guard lock(shard.mutex);
    Owners* owners = find_tenant(shard.tenants[static_cast<std::size_t>(kind)], tenant);
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

inline void MemoryStore::scan_page(std::string_view tenant, ServiceId number, ServiceId after,
                                   std::size_t limit, std::vector<ServicePtr>& found) {
  std::array<std::array<ServicePtr, kPageSlots>, kShards> copies;
  for (std::size_t i = 0; i < kShards; ++i) {
    const std::lock_guard lock(records_[i].mutex);
    const Pages* pages = find_tenant(records_[i].tenants, tenant);
    const auto* page = pages == nullptr ? nullptr : pages->at_or_above(number);
    if (page != nullptr && page->first == number) copies[i] = page->second->slots;
  }
  for (std::size_t slot = 0; slot < kPageSlots; ++slot) {
    for (auto& copy : copies) {
      ServicePtr& service = copy[slot];
      if (service == nullptr || service->id <= after) continue;
      if (found.size() == limit) return;
      found.push_back(std::move(service));
    }
  }
}

inline Result<std::vector<ServicePtr>> MemoryStore::scan(std::string_view tenant, ServiceId after,
                                                         std::size_t limit) {
  std::vector<ServicePtr> found;
  if (after >= id_max(IdKind::kService)) return found;
  ServiceId number = after < 0 ? 0 : page_of(after + 1);
  while (found.size() < limit) {
    ServiceId next = std::numeric_limits<ServiceId>::max();
    for (RecordShard& shard : records_) {
      const std::lock_guard lock(shard.mutex);
      const Pages* pages = find_tenant(shard.tenants, tenant);
      const auto* page = pages == nullptr ? nullptr : pages->at_or_above(number);
      if (page != nullptr) next = std::min(next, page->first);
    }
    if (next == std::numeric_limits<ServiceId>::max()) break;
    scan_page(tenant, next, after, limit, found);
    number = next + 1;
  }
  return found;
}

inline Result<std::int64_t> MemoryStore::allocate_ids(std::string_view tenant, IdKind kind,
                                                      std::int64_t count) {
  const std::lock_guard lock(ids_mutex_);
  std::int64_t& last = make_tenant(last_ids_, tenant)[static_cast<std::size_t>(kind)];
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

}  // namespace v0
}  // namespace ucs
