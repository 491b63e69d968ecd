// SPDX-License-Identifier: MIT
#include "lib/http/routes.h"

#include <ucs/detail/quoted.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <utility>

#include "lib/http/percent.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

bool is_variable(std::string_view part) noexcept { return !part.empty() && part.front() == '{'; }

bool is_id(std::string_view variable) noexcept {
  return variable == "{service_id}" || variable == "{state_id}" || variable == "{task_id}";
}

bool is_decimal(std::string_view text) noexcept {
  return text.size() <= 20 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Reads an id from a path.
template <class Id>
Result<Id> read_id(std::string_view variable, std::string_view text) {
  Id id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && end == text.data() + text.size()) return id;
  const std::string name(variable.substr(1, variable.size() - 2));
  return Error{ErrorCode::kInvalidId,
               name + " in the path is " + detail::quoted(text) +
                   "; expected a decimal integer of at most " +
                   std::to_string(std::numeric_limits<Id>::max()),
               name};
}

}  // namespace

PathParts::PathParts(std::string_view path) {
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  bool is_done = path.empty();
  while (!is_done && size_ < parts_.size()) {
    const std::size_t slash = path.find('/');
    parts_[size_++] = path.substr(0, slash);
    is_done = slash == std::string_view::npos;
    path.remove_prefix(is_done ? path.size() : slash + 1);
  }
}

Route::Route(std::string_view pattern) : parts_(pattern) {}

void Route::add(const Operation& operation) {
  methods_.push_back({operation.method, operation.name, operation.handler, operation.works_in});
}

bool Route::matches(const PathParts& parts) const noexcept {
  if (parts.size() != parts_.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_variable(parts_[i]) ? parts[i].empty() : parts[i] != parts_[i]) return false;
  }
  return true;
}

const Route::Method* Route::find(std::string_view method) const noexcept {
  if (method == "HEAD") method = "GET";
  const auto found = std::find_if(methods_.begin(), methods_.end(),
                                  [&](const Method& known) { return known.name == method; });
  return found == methods_.end() ? nullptr : &*found;
}

Handler Route::handler(std::string_view method) const noexcept {
  const Method* const found = find(method);
  return found == nullptr ? nullptr : found->handler;
}

std::string Route::allow() const {
  std::string result;
  for (const Method& method : methods_) {
    if (!result.empty()) result += ", ";
    result += method.name;
    if (method.name == "GET") result += ", HEAD";
  }
  return result;
}

std::string Route::describe(const PathParts& parts) const {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    result += '/';
    result += is_id(parts_[i]) && is_decimal(parts[i]) ? parts[i] : parts_[i];
  }
  return result;
}

std::vector<std::pair<std::string_view, std::string_view>> Route::variables(
    const PathParts& parts) const {
  std::vector<std::pair<std::string_view, std::string_view>> result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_variable(parts_[i]))
      result.emplace_back(parts_[i].substr(1, parts_[i].size() - 2), parts[i]);
  }
  return result;
}

Result<PathValues> Route::values(const PathParts& parts) const {
  PathValues values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view variable = parts_[i];
    if (!is_variable(variable)) continue;
    if (variable == "{service_id}") {
      const auto id = read_id<ServiceId>(variable, parts[i]);
      if (!id) return id.error();
      values.ids.service_id = *id;
    } else if (variable == "{state_id}") {
      const auto id = read_id<StateId>(variable, parts[i]);
      if (!id) return id.error();
      values.ids.state_id = *id;
    } else if (variable == "{task_id}") {
      const auto id = read_id<TaskId>(variable, parts[i]);
      if (!id) return id.error();
      values.ids.task_id = *id;
    } else if (auto text = percent_decode(parts[i], Plus::kItself)) {
      values.text = *std::move(text);
    } else {
      const std::string name(variable.substr(1, variable.size() - 2));
      return Error{
          ErrorCode::kInvalidParameter,
          name + " in the path is " + detail::quoted(parts[i]) + "; expected percent-encoded UTF-8",
          name};
    }
  }
  return values;
}

RouteTable::RouteTable(const std::vector<Operation>& operations, Dialect dialect) {
  std::string_view path;
  for (const Operation& operation : operations) {
    if (operation.served_in == ServedIn::kV81 && dialect != Dialect::kV81) continue;
    std::vector<Route>& routes = by_size_[PathParts(operation.path).size()];
    if (operation.path != path) routes.emplace_back(operation.path);
    path = operation.path;
    routes.back().add(operation);
  }
}

const Route* RouteTable::find(const PathParts& parts) const noexcept {
  const std::vector<Route>& routes = by_size_[parts.size()];
  const auto found = std::find_if(routes.begin(), routes.end(),
                                  [&](const Route& route) { return route.matches(parts); });
  return found == routes.end() ? nullptr : &*found;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
