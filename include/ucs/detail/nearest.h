// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

// A longer name resembles none of ours, and would cost time.
inline constexpr std::size_t kComparedBytesMax = 64;

/// Returns how many letters must be added, left out or exchanged to make one text of the other.
/// O(a b).
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char from : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (from == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// Returns the name that is nearest to `given` by edit_distance, the first of several; "" of none.
[[nodiscard]] inline std::string_view nearest(std::string_view given,
                                              const std::vector<std::string_view>& names) {
  given = given.substr(0, kComparedBytesMax);
  const auto found =
      std::min_element(names.begin(), names.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(given, a) < edit_distance(given, b);
      });
  return found == names.end() ? std::string_view() : *found;
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
