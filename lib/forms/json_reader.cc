// SPDX-License-Identifier: MIT
#include "lib/forms/json_reader.h"

#include <ucs/detail/json_cursor.h>
#include <ucs/detail/json_text.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/time.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "lib/forms/time_span.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kDuration =
    R"(a time, such as "30m" or "250ms" and up to "68y", or an integer of milliseconds)";

/// Reads all of `text` as a number.
template <class Number>
[[nodiscard]] std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Returns the path of a member.
[[nodiscard]] std::string path_of(const std::string& object, std::string_view member) {
  // A name is bounded and made harmless as any value in a message is.
  return (object.empty() ? "" : object + ".") + ucs::detail::tamed(member);
}

}  // namespace

Error unexpected(const Value& value, std::string_view what) {
  return {ErrorCode::kInvalidField,
          (value.path.empty() ? "the body" : value.path) + " is " +
              ucs::detail::describe_json(value.json) + "; expected " + std::string(what),
          value.path};
}

Error missing(const std::string& path) {
  return {ErrorCode::kMissingField, path + " is missing", path};
}

Result<std::string> to_text(const Value& value) {
  if (!ucs::detail::is_json_string(value.json)) return unexpected(value, "a text");
  return ucs::detail::json_string_value(value.json);
}

Result<bool> to_boolean(const Value& value) {
  if (value.json == "true" || value.json == "false") return value.json == "true";
  return unexpected(value, "true or false");
}

Result<std::uint64_t> to_integer(const Value& value, std::uint64_t max) {
  const auto number = number_of<std::uint64_t>(value.json);
  if (number && *number <= max) return *number;
  return unexpected(value, "an integer from 0 to " + std::to_string(max));
}

Result<double> to_number(const Value& value) {
  const auto number = number_of<double>(value.json);
  if (number) return *number;
  return unexpected(value, "a number");
}

Result<std::chrono::milliseconds> to_duration(const Value& value) {
  if (ucs::detail::is_json_string(value.json)) {
    if (const auto duration = parse_span(ucs::detail::json_bare(value.json))) return *duration;
  } else if (const auto count = number_of<std::int64_t>(value.json)) {
    return std::chrono::milliseconds(*count);
  }
  return unexpected(value, kDuration);
}

Result<Timestamp> to_time(const Value& value) {
  const auto text = to_text(value);
  if (!text) return unexpected(value, "a time, such as \"2026-03-01T12:00:00Z\"");
  return parse_timestamp(*text, value.path);
}

Result<std::vector<Value>> to_list(const Value& value) {
  if (value.json.front() != '[') return unexpected(value, "an array");
  std::vector<Value> elements;
  for (const std::string_view element : ucs::detail::json_elements(value.json))
    elements.push_back({element, value.path + "[" + std::to_string(elements.size()) + "]"});
  return elements;
}

Result<std::vector<NamedValue>> to_members(const Value& value) {
  if (value.json.front() != '{') return unexpected(value, "an object");
  std::vector<NamedValue> members;
  for (const ucs::detail::JsonMember& member : ucs::detail::json_members(value.json)) {
    std::string name = ucs::detail::json_string_value(member.name);
    std::string path = path_of(value.path, name);
    members.push_back({std::move(name), {member.value, std::move(path)}});
  }
  return members;
}

ObjectReader::ObjectReader(const Value& object, std::string_view what)
    : path_(object.path), what_(what) {
  auto members = to_members(object);
  if (members) {
    members_ = *std::move(members);
  } else {
    error_ = std::move(members).error();
  }
}

std::optional<Value> ObjectReader::find(std::string_view name) {
  known_.emplace_back(name);
  for (const NamedValue& member : members_) {
    if (member.name == name) return member.value;
  }
  return std::nullopt;
}

std::optional<Value> ObjectReader::require(std::string_view name) {
  auto value = find(name);
  if (!value && !missing_) missing_ = missing(path_of(path_, name));
  return value;
}

void ObjectReader::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

Result<void> ObjectReader::done() const {
  if (error_) return *error_;
  const std::vector<std::string_view> known(known_.begin(), known_.end());
  for (const NamedValue& member : members_) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    return Error{ErrorCode::kInvalidField,
                 what_ + " has no member " + ucs::detail::quoted(member.name) + "; did you mean " +
                     ucs::detail::quoted(ucs::detail::nearest(member.name, known)) + "?",
                 member.value.path};
  }
  if (missing_) return *missing_;
  return {};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
