// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Returns the stripe of the calling thread among `count`, a power of two: always the same one, and
/// seldom that of another thread.
[[nodiscard]] inline std::size_t thread_stripe(std::size_t count) noexcept {
  // The place of a thread's own variable tells it from all others. Fibonacci hashing spreads it.
  static thread_local const char kPlace = 0;
  const auto place = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&kPlace));
  return static_cast<std::size_t>((place * 0x9E3779B97F4A7C15U) >> 40U) & (count - 1);
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
