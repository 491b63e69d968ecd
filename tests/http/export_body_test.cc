// SPDX-License-Identifier: MIT
// How the body of an export that is too large for one part reaches the client, and how it does not.
#include <string>
#include <thread>
#include <vector>

#include "tests/support/builders.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"

namespace {

using ucs::Error;
using ucs::ErrorCode;
using ucs::http::Request;
using ucs::http::Response;
using ucs::tests::FailingStore;
using ucs::tests::HttpConnection;
using ucs::tests::ManualClock;
using ucs::tests::RunningServer;
using ucs::tests::WireResponse;
using ucs::tests::World;

const std::string kIds = "/maintenance/services/stream?time_from=2000-01-01T00:00:00Z";
const std::string kContent = kIds + "&export_content=true";

/// A server with services that have an extension of `extension_bytes`, started a second ago.
struct Large {
  explicit Large(std::size_t services, std::size_t extension_bytes = 0)
      : world(clock, {}, {}), server(world.handler, clock) {
    ucs::StartService start = ucs::tests::start_of("c");
    if (extension_bytes > 0) {
      start.extensions =
          ucs::tests::extensions({{"E", '"' + std::string(extension_bytes, 'x') + '"'}});
    }
    for (std::size_t i = 0; i < services; ++i) REQUIRE(world.engine.start_service(start));
    clock.advance(std::chrono::seconds(1));
  }

  [[nodiscard]] HttpConnection connect() const { return HttpConnection(server.port()); }

  /// Returns the whole body, made without a server.
  [[nodiscard]] std::string body_of(const std::string& target) const {
    Response response = world.api.handle({"GET", target, {}, ""});
    REQUIRE(response.rest != nullptr);
    REQUIRE(response.complete());
    return response.body;
  }

  /// Stops the server and returns the only entry of its log.
  [[nodiscard]] ucs::server::AccessEntry entry() {
    REQUIRE(server.stop());
    const auto log = server.log();
    REQUIRE(log.size() == 1);
    return log.front();
  }

  ManualClock clock;
  World world;
  RunningServer server;
};

std::string ids_up_to(std::size_t last) {
  std::string ids = "[1";
  for (std::size_t id = 2; id <= last; ++id) ids += "," + std::to_string(id);
  return ids + "]";
}

TEST_CASE("an export of one part is sent with its length, a larger one in chunks") {
  const Large small(100);
  CHECK(small.world.api.handle({"GET", kIds, {}, ""}).rest == nullptr);
  const WireResponse whole = small.connect().exchange({"GET", kIds, {}, ""});
  CHECK(whole.body == ids_up_to(100));
  CHECK(whole.header("Content-Length") == std::to_string(whole.body.size()));
  Large large(15000);
  CHECK(large.body_of(kIds) == ids_up_to(15000));
  {
    HttpConnection connection = large.connect();
    for (int i = 0; i < 2; ++i) {  // and the connection can be used again
      const WireResponse chunked = connection.exchange({"GET", kIds, {}, ""});
      CHECK(chunked.status == 200);
      CHECK(chunked.body == ids_up_to(15000));
      CHECK(chunked.header("Transfer-Encoding") == "chunked");
      CHECK(chunked.header("Content-Type") == "application/json");
      CHECK(chunked.header("Content-Length").empty());
      CHECK(chunked.header("Content-Encoding").empty());
    }
  }
  REQUIRE(large.server.stop());
  const auto log = large.server.log();
  REQUIRE(log.size() == 2);
  for (const ucs::server::AccessEntry& entry : log) {
    CHECK(entry.request == "GET /maintenance/services/stream");
    CHECK(entry.status == 200);
    CHECK(entry.body_bytes == ids_up_to(15000).size());
    CHECK(entry.broken_off.empty());
    CHECK(entry.duration.count() > 0);
  }
}

TEST_CASE("HEAD of a large export has the headers of its GET and no body") {
  Large large(15000);
  {
    HttpConnection connection = large.connect();
    for (int i = 0; i < 3; ++i) {
      const WireResponse head = connection.exchange({"HEAD", kIds, {}, ""});
      CHECK(head.status == 200);
      CHECK(head.header("Transfer-Encoding") == "chunked");
      CHECK(head.header("Content-Length").empty());
    }
    CHECK(connection.exchange({"GET", "/services/1", {}, ""}).status == 200);
  }
  REQUIRE(large.server.stop());
  const auto log = large.server.log();
  REQUIRE(log.size() == 4);
  for (const ucs::server::AccessEntry& entry : log) CHECK(entry.broken_off.empty());
}

TEST_CASE("a client of HTTP/1.0 gets a large export without chunks, and then the end") {
  Large large(15000);
  {
    HttpConnection connection = large.connect();
    connection.send("GET " + kIds + " HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    const std::string answer = connection.receive_rest();
    const std::size_t head_end = answer.find("\r\n\r\n");
    REQUIRE(head_end != std::string::npos);
    CHECK(answer.substr(head_end + 4) == ids_up_to(15000));
    CHECK(answer.find("Transfer-Encoding") == std::string::npos);
  }
  CHECK(large.entry().broken_off.empty());
}

TEST_CASE("a large export for an unusual request is whole, and the connection can be used again") {
  Large large(15000);
  {
    HttpConnection connection = large.connect();
    for (int i = 0; i < 2; ++i) {
      const WireResponse response = connection.exchange({"GET", kIds + "&x=?", {}, ""});
      CHECK(response.status == 200);
      CHECK(response.body == ids_up_to(15000));
    }
  }
  REQUIRE(large.server.stop());
  for (const ucs::server::AccessEntry& entry : large.server.log()) CHECK(entry.broken_off.empty());
}

TEST_CASE("an export whose store fails later is broken off, so that nobody takes it for whole") {
  Large large(600, 1000);
  large.world.store.heal();
  const std::string whole = large.body_of(kContent);
  const std::size_t calls = large.world.store.calls();
  const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
  large.world.store.fail_at(calls, FailingStore::Moment::kBefore, unavailable);
  Response response = large.world.api.handle({"GET", kContent, {}, ""});
  CHECK(response.status == 200);
  CHECK(ucs::tests::outcome(response.complete()) == "unavailable");

  large.world.store.throw_at(calls, FailingStore::Moment::kBefore);
  HttpConnection connection = large.connect();
  connection.send(ucs::tests::to_wire({"GET", kContent, {}, ""}));
  const std::string answer = connection.receive_rest();
  CHECK(answer.compare(0, 12, "HTTP/1.1 200") == 0);
  CHECK(answer.find("\r\n0\r\n") == std::string::npos);
  CHECK(answer.find("the disk is on fire") == std::string::npos);
  const ucs::server::AccessEntry entry = large.entry();
  CHECK(entry.status == 200);
  CHECK(entry.broken_off == "internal");
  CHECK(entry.body_bytes > 0);
  CHECK(entry.body_bytes < whole.size());
}

TEST_CASE("when the client is gone, no more of an export is made") {
  Large large(768, 50000);
  large.world.store.heal();
  const std::size_t bytes = large.body_of(kContent).size();
  const std::size_t calls = large.world.store.calls();
  large.world.store.heal();
  {
    HttpConnection connection = large.connect();
    connection.send(ucs::tests::to_wire({"GET", kContent, {}, ""}));
    connection.wait();
  }
  const ucs::server::AccessEntry entry = large.entry();
  CHECK(entry.broken_off == "connection");
  CHECK(entry.body_bytes < bytes);
  CHECK(large.world.store.calls() < calls);
}

TEST_CASE("stopping lets an export in flight finish") {
  Large large(400, 50000);
  const std::string whole = large.body_of(kContent);
  HttpConnection connection = large.connect();
  connection.send(ucs::tests::to_wire({"GET", kContent, {}, ""}));
  connection.wait();  // so it is in flight, and too large for what the system buffers
  std::thread stopping([&] { static_cast<void>(large.server.stop()); });
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == whole);
  stopping.join();
  CHECK(large.entry().broken_off.empty());
}

TEST_CASE("a large export that is asked for while the server stops is unavailable") {
  Large large(15000);
  HttpConnection idle = large.connect();
  CHECK(idle.exchange({"GET", "/services/1", {}, ""}).status == 200);
  HttpConnection busy = large.connect();
  busy.send("GET /services/1 HTTP/1.1\r\nHost: x\r\n\r\nGET " + kIds + " HTTP/1.1\r\n");
  CHECK(busy.receive()->status == 200);  // so the other one is in flight
  std::thread stopping([&] { static_cast<void>(large.server.stop()); });
  CHECK(idle.receive_rest().empty());
  busy.send("Host: x\r\n\r\n");
  const auto response = busy.receive();
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK_THAT(response->body, ucs::tests::contains("the server is stopping"));
  stopping.join();
}

TEST_CASE("services that are started and deleted while an export is read leave it well formed") {
  Large large(600, 1000);
  Response response = large.world.api.handle({"GET", kIds, {}, ""});
  CHECK(response.rest == nullptr);
  response = large.world.api.handle({"GET", kContent, {}, ""});
  REQUIRE(response.rest != nullptr);
  for (ucs::ServiceId id = 250; id <= 600; ++id) REQUIRE(large.world.engine.delete_service(id));
  for (int i = 0; i < 600; ++i)
    REQUIRE(large.world.engine.start_service(ucs::tests::start_of("new")));
  REQUIRE(response.complete());
  // The page that was read beforehand is shown, and none of the others.
  CHECK(response.body.find(R"({"service_id":256,)") != std::string::npos);
  CHECK(response.body.find(R"({"service_id":257,)") == std::string::npos);
  CHECK(response.body.find(R"("new")") == std::string::npos);
  CHECK(response.body.substr(response.body.size() - 2) == "}]");
}

}  // namespace
