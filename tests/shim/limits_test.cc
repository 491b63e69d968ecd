// SPDX-License-Identifier: MIT
// The options of ucs-shim for what clients may do: each at its limit and past it.
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::to_wire;
using ucs::tests::WireResponse;

const Request kGet{"GET", "/healthz", {}, ""};
const std::string kHost = "Host: localhost\r\n";

/// Checks that a request is refused with this status, and the connection ends.
void check_refused(const ShimProcess& shim, const std::string& wire, int status) {
  CAPTURE(wire.substr(0, 200), status);
  HttpConnection connection = shim.connect();
  connection.send(wire);
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == status);
  CHECK(response->header("Connection") == "close");
  CHECK(connection.receive_rest().empty());
}

void check_taken(const ShimProcess& shim, const std::string& wire) {
  CAPTURE(wire.substr(0, 200));
  HttpConnection connection = shim.connect();
  connection.send(wire);
  CHECK(connection.receive()->status == 200);
  CHECK(connection.exchange(kGet).status == 200);
}

/// A request whose first line is so long, with so many headers of so many bytes together.
std::string sized(std::size_t line, std::size_t headers, std::size_t header_bytes) {
  const std::string begin = "GET /healthz?";
  const std::string version = " HTTP/1.1";
  std::string wire = begin + std::string(line - begin.size() - version.size(), 'x') + version;
  wire += "\r\n" + kHost;
  std::size_t left = header_bytes - (kHost.size() - 2) - 2 * (headers - 2);
  for (std::size_t i = 2; i < headers; ++i) wire += "A:\r\n";
  return wire + "B:" + std::string(left - 2, 'b') + "\r\n\r\n";
}

TEST_CASE("by default a first line has 8 KiB, and 64 headers have 8 KiB together") {
  const ShimProcess shim;
  check_taken(shim, sized(8192, 64, 8192));
  check_refused(shim, sized(8193, 64, 8192), 414);
  check_refused(shim, sized(8192, 65, 8192), 431);
  check_refused(shim, sized(8192, 64, 8193), 431);
}

TEST_CASE("how long a first line is, and how many and how large headers are, can be told") {
  const ShimProcess shim(
      {"--request-line-bytes-max", "100", "--headers-max", "10", "--header-bytes-max", "300"});
  check_taken(shim, sized(100, 10, 300));
  check_refused(shim, sized(101, 10, 300), 414);
  check_refused(shim, sized(100, 11, 300), 431);
  check_refused(shim, sized(100, 10, 301), 431);
}

TEST_CASE("a body that is too large is refused before it comes, or once it has come that far") {
  const std::string post = "POST /genesys/1/cs/services/start HTTP/1.1\r\n" + kHost;
  const ShimProcess by_default;
  check_refused(by_default, post + "Content-Length: 1048577\r\n\r\n", 413);
  const ShimProcess shim({"--body-bytes-max", "30"});
  HttpConnection connection = shim.connect();
  connection.send(post + "Content-Length: 30\r\n\r\n" + R"({"customer_id":"c1234567890"} )");
  CHECK(connection.receive()->status == 201);
  connection.send(post + "Transfer-Encoding: chunked\r\n\r\n1e\r\n" +
                  R"({"customer_id":"c1234567890"} )" + "\r\n0\r\n\r\n");
  CHECK(connection.receive()->status == 201);
  check_refused(shim, post + "Content-Length: 31\r\n\r\n", 413);
  check_refused(shim, post + "Transfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\nf\r\n",
                413);
}

TEST_CASE("what does not come in time is 408, what says nothing is closed") {
  const ShimProcess shim(
      {"--header-timeout", "1s", "--body-timeout", "1s", "--idle-timeout", "1s"});
  HttpConnection head = shim.connect();
  HttpConnection body = shim.connect();
  HttpConnection chunks = shim.connect();
  HttpConnection idle = shim.connect();
  head.send("GET /healthz HTTP/1.1\r\n");
  body.send("POST / HTTP/1.1\r\n" + kHost + "Content-Length: 3\r\n\r\n{}");
  chunks.send("POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
  CHECK(idle.exchange(kGet).status == 200);
  for (HttpConnection* connection : {&head, &body, &chunks}) {
    const auto response = connection->receive();
    REQUIRE(response);
    CHECK(response->status == 408);
    CHECK_THAT(response->body, contains("did not arrive in time"));
    CHECK(connection->receive_rest().empty());
  }
  CHECK(idle.receive_rest().empty());
}

TEST_CASE("a connection too many is 503 with Retry-After") {
  const ShimProcess shim({"--connections-max", "2"});
  HttpConnection first = shim.connect();
  HttpConnection second = shim.connect();
  CHECK(first.exchange(kGet).status == 200);
  CHECK(second.exchange(kGet).status == 200);
  HttpConnection third = shim.connect();
  const auto response = third.receive();
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK(response->header("Retry-After") == "1");
  CHECK_THAT(response->body, contains("too many connections"));
  CHECK(third.receive_rest().empty());
}

TEST_CASE("a request too many is 503 with Retry-After, before its body is looked at") {
  const ShimProcess shim({"--control", "--control-open", "--requests-max", "1"});
  const std::string wait =
      to_wire({"POST", "/_ucs/verify", {}, R"({"operation":"complete_service","wait":"1h"})"});
  HttpConnection waiting = shim.connect();
  waiting.send(wait);
  // Only another connection's request is refused: from then on this one has the one place.
  HttpConnection other = shim.connect();
  WireResponse response;
  while ((response = other.exchange({"POST", "/nothing", {}, "no JSON"})).status != 503) {
    CHECK(response.status == 404);
    if (!waiting.is_readable()) continue;
    waiting = shim.connect();  // it came while the other's was answered
    waiting.send(wait);
  }
  CHECK(response.header("Retry-After") == "1");
  CHECK(shim.exchange({"GET", "/healthz", {}, ""}).status == 200);
  CHECK_FALSE(waiting.is_readable());
}

TEST_CASE("large bodies are 503 where there is no room for them") {
  const ShimProcess shim({"--body-bytes-max", "150000", "--buffer-bytes-max", "400000"});
  std::vector<HttpConnection> large;
  for (int i = 0; i < 2; ++i) {
    large.push_back(shim.connect());
    large.back().send("POST /genesys/1/cs/services/start HTTP/1.1\r\n" + kHost +
                      "Content-Length: 150000\r\n\r\n" + std::string(149999, ' '));
  }
  while (!large[0].is_readable() && !large[1].is_readable()) std::this_thread::yield();
  const auto response = large[large[0].is_readable() ? 0 : 1].receive();
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK_THAT(response->body, contains("too many large requests"));
  const std::string small = R"({"customer_id":"c"})";
  CHECK(shim.exchange({"POST", "/genesys/1/cs/services/start", {}, small}).status == 201);
}

TEST_CASE("a client is the one that a proxy tells of, if that is trusted") {
  const Request request{"GET", "/services/1", {{"X-Forwarded-For", "6.6.6.6, 203.0.113.7"}}, ""};
  for (const bool is_trusted : {true, false}) {
    ShimProcess shim(
        {"--trusted-proxy", is_trusted ? "127.0.0.0/8" : "10.0.0.0/8", "--trusted-proxy", "::1"});
    CHECK(shim.exchange(request).status == 404);
    const std::string line = shim.await_stderr("404");
    CHECK_THAT(line, contains(is_trusted ? " 203.0.113.7 \"GET" : " 127.0.0.1 \"GET"));
  }
}

TEST_CASE("a server that is told to stop is not ready first, and ends later") {
  ShimProcess shim({"--drain-delay", "1s", "--drain-timeout", "1s"});
  HttpConnection connection = shim.connect();
  CHECK(connection.exchange({"GET", "/readyz", {}, ""}).status == 200);
  shim.send_signal(SIGTERM);
  shim.await_stderr("stopping");
  while (connection.exchange({"GET", "/readyz", {}, ""}).status == 200) {
  }
  const WireResponse response = shim.exchange({"GET", "/readyz", {}, ""});
  CHECK(response.status == 503);
  CHECK(response.body == R"({"status":"stopping"})");
  HttpConnection slow = shim.connect();
  slow.send("POST / HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\n\r\n");
  CHECK(shim.wait() == 0);
  CHECK(slow.receive_rest().empty());
}

TEST_CASE("values that are out of their bounds are mistakes, each") {
  const std::vector<std::vector<std::string>> rows = {
      {"request-line-bytes-max", "63", "1048577", "x"},
      {"headers-max", "7", "10001", ""},
      {"header-bytes-max", "255", "1048577", "-1"},
      {"header-timeout", "0s", "3601s", "5"},
      {"body-timeout", "0s", "3601s", "5"},
      {"idle-timeout", "0s", "3601s", "5"},
      {"send-timeout", "0s", "3601s", "5"},
      {"drain-timeout", "0s", "3601s", "5"},
      {"drain-delay", "-1s", "3601s", "5"},
      {"connections-max", "0", "1000001", "many"},
      {"requests-max", "0", "1000001", "many"},
      {"buffer-bytes-max", "-1", "1099511627777", "1M"},
      {"trusted-proxy", "", "10.0.0.0/33", "proxy.example.com"}};
  for (const auto& row : rows) {
    for (std::size_t i = 1; i < row.size(); ++i) {
      Process shim({"--" + row[0], row[i], "--check-config"});
      CHECK(shim.wait() == 1);
      CHECK_THAT(shim.stderr_text(), contains("--" + row[0] + ": " + row[0] + " is \"" + row[i]));
    }
  }
}

}  // namespace
