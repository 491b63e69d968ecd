// SPDX-License-Identifier: MIT
#include "lib/testing/document.h"

#include <ucs/detail/attribute_value.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/json.h>
#include <ucs/settings.h>
#include <ucs/time.h>

#include <algorithm>
#include <iterator>
#include <list>
#include <utility>

#include "lib/testing/document_tables.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

template <class Draft>
void add_members_of(std::vector<KnownMember>& all) {
  for (const auto& member : Table<Draft>::kMembers)
    all.push_back({Table<Draft>::kName, member.name, member.type});
}

/// Reads a time that is absolute, or relative to `now`: `+` or `-`, and a duration.
[[nodiscard]] std::optional<Timestamp> read_time(std::string_view text, Timestamp now) {
  if (text.empty() || (text.front() != '-' && text.front() != '+'))
    return ucs::detail::read_timestamp(text);
  const auto by = ucs::detail::read_duration(text.substr(1));
  if (!by) return std::nullopt;
  const Timestamp time = text.front() == '-' ? now - *by : now + *by;
  if (time < kTimestampMin || time > kTimestampMax) return std::nullopt;
  return time;
}

/// Returns how deep objects and arrays of a compact value are nested.
[[nodiscard]] std::size_t depth_of(std::string_view value) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < value.size();) {
    const char c = value[i];
    if (c == '"') {
      i = ucs::detail::json_string_end(value, i);
      continue;
    }
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
    ++i;
  }
  return deepest;
}

}  // namespace

std::string_view expected_value(MemberType type) {
  switch (type) {
    case MemberType::kText:
      return "a string";
    case MemberType::kLongOrString:
      return "a string, or an integer from -9223372036854775808 to 9223372036854775807";
    case MemberType::kInteger64:
      return "an integer from -9223372036854775808 to 9223372036854775807";
    case MemberType::kInteger32:
      return "an integer from -2147483648 to 2147483647";
    case MemberType::kBoolean:
      return "true or false";
    case MemberType::kTime:
      return "a time such as \"2026-03-01T12:00:00.000Z\", or a relative one such as \"-2h\" or "
             "\"+90s\" (units s m h d w M y), within the years 0000 to 9999";
    case MemberType::kEvent:
    case MemberType::kCompletion:
      return "an object, or a time";
    case MemberType::kExtensions:
      return "an object";
    case MemberType::kStates:
    case MemberType::kTasks:
    case MemberType::kList:
      return "an array of objects";
    case MemberType::kAny:
      break;
  }
  return "any value";
}

std::vector<KnownMember> known_members() {
  std::vector<KnownMember> all;
  add_members_of<DocumentDraft>(all);
  add_members_of<LastIdsDraft>(all);
  add_members_of<SchemaDraft>(all);
  add_members_of<AttributeDraft>(all);
  add_members_of<ServiceDraft>(all);
  add_members_of<StateDraft>(all);
  add_members_of<TaskDraft>(all);
  add_members_of<EventRequest>(all);
  add_members_of<CompleteActivity>(all);
  return all;
}

template <class Draft>
void DocumentReader::read_members(const Node& node, Draft& draft) {
  if (!is_of(node, '{', "an object")) return;
  constexpr auto& kMembers = Table<Draft>::kMembers;
  for (const Node& given : node.members()) {
    const auto known = std::find_if(std::begin(kMembers), std::end(kMembers),
                                    [&](const auto& member) { return member.name == given.name; });
    if (known != std::end(kMembers)) {
      known->read(*this, given, draft);
      continue;
    }
    std::vector<std::string_view> names;
    for (const auto& member : kMembers) names.push_back(member.name);
    findings_.add(given, ErrorCode::kInvalidField,
                  "is no member of the " + std::string(Table<Draft>::kName) + "; did you mean " +
                      ucs::detail::quoted(ucs::detail::nearest(given.name, names)) + "?");
  }
}

template <class Draft>
void DocumentReader::read_list(const Node& node, std::vector<Draft>& drafts) {
  if (!is_of(node, '[', "an array of objects")) return;
  for (const Node& element : node.elements()) {
    read(element, drafts.emplace_back());
    if (!findings_.is_empty()) return;
  }
}

template <class Integer>
void DocumentReader::read_integer(const Node& node, std::optional<Integer>& value) {
  std::optional<Integer> integer;
  if (!node.is_string()) integer = ucs::detail::read_decimal<Integer>(node.text);
  if (!integer) return findings_.expected(node, expected_value(type_of(&value)));
  value = integer;
}

bool DocumentReader::is_of(const Node& node, char first, std::string_view what) {
  if (node.text.front() == first) return true;
  findings_.expected(node, what);
  return false;
}

void DocumentReader::read(const Node& node, DocumentDraft& document) {
  read_members(node, document);
}
void DocumentReader::read(const Node& node, LastIdsDraft& ids) { read_members(node, ids); }
void DocumentReader::read(const Node& node, StateDraft& state) { read_members(node, state); }
void DocumentReader::read(const Node& node, TaskDraft& task) { read_members(node, task); }
void DocumentReader::read(const Node& node, ServiceDraft& service) { read_members(node, service); }

void DocumentReader::read(const Node& node, SchemaDraft& schema) {
  read_members(node, schema);
  if (!findings_.is_empty()) return;
  const auto attributes = node.find("attributes");
  if (!attributes || !attributes->is_array()) return;  // json::parse_schema tells
  for (const Node& element : attributes->elements()) {
    AttributeDraft attribute;
    read_members(element, attribute);
    if (!findings_.is_empty()) return;
  }
}

void DocumentReader::read(const Node& node, Text& value) {
  if (is_of(node, '"', expected_value(MemberType::kText))) value = node.string();
}

void DocumentReader::read(const Node& node, LongOrString& value) {
  if (node.is_string()) {
    value = node.string();
    return;
  }
  const auto integer = ucs::detail::read_decimal<std::int64_t>(node.text);
  if (!integer) return findings_.expected(node, expected_value(MemberType::kLongOrString));
  value = *integer;
}

void DocumentReader::read(const Node& node, std::optional<std::int64_t>& value) {
  read_integer(node, value);
}
void DocumentReader::read(const Node& node, std::optional<std::int32_t>& value) {
  read_integer(node, value);
}

void DocumentReader::read(const Node& node, std::optional<bool>& value) {
  if (node.text != "true" && node.text != "false")
    return findings_.expected(node, expected_value(MemberType::kBoolean));
  value = node.text == "true";
}

void DocumentReader::read(const Node& node, std::optional<Timestamp>& value) {
  if (!is_of(node, '"', expected_value(MemberType::kTime))) return;
  value = read_time(node.string(), now_);
  if (value) return;
  findings_.add(node, ErrorCode::kInvalidTimestamp,
                "is " + ucs::detail::describe_json(node.text) + "; expected " +
                    std::string(expected_value(MemberType::kTime)));
}

void DocumentReader::read(const Node& node, EventRequest& event) {
  if (node.is_string()) return read(node, event.timestamp);
  if (is_of(node, '{', expected_value(MemberType::kEvent))) read_members(node, event);
}

void DocumentReader::read(const Node& node, std::optional<CompleteActivity>& completion) {
  completion.emplace();
  if (node.is_string()) return read(node, completion->timestamp);
  if (is_of(node, '{', expected_value(MemberType::kCompletion))) read_members(node, *completion);
}

void DocumentReader::read(const Node& node, Extensions& extensions) {
  if (!is_of(node, '{', expected_value(MemberType::kExtensions))) return;
  std::vector<Extensions::Item> items;
  std::list<std::string> names;
  for (const Node& value : node.members()) {
    if (depth_of(value.text) > json::kDepthMax) {
      return findings_.add(value, ErrorCode::kInvalidField,
                           "is nested more than " + std::to_string(json::kDepthMax) + " deep");
    }
    names.push_back(ucs::detail::json_string_value(value.name));
    items.push_back({names.back(), value.text});
  }
  extensions = Extensions::copy_of(std::move(items));
}

void DocumentReader::read(const Node& node, std::optional<Node>& list) {
  if (is_of(node, '[', expected_value(MemberType::kList))) list = node;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
