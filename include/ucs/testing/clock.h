// SPDX-License-Identifier: MIT
//
// A clock for tests: it stands still, follows the system's clock at a distance, or runs faster or
// slower; and a test moves it.
//
//   ucs::testing::TestClock clock(ucs::testing::ClockMode::frozen(start));
//   clock.advance(std::chrono::minutes(30));         // start + 30 min, until it is moved again
//   clock.set(start);                                // and back
//
// ucs::testing::Fake (ucs/testing/fake.h) has one, and moves it so that what becomes due on the way
// happens.
#pragma once

#include <ucs/clock.h>
#include <ucs/result.h>
#include <ucs/time.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace ucs {
inline namespace v0 {
namespace testing {

/// How a TestClock tells the time.
struct ClockMode {
  enum class Kind {
    kFrozen,  ///< stands at `time`
    kOffset,  ///< is `offset` ahead of the system's clock, or behind it if negative
    kScaled,  ///< shows `time` at first, and goes on at `rate`
  };

  /// The clock stands still until it is moved.
  [[nodiscard]] static ClockMode frozen(Timestamp time) { return {Kind::kFrozen, time, {}, 0}; }
  /// The clock is that of the system.
  [[nodiscard]] static ClockMode system() { return {Kind::kOffset, {}, {}, 1}; }
  /// The clock is ahead of that of the system, or behind it if `offset` is negative.
  [[nodiscard]] static ClockMode ahead(std::chrono::milliseconds offset) {
    return {Kind::kOffset, {}, offset, 1};
  }
  /// The clock shows `time` at first, and from then on `rate` seconds pass for each second of the
  /// system's clock. It goes in steps of `rate` milliseconds.
  [[nodiscard]] static ClockMode scaled(double rate, Timestamp time) {
    return {Kind::kScaled, time, {}, rate};
  }

  Kind kind = Kind::kFrozen;
  Timestamp time{};
  std::chrono::milliseconds offset{0};
  double rate = 0;
};

/// The bounds of ClockMode::rate.
inline constexpr double kClockRateMin = 0.000001;
inline constexpr double kClockRateMax = 1000000;

/// Tells what is wrong with a mode. invalid_timestamp: the time of a frozen or scaled clock lies
/// outside the years 0000 to 9999; invalid_field: the offset is longer than these, or the rate of a
/// scaled clock not within its bounds.
[[nodiscard]] inline Result<void> check_clock_mode(const ClockMode& mode);

/// The clock. Thread-safe: who reads does not wait, and sees the clock as it was before a change or
/// as it is after it. It never leaves the years 0000 to 9999: a running clock stands still at their
/// ends.
class TestClock final : public Clock {
 public:
  /// `mode` must satisfy check_clock_mode (asserted).
  explicit inline TestClock(const ClockMode& mode);
  /// Takes `source`, which must outlive it, for the system's clock.
  inline TestClock(const ClockMode& mode, const Clock& source);
  TestClock(const ClockMode& mode, const Clock&& source) = delete;

  /// Returns the time.
  [[nodiscard]] inline Timestamp now() const override;

  /// Sets the clock, to an earlier time too; a running one goes on from there. invalid_timestamp:
  /// `time` lies outside the years 0000 to 9999, and the clock is as it was.
  inline Result<void> set(Timestamp time);

  /// Moves the clock forward; a running one goes on from there. invalid_field: `by` is negative, or
  /// leads past the year 9999, and the clock is as it was.
  inline Result<void> advance(std::chrono::milliseconds by);

  /// Makes the clock tell the time in another way. The errors of check_clock_mode, and the clock is
  /// as it was.
  inline Result<void> use(const ClockMode& mode);

  /// Returns the mode that makes a clock what this one is now: frozen at its time, at its distance
  /// to the system's, or scaled from its time on.
  [[nodiscard]] inline ClockMode mode() const;

  /// Returns a number that is another one after each change of the clock; that it goes on is none.
  [[nodiscard]] std::uint64_t version() const noexcept {
    return version_.load(std::memory_order_acquire);
  }

 private:
  /// The time is `at_ms` when the source is at `since_ms`, and goes on at `rate`.
  struct Line {
    ClockMode::Kind kind;
    std::int64_t at_ms;
    std::int64_t since_ms;
    double rate;
  };

  /// Returns what the source shows, or for a clock that does not ask it nothing.
  [[nodiscard]] inline std::int64_t since_for(ClockMode::Kind kind) const;
  [[nodiscard]] inline Line line_of(const ClockMode& mode) const;
  [[nodiscard]] inline Timestamp time_on(const Line& line) const;
  [[nodiscard]] inline Line read() const;
  inline void begin(const ClockMode& mode);
  inline void write(const Line& line);

  const SystemClock system_;
  const Clock& source_;
  std::mutex mutex_;  // of those who change the clock
  // The line, and how often it began or ended to change: odd while it does. Readers try again when
  // it changed under their eyes.
  std::atomic<std::uint64_t> version_{0};
  std::atomic<ClockMode::Kind> kind_{ClockMode::Kind::kFrozen};
  std::atomic<std::int64_t> at_ms_{0};
  std::atomic<std::int64_t> since_ms_{0};
  std::atomic<double> rate_{0};
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs

#include <ucs/testing/detail/clock.h>  // IWYU pragma: export
