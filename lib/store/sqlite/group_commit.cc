// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/group_commit.h"

#include <ucs/detail/assert.h>

#include <exception>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace sqlite {

Result<void> GroupCommit::run(const Change& change) {
  Waiting self{change, false, {}, {}, Turn::kNone, {}};
  return wait_for(self);
}

Result<void> GroupCommit::run_alone(const Change& work) {
  Waiting self{work, true, {}, {}, Turn::kNone, {}};
  return wait_for(self);
}

Result<void> GroupCommit::wait_for(Waiting& self) {
  bool leads = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&self);
    leads = !std::exchange(has_leader_, true);
  }
  if (leads) return lead(self);
  {
    std::unique_lock lock(self.mutex);
    self.wake.wait(lock, [&] { return self.turn != Turn::kNone; });
  }
  if (self.turn == Turn::kLeads) return lead(self);
  if (self.error) return *std::move(self.error);
  return {};
}

Result<void> GroupCommit::lead(const Waiting& self) {
  const Batch batch = take_batch();
  UCS_ASSERT(batch.changes.front() == &self);
  std::optional<Error> error = carry_out(batch);
  hand_over();  // first, so that the next batch is on its way while these are woken
  for (std::size_t i = 1; i < batch.size; ++i) {
    Waiting& waiting = *batch.changes[i];
    // Notified with its mutex held: who is woken destroys both.
    const std::lock_guard lock(waiting.mutex);
    waiting.error = error;
    waiting.turn = Turn::kDone;
    waiting.wake.notify_one();
  }
  if (error) return *std::move(error);
  return {};
}

GroupCommit::Batch GroupCommit::take_batch() {
  const std::lock_guard lock(mutex_);
  Batch batch;
  while (!queue_.empty() && batch.size < kBatchMax) {
    Waiting* const first = queue_.front();
    if (first->is_alone && batch.size > 0) break;
    batch.changes[batch.size++] = first;
    queue_.pop_front();
    if (first->is_alone) break;
  }
  return batch;
}

void GroupCommit::hand_over() {
  Waiting* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      has_leader_ = false;
      return;
    }
    next = queue_.front();  // stays in it until it leads, and so stays there
  }
  const std::lock_guard lock(next->mutex);
  next->turn = Turn::kLeads;
  next->wake.notify_one();
}

std::optional<Error> GroupCommit::carry_out(const Batch& batch) {
  std::optional<Error> error;
  try {
    auto applied = apply(batch);
    if (!applied) error = std::move(applied).error();
  } catch (const std::exception& exception) {
    error = Error{ErrorCode::kInternal, std::string("a change threw: ") + exception.what(), ""};
  } catch (...) {
    error = Error{ErrorCode::kInternal, "a change threw", ""};
  }
  if (error) transactions_.roll_back();
  return error;
}

Result<void> GroupCommit::apply(const Batch& batch) {
  if (batch.changes.front()->is_alone) return batch.changes.front()->change();
  if (auto begun = transactions_.begin(); !begun) return begun;
  for (std::size_t i = 0; i < batch.size; ++i) {
    if (auto changed = batch.changes[i]->change(); !changed) return changed;
  }
  return transactions_.commit();
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
