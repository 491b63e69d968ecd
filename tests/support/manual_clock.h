// SPDX-License-Identifier: MIT
// A clock that stands still until a test moves it.
#pragma once

#include <ucs/clock.h>
#include <ucs/time.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace ucs::tests {

/// Reads a time that a test has written down: at("2026-03-01T12:00:00Z").
inline Timestamp at(std::string_view text) { return parse_timestamp(text).value(); }

/// Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::string_view start = "2026-03-01T12:00:00Z") : now_ms_(ms(at(start))) {}

  [[nodiscard]] Timestamp now() const override {
    return Timestamp{std::chrono::milliseconds{now_ms_.load()}};
  }
  void set(Timestamp time) { now_ms_ = ms(time); }
  void set(std::string_view time) { set(at(time)); }
  /// Moves the clock; back, if `step` is negative.
  void advance(std::chrono::milliseconds step) { now_ms_ += step.count(); }

 private:
  static std::int64_t ms(Timestamp time) { return time.time_since_epoch().count(); }

  std::atomic<std::int64_t> now_ms_;
};

}  // namespace ucs::tests
