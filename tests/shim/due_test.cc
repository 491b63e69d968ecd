// SPDX-License-Identifier: MIT
// The executable applies by itself what is due.
#include <csignal>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::http::Header;
using ucs::tests::ShimProcess;

/// Returns the completed services of customer c once there are any, asked for with these headers.
std::string await_completed(ShimProcess& shim, const std::vector<Header>& headers) {
  std::string completed;
  for (int attempt = 0; attempt < 30 && completed.size() <= 2; ++attempt) {
    auto connection = shim.connect();
    completed = connection.exchange({"GET", "/customers/c/services/completed", headers, ""}).body;
    // The server closes an idle connection after a second, which is what this waits for.
    static_cast<void>(connection.receive_rest());
  }
  return completed;
}

/// Starts a service of customer c that is to complete itself at once.
int start_due(ShimProcess& shim, const std::vector<Header>& headers) {
  return shim
      .exchange({"POST", "/genesys/1/cs/services/start", headers,
                 R"({"customer_id":"c","auto_complete_after":0})"})
      .status;
}

TEST_CASE("a service that is left alone is completed by ucs-shim itself") {
  ShimProcess shim({"--idle-timeout", "1s"});
  REQUIRE(start_due(shim, {}) == 201);
  CHECK_THAT(await_completed(shim, {}), ucs::tests::contains("\"service_id\":1"));
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

TEST_CASE("ucs-shim completes the services of every tenant it has") {
  ShimProcess shim({"--idle-timeout", "1s", "--tenant", "101=Airline", "--tenant", "102=Bank"});
  for (const char* tenant : {"101", "Bank"}) {
    INFO(tenant);
    const std::vector<Header> headers = {{"ContactCenterId", tenant}};
    REQUIRE(start_due(shim, headers) == 201);
    CHECK_THAT(await_completed(shim, headers), ucs::tests::contains("\"service_id\":1"));
  }
}

}  // namespace
