// SPDX-License-Identifier: MIT
// What browsers are told about requests of other origins.
#include <string>
#include <vector>

#include "tests/support/every_operation.h"
#include "tests/support/fake_access.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"

namespace {

using ucs::http::ApiOptions;
using ucs::http::Header;
using ucs::http::Request;
using ucs::http::Response;
using ucs::tests::FakeAccess;
using ucs::tests::kAdmin;

const Header kDesk{"Origin", "https://desk.example.com"};
const Header kStrange{"Origin", "https://desk.example.com.evil.example"};
const Header kAskGet{"Access-Control-Request-Method", "GET"};

ApiOptions with_origins() {
  ApiOptions options;
  options.cors_origins = {"https://desk.example.com", "http://localhost:3000"};
  return options;
}

constexpr const char* kCorsHeaders[] = {"Access-Control-Allow-Origin",
                                        "Access-Control-Allow-Methods",
                                        "Access-Control-Allow-Headers",
                                        "Access-Control-Allow-Credentials",
                                        "Access-Control-Expose-Headers",
                                        "Access-Control-Max-Age",
                                        "Vary"};

/// Returns the CORS headers of an answer, one a line.
std::string cors_of(const Response& response) {
  std::string text;
  for (const char* name : kCorsHeaders) {
    if (const auto value = response.header(name); !value.empty())
      text += std::string(name) + ": " + std::string(value) + "\n";
  }
  return text;
}

/// One server, reached directly and through a socket.
class Server {
 public:
  explicit Server(const ApiOptions& options) : world_(clock_, options, {}) {}

  Response send(const std::string& method, const std::string& target,
                std::vector<Header> headers = {}, const std::string& body = "") {
    const Request request{method, target, std::move(headers), body};
    Response direct = direct_.send(request);
    const Response socket = socket_.send(request);
    INFO(method << ' ' << target);
    CHECK(socket.status == direct.status);
    CHECK(cors_of(socket) == cors_of(direct));
    return direct;
  }

 private:
  ucs::tests::ManualClock clock_;
  ucs::tests::World world_;
  ucs::tests::RunningServer server_{world_.handler, clock_};
  ucs::tests::DirectTransport direct_{world_.api};
  ucs::tests::SocketTransport socket_{server_.port()};
};

const std::string kAnswerToDesk =
    "Access-Control-Allow-Origin: https://desk.example.com\n"
    "Access-Control-Expose-Headers: Location\n"
    "Vary: Origin\n";

TEST_CASE("without configured origins no answer has a CORS header, and OPTIONS is no method") {
  Server server({});
  CHECK(cors_of(server.send("GET", "/services/1", {kDesk})).empty());
  const Response preflight = server.send("OPTIONS", "/services/1", {kDesk, kAskGet});
  CHECK(preflight.status == 405);
  CHECK(cors_of(preflight).empty());
}

TEST_CASE("a listed origin may read every answer, failures too, and the header Location") {
  Server server(with_origins());
  const std::string start = R"({"customer_id":"c","service_type":1})";
  CHECK(cors_of(server.send("POST", "/services/start", {kDesk}, start)) == kAnswerToDesk);
  CHECK(cors_of(server.send("GET", "/services/1", {kDesk})) == kAnswerToDesk);
  CHECK(cors_of(server.send("GET", "/services/99", {kDesk})) == kAnswerToDesk);
  CHECK(cors_of(server.send("GET", "/nothing", {kDesk})) == kAnswerToDesk);
  CHECK(cors_of(server.send("PATCH", "/services/1", {kDesk})) == kAnswerToDesk);
  CHECK(cors_of(server.send("POST", "/services/start", {kDesk},
                            std::string((std::size_t{1} << 20U) + 1, ' '))) == kAnswerToDesk);
  CHECK(server.send("GET", "/services/1", {{"origin", "http://localhost:3000"}})
            .header("Access-Control-Allow-Origin") == "http://localhost:3000");
}

TEST_CASE("an origin that is not listed to the letter gets no CORS header") {
  Server server(with_origins());
  const std::vector<std::vector<Header>> others = {
      {},
      {kStrange},
      {{"Origin", "null"}},
      {{"Origin", "*"}},
      {{"Origin", ""}},
      {{"Origin", "http://desk.example.com"}},
      {{"Origin", "https://DESK.example.com"}},
      {{"Origin", "https://desk.example.com:443"}},
      {{"Origin", "https://desk.example.com/"}},
      {{"Origin", "https://desk.example.com, http://localhost:3000"}},
      {{"Origin", "https://evil.example https://desk.example.com"}},
      {kDesk, kStrange},
      {kDesk, kDesk},
      {{"Referer", "https://desk.example.com"}},
  };
  for (std::vector<Header> headers : others) {
    INFO((headers.empty() ? "none" : headers[0].value));
    CHECK(cors_of(server.send("GET", "/services/1", headers)) == "Vary: Origin\n");
    headers.push_back(kAskGet);
    const Response preflight = server.send("OPTIONS", "/services/1", headers);
    CHECK(preflight.status == 405);
    CHECK(cors_of(preflight) == "Vary: Origin\n");
  }
}

TEST_CASE("a browser cannot be made to change anything by a page that is not listed") {
  for (const bool is_guarded : {false, true}) {
    CAPTURE(is_guarded);
    FakeAccess access;
    ApiOptions options = with_origins();
    if (is_guarded) options.access = &access;
    Server server(options);
    const std::vector<Header> origins = {kStrange,
                                         {"Origin", "null"},
                                         {"oRiGiN", "https://evil.example"},
                                         {"Origin", "https://DESK.example.com"},
                                         {"Origin", "desk.example.com"}};
    for (const Header& origin : origins) {
      CAPTURE(origin.value);
      for (const char* base : {"", "/genesys/1/cs"}) {
        const std::string purge =
            std::string(base) + "/maintenance/purge?operation=purge.service.all&limit=2999-01-01";
        const Response refused = server.send("POST", purge, {kAdmin, origin});
        CHECK(refused.status == 403);
        CHECK_THAT(refused.body, ucs::tests::contains("another origin"));
      }
      CHECK(server.send("PUT", "/services/1?ttl=0", {kAdmin, origin}).status == 403);
      CHECK(server.send("DELETE", "/services/1", {kAdmin, origin}).status == 403);
      CHECK(server.send("GET", "/customers/c/services", {kAdmin, origin}).status == 200);
    }
    CHECK(server.send("DELETE", "/services/1", {kAdmin, kDesk, kStrange}).status == 403);
  }
}

TEST_CASE("a page that is listed, or comes from the server's own address, may change things") {
  Server server(with_origins());
  CHECK(server.send("DELETE", "/services/1", {kDesk}).status == 404);
  const auto status = [&](const std::string& host, const std::string& origin) {
    return server.send("DELETE", "/services/1", {{"Host", host}, {"Origin", origin}}).status;
  };
  for (const char* host : {"127.0.0.1:8080", "127.0.0.1", "192.0.2.7:80", "localhost:8080",
                           "ucs.localhost", "[::1]:8080"}) {
    CAPTURE(host);
    CHECK(status(host, std::string("http://") + host) == 404);
    CHECK(status(host, std::string("https://") + host) == 404);
    CHECK(status(host, std::string("ftp://") + host) == 403);
    CHECK(status(host, std::string("http://") + host + "1") == 403);
  }
  CHECK(status("LocalHost", "http://localhost") == 404);
  // Whoever has the name of another machine stand for this one has no page of this one.
  for (const char* host : {"evil.example:8080", "evil.example", "1.2.3.4.evil.example",
                           "mylocalhost", ".localhost", "localhost.evil.example"}) {
    CAPTURE(host);
    CHECK(status(host, std::string("http://") + host) == 403);
  }
}

TEST_CASE("a preflight is answered for every path with its methods, and needs no credentials") {
  FakeAccess access;
  ApiOptions options = with_origins();
  options.access = &access;
  options.tenants = {{101, "Airline"}};
  Server server(options);
  for (const std::string base : {"", "/genesys/1/cs"}) {
    for (const Request& request : ucs::tests::requests_for_all(base, "n")) {
      const Response response =
          server.send("OPTIONS", request.target,
                      {kDesk,
                       {"Access-Control-Request-Method", request.method},
                       {"Access-Control-Request-Headers", "authorization,contactcenterid"}});
      CHECK(response.status == 204);
      CHECK(response.body.empty());
      CHECK(response.header("Access-Control-Allow-Origin") == kDesk.value);
      CHECK((", " + std::string(response.header("Access-Control-Allow-Methods")) + ",")
                .find(" " + request.method + ",") != std::string::npos);
      CHECK(response.header("Access-Control-Allow-Headers") ==
            "Authorization, Content-Type, ContactCenterId");
      CHECK(response.header("Access-Control-Max-Age") == "600");
      CHECK(response.header("Access-Control-Allow-Credentials").empty());
      CHECK(response.header("Vary") == "Origin");
    }
  }
  CHECK(access.asked == 0);
  CHECK(server.send("OPTIONS", "/services/1", {kDesk, kAskGet})
            .header("Access-Control-Allow-Methods")
            .find("GET, HEAD") == 0);
}

TEST_CASE(
    "only a question of a listed origin about a path that exists passes without credentials") {
  FakeAccess access;
  ApiOptions options = with_origins();
  options.access = &access;
  Server server(options);
  CHECK(server.send("OPTIONS", "/services/1", {kDesk}).status == 401);
  CHECK(server.send("OPTIONS", "/services/1", {kAskGet}).status == 401);
  CHECK(server.send("OPTIONS", "/services/1", {kStrange, kAskGet}).status == 401);
  CHECK(server.send("OPTIONS", "/nothing", {kDesk, kAskGet}).status == 401);
  CHECK(server.send("GET", "/services/1", {kDesk, kAskGet}).status == 401);
  // Scripts of the origin may see that they lack credentials.
  CHECK(cors_of(server.send("GET", "/services/1", {kDesk})) == kAnswerToDesk);
  CHECK(cors_of(server.send("GET", "/services/1", {kDesk, kAdmin})) == kAnswerToDesk);
}

TEST_CASE("an origin is configured as browsers send it") {
  using ucs::http::check_origins;
  CHECK(check_origins({}));
  for (const char* good : {"https://desk.example.com", "http://localhost:3000", "http://10.0.0.1",
                           "https://[2001:db8::1]:8443", "https://a-b.example:65535"})
    CHECK(check_origins({good}));
  for (const char* wrong : {"",
                            "*",
                            "null",
                            "desk.example.com",
                            "https://",
                            "ftp://desk.example.com",
                            "https://desk.example.com/",
                            "https://desk.example.com/a",
                            "https://Desk.example.com",
                            "HTTPS://desk.example.com",
                            "https://desk.example.com:443",
                            "http://localhost:80",
                            "http://localhost:",
                            "http://localhost:0",
                            "http://localhost:http",
                            "http://localhost:123456",
                            "https://*.example.com",
                            "https://ann@desk.example.com",
                            "https://desk.example.com?x",
                            "https://a,https://b",
                            "https://[::1",
                            "https://[]",
                            "https://[x]",
                            " https://a.b"}) {
    const auto checked = check_origins({"https://desk.example.com", wrong});
    CAPTURE(wrong);
    REQUIRE_FALSE(checked);
    CHECK_THAT(checked.error().message, ucs::tests::contains("is no origin"));
  }
}

}  // namespace
