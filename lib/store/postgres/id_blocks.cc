// SPDX-License-Identifier: MIT
#include "lib/store/postgres/id_blocks.h"

#include <ucs/detail/assert.h>

#include <cstddef>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace postgres {

Result<std::int64_t> IdBlocks::take(std::string_view tenant, IdKind kind, std::int64_t count,
                                    Deadline deadline) {
  UCS_ASSERT(count >= 1);
  Counter& own = counter(tenant, kind);
  std::unique_lock lock(own.mutex);
  if (!own.leased.wait_until(lock, deadline, [&] { return !own.is_leasing; }))
    return Error{ErrorCode::kUnavailable, "the database gives no ids in time; try again later", ""};
  const std::int64_t rest = own.last - own.next + 1;
  if (count > rest) {
    own.is_leasing = true;
    lock.unlock();
    auto block = lease({tenant, kind, count, rest, own.last}, deadline);
    lock.lock();
    own.is_leasing = false;
    own.leased.notify_all();
    if (!block) return std::move(block).error();
    if (block->first != own.last + 1) own.next = block->first;
    own.last = block->last;
    UCS_ASSERT(own.last - own.next + 1 >= count);
  }
  own.next += count;
  return own.next - count;
}

Result<IdBlocks::Block> IdBlocks::lease(const Demand& demand, Deadline deadline) const {
  try {
    return lease_(demand, deadline);
  } catch (...) {  // those who wait for this lease would wait for ever
    return Error{ErrorCode::kInternal, "no memory left", ""};
  }
}

IdBlocks::Counter& IdBlocks::counter(std::string_view tenant, IdKind kind) {
  const std::lock_guard lock(mutex_);
  auto found = counters_.find(tenant);
  if (found == counters_.end()) found = counters_.try_emplace(std::string(tenant)).first;
  return found->second[static_cast<std::size_t>(kind)];
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
