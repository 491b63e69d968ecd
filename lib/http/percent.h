// SPDX-License-Identifier: MIT
//
// Percent-encoding of paths and queries (RFC 3986), and the plus sign of forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {

/// What a plus sign stands for.
enum class Plus { kItself, kBlank };

/// Returns the decoded text, or nothing if a `%` is not followed by two hexadecimal digits or the
/// result is not UTF-8.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, Plus plus);

}  // namespace http
}  // namespace v0
}  // namespace ucs
