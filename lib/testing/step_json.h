// SPDX-License-Identifier: MIT
//
// One step of a fake: what it was asked to do, and what came of it; and the same as JSON, one line
// of a recording:
//
//   {"do":"request","request":{"method":"GET","target":"/services/1","headers":[["Accept","*/*"]]},
//    "answer":{"status":200,"headers":[["Content-Type","application/json"]],"body":"{}"}}
//   {"do":"advance","by":1800000,"due":{"completed":0,"expired":1}}
//
// Texts that are not UTF-8 are `{"hex":"00ff"}`. Calls that were refused changed nothing, and are
// no steps.
#pragma once

#include <ucs/engine.h>
#include <ucs/error.h>
#include <ucs/http.h>
#include <ucs/result.h>
#include <ucs/testing/clock.h>
#include <ucs/testing/faults.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "lib/forms/json_reader.h"
#include "lib/testing/front.h"
#include "lib/testing/outside.h"

namespace ucs {
inline namespace v0 {
namespace testing {

enum class StepKind {
  kRequest,      ///< `request`: `request`
  kRefuse,       ///< `refuse`: `request`, `error`
  kAdvance,      ///< `advance`: `by`
  kSetTime,      ///< `set_time`: `time`
  kUseClock,     ///< `use_clock`: `clock`; what is due does not happen
  kReset,        ///< `reset`
  kLoad,         ///< `load`: `text`, a document
  kSnapshot,     ///< `snapshot`: `text`, a name; so the next three
  kRestore,      ///< `restore`
  kDiscard,      ///< `discard`
  kRemoveFault,  ///< `remove_fault`
  kAddFault,     ///< `add_fault`: `rules`, one; `text` is the name it was given
  kSetFaults,    ///< `set_faults`: `rules`
};
inline constexpr int kStepKindCount = static_cast<int>(StepKind::kSetFaults) + 1;

/// Returns the name of a kind, as above.
[[nodiscard]] std::string_view step_name(StepKind kind) noexcept;

struct Step {
  StepKind kind = StepKind::kReset;
  http::Request request{};
  Error error{};
  /// What came of kRequest and kRefuse. A Content-Type is one of the headers, the first.
  Outcome answer{};
  std::chrono::milliseconds by{0};
  Timestamp time{};
  /// What came of kAdvance and kSetTime.
  DueOutcome due{};
  ClockMode clock{};
  std::string text{};
  std::vector<FaultRule> rules{};
  Readings readings{};
};

/// A request and its answer, where they are.
struct Exchanged {
  const http::Request& request;
  const Outcome& outcome;
  /// Why it was refused; null for what was carried out.
  const Error* error;
};

/// Returns the step of kRequest, or with an error of kRefuse, as JSON. The values of the headers
/// `masked` are left out, so that it replays to the same bytes all the same: credentials that were
/// asked about become others of that form.
[[nodiscard]] std::string write_exchanged(const Exchanged& exchanged, const Readings& readings,
                                          const std::vector<std::string>& masked);

/// Returns a step of any other kind as JSON.
[[nodiscard]] std::string write_step(const Step& step);

/// Reads a step. invalid_field and missing_field, with the path of the member.
[[nodiscard]] Result<Step> read_step(const Value& value);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
