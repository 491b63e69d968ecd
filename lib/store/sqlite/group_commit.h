// SPDX-License-Identifier: MIT
//
// GroupCommit: changes that wait at the same time share one transaction, and so one wait for the
// disk.
#pragma once

#include <ucs/result.h>

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// What a batch is carried out in. All its functions are called by one thread at a time.
class Transactions {
 public:
  Transactions() = default;
  Transactions(const Transactions&) = delete;
  Transactions& operator=(const Transactions&) = delete;
  virtual ~Transactions() = default;

  [[nodiscard]] virtual Result<void> begin() = 0;
  /// Returns once everything since begin is as durable as it gets.
  [[nodiscard]] virtual Result<void> commit() = 0;
  /// Undoes everything since begin. Also called after a begin or commit that failed.
  virtual void roll_back() = 0;
};

/// A queue of changes without a thread of its own. Who finds nobody at work leads: takes what
/// waits, up to kBatchMax changes, carries it out in one transaction, commits, and wakes the others
/// with what became of it. The first of those who came meanwhile leads next. So nobody ever waits
/// for others to come, and a change waits for two commits at most but for those of full batches
/// before it. Thread-safe.
class GroupCommit {
 public:
  static constexpr std::size_t kBatchMax = 64;

  /// A change, made within a transaction by whichever thread leads. An error means that nothing of
  /// the transaction can be relied on.
  using Change = std::function<Result<void>()>;

  /// `transactions` must outlive this.
  explicit GroupCommit(Transactions& transactions) : transactions_(transactions) {}

  /// Makes a change and returns once it is committed. An error: nothing of its batch was; the
  /// change of another caller may have been to blame. What a change throws is an error, too.
  [[nodiscard]] Result<void> run(const Change& change);

  /// Does `work` in its turn, outside of any transaction, while nothing else is carried out.
  [[nodiscard]] Result<void> run_alone(const Change& work);

 private:
  /// What became of a caller that waits: its change is done, or it is to lead.
  enum class Turn { kNone, kDone, kLeads };

  /// A caller of run. On its stack.
  struct Waiting {
    const Change& change;
    const bool is_alone;
    std::mutex mutex;  // guards the others; its own, so that many who are woken do not meet
    std::condition_variable wake;
    Turn turn = Turn::kNone;
    std::optional<Error> error;
  };

  struct Batch {
    std::array<Waiting*, kBatchMax> changes{};
    std::size_t size = 0;
  };

  [[nodiscard]] Result<void> wait_for(Waiting& self);
  /// Carries out a batch that begins with `self`.
  [[nodiscard]] Result<void> lead(const Waiting& self);
  [[nodiscard]] Batch take_batch();
  [[nodiscard]] std::optional<Error> carry_out(const Batch& batch);
  [[nodiscard]] Result<void> apply(const Batch& batch);
  /// Lets the first of those who wait lead, if there is one.
  void hand_over();

  Transactions& transactions_;  // used by who leads alone
  std::mutex mutex_;            // guards the others; no Waiting's is taken with it
  std::deque<Waiting*> queue_;
  bool has_leader_ = false;
};

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
