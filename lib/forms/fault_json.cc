// SPDX-License-Identifier: MIT
#include "lib/forms/fault_json.h"

#include <limits>
#include <string_view>
#include <utility>

#include "lib/forms/json_writer.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::size_t kAlways = std::numeric_limits<std::size_t>::max();

/// Which members a kind looks at, beside `kind` and `latency`.
struct Shape {
  bool has_status;
  bool has_bytes;
  bool has_pause;
};

[[nodiscard]] Shape shape_of(FaultKind kind) noexcept {
  const bool has_status = kind == FaultKind::kStatus || kind == FaultKind::kFailBeforeWrite ||
                          kind == FaultKind::kFailAfterWrite;
  const bool is_dribble = kind == FaultKind::kDribble;
  return {has_status, is_dribble || kind == FaultKind::kTruncate, is_dribble};
}

[[nodiscard]] Result<Latency> read_latency(const Value& value) {
  if (value.json.front() != '{') {
    const auto time = to_duration(value);
    if (!time) return time.error();
    return Latency::fixed(*time);
  }
  ObjectReader object(value, "a latency");
  Latency latency;
  if (object.find("median")) {
    latency.kind = Latency::Kind::kLognormal;
    object.read("median", latency.median);
    object.read("sigma", latency.sigma);
  } else {
    latency.kind = Latency::Kind::kUniform;
    object.read("min", latency.min);
    object.read("max", latency.max);
  }
  const char* const other = latency.kind == Latency::Kind::kLognormal ? "sigma" : "max";
  const bool has_other = object.find(other).has_value();
  if (auto done = object.done(); !done) return std::move(done).error();
  if (!has_other) return missing(value.path + "." + other);
  return latency;
}

void read_retry_after(ObjectReader& object, FaultAction& action) {
  std::optional<std::chrono::milliseconds> time;
  object.read("retry_after", time);
  if (!time) return;
  action.retry_after = std::chrono::duration_cast<std::chrono::seconds>(*time);
  if (*action.retry_after == *time) return;
  const auto value = object.find("retry_after");
  object.fail(unexpected(*value, "whole seconds, such as \"2s\""));
}

/// Reads the kind of an action, once it is sure that no member of it is misspelled.
[[nodiscard]] Result<FaultKind> read_kind(const Value& value) {
  std::string name;
  ObjectReader object(value, "an action");
  object.read("kind", name);
  const bool has_kind = object.find("kind").has_value();
  for (const char* other : {"status", "retry_after", "bytes", "pause", "latency"})
    static_cast<void>(object.find(other));
  if (auto done = object.done(); !done) return std::move(done).error();
  const std::string path = value.path + ".kind";
  if (!has_kind) return missing(path);
  const auto kind = parse_fault_kind(name);
  if (kind) return *kind;
  // It calls the member by its name in C++.
  return Error{kind.error().code, path + kind.error().message.substr(kind.error().field.size()),
               path};
}

[[nodiscard]] Result<FaultAction> read_action(const Value& value) {
  const auto kind = read_kind(value);
  if (!kind) return kind.error();
  FaultAction action;
  action.kind = *kind;
  const Shape shape = shape_of(*kind);
  ObjectReader object(value, "an action of the kind " + std::string(fault_kind_name(*kind)));
  static_cast<void>(object.find("kind"));
  if (shape.has_status) {
    object.read("status", action.status);
    read_retry_after(object, action);
  }
  if (shape.has_bytes) object.read("bytes", action.bytes);
  if (shape.has_pause) object.read("pause", action.pause);
  if (const auto latency = object.find("latency")) {
    auto read = read_latency(*latency);
    object.fail_with(read);
    if (read) action.latency = *read;
  }
  if (auto done = object.done(); !done) return std::move(done).error();
  return action;
}

[[nodiscard]] std::string write_latency(const Latency& latency) {
  ObjectWriter object;
  switch (latency.kind) {
    case Latency::Kind::kFixed:
      return std::to_string(latency.min.count());
    case Latency::Kind::kUniform:
      return object.number("min", latency.min.count()).number("max", latency.max.count()).done();
    case Latency::Kind::kLognormal:
      break;
  }
  return object.number("median", latency.median.count()).number("sigma", latency.sigma).done();
}

[[nodiscard]] std::string write_action(const FaultAction& action) {
  const Shape shape = shape_of(action.kind);
  ObjectWriter object;
  object.text("kind", fault_kind_name(action.kind));
  if (shape.has_status) object.number("status", action.status);
  if (shape.has_status && action.retry_after)
    object.number("retry_after", std::chrono::milliseconds(*action.retry_after).count());
  if (shape.has_bytes) object.number("bytes", action.bytes);
  if (shape.has_pause) object.number("pause", action.pause.count());
  if (action.latency) object.json("latency", write_latency(*action.latency));
  return object.done();
}

[[nodiscard]] std::string write_conditions(const RequestConditions& when) {
  ObjectWriter object;
  if (!when.operation.empty()) object.text("operation", when.operation);
  if (!when.method.empty()) object.text("method", when.method);
  if (!when.path.empty()) object.text("path", when.path);
  if (!when.tenant.empty()) object.text("tenant", when.tenant);
  return object.done();
}

}  // namespace

void read_conditions(ObjectReader& object, RequestConditions& when) {
  object.read("operation", when.operation);
  object.read("method", when.method);
  object.read("path", when.path);
  object.read("tenant", when.tenant);
}

Result<FaultRule> read_fault_rule(const Value& value) {
  FaultRule rule;
  ObjectReader object(value, "a rule");
  object.read("name", rule.name);
  if (const auto when = object.find("when")) {
    ObjectReader conditions(*when, "a condition");
    read_conditions(conditions, rule.when);
    object.fail_with(conditions.done());
  }
  object.read("from", rule.from);
  object.read("times", rule.times);
  object.read("probability", rule.probability);
  object.read("seed", rule.seed);
  if (const auto action = object.find("action")) {
    auto read = read_action(*action);
    object.fail_with(read);
    if (read) rule.action = *std::move(read);
  }
  const bool has_action = object.find("action").has_value();
  if (auto done = object.done(); !done) return std::move(done).error();
  if (!has_action) return missing(value.path.empty() ? "action" : value.path + ".action");
  return rule;
}

std::string write_fault_rule(const FaultRule& rule) {
  ObjectWriter object;
  object.text("name", rule.name);
  const std::string when = write_conditions(rule.when);
  if (when != "{}") object.json("when", when);
  object.number("from", rule.from);
  if (rule.times != kAlways) object.number("times", rule.times);
  object.number("probability", rule.probability).number("seed", rule.seed);
  return object.json("action", write_action(rule.action)).done();
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
