// SPDX-License-Identifier: MIT
//
// Reading headers: their names match in any case, and blanks around a value do not count.
#pragma once

#include <algorithm>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {

/// Letters of ASCII; everything else stays.
[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline bool equal_in_any_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

/// Returns `text` without blanks and tabs at its ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
