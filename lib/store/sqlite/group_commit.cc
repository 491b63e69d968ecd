// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/group_commit.h"

#include <ucs/detail/assert.h>

#include <exception>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace sqlite {

Result<void> GroupCommit::run(const Change& change) {
  Waiting self{change, false, {}, false, false, {}};
  return wait_for(self);
}

Result<void> GroupCommit::run_alone(const Change& work) {
  Waiting self{work, true, {}, false, false, {}};
  return wait_for(self);
}

Result<void> GroupCommit::wait_for(Waiting& self) {
  std::unique_lock lock(mutex_);
  queue_.push_back(&self);
  if (has_leader_) {
    self.wake.wait(lock, [&] { return self.is_done || self.leads; });
  } else {
    has_leader_ = true;
    self.leads = true;
  }
  if (self.leads) {
    const Batch batch = take_batch();
    lock.unlock();
    const std::optional<Error> error = carry_out(batch);
    lock.lock();
    finish(batch, error);
  }
  if (self.error) return *std::move(self.error);
  return {};
}

GroupCommit::Batch GroupCommit::take_batch() {
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

void GroupCommit::finish(const Batch& batch, const std::optional<Error>& error) {
  if (queue_.empty()) {
    has_leader_ = false;
  } else {
    queue_.front()->leads = true;
    queue_.front()->wake.notify_one();
  }
  for (std::size_t i = 0; i < batch.size; ++i) {
    // With the mutex held: who is woken destroys what is notified.
    Waiting& waiting = *batch.changes[i];
    waiting.error = error;
    waiting.is_done = true;
    if (!waiting.leads) waiting.wake.notify_one();
  }
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
