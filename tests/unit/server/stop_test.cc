// SPDX-License-Identifier: MIT
// How a server ends. None of these tests measures a time: an idle connection may stay for an hour
// here, so a server that waited for one would not end before the test is given up.
#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "lib/server/server.h"
#include "tests/catch.h"
#include "tests/support/http_connection.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_handler.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::server::Options;
using ucs::server::Server;
using ucs::tests::HttpConnection;
using ucs::tests::ScriptedHandler;

const Request kGet{"GET", "/", {}, ""};
const Request kHeld{"GET", "/held", {}, ""};

Options patient(std::size_t threads) {
  Options options;
  options.port = 0;
  options.threads = threads;
  options.idle_max = 1h;
  return options;
}

struct Served {
  explicit Served(std::size_t threads = 8) : server(handler, clock, patient(threads)) {
    port = server.listen().value();
  }
  ~Served() {
    handler.release();
    end();
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  void run() {
    thread = std::thread([this] { is_good = server.run(); });
  }
  bool end() {
    server.stop();
    if (thread.joinable()) thread.join();
    return is_good;
  }
  [[nodiscard]] HttpConnection connect() const { return HttpConnection(port); }

  ucs::tests::ManualClock clock;
  ScriptedHandler handler;
  Server server;
  int port = 0;
  bool is_good = false;  // written by the thread, read after it ended
  std::thread thread;
};

TEST_CASE("a server ends while clients are connected and idle") {
  for (const std::size_t threads : {1U, 3U, 16U}) {
    CAPTURE(threads);
    Served served(threads);
    served.run();
    std::vector<HttpConnection> idle;
    for (std::size_t i = 0; i < 8; ++i) {
      idle.push_back(served.connect());
      if (i < threads && i % 2 == 0) CHECK(idle.back().exchange(kGet).status == 200);
    }
    CHECK(served.end());
    for (HttpConnection& connection : idle) CHECK(connection.receive_rest().empty());
  }
}

TEST_CASE("requests in flight are answered, and then their connections end") {
  Served served;
  served.run();
  std::vector<HttpConnection> busy;
  for (int i = 0; i < 3; ++i) {
    busy.push_back(served.connect());
    busy.back().send(ucs::tests::to_wire(kHeld));
  }
  served.handler.await_held(3);
  HttpConnection idle = served.connect();
  served.server.stop();
  CHECK(idle.receive_rest().empty());
  CHECK_THROWS_WITH(served.connect(), ucs::tests::contains("refused"));
  for (const HttpConnection& connection : busy) CHECK_FALSE(connection.is_readable());
  served.handler.release();
  for (HttpConnection& connection : busy) {
    CHECK(connection.receive()->body == "0123456789");
    CHECK(connection.receive_rest().empty());
  }
  CHECK(served.end());
}

TEST_CASE("a request that has arrived in part when the server is to stop is answered") {
  Served served;
  served.run();
  HttpConnection connection = served.connect();
  connection.send(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(connection.receive()->status == 100);  // so it is in flight
  served.server.stop();
  connection.send("{}");
  CHECK(connection.receive()->status == 200);
  CHECK(connection.receive_rest().empty());
  CHECK(served.end());
}

TEST_CASE("a server may be stopped twice, by several at once, and after it has ended") {
  Served served;
  served.run();
  HttpConnection idle = served.connect();
  ucs::tests::run_threads(8, [&](std::size_t) { served.server.stop(); });
  served.server.stop();
  CHECK(served.end());
  CHECK(served.end());
  CHECK(idle.receive_rest().empty());
}

TEST_CASE("a server that is stopped before it runs returns at once, and serves nobody") {
  Served served;
  std::optional<HttpConnection> waiting(served.connect());
  waiting->send(ucs::tests::to_wire(kGet));
  served.server.stop();
  served.run();
  CHECK(served.end());
  CHECK(waiting->receive_rest().empty());
}

TEST_CASE("a server that listens and never runs leaves its port") {
  int port = 0;
  {
    const Served served;
    port = served.port;
  }
  CHECK_THROWS_WITH(HttpConnection(port), ucs::tests::contains("refused"));
}

TEST_CASE("each of many requests gets a whole answer or none, whenever the server stops") {
  for (int round = 0; round < 20; ++round) {
    Served served;
    served.run();
    std::atomic<int> answered{0};
    std::atomic<int> wrong{0};
    ucs::tests::run_threads(5, [&](std::size_t i) {
      if (i == 0) {
        while (answered < 5 * (round + 1)) std::this_thread::yield();
        served.server.stop();
        return;
      }
      try {
        HttpConnection connection = served.connect();
        for (;;) {
          connection.send(ucs::tests::to_wire(kGet));
          const auto response = connection.receive();
          if (!response) return;  // the end came first
          if (response->body != "0123456789") ++wrong;
          ++answered;
        }
      } catch (const std::exception& exception) {
        if (std::string_view(exception.what()).substr(0, 8) != "connect:") ++wrong;
      }
    });
    CHECK(wrong == 0);
    CHECK(served.end());
  }
}

TEST_CASE("requests that arrive together on one connection are answered in their order") {
  Served served;
  served.run();
  HttpConnection connection = served.connect();
  std::string wire;
  for (int i = 0; i < 50; ++i) {
    wire += ucs::tests::to_wire(i % 2 == 0 ? kGet : Request{"POST", "/", {}, "{}"});
    if (i == 24) wire += ucs::tests::to_wire({"HEAD", "/", {}, ""});
  }
  connection.send(wire);
  for (int i = 0; i < 50; ++i) {
    CHECK(connection.receive()->body == "0123456789");
    if (i == 24) CHECK(connection.receive(true)->body.empty());
  }
}

TEST_CASE("an idle connection is closed after its time") {
  ucs::tests::ManualClock clock;
  ScriptedHandler handler;
  Options options = patient(2);
  options.idle_max = 1s;
  Server server(handler, clock, options);
  HttpConnection silent(server.listen().value());
  std::thread thread([&] { static_cast<void>(server.run()); });
  CHECK(silent.receive_rest().empty());
  server.stop();
  thread.join();
}

TEST_CASE("more connections than threads are served, each in its turn") {
  Served served(2);
  served.run();
  for (int i = 0; i < 20; ++i) {
    HttpConnection connection = served.connect();
    connection.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(connection.receive()->status == 200);
  }
}

TEST_CASE("without a log a handler is not asked how to describe requests, by default as sent") {
  ScriptedHandler handler;
  CHECK(handler.describe(Request{"GET", "/a?b=c", {}, ""}) == "GET /a?b=c");
}

}  // namespace
