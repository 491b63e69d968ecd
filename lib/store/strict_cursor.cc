// SPDX-License-Identifier: MIT
#include "lib/store/strict_cursor.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/detail/json_text.h>

#include <bitset>
#include <charconv>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace store {
namespace {

[[nodiscard]] bool is_hex_digit(char c) noexcept {
  return detail::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Reports whether every \u of a string, whose escapes are valid, is that of a control character.
[[nodiscard]] bool has_plain_escapes(std::string_view string) noexcept {
  for (std::size_t i = string.find('\\'); i < string.size(); i = string.find('\\', i + 2)) {
    if (string[i + 1] != 'u') continue;
    if (string.compare(i + 2, 2, "00") != 0 || string[i + 4] > '1') return false;
  }
  return true;
}

}  // namespace

template <class Integer>
Integer StrictCursor::integer() noexcept {
  Integer value = 0;
  if (!is_good()) return value;
  const char* const begin = text_.data() + position_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
  if (error != std::errc()) {
    fail("an integer within its bounds");
    return 0;
  }
  position_ += static_cast<std::size_t>(end - begin);
  return value;
}

template std::int32_t StrictCursor::integer() noexcept;
template std::int64_t StrictCursor::integer() noexcept;
template std::uint64_t StrictCursor::integer() noexcept;

std::string_view StrictCursor::string(std::string& unescaped) {
  const std::size_t begin = position_;
  const bool has_escapes = skip_string();
  if (!is_good()) return {};
  const std::string_view quoted = text_.substr(begin, position_ - begin);
  if (!has_escapes) return detail::json_bare(quoted);
  if (!has_plain_escapes(quoted)) {
    fail("no such escape before this");
    return {};
  }
  unescaped = detail::json_string_value(quoted);
  return unescaped;
}

std::string_view StrictCursor::value() noexcept {
  const std::size_t begin = position_;
  std::bitset<kValueDepthMax> is_object;  // of those that are open
  std::size_t depth = 0;
  const auto member_name = [&] {
    static_cast<void>(skip_string());
    expect(":");
  };
  while (is_good()) {
    const char c = next();
    if (c != '{' && c != '[') {
      skip_scalar();
    } else if (depth == kValueDepthMax) {
      fail("no more objects and arrays in each other");
    } else {
      ++position_;
      is_object[depth++] = c == '{';
      if (next() != (c == '{' ? '}' : ']')) {
        if (c == '{') member_name();
        continue;
      }
    }
    // Behind a value, or before the end of an empty one.
    while (depth > 0 && skip(is_object[depth - 1] ? "}" : "]")) --depth;
    if (depth == 0) break;
    expect(",");
    if (is_object[depth - 1]) member_name();
  }
  return is_good() ? text_.substr(begin, position_ - begin) : std::string_view();
}

bool StrictCursor::skip_digits() noexcept {
  if (!detail::is_digit(next())) return false;
  while (detail::is_digit(next())) ++position_;
  return true;
}

void StrictCursor::skip_number() noexcept {
  if (next() == '-') ++position_;
  if (!skip("0") && !skip_digits()) return fail("a digit");
  if (skip(".") && !skip_digits()) return fail("a digit");
  if (next() != 'e' && next() != 'E') return;
  ++position_;
  if (next() == '+' || next() == '-') ++position_;
  if (!skip_digits()) fail("a digit");
}

void StrictCursor::skip_escape() noexcept {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  ++position_;
  const char letter = next();
  if (letter != 'u') {
    if (letter == '\0' || kLetters.find(letter) == std::string_view::npos)
      return fail("the letter of an escape");
    ++position_;
    return;
  }
  ++position_;
  for (int i = 0; i < 4; ++i) {
    if (!is_hex_digit(next())) return fail("a hexadecimal digit");
    ++position_;
  }
}

bool StrictCursor::skip_string() noexcept {
  expect("\"");
  bool has_escapes = false;
  while (is_good()) {
    while (position_ < text_.size() && !detail::needs_json_escape(text_[position_])) ++position_;
    if (skip("\"")) return has_escapes;
    if (next() == '\\') {
      has_escapes = true;
      skip_escape();
    } else {
      fail("the end of a string");
    }
  }
  return has_escapes;
}

void StrictCursor::skip_scalar() noexcept {
  const char c = next();
  if (c == '"') {
    static_cast<void>(skip_string());
  } else if (c == '-' || detail::is_digit(c)) {
    skip_number();
  } else if (!skip("true") && !skip("false") && !skip("null")) {
    fail("a value");
  }
}

}  // namespace store
}  // namespace v0
}  // namespace ucs
