// SPDX-License-Identifier: MIT
//
// The text of a document as JSON, whatever it is written in.
#pragma once

#include <ucs/json_text.h>
#include <ucs/result.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

struct Source {
  /// All of it, as compact JSON.
  JsonText json;
  /// Returns where in the document the value stands that begins at an offset of `json`:
  /// `line 3, column 8`. Columns are counted in bytes. Refers to the document.
  std::function<std::string(std::size_t offset)> place;
};

/// Reads a document of JSON, or, if it does not begin with `{`, of TOML. The errors of
/// read_contents.
[[nodiscard]] Result<Source> read_source(std::string_view document);

/// The second half of that.
[[nodiscard]] Result<Source> read_toml_source(std::string_view document);

/// Returns `line 3, column 8`.
[[nodiscard]] std::string place_text(std::size_t line, std::size_t column);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
