// SPDX-License-Identifier: MIT
#include <ucs/detail/json_text.h>
#include <ucs/detail/utf8.h>
#include <ucs/json.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

constexpr std::uint64_t kLowBits = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

[[nodiscard]] std::uint64_t load_word(const char* bytes) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Reports whether one of the eight bytes is a quotation mark, a backslash, a control character or not ASCII.
[[nodiscard]] bool has_special_byte(std::uint64_t word) noexcept {
  const auto has_zero = [](std::uint64_t w) { return (w - kLowBits) & ~w & kHighBits; };
  const std::uint64_t is_control = (word - kLowBits * 0x20) & ~word & kHighBits;
  return ((word & kHighBits) | is_control | has_zero(word ^ (kLowBits * '"')) | has_zero(word ^ (kLowBits * '\\'))) != 0;
}

/// Reports whether a JSON string may hold `text` as it is. May be wrong about text that is not ASCII.
[[nodiscard]] bool is_plain(std::string_view text) noexcept {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (text.size() < kWord) {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) >= 0x80 || detail::needs_json_escape(c)) return false;
    }
    return true;
  }
  for (std::size_t i = 0; i + kWord <= text.size(); i += kWord) {
    if (has_special_byte(load_word(text.data() + i))) return false;
  }
  return !has_special_byte(load_word(text.data() + text.size() - kWord));
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  out += '"';
  if (is_plain(text)) {
    out.append(text).append(1, '"');
    return;
  }
  std::size_t run = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const bool is_escaped = detail::needs_json_escape(text[i]);
    const std::size_t bytes = detail::utf8_sequence_bytes(text.substr(i));
    if (bytes != 0 && !is_escaped) {
      i += bytes;
      continue;
    }
    out.append(text, run, i - run);
    if (is_escaped) {
      detail::append_json_escape(out, text[i]);
    } else {
      out.append(kReplacement);
    }
    run = ++i;
  }
  out.append(text, run, i - run).append(1, '"');
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
