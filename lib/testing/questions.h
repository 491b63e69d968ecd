// SPDX-License-Identifier: MIT
//
// What tests ask of a journal.
#pragma once

#include <ucs/testing/journal.h>
#include <ucs/testing/verification.h>

#include <chrono>
#include <functional>
#include <vector>

#include "lib/testing/journal.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Checks questions and answers them; the methods are those of Fake. Thread-safe.
class Questions {
 public:
  /// Fills in what the routes tell of entries: path, operation and tenant.
  using FillIn = std::function<void(std::vector<JournalEntry>&)>;

  /// `journal` and `tenants` must outlive it.
  Questions(Journal& journal, const std::vector<http::Tenant>& tenants, FillIn fill_in);

  [[nodiscard]] Result<std::vector<JournalEntry>> entries(const RequestQuery& query) const;
  Verification verify_in_order(const std::vector<RequestQuery>& queries) const;
  /// With a timeout of nothing, as Fake::verify.
  Verification eventually(std::chrono::milliseconds timeout, const Expectation& expectation) const;

 private:
  [[nodiscard]] Journal::Contents read() const;
  [[nodiscard]] RequestQuery with_key(RequestQuery query) const;

  Journal& journal_;
  const std::vector<http::Tenant>& tenants_;
  const FillIn fill_in_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
