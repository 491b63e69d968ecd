// SPDX-License-Identifier: MIT
// Fakes that two processes make alike, by name.
#pragma once

#include <ucs/testing/fake.h>
#include <ucs/testing/journal.h>
#include <ucs/time.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace ucs::tests {

/// Returns rules of which the n-th touches the n-th request, one of each kind.
inline std::vector<testing::FaultRule> fault_of_each_kind() {
  using testing::FaultAction;
  const std::chrono::milliseconds moment(1);
  const std::vector<FaultAction> actions = {
      FaultAction::delay(testing::Latency::fixed(moment)),
      FaultAction::answer(429, std::chrono::seconds(7)),
      FaultAction::reset(),
      FaultAction::empty(),
      FaultAction::truncate(5),
      FaultAction::garble(),
      FaultAction::dribble(3, moment),
      FaultAction::fail_before_write(),
      FaultAction::fail_after_write(500),
      FaultAction::lose_answer(),
  };
  std::vector<testing::FaultRule> rules;
  for (const FaultAction& action : actions) {
    rules.emplace_back();
    rules.back().action = action;
    rules.back().from = rules.size();
    rules.back().times = 1;
  }
  return rules;
}

/// Returns the options of the fake `name`: `plain`; `tenants`, which differs in all it can; or
/// `faulty`, which has a fault of each kind.
inline testing::FakeOptions fake_options(const std::string& name) {
  testing::FakeOptions options;
  if (name == "plain") return options;
  if (name == "faulty") {
    options.faults = fault_of_each_kind();
    return options;
  }
  if (name != "tenants") throw std::runtime_error("there is no fake " + name);
  options.api.tenants = {{101, "airline"}, {102, "hotel"}};
  options.api.v81_base_paths = {"/cv"};
  options.api.cors_origins = {"https://desk.example.com"};
  options.api.body_bytes_max = 1000;
  options.settings.default_lifetime = std::chrono::hours(1);
  options.clock = testing::ClockMode::frozen(testing::kFakeStart + std::chrono::hours(24));
  return options;
}

/// Returns a fake's journal in one line, but for the headers, of which transports have their own.
inline std::string journal_of(const testing::Fake& fake) {
  std::string line;
  for (const testing::JournalEntry& entry : fake.journal({}).value()) {
    line += testing::describe(entry) + " " + entry.fault + " " + entry.body + " " +
            std::to_string(entry.body_bytes) + " " + entry.response_body + " " +
            std::to_string(entry.response_body_bytes) + " " + format_timestamp(entry.time) + "; ";
  }
  return line;
}

}  // namespace ucs::tests
