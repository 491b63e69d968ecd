// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/memory_store.h>
#include <ucs/memory_store.h>

#include <algorithm>

namespace ucs {
inline namespace v0 {

// To snapshot and to restore close the shards, one after the other, so that no more than two
// mutexes are ever held at once. A shard is closed when no visit is under way in it, so when all
// are, no put or erase is, whose lists are in other shards. Those who come wait until all are open
// again.
class MemoryStore::Closure {
 public:
  explicit Closure(MemoryStore& store) : lock_(store.closing_mutex_), store_(store) {
    set_closed(true);
  }
  Closure(const Closure&) = delete;
  Closure& operator=(const Closure&) = delete;
  ~Closure() { set_closed(false); }

 private:
  void set_closed(bool is_closed) {
    for (RecordShard& shard : store_.records_) {
      const std::lock_guard lock(shard.mutex);
      shard.is_closed = is_closed;
    }
  }

  const std::lock_guard<std::mutex> lock_;
  MemoryStore& store_;
};

inline void MemoryStore::Visit::await_opening(MemoryStore& store) {
  while (shard_.is_closed) {
    shard_.mutex.unlock();
    store.closing_mutex_.lock();  // until all are open again
    store.closing_mutex_.unlock();
    shard_.mutex.lock();
  }
}

inline MemoryStore::MemoryStore(const Snapshot& snapshot)
    : hash_(snapshot.contents_->hash),
      is_shared_(true),
      last_ids_(snapshot.contents_->last_ids),
      schemas_(snapshot.contents_->schemas) {
  for (std::size_t i = 0; i < kShards; ++i) {
    records_[i].records = snapshot.contents_->records[i];
    owners_[i].lists = snapshot.contents_->owners[i];
  }
}

inline MemoryStore::Snapshot MemoryStore::snapshot() {
  auto contents = std::make_shared<Contents>();
  contents->hash = hash_;
  contents->records.reserve(kShards);
  contents->owners.reserve(kShards);
  const Closure closure(*this);
  is_shared_.store(true, std::memory_order_relaxed);
  for (const RecordShard& shard : records_) contents->records.push_back(shard.records);
  for (const OwnerShard& shard : owners_) contents->owners.push_back(shard.lists);
  {
    // After the records: an id is taken, and a schema created, before a record has it.
    const std::lock_guard lock(ids_mutex_);
    contents->last_ids = last_ids_;
  }
  const std::lock_guard lock(schemas_mutex_);
  contents->schemas = schemas_;
  return Snapshot(std::move(contents));
}

inline void MemoryStore::restore(const Snapshot& snapshot) {
  static_cast<void>(replace(snapshot));  // and destroys it, now that all shards are open again
}

inline MemoryStore::Remains MemoryStore::replace(const Snapshot& snapshot) {
  auto contents = std::make_unique<Contents>(
      Contents{hash_, snapshot.contents_->records, owner_lists_of(snapshot),
               snapshot.contents_->last_ids, snapshot.contents_->schemas});
  exchange(*contents);
  return Remains(std::move(contents));
}

inline void MemoryStore::Remains::dwindle() noexcept {
  if (contents_ == nullptr) return;
  if (!contents_->records.empty()) {
    contents_->records.pop_back();
  } else if (!contents_->owners.empty()) {
    contents_->owners.pop_back();
  } else {
    contents_ = nullptr;
  }
}

inline void MemoryStore::exchange(Contents& contents) {
  const Closure closure(*this);
  is_shared_.store(true, std::memory_order_relaxed);
  for (std::size_t i = 0; i < kShards; ++i) {
    std::swap(records_[i].records, contents.records[i]);
    const std::lock_guard lock(owners_[i].mutex);
    std::swap(owners_[i].lists, contents.owners[i]);
  }
  {
    const std::lock_guard lock(ids_mutex_);
    std::swap(last_ids_, contents.last_ids);
  }
  const std::lock_guard lock(schemas_mutex_);
  std::swap(schemas_, contents.schemas);
}

inline std::vector<detail::CopyOnWrite<MemoryStore::OwnerLists>> MemoryStore::owner_lists_of(
    const Snapshot& snapshot) const {
  const Contents& contents = *snapshot.contents_;
  if (contents.hash.seed == hash_.seed) return contents.owners;
  std::vector<detail::CopyOnWrite<OwnerLists>> shards(kShards);
  for (const auto& lists : contents.owners) {
    for (std::size_t kind = 0; kind < lists->size(); ++kind) {
      (*lists)[kind].for_each([&](const std::string& tenant, const Owners& owners) {
        for (const auto& [owner, ids] : owners) {
          OwnerLists& own = shards[owner_shard_of(owner)].own();
          own[kind].make(tenant, std::size_t{0}, hash_)[owner] = ids;
        }
      });
    }
  }
  return shards;
}

inline std::unique_ptr<MemoryStore> MemoryStore::fork() {
  return std::make_unique<MemoryStore>(snapshot());
}

inline Result<std::vector<std::string>> MemoryStore::tenants() {
  std::vector<std::string> found;
  for (RecordShard& shard : records_) {
    const Visit visit(*this, shard);
    shard.records->for_each([&](const std::string& tenant, const Pages& pages) {
      if (!pages.is_empty()) found.push_back(tenant);
    });
  }
  {
    const std::lock_guard lock(ids_mutex_);
    last_ids_->for_each([&](const std::string& tenant, const TenantIds& last) {
      if (last != TenantIds{}) found.push_back(tenant);
    });
  }
  {
    const std::lock_guard lock(schemas_mutex_);
    // A set is made with its first schema.
    schemas_->for_each([&](const std::string& tenant, const SchemaSetPtr& /*schemas*/) {
      found.push_back(tenant);
    });
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace v0
}  // namespace ucs
