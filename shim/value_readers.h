// SPDX-License-Identifier: MIT
//
// What the functions of setting_values.h have in common.
#pragma once

#include <ucs/detail/quoted.h>
#include <ucs/settings.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "shim/settings_table.h"

namespace ucs::shim {

using Items = std::vector<std::string>;
using Outcome = std::optional<Problem>;

/// Returns what is wrong with an item.
[[nodiscard]] inline Outcome expected(const std::string& item, std::string_view what,
                                      std::size_t index = 0) {
  return Problem{index, detail::quoted(item) + "; expected " + std::string(what)};
}

[[nodiscard]] inline Outcome read_boolean(const std::string& item, bool& target) {
  if (item != "true" && item != "false") return expected(item, "true or false");
  target = item == "true";
  return {};
}

/// Reads an integer from `low` to `high` into `target`.
template <class T>
[[nodiscard]] Outcome read_integer(const std::string& item, T low, T high, T& target) {
  T value{};
  const char* end = item.data() + item.size();
  const auto [stop, error] = std::from_chars(item.data(), end, value);
  if (error != std::errc() || stop != end || value < low || value > high) {
    return expected(item, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
  }
  target = value;
  return {};
}

/// Reads a time of the setting form.
[[nodiscard]] inline Outcome read_duration(const std::string& item, std::chrono::seconds& target) {
  const auto duration = parse_duration(item);
  if (!duration) {
    return expected(item,
                    "an integer and a unit, s m h d w M or y, such as 90s or 5y, and at most "
                    "2147483647 seconds");
  }
  target = *duration;
  return {};
}

}  // namespace ucs::shim
