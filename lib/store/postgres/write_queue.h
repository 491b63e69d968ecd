// SPDX-License-Identifier: MIT
//
// WriteQueue: changes that wait at the same time are sent together, and so share one round trip and
// one wait for the server's disk.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>

#include "lib/store/postgres/connection.h"
#include "lib/store/postgres/deadline.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// A change of one service, and what became of it.
struct Write {
  const Call& call;
  /// Changes of one batch are made in this order, so that those of two stores that change the same
  /// services do not wait for each other forever.
  std::string_view tenant;
  std::int64_t id;
  std::size_t bytes;  ///< about

  bool is_changed = false;  ///< whether there was something to change
  std::optional<Failure> failure;
};

/// A queue of changes without a thread of its own. Who finds nobody at work leads: takes what
/// waits, carries it out, and wakes the others. The first of those who came meanwhile leads next.
/// So nobody ever waits for others to come. Who is still in the queue at the deadline leaves it;
/// who was taken from it waits for the leader, who came before and gives up before. Thread-safe.
class WriteQueue {
 public:
  /// What a batch has at most; a larger change is alone.
  static constexpr std::size_t kBatchBytesMax = std::size_t{4} << 20U;

  static constexpr std::size_t kBatchMax = 64;

  struct Batch {
    std::array<Write*, kBatchMax> writes{};
    std::size_t size = 0;

    [[nodiscard]] Write** begin() noexcept { return writes.data(); }
    [[nodiscard]] Write** end() noexcept { return writes.data() + size; }
  };
  /// Makes the changes of a batch, at least one, and fills in what became of each. Called by one
  /// thread at a time. Throws nothing.
  using CarryOut = std::function<void(Batch& batch, Deadline deadline)>;

  /// A batch has `batch_max` changes at most, 1 to kBatchMax.
  WriteQueue(std::size_t batch_max, CarryOut carry_out)
      : batch_max_(batch_max), carry_out_(std::move(carry_out)) {}

  /// Returns when the change was made, refused, or given up.
  void run(Write& write, Deadline deadline);

 private:
  /// What became of a caller that waits: its change was carried out, or it is to lead.
  enum class Turn { kNone, kDone, kLeads };

  /// A caller of run. On its stack.
  struct Waiting {
    Write& write;
    const Deadline deadline;
    std::mutex mutex;  // guards turn
    std::condition_variable wake;
    Turn turn = Turn::kNone;
  };

  struct Taken {
    std::array<Waiting*, kBatchMax> waiting{};
    std::size_t size = 0;
  };

  /// Waits for its turn. At the deadline it leaves the queue, if it is still there.
  [[nodiscard]] Turn wait_for(Waiting& self);
  void lead(const Waiting& self);
  [[nodiscard]] Taken take_batch();
  /// Takes a caller out of the queue, and lets the next one lead if it was to. False: it is not
  /// there any more.
  [[nodiscard]] bool leave(Waiting& self);
  /// Lets the first of those who wait lead, if there is one. With mutex_.
  void hand_over();

  const std::size_t batch_max_;
  const CarryOut carry_out_;
  std::mutex mutex_;  // guards the others; a Waiting's is taken after it
  std::deque<Waiting*> queue_;
  bool has_leader_ = false;
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
