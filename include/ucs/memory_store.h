// SPDX-License-Identifier: MIT
//
// The in-memory store: everything lives in the process and is gone with it.
#pragma once

#include <ucs/detail/by_tenant.h>
#include <ucs/detail/copy_on_write.h>
#include <ucs/detail/due_heap.h>
#include <ucs/detail/seeded_hash.h>
#include <ucs/store.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {

/// A Store in memory. Thread-safe: records and list entries are spread over shards with a mutex
/// each, held for the time of a look-up; readers then share the immutable record without a lock.
///
/// get, put_if and erase_if are O(1) but for the owner's list of ids, which is searched in O(log n)
/// and moved in O(n) of that owner's services. Overhead per service is about 32 to 48 bytes, and
/// about 100 per customer and contact key. create_schema is O(n) in the tenant's schemas. flush
/// does nothing; flush and the other methods never fail but for exhausted ids.
///
/// A store can be forked and set back, at the cost of some microseconds whatever it holds: its
/// shards are shared with the snapshot until somebody writes to them, and the first write to a
/// shared shard copies it, which is O(n) in the 64th part of the services.
class MemoryStore final : public Store {
 public:
  /// The contents of a store at one moment: records, lists, what is due when, ids taken and
  /// schemas. No put_if, erase_if or restore is in it by half. Never changes, is copied in O(1),
  /// and keeps its services alive. Const methods are thread-safe.
  class Snapshot;
  /// What a store held before it was set back, to be destroyed part by part.
  class Remains;

  MemoryStore() = default;
  /// Makes a store with the contents of a snapshot. O(1), but for one step for each shard.
  explicit inline MemoryStore(const Snapshot& snapshot);

  /// Returns what the store holds now. Calls of other methods that come meanwhile wait, for
  /// microseconds. O(1), but for one step for each shard.
  [[nodiscard]] inline Snapshot snapshot();

  /// Replaces all that the store holds by the snapshot, of this store or another. No call of
  /// another method sees a part of that: it finds what was before or what is after, save that a
  /// list, scan or list_due under way may show records of both. A caller that read before and puts
  /// after must be kept off by other means: revisions and ids are those of the snapshot again, and
  /// cannot tell. O(1) but for one step for each shard and for what nobody else holds, which is
  /// destroyed; O(n) in the owners if the snapshot is of a store that has nothing to do with this
  /// one.
  inline void restore(const Snapshot& snapshot);

  /// Likewise, and returns what the store held before. None of that is destroyed yet, which takes
  /// longer than all else: about 0.2 microseconds for each service.
  [[nodiscard]] inline Remains replace(const Snapshot& snapshot);

  /// Returns a new store with the same contents. From then on the two share nothing that either can
  /// change. As fast as snapshot.
  [[nodiscard]] inline std::unique_ptr<MemoryStore> fork();

  [[nodiscard]] inline Result<ServicePtr> get(std::string_view tenant, ServiceId id) override;
  [[nodiscard]] inline Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                                           Revision expected) override;
  [[nodiscard]] inline Result<bool> erase_if(std::string_view tenant, ServiceId id,
                                             Revision expected) override;
  [[nodiscard]] inline Result<std::vector<ServicePtr>> list(std::string_view tenant, OwnerKind kind,
                                                            std::string_view owner) override;
  [[nodiscard]] inline Result<std::vector<ServicePtr>> scan(std::string_view tenant,
                                                            ServiceId after,
                                                            std::size_t limit) override;
  [[nodiscard]] inline Result<std::vector<ServicePtr>> list_due(std::string_view tenant,
                                                                Timestamp until,
                                                                std::size_t limit) override;
  [[nodiscard]] inline Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                                         std::int64_t count) override;
  [[nodiscard]] inline Result<SchemaSetPtr> schemas(std::string_view tenant) override;
  [[nodiscard]] inline Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                                  const SchemaPtr& schema) override;
  /// O(n log n) in the tenants that there ever were.
  [[nodiscard]] inline Result<std::vector<std::string>> tenants() override;
  [[nodiscard]] Result<void> flush() override { return {}; }

 private:
  static constexpr std::size_t kShards = 64;     // a power of two
  static constexpr std::size_t kPageSlots = 64;  // a power of two

  /// A place for a record, null without one. The hint is kept beside it so that what is behind the
  /// two pointers can be loaded at once, and not one after the other.
  struct Slot {
    ServicePtr service;
    const void* extensions_hint = nullptr;
  };

  /// Records of one shard with neighbouring ids.
  struct Page {
    std::array<Slot, kPageSlots> slots;
    std::size_t used = 0;
  };

  struct DueService {
    detail::DueEntry entry;
    ServicePtr service;

    friend bool operator<(const DueService& a, const DueService& b) noexcept {
      return a.entry < b.entry;
    }
  };

  /// A tenant's records in one shard: pages in ascending order of their number, and when the
  /// services in them are due.
  class Pages {
   public:
    Pages() = default;
    inline Pages(const Pages& other);
    Pages(Pages&&) noexcept = default;
    Pages& operator=(const Pages&) = delete;
    Pages& operator=(Pages&&) = delete;
    ~Pages() = default;

    /// Returns the slot of an id, or null when it has no page.
    [[nodiscard]] inline const Slot* find(ServiceId id) const;
    /// Returns the page of an id, a new one if it has none.
    [[nodiscard]] inline Page& make(ServiceId id);
    /// Notes when `after` is due, which is about to be stored in place of `before`, or of nothing.
    inline void expect(const Service* before, const Service& after);
    /// Exchanges `service` for what is in its slot of `page`.
    inline void exchange(Page& page, ServicePtr& service);
    /// Empties the slot of a stored id.
    inline void clear(ServiceId id);
    [[nodiscard]] bool is_empty() const noexcept { return services_ == 0; }
    /// Reports whether a service may be due at `until` or earlier.
    [[nodiscard]] bool may_have_due(Timestamp until) const noexcept {
      return due_.may_have_due(until);
    }
    /// Adds services due at `until` or earlier to `found`, a heap with the latest in front, and
    /// keeps the `limit` earliest of all.
    inline void collect_due(Timestamp until, std::size_t limit, std::vector<DueService>& found);
    /// Returns the number of the first page at or above `number` and the page, or null when there
    /// is none.
    [[nodiscard]] inline const std::pair<ServiceId, std::unique_ptr<Page>>* at_or_above(
        ServiceId number) const;

   private:
    inline void trim_due();

    std::vector<std::pair<ServiceId, std::unique_ptr<Page>>> pages_;
    detail::DueHeap due_;
    std::size_t services_ = 0;
  };

  using Records = detail::ByTenant<Pages>;

  struct alignas(64) RecordShard {
    // Guards the others. May be held when an OwnerShard's is taken, never the other way.
    std::mutex mutex;
    bool is_closed = false;  // by a Closure: nobody but its owner touches the records
    detail::CopyOnWrite<Records> records;
  };

  struct Hash {
    std::uint64_t seed = 0;
    inline std::size_t operator()(const Text& text) const noexcept;
  };
  /// Ascending ids by owner. Candidates: whether a service is its owner's, its record tells.
  using Owners = std::unordered_map<Text, std::vector<ServiceId>, Hash>;

  using OwnerLists = std::array<detail::ByTenant<Owners>, 2>;  // by OwnerKind

  struct alignas(64) OwnerShard {
    std::mutex mutex;  // guards `lists`; those who change them hold a RecordShard's, too
    detail::CopyOnWrite<OwnerLists> lists;
  };

  using TenantIds = std::array<std::int64_t, 3>;  // the highest id taken, by IdKind
  using LastIds = detail::ByTenant<TenantIds>;
  using Schemas = detail::ByTenant<SchemaSetPtr>;

  /// Holds a shard's mutex, once no Closure has it closed.
  class Visit;
  /// Keeps all visits off, as long as it lives.
  class Closure;

  // Ids go round the shards, so that services started one after the other meet different mutexes; a
  // page holds every kShards-th id. Page `number` of all shards together covers the kPageIds ids
  // from number * kPageIds on, below 0 too.
  static constexpr std::uint64_t kPageIds = kShards * kPageSlots;
  static constexpr std::size_t shard_of(ServiceId id) {
    return static_cast<std::uint64_t>(id) % kShards;
  }
  static constexpr ServiceId page_of(ServiceId id) {
    const auto offset = static_cast<ServiceId>(static_cast<std::uint64_t>(id) % kPageIds);
    return (id - offset) / static_cast<ServiceId>(kPageIds);
  }
  static constexpr std::size_t slot_of(ServiceId id) {
    return static_cast<std::uint64_t>(id) / kShards % kPageSlots;
  }

  [[nodiscard]] inline std::size_t owner_shard_of(const Text& owner) const noexcept;
  inline void add_owner(std::string_view tenant, OwnerKind kind, const Text& owner, ServiceId id);
  inline void remove_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                           ServiceId id);
  // The shard of the services' record is locked. Null stands for a service without owners.
  /// Adds the service to those lists of `after` that are not lists of `before`.
  inline void add_owners(std::string_view tenant, const Service* before, const Service& after);
  /// Sees to it that remove_owners needs no memory.
  inline void prepare_removal(const Service& before, const Service* after);
  /// Takes the service off those lists of `before` that are not lists of `after`.
  inline void remove_owners(std::string_view tenant, const Service& before, const Service* after);
  /// Calls `use` (OwnerKind, const Text&) for each owner of `before` that is not one of `after`.
  template <class Use>
  static void for_each_former_owner(const Service& before, const Service* after, const Use& use);

  /// Returns the number of the first page at or above `number` that any shard has.
  [[nodiscard]] inline std::optional<ServiceId> next_page(std::string_view tenant,
                                                          ServiceId number);
  /// Returns the first `limit` records of page `number` with an id above `after`, in order.
  [[nodiscard]] inline std::vector<ServicePtr> page_records(std::string_view tenant,
                                                            ServiceId number, ServiceId after,
                                                            std::size_t limit);

  /// All that a store holds.
  struct Contents;
  /// Exchanges `contents` for what this store holds, while nobody else looks.
  inline void exchange(Contents& contents);
  /// Returns the snapshot's lists of owners, spread over the shards as this store spreads them.
  [[nodiscard]] inline std::vector<detail::CopyOnWrite<OwnerLists>> owner_lists_of(
      const Snapshot& snapshot) const;

  const Hash hash_{detail::make_hash_seed(this)};
  std::mutex closing_mutex_;  // held by the one Closure; guards nothing but the right to close
  std::array<RecordShard, kShards> records_;
  std::array<OwnerShard, kShards> owners_;
  std::atomic<bool> is_shared_{false};  // some shard has, or had, more holders than this store
  std::mutex ids_mutex_;                // guards last_ids_
  detail::CopyOnWrite<LastIds> last_ids_;
  const SchemaSetPtr no_schemas_ = std::make_shared<const SchemaSet>();
  std::mutex schemas_mutex_;  // guards schemas_
  detail::CopyOnWrite<Schemas> schemas_;
};

struct MemoryStore::Contents {
  Hash hash;
  std::vector<detail::CopyOnWrite<Records>> records;
  std::vector<detail::CopyOnWrite<OwnerLists>> owners;
  detail::CopyOnWrite<LastIds> last_ids;
  detail::CopyOnWrite<Schemas> schemas;
};

/// One thread at a time.
class MemoryStore::Remains {
 public:
  /// There are none.
  Remains() = default;

  [[nodiscard]] bool is_empty() const noexcept { return contents_ == nullptr; }

  /// Destroys what one of the shards held, but for what somebody else holds, too: of services that
  /// were started one after the other a 64th part. After some 130 calls nothing is left. Destroying
  /// Remains destroys all of it.
  inline void dwindle() noexcept;

 private:
  friend class MemoryStore;

  explicit Remains(std::unique_ptr<Contents> contents) noexcept : contents_(std::move(contents)) {}

  std::unique_ptr<Contents> contents_;
};

class MemoryStore::Snapshot {
 private:
  friend class MemoryStore;

  explicit Snapshot(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

  std::shared_ptr<const Contents> contents_;
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/memory_store.h>  // IWYU pragma: export
