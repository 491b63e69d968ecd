// SPDX-License-Identifier: MIT
//
// Numbers that look random and are not: the same on every machine, unlike those of the standard
// library's distributions.
#pragma once

#include <cstdint>

namespace ucs {
inline namespace v0 {
namespace testing {

/// The sequence of a seed (SplitMix64). Not thread-safe; one thread at a time.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept : state_(seed) {}
  /// One sequence for each number of a seed.
  constexpr Random(std::uint64_t seed, std::uint64_t number) noexcept
      : state_(mixed(seed) + mixed(number * kStep)) {}

  /// Returns any number.
  [[nodiscard]] constexpr std::uint64_t next() noexcept { return mixed(state_ += kStep); }

  /// Returns a number from 0 to, but not, 1.
  [[nodiscard]] constexpr double unit() noexcept {
    return static_cast<double>(next() >> 11U) * (1.0 / 9007199254740992.0);  // 2^-53
  }

  /// Returns a number from 0 to `max`; which of them is a little more likely than another only if
  /// there are very many.
  [[nodiscard]] constexpr std::uint64_t up_to(std::uint64_t max) noexcept {
    return max == UINT64_MAX ? next() : next() % (max + 1);
  }

  /// Returns a number whose distribution is the normal one, near enough: the sum of twelve.
  [[nodiscard]] constexpr double normal() noexcept {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;

  [[nodiscard]] static constexpr std::uint64_t mixed(std::uint64_t z) noexcept {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
