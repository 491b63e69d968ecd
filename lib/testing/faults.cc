// SPDX-License-Identifier: MIT
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>
#include <ucs/testing/faults.h>

#include <array>
#include <utility>

#include "lib/testing/conditions.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::array<std::string_view, kFaultKindCount> kFaultKindNames = {"delay",
                                                                           "status",
                                                                           "reset",
                                                                           "empty",
                                                                           "truncate",
                                                                           "garble",
                                                                           "dribble",
                                                                           "fail_before_write",
                                                                           "fail_after_write",
                                                                           "lose_answer"};

[[nodiscard]] Error out_of_range(std::string_view field, const std::string& value,
                                 std::string_view expected) {
  return Error{ErrorCode::kInvalidField,
               std::string(field) + " is " + value + "; expected " + std::string(expected),
               std::string(field)};
}

[[nodiscard]] Result<void> check_time(std::string_view field, std::chrono::milliseconds time,
                                      std::chrono::milliseconds min) {
  if (time >= min && time <= kLatencyMax) return {};
  return out_of_range(field, std::to_string(time.count()) + " ms",
                      std::to_string(min.count()) + " to " + std::to_string(kLatencyMax.count()));
}

[[nodiscard]] Result<void> check_latency(const Latency& latency) {
  using namespace std::chrono_literals;
  switch (latency.kind) {
    case Latency::Kind::kFixed:
      return check_time("latency.min", latency.min, 0ms);
    case Latency::Kind::kUniform:
      if (auto checked = check_time("latency.min", latency.min, 0ms); !checked) return checked;
      return check_time("latency.max", latency.max, latency.min);
    case Latency::Kind::kLognormal:
      break;
  }
  // Written so that no number does not pass.
  if (!(latency.sigma >= 0 && latency.sigma <= kSigmaMax))
    return out_of_range("latency.sigma", std::to_string(latency.sigma),
                        "0 to " + std::to_string(kSigmaMax));
  return check_time("latency.median", latency.median, 0ms);
}

[[nodiscard]] Result<void> check_status(const FaultAction& action) {
  const std::string status = std::to_string(action.status);
  if (action.kind == FaultKind::kStatus && (action.status < 400 || action.status > 599))
    return out_of_range("status", status, "400 to 599");
  if (action.kind != FaultKind::kStatus && action.status != 500 && action.status != 503)
    return out_of_range("status", status, "500 or 503, as failures of a store are answered");
  if (!action.retry_after) return {};
  const std::chrono::seconds after = *action.retry_after;
  if (after.count() >= 0 && after <= kRetryAfterMax) return {};
  return out_of_range("retry_after", std::to_string(after.count()) + " s",
                      "0 to " + std::to_string(kRetryAfterMax.count()));
}

[[nodiscard]] Result<void> check_action(const FaultAction& action) {
  if (action.latency) {
    if (auto checked = check_latency(*action.latency); !checked) return checked;
  }
  switch (action.kind) {
    case FaultKind::kDelay:
      if (action.latency) return {};
      return out_of_range("latency", "not there", "one, as the fault is nothing else");
    case FaultKind::kStatus:
    case FaultKind::kFailBeforeWrite:
    case FaultKind::kFailAfterWrite:
      return check_status(action);
    case FaultKind::kDribble:
      if (action.bytes == 0) return out_of_range("bytes", "0", "at least 1");
      return check_time("pause", action.pause, std::chrono::milliseconds(0));
    case FaultKind::kReset:
    case FaultKind::kEmpty:
    case FaultKind::kTruncate:
    case FaultKind::kGarble:
    case FaultKind::kLoseAnswer:
      break;
  }
  return {};
}

[[nodiscard]] FaultAction of_kind(FaultKind kind) {
  FaultAction action;
  action.kind = kind;
  return action;
}

[[nodiscard]] FaultAction with_status(FaultKind kind, int status) {
  FaultAction action = of_kind(kind);
  action.status = status;
  return action;
}

}  // namespace

std::string_view fault_kind_name(FaultKind kind) noexcept {
  return kFaultKindNames[static_cast<std::size_t>(kind)];
}

Result<FaultKind> parse_fault_kind(std::string_view name) {
  for (std::size_t i = 0; i < kFaultKindNames.size(); ++i) {
    if (kFaultKindNames[i] == name) return static_cast<FaultKind>(i);
  }
  return unknown_name("action", name, "the name of a fault",
                      {kFaultKindNames.begin(), kFaultKindNames.end()});
}

FaultAction FaultAction::delay(Latency latency) {
  return of_kind(FaultKind::kDelay).after(latency);
}
FaultAction FaultAction::answer(int status, std::optional<std::chrono::seconds> retry_after) {
  FaultAction action = with_status(FaultKind::kStatus, status);
  action.retry_after = retry_after;
  return action;
}
FaultAction FaultAction::reset() { return of_kind(FaultKind::kReset); }
FaultAction FaultAction::empty() { return of_kind(FaultKind::kEmpty); }
FaultAction FaultAction::truncate(std::size_t bytes) {
  FaultAction action = of_kind(FaultKind::kTruncate);
  action.bytes = bytes;
  return action;
}
FaultAction FaultAction::garble() { return of_kind(FaultKind::kGarble); }
FaultAction FaultAction::dribble(std::size_t bytes, std::chrono::milliseconds pause) {
  FaultAction action = of_kind(FaultKind::kDribble);
  action.bytes = bytes;
  action.pause = pause;
  return action;
}
FaultAction FaultAction::fail_before_write(int status) {
  return with_status(FaultKind::kFailBeforeWrite, status);
}
FaultAction FaultAction::fail_after_write(int status) {
  return with_status(FaultKind::kFailAfterWrite, status);
}
FaultAction FaultAction::lose_answer() { return of_kind(FaultKind::kLoseAnswer); }

Result<void> check_fault_rule(const FaultRule& rule, const std::vector<http::Tenant>& tenants) {
  if (auto checked = check_conditions(rule.when, tenants); !checked) return checked;
  if (auto checked = check_action(rule.action); !checked) return checked;
  if (rule.from == 0) return out_of_range("from", "0", "at least 1, the first call");
  if (rule.times == 0) return out_of_range("times", "0", "at least 1");
  // Written so that no number does not pass.
  if (!(rule.probability > 0 && rule.probability <= 1))
    return out_of_range("probability", std::to_string(rule.probability), "above 0, and up to 1");
  if (!ucs::detail::is_utf8(rule.name))
    return out_of_range("name", ucs::detail::quoted(rule.name), "UTF-8");
  if (rule.name.size() > kFaultNameBytesMax)
    return out_of_range("name", ucs::detail::quoted(rule.name),
                        "at most " + std::to_string(kFaultNameBytesMax) + " bytes");
  return {};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
