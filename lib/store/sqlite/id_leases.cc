// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/id_leases.h"

#include <ucs/detail/assert.h>

#include <algorithm>
#include <cstddef>

namespace ucs {
inline namespace v0 {
namespace sqlite {

void IdLeases::set_last(std::string_view tenant, IdKind kind, std::int64_t last) {
  Counter& own = counter(tenant, kind);
  const std::lock_guard lock(own.mutex);
  own.last = last;
  own.leased = last;
}

Result<std::int64_t> IdLeases::take(std::string_view tenant, IdKind kind, std::int64_t count) {
  UCS_ASSERT(count >= 1);
  Counter& own = counter(tenant, kind);
  const std::lock_guard lock(own.mutex);
  const std::int64_t free = id_max(kind) - own.last;
  if (count > free) {
    return Error{ErrorCode::kIdSpaceExhausted,
                 "no ids are left: " + std::to_string(count) + " wanted, " + std::to_string(free) +
                     " free below " + std::to_string(id_max(kind)),
                 ""};
  }
  if (count > own.leased - own.last) {
    const std::int64_t leased = own.last + std::min(free, std::max(count, kBlock));
    if (auto done = lease_(tenant, kind, leased); !done) return std::move(done).error();
    own.leased = leased;
  }
  own.last += count;
  return own.last - count + 1;
}

Result<void> IdLeases::give_back(const Lease& store) {
  const std::lock_guard lock(mutex_);
  for (const auto& [tenant, counters] : counters_) {
    for (std::size_t i = 0; i < counters.size(); ++i) {
      const Counter& own = counters[i];
      if (own.leased == own.last) continue;
      if (auto done = store(tenant, static_cast<IdKind>(i), own.last); !done) return done;
    }
  }
  return {};
}

IdLeases::Counter& IdLeases::counter(std::string_view tenant, IdKind kind) {
  const std::lock_guard lock(mutex_);
  auto found = counters_.find(tenant);
  if (found == counters_.end()) found = counters_.try_emplace(std::string(tenant)).first;
  return found->second[static_cast<std::size_t>(kind)];
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
