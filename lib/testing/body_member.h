// SPDX-License-Identifier: MIT
//
// Members of JSON bodies, compared.
#pragma once

#include <ucs/testing/journal.h>
#include <ucs/testing/verification.h>

#include <optional>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Tells what is wrong with an expected member. invalid_field: its name is empty, or its value is
/// not JSON.
[[nodiscard]] Result<void> check_body_member(const BodyMember& member);

/// Returns in words how the body of a request differs from what is expected; nothing if it has the
/// member with that value.
[[nodiscard]] std::optional<std::string> body_difference(const JournalEntry& entry,
                                                         const BodyMember& member);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
