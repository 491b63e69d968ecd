// SPDX-License-Identifier: MIT
// The executable applies by itself what is due.
#include <csignal>
#include <string>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::ShimProcess;

TEST_CASE("a service that is left alone is completed by ucs-shim itself") {
  ShimProcess shim;
  REQUIRE(shim.exchange({"POST",
                         "/genesys/1/cs/services/start",
                         {},
                         R"({"customer_id":"c","auto_complete_after":0})"})
              .status == 201);
  std::string completed;
  for (int attempt = 0; attempt < 30 && completed.size() <= 2; ++attempt) {
    auto connection = shim.connect();
    completed = connection.exchange({"GET", "/customers/c/services/completed", {}, ""}).body;
    // The server closes an idle connection after a second, which is what this waits for.
    static_cast<void>(connection.receive_rest());
  }
  CHECK_THAT(completed, ucs::tests::contains("\"service_id\":1"));
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

}  // namespace
