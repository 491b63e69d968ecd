// SPDX-License-Identifier: MIT
// Threads are held by requests: whatever a client does or leaves undone, the others are served.
// A server of one thread tells, as it would wait for ever.
#include <chrono>
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
using ucs::tests::HttpConnection;
using ucs::tests::of_one_thread;
using Served = ucs::tests::GateServer;

const Request kGet{"GET", "/", {}, ""};

TEST_CASE("connections that are kept alive hold no thread, and can all be used again") {
  const Served served;
  std::vector<HttpConnection> connections;
  for (int i = 0; i < 100; ++i) {
    connections.push_back(served.connect());
    if (i % 2 == 0) CHECK(connections.back().exchange(kGet).status == 200);
  }
  for (HttpConnection& connection : connections) CHECK(connection.exchange(kGet).status == 200);
}

TEST_CASE("requests that come in part hold no thread") {
  const Served served;
  const std::string wire = ucs::tests::to_wire({"POST", "/", {}, "{}"});
  std::vector<HttpConnection> slow;
  for (std::size_t sent = 1; sent < wire.size(); ++sent) {
    slow.push_back(served.connect());
    slow.back().send(wire.substr(0, sent));
    CHECK(served.connect().exchange(kGet).status == 200);
  }
  for (std::size_t sent = 1; sent < wire.size(); ++sent) {
    slow[sent - 1].send(wire.substr(sent));
    CHECK(slow[sent - 1].receive()->status == 200);
  }
}

TEST_CASE("clients that do not read their answers hold no thread, and get them whole later") {
  Options options = of_one_thread();
  options.buffer_bytes_max = 1'000'000'000;
  const Served served(options, std::string(20'000'000, 'x'));
  std::vector<HttpConnection> slow;
  for (int i = 0; i < 3; ++i) {
    slow.push_back(served.connect());
    slow.back().send(ucs::tests::to_wire(kGet) + ucs::tests::to_wire(kGet));
    slow.back().wait();
  }
  CHECK(served.connect().exchange({"HEAD", "/", {}, ""}).status == 200);
  for (HttpConnection& connection : slow) {
    for (int i = 0; i < 2; ++i) CHECK(connection.receive()->body.size() == 20'000'000);
  }
}

TEST_CASE("a client that sends no more gets the answers to what it has sent") {
  const Served served;
  HttpConnection connection = served.connect();
  connection.send(ucs::tests::to_wire(kGet) + ucs::tests::to_wire(kGet));
  connection.finish_sending();
  for (int i = 0; i < 2; ++i) CHECK(connection.receive()->body == "0123456789");
  CHECK(connection.receive_rest().empty());
}

TEST_CASE("behind a request that is refused nothing is answered, whatever comes") {
  const Served served;
  HttpConnection connection = served.connect();
  connection.send(ucs::tests::to_wire(kGet) + "GET / HTTP/1.1\r\n\r\n" + ucs::tests::to_wire(kGet) +
                  std::string(1'000'000, 'x'));
  CHECK(connection.receive()->status == 200);
  check_last(connection, 400);
}

TEST_CASE("a body that is too large is refused before it comes, or once it has come that far") {
  const Served served;
  HttpConnection announced = served.connect();
  announced.send(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  check_last(announced, 400);  // as the handler has it
  HttpConnection counted = served.connect();
  counted.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n");
  check_last(counted, 400);
}

TEST_CASE("what is not there in time is 408, of headers and of bodies; silence only ends") {
  Options options = of_one_thread();
  options.header_max = 1s;
  options.body_max = 1s;
  options.idle_max = 1s;
  const Served served(options);
  HttpConnection head = served.connect();
  HttpConnection body = served.connect();
  HttpConnection idle = served.connect();
  head.send("GET / HTTP/1.1\r\nHost:");
  body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");
  CHECK(idle.exchange(kGet).status == 200);
  check_last(head, 408);
  check_last(body, 408);
  CHECK(idle.receive_rest().empty());
}

TEST_CASE("a body has a second more for each 64 KiB that have come") {
  Options options = of_one_thread();
  options.body_max = 1s;
  options.idle_max = 2s;
  const Served served(options, "0123456789", 1'000'000);
  HttpConnection large = served.connect();
  large.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 655360\r\n\r\n" +
             std::string(655359, 'x'));
  HttpConnection small = served.connect();
  small.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nx");
  HttpConnection idle = served.connect();
  CHECK(idle.exchange(kGet).status == 200);
  CHECK(idle.receive_rest().empty());  // two seconds later
  check_last(small, 408);
  large.send("x");
  CHECK(large.receive()->status == 200);
}

TEST_CASE("one connection too many is 503 with Retry-After, until one has ended") {
  Options options = of_one_thread();
  options.connections_max = 2;
  const Served served(options);
  {
    HttpConnection first = served.connect();
    HttpConnection second = served.connect();
    CHECK(first.exchange(kGet).status == 200);
    CHECK(second.exchange(kGet).status == 200);
    HttpConnection third = served.connect();
    const auto response = third.receive();
    REQUIRE(response);
    CHECK_THAT(response->body, contains("too many connections"));
    CHECK(response->header("Retry-After") == "1");
    CHECK(third.receive_rest().empty());
    CHECK(first.exchange(kGet).status == 200);
  }
  // The server learns of their ends by and by.
  for (;;) {
    HttpConnection next = served.connect();
    next.send(ucs::tests::to_wire(kGet));
    if (next.receive()->body == "0123456789") break;
  }
}

TEST_CASE("an answer to HTTP/1.0 tells whether the connection stays") {
  const Served served;
  HttpConnection connection = served.connect();
  connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(connection.receive()->header("Connection") == "keep-alive");
  connection.send("GET / HTTP/1.0\r\n\r\n");
  check_last(connection, 200);
}

}  // namespace
