// SPDX-License-Identifier: MIT
//
// The clock port. The library reads time here and nowhere else.
#pragma once

#include <ucs/types.h>

#include <chrono>

namespace ucs {
inline namespace v0 {

/// Tells the wall time. Implementations are thread-safe, and do not throw.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// Returns the time now, in UTC, cut to milliseconds; within the years 0000 to 9999. May step
  /// back between calls, as system clocks do.
  [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The system's clock. Thread-safe.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace v0
}  // namespace ucs
