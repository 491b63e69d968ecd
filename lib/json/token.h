// SPDX-License-Identifier: MIT
//
// Token: what a member of a request body holds, before anybody knows what it is for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {

/// A scalar value, or the start of an object or array. Views the text it was read from.
struct Token {
  enum class Kind { kNull, kFalse, kTrue, kNumber, kString, kObject, kArray };

  Kind kind;
  /// A number as it was sent, or a string without its escapes; empty for the other kinds.
  std::string_view text;
  /// The value as compact JSON, where the text has it so: of every scalar but a string of a text
  /// with escapes.
  std::string_view written = {};
};

/// Returns what a message says of the value: `null`, `1.5`, `"abc"`, `an object`; bounded in size.
[[nodiscard]] std::string describe(const Token& token);

}  // namespace json
}  // namespace v0
}  // namespace ucs
