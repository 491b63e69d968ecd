// SPDX-License-Identifier: MIT
//
// Rules of faults as JSON:
//
//   {"name":"lost","when":{"operation":"complete_task"},"from":1,"times":1,
//    "action":{"kind":"status","status":503,"retry_after":"2s","latency":"100ms"}}
//
// Members are those of FaultRule, and may be absent but for `action` and its `kind`. A
// kind has the members that it looks at. A latency is a time, or an object of `min` and `max`, or
// of `median` and `sigma`.
#pragma once

#include <ucs/result.h>
#include <ucs/testing/faults.h>

#include <string>

#include "lib/forms/json_reader.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Reads a rule. What it must satisfy besides is check_fault_rule's to tell.
[[nodiscard]] Result<FaultRule> read_fault_rule(const Value& value);

/// Returns a rule in that form, times in milliseconds: read, it is the same one.
[[nodiscard]] std::string write_fault_rule(const FaultRule& rule);

/// Reads the members of conditions into `when`.
void read_conditions(ObjectReader& object, RequestConditions& when);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
