// SPDX-License-Identifier: MIT
//
// What the functions of setting_values.h have in common.
#pragma once

#include <ucs/detail/quoted.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
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

}  // namespace ucs::shim
