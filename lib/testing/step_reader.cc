// SPDX-License-Identifier: MIT
// Steps as they are read: the second half of step_json.h.
#include <algorithm>
#include <array>
#include <utility>

#include "lib/forms/bytes_json.h"
#include "lib/forms/clock_json.h"
#include "lib/forms/fault_json.h"
#include "lib/testing/conditions.h"
#include "lib/testing/step_json.h"
#include "lib/testing/step_names.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

template <std::size_t kCount>
[[nodiscard]] Result<std::size_t> to_one_of(const std::array<std::string_view, kCount>& names,
                                            const Value& value, std::string_view what) {
  const auto text = to_text(value);
  if (!text) return text.error();
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  return unknown_name(value.path, *text, what, {names.begin(), names.end()});
}

[[nodiscard]] Result<std::vector<http::Header>> to_headers(const Value& value) {
  const auto pairs = to_list(value);
  if (!pairs) return pairs.error();
  std::vector<http::Header> headers;
  for (const Value& pair : *pairs) {
    const auto texts = to_list(pair);
    if (!texts) return texts.error();
    if (texts->size() != 2) return unexpected(pair, "a name and a value");
    auto name = to_bytes((*texts)[0]);
    if (!name) return std::move(name).error();
    auto header_value = to_bytes((*texts)[1]);
    if (!header_value) return std::move(header_value).error();
    headers.push_back({*std::move(name), *std::move(header_value)});
  }
  return headers;
}

/// Reads a member that must be there by `convert`.
template <class T, class Convert>
void take(ObjectReader& object, std::string_view name, T& target, const Convert& convert) {
  const auto value = object.require(name);
  if (!value) return;
  auto read = convert(*value);
  object.fail_with(read);
  if (read) target = *std::move(read);
}

[[nodiscard]] Result<http::Request> to_request(const Value& value) {
  http::Request request;
  ObjectReader object(value, "a request");
  take(object, "method", request.method, to_bytes);
  take(object, "target", request.target, to_bytes);
  take(object, "headers", request.headers, to_headers);
  if (object.find("body")) take(object, "body", request.body, to_bytes);
  if (object.find("client_address"))
    take(object, "client_address", request.client_address, to_bytes);
  if (auto done = object.done(); !done) return std::move(done).error();
  return request;
}

[[nodiscard]] Result<Delivery> to_delivery(const Value& value) {
  Delivery delivery;
  ObjectReader object(value, "a delivery");
  std::size_t kind = 0;
  take(object, "kind", kind,
       [](const Value& name) { return to_one_of(kDeliveryNames, name, "the name of a delivery"); });
  delivery.kind = static_cast<Delivery::Kind>(kind);
  object.read("bytes", delivery.bytes);
  object.read("pause", delivery.pause);
  if (auto done = object.done(); !done) return std::move(done).error();
  return delivery;
}

[[nodiscard]] Result<Outcome> to_answer(const Value& value) {
  Outcome outcome;
  http::Response& response = outcome.exchange.response;
  ObjectReader object(value, "an answer");
  static_cast<void>(object.require("status"));
  object.read("status", response.status);
  take(object, "headers", response.headers, to_headers);
  if (object.find("body")) take(object, "body", response.body, to_bytes);
  if (object.find("delivery")) take(object, "delivery", outcome.exchange.delivery, to_delivery);
  object.read("latency", outcome.latency);
  if (auto done = object.done(); !done) return std::move(done).error();
  return outcome;
}

/// An error that is a value: a Result cannot be told from it otherwise.
struct GivenError {
  Error error;
};

[[nodiscard]] Result<GivenError> to_error(const Value& value) {
  GivenError given;
  Error& error = given.error;
  ObjectReader object(value, "an error");
  std::array<std::string_view, kErrorCodeCount> names;
  for (int i = 0; i < kErrorCodeCount; ++i)
    names[static_cast<std::size_t>(i)] = code_name(static_cast<ErrorCode>(i));
  std::size_t code = 0;
  take(object, "code", code,
       [&](const Value& name) { return to_one_of(names, name, "the code of an error"); });
  error.code = static_cast<ErrorCode>(code);
  object.read("message", error.message);
  object.read("field", error.field);
  if (auto done = object.done(); !done) return std::move(done).error();
  return given;
}

[[nodiscard]] Result<http::AccessDecision> to_access(const Value& value) {
  std::int64_t retry_after = 0;
  ObjectReader object(value, "a decision");
  object.read("retry_after", retry_after);
  if (object.find("error")) {
    GivenError given;
    take(object, "error", given, to_error);
    if (auto done = object.done(); !done) return std::move(done).error();
    return http::AccessDecision(std::move(given.error), std::chrono::seconds(retry_after));
  }
  std::size_t role = 0;
  take(object, "role", role,
       [](const Value& name) { return to_one_of(kRoleNames, name, "the name of a role"); });
  if (auto done = object.done(); !done) return std::move(done).error();
  http::AccessDecision decision(static_cast<http::Role>(role));
  decision.retry_after = std::chrono::seconds(retry_after);
  return decision;
}

[[nodiscard]] Result<http::MemoryFigures> to_memory(const Value& value) {
  http::MemoryFigures memory;
  ObjectReader object(value, "memory");
  object.read("max_kb", memory.max_kb);
  object.read("allocated_kb", memory.allocated_kb);
  object.read("used_kb", memory.used_kb);
  object.read("free_kb", memory.free_kb);
  if (auto done = object.done(); !done) return std::move(done).error();
  return memory;
}

void read_readings(ObjectReader& object, Readings& readings) {
  object.read("system", readings.system);
  if (object.find("access")) {
    if (auto access = to_access(*object.find("access"))) {
      readings.access.emplace(*std::move(access));
    } else {
      object.fail(std::move(access).error());
    }
  }
  if (object.find("memory")) take(object, "memory", readings.memory, to_memory);
}

[[nodiscard]] Result<DueOutcome> to_due(const Value& value) {
  DueOutcome due;
  ObjectReader object(value, "due");
  object.read("completed", due.completed);
  object.read("expired", due.expired);
  if (auto done = object.done(); !done) return std::move(done).error();
  return due;
}

[[nodiscard]] Result<std::vector<FaultRule>> to_rules(const Value& value) {
  const auto elements = to_list(value);
  if (!elements) return elements.error();
  std::vector<FaultRule> rules;
  for (const Value& element : *elements) {
    auto rule = read_fault_rule(element);
    if (!rule) return std::move(rule).error();
    rules.push_back(*std::move(rule));
  }
  return rules;
}

/// Reads the kind of a step, once it is sure that no member of it is misspelled.
[[nodiscard]] Result<StepKind> read_step_kind(const Value& value) {
  std::size_t kind = 0;
  ObjectReader object(value, "a step");
  for (const char* member : {"request", "answer", "error", "by", "time", "due", "clock", "document",
                             "name", "rule", "rules", "system", "access", "memory"})
    static_cast<void>(object.find(member));
  take(object, "do", kind,
       [](const Value& name) { return to_one_of(kStepNames, name, "the name of a step"); });
  if (auto done = object.done(); !done) return std::move(done).error();
  return static_cast<StepKind>(kind);
}

void read_members(ObjectReader& object, Step& step) {
  const auto bytes = [&](std::string_view name) { take(object, name, step.text, to_bytes); };
  switch (step.kind) {
    case StepKind::kRefuse:
    case StepKind::kRequest:
      take(object, "request", step.request, to_request);
      if (step.kind == StepKind::kRefuse) {
        GivenError given;
        take(object, "error", given, to_error);
        step.error = std::move(given.error);
      }
      return take(object, "answer", step.answer, to_answer);
    case StepKind::kAdvance:
      take(object, "by", step.by, to_duration);
      return take(object, "due", step.due, to_due);
    case StepKind::kSetTime:
      take(object, "time", step.time, to_time);
      return take(object, "due", step.due, to_due);
    case StepKind::kUseClock:
      return take(object, "clock", step.clock, to_clock_mode);
    case StepKind::kReset:
      return;
    case StepKind::kLoad:
      return bytes("document");
    case StepKind::kSnapshot:
    case StepKind::kRestore:
    case StepKind::kDiscard:
    case StepKind::kRemoveFault:
      return bytes("name");
    case StepKind::kAddFault:
      bytes("name");
      return take(object, "rule", step.rules, [](const Value& value) {
        auto rule = read_fault_rule(value);
        return rule ? Result<std::vector<FaultRule>>({*rule})
                    : Result<std::vector<FaultRule>>(rule.error());
      });
    case StepKind::kSetFaults:
      return take(object, "rules", step.rules, to_rules);
  }
}

}  // namespace

Result<Step> read_step(const Value& value) {
  const auto kind = read_step_kind(value);
  if (!kind) return kind.error();
  Step step;
  step.kind = *kind;
  ObjectReader object(value, "a step " + std::string(step_name(*kind)));
  static_cast<void>(object.find("do"));
  read_members(object, step);
  read_readings(object, step.readings);
  if (auto done = object.done(); !done) return std::move(done).error();
  return step;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
