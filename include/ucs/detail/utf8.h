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

/// Reports whether all bytes of `text` are ASCII. Linear; many bytes at a time.
[[nodiscard]] inline bool is_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  const auto word_at = [&](std::size_t i) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    return word;
  };
  std::uint64_t all = 0;
  if (text.size() < sizeof all) {
    for (const char c : text) all |= static_cast<unsigned char>(c);
    return (all & kHighBits) == 0;
  }
  std::size_t i = 0;
  for (; text.size() - i >= 4 * sizeof all; i += 4 * sizeof all) {
    all = word_at(i) | word_at(i + 8) | word_at(i + 16) | word_at(i + 24);
    if ((all & kHighBits) != 0) return false;
  }
  for (; text.size() - i >= sizeof all; i += sizeof all) all |= word_at(i);
  all |= word_at(text.size() - sizeof all);  // some bytes a second time
  return (all & kHighBits) == 0;
}

/// Counts the characters (code points) of `text` up to its first malformed sequence. Linear.
[[nodiscard]] inline Utf8Scan utf8_scan(std::string_view text) noexcept {
  if (is_ascii(text)) return {text.size(), text.size()};
  std::size_t characters = 0;
  std::size_t i = 0;
  while (i < text.size()) {
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
