// SPDX-License-Identifier: MIT
#include "lib/json/escape.h"

#include <ucs/detail/json_text.h>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

constexpr std::size_t kUnicodeEscapeBytes = 6;

[[nodiscard]] bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] bool is_low_surrogate(char32_t c) noexcept { return c >= 0xDC00 && c <= 0xDFFF; }
[[nodiscard]] bool is_high_surrogate(char32_t c) noexcept { return c >= 0xD800 && c <= 0xDBFF; }

/// Reads four hexadecimal digits.
[[nodiscard]] char32_t read_hex4(std::string_view text, std::size_t offset) noexcept {
  char32_t value = 0;
  for (const char c : text.substr(offset, 4)) {
    const auto byte = static_cast<unsigned char>(c);
    value = value * 16 + (byte <= '9' ? byte - '0' : (byte | 0x20U) - 'a' + 10U);
  }
  return value;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  const auto put_continuation = [&put](char32_t bits) { put(0x80U | (bits & 0x3FU)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U));
    put_continuation(c);
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put_continuation(c >> 6U);
    put_continuation(c);
  } else {
    put(0xF0U | (c >> 18U));
    put_continuation(c >> 12U);
    put_continuation(c >> 6U);
    put_continuation(c);
  }
}

void append_character(std::string& out, char32_t c) {
  if (c < 0x80 && ucs::detail::needs_json_escape(static_cast<char>(c))) {
    ucs::detail::append_json_escape(out, static_cast<char>(c));
  } else {
    append_utf8(out, c);
  }
}

/// Appends the string that starts at `begin` and returns the offset behind it.
[[nodiscard]] std::size_t append_compact_string(std::string& out, std::string_view text,
                                                std::size_t begin) {
  std::size_t run = begin;
  std::size_t i = begin + 1;
  while (text[i] != '"') {
    if (text[i] != '\\') {
      ++i;
      continue;
    }
    out.append(text, run, i - run);
    const Escaped escaped = read_escape(text, i);
    append_character(out, escaped.character);
    i += escaped.bytes;
    run = i;
  }
  out.append(text, run, i + 1 - run);
  return i + 1;
}

}  // namespace

Escaped read_escape(std::string_view text, std::size_t offset) noexcept {
  switch (text[offset + 1]) {
    case 'b':
      return {U'\b', 2};
    case 'f':
      return {U'\f', 2};
    case 'n':
      return {U'\n', 2};
    case 'r':
      return {U'\r', 2};
    case 't':
      return {U'\t', 2};
    case 'u':
      break;
    default:  // a quotation mark, a backslash or a slash
      return {static_cast<unsigned char>(text[offset + 1]), 2};
  }
  const char32_t first = read_hex4(text, offset + 2);
  if (!is_high_surrogate(first)) return {first, kUnicodeEscapeBytes};
  const char32_t second = read_hex4(text, offset + kUnicodeEscapeBytes + 2);
  return {0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00), 2 * kUnicodeEscapeBytes};
}

std::size_t find_lone_surrogate(std::string_view text, std::size_t begin) noexcept {
  std::size_t i = begin + 1;
  while (text[i] != '"') {
    if (text[i] != '\\') {
      ++i;
      continue;
    }
    const Escaped escaped = read_escape(text, i);
    if (is_low_surrogate(escaped.character)) break;
    i += escaped.bytes;
  }
  return i;
}

void append_compact(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size());
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] == '"') {
      i = append_compact_string(out, text, i);
    } else if (is_space(text[i])) {
      ++i;
    } else {
      const std::size_t run = i;
      while (i < text.size() && text[i] != '"' && !is_space(text[i])) ++i;
      out.append(text, run, i - run);
    }
  }
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
