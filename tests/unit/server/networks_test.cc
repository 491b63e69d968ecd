// SPDX-License-Identifier: MIT
// Whose word is taken for where a request comes from.
#include "lib/server/networks.h"

#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::http::Header;
using ucs::http::Request;
using ucs::server::Network;
using ucs::server::parse_network;

std::vector<Network> networks(const std::vector<std::string>& texts) {
  std::vector<Network> result;
  for (const std::string& text : texts) result.push_back(parse_network(text).value());
  return result;
}

/// Returns the client of a request from `peer` with these headers X-Forwarded-For.
std::string client(const std::string& peer, const std::vector<std::string>& forwarded,
                   const std::vector<std::string>& proxies = {"10.0.0.0/8", "::1"}) {
  Request request;
  for (const std::string& value : forwarded) request.headers.push_back({"X-Forwarded-For", value});
  return ucs::server::client_of(peer, request, networks(proxies));
}

TEST_CASE("an address or a network is read, and nothing else") {
  for (const char* text : {"192.0.2.1", "192.0.2.1/32", "0.0.0.0/0", "10.0.0.0/8", "::1", "::/0",
                           "fd00::/8", "2001:db8::1/128", "::ffff:10.0.0.1"})
    CHECK(parse_network(text));
  for (const char* text : {"", "/", "10", "10.0.0", "10.0.0.1/", "10.0.0.1/33", "10.0.0.1/-1",
                           "10.0.0.1/8x", "10.0.0.1/ 8", " 10.0.0.1", "::1/129", "[::1]", "::g",
                           "localhost", "10.0.0.1:80", "10.0.0.256", "/8"})
    CHECK_FALSE(parse_network(text));
}

TEST_CASE("without proxies, or from somebody else, nobody's word is taken") {
  CHECK(client("192.0.2.1", {"203.0.113.7"}, {}) == "192.0.2.1");
  CHECK(client("192.0.2.1", {"203.0.113.7"}) == "192.0.2.1");
  CHECK(client("11.0.0.0", {"203.0.113.7"}) == "11.0.0.0");
  CHECK(client("::2", {"203.0.113.7"}) == "::2");
  CHECK(client("", {"203.0.113.7"}) == "");
}

TEST_CASE("of a proxy the last address that is of no proxy counts, as others may be made up") {
  CHECK(client("10.255.255.255", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(client("::1", {" 203.0.113.7\t"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"1.1.1.1, 203.0.113.7"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"1.1.1.1, 203.0.113.7, 10.0.0.2,10.0.0.3"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"1.1.1.1", "203.0.113.7", "10.0.0.2"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"2001:DB8:0::7"}) == "2001:db8::7");
  CHECK(client("10.0.0.1", {"10.0.0.4, 10.0.0.3"}) == "10.0.0.4");
  Request request{"GET", "/", {{"x-forwarded-FOR", "203.0.113.7"}}, ""};
  CHECK(ucs::server::client_of("::1", request, networks({"::1"})) == "203.0.113.7");
}

TEST_CASE("what is no address ends the list") {
  CHECK(client("10.0.0.1", {}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {""}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {",, ,"}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {"unknown"}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {"203.0.113.7, unknown"}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {"203.0.113.7, unknown, 10.0.0.9"}) == "10.0.0.9");
  CHECK(client("10.0.0.1", {"203.0.113.7:80"}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {std::string(8000, ',')}) == "10.0.0.1");
  CHECK(client("10.0.0.1", {std::string("203.0.113.7\0x", 13)}) == "10.0.0.1");
}

TEST_CASE("an address of IPv4 is the same where a socket of IPv6 shows it") {
  CHECK(client("::ffff:10.0.0.1", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"203.0.113.7"}, {"::ffff:10.0.0.0/104"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"::ffff:203.0.113.7"}) == "203.0.113.7");
  CHECK(client("10.0.0.1", {"203.0.113.7"}, {"0.0.0.0/0"}) == "203.0.113.7");
  CHECK(client("::2", {"203.0.113.7"}, {"0.0.0.0/0"}) == "::2");
  CHECK(client("10.0.0.1", {"203.0.113.7"}, {"::/0"}) == "203.0.113.7");
}

}  // namespace
