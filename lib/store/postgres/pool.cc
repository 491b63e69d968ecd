// SPDX-License-Identifier: MIT
#include "lib/store/postgres/pool.h"

#include <string>

namespace ucs {
inline namespace v0 {
namespace postgres {

Result<Pool::Loan> Pool::take(Deadline deadline) {
  std::unique_lock lock(mutex_);
  const bool is_free = given_back_.wait_until(
      lock, deadline, [&] { return !idle_.empty() || count_ < connections_max_; });
  if (!is_free) {
    return Error{ErrorCode::kUnavailable,
                 "all " + std::to_string(connections_max_) +
                     " connections to the database were in use; try again later",
                 ""};
  }
  const std::uint64_t generation = generation_;
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->is_alive()) return Loan(*this, std::move(connection), generation);
    --count_;
  }
  ++count_;
  lock.unlock();
  Loan loan(*this, nullptr, generation);  // which is counted, whatever comes of it
  auto made = servers_.connect(deadline);
  if (!made) return std::move(made).error();
  loan.set(*std::move(made));
  return loan;
}

void Pool::distrust() {
  std::vector<std::unique_ptr<Connection>> idle;  // closed without the lock
  idle.reserve(connections_max_);                 // the room of the next ones
  const std::lock_guard lock(mutex_);
  ++generation_;
  count_ -= idle_.size();
  idle.swap(idle_);
  given_back_.notify_all();
}

void Pool::give_back(std::unique_ptr<Connection> connection, std::uint64_t generation) noexcept {
  const std::lock_guard lock(mutex_);
  if (connection != nullptr && connection->is_alive() && generation == generation_) {
    idle_.push_back(std::move(connection));
  } else {
    --count_;
  }
  given_back_.notify_one();
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
