// SPDX-License-Identifier: MIT
//
// What a fake is like at one moment.
#pragma once

#include <ucs/memory_store.h>
#include <ucs/mode_gate.h>
#include <ucs/settings.h>
#include <ucs/testing/clock.h>
#include <ucs/time.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "lib/testing/fault_rules.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// All of a fake that a snapshot keeps.
struct FakeState {
  MemoryStore::Snapshot contents;
  ClockMode clock;
  std::shared_ptr<const Settings> settings;
  Mode mode;
};

using FakeStates = std::map<std::string, FakeState, std::less<>>;

/// All of a fake that its answers depend on, but for its options and the counts of its status.
struct Situation {
  FakeState beginning;
  /// The clock it was made with, which times of documents are relative to.
  ClockMode first_clock;
  /// Nothing: it is at its beginning.
  std::optional<FakeState> present{};
  /// What the system's clock showed at this moment, if somebody asked.
  std::optional<Timestamp> system{};
  /// When its status began.
  std::optional<Timestamp> started{};
  FakeStates snapshots{};
  /// Nothing: the rules of the options.
  std::optional<FaultRules::Saved> faults{};
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
