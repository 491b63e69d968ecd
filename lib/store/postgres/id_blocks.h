// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "lib/store/postgres/deadline.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// The ids handed out, by tenant and kind. They are taken out of the database in blocks, between
/// which other stores take theirs. Thread-safe.
class IdBlocks {
 public:
  static constexpr std::int64_t kBlock = 1000;

  struct Block {
    std::int64_t first;
    std::int64_t last;
  };

  /// What is asked for: `count` ids in a row, of which `rest` are there if the new ones follow
  /// `last`, as they do unless another store has taken some meanwhile.
  struct Demand {
    std::string_view tenant;
    IdKind kind;
    std::int64_t count;
    std::int64_t rest;
    std::int64_t last;
  };

  /// Takes a block out of the database, behind all that were ever taken, large enough for the
  /// demand. Called by one thread at a time for one tenant and kind. id_space_exhausted: there are
  /// not that many.
  using Lease = std::function<Result<Block>(const Demand& demand, Deadline deadline)>;

  explicit IdBlocks(Lease lease) : lease_(std::move(lease)) {}

  /// Store::allocate_ids. unavailable also if others take a block until the deadline.
  [[nodiscard]] Result<std::int64_t> take(std::string_view tenant, IdKind kind, std::int64_t count,
                                          Deadline deadline);

  /// Calls visit(tenant, kind, block) for what was not taken of each block; nothing may be taken
  /// any more.
  template <class Visit>
  void for_each_rest(const Visit& visit) {
    const std::lock_guard lock(mutex_);
    for (const auto& [tenant, counters] : counters_) {
      for (std::size_t i = 0; i < counters.size(); ++i) {
        const Counter& own = counters[i];
        if (own.next <= own.last) visit(tenant, static_cast<IdKind>(i), Block{own.next, own.last});
      }
    }
  }

 private:
  /// The ids of one kind that are ours: `next` to `last`.
  struct Counter {
    std::mutex mutex;  // guards the others
    std::condition_variable leased;
    bool is_leasing = false;
    std::int64_t next = 1;
    std::int64_t last = 0;
  };
  using Counters = std::array<Counter, 3>;  // by IdKind

  [[nodiscard]] Counter& counter(std::string_view tenant, IdKind kind);
  /// Does what lease_ does, and throws nothing.
  [[nodiscard]] Result<Block> lease(const Demand& demand, Deadline deadline) const;

  const Lease lease_;
  std::mutex mutex_;  // guards counters_, not what is in it; no Counter's is taken with it
  std::map<std::string, Counters, std::less<>> counters_;
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
