// SPDX-License-Identifier: MIT
#include "lib/json/member_names.h"

#include <algorithm>
#include <tuple>

namespace ucs {
inline namespace v0 {
namespace json {

const char* MemberNames::first_repeated(std::size_t first) {
  const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
  // Equal names end up side by side, in the order of the text.
  std::sort(begin, names_.end(), [](const Name& a, const Name& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = a.text.compare(b.text);
    return order != 0 ? order < 0 : a.text.data() < b.text.data();
  });
  const char* repeated = nullptr;
  for (std::size_t i = first + 1; i < names_.size(); ++i) {
    if (names_[i].prefix != names_[i - 1].prefix || names_[i].text != names_[i - 1].text) continue;
    const char* const position = names_[i].text.data();
    if (repeated == nullptr || position < repeated) repeated = position;
  }
  return repeated;
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
