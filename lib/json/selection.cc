// SPDX-License-Identifier: MIT
#include "lib/json/selection.h"

#include <algorithm>
#include <string>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

[[nodiscard]] char to_small(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] bool precedes_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return to_small(x) < to_small(y); });
}

[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_small(x) == to_small(y); });
}

}  // namespace

bool NameSelection::contains(std::string_view name) const {
  return is_all || std::any_of(names.begin(), names.end(), [&](const std::string& selected) {
           return ignores_case ? equals_ignoring_case(selected, name) : selected == name;
         });
}

Selection::Selection(const NameSelection& selection)
    : is_all_(selection.is_all), ignores_case_(selection.ignores_case) {
  if (is_all_) return;
  names_.assign(selection.names.begin(), selection.names.end());
  if (ignores_case_) {
    std::sort(names_.begin(), names_.end(), precedes_ignoring_case);
  } else {
    std::sort(names_.begin(), names_.end());
  }
}

bool Selection::contains(std::string_view name) const {
  if (is_all_) return true;
  if (ignores_case_)
    return std::binary_search(names_.begin(), names_.end(), name, precedes_ignoring_case);
  return std::binary_search(names_.begin(), names_.end(), name);
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
