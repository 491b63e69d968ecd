// SPDX-License-Identifier: MIT
#include "lib/server/admission.h"

#include <utility>

#include "lib/server/connection.h"

namespace ucs::server {

Admission::Entry Admission::enter(bool is_begun) {
  const std::lock_guard lock(mutex_);
  if (!is_begun && taken_ + waiting_ >= requests_max_) return Entry::kRefused;
  if (taken_ < places_) {
    ++taken_;
    return Entry::kPlace;
  }
  ++waiting_;
  return Entry::kWait;
}

void Admission::give_up() noexcept {
  const std::lock_guard lock(mutex_);
  --waiting_;
}

bool Admission::wait(Connection& connection) {
  const std::lock_guard lock(mutex_);
  if (taken_ < places_) {
    --waiting_;
    ++taken_;
    connection.take_place();
    return false;
  }
  (first_ == nullptr ? first_ : last_->next_waiting) = &connection;
  last_ = &connection;
  return true;
}

Connection* Admission::leave() {
  const std::lock_guard lock(mutex_);
  Connection* const next = first_;
  if (next == nullptr) {
    --taken_;
    return nullptr;
  }
  first_ = std::exchange(next->next_waiting, nullptr);
  --waiting_;
  next->take_place();
  return next;
}

}  // namespace ucs::server
