// SPDX-License-Identifier: MIT
// Short forms for what nearly every test of the core needs.
#pragma once

#include <ucs/error.h>
#include <ucs/lifecycle.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/time.h>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/manual_clock.h"

namespace ucs::tests {

/// Returns "ok" or the name of the error's code.
template <class T>
std::string outcome(const Result<T>& result) {
  return result ? "ok" : std::string(code_name(result.error().code));
}

/// Returns "ok" or "code field".
template <class T>
std::string outcome_and_field(const Result<T>& result) {
  return result ? "ok" : outcome(result) + " " + result.error().field;
}

/// A text of `count` characters of `bytes` (1 to 4) UTF-8 bytes each.
inline std::string characters(std::size_t count, std::size_t bytes = 2) {
  static constexpr const char* kCharacters[] = {"x", "\xC3\xA4", "\xE2\x82\xAC",
                                                "\xF0\x9F\x98\x80"};
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kCharacters[bytes - 1];
  return text;
}

/// Extensions with JSON texts as values: extensions({{"F", "{}"}}).
inline Extensions extensions(
    std::initializer_list<std::pair<std::string, std::string>> names_and_values) {
  std::vector<Extension> all;
  for (const auto& [name, value] : names_and_values) {
    all.push_back({name, JsonText::unchecked(value)});
  }
  return Extensions(std::move(all));
}

/// `count` extensions, named with `prefix` and a number.
inline Extensions many_extensions(std::size_t count, const std::string& prefix = "n") {
  std::vector<Extension> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back({prefix + std::to_string(i), JsonText::integer(1)});
  }
  return Extensions(std::move(all));
}

/// Writes extensions as `a=1 b={"c":2}`.
inline std::string written(const Extensions& extensions) {
  std::string text;
  for (const ExtensionView extension : extensions) {
    if (!text.empty()) text += ' ';
    text.append(extension.name).append("=").append(extension.value);
  }
  return text;
}

/// The circumstances of a test of ucs/lifecycle.h.
inline lifecycle::Context context(Dialect dialect = Dialect::kV85,
                                  std::string_view now = "2026-03-01T12:00:00Z") {
  return {at(now), field_rules(dialect)};
}

/// A start that both dialects accept.
inline StartService start_of(const Text& customer_id, const LongOrString& type = "booking") {
  StartService request;
  request.customer_id = customer_id;
  request.service_type = type;
  return request;
}
inline StartState state_of(const LongOrString& type) {
  StartState request;
  request.state_type = type;
  return request;
}
inline StartTask task_of(const LongOrString& type, std::optional<StateId> state_id = {}) {
  StartTask request;
  request.task_type = type;
  request.state_id = state_id;
  return request;
}
inline Transition transition_of(StateId from, const LongOrString& to_type) {
  Transition request;
  request.from.state_id = from;
  request.to.state_type = to_type;
  return request;
}

}  // namespace ucs::tests
