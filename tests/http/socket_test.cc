// SPDX-License-Identifier: MIT
// What only a socket can do to a server: framing, connections, and what HTTP itself demands.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/dump.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"

namespace {

using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::ManualClock;
using ucs::tests::RunningServer;
using ucs::tests::WireResponse;
using ucs::tests::World;

/// A server behind a socket, with service 1 in its store.
struct Served {
  explicit Served(std::size_t threads = 4, const ucs::http::ApiOptions& options = {})
      : world(clock, options, {}), server(world.handler, clock, threads) {
    ucs::StartService start;
    start.customer_id = "c";
    REQUIRE(world.engine.start_service(start));
    before = dump();
  }

  [[nodiscard]] HttpConnection connect() const { return HttpConnection(server.port()); }
  [[nodiscard]] std::string dump() { return ucs::tests::dump(*world.kept); }

  ManualClock clock;
  World world;
  RunningServer server;
  std::string before;
};

const Request kGet{"GET", "/services/1", {}, ""};
constexpr const char* kService =
    R"({"service_id":1,"customer_id":"c","started":{"timestamp":"2026-03-01T12:00:00.000Z"}})";

/// Receives one answer, which must come.
WireResponse receive(HttpConnection& connection) {
  auto response = connection.receive();
  REQUIRE(response);
  return *response;
}

/// Checks that bytes, of which no more come, are answered with one error of this status, that the
/// server then ends the connection, and that nothing was changed.
void check_refused(Served& served, const std::string& bytes, int status) {
  CAPTURE(bytes.substr(0, 300));
  HttpConnection connection = served.connect();
  connection.send(bytes);
  const WireResponse response = receive(connection);
  CHECK(response.status == status);
  CHECK(response.header("Content-Type") == "application/json");
  CHECK(response.header("Connection") == "close");
  CHECK_THAT(response.body, contains("\"description\":\"") || contains("\"message\":\""));
  CHECK(connection.receive_rest().empty());
  CHECK(served.dump() == served.before);
}

TEST_CASE("a body that ends before it should is never taken for a whole one") {
  Served served;
  const std::string head = "POST /services/1/end HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& body :
       {std::string("Content-Length: 10\r\n\r\n"), std::string("Content-Length: 3\r\n\r\n{}"),
        std::string("Transfer-Encoding: chunked\r\n\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n9\r\n{}"),
        std::string("Transfer-Encoding: chunked\r\n\r\n2\r\n{}"),
        // Nor does it matter what type it has, or how much of it there is.
        std::string("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n\r\n"),
        std::string("Content-Length: 1000000\r\n\r\n") + std::string(900000, ' ')}) {
    CAPTURE(body.substr(0, 300));
    HttpConnection connection = served.connect();
    connection.send(head + body);
    connection.finish_sending();
    // A client that sends no more may be taken for one that is gone: the answer may be missing.
    const std::string answer = connection.receive_rest();
    CHECK((answer.empty() || answer.rfind("HTTP/1.1 400", 0) == 0));
    CHECK(served.dump() == served.before);
  }
}

TEST_CASE("a client that hangs up within a body has changed nothing") {
  Served served;
  for (const std::string body : {"Content-Length: 10\r\n\r\n", "Content-Length: 3\r\n\r\n{}",
                                 "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"}) {
    HttpConnection connection = served.connect();
    connection.send("POST /services/1/end HTTP/1.1\r\nHost: x\r\n" + body);
  }
  CHECK(served.server.stop());
  CHECK(served.dump() == served.before);
}

TEST_CASE("malformed chunks are refused") {
  Served served;
  for (const std::string chunks : {"zz\r\n{}\r\n0\r\n\r\n", "\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n",
                                   "ffffffffffffffffff\r\n{}\r\n0\r\n\r\n"})
    check_refused(
        served,
        "POST /services/1/end HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        400);
}

TEST_CASE("a request whose body's end is uncertain is refused, so that none is smuggled in it") {
  Served served;
  const std::string smuggled =
      "POST /services/1/end HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
  const std::string size = std::to_string(smuggled.size());
  for (const std::string& headers :
       {"Content-Length: " + size + "\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: " + size + "\r\n",
        "Content-Length: 0\r\nContent-Length: " + size + "\r\n",
        "Content-Length: " + size + "\r\nContent-Length: 0\r\n",
        "Content-Length: " + size + "\r\nContent-Length: " + size + "\r\n",
        std::string("Content-Length: 0, 0\r\n"), std::string("Content-Length: abc\r\n"),
        std::string("Content-Length: -1\r\n"), std::string("Content-Length: +1\r\n"),
        std::string("Content-Length: 0x10\r\n"), std::string("Content-Length: 1 1\r\n"),
        std::string("Content-Length: 99999999999999999999\r\n"),
        std::string("Transfer-Encoding: gzip\r\n"), std::string("Transfer-Encoding: identity\r\n"),
        std::string("Transfer-Encoding: chunked, gzip\r\n"),
        std::string("Transfer-Encoding: gzip, chunked\r\n"),
        std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")}) {
    for (const std::string method : {"POST", "PUT", "GET"})
      check_refused(served,
                    method + " /services/1 HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + smuggled,
                    400);
  }
}

TEST_CASE("a first line that is none is refused once, and the connection ends") {
  Served served;
  for (const std::string line :
       {"GET", "GET ", "GET /services/1", "/services/1 HTTP/1.1", "GET /services/1 HTTP/2.0",
        "GET /services/1 HTTP/1.1 more", "GET /services/ 1 HTTP/1.1", "GET services/1 HTTP/9.9",
        "\x16\x03\x01", "{\"a\":1}"})
    check_refused(served, line + "\r\nHost: x\r\n\r\n", 400);
  check_refused(served, std::string("GET /services/1\0 HTTP/1.1\r\nHost: x\r\n\r\n", 38), 400);
}

TEST_CASE("a path and query of 8 KB are read, longer ones are 414") {
  Served served;
  HttpConnection connection = served.connect();
  const WireResponse read =
      connection.exchange({"GET", "/services/1?x=" + std::string(8000, 'x'), {}, ""});
  CHECK(read.body == kService);
  const std::string name(8000, 'n');
  CHECK(connection.exchange({"GET", "/customers/" + name + "/services", {}, ""}).body == "[]");
  const std::string path = "/customers/" + name + "/services/1";
  CHECK(connection.exchange({"POST", path, {}, "{}"}).status == 400);  // field_too_long
  check_refused(served, "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
}

TEST_CASE("chunked bodies are read") {
  Served served;
  HttpConnection connection = served.connect();
  connection.send(
      "POST /genesys/1/cs/services/1/states/start HTTP/1.1\r\nHost: x\r\nTRANSFER-ENCODING: "
      "Chunked\r\n"
      "content-type: application/json\r\n\r\n"
      "9\r\n{\"state_t\r\n1\r\ny\r\n00a\r\npe\":\"one\"}\r\n0\r\n\r\n");
  CHECK(receive(connection).body == R"({"state_id":1})");
  CHECK_THAT(connection.exchange({"GET", "/services/1/states/1", {}, ""}).body,
             contains(R"("state_type":"one")"));
}

TEST_CASE("a client that expects 100-continue is told to, and answered") {
  Served served;
  HttpConnection connection = served.connect();
  for (int i = 0; i < 2; ++i) {
    connection.send(
        "POST /genesys/1/cs/services/1/states/start HTTP/1.1\r\nHost: x\r\n"
        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(receive(connection).status == 100);
    connection.send("{}");
    CHECK(receive(connection).status == 201);
  }
}

TEST_CASE("POST without Content-Length has no body and is answered at once") {
  Served served;
  HttpConnection connection = served.connect();
  connection.send("POST /services/1/end HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(receive(connection).status == 204);
  CHECK(connection.exchange(kGet).status == 200);
}

TEST_CASE("a request that arrives byte by byte is answered") {
  Served served;
  HttpConnection connection = served.connect();
  for (const char byte : ucs::tests::to_wire(
           {"POST", "/genesys/1/cs/services/1/tasks/start", {}, R"({"task_type":1})"}))
    connection.send(std::string(1, byte));
  CHECK(receive(connection).body == R"({"task_id":1})");
}

TEST_CASE("a connection serves many requests, and HEAD leaves nothing behind on it") {
  Served served;
  HttpConnection connection = served.connect();
  for (int i = 0; i < 300; ++i) {
    const WireResponse head = connection.exchange({"HEAD", "/services/1", {}, ""});
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == std::to_string(std::string(kService).size()));
    CHECK(connection.exchange(kGet).body == kService);
  }
}

TEST_CASE("a connection ends where the client asked for it, and for HTTP/1.0") {
  Served served;
  for (const std::string request :
       {"GET /services/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /services/1 HTTP/1.0\r\nHost: x\r\n\r\n", "GET /services/1 HTTP/1.0\r\n\r\n"}) {
    HttpConnection connection = served.connect();
    connection.send(request);
    CHECK(receive(connection).body == kService);
    CHECK(connection.receive_rest().empty());
  }
}

TEST_CASE("an answer of 204 has no Content-Length, one of 200 without a body has 0") {
  Served served;
  HttpConnection connection = served.connect();
  const WireResponse done = connection.exchange({"POST", "/services/1/end", {}, "{}"});
  CHECK(done.status == 204);
  CHECK(done.header("Content-Length").empty());
  CHECK(connection.exchange({"DELETE", "/services/1", {}, ""}).header("Content-Length") == "0");
}

TEST_CASE("who asks for a range is refused, as answers are sent whole") {
  Served served;
  for (const char* range : {"bytes=0-0", "bytes=5-", "bytes=-3", "bytes=0-1,3-4", "bytes=900-",
                            "bytes=x", "lines=1-2"}) {
    const Request request{"GET", "/services/1", {{"Range", range}}, ""};
    check_refused(served, ucs::tests::to_wire(request), 400);
  }
}

TEST_CASE("a body on GET or HEAD is refused, and so is a packed one before it comes") {
  Served served;
  const std::string host = " /services/1 HTTP/1.1\r\nHost: x\r\n";
  check_refused(served, "GET" + host + "Content-Length: 2\r\n\r\n{}", 400);
  check_refused(served, "GET" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
  check_refused(served, "POST" + host + "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n", 415);
  HttpConnection connection = served.connect();
  connection.send("HEAD" + host + "Content-Length: 2\r\n\r\n{}");
  CHECK(connection.receive(true)->status == 400);
  CHECK(connection.receive_rest().empty());
}

TEST_CASE("an answer is never packed, so that it is the same from every build") {
  Served served;
  for (const char* codings : {"gzip", "br", "deflate, gzip;q=1.0, *;q=0.5", "*"}) {
    const WireResponse response =
        served.connect().exchange({"GET", "/services/1", {{"Accept-Encoding", codings}}, ""});
    CHECK(response.body == kService);
    CHECK(response.header("Content-Encoding").empty());
  }
}

TEST_CASE("idle connections do not keep others from being served") {
  Served served(2);
  std::vector<HttpConnection> idle;
  for (int i = 0; i < 4; ++i) {
    idle.push_back(served.connect());
    if (i < 2) CHECK(idle.back().exchange(kGet).status == 200);
  }
  CHECK(served.connect().exchange(kGet).body == kService);
}

TEST_CASE("the server tells that it is alive and ready, beside every dialect") {
  ucs::http::ApiOptions v85_only;
  v85_only.serves_v81 = false;
  for (const auto& options : {ucs::http::ApiOptions(), v85_only}) {
    Served served(2, options);
    for (const char* path : {"/healthz", "/readyz", "/healthz?verbose"}) {
      const WireResponse response = served.connect().exchange({"GET", path, {}, ""});
      CHECK(response.status == 200);
      CHECK(response.body == R"({"status":"ok"})");
      CHECK(response.header("Content-Type") == "application/json");
      CHECK(served.connect().exchange({"HEAD", path, {}, ""}).status == 200);
      CHECK(served.connect().exchange({"POST", path, {}, "{}"}).status == 404);
    }
    CHECK(served.connect().exchange({"GET", "/healthz/", {}, ""}).status == 404);
  }
}

TEST_CASE("every answer has one entry in the log, without anything personal") {
  Served served;
  {
    HttpConnection connection = served.connect();
    const std::vector<Request> requests = {
        {"GET", "/customers/Jane%20Doe/services?service_types=secret", {}, ""},
        {"GET", "/services/anonymous/%2B49123", {}, ""},
        {"PUT", "/genesys/1/cs/services/1/extensions/Diagnosis", {}, "1"},
        {"GET", "/services/1?extensions=Diagnosis", {}, ""},
        {"GET", "/healthz", {}, ""},
        {"HEAD", "/services/7", {}, ""},
        {"GET", "/services/secret", {}, ""},
        {"GET", "/some/secret", {}, ""},
    };
    for (const Request& request : requests) static_cast<void>(served.connect().exchange(request));
    connection.send("secret\r\n\r\n");
    CHECK(connection.receive()->status == 400);
  }
  REQUIRE(served.server.stop());
  struct Row {
    const char* request;
    int status;
  };
  const Row expected[] = {{"GET /customers/{customer_id}/services", 200},
                          {"GET /services/anonymous/{contact_key}", 200},
                          {"PUT /genesys/1/cs/services/1/extensions/{name}", 200},
                          {"GET /services/1", 200},
                          {"GET /healthz", 200},
                          {"HEAD /services/7", 404},
                          {"GET /services/{service_id}", 400},
                          {"GET -", 404},
                          {"- -", 400}};
  // A connection may be served by another thread than the one before, so entries can overtake.
  const auto log = served.server.log();
  CHECK(log.size() == std::size(expected));
  for (const Row& row : expected) {
    const auto count = std::count_if(log.begin(), log.end(), [&](const auto& entry) {
      return entry.request == row.request && entry.status == row.status &&
             entry.time == served.clock.now();
    });
    INFO(row.request);
    CHECK(count == 1);
  }
}

TEST_CASE("stopping lets a request in flight finish, and ends idle connections") {
  Served served;
  HttpConnection idle = served.connect();
  CHECK(idle.exchange(kGet).status == 200);
  HttpConnection busy = served.connect();
  busy.send(
      "POST /services/1/end HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
      "2\r\n\r\n");
  CHECK(receive(busy).status == 100);  // so it is in flight
  std::thread stopping([&] { static_cast<void>(served.server.stop()); });
  CHECK(idle.receive_rest().empty());
  busy.send("{}");
  CHECK(receive(busy).status == 204);
  CHECK(busy.receive_rest().empty());
  stopping.join();
  CHECK(served.server.stop());
}

TEST_CASE("a server that was stopped before it runs does not serve") {
  ManualClock clock;
  World world(clock, {}, {});
  ucs::server::Server server(world.handler, clock, {"127.0.0.1", 0, 1}, [](const auto&) {});
  REQUIRE(server.listen());
  server.stop();
  CHECK(server.run());
}

TEST_CASE("a port that is in use is an error that names it, and two servers never share one") {
  Served served;
  ucs::server::Server second(served.world.handler, served.clock,
                             {"127.0.0.1", served.server.port(), 1}, [](const auto&) {});
  const auto port = second.listen();
  REQUIRE_FALSE(port);
  CHECK_THAT(port.error().message, contains("127.0.0.1:" + std::to_string(served.server.port())));
  CHECK_THAT(port.error().message, contains("in use"));
  // Also not on all addresses.
  ucs::server::Server third(served.world.handler, served.clock,
                            {"0.0.0.0", served.server.port(), 1}, [](const auto&) {});
  CHECK_FALSE(third.listen());
}

TEST_CASE("of a name with several addresses the second server does not take the next one") {
  Served served;
  ucs::server::Server first(served.world.handler, served.clock, {"localhost", 0, 1},
                            [](const auto&) {});
  const auto port = first.listen();
  REQUIRE(port);
  ucs::server::Server second(served.world.handler, served.clock, {"localhost", *port, 1},
                             [](const auto&) {});
  const auto taken = second.listen();
  REQUIRE_FALSE(taken);
  CHECK_THAT(taken.error().message, contains("in use"));
  first.stop();
}

TEST_CASE("an address that is none cannot be listened on") {
  Served served;
  for (const std::string host : {"256.1.1.1", "no such host", "", "192.0.2.1"}) {
    ucs::server::Server server(served.world.handler, served.clock, {host, 0, 1},
                               [](const auto&) {});
    const auto port = server.listen();
    REQUIRE_FALSE(port);
    CHECK(port.error().message ==
          "cannot listen on " + host + ":0: " +
              (host == "192.0.2.1" ? "Cannot assign requested address" : "the address is unknown"));
  }
}

TEST_CASE("every answer has one Date, which is that of the server's clock") {
  Served served;
  served.clock.set("1994-11-06T08:49:37.999Z");
  for (const Request& request :
       {kGet, Request{"HEAD", "/services/1", {}, ""}, Request{"GET", "/nothing", {}, ""},
        Request{"GET", "/healthz", {}, ""}, Request{"POST", "/services/1/end", {}, "{}"},
        Request{"POST", "/services/1/end", {}, std::string(3000000, ' ')},
        Request{"GET", "/services/1", {{"Content-Length", "x"}}, ""}}) {
    CAPTURE(request.method, request.target);
    HttpConnection connection = served.connect();
    const WireResponse response = connection.exchange(request);
    CHECK(response.header("Date") == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(std::count_if(response.headers.begin(), response.headers.end(),
                        [](const auto& header) { return header.name == "Date"; }) == 1);
  }
}

}  // namespace
