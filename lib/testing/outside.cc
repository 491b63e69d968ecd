// SPDX-License-Identifier: MIT
#include "lib/testing/outside.h"

#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {

http::ApiOptions Outside::stand_in(http::ApiOptions options) {
  if (kind_ == Kind::kPlain) return options;
  access_ = options.access;
  memory_probe_ = options.memory_probe;
  if (access_ != nullptr) options.access = this;
  if (memory_probe_) options.memory_probe = [this] { return memory(); };
  return options;
}

void Outside::begin_step() { begin_step(Readings()); }

void Outside::begin_step(Readings readings) {
  const auto system = readings.system;
  readings_ = std::move(readings);
  held_ms_.store(system ? system->time_since_epoch().count() : kWanted);
}

Readings Outside::end_step() {
  const std::int64_t held_ms = held_ms_.exchange(kFree);
  if (held_ms != kWanted) readings_.system = Timestamp(std::chrono::milliseconds(held_ms));
  return std::exchange(readings_, Readings());
}

Timestamp Outside::now() const {
  std::int64_t held_ms = held_ms_.load();
  if (held_ms == kFree) return system_.now();
  if (held_ms != kWanted) return Timestamp(std::chrono::milliseconds(held_ms));
  const Timestamp now = system_.now();
  // Somebody else may have asked, or the step may have ended, in this moment.
  if (held_ms_.compare_exchange_strong(held_ms, now.time_since_epoch().count())) return now;
  return held_ms == kFree ? now : Timestamp(std::chrono::milliseconds(held_ms));
}

http::AccessDecision Outside::authenticate(const http::AccessAttempt& attempt) {
  if (kind_ == Kind::kRecorded) readings_.access = access_->authenticate(attempt);
  if (readings_.access) return *readings_.access;
  return Error{ErrorCode::kUnavailable, "the recording does not tell who may enter", ""};
}

http::MemoryFigures Outside::memory() {
  if (kind_ == Kind::kRecorded) readings_.memory = memory_probe_();
  return readings_.memory.value_or(http::MemoryFigures());
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
