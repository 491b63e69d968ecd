// SPDX-License-Identifier: MIT
//
// Testing client code against the fake. The client below knows nothing of ucs: it sends through a
// transport of its own, sockets in production. Its tests give it one that ends in a fake, and so
// have a real server with a time and contents they can move, without a network.
// docs/testing-your-client.md is the guide.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstdio>
#include <string>

// --- The code under test

namespace desk {

struct Answer {
  int status = 0;
  std::string location;
  std::string body;
};

/// Carries a request to the server and brings its answer back.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  virtual Answer send(const std::string& method, const std::string& path,
                      const std::string& body) = 0;
};

enum class Closing { kClosed, kWasClosed, kGone, kFailed };

/// Keeps a customer's bookings in Context Services.
class BookingClient {
 public:
  explicit BookingClient(Transport& transport) : transport_(transport) {}

  /// Opens a booking that is forgotten if nobody closes it within a day; returns where it is, or
  /// nothing.
  std::string open(const std::string& customer) {
    const Answer answer = transport_.send("POST", base_ + "/services/start",
                                          R"({"service_type":"booking","ttl":86400,)"
                                          R"("customer_id":")" +
                                              customer + "\"}");
    return answer.status == 201 ? answer.location : "";
  }

  /// Closes a booking. To close it once more is no failure: the first answer may have been lost.
  Closing close(const std::string& booking) {
    switch (transport_.send("POST", booking + "/end", R"({"disposition":"booked"})").status) {
      case 204:
        return Closing::kClosed;
      case 409:
        return Closing::kWasClosed;
      case 400:  // how this dialect says that there is no such service
        return Closing::kGone;
      default:
        return Closing::kFailed;
    }
  }

  bool has_open(const std::string& customer) {
    const std::string path =
        base_ + "/customers/" + customer + "/services/active?service_types=booking";
    return transport_.send("GET", path, "").body != "[]";
  }

 private:
  const std::string base_ = "/genesys/1/cs";

  Transport& transport_;
};

}  // namespace desk

// --- Its tests

namespace {

using desk::BookingClient;
using desk::Closing;

/// The transport of the tests.
class FakeTransport final : public desk::Transport {
 public:
  explicit FakeTransport(ucs::testing::Fake& fake) : fake_(fake) {}

  desk::Answer send(const std::string& method, const std::string& path,
                    const std::string& body) override {
    const ucs::http::Response response = fake_.handle({method, path, {}, body});
    return {response.status, std::string(response.header("Location")), response.body};
  }

 private:
  ucs::testing::Fake& fake_;
};

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
