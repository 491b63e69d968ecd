// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Returns the high half of the 128-bit product, exclusive-or the low half.
[[nodiscard]] inline std::uint64_t multiply_fold(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
#else
  constexpr std::uint64_t kLow = 0xFFFFFFFFU;
  const std::uint64_t low = (a & kLow) * (b & kLow);
  const std::uint64_t cross1 = (a >> 32U) * (b & kLow) + (low >> 32U);
  const std::uint64_t cross2 = (a & kLow) * (b >> 32U) + (cross1 & kLow);
  const std::uint64_t high = (a >> 32U) * (b >> 32U) + (cross1 >> 32U) + (cross2 >> 32U);
  return ((cross2 << 32U) | (low & kLow)) ^ high;
#endif
}

/// Returns a hash of `text` that a client who does not know `seed` cannot aim at collisions. Not
/// for storage: it differs between byte orders.
[[nodiscard]] inline std::uint64_t seeded_hash(std::string_view text, std::uint64_t seed) noexcept {
  constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U;  // fractional bits of the golden ratio
  constexpr std::uint64_t kSecond = 0xD1B54A32D192ED03U;
  std::uint64_t hash = seed ^ multiply_fold(text.size() ^ kFirst, seed | 1U);
  std::size_t i = 0;
  for (std::uint64_t word = 0; i < text.size(); i += sizeof word) {
    const std::size_t left = text.size() - i;
    word = 0;
    std::memcpy(&word, text.data() + i, left < sizeof word ? left : sizeof word);
    hash = multiply_fold(hash ^ word ^ kSecond, seed ^ kFirst) + kSecond;
  }
  return multiply_fold(hash, kFirst ^ seed);
}

/// Returns a seed that clients cannot know: it is made of the addresses that the system chose for
/// this process's stack and heap, and of the `owner`'s.
[[nodiscard]] inline std::uint64_t make_hash_seed(const void* owner) {
  const auto number = [](const void* address) {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(address));
  };
  const char on_stack = 0;
  const auto on_heap = std::make_unique<char>();
  const std::uint64_t local = multiply_fold(number(&on_stack) ^ 0x9E3779B97F4A7C15U,
                                            number(on_heap.get()) ^ 0xD1B54A32D192ED03U);
  return multiply_fold(local, number(owner) ^ 0xBF58476D1CE4E5B9U);
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
