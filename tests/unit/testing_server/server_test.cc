// SPDX-License-Identifier: MIT
#include <ucs/testing/client.h>
#include <ucs/testing/faults.h>
#include <ucs/testing/journal.h>
#include <ucs/testing/server.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/http_connection.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::testing::Client;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::Server;
using ucs::testing::ServerOptions;
using ucs::tests::contains;
using ucs::tests::HttpConnection;

const Request kStart{"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"c"})"};
const Request kGet{"GET", "/genesys/1/cs/services/1", {}, ""};

TEST_CASE("a server is ready when it is constructed, and its fake is what it serves") {
  const Server server;
  CHECK(server.url() == "http://127.0.0.1:" + std::to_string(server.port()));
  CHECK(HttpConnection(server.port()).exchange(kStart).body == R"({"service_id":1})");
  CHECK(Client(server.fake()).get("/services/1").status == 200);
  const auto response = HttpConnection(server.port()).exchange(kGet);
  CHECK_THAT(response.body, contains("2000-01-01T00:00:00.000Z"));
  CHECK(response.header("Date") == "Sat, 01 Jan 2000 00:00:00 GMT");
  REQUIRE(server.fake().advance(1h));
  CHECK(HttpConnection(server.port()).exchange({"GET", "/healthz", {}, ""}).header("Date") ==
        "Sat, 01 Jan 2000 01:00:00 GMT");
}

TEST_CASE("a server serves a fake that was there before, and leaves it as it is") {
  Fake fake;
  Client(fake).post("/services/start", R"({"customer_id":"c"})");
  {
    const Server server(fake);
    CHECK(&server.fake() == &fake);
    CHECK(HttpConnection(server.port()).exchange(kGet).status == 200);
    CHECK(HttpConnection(server.port()).exchange(kStart).status == 201);
  }
  CHECK(Client(fake).get("/services/2").status == 200);
}

TEST_CASE("several servers may serve one fake") {
  Fake fake;
  const Server one(fake);
  const Server two(fake);
  CHECK(one.port() != two.port());
  CHECK(HttpConnection(one.port()).exchange(kStart).status == 201);
  CHECK(HttpConnection(two.port()).exchange(kGet).status == 200);
}

TEST_CASE("a server can be moved while it serves") {
  static_assert(!std::is_copy_constructible_v<Server>);
  Server first;
  const int port = first.port();
  HttpConnection connection(port);
  CHECK(connection.exchange(kStart).status == 201);
  Server second(std::move(first));
  CHECK(connection.exchange(kGet).status == 200);
  CHECK(second.port() == port);
  Server third;
  const int gone = third.port();
  third = std::move(second);
  CHECK_THROWS_WITH(HttpConnection(gone), contains("refused"));
  CHECK(connection.exchange(kGet).status == 200);
}

TEST_CASE("a server that is destroyed closes what is idle, and leaves its port") {
  std::optional<Server> server(Server(FakeOptions(), {0, 64, 1h}));
  const int port = server->port();
  std::vector<HttpConnection> idle;
  for (int i = 0; i < 20; ++i) {
    idle.emplace_back(port);
    if (i % 2 == 0) CHECK(idle.back().exchange(kGet).status == 400);
  }
  server.reset();
  for (HttpConnection& connection : idle) CHECK(connection.receive_rest().empty());
  CHECK_THROWS_WITH(HttpConnection(port), contains("refused"));
  CHECK(Server::start(FakeOptions(), {port, 1, 1s}).has_value());
}

TEST_CASE("a port that is in use is unavailable, and the server that has it keeps it") {
  const Server first;
  const auto second = Server::start(FakeOptions(), {first.port(), 1, 1s});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ucs::ErrorCode::kUnavailable);
  CHECK_THAT(second.error().message,
             contains("127.0.0.1:" + std::to_string(first.port())) && contains("in use"));
  CHECK(HttpConnection(first.port()).exchange(kStart).status == 201);
}

TEST_CASE("options out of their bounds are invalid_field, and name the bounds") {
  struct Row {
    ServerOptions options;
    const char* field;
    const char* message;
  };
  const Row rows[] = {{{-1, 1, 1s}, "port", "port is -1; expected 0 to 65535"},
                      {{65536, 1, 1s}, "port", "port is 65536; expected 0 to 65535"},
                      {{0, 0, 1s}, "threads_max", "threads_max is 0; expected 1 to 1024"},
                      {{0, 1025, 1s}, "threads_max", "threads_max is 1025; expected 1 to 1024"},
                      {{0, 1, 0s}, "idle_max", "idle_max is 0; expected 1 to 3600 seconds"},
                      {{0, 1, 3601s}, "idle_max", "idle_max is 3601; expected 1 to 3600 seconds"}};
  for (const Row& row : rows) {
    Fake fake;
    const auto server = Server::start(fake, row.options);
    REQUIRE_FALSE(server);
    CHECK(server.error().code == ucs::ErrorCode::kInvalidField);
    CHECK(server.error().field == row.field);
    CHECK(server.error().message == row.message);
  }
  for (const ServerOptions& options : {ServerOptions{0, 1, 1s}, ServerOptions{0, 1024, 3600s}})
    CHECK(Server::start(FakeOptions(), options).has_value());
}

TEST_CASE("two hundred servers at once are each themselves") {
  constexpr std::size_t kServers = 200;
  std::vector<Server> servers;
  std::vector<HttpConnection> connections;
  for (std::size_t i = 0; i < kServers; ++i) {
    servers.emplace_back();
    connections.emplace_back(servers.back().port());
    for (std::size_t k = 0; k <= i % 3; ++k) CHECK(connections[i].exchange(kStart).status == 201);
  }
  for (std::size_t i = 0; i < kServers; ++i) {
    CHECK(connections[i].exchange(kStart).body ==
          "{\"service_id\":" + std::to_string(i % 3 + 2) + "}");
  }
}

TEST_CASE(
    "servers may be made and destroyed by several threads at once, each with its own clients") {
  std::atomic<int> wrong{0};
  ucs::tests::run_threads(8, [&](std::size_t) {
    for (int i = 0; i < 25; ++i) {
      const Server server(FakeOptions(), {0, 2, 1h});
      HttpConnection connection(server.port());
      if (connection.exchange(kGet).status != 400) ++wrong;
      if (connection.exchange(kStart).body != R"({"service_id":1})") ++wrong;
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("a fake goes back and on in time while clients send") {
  const Server server;
  REQUIRE(server.fake().snapshot("new"));
  std::atomic<int> wrong{0};
  ucs::tests::run_threads(5, [&](std::size_t i) {
    if (i == 0) {
      for (int k = 0; k < 50; ++k) {
        if (!server.fake().advance(1s) || !server.fake().restore("new")) ++wrong;
        server.fake().reset();
      }
      return;
    }
    HttpConnection connection(server.port());
    for (int k = 0; k < 100; ++k) {
      if (connection.exchange(kStart).status != 201) ++wrong;
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("what is not valid HTTP is refused by the fake's clock and in its dialect") {
  const Server server;
  REQUIRE(server.fake().advance(1h));
  HttpConnection connection(server.port());
  connection.send("GET /genesys/1/cs/services/1 HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n");
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 400);
  CHECK_THAT(response->body, contains("com.genesyslab"));
  CHECK(response->header("Date") == "Sat, 01 Jan 2000 01:00:00 GMT");
}

TEST_CASE("faults are faults of the connection, and the journal has what was asked") {
  using ucs::testing::FaultAction;
  const Server server;
  Fake& fake = server.fake();
  CHECK(HttpConnection(server.port()).exchange(kStart).status == 201);
  const std::string whole = HttpConnection(server.port()).exchange(kGet).body;
  const auto send = [&](const FaultAction& action) {
    REQUIRE(fake.set_faults({{action}}));
    HttpConnection connection(server.port());
    connection.send("GET " + kGet.target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string received = connection.receive_rest();
    return std::pair(received, connection.is_reset());
  };
  CHECK(send(FaultAction::reset()) == std::pair(std::string(), true));
  CHECK(send(FaultAction::lose_answer()) == std::pair(std::string(), true));
  CHECK(send(FaultAction::empty()) == std::pair(std::string(), false));
  const std::string cut = send(FaultAction::truncate(5)).first;
  CHECK_THAT(cut, contains("Content-Length: " + std::to_string(whole.size()) + "\r\n"));
  CHECK(cut.substr(cut.find("\r\n\r\n") + 4) == whole.substr(0, 5));
  const std::string dribbled = send(FaultAction::dribble(40, 1ms)).first;
  CHECK(dribbled.substr(dribbled.find("\r\n\r\n") + 4) == whole);
  CHECK_THAT(send(FaultAction::answer(503)).first, contains("HTTP/1.1 503"));
  CHECK(fake.journal().value().size() == 8);
}

TEST_CASE("a server that is destroyed hurries answers that are late or slow") {
  using ucs::testing::FaultAction;
  for (const FaultAction& action :
       {FaultAction::delay(ucs::testing::Latency::fixed(1h)), FaultAction::dribble(1, 1h)}) {
    std::optional<Server> server(Server{});
    Fake& fake = server->fake();
    REQUIRE(fake.add_fault({action}));
    HttpConnection connection(server->port());
    connection.send(ucs::tests::to_wire(kGet));
    REQUIRE(fake.eventually(
        60s, ucs::testing::requests().method("GET").times(1)));  // so it is in flight
    server.reset();
    const auto response = connection.receive();
    REQUIRE(response);
    CHECK(response->status == 400);
    CHECK_THAT(response->body, contains("NotFoundException"));
  }
}

}  // namespace
