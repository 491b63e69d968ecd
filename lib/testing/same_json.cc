// SPDX-License-Identifier: MIT
#include "lib/testing/same_json.h"

#include <ucs/detail/json_text.h>

#include <algorithm>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Appends a compact JSON value with the members of its objects in the order of their names. It is
/// at most json::kDepthMax deep.
// NOLINTNEXTLINE(misc-no-recursion): the depth has a bound
void append_sorted(std::string& out, std::string_view value) {
  if (value.front() == '{') {
    auto members = ucs::detail::json_members(value);
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    out += '{';
    for (const ucs::detail::JsonMember& member : members) {
      out.append(member.name).append(1, ':');
      append_sorted(out, member.value);
      out += ',';
    }
    out += '}';
    return;
  }
  if (value.front() != '[') {
    out += value;
    return;
  }
  out += '[';
  for (const std::string_view element : ucs::detail::json_elements(value)) {
    append_sorted(out, element);
    out += ',';
  }
  out += ']';
}

[[nodiscard]] std::string sorted(std::string_view value) {
  std::string text;
  append_sorted(text, value);
  return text;
}

}  // namespace

bool is_same_json(std::string_view a, std::string_view b) { return sorted(a) == sorted(b); }

}  // namespace testing
}  // namespace v0
}  // namespace ucs
