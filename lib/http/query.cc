// SPDX-License-Identifier: MIT
#include "lib/http/query.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>
#include <ucs/time.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "lib/http/percent.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

Error invalid_parameter(std::string_view name, std::string_view value, std::string_view expected) {
  return Error{
      ErrorCode::kInvalidParameter,
      std::string(name) + " is " + detail::quoted(value) + "; expected " + std::string(expected),
      std::string(name)};
}

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void select(json::NameSelection& selection, std::string_view name) {
  if (name == "*") {
    selection.is_all = true;
  } else {
    selection.names.emplace_back(name);
  }
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Sorts one item of `extensions` under the entities it selects extensions of.
void select_extension(json::Inclusion& inclusion, Subject subject, std::string_view item) {
  constexpr std::string_view kOfState = "State.";
  constexpr std::string_view kOfTask = "Task.";
  if (subject == Subject::kService && starts_with(item, kOfState)) {
    select(inclusion.state_extensions, item.substr(kOfState.size()));
  } else if (subject != Subject::kTask && starts_with(item, kOfTask)) {
    select(inclusion.task_extensions, item.substr(kOfTask.size()));
  } else if (subject == Subject::kService) {
    select(inclusion.service_extensions, item);
  } else if (subject == Subject::kState) {
    select(inclusion.state_extensions, item);
  } else {
    select(inclusion.task_extensions, item);
  }
}

std::string_view types_parameter(Subject subject) {
  if (subject == Subject::kService) return "service_types";
  return subject == Subject::kState ? "state_types" : "task_types";
}

}  // namespace

template <class Visit>
void Query::for_each(std::string_view name, const Visit& visit) const {
  for (std::string_view rest = text_; !rest.empty();) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
    if (!starts_with(parameter, name)) continue;
    const std::string_view value = parameter.substr(name.size());
    if (value.empty() || value.front() == '=')
      visit(value.substr(std::min<std::size_t>(1, value.size())));
  }
}

std::optional<std::string_view> Query::last(std::string_view name) const {
  std::optional<std::string_view> found;
  for_each(name, [&](std::string_view value) { found = value; });
  return found;
}

Result<std::optional<std::string>> Query::text(std::string_view name) const {
  const auto found = last(name);
  if (!found) return std::optional<std::string>();
  auto decoded = percent_decode(*found, Plus::kBlank);
  if (!decoded) return invalid_parameter(name, *found, "percent-encoded UTF-8");
  return decoded;
}

Result<bool> Query::boolean(std::string_view name) const {
  if (!last(name)) return false;
  const auto given = text(name);
  if (!given) return given.error();
  const std::string& value = **given;
  if (detail::equal_ignoring_case(value, "true") || value == "1") return true;
  if (detail::equal_ignoring_case(value, "false") || value == "0") return false;
  return invalid_parameter(name, **given, "true, false, 1 or 0");
}

Result<std::optional<std::size_t>> Query::number(std::string_view name) const {
  const auto given = text(name);
  if (!given) return given.error();
  if (!*given) return std::optional<std::size_t>();
  const auto value = whole_number<std::size_t>(**given);
  if (!value) return invalid_parameter(name, **given, "a whole number, 0 or more");
  return value;
}

Result<std::optional<Timestamp>> Query::time(std::string_view name) const {
  auto given = text(name);
  if (!given) return std::move(given).error();
  if (!*given) return std::optional<Timestamp>();
  // A time has no blank: one can only be the plus sign of an offset, sent unencoded.
  std::string value = **std::move(given);
  std::replace(value.begin(), value.end(), ' ', '+');
  return parse_timestamp(value, name).transform([](Timestamp&& time) {
    return std::optional<Timestamp>(time);
  });
}

Result<std::size_t> Query::choice(std::string_view name,
                                  const std::vector<std::string_view>& values) const {
  const auto given = text(name);
  if (!given) return given.error();
  if (!*given) return std::size_t{0};
  const auto found = std::find(values.begin(), values.end(), std::string_view(**given));
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  std::string expected;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) expected += i + 1 == values.size() ? " or " : ", ";
    expected += values[i];
  }
  return invalid_parameter(name, **given, expected);
}

template <class Visit>
Result<void> Query::for_each_item(std::string_view name, const Visit& visit) const {
  std::optional<std::string_view> wrong;
  for_each(name, [&](std::string_view value) {
    // Decoded first, because many clients encode the commas of a list too.
    const auto decoded = percent_decode(value, Plus::kBlank);
    if (!decoded && !wrong) wrong = value;
    std::string_view rest = decoded ? std::string_view(*decoded) : std::string_view();
    while (!rest.empty()) {
      const std::string_view item = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
      if (!item.empty()) visit(item);
    }
  });
  if (wrong) return invalid_parameter(name, *wrong, "percent-encoded UTF-8");
  return {};
}

Result<json::Inclusion> Query::inclusion(Subject subject, Dialect dialect) const {
  json::Inclusion inclusion;
  if (text_.empty()) return inclusion;
  const auto read = [&](std::string_view name, bool& flag) -> Result<void> {
    const auto value = boolean(name);
    if (!value) return value.error();
    flag = *value;
    return {};
  };
  if (subject == Subject::kService) {
    if (auto done = read("active_states", inclusion.active_states); !done)
      return std::move(done).error();
    if (auto done = read("completed_states", inclusion.completed_states); !done)
      return std::move(done).error();
  }
  if (subject != Subject::kTask) {
    if (auto done = read("active_tasks", inclusion.active_tasks); !done)
      return std::move(done).error();
    if (auto done = read("completed_tasks", inclusion.completed_tasks); !done)
      return std::move(done).error();
  }
  auto done = for_each_item(
      "extensions", [&](std::string_view item) { select_extension(inclusion, subject, item); });
  if (!done) return std::move(done).error();
  for (json::NameSelection* selection :
       {&inclusion.service_extensions, &inclusion.state_extensions, &inclusion.task_extensions}) {
    selection->ignores_case = dialect == Dialect::kV81;
  }
  return inclusion;
}

Result<Filter> Query::filter(Subject subject) const {
  Filter filter;
  if (text_.empty()) return filter;
  auto types = for_each_item(types_parameter(subject),
                             [&](std::string_view item) { filter.types.emplace_back(item); });
  if (!types) return std::move(types).error();
  const auto from = time("started_from");
  if (!from) return from.error();
  filter.started_from = *from;
  const auto to = time("started_to");
  if (!to) return to.error();
  filter.started_to = *to;
  const auto limit = number("limit");
  if (!limit) return limit.error();
  filter.limit = *limit;
  const auto offset = number("offset");
  if (!offset) return offset.error();
  filter.offset = offset->value_or(0);
  if (subject != Subject::kTask) return filter;
  const auto state_id = text("state_id");
  if (!state_id) return state_id.error();
  if (*state_id) {
    filter.state_id = whole_number<StateId>(**state_id);
    if (!filter.state_id) return invalid_parameter("state_id", **state_id, "the id of a state");
  }
  return filter;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
