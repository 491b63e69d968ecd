// SPDX-License-Identifier: MIT
//
// Many bytes of text at once.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ucs {
inline namespace v0 {
namespace json {

/// Eight bytes in the order of memory, whatever the processor's.
using Word = std::uint64_t;

inline constexpr Word kLowBits = 0x0101010101010101U;
inline constexpr Word kHighBits = 0x8080808080808080U;

[[nodiscard]] inline Word load_word(const char* bytes) noexcept {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Reports whether `size` bytes are the same, of texts so short that a call of memcmp would show.
[[nodiscard]] inline bool equal_bytes(const char* a, const char* b, std::size_t size) noexcept {
  if (size < sizeof(Word)) return std::equal(a, a + size, b);
  for (std::size_t i = 0; i + sizeof(Word) < size; i += sizeof(Word)) {
    if (load_word(a + i) != load_word(b + i)) return false;
  }
  const std::size_t last = size - sizeof(Word);  // which the one before may overlap
  return load_word(a + last) == load_word(b + last);
}

/// Returns a word with a bit in the first byte that is a quotation mark, a backslash or a control
/// character, and perhaps in later bytes; 0 if none is. For first_flagged_byte.
[[nodiscard]] inline Word flag_escapable(Word word) noexcept {
  // A subtraction borrows from the next byte only where a byte is flagged, so the first one is
  // right.
  const auto below = [](Word w, Word bound) { return (w - kLowBits * bound) & ~w & kHighBits; };
  return below(word, 0x20) | below(word ^ (kLowBits * '"'), 1) | below(word ^ (kLowBits * '\\'), 1);
}

/// Returns the index, in the order of memory, of the first byte that has a bit. One has.
[[nodiscard]] inline std::size_t first_flagged_byte(Word flags) noexcept {
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return static_cast<std::size_t>(__builtin_ctzll(flags)) / 8;
#else
  char bytes[sizeof flags];
  std::memcpy(bytes, &flags, sizeof bytes);
  return static_cast<std::size_t>(
      std::find_if(bytes, bytes + sizeof bytes, [](char c) { return c != 0; }) - bytes);
#endif
}

/// How many bytes first_escapable looks at.
#if defined(__SSE2__)
inline constexpr std::size_t kChunkBytes = 16;
#else
inline constexpr std::size_t kChunkBytes = sizeof(Word);
#endif

/// Returns the index of the first of kChunkBytes bytes that is a quotation mark, a backslash or a
/// control character; kChunkBytes if none is.
[[nodiscard]] inline std::size_t first_escapable(const char* bytes) noexcept {
#if defined(__SSE2__)
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(chunk, _mm_set1_epi8(0x1F)), chunk);
  const __m128i quotes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\'));
  const __m128i flags = _mm_or_si128(_mm_or_si128(controls, quotes), backslashes);
  const auto mask = static_cast<unsigned>(_mm_movemask_epi8(flags));
  return static_cast<std::size_t>(__builtin_ctz(mask | 1U << kChunkBytes));
#else
  const Word flags = flag_escapable(load_word(bytes));
  return flags == 0 ? kChunkBytes : first_flagged_byte(flags);
#endif
}

/// Reports whether none of the bytes of a word is escapable, and all are ASCII.
[[nodiscard]] inline bool is_plain_word(Word word) noexcept {
  return (word & kHighBits) == 0 && flag_escapable(word) == 0;
}

/// The same of kChunkBytes bytes.
[[nodiscard]] inline bool is_plain_chunk(const char* bytes) noexcept {
#if defined(__SSE2__)
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i below = _mm_cmplt_epi8(chunk, _mm_set1_epi8(0x20));  // what is not ASCII, too
  const __m128i quotes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\'));
  return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(below, quotes), backslashes)) == 0;
#else
  return is_plain_word(load_word(bytes));
#endif
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
