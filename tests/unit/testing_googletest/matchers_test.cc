// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/googletest.h>

#include <string>

#include "tests/support/journey.h"

namespace {

using ucs::testing::Fake;
using ucs::testing::holds;
using ucs::testing::operation;
using ucs::testing::service;
using ucs::testing::told;

TEST(Matchers, HoldsMatchesAFakeOfWhichTheStatementIsTrue) {
  Fake fake;
  ucs::tests::play_journey(fake);
  EXPECT_THAT(fake, holds(service(1).task(1).is_completed("sold")));
  EXPECT_THAT(fake, ::testing::Not(holds(service(1).is_gone())));
  EXPECT_THAT(fake, ::testing::AllOf(holds(service(1).is_active()),
                                     holds(service(1).state(2).is_active())));
}

TEST(Matchers, AFailureSaysWhatThereIsInPlaceOfWhatShouldBe) {
  static Fake fake;
  ucs::tests::play_journey(fake);
  EXPECT_NONFATAL_FAILURE(
      EXPECT_THAT(fake, holds(service(1).is_completed())),
      "Expected: holds that service 1 is completed\n"
      "  Actual: the fake (of type ucs::v0::testing::Fake), service 1 is active");
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(fake, ::testing::Not(holds(service(1).is_active()))),
                          "Expected: does not hold that service 1 is active");
}

TEST(Matchers, ToldShowsTheMessageOfAVerification) {
  Fake fake;
  ucs::tests::play_journey(fake);
  EXPECT_TRUE(told(fake.verify(operation("complete_task").times(1))));
  const auto failed = told(fake.verify(operation("complete_task").times(2)));
  EXPECT_FALSE(failed);
  EXPECT_THAT(std::string(failed.message()), ::testing::HasSubstr("complete_task"));
}

}  // namespace
