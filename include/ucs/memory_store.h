// SPDX-License-Identifier: MIT
//
// The in-memory store: everything lives in the process and is gone with it.
#pragma once

#include <ucs/store.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
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
/// and moved in O(n) of that owner's services. Overhead per service is about 16 bytes, and about
/// 100 per customer and contact key. flush does nothing; flush and the other methods never fail but
/// for exhausted ids.
class MemoryStore final : public Store {
 public:
  MemoryStore() = default;

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
  [[nodiscard]] inline Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                                         std::int64_t count) override;
  [[nodiscard]] Result<void> flush() override { return {}; }

 private:
  static constexpr std::size_t kShards = 64;     // a power of two
  static constexpr std::size_t kPageSlots = 64;  // a power of two

  /// Records of one shard with neighbouring ids. A slot without a record is null.
  struct Page {
    std::array<ServicePtr, kPageSlots> slots;
    std::size_t used = 0;
  };

  /// A tenant's records in one shard: pages in ascending order of their number.
  class Pages {
   public:
    /// Returns the slot of an id, or null when it has no page.
    [[nodiscard]] inline ServicePtr* find(ServiceId id);
    /// Returns the slot of an id that is about to be filled, or is filled already.
    [[nodiscard]] inline ServicePtr& fill(ServiceId id);
    /// Empties the slot of a stored id.
    inline void clear(ServiceId id);
    /// Returns the number of the first page at or above `number` and the page, or null when there
    /// is none.
    [[nodiscard]] inline const std::pair<ServiceId, std::unique_ptr<Page>>* at_or_above(
        ServiceId number) const;

   private:
    std::vector<std::pair<ServiceId, std::unique_ptr<Page>>> pages_;
  };

  template <class T>
  using ByTenant = std::map<std::string, T, std::less<>>;

  struct alignas(64) RecordShard {
    std::mutex
        mutex;  // guards `tenants`; may be held when an OwnerShard's is taken, never the other way
    ByTenant<Pages> tenants;
  };

  struct Hash {
    std::uint64_t seed = 0;
    inline std::size_t operator()(const Text& text) const noexcept;
  };
  /// Ascending ids by owner.
  using Owners = std::unordered_map<Text, std::vector<ServiceId>, Hash>;

  struct alignas(64) OwnerShard {
    std::mutex mutex;                         // guards `tenants`
    std::array<ByTenant<Owners>, 2> tenants;  // by OwnerKind
  };

  // Ids go round the shards, so that services started one after the other meet different mutexes; a
  // page holds every kShards-th id. Page `number` of all shards together covers kShards *
  // kPageSlots consecutive ids.
  static constexpr std::size_t shard_of(ServiceId id) {
    return static_cast<std::uint64_t>(id) % kShards;
  }
  static constexpr ServiceId page_of(ServiceId id) {
    return id / static_cast<ServiceId>(kShards * kPageSlots);
  }
  static constexpr std::size_t slot_of(ServiceId id) {
    return static_cast<std::uint64_t>(id) / kShards % kPageSlots;
  }

  template <class T>
  [[nodiscard]] static T* find_tenant(ByTenant<T>& tenants, std::string_view tenant);
  template <class T, class... Arguments>
  [[nodiscard]] static T& make_tenant(ByTenant<T>& tenants, std::string_view tenant,
                                      Arguments&&... arguments);

  [[nodiscard]] inline OwnerShard& owner_shard(const Text& owner);
  inline void add_owner(std::string_view tenant, OwnerKind kind, const Text& owner, ServiceId id);
  inline void remove_owner(std::string_view tenant, OwnerKind kind, const Text& owner,
                           ServiceId id);
  /// Moves a service from the lists of `before` to those of `after`; either may be null. Its
  /// record's shard is locked.
  inline void move_owners(std::string_view tenant, const Service* before, const Service* after);
  /// Appends the records of page `number` with an id above `after`, up to `limit` in all.
  inline void scan_page(std::string_view tenant, ServiceId number, ServiceId after,
                        std::size_t limit, std::vector<ServicePtr>& found);

  // Only has to differ between processes: collisions then cannot be prepared.
  const Hash hash_{reinterpret_cast<std::uintptr_t>(this) * 0x9E3779B97F4A7C15U};
  std::array<RecordShard, kShards> records_;
  std::array<OwnerShard, kShards> owners_;
  std::mutex ids_mutex_;                            // guards last_ids_
  ByTenant<std::array<std::int64_t, 3>> last_ids_;  // the highest id taken, by IdKind
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/memory_store.h>  // IWYU pragma: export
