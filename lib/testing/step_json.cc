// SPDX-License-Identifier: MIT
#include "lib/testing/step_json.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/time.h>

#include <algorithm>
#include <array>

#include "lib/testing/bytes_json.h"
#include "lib/testing/clock_json.h"
#include "lib/testing/conditions.h"
#include "lib/testing/fault_json.h"
#include "lib/testing/json_writer.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::array<std::string_view, kStepKindCount> kNames = {
    "request",  "refuse",  "advance", "set_time",     "use_clock", "reset",     "load",
    "snapshot", "restore", "discard", "remove_fault", "add_fault", "set_faults"};
constexpr std::array<std::string_view, 5> kDeliveries = {"whole", "reset", "empty", "truncated",
                                                         "dribbled"};
constexpr std::array<std::string_view, 2> kRoles = {"supervisor", "administrator"};

constexpr std::string_view kMask = "***";
/// `***:***`
constexpr std::string_view kMaskedCredentials = "Basic KioqOioqKg==";

template <std::size_t kCount>
[[nodiscard]] Result<std::size_t> to_one_of(const std::array<std::string_view, kCount>& names,
                                            const Value& value, std::string_view what) {
  const auto text = to_text(value);
  if (!text) return text.error();
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  return unknown_name(value.path, *text, what, {names.begin(), names.end()});
}

// --- Writing

[[nodiscard]] std::string_view shown(const http::Header& header, const Readings& readings,
                                     const std::vector<std::string>& masked) {
  const bool is_masked = std::any_of(masked.begin(), masked.end(), [&](const std::string& name) {
    return ucs::detail::equal_ignoring_case(name, header.name);
  });
  if (!is_masked) return header.value;
  const bool was_read =
      readings.access && ucs::detail::equal_ignoring_case(header.name, "Authorization");
  return was_read ? kMaskedCredentials : kMask;
}

template <class Shown>
void append_headers(std::string& out, const std::vector<http::Header>& headers,
                    const Shown& value_of) {
  out += '[';
  for (const http::Header& header : headers) {
    out += out.back() == '[' ? "[" : ",[";
    append_bytes(out, header.name);
    out += ',';
    append_bytes(out, value_of(header));
    out += ']';
  }
  out += ']';
}

void append_request(std::string& out, const Exchanged& exchanged, const Readings& readings,
                    const std::vector<std::string>& masked) {
  const http::Request& request = exchanged.request;
  out += R"({"method":)";
  append_bytes(out, request.method);
  out += R"(,"target":)";
  append_bytes(out, request.target);
  out += R"(,"headers":)";
  append_headers(out, request.headers,
                 [&](const http::Header& header) { return shown(header, readings, masked); });
  if (!request.body.empty()) {
    out += R"(,"body":)";
    append_bytes(out, request.body);
  }
  if (!request.client_address.empty()) {
    out += R"(,"client_address":)";
    append_bytes(out, request.client_address);
  }
  out += '}';
}

[[nodiscard]] std::string write_delivery(const Delivery& delivery) {
  ObjectWriter object;
  object.text("kind", kDeliveries[static_cast<std::size_t>(delivery.kind)]);
  if (delivery.bytes > 0) object.number("bytes", delivery.bytes);
  if (delivery.pause.count() > 0) object.number("pause", delivery.pause.count());
  return object.done();
}

void append_answer(std::string& out, const Outcome& outcome) {
  const auto& [response, delivery] = outcome.exchange;
  out.append(R"({"status":)").append(std::to_string(response.status));
  out += R"(,"headers":)";
  append_headers(out, response.headers,
                 [](const http::Header& header) -> std::string_view { return header.value; });
  if (!response.body.empty()) {
    out += R"(,"body":)";
    append_bytes(out, response.body);
  }
  if (delivery.kind != Delivery::Kind::kWhole)
    out.append(R"(,"delivery":)").append(write_delivery(delivery));
  if (outcome.latency.count() > 0)
    out.append(R"(,"latency":)").append(std::to_string(outcome.latency.count()));
  out += '}';
}

[[nodiscard]] std::string write_error(const Error& error) {
  return ObjectWriter()
      .text("code", code_name(error.code))
      .text("message", error.message)
      .text("field", error.field)
      .done();
}

[[nodiscard]] std::string write_access(const http::AccessDecision& decision) {
  ObjectWriter object;
  if (decision.role) {
    object.text("role", kRoles[static_cast<std::size_t>(*decision.role)]);
  } else {
    object.json("error", write_error(decision.role.error()));
  }
  if (decision.retry_after.count() != 0) object.number("retry_after", decision.retry_after.count());
  return object.done();
}

/// Appends the members of readings, and the brace that closes the step.
void append_readings(std::string& out, const Readings& readings) {
  if (readings.system)
    out.append(R"(,"system":")").append(format_timestamp(*readings.system)).append("\"");
  if (readings.access) out.append(R"(,"access":)").append(write_access(*readings.access));
  if (readings.memory) {
    out.append(R"(,"memory":)")
        .append(ObjectWriter()
                    .number("max_kb", readings.memory->max_kb)
                    .number("allocated_kb", readings.memory->allocated_kb)
                    .number("used_kb", readings.memory->used_kb)
                    .number("free_kb", readings.memory->free_kb)
                    .done());
  }
  out += '}';
}

[[nodiscard]] std::string write_due(const DueOutcome& due) {
  return ObjectWriter().number("completed", due.completed).number("expired", due.expired).done();
}

// --- Reading

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
       [](const Value& name) { return to_one_of(kDeliveries, name, "the name of a delivery"); });
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
       [](const Value& name) { return to_one_of(kRoles, name, "the name of a role"); });
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

[[nodiscard]] Result<ClockMode> to_clock(const Value& value) {
  const auto mode = read_clock_mode(value, Timestamp{});
  if (!mode) return mode.error();
  if (!*mode) return missing(value.path + ".mode");
  if (auto checked = check_clock_mode(**mode); !checked)
    return Error{checked.error().code, value.path + ": " + checked.error().message, value.path};
  return **mode;
}

/// Reads the kind of a step, once it is sure that no member of it is misspelled.
[[nodiscard]] Result<StepKind> read_kind(const Value& value) {
  std::size_t kind = 0;
  ObjectReader object(value, "a step");
  for (const char* member : {"request", "answer", "error", "by", "time", "due", "clock", "document",
                             "name", "rule", "rules", "system", "access", "memory"})
    static_cast<void>(object.find(member));
  take(object, "do", kind,
       [](const Value& name) { return to_one_of(kNames, name, "the name of a step"); });
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
      return take(object, "clock", step.clock, to_clock);
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

std::string_view step_name(StepKind kind) noexcept {
  return kNames[static_cast<std::size_t>(kind)];
}

std::string write_exchanged(const Exchanged& exchanged, const Readings& readings,
                            const std::vector<std::string>& masked) {
  std::string out =
      exchanged.error == nullptr ? R"({"do":"request","request":)" : R"({"do":"refuse","request":)";
  append_request(out, exchanged, readings, masked);
  if (exchanged.error != nullptr) out.append(R"(,"error":)").append(write_error(*exchanged.error));
  out += R"(,"answer":)";
  append_answer(out, exchanged.outcome);
  append_readings(out, readings);
  return out;
}

std::string write_step(const Step& step) {
  ObjectWriter object;
  object.text("do", step_name(step.kind));
  switch (step.kind) {
    case StepKind::kAdvance:
      object.number("by", step.by.count()).json("due", write_due(step.due));
      break;
    case StepKind::kSetTime:
      object.text("time", format_timestamp(step.time)).json("due", write_due(step.due));
      break;
    case StepKind::kUseClock:
      object.json("clock", write_clock_mode(step.clock));
      break;
    case StepKind::kLoad:
      object.json("document", write_bytes(step.text));
      break;
    case StepKind::kSnapshot:
    case StepKind::kRestore:
    case StepKind::kDiscard:
    case StepKind::kRemoveFault:
      object.json("name", write_bytes(step.text));
      break;
    case StepKind::kAddFault:
      object.json("rule", write_fault_rule(step.rules.front()));
      object.json("name", write_bytes(step.text));
      break;
    case StepKind::kSetFaults:
      object.json("rules", write_list(step.rules, write_fault_rule));
      break;
    case StepKind::kRequest:
    case StepKind::kRefuse:
    case StepKind::kReset:
      break;
  }
  std::string out = object.done();
  out.pop_back();
  append_readings(out, step.readings);
  return out;
}

Result<Step> read_step(const Value& value) {
  const auto kind = read_kind(value);
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
