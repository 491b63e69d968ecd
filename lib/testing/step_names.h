// SPDX-License-Identifier: MIT
//
// The names in steps, in the order of what they stand for.
#pragma once

#include <array>
#include <string_view>

#include "lib/testing/step_json.h"

namespace ucs {
inline namespace v0 {
namespace testing {

inline constexpr std::array<std::string_view, kStepKindCount> kStepNames = {
    "request",  "refuse",  "advance", "set_time",     "use_clock", "reset",     "load",
    "snapshot", "restore", "discard", "remove_fault", "add_fault", "set_faults"};
inline constexpr std::array<std::string_view, 5> kDeliveryNames = {"whole", "reset", "empty",
                                                                   "truncated", "dribbled"};
inline constexpr std::array<std::string_view, 2> kRoleNames = {"supervisor", "administrator"};
}  // namespace testing
}  // namespace v0
}  // namespace ucs
