// SPDX-License-Identifier: MIT
// How the real executable begins and ends: signals, requests in flight, ports in use.
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::Process;
using ucs::tests::ShimProcess;

const Request kStart{"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"c"})"};

/// Sends all of a request but its body, and returns when the server waits for that.
void send_head(HttpConnection& connection, const Request& request) {
  Request expecting = request;
  expecting.headers.push_back({"Expect", "100-continue"});
  const std::string wire = ucs::tests::to_wire(expecting);
  connection.send(wire.substr(0, wire.size() - request.body.size()));
  const auto response = connection.receive();
  REQUIRE(response);
  REQUIRE(response->status == 100);
}

TEST_CASE("SIGTERM and SIGINT end an idle server with status 0") {
  for (const int signal : {SIGTERM, SIGINT}) {
    ShimProcess shim;
    shim.send_signal(signal);
    CHECK(shim.wait() == 0);
    CHECK_THAT(shim.stderr_text(), contains("stopping"));
  }
}

TEST_CASE("a request in flight is finished before the server ends") {
  for (const int signal : {SIGTERM, SIGINT}) {
    ShimProcess shim;
    HttpConnection connection = shim.connect();
    send_head(connection, kStart);
    connection.send(kStart.body.substr(0, 5));
    shim.send_signal(signal);
    shim.await_stderr("stopping");
    connection.send(kStart.body.substr(5));
    const auto response = connection.receive();
    REQUIRE(response);
    CHECK(response->status == 201);
    CHECK(response->body == R"({"service_id":1})");
    CHECK(connection.receive_rest().empty());
    CHECK(shim.wait() == 0);
    CHECK_THAT(shim.stderr_text(), contains("POST /genesys/1/cs/services/start"));
  }
}

TEST_CASE("a second signal ends the server at once, though a request is held open") {
  for (const int second : {SIGTERM, SIGINT}) {
    ShimProcess shim;
    HttpConnection connection = shim.connect();
    send_head(connection, kStart);
    shim.send_signal(SIGTERM);
    shim.await_stderr("stopping");
    shim.send_signal(second);
    CHECK(shim.wait() == 128 + second);
    CHECK(connection.receive_rest().empty());
  }
}

TEST_CASE("idle connections are closed and do not hold up the end") {
  ShimProcess shim;
  std::vector<HttpConnection> idle;
  for (int i = 0; i < 8; ++i) {
    idle.push_back(shim.connect());
    CHECK(idle.back().exchange({"GET", "/healthz", {}, ""}).status == 200);
  }
  idle.push_back(shim.connect());  // has sent nothing yet
  const auto begin = std::chrono::steady_clock::now();
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
  // At once. A server that let them time out would take a second, or five.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(4));
  for (HttpConnection& connection : idle) CHECK(connection.receive_rest().empty());
}

TEST_CASE("once stopping, it accepts no further connection") {
  ShimProcess shim;
  HttpConnection held = shim.connect();
  send_head(held, kStart);
  HttpConnection idle = shim.connect();
  shim.send_signal(SIGTERM);
  shim.await_stderr("stopping");
  CHECK(idle.receive_rest().empty());  // closed, so the listener is closed too
  CHECK_THROWS_WITH(shim.connect(), contains("refused"));
  held.send(kStart.body);
  CHECK(held.receive()->status == 201);
  CHECK(shim.wait() == 0);
}

TEST_CASE("a port in use is told, and the one who has it keeps it") {
  ShimProcess first;
  const std::string port = std::to_string(first.port());
  for (const char* host : {"127.0.0.1", "0.0.0.0", "localhost"}) {
    Process second({"--host", host, "--port", port, "--insecure"});
    CHECK(second.wait() == 1);
    CHECK_THAT(second.stderr_text(),
               contains(std::string("cannot listen on ") + host + ":" + port));
    CHECK_THAT(second.stderr_text(), contains("in use"));
    CHECK_THAT(second.stderr_text(), contains("--port 0"));
    CHECK_THAT(second.stderr_text(), !contains("listens on http"));
  }
  CHECK(first.exchange(kStart).status == 201);
}

TEST_CASE("a port another program listens on is in use too") {
  const ucs::tests::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const int on = 1;
  REQUIRE(::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
  REQUIRE(::bind(socket.get(), any, size) == 0);
  REQUIRE(::listen(socket.get(), 1) == 0);
  REQUIRE(::getsockname(socket.get(), any, &size) == 0);
  Process shim({"--port", std::to_string(ntohs(address.sin_port))});
  CHECK(shim.wait() == 1);
  CHECK_THAT(shim.stderr_text(), contains("in use"));
}

TEST_CASE("a server can come back to the port it had at once") {
  int port = 0;
  {
    ShimProcess shim;
    port = shim.port();
    CHECK(shim.exchange(kStart).status == 201);
    HttpConnection connection = shim.connect();
    CHECK(connection.exchange(kStart).status == 201);
    shim.send_signal(SIGTERM);
    CHECK(shim.wait() == 0);
  }
  Process again({"--port", std::to_string(port)});
  again.await_stderr("listens on");
  again.send_signal(SIGTERM);
  CHECK(again.wait() == 0);
}

}  // namespace
