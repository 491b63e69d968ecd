// SPDX-License-Identifier: MIT
// Compares JSON answers member by member, whatever the order of members.
#pragma once

#include <ucs/detail/json_text.h>
#include <ucs/json.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::tests {

namespace detail {

inline std::vector<std::string_view> json_elements(std::string_view array) {
  std::vector<std::string_view> elements;
  std::size_t i = 1;
  while (array[i] != ']') {
    if (array[i] == ',') ++i;
    const std::size_t end = ucs::detail::json_value_end(array, i);
    elements.push_back(array.substr(i, end - i));
    i = end;
  }
  return elements;
}

inline void append_differences(std::string& out, const std::string& path, std::string_view expected,
                               std::string_view actual) {
  if (expected.front() != actual.front() || (expected.front() != '{' && expected.front() != '[')) {
    if (expected != actual)
      out.append(path).append(": ").append(actual).append(", not ").append(expected).append("\n");
    return;
  }
  if (expected.front() == '[') {
    const auto wanted = json_elements(expected);
    const auto found = json_elements(actual);
    if (wanted.size() != found.size()) {
      out += path + " has " + std::to_string(found.size()) + " elements, not " +
             std::to_string(wanted.size()) + "\n";
      return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
      append_differences(out, path + "[" + std::to_string(i) + "]", wanted[i], found[i]);
    return;
  }
  const auto found = ucs::detail::json_members(actual);
  for (const auto& member : ucs::detail::json_members(expected)) {
    const std::string name = path + "." + std::string(member.name);
    bool is_found = false;
    for (const auto& other : found) {
      if (other.name != member.name) continue;
      is_found = true;
      append_differences(out, name, member.value, other.value);
    }
    if (!is_found) out += name + " is missing\n";
  }
}

}  // namespace detail

/// Returns a line for each member of `expected` that `actual` lacks or has with another value; an
/// empty text if it has all. Both are valid JSON. Further members of `actual` do not count.
inline std::string missing_members(std::string_view expected, std::string_view actual) {
  std::string out;
  detail::append_differences(out, "$", json::parse_value(expected).value().view(),
                             json::parse_value(actual).value().view());
  return out;
}

/// Returns the names of the outermost members of an object, in their order, joined by blanks.
inline std::string member_names(std::string_view object) {
  std::string names;
  for (const auto& member : ucs::detail::json_members(object))
    names.append(names.empty() ? "" : " ").append(member.name.substr(1, member.name.size() - 2));
  return names;
}

}  // namespace ucs::tests
