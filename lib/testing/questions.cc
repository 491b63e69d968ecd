// SPDX-License-Identifier: MIT
#include "lib/testing/questions.h"

#include <ucs/testing/fake.h>

#include <algorithm>
#include <utility>

#include "lib/testing/conditions.h"
#include "lib/testing/verification.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

[[nodiscard]] Verification refused(Error error) { return {false, error.message, std::move(error)}; }

}  // namespace

Questions::Questions(Journal& journal, const std::vector<http::Tenant>& tenants, FillIn fill_in)
    : journal_(journal), tenants_(tenants), fill_in_(std::move(fill_in)) {}

Journal::Contents Questions::read() const {
  Journal::Contents contents = journal_.contents();
  fill_in_(contents.entries);
  return contents;
}

/// Returns a query that has been checked with the key of its tenant.
RequestQuery Questions::with_key(RequestQuery query) const {
  query.when.tenant = tenant_key(query.when.tenant, tenants_);
  return query;
}

Result<std::vector<JournalEntry>> Questions::entries(const RequestQuery& query) const {
  if (auto checked = check_query(query, tenants_); !checked) return std::move(checked).error();
  const RequestQuery wanted = with_key(query);
  Journal::Contents contents = read();
  std::vector<JournalEntry> found;
  for (JournalEntry& entry : contents.entries) {
    if (differences(entry, wanted).empty()) found.push_back(std::move(entry));
  }
  return found;
}

Verification Questions::verify_in_order(const std::vector<RequestQuery>& queries) const {
  std::vector<RequestQuery> wanted;
  for (const RequestQuery& query : queries) {
    if (auto checked = check_query(query, tenants_); !checked)
      return refused(std::move(checked).error());
    wanted.push_back(with_key(query));
  }
  return verify_order(read(), wanted);
}

Verification Questions::eventually(std::chrono::milliseconds timeout,
                                   const Expectation& expectation) const {
  if (auto checked = check_expectation(expectation, tenants_); !checked)
    return refused(std::move(checked).error());
  const Expectation wanted{with_key(expectation.query), expectation.at_least, expectation.at_most};
  const auto deadline = std::chrono::steady_clock::now() +
                        std::clamp(timeout, std::chrono::milliseconds(0), kEventuallyMax);
  for (;;) {
    const Journal::Contents contents = read();
    if (is_met(contents, wanted)) return {true};
    // The journal may change faster than it is read.
    if (!journal_.wait_for_change(contents.version, deadline) ||
        std::chrono::steady_clock::now() >= deadline)
      return {false, explain(contents, wanted)};
  }
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
