// SPDX-License-Identifier: MIT
#include <ucs/testing/fault_points.h>

#include <algorithm>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kName = "fault-point";

// How many requests before and after the one that failed are shown.
constexpr std::size_t kShownAround = 3;

/// One run of a scenario.
struct Run {
  std::optional<std::string> complaint{};
  /// Whether there was such a call at all.
  bool has_point = false;
  std::vector<JournalEntry> journal{};
};

/// Returns those requests around the one that the fault touched, or the last ones, as text.
[[nodiscard]] std::string around(const std::vector<JournalEntry>& journal) {
  const auto touched = std::find_if(journal.begin(), journal.end(),
                                    [](const JournalEntry& entry) { return entry.fault == kName; });
  const auto at = static_cast<std::size_t>(touched - journal.begin());
  const std::size_t first = at - std::min(at, kShownAround);
  const std::size_t last = std::min(journal.size(), at + kShownAround + 1);
  std::string text = first > 0 ? "\n  ..." : "";
  for (std::size_t i = first; i < last; ++i) text += "\n  " + describe(journal[i]);
  return text + (last < journal.size() ? "\n  ..." : "");
}

[[nodiscard]] Result<Run> play(Fake& origin, const Scenario& scenario, const FaultRule& rule) {
  Fake fake = origin.fork();
  // Before the others: of several faults the first one touches a call.
  std::vector<FaultRule> rules = {rule};
  for (FaultStatus& other : fake.faults()) rules.push_back(std::move(other.rule));
  if (auto set = fake.set_faults(std::move(rules)); !set) return std::move(set).error();
  Run run;
  run.complaint = scenario(fake);
  for (const FaultStatus& status : fake.faults()) {
    if (status.rule.name == kName) run.has_point = status.matched >= rule.from;
  }
  if (run.complaint) run.journal = fake.journal().value();
  return run;
}

/// Runs the points of one scenario, and reports.
class Points {
 public:
  Points(Fake& origin, const Scenario& scenario, const FaultPointOptions& options)
      : origin_(origin), scenario_(scenario), options_(options), is_over_(options.actions.size()) {}

  [[nodiscard]] FaultPointReport run() {
    if (!holds_without()) return std::move(report_);
    for (std::size_t call = 1; !is_over(); ++call) {
      for (std::size_t i = 0; i < is_over_.size(); ++i) {
        if (!is_over_[i] && !holds_with(i, call)) return std::move(report_);
      }
    }
    report_.is_passed = true;
    return std::move(report_);
  }

 private:
  [[nodiscard]] bool is_over() const {
    return std::all_of(is_over_.begin(), is_over_.end(), [](bool is_over) { return is_over; });
  }

  [[nodiscard]] bool holds_without() {
    Fake fake = origin_.fork();
    ++report_.runs;
    const auto complaint = scenario_(fake);
    if (!complaint) return true;
    report_.journal = fake.journal().value();
    report_.message = "without a fault: " + *complaint + around(report_.journal);
    return false;
  }

  [[nodiscard]] bool holds_with(std::size_t action, std::size_t call) {
    if (report_.runs >= options_.runs_max) {
      report_.message = "given up before call " + std::to_string(call) + ", after " +
                        std::to_string(report_.runs) + " runs";
      return false;
    }
    FaultRule rule{options_.actions[action], options_.when, call, 1};
    rule.name = kName;
    ++report_.runs;
    auto run = play(origin_, scenario_, rule);
    if (!run) {
      report_.message = run.error().message;
      return false;
    }
    is_over_[action] = !run->has_point;
    if (!run->complaint) return true;
    report_.point = FaultPoint{call, rule.action};
    report_.message = "when call " + std::to_string(call) + " fails by " +
                      std::string(fault_kind_name(rule.action.kind)) + ": " + *run->complaint +
                      around(run->journal);
    report_.journal = std::move(run->journal);
    return false;
  }

  Fake& origin_;
  const Scenario& scenario_;
  const FaultPointOptions& options_;
  std::vector<bool> is_over_;  // for each action, whether the scenario has no more calls
  FaultPointReport report_;
};

}  // namespace

FaultPointReport run_fault_points(Fake& origin, const Scenario& scenario,
                                  const FaultPointOptions& options) {
  return Points(origin, scenario, options).run();
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
