// SPDX-License-Identifier: MIT
//
// Testing client code against the fake, without a test framework; testing_with_catch2.cc and
// testing_with_googletest.cc do it with one. The client (booking_client.h) knows nothing of ucs: it
// sends through a transport of its own, sockets in production. Its tests give it one that ends in a
// fake, and so have a real server with a time and contents they can move, without a network.
// docs/testing-your-client.md is the guide.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "examples/booking_client.h"
#include "examples/fake_transport.h"

namespace {

using desk::BookingClient;
using desk::Closing;
using desk::FakeTransport;

const std::string kCustomer = "00027a52JCGY000M";

int failures = 0;

void expect(bool is_met, const char* what) {
  std::printf("%s: %s\n", is_met ? "ok" : "FAILED", what);
  if (!is_met) ++failures;
}

void test_closing_twice() {
  ucs::testing::Fake fake;
  FakeTransport transport(fake);
  BookingClient client(transport);
  const std::string booking = client.open(kCustomer);
  expect(client.has_open(kCustomer), "a booking is open once it was opened");
  expect(client.close(booking) == Closing::kClosed, "a booking is closed");
  expect(client.close(booking) == Closing::kWasClosed, "a booking that is closed twice was closed");
  expect(!client.has_open(kCustomer), "a closed booking is not open");
}

void test_forgetting() {
  using std::chrono::hours;
  ucs::testing::Fake fake;
  FakeTransport transport(fake);
  BookingClient client(transport);
  const std::string booking = client.open(kCustomer);
  const auto almost = fake.advance(hours(24) - std::chrono::milliseconds(1));
  expect(almost && almost->expired == 0 && client.has_open(kCustomer), "a booking lasts a day");
  const auto day = fake.advance(std::chrono::milliseconds(1));
  expect(day && day->expired == 1 && !client.has_open(kCustomer), "and not longer");
  expect(client.close(booking) == Closing::kGone, "a booking that was forgotten is gone");
}

void test_two_ends_of_one_journey() {
  ucs::testing::Fake fake;
  FakeTransport transport(fake);
  const std::string booking = BookingClient(transport).open(kCustomer);

  ucs::testing::Fake other = fake.fork();  // the same journey, to another end
  FakeTransport other_transport(other);
  BookingClient other_client(other_transport);
  expect(other.advance(std::chrono::hours(48)).has_value() && !other_client.has_open(kCustomer),
         "in one world the booking is forgotten");
  expect(BookingClient(transport).close(booking) == Closing::kClosed, "in the other it is closed");
}

void test_with_what_others_left() {
  ucs::testing::Fake fake;
  FakeTransport transport(fake);
  BookingClient client(transport);
  // Arrange through the API, as whoever wrote the data did, or through fake.engine().
  const ucs::testing::Client other(fake);
  const std::string owner = R"({"customer_id":")" + kCustomer + "\",";
  other.post("/services/start", owner + R"("service_type":"claim"})");
  expect(!client.has_open(kCustomer), "a claim is no open booking");
  other.post("/services/start", owner + R"("service_type":"booking"})");
  expect(client.has_open(kCustomer), "a booking of somebody else's making is");
  fake.reset();
  expect(!client.has_open(kCustomer), "after a reset there is nothing");
}

}  // namespace

int main() {
  test_closing_twice();
  test_forgetting();
  test_two_ends_of_one_journey();
  test_with_what_others_left();
  return failures == 0 ? 0 : 1;
}
