// SPDX-License-Identifier: MIT
// Bodies far over the limit: the real executable refuses them, and its memory stays flat.
#include <algorithm>
#include <cstddef>
#include <string>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::ShimProcess;
using ucs::tests::WireResponse;

constexpr std::size_t kMiB = std::size_t{1} << 20U;
constexpr std::size_t kBodyBytes = 64 * kMiB;
/// Of the 64 MiB none may stay; buffers, and what a sanitizer puts by, may.
constexpr std::size_t kGrowthMax = 12 * kMiB;

constexpr const char* kHead =
    "PUT /genesys/1/cs/services/1/extensions/x HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/json\r\n";

WireResponse send_with_length(HttpConnection& connection, const std::string& piece) {
  connection.send(kHead + ("Content-Length: " + std::to_string(kBodyBytes)) + "\r\n\r\n");
  for (std::size_t sent = 0; sent < kBodyBytes; sent += piece.size()) connection.send(piece);
  return *connection.receive();
}

WireResponse send_chunked(HttpConnection& connection, const std::string& piece) {
  connection.send(kHead + std::string("Transfer-Encoding: chunked\r\n\r\n"));
  for (std::size_t sent = 0; sent < kBodyBytes; sent += piece.size())
    connection.send("10000\r\n" + piece + "\r\n");
  connection.send("0\r\n\r\n");
  return *connection.receive();
}

TEST_CASE("64 MiB of body are 413, with a length and chunked, and memory stays flat") {
  ShimProcess shim;
  REQUIRE(shim.exchange({"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"c"})"})
              .status == 201);
  const std::string before = shim.exchange({"GET", "/services/1?extensions=*", {}, ""}).body;
  const std::size_t resident_before = shim.resident_bytes();
  std::size_t resident_most = 0;
  for (const char fill : {' ', '['}) {
    const std::string piece(0x10000, fill);
    for (const auto send : {send_with_length, send_chunked}) {
      HttpConnection connection = shim.connect();
      const WireResponse response = send(connection, piece);
      CHECK(response.status == 413);
      CHECK_THAT(response.body, contains("expected at most 1048576 bytes"));
      resident_most = std::max(resident_most, shim.resident_bytes());
    }
  }
  CAPTURE(resident_before, resident_most);
  CHECK(resident_most < resident_before + kGrowthMax);
  CHECK(shim.exchange({"GET", "/services/1?extensions=*", {}, ""}).body == before);
}

TEST_CASE("where 64 MiB are allowed, as many nested brackets are 400, and the server lives on") {
  ShimProcess shim({"--body-bytes-max", std::to_string(kBodyBytes)});
  REQUIRE(shim.exchange({"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"c"})"})
              .status == 201);
  const std::string piece(0x10000, '[');
  for (const auto send : {send_with_length, send_chunked}) {
    HttpConnection connection = shim.connect();
    const WireResponse response = send(connection, piece);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, contains("not valid JSON at byte 64"));
  }
  CHECK(shim.exchange({"GET", "/services/1", {}, ""}).status == 200);
}

}  // namespace
