// SPDX-License-Identifier: MIT
// A server for tests of how it meets its clients: of one thread, so that whoever holds it is found
// out, and with deadlines that never come unless a test wants them to.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

#include "lib/server/server.h"
#include "tests/catch.h"
#include "tests/support/http_connection.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_handler.h"

namespace ucs::tests {

inline server::Options of_one_thread() {
  server::Options options;
  options.port = 0;
  options.threads = 1;
  options.idle_max = options.header_max = options.body_max = options.stall_max =
      std::chrono::hours(1);
  return options;
}

struct GateServer {
  explicit GateServer(const server::Options& options = of_one_thread(),
                      const std::string& body = "0123456789", std::size_t body_bytes_max = 100)
      : handler(body, {}, body_bytes_max),
        server(handler, clock, options),
        port(server.listen().value()) {
    thread = std::thread([this] { static_cast<void>(server.run()); });
  }
  ~GateServer() {
    handler.release();
    server.stop();
    join();
  }
  GateServer(const GateServer&) = delete;
  GateServer& operator=(const GateServer&) = delete;

  [[nodiscard]] HttpConnection connect() const { return HttpConnection(port); }

  /// Waits until it has ended.
  void join() {
    if (thread.joinable()) thread.join();
  }

  ManualClock clock;
  ScriptedHandler handler;
  server::Server server;
  const int port;
  std::thread thread;
};

/// Checks that a connection has one answer of this status, and then ends.
inline void check_last(HttpConnection& connection, int status) {
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == status);
  CHECK(response->header("Connection") == "close");
  CHECK(connection.receive_rest().empty());
}

}  // namespace ucs::tests
