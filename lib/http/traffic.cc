// SPDX-License-Identifier: MIT
#include "lib/http/traffic.h"

#include <ucs/detail/stripe.h>

#include <algorithm>
#include <chrono>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

// A day and a count in one word: 24 bits for the day, counted from the year 0, and 40 for the
// count, a million requests a second for twelve days.
constexpr unsigned kCountBits = 40;
constexpr std::uint64_t kCountMask = (std::uint64_t{1} << kCountBits) - 1;

/// Returns the day from 1 on; 0 stands for none yet.
std::uint64_t day_of(Timestamp time) noexcept {
  constexpr std::chrono::milliseconds kDay = std::chrono::hours(24);
  return static_cast<std::uint64_t>((time - kTimestampMin) / kDay) + 1;
}

void increment(std::atomic<std::uint64_t>& counter, std::uint64_t day) noexcept {
  std::uint64_t seen = counter.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t counted_day = seen >> kCountBits;
    if (counted_day == day + 1) return;
    const std::uint64_t next = (counted_day == day ? seen : day << kCountBits) + 1;
    if (counter.compare_exchange_weak(seen, next, std::memory_order_relaxed)) return;
  }
}

std::uint64_t count_of(const std::atomic<std::uint64_t>& counter, std::uint64_t day) noexcept {
  const std::uint64_t seen = counter.load(std::memory_order_relaxed);
  return seen >> kCountBits == day ? seen & kCountMask : 0;
}

}  // namespace

void Traffic::count(Timestamp now, int status) noexcept {
  Stripe& stripe = stripes_[detail::thread_stripe(kStripes)];
  const std::uint64_t day = day_of(now);
  increment(stripe.requests, day);
  if (status >= 500) {
    increment(stripe.server_errors, day);
  } else if (status >= 400) {
    increment(stripe.client_errors, day);
  }
  stripe.last_ms.store(now.time_since_epoch().count(), std::memory_order_relaxed);
}

TrafficFigures Traffic::figures(Timestamp now) const noexcept {
  const std::uint64_t day = day_of(now);
  TrafficFigures figures;
  std::int64_t last_ms = INT64_MIN;
  for (const Stripe& stripe : stripes_) {
    figures.requests += count_of(stripe.requests, day);
    figures.client_errors += count_of(stripe.client_errors, day);
    figures.server_errors += count_of(stripe.server_errors, day);
    last_ms = std::max(last_ms, stripe.last_ms.load(std::memory_order_relaxed));
  }
  if (last_ms != INT64_MIN) figures.last_request = Timestamp(std::chrono::milliseconds(last_ms));
  return figures;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
