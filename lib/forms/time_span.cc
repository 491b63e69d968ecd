// SPDX-License-Identifier: MIT
#include "lib/forms/time_span.h"

#include <ucs/settings.h>

#include <charconv>
#include <cstdint>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Reads the digits in front of the unit `ms`.
[[nodiscard]] std::optional<std::chrono::milliseconds> milliseconds_of(std::string_view digits) {
  std::int64_t count = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count);
  if (error != std::errc() || stop != end || count < 0 || digits.front() == '-')
    return std::nullopt;
  return std::chrono::milliseconds(count);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_span(std::string_view text) {
  constexpr std::string_view kUnit = "ms";
  const bool is_negative = text.substr(0, 1) == "-";
  if (is_negative) text.remove_prefix(1);
  std::optional<std::chrono::milliseconds> span;
  if (text.size() > kUnit.size() && text.substr(text.size() - kUnit.size()) == kUnit) {
    span = milliseconds_of(text.substr(0, text.size() - kUnit.size()));
  } else if (const auto seconds = parse_duration(text)) {
    span = *seconds;
  }
  if (span && is_negative) return -*span;
  return span;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
