// SPDX-License-Identifier: MIT
//
// Testing client code against the fake with Catch2, version 2 or 3: the client of booking_client.h,
// and matchers for what it left behind.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif
// Behind Catch2.
#include <ucs/testing/catch2.h>
#include <ucs/testing/fake.h>

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

const std::string kCustomer = "00027a52JCGY000M";

TEST_CASE("a booking is open until it is closed") {
  ucs::testing::Fake fake;
  desk::FakeTransport transport(fake);
  BookingClient client(transport);
  const std::string booking = client.open(kCustomer);
  CHECK_THAT(fake, holds(service(1).is_active()) && holds(service(1).is_of_customer(kCustomer)));
  CHECK(client.close(booking) == Closing::kClosed);
  CHECK_THAT(fake, holds(service(1).is_completed("booked")));
}

TEST_CASE("a booking that nobody closes is forgotten after a day") {
  ucs::testing::Fake fake;
  desk::FakeTransport transport(fake);
  const std::string booking = BookingClient(transport).open(kCustomer);
  REQUIRE(fake.advance(std::chrono::hours(24)));
  CHECK_THAT(fake, holds(service(1).is_gone()));
  CHECK(BookingClient(transport).close(booking) == Closing::kGone);
}

TEST_CASE("a booking is closed for good even if the answer is lost, and asked for once") {
  ucs::testing::Fake fake;
  desk::FakeTransport transport(fake);
  BookingClient client(transport);
  const std::string booking = client.open(kCustomer);
  REQUIRE(fake.add_fault({FaultAction::lose_answer(), {"complete_service"}, 1, 1}));
  CHECK(client.close(booking) == Closing::kFailed);
  CHECK(client.close(booking) == Closing::kWasClosed);
  const auto verified = fake.verify(operation("complete_service").times(2));
  INFO(verified.message);
  CHECK(verified);
}

}  // namespace
