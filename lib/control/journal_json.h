// SPDX-License-Identifier: MIT
//
// Questions to the journal as JSON, and its entries:
//
//   {"operation":"complete_task","body":{"disposition":"DONE","/to/state_type":1},
//    "headers":{"X-Trace":"7"},"status":204,"times":2,"wait":"2s"}
#pragma once

#include <ucs/result.h>
#include <ucs/testing/journal.h>
#include <ucs/testing/verification.h>

#include <chrono>
#include <string>
#include <string_view>

#include "lib/forms/json_reader.h"

namespace ucs::control {

/// Reads a query: the members of testing::RequestConditions, `body` (names or JSON Pointers, and
/// values), `headers`, `status` and `fault`.
[[nodiscard]] Result<testing::RequestQuery> read_query(const testing::Value& value);

/// Reads a query from the parameters of a target, which may be all of the above but `body` and
/// `headers`. invalid_parameter: one is not percent-encoded UTF-8, given twice, or not known; the
/// message has the nearest one.
[[nodiscard]] Result<testing::RequestQuery> read_query_parameters(std::string_view text);

/// What is to be verified, and how long to wait for it.
struct Question {
  testing::Expectation expectation;
  std::chrono::milliseconds wait{0};
};

/// Reads a question: the members of a query, `times` or `at_least` and `at_most`, and `wait`, which
/// is not negative and at most testing::kEventuallyMax.
[[nodiscard]] Result<Question> read_question(const testing::Value& value);

/// Returns an entry with all its members.
[[nodiscard]] std::string write_entry(const testing::JournalEntry& entry);

}  // namespace ucs::control
