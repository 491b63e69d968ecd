// SPDX-License-Identifier: MIT
//
// Fails each call of a scenario once, in turn, and tells at which one a client goes wrong.
//
//   ucs::testing::Fake fake;                                   // as the scenario is to find it
//   const auto report = for_each_fault_point(fake, [](ucs::testing::Fake& server) {
//     MyClient client(server);
//     client.book("00027a52JCGY000M");                         // and again, if it fails
//     return MyClient(server).bookings("00027a52JCGY000M") == 1;
//   });
//   if (!report) std::puts(report.message.c_str());
#pragma once

#include <ucs/result.h>
#include <ucs/testing/conditions.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/faults.h>
#include <ucs/testing/journal.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

struct FaultPointOptions {
  /// How a call fails: one run for each of these. Writes before and after they were written, and
  /// answers of all calls.
  std::vector<FaultAction> actions = {FaultAction::fail_before_write(),
                                      FaultAction::fail_after_write(), FaultAction::lose_answer()};
  /// Which calls fail.
  RequestConditions when{};
  /// After so many runs it is given up.
  std::size_t runs_max = 1000;
};

/// A call that fails, and how.
struct FaultPoint {
  std::size_t call = 0;  ///< its number among those that match, from 1
  FaultAction action{};
};

/// What came of it.
struct [[nodiscard]] FaultPointReport {
  /// Whether the check held in every run, and every call has failed.
  bool is_passed = false;
  std::size_t runs = 0;
  /// The first point at which the check did not hold. Nothing if it did, if it does not even
  /// without faults, if the runs did not suffice, or if the options are wrong.
  std::optional<FaultPoint> point{};
  /// Why it has not passed: which call failed and how, what the check said, and the requests around
  /// that call. Empty if it has.
  std::string message{};
  /// The requests of the run in which the check did not hold.
  std::vector<JournalEntry> journal{};

  [[nodiscard]] explicit operator bool() const noexcept { return is_passed; }
};

/// Plays a scenario, and returns what its check says is wrong; nothing if all is well.
using Scenario = std::function<std::optional<std::string>(Fake&)>;

/// As for_each_fault_point; the form to which the others lead.
FaultPointReport run_fault_points(Fake& origin, const Scenario& scenario,
                                  const FaultPointOptions& options);

namespace detail {

[[nodiscard]] inline std::optional<std::string> complaint(bool is_well) {
  if (is_well) return std::nullopt;
  return "the check does not hold";
}
[[nodiscard]] inline std::optional<std::string> complaint(const Result<void>& result) {
  if (result) return std::nullopt;
  return result.error().message;
}
[[nodiscard]] inline std::optional<std::string> complaint(std::optional<std::string> words) {
  return words;
}

}  // namespace detail

/// Plays `scenario` on a fork of `origin` without any fault but those of its options; and then once
/// for each call and each action, on a fork each, with that call failing in that way: the first
/// call in all ways, the second, and so on, until the scenario has no more calls. Ends at the first
/// run in which the check does not hold. A scenario takes a Fake& and returns what its check says:
/// bool, Result<void>, or std::optional<std::string>, of which a text is a complaint. It should do
/// the same each time but for what comes of the fault, leave the fake's faults alone, and end: the
/// calls of a client that tries again are calls, too. What it throws is passed on. One run at a
/// time, in the calling thread.
template <class Play>
FaultPointReport for_each_fault_point(Fake& origin, const Play& scenario,
                                      const FaultPointOptions& options = {}) {
  using Outcome = std::decay_t<std::invoke_result_t<const Play&, Fake&>>;
  static_assert(std::is_same_v<Outcome, bool> || std::is_same_v<Outcome, Result<void>> ||
                    std::is_same_v<Outcome, std::optional<std::string>>,
                "a scenario returns bool, ucs::Result<void> or std::optional<std::string>");
  return run_fault_points(
      origin, [&](Fake& fake) { return detail::complaint(scenario(fake)); }, options);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
