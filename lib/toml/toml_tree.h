// SPDX-License-Identifier: MIT
//
// TOML as a plain tree of values that know where they stand. The only door to toml++.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ucs::toml_tree {

/// The largest document, and the longest line of one, in bytes.
inline constexpr std::size_t kTomlBytesMax = std::size_t{1} << 20U;
inline constexpr std::size_t kTomlLineBytesMax = 4096;
/// How deep tables and arrays may be nested.
inline constexpr std::size_t kTomlDepthMax = 16;

/// A place in a document; both count from 1, columns in characters.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct TomlMember;

// Its depth is at most kTomlDepthMax, so that recursion over it is.
// NOLINTBEGIN(misc-no-recursion)
struct TomlValue {
  enum class Kind { kText, kInteger, kBoolean, kNumber, kTime, kArray, kTable };

  Kind kind = Kind::kTable;
  Place place;
  /// Of a scalar: its text. A text is unquoted, a boolean `true` or `false`, a number has a point,
  /// an exponent, or is `inf` or `nan`; both perhaps with a sign.
  std::string text{};
  /// Of an array.
  std::vector<TomlValue> items{};
  /// Of a table, in the order of the document.
  std::vector<TomlMember> members{};
};

/// A key and its value in a table.
struct TomlMember {
  std::string name;
  Place place;  ///< of the key
  TomlValue value;
};
// NOLINTEND(misc-no-recursion)

/// Why a document is no TOML.
struct TomlError {
  std::string message;
  Place place{};
};

/// Reads a document. An error: it is no TOML 1.0 (a duplicate key, say, or a NUL), is larger than
/// kTomlBytesMax, has a line of more than kTomlLineBytesMax, or is nested too deep.
[[nodiscard]] std::variant<TomlValue, TomlError> parse_toml(std::string_view text);

}  // namespace ucs::toml_tree
