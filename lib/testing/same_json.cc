// SPDX-License-Identifier: MIT
#include "lib/testing/same_json.h"

#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstddef>

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
  for (std::size_t i = 1; value[i] != ']';) {
    const std::size_t end = ucs::detail::json_value_end(value, i);
    append_sorted(out, value.substr(i, end - i));
    out += ',';
    i = value[end] == ',' ? end + 1 : end;
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

std::string shown_json(std::string_view json) {
  const std::string text = ucs::detail::quoted(json);
  return text.substr(1, text.size() - 2);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
