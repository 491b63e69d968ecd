// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/utf8.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

inline constexpr std::size_t kQuotedBytesMax = 64;

/// Returns `value` for an error message: cut after kQuotedBytesMax bytes (never inside a
/// character), control characters and bytes that are not UTF-8 as \xNN. So no input can bloat a
/// message, forge a second line, or make the message something else than UTF-8.
[[nodiscard]] inline std::string tamed(std::string_view value) {
  const bool is_cut = value.size() > kQuotedBytesMax;
  std::size_t size = is_cut ? kQuotedBytesMax : value.size();
  while (is_cut && size > 0 && (static_cast<unsigned char>(value[size]) & 0xC0U) == 0x80U) --size;
  constexpr char kHex[] = "0123456789abcdef";
  std::string result;
  for (std::string_view rest = value.substr(0, size); !rest.empty();) {
    const std::size_t character_bytes = utf8_sequence_bytes(rest);
    const auto byte = static_cast<unsigned char>(rest.front());
    if (character_bytes > 0 && byte >= 0x20 && byte != 0x7F) {
      result += rest.substr(0, character_bytes);
    } else {
      result += "\\x";
      result += kHex[byte >> 4U];
      result += kHex[byte & 0xFU];
    }
    rest.remove_prefix(std::max(character_bytes, std::size_t{1}));
  }
  if (is_cut) result += "...";
  return result;
}

/// Returns the same in double quotes.
[[nodiscard]] inline std::string quoted(std::string_view value) {
  std::string result = tamed(value);
  result.insert(0, 1, '"');
  return result += '"';
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
