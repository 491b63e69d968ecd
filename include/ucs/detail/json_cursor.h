// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Reads one valid, compact JSON text from left to right; what it returns are views of it. Does not
/// recurse. Not thread-safe; one thread at a time.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view json) noexcept : json_(json) {}

  /// Returns the offset of what comes next.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }

  /// Goes past `c` if that comes next, and returns whether it did.
  bool skip(char c) noexcept {
    if (position_ >= json_.size() || json_[position_] != c) return false;
    ++position_;
    return true;
  }

  /// Goes past the string that comes next and returns it with its quotation marks.
  std::string_view string() noexcept { return take(json_string_end(json_, position_)); }

  /// Goes past the value that comes next and returns it as written.
  std::string_view value() noexcept { return take(json_value_end(json_, position_)); }

 private:
  std::string_view take(std::size_t end) noexcept {
    const std::string_view taken = json_.substr(position_, end - position_);
    position_ = end;
    return taken;
  }

  std::string_view json_;
  std::size_t position_ = 0;
};

[[nodiscard]] inline bool is_json_string(std::string_view value) noexcept {
  return !value.empty() && value.front() == '"';
}

/// Returns a JSON string without its quotation marks, any other value as it is.
[[nodiscard]] inline std::string_view json_bare(std::string_view value) noexcept {
  return is_json_string(value) ? value.substr(1, value.size() - 2) : value;
}

/// Counts the characters (code points) of a string of a compact JSON text, given without its
/// quotation marks. Linear.
[[nodiscard]] inline std::size_t json_string_characters(std::string_view bare) noexcept {
  std::size_t characters = 0;
  while (!bare.empty()) {
    const std::size_t plain = bare.find('\\');
    characters += utf8_scan(bare.substr(0, plain)).characters;
    if (plain == std::string_view::npos) break;
    ++characters;
    bare.remove_prefix(plain + (bare[plain + 1] == 'u' ? 6U : 2U));
  }
  return characters;
}

/// Returns what a string of a compact JSON text stands for, given with its quotation marks or
/// without them. Its escapes are those of ASCII: `\"`, `\\`, a letter, or `\u00` and two digits.
/// Linear.
[[nodiscard]] inline std::string json_string_value(std::string_view string) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  const auto digit = [](char hex) { return hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10; };
  const std::string_view bare = json_bare(string);
  std::string value;
  value.reserve(bare.size());
  for (std::size_t i = 0; i < bare.size();) {
    char c = bare[i++];
    if (c == '\\') {
      c = bare[i++];
      if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
        c = kMeanings[letter];
      } else if (c == 'u') {
        c = static_cast<char>(digit(bare[i + 2]) * 16 + digit(bare[i + 3]));
        i += 4;
      }
    }
    value += c;
  }
  return value;
}

/// Returns what a message says of a JSON value: `null`, `1.5`, `"abc"`, `an object`; bounded in
/// size.
[[nodiscard]] inline std::string describe_json(std::string_view value) {
  if (value.front() == '{') return "an object";
  if (value.front() == '[') return "an array";
  return is_json_string(value) ? quoted(json_bare(value)) : tamed(value);
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
