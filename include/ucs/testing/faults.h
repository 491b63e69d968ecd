// SPDX-License-Identifier: MIT
//
// Faults of a fake: rules that say which requests fail, and how. Nothing in them is left to chance
// that a seed does not decide: the same rules and the same calls give the same faults.
//
//   fake.add_fault({FaultAction::lose_answer(), {"complete_service"}, 1, 1});  // the first, once
//   fake.add_fault({FaultAction::answer(503, std::chrono::seconds(2)), {}, 3}); // from the third
//   on fake.add_fault({FaultAction::delay(Latency::fixed(std::chrono::seconds(1)))});
//
// Rules are plain values.
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>
#include <ucs/testing/conditions.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// What happens to a request, in all cases after its latency if the action has one.
enum class FaultKind {
  kDelay,            ///< `delay`: nothing but the latency
  kStatus,           ///< `status`: it is not carried out, and answered by an error
  kReset,            ///< `reset`: it is not carried out, and the connection is reset
  kEmpty,            ///< `empty`: it is not carried out, and the connection is closed in good order
  kTruncate,         ///< `truncate`: it is carried out, and the body of the answer ends early
  kGarble,           ///< `garble`: it is carried out, and bytes of the answer's body are others
  kDribble,          ///< `dribble`: it is carried out, and the answer's body comes in small parts
  kFailBeforeWrite,  ///< `fail_before_write`: the store refuses to write, and nothing is stored
  kFailAfterWrite,   ///< `fail_after_write`: the store writes, and says that it failed
  kLoseAnswer,       ///< `lose_answer`: it is carried out, and the connection is reset
};
inline constexpr int kFaultKindCount = static_cast<int>(FaultKind::kLoseAnswer) + 1;

/// Returns the name of a kind, as above.
[[nodiscard]] std::string_view fault_kind_name(FaultKind kind) noexcept;

/// Returns the kind of this name. invalid_field: there is none; the message has the nearest one.
[[nodiscard]] Result<FaultKind> parse_fault_kind(std::string_view name);

/// How long an answer takes longer, in whole milliseconds.
struct Latency {
  enum class Kind {
    kFixed,      ///< `min`
    kUniform,    ///< anything from `min` to `max`, one as likely as the other
    kLognormal,  ///< as real servers: half of them below `median`, few of them much above; the
                 ///< logarithm has the standard deviation `sigma`. At most kLatencyMax.
  };

  [[nodiscard]] static Latency fixed(std::chrono::milliseconds time) {
    return {Kind::kFixed, time, {}, {}, 0};
  }
  [[nodiscard]] static Latency uniform(std::chrono::milliseconds min,
                                       std::chrono::milliseconds max) {
    return {Kind::kUniform, min, max, {}, 0};
  }
  [[nodiscard]] static Latency lognormal(std::chrono::milliseconds median, double sigma) {
    return {Kind::kLognormal, {}, {}, median, sigma};
  }

  Kind kind = Kind::kFixed;
  std::chrono::milliseconds min{0};
  std::chrono::milliseconds max{0};
  std::chrono::milliseconds median{0};
  double sigma = 0;
};

/// The bounds of latencies, pauses, and Latency::sigma.
inline constexpr std::chrono::milliseconds kLatencyMax = std::chrono::hours(1);
inline constexpr double kSigmaMax = 10;
/// The bound of FaultAction::retry_after.
inline constexpr std::chrono::seconds kRetryAfterMax = std::chrono::hours(24 * 365);

/// What a fault does. What a kind does not mention, it does not look at.
struct FaultAction {
  /// The answer comes late; the request is carried out at once.
  [[nodiscard]] static FaultAction delay(Latency latency);
  /// An error of any status, 400 to 599, in the body form of the dialect.
  [[nodiscard]] static FaultAction answer(int status,
                                          std::optional<std::chrono::seconds> retry_after = {});
  [[nodiscard]] static FaultAction reset();
  [[nodiscard]] static FaultAction empty();
  /// The body ends after `bytes` bytes, but one byte at least is missing. An answer without a body
  /// is whole.
  [[nodiscard]] static FaultAction truncate(std::size_t bytes);
  /// The first byte of the body, and about one in four of the others, are others.
  [[nodiscard]] static FaultAction garble();
  /// The body comes `bytes` at a time, with `pause` between.
  [[nodiscard]] static FaultAction dribble(std::size_t bytes, std::chrono::milliseconds pause);
  /// `status` is 503 (unavailable) or 500 (internal). Meant for requests that write; others, those
  /// of GET and HEAD, do not count as calls that match. A request that the server refuses before it
  /// writes does, and is not touched.
  [[nodiscard]] static FaultAction fail_before_write(int status = 503);
  /// Likewise.
  [[nodiscard]] static FaultAction fail_after_write(int status = 503);
  [[nodiscard]] static FaultAction lose_answer();

  /// Returns the same, after a latency.
  [[nodiscard]] FaultAction after(Latency first) const {
    FaultAction copy = *this;
    copy.latency = first;
    return copy;
  }

  FaultKind kind = FaultKind::kDelay;
  /// Of kStatus, kFailBeforeWrite and kFailAfterWrite.
  int status = 503;
  /// Of the same: the header Retry-After.
  std::optional<std::chrono::seconds> retry_after{};
  /// Of kTruncate and kDribble.
  std::size_t bytes = 0;
  /// Of kDribble.
  std::chrono::milliseconds pause{0};
  /// Of all; kDelay must have one.
  std::optional<Latency> latency{};
};

/// Which calls have which fault. Each rule counts the calls that match its conditions, whatever
/// other rules do. Of several rules that would touch a call the first one does, in the order in
/// which they were added.
struct FaultRule {
  FaultAction action{};
  RequestConditions when{};
  /// The number, from 1, of the first matching call it touches.
  std::size_t from = 1;
  /// How many calls it touches.
  std::size_t times = std::numeric_limits<std::size_t>::max();
  /// How likely it touches a call that it could touch: above 0, and up to 1, always.
  double probability = 1;
  /// Decides probability, latency and garbage.
  std::uint64_t seed = 0;
  /// Stands in the journal, and in answers with kStatus. Empty: it is given one.
  std::string name{};
};

/// A rule of a fake, and what became of it.
struct FaultStatus {
  FaultRule rule;
  std::size_t matched = 0;  ///< calls that matched its conditions
  std::size_t fired = 0;    ///< calls it touched, or would have if there had been anything to touch
};

/// How many rules a fake has, and the bytes of their names.
inline constexpr std::size_t kFaultRulesMax = 1000;
inline constexpr std::size_t kFaultNameBytesMax = 256;

/// Tells what is wrong with a rule, for a server with these tenants: the errors of
/// check_conditions; invalid_field: the name is too long or no UTF-8, or a number or a time is out
/// of its range; the field is called as the member is.
[[nodiscard]] Result<void> check_fault_rule(const FaultRule& rule,
                                            const std::vector<http::Tenant>& tenants);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
