// SPDX-License-Identifier: MIT
//
// Traffic: how many requests there were today, and when the last one was (spec 9).
#pragma once

#include <ucs/time.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ucs {
inline namespace v0 {
namespace http {

/// What was counted in one day of UTC.
struct TrafficFigures {
  std::uint64_t requests = 0;
  std::uint64_t client_errors = 0;  ///< answered with a status from 400 to 499
  std::uint64_t server_errors = 0;  ///< from 500 on
  /// When the last request of all was answered, whatever its day.
  std::optional<Timestamp> last_request;
};

/// Counts answered requests by the day. Thread-safe. Threads seldom share a counter, and never wait
/// for each other.
class Traffic {
 public:
  /// Counts one. What belongs to the day before the one last counted is left out: midnight came
  /// between. A clock that is set back further starts a new day.
  void count(Timestamp now, int status) noexcept;

  /// Returns the figures of the day of `now`.
  [[nodiscard]] TrafficFigures figures(Timestamp now) const noexcept;

 private:
  static constexpr std::size_t kStripes = 64;

  /// A count, and the day it is of.
  using DayCount = std::atomic<std::uint64_t>;

  struct alignas(64) Stripe {
    DayCount requests{0};
    DayCount client_errors{0};
    DayCount server_errors{0};
    std::atomic<std::int64_t> last_ms{INT64_MIN};
  };

  std::array<Stripe, kStripes> stripes_;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
