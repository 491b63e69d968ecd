// SPDX-License-Identifier: MIT
//
// Texts in columns. A column of PostgreSQL takes any UTF-8 but for NUL; a tenant or an owner may be
// any bytes. Those that do not fit, and backslashes, are written by a backslash.
#pragma once

#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace postgres {

/// Returns how a text stands in a column: `\` as `\\`, NUL and bytes that are not UTF-8 as `\x00`;
/// all else as it is. Different texts stay different.
[[nodiscard]] std::string to_column(std::string_view text);

/// Returns the text of what to_column wrote.
[[nodiscard]] std::string from_column(std::string_view column);

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
