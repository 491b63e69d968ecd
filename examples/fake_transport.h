// SPDX-License-Identifier: MIT
//
// How the client of booking_client.h gets at a fake.
#pragma once

#include <ucs/testing/fake.h>

#include <string>

#include "examples/booking_client.h"

namespace desk {

/// The transport of the tests.
class FakeTransport final : public Transport {
 public:
  explicit FakeTransport(ucs::testing::Fake& fake) : fake_(fake) {}

  Answer send(const std::string& method, const std::string& path,
              const std::string& body) override {
    const ucs::http::Response response = fake_.handle({method, path, {}, body});
    return {response.status, std::string(response.header("Location")), response.body};
  }

 private:
  ucs::testing::Fake& fake_;
};

}  // namespace desk
