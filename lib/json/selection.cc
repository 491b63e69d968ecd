// SPDX-License-Identifier: MIT
#include "lib/json/selection.h"

#include <ucs/detail/ascii.h>

#include <algorithm>
#include <string>

namespace ucs {
inline namespace v0 {
namespace json {

bool NameSelection::contains(std::string_view name) const {
  return is_all || std::any_of(names.begin(), names.end(), [&](const std::string& selected) {
           return ignores_case ? detail::equal_ignoring_case(selected, name) : selected == name;
         });
}

Selection::Selection(const NameSelection& selection)
    : is_all_(selection.is_all), ignores_case_(selection.ignores_case) {
  if (is_all_) return;
  names_.assign(selection.names.begin(), selection.names.end());
  if (ignores_case_) {
    std::sort(names_.begin(), names_.end(), detail::less_ignoring_case);
  } else {
    std::sort(names_.begin(), names_.end());
  }
}

bool Selection::contains(std::string_view name) const {
  if (is_all_) return true;
  if (ignores_case_)
    return std::binary_search(names_.begin(), names_.end(), name, detail::less_ignoring_case);
  return std::binary_search(names_.begin(), names_.end(), name);
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
