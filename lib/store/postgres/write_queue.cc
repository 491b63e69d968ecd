// SPDX-License-Identifier: MIT
#include "lib/store/postgres/write_queue.h"

#include <ucs/detail/assert.h>

#include <algorithm>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace postgres {

namespace {

constexpr std::chrono::milliseconds kLeadingMin{20};

}  // namespace

void WriteQueue::run(Write& write, Deadline deadline) {
  Waiting self{write, deadline, {}, {}, Turn::kNone};
  bool leads = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&self);
    leads = !std::exchange(has_leader_, true);
  }
  if (leads || wait_for(self) == Turn::kLeads) lead(self);
}

WriteQueue::Turn WriteQueue::wait_for(Waiting& self) {
  std::unique_lock lock(self.mutex);
  const auto has_turn = [&] { return self.turn != Turn::kNone; };
  const bool is_in_time = self.wake.wait_until(lock, self.deadline, has_turn);
  // Who has hardly any time left would spoil the changes of others, who have more.
  if (is_in_time && (self.turn == Turn::kDone || time_left(self.deadline) > kLeadingMin))
    return self.turn;
  lock.unlock();
  if (leave(self)) {
    self.write.failure = Failure{Failure::Kind::kNotSent, "", "others were first for too long"};
    return Turn::kDone;
  }
  lock.lock();
  self.wake.wait(lock, has_turn);
  return self.turn;
}

void WriteQueue::lead(const Waiting& self) {
  const Taken taken = take_batch();
  UCS_ASSERT(taken.waiting.front() == &self);
  Batch batch;
  for (; batch.size < taken.size; ++batch.size)
    batch.writes[batch.size] = &taken.waiting[batch.size]->write;
  carry_out_(batch, self.deadline);
  {
    // First, so that the next batch is on its way while these are woken.
    const std::lock_guard lock(mutex_);
    hand_over();
  }
  for (std::size_t i = 1; i < taken.size; ++i) {
    Waiting& waiting = *taken.waiting[i];
    // Notified with its mutex held: who is woken destroys both.
    const std::lock_guard lock(waiting.mutex);
    waiting.turn = Turn::kDone;
    waiting.wake.notify_one();
  }
}

WriteQueue::Taken WriteQueue::take_batch() {
  const std::lock_guard lock(mutex_);
  Taken taken;
  std::size_t bytes = 0;
  while (!queue_.empty() && taken.size < batch_max_) {
    bytes += queue_.front()->write.bytes;
    if (taken.size > 0 && bytes > kBatchBytesMax) break;
    taken.waiting[taken.size++] = queue_.front();
    queue_.pop_front();
  }
  return taken;
}

bool WriteQueue::leave(Waiting& self) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(queue_.begin(), queue_.end(), &self);
  if (found == queue_.end()) return false;
  queue_.erase(found);
  const std::lock_guard own_lock(self.mutex);
  if (self.turn == Turn::kLeads) hand_over();
  return true;
}

void WriteQueue::hand_over() {
  if (queue_.empty()) {
    has_leader_ = false;
    return;
  }
  Waiting* const next = queue_.front();  // stays in it until it leads, and so stays there
  const std::lock_guard lock(next->mutex);
  next->turn = Turn::kLeads;
  next->wake.notify_one();
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
