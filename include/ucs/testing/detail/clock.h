// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/testing/clock.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing {

namespace detail {

[[nodiscard]] inline bool is_within_years(Timestamp time) noexcept {
  return time >= kTimestampMin && time <= kTimestampMax;
}

[[nodiscard]] inline Result<void> check_years(Timestamp time) {
  if (is_within_years(time)) return {};
  return Error{ErrorCode::kInvalidTimestamp,
               "time is " + std::to_string(time.time_since_epoch().count()) +
                   " ms after 1970-01-01T00:00:00.000Z; expected one from " +
                   format_timestamp(kTimestampMin) + " to " + format_timestamp(kTimestampMax),
               "time"};
}

/// Tells whether a clock at `now` can go on by `by`.
[[nodiscard]] inline Result<void> check_advance(Timestamp now, std::chrono::milliseconds by) {
  if (by.count() < 0) {
    return Error{
        ErrorCode::kInvalidField,
        "by is " + std::to_string(by.count()) + " ms; expected 0 or more: to go back, set the time",
        "by"};
  }
  if (by <= kTimestampMax - now) return {};
  return Error{ErrorCode::kInvalidField,
               "by is " + std::to_string(by.count()) + " ms, which leads past the year 9999 from " +
                   format_timestamp(now) + "; expected at most " +
                   std::to_string((kTimestampMax - now).count()) + " ms",
               "by"};
}

}  // namespace detail

inline Result<void> check_clock_mode(const ClockMode& mode) {
  const std::chrono::milliseconds years = kTimestampMax - kTimestampMin;
  switch (mode.kind) {
    case ClockMode::Kind::kOffset:
      if (mode.offset <= years && mode.offset >= -years) return {};
      return Error{ErrorCode::kInvalidField,
                   "offset is " + std::to_string(mode.offset.count()) + " ms; expected at most " +
                       std::to_string(years.count()) + " ms in either direction",
                   "offset"};
    case ClockMode::Kind::kScaled:
      if (!(mode.rate >= kClockRateMin && mode.rate <= kClockRateMax)) {
        return Error{ErrorCode::kInvalidField,
                     "rate is " + std::to_string(mode.rate) + "; expected from " +
                         std::to_string(kClockRateMin) + " to " + std::to_string(kClockRateMax),
                     "rate"};
      }
      break;
    case ClockMode::Kind::kFrozen:
      break;
  }
  return detail::check_years(mode.time);
}

inline TestClock::TestClock(const ClockMode& mode) : source_(system_) { begin(mode); }

inline TestClock::TestClock(const ClockMode& mode, const Clock& source) : source_(source) {
  begin(mode);
}

inline void TestClock::begin(const ClockMode& mode) {
  UCS_ASSERT(check_clock_mode(mode).has_value());
  write(line_of(mode));
}

inline Timestamp TestClock::now() const { return time_on(read()); }

inline Result<void> TestClock::set(Timestamp time) {
  if (auto checked = detail::check_years(time); !checked) return checked;
  const std::lock_guard lock(mutex_);
  Line line = read();
  line.at_ms = time.time_since_epoch().count();
  line.since_ms = since_for(line.kind);
  write(line);
  return {};
}

inline Result<void> TestClock::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock(mutex_);
  Line line = read();
  if (auto checked = detail::check_advance(time_on(line), by); !checked) return checked;
  line.at_ms += by.count();
  write(line);
  return {};
}

inline Result<void> TestClock::use(const ClockMode& mode) {
  if (auto checked = check_clock_mode(mode); !checked) return checked;
  const std::lock_guard lock(mutex_);
  write(line_of(mode));
  return {};
}

inline ClockMode TestClock::mode() const {
  const Line line = read();
  switch (line.kind) {
    case ClockMode::Kind::kOffset:
      return ClockMode::ahead(std::chrono::milliseconds(line.at_ms - line.since_ms));
    case ClockMode::Kind::kScaled:
      return ClockMode::scaled(line.rate, time_on(line));
    case ClockMode::Kind::kFrozen:
      break;
  }
  return ClockMode::frozen(time_on(line));
}

inline std::int64_t TestClock::since_for(ClockMode::Kind kind) const {
  return kind == ClockMode::Kind::kFrozen ? 0 : source_.now().time_since_epoch().count();
}

inline TestClock::Line TestClock::line_of(const ClockMode& mode) const {
  const std::int64_t since_ms = since_for(mode.kind);
  if (mode.kind == ClockMode::Kind::kOffset)
    return {mode.kind, since_ms + mode.offset.count(), since_ms, 1};
  const double rate = mode.kind == ClockMode::Kind::kScaled ? mode.rate : 0;
  return {mode.kind, mode.time.time_since_epoch().count(), since_ms, rate};
}

inline Timestamp TestClock::time_on(const Line& line) const {
  std::int64_t ms = line.at_ms;
  if (line.kind != ClockMode::Kind::kFrozen) {
    // The clamps keep every sum and every conversion far from overflow.
    const std::int64_t passed_ms = source_.now().time_since_epoch().count() - line.since_ms;
    const double years_ms = static_cast<double>((kTimestampMax - kTimestampMin).count());
    const double scaled_ms = std::floor(static_cast<double>(passed_ms) * line.rate);
    ms += line.kind == ClockMode::Kind::kOffset
              ? passed_ms
              : static_cast<std::int64_t>(std::clamp(scaled_ms, -years_ms, years_ms));
  }
  return std::clamp(Timestamp(std::chrono::milliseconds(ms)), kTimestampMin, kTimestampMax);
}

inline TestClock::Line TestClock::read() const {
  for (;;) {
    const std::uint64_t version = version_.load(std::memory_order_acquire);
    const Line line{kind_.load(std::memory_order_acquire), at_ms_.load(std::memory_order_acquire),
                    since_ms_.load(std::memory_order_acquire),
                    rate_.load(std::memory_order_acquire)};
    if (version % 2 == 0 && version_.load(std::memory_order_relaxed) == version) return line;
  }
}

inline void TestClock::write(const Line& line) {
  const std::uint64_t version = version_.load(std::memory_order_relaxed);
  version_.store(version + 1, std::memory_order_relaxed);
  kind_.store(line.kind, std::memory_order_release);
  at_ms_.store(line.at_ms, std::memory_order_release);
  since_ms_.store(line.since_ms, std::memory_order_release);
  rate_.store(line.rate, std::memory_order_release);
  version_.store(version + 2, std::memory_order_release);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
