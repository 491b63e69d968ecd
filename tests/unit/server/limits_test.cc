// SPDX-License-Identifier: MIT
// How much of a server its clients may have at the same time, how it ends, and what it adds to
// every answer.
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "lib/server/server.h"
#include "tests/catch.h"
#include "tests/support/gate_server.h"
#include "tests/support/http_connection.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::server::Options;
using ucs::tests::check_last;
using ucs::tests::contains;
using ucs::tests::GateServer;
using ucs::tests::HttpConnection;
using ucs::tests::of_one_thread;
using ucs::tests::to_wire;

const Request kPlain{"GET", "/", {}, ""};
const Request kSlow{"GET", "/held", {}, ""};

Options with_requests_max(std::size_t requests_max) {
  Options options = of_one_thread();
  options.requests_max = requests_max;
  return options;
}

/// Checks that a connection was told to come again.
void check_overloaded(HttpConnection& connection, const std::string& of_what) {
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK_THAT(response->body, contains("too many " + of_what));
  CHECK(response->header("Retry-After") == "1");
  CHECK(connection.receive_rest().empty());
}

TEST_CASE("a request too many is 503 with Retry-After, and none is once there is a place again") {
  GateServer served(with_requests_max(1));
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  for (int i = 0; i < 3; ++i) {
    HttpConnection refused = served.connect();
    refused.send(to_wire({"POST", "/", {}, "this is never looked at"}));
    check_overloaded(refused, "requests");
  }
  served.handler.release();
  CHECK(held.receive()->body == "0123456789");
  // On this connection: the place is given back once the answer is sent, before anything else of
  // it.
  CHECK(held.exchange(kPlain).body == "0123456789");
}

TEST_CASE("a request is never one too many because of the one before on its connection") {
  Options options;
  options.threads = 4;
  options.requests_max = 1;
  GateServer served(options);
  HttpConnection connection = served.connect();
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    REQUIRE(connection.exchange(kPlain).status == 200);
  }
}

TEST_CASE("a request that waits for a thread is answered later, one beyond the limit is 503") {
  GateServer served(with_requests_max(2));
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  std::vector<HttpConnection> two;
  for (int i = 0; i < 2; ++i) {
    two.push_back(served.connect());
    two.back().send(to_wire(kPlain));
  }
  while (!two[0].is_readable() && !two[1].is_readable()) std::this_thread::yield();
  const std::size_t refused = two[0].is_readable() ? 0 : 1;
  check_overloaded(two[refused], "requests");
  served.handler.release();
  CHECK(held.receive()->body == "0123456789");
  CHECK(two[1 - refused].receive()->body == "0123456789");
}

TEST_CASE("requests that wait are answered in their order, those of one connection, too") {
  GateServer served;
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  std::vector<HttpConnection> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.push_back(served.connect());
    waiting.back().send(to_wire(kPlain) + to_wire({"HEAD", "/", {}, ""}) + to_wire(kPlain));
  }
  held.send(to_wire(kPlain));
  served.handler.release();
  for (int i = 0; i < 2; ++i) CHECK(held.receive()->body == "0123456789");
  for (HttpConnection& connection : waiting) {
    CHECK(connection.receive()->body == "0123456789");
    CHECK(connection.receive(true)->status == 200);
    CHECK(connection.receive()->body == "0123456789");
  }
}

TEST_CASE("who asks whether the server is alive is answered though all threads are at work") {
  GateServer served(with_requests_max(1));
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  for (const char* path : {"/healthz", "/readyz"})
    CHECK(served.connect().exchange({"GET", path, {}, ""}).body == R"({"status":"ok"})");
  served.handler.release();
}

TEST_CASE("a server ends while requests wait, and answers them") {
  std::optional<GateServer> served(std::in_place);
  HttpConnection held = served->connect();
  held.send(to_wire(kSlow));
  served->handler.await_held(1);
  HttpConnection waiting = served->connect();
  waiting.send(to_wire(kPlain));
  // Answered by the last thread, so what came before is received by now.
  CHECK(served->connect().exchange({"GET", "/healthz", {}, ""}).status == 200);
  served->server.stop();
  served->handler.release();
  CHECK(held.receive()->body == "0123456789");
  served->join();
}

TEST_CASE("large bodies that do not come to an end are 503 where there are too many") {
  Options options = of_one_thread();
  options.buffer_bytes_max = 400000;
  const GateServer served(options, "0123456789", 150000);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\nExpect: 100-continue\r\n\r\n";
  std::string answer;
  // Both are refused if they come in turns up to the limit, so until one is not.
  for (int i = 0; answer != "0123456789"; ++i) {
    REQUIRE(i < 100);
    std::vector<HttpConnection> large;
    for (int one = 0; one < 2; ++one) {
      large.push_back(served.connect());
      large.back().send(head);
      CHECK(large.back().receive()->status == 100);
      large.back().send(std::string(149999, ' '));
    }
    while (!large[0].is_readable() && !large[1].is_readable()) std::this_thread::yield();
    const std::size_t refused = large[0].is_readable() ? 0 : 1;
    check_overloaded(large[refused], "large requests");
    // Small ones are taken, and the other one is carried out.
    CHECK(served.connect().exchange({"POST", "/", {}, std::string(16000, ' ')}).status == 200);
    large[1 - refused].send(" ");
    answer = large[1 - refused].receive()->body;
    if (answer != "0123456789") CHECK_THAT(answer, contains("too many large requests"));
  }
  CHECK(served.connect().exchange({"POST", "/", {}, std::string(150000, ' ')}).status == 200);
}

TEST_CASE("a client that does not read a large answer is given up where there is no room for it") {
  Options options = of_one_thread();
  options.buffer_bytes_max = 0;
  const std::string body(20'000'000, 'x');
  const GateServer served(options, body);
  HttpConnection slow = served.connect();
  slow.send(to_wire(kPlain));
  slow.wait();
  CHECK(served.connect().exchange({"HEAD", "/", {}, ""}).status == 200);
  CHECK(slow.receive_rest().size() < body.size());
}

TEST_CASE("a request that takes too long to come is cut when the server is to end") {
  Options options = of_one_thread();
  options.drain_max = 1s;
  GateServer served(options);
  HttpConnection slow = served.connect();
  slow.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(slow.receive()->status == 100);
  served.server.stop();
  served.join();
  CHECK(slow.receive_rest().empty());
}

TEST_CASE("a server that is to end says that it is not ready, and goes on for a while") {
  Options options = of_one_thread();
  options.drain_delay = 1s;
  GateServer served(options);
  HttpConnection connection = served.connect();
  CHECK(connection.exchange({"GET", "/readyz", {}, ""}).status == 200);
  served.server.stop();
  const auto ready = connection.exchange({"GET", "/readyz", {}, ""});
  CHECK(ready.status == 503);
  CHECK(ready.body == R"({"status":"stopping"})");
  CHECK(connection.exchange({"GET", "/healthz", {}, ""}).status == 200);
  CHECK(served.connect().exchange(kPlain).status == 200);
  served.join();
  CHECK(connection.receive_rest().empty());
}

TEST_CASE("a server that was told to wait before it ends can be destroyed meanwhile") {
  Options options = of_one_thread();
  options.drain_delay = 1h;
  ucs::tests::ManualClock clock;
  ucs::tests::ScriptedHandler handler;
  ucs::server::Server server(handler, clock, options);
  CHECK(server.listen());
  server.stop();
  server.stop();
}

TEST_CASE("an exception is an error to the client, who gets to see nothing of its text") {
  const GateServer served;
  HttpConnection connection = served.connect();
  connection.send("GET /throw HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = connection.receive_rest();
  CHECK_THAT(answer, contains("\r\n\r\nthe request failed unexpectedly"));
  CHECK_THAT(answer, contains("X-Content-Type-Options: nosniff"));
  CHECK(answer.find("secret") == std::string::npos);
  CHECK(answer.find("EXCEPTION") == std::string::npos);
  CHECK(served.connect().exchange(kPlain).status == 200);
}

TEST_CASE("no cache keeps an answer, no browser guesses what it is, and no version is told") {
  const GateServer served;
  for (const char* target : {"/", "/healthz"}) {
    for (const char* method : {"GET", "HEAD", "POST", "OPTIONS", "BREW"}) {
      const auto response = served.connect().exchange({method, target, {}, ""});
      CHECK(response.header("Cache-Control") == "no-store");
      CHECK(response.header("X-Content-Type-Options") == "nosniff");
      for (const auto& header : response.headers) {
        CHECK(header.name != "Server");
        CHECK(header.name != "X-Powered-By");
      }
    }
  }
  HttpConnection refused = served.connect();
  refused.send("x\r\n\r\n");
  const auto response = refused.receive();
  CHECK(response->header("Cache-Control") == "no-store");
  CHECK(response->header("X-Content-Type-Options") == "nosniff");
}

}  // namespace
