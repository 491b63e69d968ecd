// SPDX-License-Identifier: MIT
#include "lib/json/member_names.h"

#include <algorithm>
#include <tuple>

namespace ucs {
inline namespace v0 {
namespace json {

std::optional<std::string_view> MemberNames::first_repeated(std::size_t first) {
  const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
  // Equal names end up side by side, in the order of the text.
  std::sort(begin, names_.end(), [](const Name& a, const Name& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = a.text.compare(b.text);
    return order != 0 ? order < 0 : a.text.data() < b.text.data();
  });
  std::optional<std::string_view> repeated;
  for (std::size_t i = first + 1; i < names_.size(); ++i) {
    if (names_[i].prefix != names_[i - 1].prefix || names_[i].text != names_[i - 1].text) continue;
    const std::string_view name = names_[i].text;
    if (!repeated || name.data() < repeated->data()) repeated = name;
  }
  return repeated;
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
