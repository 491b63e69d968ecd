// SPDX-License-Identifier: MIT
//
// The conformance suite for stores: it tests the sentences of ucs/store.h, one case for each rule.
// Every store that ucs comes with passes it; run it on your own. It needs no test framework:
//
//   for (const ucs::testing::ConformanceCase& rule : ucs::testing::store_conformance_cases()) {
//     for (const std::string& failure : rule.run([] { return std::make_unique<MyStore>(); })) {
//       std::cerr << rule.name() << ": " << failure << '\n';
//     }
//   }
//
// Two sentences are left out: that a list's cost grows with its owner only, and that a failed call
// changes nothing, where the failure is none that a caller can bring about. The cases about threads
// start 8 of them. They find a race by trying often, so a store that is wrong may pass at times; a
// thread sanitizer helps.
#pragma once

#include <ucs/store.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

namespace detail {
class StoreUnderTest;
}  // namespace detail

/// Makes a new store without any tenant, record or taken id. Called once by each run of a case, on
/// the thread that runs it; the store is destroyed before the run returns.
using StoreFactory = std::function<std::unique_ptr<Store>()>;

/// One rule that every store obeys. Const methods are thread-safe.
class ConformanceCase {
 public:
  using Body = void (*)(detail::StoreUnderTest& store);

  ConformanceCase(std::string_view name, Body body) : name_(name), body_(body) {}

  /// The rule in words; no other case has the same.
  [[nodiscard]] std::string_view name() const noexcept { return name_; }

  /// Tries the rule on a store of its own. Returns one text for each violation, telling what was
  /// expected and what was got, up to kConformanceFailuresMax of them; nothing when the rule holds.
  /// What a store throws is a violation. Prints nothing. Takes well under a second on a store that
  /// answers a call within 10 microseconds; the largest case makes about 20,000 calls.
  [[nodiscard]] inline std::vector<std::string> run(const StoreFactory& make_store) const;

 private:
  std::string_view name_;
  Body body_;
};

/// The failures a run tells at most.
inline constexpr std::size_t kConformanceFailuresMax = 20;

/// Returns all cases, in the order of the sentences they test.
[[nodiscard]] inline std::vector<ConformanceCase> store_conformance_cases();

}  // namespace testing
}  // namespace v0
}  // namespace ucs

#include <ucs/testing/detail/store_conformance.h>  // IWYU pragma: export
