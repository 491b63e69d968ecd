// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Returns the size in bytes of the well-formed UTF-8 sequence at the start of `text` (not empty),
/// or 0 when there is none: overlong forms, surrogates, values past U+10FFFF and truncated
/// sequences are not well-formed.
[[nodiscard]] inline std::size_t utf8_sequence_bytes(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i, unsigned low, unsigned high) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return continues(1, low, high) && continues(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(1, low, high) && continues(2, 0x80, 0xBF) && continues(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// What utf8_scan found: the characters before the first malformed sequence, and that sequence's
/// offset in bytes, which is the size of the text when all of it is well-formed.
struct Utf8Scan {
  std::size_t characters;
  std::size_t valid_bytes;
};

/// Counts the characters (code points) of `text` up to its first malformed sequence. Linear; eight
/// bytes at a time where the text is ASCII.
[[nodiscard]] inline Utf8Scan utf8_scan(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t characters = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t word = 0;
    while (text.size() - i >= sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & kHighBits) != 0) break;
      i += sizeof word;
      characters += sizeof word;
    }
    if (i == text.size()) break;
    const std::size_t bytes = utf8_sequence_bytes(text.substr(i));
    if (bytes == 0) break;
    i += bytes;
    ++characters;
  }
  return {characters, i};
}

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  return utf8_scan(text).valid_bytes == text.size();
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
