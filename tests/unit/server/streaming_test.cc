// SPDX-License-Identifier: MIT
// Bodies that are made while they are sent: each part is work like that of a request, for which
// there are so many places, and a client that reads for long is one among others.
#include <ucs/error.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "tests/catch.h"
#include "tests/support/gate_server.h"
#include "tests/support/http_connection.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::tests::GateServer;
using ucs::tests::HttpConnection;
using ucs::tests::of_one_thread;
using ucs::tests::to_wire;
using Part = ucs::Result<std::optional<std::string>>;

const Request kPlain{"GET", "/", {}, ""};
const Request kSlow{"GET", "/held", {}, ""};
const Request kStream{"GET", "/stream", {}, ""};
constexpr const char* kLastStream = "GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
constexpr const char* kAlive = "/healthz";

Part end() { return std::optional<std::string>(); }

TEST_CASE("a body that is made while it is sent comes whole, with parts that are empty") {
  GateServer served;
  std::atomic<int> parts{0};
  served.handler.stream = [&parts]() -> Part {
    const int part = parts++;
    if (part == 100) return end();
    return std::optional(std::string(part % 3 == 0 ? 0 : 50'000, 'x'));
  };
  CHECK(served.connect().exchange(kStream).body.size() == 66 * 50'000);
}

TEST_CASE("no part is made while all places are taken, and all are once there is one") {
  GateServer served;
  std::atomic<bool> is_held{false};
  std::atomic<int> parts{0};
  std::atomic<int> made_while_held{0};
  served.handler.stream = [&]() -> Part {
    if (is_held) ++made_while_held;
    return ++parts > 100 ? end() : Part(std::optional(std::string(200'000, 'x')));
  };
  HttpConnection reader = served.connect();
  reader.send(kLastStream);
  reader.wait();  // it has begun, and comes to a stop when the socket is full
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  is_held = true;
  // There is room for more of it, and a thread that could serve it.
  for (int i = 0; i < 100 && reader.is_readable(); ++i) {
    static_cast<void>(reader.receive_some());
    CHECK(served.connect().exchange({"GET", kAlive, {}, ""}).status == 200);
  }
  CHECK(served.handler.answered() == 0);
  CHECK(made_while_held == 0);
  is_held = false;
  served.handler.release();
  CHECK(held.receive()->body == "0123456789");
  static_cast<void>(reader.receive_rest());
  CHECK(parts == 101);
}

TEST_CASE("a body of many parts lets others have their turn") {
  GateServer served;
  std::atomic<int> others{0};
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  // Parts with nothing in them never have to wait for the client.
  served.handler.stream = [&]() -> Part {
    others = served.handler.answered();
    const bool is_over = others > 0 || std::chrono::steady_clock::now() > deadline;
    return is_over ? end() : Part(std::optional(std::string()));
  };
  HttpConnection reader = served.connect();
  HttpConnection other = served.connect();
  reader.send(kLastStream);
  reader.wait();
  other.send(to_wire(kPlain));
  CHECK(other.receive()->body == "0123456789");
  CHECK_FALSE(reader.receive_rest().empty());
  CHECK(others == 1);
}

TEST_CASE("a body that is broken off ends in a way that no client takes for its end") {
  GateServer served;
  std::atomic<int> parts{0};
  served.handler.stream = [&parts]() -> Part {
    if (parts++ % 2 == 0) return std::optional(std::string("part"));
    return ucs::Error{ucs::ErrorCode::kUnavailable, "the disk is full", {}};
  };
  HttpConnection current = served.connect();
  current.send(to_wire(kStream));
  const std::string chunks = current.receive_rest();
  CHECK(chunks.find("\r\n0\r\n\r\n") == std::string::npos);  // the last chunk
  // To HTTP/1.0 the end of the connection is that of the body.
  HttpConnection old = served.connect();
  old.send("GET /stream HTTP/1.0\r\n\r\n");
  CHECK(old.receive_rest().find("disk") == std::string::npos);
  CHECK(old.is_reset());
}

TEST_CASE("a body that is cut when the server ends is broken off likewise") {
  ucs::server::Options options = of_one_thread();
  options.drain_max = 1s;
  GateServer served(options);
  served.handler.stream = []() -> Part { return std::optional(std::string(200'000, 'x')); };
  // One that reads, but has no place for the next part; and one that does not read.
  HttpConnection waiting = served.connect();
  HttpConnection blocked = served.connect();
  for (HttpConnection* old : {&waiting, &blocked}) {
    old->send("GET /stream HTTP/1.0\r\n\r\n");
    old->wait();
  }
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  while (waiting.is_readable()) static_cast<void>(waiting.receive_some());
  served.server.stop();
  for (HttpConnection* old : {&waiting, &blocked}) {
    static_cast<void>(old->receive_rest());
    CHECK(old->is_reset());
  }
  served.handler.release();
  served.join();
}

TEST_CASE("requests that waited when their connections were cut are not carried out") {
  ucs::server::Options options = of_one_thread();
  options.drain_max = 1s;
  GateServer served(options);
  HttpConnection held = served.connect();
  held.send(to_wire(kSlow));
  served.handler.await_held(1);
  HttpConnection waiting = served.connect();
  waiting.send(to_wire(kPlain));
  CHECK(served.connect().exchange({"GET", kAlive, {}, ""}).status == 200);
  served.server.stop();
  CHECK(waiting.receive_rest().empty());
  CHECK(held.receive_rest().empty());
  served.handler.release();
  served.join();
  CHECK(served.handler.answered() == 1);  // the one that was held
}

}  // namespace
