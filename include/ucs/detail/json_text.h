// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/utf8.h>
#include <ucs/json_text.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Appends the necessary escape of `c`, a quotation mark, a backslash or a control character.
inline void append_json_escape(std::string& out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += '\\';
  switch (c) {
    case '"':
    case '\\':
      out += c;
      return;
    case '\b':
      out += 'b';
      return;
    case '\f':
      out += 'f';
      return;
    case '\n':
      out += 'n';
      return;
    case '\r':
      out += 'r';
      return;
    case '\t':
      out += 't';
      return;
    default:
      out += "u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
  }
}

[[nodiscard]] constexpr bool needs_json_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Appends `text`, which is UTF-8, as a JSON string with no escapes but the necessary ones.
inline void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_json_escape(text[i])) continue;
    out.append(text, start, i - start);
    append_json_escape(out, text[i]);
    start = i + 1;
  }
  out.append(text, start, text.size() - start);
  out += '"';
}

/// A member of a compact JSON object: its name as written, quotation marks included, and its value
/// as written.
struct JsonMember {
  std::string_view name;
  std::string_view value;
};

/// Returns the offset behind the string that starts at `begin` of a valid JSON text.
[[nodiscard]] inline std::size_t json_string_end(std::string_view json,
                                                 std::size_t begin) noexcept {
  std::size_t i = begin + 1;
  while (json[i] != '"') i += json[i] == '\\' ? 2U : 1U;
  return i + 1;
}

/// Returns the offset behind the value that starts at `begin` of a valid, compact JSON text. Does
/// not recurse.
[[nodiscard]] inline std::size_t json_value_end(std::string_view json, std::size_t begin) noexcept {
  std::size_t depth = 0;
  std::size_t i = begin;
  while (i < json.size()) {
    const char c = json[i];
    if (c == '"') {
      i = json_string_end(json, i);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return i;
    if (c == '}' || c == ']') --depth;
    ++i;
  }
  return i;
}

/// Returns the members of `object`, a valid, compact JSON object, in their order. Linear.
[[nodiscard]] inline std::vector<JsonMember> json_members(std::string_view object) {
  std::vector<JsonMember> members;
  std::size_t i = 1;
  while (object[i] != '}') {
    if (object[i] == ',') ++i;
    const std::size_t name_end = json_string_end(object, i);
    const std::size_t value_end = json_value_end(object, name_end + 1);
    members.push_back(
        {object.substr(i, name_end - i), object.substr(name_end + 1, value_end - name_end - 1)});
    i = value_end;
  }
  return members;
}

/// Returns the elements of `array`, a valid, compact JSON array, in their order. Linear.
[[nodiscard]] inline std::vector<std::string_view> json_elements(std::string_view array) {
  std::vector<std::string_view> elements;
  for (std::size_t i = 1; array[i] != ']';) {
    const std::size_t end = json_value_end(array, i);
    elements.push_back(array.substr(i, end - i));
    i = array[end] == ',' ? end + 1 : end;
  }
  return elements;
}

/// Returns `base` with the members of `added` put in: a name both have takes the value of `added`
/// in its old place, new names follow in their order. Both are objects. O(n log n).
[[nodiscard]] inline std::string merge_json_objects(std::string_view base, std::string_view added) {
  std::vector<JsonMember> result = json_members(base);
  std::vector<std::size_t> by_name(result.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) by_name[i] = i;
  std::sort(by_name.begin(), by_name.end(),
            [&](std::size_t a, std::size_t b) { return result[a].name < result[b].name; });
  for (const JsonMember& member : json_members(added)) {
    const auto found = std::lower_bound(
        by_name.begin(), by_name.end(), member.name,
        [&](std::size_t index, std::string_view name) { return result[index].name < name; });
    if (found != by_name.end() && result[*found].name == member.name) {
      result[*found].value = member.value;
    } else {
      result.push_back(member);
    }
  }
  std::string text = "{";
  text.reserve(base.size() + added.size());
  for (const JsonMember& member : result) {
    if (text.size() > 1) text += ',';
    text.append(member.name).append(1, ':').append(member.value);
  }
  return text += '}';
}

}  // namespace detail

inline Result<JsonText> JsonText::string(std::string_view value) {
  if (!detail::is_utf8(value)) {
    return Error{ErrorCode::kInvalidExtension,
                 "an extension value is not valid UTF-8; expected UTF-8 text", ""};
  }
  std::string text;
  detail::append_json_string(text, value);
  return JsonText(Text(text));
}

}  // namespace v0
}  // namespace ucs
