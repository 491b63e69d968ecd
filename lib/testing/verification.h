// SPDX-License-Identifier: MIT
//
// Verification, on the contents of a journal whose entries are filled in. Pure functions; queries
// and expectations have been checked, and their tenants are keys.
#pragma once

#include <ucs/testing/verification.h>

#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/journal.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Returns what about the entry is not as the query demands, in words; none if it matches.
[[nodiscard]] std::vector<std::string> differences(const JournalEntry& entry,
                                                   const RequestQuery& query);

/// Reports whether the expectation is met.
[[nodiscard]] bool is_met(const Journal::Contents& contents, const Expectation& expectation);

/// Returns why the expectation is not met.
[[nodiscard]] std::string explain(const Journal::Contents& contents,
                                  const Expectation& expectation);

/// Looks for requests that match these, one after the other.
[[nodiscard]] Verification verify_order(const Journal::Contents& contents,
                                        const std::vector<RequestQuery>& queries);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
