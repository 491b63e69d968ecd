// SPDX-License-Identifier: MIT
//
// Spans of time as people write them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Reads a time of parse_duration (`30m`, `5y`) or one of milliseconds (`250ms`), perhaps behind a
/// minus sign. Nothing: it is of another form, or too long.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_span(std::string_view text);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
