// SPDX-License-Identifier: MIT
//
// Statements about a fake as matchers of GoogleTest (with gmock). Include it where GoogleTest is;
// ucs itself does not need it.
//
//   using namespace ucs::testing;
//   EXPECT_THAT(fake, holds(service(1).task(3).is_completed("sold")));
//   EXPECT_THAT(fake, ::testing::Not(holds(service(1).is_gone())));
//
// What Fake::verify returns goes into EXPECT_TRUE, with its message behind it:
//
//   EXPECT_TRUE(told(fake.verify(operation("complete_task").times(2))));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ucs/testing/statements.h>

#include <ostream>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {

// NOLINTBEGIN(readability-identifier-naming): GoogleTest gives the names

/// How GoogleTest shows a fake.
inline void PrintTo(const Fake& /*fake*/, std::ostream* out) { *out << "the fake"; }

/// What holds returns.
class HoldsMatcher {
 public:
  using is_gtest_matcher = void;

  explicit HoldsMatcher(Statement statement) : statement_(std::move(statement)) {}

  bool MatchAndExplain(const Fake& fake, std::ostream* out) const {
    const auto complaint = statement_.complaint(fake);
    if (complaint && out != nullptr) *out << *complaint;
    return !complaint;
  }
  void DescribeTo(std::ostream* out) const { *out << "holds that " << statement_.words(); }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "does not hold that " << statement_.words();
  }

 private:
  Statement statement_;
};

// NOLINTEND(readability-identifier-naming)

/// Matches a fake of which `statement` is true. The explanation of a failure says what there is in
/// its place.
[[nodiscard]] inline HoldsMatcher holds(Statement statement) {
  return HoldsMatcher(std::move(statement));
}

/// Returns a verification as what EXPECT_TRUE can show.
[[nodiscard]] inline ::testing::AssertionResult told(const Verification& verification) {
  if (verification) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << verification.message;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
