// SPDX-License-Identifier: MIT
//
// The code under test of the examples: a client of Context Services that knows nothing of ucs.
#pragma once

#include <string>

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
