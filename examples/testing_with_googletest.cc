// SPDX-License-Identifier: MIT
//
// Testing client code against the fake with GoogleTest: the client of booking_client.h, and
// matchers for what it left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/googletest.h>

#include <chrono>
#include <string>

#include "examples/booking_client.h"
#include "examples/fake_transport.h"

namespace {

using desk::BookingClient;
using desk::Closing;
using ucs::testing::FaultAction;
using ucs::testing::holds;
using ucs::testing::operation;
using ucs::testing::service;
using ucs::testing::told;

const std::string kCustomer = "00027a52JCGY000M";

class BookingTest : public ::testing::Test {
 protected:
  ucs::testing::Fake fake;
  desk::FakeTransport transport{fake};
  BookingClient client{transport};
};

TEST_F(BookingTest, IsOpenUntilItIsClosed) {
  const std::string booking = client.open(kCustomer);
  EXPECT_THAT(fake, holds(service(1).is_active()));
  EXPECT_THAT(fake, holds(service(1).is_of_customer(kCustomer)));
  EXPECT_EQ(client.close(booking), Closing::kClosed);
  EXPECT_THAT(fake, holds(service(1).is_completed("booked")));
}

TEST_F(BookingTest, IsForgottenAfterADay) {
  const std::string booking = client.open(kCustomer);
  ASSERT_TRUE(fake.advance(std::chrono::hours(24)).has_value());
  EXPECT_THAT(fake, holds(service(1).is_gone()));
  EXPECT_EQ(client.close(booking), Closing::kGone);
}

TEST_F(BookingTest, IsClosedForGoodEvenIfTheAnswerIsLost) {
  const std::string booking = client.open(kCustomer);
  ASSERT_TRUE(fake.add_fault({FaultAction::lose_answer(), {"complete_service"}, 1, 1}));
  EXPECT_EQ(client.close(booking), Closing::kFailed);
  EXPECT_EQ(client.close(booking), Closing::kWasClosed);
  EXPECT_TRUE(told(fake.verify(operation("complete_service").times(2))));
}

}  // namespace
