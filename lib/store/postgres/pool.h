// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "lib/store/postgres/connection.h"
#include "lib/store/postgres/deadline.h"
#include "lib/store/postgres/servers.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// Connections for whoever needs one, made when there is need for them; who finds none idle, and
/// none that may be made, waits. Thread-safe.
class Pool {
 public:
  /// One connection, as long as this lives. Not thread-safe; one thread at a time.
  class Loan {
   public:
    Loan(Pool& pool, std::unique_ptr<Connection> connection, std::uint64_t generation) noexcept
        : pool_(&pool), connection_(std::move(connection)), generation_(generation) {}
    Loan(Loan&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)),
          connection_(std::move(other.connection_)),
          generation_(other.generation_) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (pool_ != nullptr) pool_->give_back(std::move(connection_), generation_);
    }

    Connection* operator->() const noexcept { return connection_.get(); }
    void set(std::unique_ptr<Connection> connection) noexcept {
      connection_ = std::move(connection);
    }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    std::uint64_t generation_;
  };

  Pool(Servers& servers, std::size_t connections_max)
      : servers_(servers), connections_max_(connections_max) {
    idle_.reserve(connections_max);
  }

  /// unavailable: all are in use until the deadline, or the database cannot be reached.
  [[nodiscard]] Result<Loan> take(Deadline deadline);

  /// Lets no connection that there is now serve anybody new: one of them was lost, so the others
  /// may lead to a server that is no longer the one that takes changes.
  void distrust();

 private:
  void give_back(std::unique_ptr<Connection> connection, std::uint64_t generation) noexcept;

  Servers& servers_;
  const std::size_t connections_max_;
  std::mutex mutex_;  // guards the others
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Connection>> idle_;  // the last one used is the next
  std::size_t count_ = 0;                          // those that are idle, lent, or being made
  std::uint64_t generation_ = 0;
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
