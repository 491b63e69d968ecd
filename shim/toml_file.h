// SPDX-License-Identifier: MIT
//
// A TOML file as a plain tree of values that know where they stand. The only door to toml++.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ucs::shim {

/// The largest file, and the longest line of one, in bytes.
inline constexpr std::size_t kConfigBytesMax = std::size_t{1} << 20U;
inline constexpr std::size_t kConfigLineBytesMax = 4096;
/// How deep tables and arrays of a file may be nested.
inline constexpr std::size_t kConfigDepthMax = 16;

/// A place in a file; both count from 1, columns in characters.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct TomlMember;

// Its depth is at most kConfigDepthMax, so that recursion over it is.
// NOLINTBEGIN(misc-no-recursion)
struct TomlValue {
  enum class Kind { kText, kInteger, kBoolean, kNumber, kTime, kArray, kTable };

  Kind kind = Kind::kTable;
  Place place;
  /// Of a scalar: its text. A text is unquoted, a boolean `true` or `false`.
  std::string text{};
  /// Of an array.
  std::vector<TomlValue> items{};
  /// Of a table, in the order of the file.
  std::vector<TomlMember> members{};
};

/// A key and its value in a table.
struct TomlMember {
  std::string name;
  Place place;  ///< of the key
  TomlValue value;
};
// NOLINTEND(misc-no-recursion)

/// Why a file is no TOML.
struct TomlError {
  std::string message;
  Place place{};
};

/// Reads a document. An error: it is no TOML 1.0 (a duplicate key, say, or a NUL), is larger than
/// kConfigBytesMax, has a line of more than kConfigLineBytesMax, or is nested too deep.
[[nodiscard]] std::variant<TomlValue, TomlError> parse_toml(std::string_view text);

/// Reads a file. Also an error, at line 1: it cannot be read, or is no regular file.
[[nodiscard]] std::variant<TomlValue, TomlError> read_toml_file(const std::string& path);

}  // namespace ucs::shim
