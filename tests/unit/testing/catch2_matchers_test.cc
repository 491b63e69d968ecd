// SPDX-License-Identifier: MIT
// What a failed CHECK_THAT says is what the matcher describes after a match.
#include <ucs/testing/fake.h>

#include "tests/catch.h"
// Behind Catch2, whose macros it uses.
#include <ucs/testing/catch2.h>

#include "tests/support/journey.h"

namespace {

using ucs::testing::Fake;
using ucs::testing::holds;
using ucs::testing::service;

TEST_CASE("holds matches a fake of which the statement is true") {
  Fake fake;
  ucs::tests::play_journey(fake);
  CHECK_THAT(fake, holds(service(1).task(1).is_completed("sold")));
  CHECK_THAT(fake, !holds(service(1).is_gone()));
  CHECK_THAT(fake, holds(service(1).is_active()) && holds(service(1).state(2).is_active()));
}

TEST_CASE("a failure says what there is in place of what should be") {
  Fake fake;
  ucs::tests::play_journey(fake);
  const auto matcher = holds(service(1).is_completed());
  CHECK_FALSE(matcher.match(fake));
  CHECK(matcher.describe() == "holds that service 1 is completed\nbut service 1 is active");
  CHECK(Catch::Detail::stringify(fake) == "the fake");
}

TEST_CASE("a description has the complaint of the last match alone") {
  Fake fake;
  const auto matcher = holds(service(1).is_active());
  CHECK_FALSE(matcher.match(fake));
  ucs::tests::play_journey(fake);
  CHECK(matcher.match(fake));
  CHECK(matcher.describe() == "holds that service 1 is active");
}

}  // namespace
