// SPDX-License-Identifier: MIT
// How answers go over a socket, whole and otherwise.
#include <ucs/testing/delivery.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/catch.h"
#include "tests/support/http_transport.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_handler.h"

namespace {

using namespace std::chrono_literals;
using ucs::http::Request;
using ucs::testing::Delivery;
using ucs::tests::HttpConnection;
using ucs::tests::RunningServer;
using ucs::tests::ScriptedHandler;
using Kind = Delivery::Kind;

const Request kGet{"GET", "/", {}, ""};
const Request kWhole{"GET", "/whole", {}, ""};
const Request kPost{"POST", "/", {}, "{}"};
const Request kHead{"HEAD", "/", {}, ""};
constexpr const char* kHeadEnd = "\r\n\r\n";

/// A server whose every answer is delivered like this.
struct Served {
  explicit Served(const Delivery& delivery, const std::string& body = "0123456789")
      : handler(body, delivery) {}

  [[nodiscard]] HttpConnection connect() const { return HttpConnection(server.port()); }

  /// Sends one request and returns all that comes until the server ends the connection.
  [[nodiscard]] std::string exchange(const Request& request) const {
    HttpConnection connection = connect();
    connection.send(ucs::tests::to_wire(request));
    return connection.receive_rest();
  }

  ucs::tests::ManualClock clock;
  ScriptedHandler handler;
  RunningServer server{handler, clock};
};

Delivery of(Kind kind, std::size_t bytes = 0, std::chrono::milliseconds pause = 0ms) {
  return {kind, bytes, pause};
}

/// Receives the headers of an answer and returns them.
std::string receive_head(HttpConnection& connection) {
  std::string head;
  while (head.find(kHeadEnd) == std::string::npos) head += connection.receive_bytes(1);
  return head;
}

TEST_CASE("a whole answer leaves the connection as it was") {
  const Served served(of(Kind::kWhole));
  HttpConnection connection = served.connect();
  for (const Request& request : {kGet, kPost, kGet})
    CHECK(connection.exchange(request).body == "0123456789");
}

TEST_CASE("a reset comes in place of an answer, and is one") {
  const Served served(of(Kind::kReset));
  for (const Request& request : {kGet, kPost, kHead}) {
    HttpConnection connection = served.connect();
    connection.send(ucs::tests::to_wire(request));
    CHECK(connection.receive_rest().empty());
    CHECK(connection.is_reset());
  }
}

TEST_CASE("an empty answer is the end of the connection, without a reset") {
  const Served served(of(Kind::kEmpty));
  for (const Request& request : {kGet, kPost, kHead}) {
    HttpConnection connection = served.connect();
    connection.send(ucs::tests::to_wire(request));
    CHECK(connection.receive_rest().empty());
    CHECK_FALSE(connection.is_reset());
  }
}

TEST_CASE("a truncated answer announces its whole body, has a part of it, and ends") {
  for (const std::size_t bytes : {0U, 1U, 9U, 10U, 11U}) {
    CAPTURE(bytes);
    const Served served(of(Kind::kTruncated, bytes));
    for (const Request& request : {kGet, kPost}) {
      const std::string answer = served.exchange(request);
      const std::size_t head_end = answer.find(kHeadEnd);
      REQUIRE(head_end != std::string::npos);
      CHECK(answer.rfind("HTTP/1.1 200", 0) == 0);
      CHECK(answer.find("Content-Length: 10\r\n") < head_end);
      CHECK(answer.substr(head_end + 4) == std::string("0123456789").substr(0, bytes));
    }
  }
}

TEST_CASE("a truncated body may contain what ends headers") {
  const Served served(of(Kind::kTruncated, 7), "\r\n\r\nabc\r\n\r\n");
  const std::string answer = served.exchange(kGet);
  CHECK(answer.substr(answer.find(kHeadEnd) + 4) == "\r\n\r\nabc");
}

TEST_CASE("of an answer without a body all kinds of delivery send the headers") {
  for (const Kind kind : {Kind::kTruncated, Kind::kDribbled}) {
    const Served served(of(kind, 1, 1h), "");
    HttpConnection connection = served.connect();
    CHECK(connection.exchange(kGet).header("Content-Length") == "0");
    if (kind == Kind::kTruncated) CHECK(connection.receive_rest().empty());
  }
}

TEST_CASE("a dribbled answer is whole in the end, and its connection is used again") {
  for (const std::size_t bytes : {0U, 1U, 3U, 10U, 11U}) {
    CAPTURE(bytes);
    const Served served(of(Kind::kDribbled, bytes, 1ms));
    HttpConnection connection = served.connect();
    CHECK(connection.exchange(kGet).body == "0123456789");
    CHECK(connection.exchange(kPost).body == "0123456789");
    CHECK(connection.exchange(kHead).status == 200);
    CHECK(connection.exchange(kWhole).body == "0123456789");
  }
}

TEST_CASE("between the pieces of a dribbled answer nothing comes, and a stop hurries it") {
  Served served(of(Kind::kDribbled, 4, 1h));
  HttpConnection connection = served.connect();
  connection.send(ucs::tests::to_wire(kGet));
  receive_head(connection);
  CHECK(connection.receive_bytes(4) == "0123");
  CHECK_FALSE(connection.is_readable());
  CHECK(served.server.stop());
  CHECK(connection.receive_rest() == "456789");
}

TEST_CASE("a delivery is that of one answer, and of no other on the connection") {
  const Served served(of(Kind::kDribbled, 1, 1ms));
  HttpConnection connection = served.connect();
  for (int i = 0; i < 3; ++i) {
    CHECK(connection.exchange(kGet).body == "0123456789");
    CHECK(connection.exchange(kWhole).body == "0123456789");
  }
}

TEST_CASE("a pause that is negative is none") {
  const Served served(of(Kind::kDribbled, 1, -1h));
  CHECK(served.connect().exchange(kGet).body == "0123456789");
}

TEST_CASE("what the server refuses itself, and its health, is sent whole") {
  const Served served(of(Kind::kReset));
  CHECK(served.connect().exchange({"POST", "/", {}, std::string(101, ' ')}).status == 400);
  CHECK(served.connect().exchange({"GET", "/healthz", {}, ""}).status == 200);
}

}  // namespace
