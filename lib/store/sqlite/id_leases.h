// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// The ids handed out, by tenant and kind. They are leased from the database in blocks, so that
/// taking some is a commit once in a block only. Thread-safe.
class IdLeases {
 public:
  static constexpr std::int64_t kBlock = 1000;

  /// Stores that ids up to `last` are taken, and returns once that is committed. Called by one
  /// thread at a time for one tenant and kind.
  using Lease =
      std::function<Result<void>(std::string_view tenant, IdKind kind, std::int64_t last)>;

  explicit IdLeases(Lease lease) : lease_(std::move(lease)) {}

  /// Notes what the database has. Before anything is taken.
  void set_last(std::string_view tenant, IdKind kind, std::int64_t last);

  /// Store::allocate_ids.
  [[nodiscard]] Result<std::int64_t> take(std::string_view tenant, IdKind kind, std::int64_t count);

  /// Gives back what was leased and not taken, by `store` for each tenant and kind of which there
  /// is some; nothing may be taken any more.
  [[nodiscard]] Result<void> give_back(const Lease& store);

 private:
  struct Counter {
    std::mutex mutex;  // guards the others; held while it is leased for
    std::int64_t last = 0;
    std::int64_t leased = 0;  // the last id leased, `last` or more
  };
  using Counters = std::array<Counter, 3>;  // by IdKind

  [[nodiscard]] Counter& counter(std::string_view tenant, IdKind kind);

  const Lease lease_;
  std::mutex mutex_;  // guards counters_, not what is in it; no Counter's is taken with it
  std::map<std::string, Counters, std::less<>> counters_;
};

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
