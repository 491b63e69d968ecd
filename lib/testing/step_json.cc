// SPDX-License-Identifier: MIT
#include "lib/testing/step_json.h"

#include <ucs/detail/ascii.h>
#include <ucs/time.h>

#include <algorithm>

#include "lib/forms/bytes_json.h"
#include "lib/forms/clock_json.h"
#include "lib/forms/fault_json.h"
#include "lib/forms/json_writer.h"
#include "lib/testing/journal.h"
#include "lib/testing/step_names.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// `***:***`
constexpr std::string_view kMaskedCredentials = "Basic KioqOioqKg==";

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

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += out.back() == '[' ? "[" : ",[";
  append_bytes(out, name);
  out += ',';
  append_bytes(out, value);
  out += ']';
}

void append_request(std::string& out, const Exchanged& exchanged, const Readings& readings,
                    const std::vector<std::string>& masked) {
  const http::Request& request = exchanged.request;
  out += R"({"method":)";
  append_bytes(out, request.method);
  out += R"(,"target":)";
  append_bytes(out, request.target);
  out += R"(,"headers":[)";
  for (const http::Header& header : request.headers)
    append_header(out, header.name, shown(header, readings, masked));
  out += ']';
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
  object.text("kind", kDeliveryNames[static_cast<std::size_t>(delivery.kind)]);
  if (delivery.bytes > 0) object.number("bytes", delivery.bytes);
  if (delivery.pause.count() > 0) object.number("pause", delivery.pause.count());
  return object.done();
}

void append_answer(std::string& out, const Outcome& outcome) {
  const auto& [response, delivery] = outcome.exchange;
  out.append(R"({"status":)").append(std::to_string(response.status));
  out += R"(,"headers":[)";
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  for (const http::Header& header : response.headers) append_header(out, header.name, header.value);
  out += ']';
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
    object.text("role", kRoleNames[static_cast<std::size_t>(*decision.role)]);
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

}  // namespace

std::string_view step_name(StepKind kind) noexcept {
  return kStepNames[static_cast<std::size_t>(kind)];
}

std::string write_exchanged(const Exchanged& exchanged, const Readings& readings,
                            const std::vector<std::string>& masked) {
  std::string out =
      exchanged.error == nullptr ? R"({"do":"request","request":)" : R"({"do":"refuse","request":)";
  constexpr std::size_t kForTheRest = 1024;
  out.reserve(exchanged.request.body.size() + exchanged.outcome.exchange.response.body.size() +
              kForTheRest);
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

}  // namespace testing
}  // namespace v0
}  // namespace ucs
