// SPDX-License-Identifier: MIT
//
// The escapes of JSON strings (RFC 8259, section 7) in valid JSON text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {

inline constexpr std::string_view kLoneSurrogate =
    R"(half of a surrogate pair in a string; expected both, as in \ud83d\ude00)";

/// A character that a string holds as an escape, and the size of that escape.
struct Escaped {
  char32_t character;
  std::size_t bytes;
};

/// Reads the escape that starts with the backslash at `offset` of a valid JSON text; of a surrogate
/// pair both escapes. A lone low surrogate is returned as it is.
[[nodiscard]] Escaped read_escape(std::string_view text, std::size_t offset) noexcept;

/// Returns the offset of the first escape of a lone low surrogate in the string that starts at
/// `begin` of `text` and is valid but for such escapes; its end if there is none.
[[nodiscard]] std::size_t find_lone_surrogate(std::string_view text, std::size_t begin) noexcept;

/// Appends `text`, a valid JSON value, without white space between tokens and with no escapes but
/// the necessary ones. Numbers stay as they are. Linear; does not recurse.
void append_compact(std::string& out, std::string_view text);

}  // namespace json
}  // namespace v0
}  // namespace ucs
