// SPDX-License-Identifier: MIT
#include "lib/testing/body_member.h"

#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>
#include <ucs/json.h>

#include <string_view>

#include "lib/testing/same_json.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

using ucs::detail::quoted;
using ucs::detail::tamed;

/// Returns the value of a member of a compact JSON value; nothing if that is no object that has it.
[[nodiscard]] std::optional<std::string_view> member_of(std::string_view value,
                                                        std::string_view name) {
  if (value.front() != '{') return std::nullopt;
  std::string written;
  json::append_string(written, name);
  for (const ucs::detail::JsonMember& member : ucs::detail::json_members(value)) {
    if (member.name == written) return member.value;
  }
  return std::nullopt;
}

/// Returns a part of a JSON Pointer without its escapes.
[[nodiscard]] std::string unescaped(std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool is_escape = part[i] == '~' && i + 1 < part.size();
    if (is_escape && (part[i + 1] == '0' || part[i + 1] == '1')) {
      text += part[++i] == '0' ? '~' : '/';
    } else {
      text += part[i];
    }
  }
  return text;
}

[[nodiscard]] std::optional<std::string_view> find(std::string_view value, std::string_view name) {
  if (name.front() != '/') return member_of(value, name);
  std::optional<std::string_view> found = value;
  while (found && !name.empty()) {
    name.remove_prefix(1);
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(part.size());
    found = member_of(*found, unescaped(part));
  }
  return found;
}

}  // namespace

Result<void> check_body_member(const BodyMember& member) {
  if (member.name.empty()) {
    return Error{ErrorCode::kInvalidField,
                 "the name of a body member is empty; expected a name, or a JSON Pointer", "body"};
  }
  const auto value = json::parse_value(member.json);
  if (value) return {};
  return Error{ErrorCode::kInvalidField,
               "the value of the body member " + quoted(member.name) + " is " +
                   quoted(member.json) +
                   "; expected JSON, a text in quotation marks: " + value.error().message,
               "body"};
}

std::optional<std::string> body_difference(const JournalEntry& entry, const BodyMember& member) {
  if (entry.body.size() < entry.body_bytes) {
    return "the body was cut after " + std::to_string(entry.body.size()) + " of " +
           std::to_string(entry.body_bytes) + " bytes";
  }
  const auto body = json::parse_value(entry.body);
  if (!body) return entry.body.empty() ? "there is no body" : "the body is not JSON";
  const auto found = find(body->view(), member.name);
  if (!found) return "the body has no member " + quoted(member.name);
  const auto expected = json::parse_value(member.json);
  if (expected && is_same_json(*found, expected->view())) return std::nullopt;
  return "body member " + quoted(member.name) + " is " + tamed(*found) + ", expected " +
         tamed(member.json);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
