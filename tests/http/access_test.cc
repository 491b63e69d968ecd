// SPDX-License-Identifier: MIT
// Who may do what: every operation, every role, and nobody (spec 10).
#include <string>
#include <vector>

#include "tests/support/every_operation.h"
#include "tests/support/fake_access.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::http::ApiOptions;
using ucs::http::Header;
using ucs::http::Request;
using ucs::http::Response;
using ucs::tests::Answer;
using ucs::tests::base_of;
using ucs::tests::contains;
using ucs::tests::error_answer;
using ucs::tests::FakeAccess;
using ucs::tests::kAdmin;
using ucs::tests::kDialects;
using ucs::tests::kStranger;
using ucs::tests::kSuper;
using ucs::tests::require_created;
using ucs::tests::Twins;

const std::string kStart = R"({"customer_id":"c","service_type":1})";
const std::string kEmpty = "tenant \"\"\n";

ApiOptions guarded_by(FakeAccess& access) {
  ApiOptions options;
  options.access = &access;
  return options;
}

Error unauthorized() {
  return {ErrorCode::kUnauthorized,
          "the request has no valid credentials; expected a user and a password by HTTP Basic", ""};
}

Error forbidden(const std::string& method) {
  return {ErrorCode::kForbidden,
          "the role Supervisor may not use the method \"" + method + "\"; expected GET or HEAD",
          ""};
}

/// The header is compared by the callers of the Api alone: the twins' answers do not have it.
std::string challenge_of(const Response& response) {
  return std::string(response.header("WWW-Authenticate"));
}

TEST_CASE("no operation does anything for who has no credentials, wrong ones, or no right to") {
  for (const Dialect dialect : kDialects) {
    FakeAccess access;
    Twins twins(guarded_by(access));
    for (Request request : ucs::tests::requests_for_all(base_of(dialect), "n")) {
      INFO(request.method << ' ' << request.target);
      const std::string path = request.target.substr(0, request.target.find('?'));
      CHECK(twins.send(request) == error_answer(dialect, request.method, path, unauthorized()));
      request.headers = {kStranger};
      CHECK(twins.send(request).status == 401);
      if (request.method == "GET") continue;
      request.headers = {kSuper};
      CHECK(twins.send(request) ==
            error_answer(dialect, request.method, path, forbidden(request.method)));
      CHECK(twins.dump() == kEmpty);
    }
  }
}

TEST_CASE("a Supervisor may use every GET and HEAD, an Administrator every operation") {
  for (const Dialect dialect : kDialects) {
    FakeAccess access;
    Twins guarded(guarded_by(access));
    Twins open((ApiOptions()));
    const auto fill = [](Twins& twins) {
      const std::string base = base_of(Dialect::kV85);
      const std::string body = ucs::tests::body_for_all("n");
      require_created(
          twins.send("POST", base + "/services/start", R"({"contact_key":"n"})", {kAdmin}));
      require_created(twins.send("POST", base + "/services/1/states/start", body, {kAdmin}));
      require_created(twins.send("POST", base + "/services/1/tasks/start", body, {kAdmin}));
    };
    fill(guarded);
    fill(open);
    for (Request request : ucs::tests::requests_for_all(base_of(dialect), "n")) {
      INFO(request.method << ' ' << request.target);
      if (request.target.find("/server/") != std::string::npos) continue;  // counts differ
      const Answer expected = open.send(request);
      if (request.method == "GET") {
        request.headers = {kSuper};
        CHECK(guarded.send(request) == expected);
        request.method = "HEAD";
        CHECK(guarded.send(request).status == expected.status);
        request.method = "GET";
      }
      request.headers = {kAdmin};
      CHECK(guarded.send(request) == expected);
      CHECK(guarded.dump() == open.dump());
    }
  }
}

TEST_CASE("a Supervisor may look at the status, and an Administrator may change the mode") {
  FakeAccess access;
  Twins twins(guarded_by(access));
  const std::string maintenance = R"({"mode":"maintenance"})";
  CHECK(twins.send("GET", "/server/status", "", {kSuper}).status == 200);
  CHECK(twins.send("POST", "/server/mode", maintenance, {kSuper}).status == 403);
  CHECK(twins.send("GET", "/services/1", "", {kSuper}).status == 404);
  CHECK(twins.send("POST", "/server/mode", maintenance, {kAdmin}).status == 200);
  CHECK(twins.send("GET", "/services/1", "", {kSuper}).status == 503);
  CHECK(twins.send("GET", "/services/1", "", {kStranger}).status == 401);
}

TEST_CASE("without roles every user may use every method, and nobody else any") {
  FakeAccess access;
  ApiOptions options = guarded_by(access);
  options.uses_roles = false;
  Twins twins(options);
  CHECK(twins.send("POST", "/services/start", kStart).status == 401);
  CHECK(twins.send("POST", "/services/start", kStart, {kStranger}).status == 401);
  CHECK(twins.send("POST", "/services/start", kStart, {kSuper}).status == 201);
  CHECK(twins.send("DELETE", "/services/1", "", {kSuper}).status == 200);
}

TEST_CASE("credentials are asked for before a path, a method or a body is told from another") {
  FakeAccess access;
  Twins twins(guarded_by(access));
  for (const char* target : {"/nothing", "/services/x", "/services/1", "/services/start?x=%",
                             "/genesys/1/cs/nothing", "/server/status", "/x/healthz"}) {
    for (const char* method :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"}) {
      INFO(method << ' ' << target);
      CHECK(twins.send(method, target, "").status == 401);
      CHECK(twins.send(method, target, "{", {{"Content-Type", "text/plain"}}).status == 401);
    }
  }
  CHECK(twins.send("GET", "/nothing", "", {kAdmin}).status == 404);
  CHECK(twins.send("GET", "/nothing", "", {kSuper}).status == 404);
  CHECK(twins.send("POST", "/nothing", "", {kSuper}).status == 403);
  CHECK(twins.send("OPTIONS", "/services/1", "", {kSuper}).status == 403);
  CHECK(twins.send("PATCH", "/services/1", "", {kAdmin}).status == 405);
}

TEST_CASE("malformed Authorization headers are 401, are not repeated, and nobody is asked") {
  FakeAccess access;
  Twins twins(guarded_by(access));
  const std::string values[] = {"",
                                "Basic",
                                "Basic marker",
                                "Basic bWFya2Vy",
                                "Basic bWFya2VyOg",
                                "Bearer marker",
                                "marker",
                                "Basic YWRtaW46cHc=,marker",
                                "Basic bWFya2VyOgA=",
                                "Basic bWFya2VyOgo=",
                                "Basic \x01marker\x7f",
                                "Basic " + std::string(4000, 'A')};
  for (const std::string& value : values) {
    CAPTURE(value);
    const Answer answer = twins.send("POST", "/services/start", kStart, {{"Authorization", value}});
    CHECK(answer == error_answer(Dialect::kV81, "POST", "/services/start", unauthorized()));
    CHECK_THAT(answer.body, !contains("marker"));
  }
  CHECK(twins.send("POST", "/services/start", kStart, {kAdmin, kAdmin}).status == 401);
  CHECK(twins.send("POST", "/services/start", kStart, {kAdmin, kStranger}).status == 401);
  CHECK(access.asked == 0);
  CHECK(twins.dump() == kEmpty);
}

TEST_CASE("an Authorization header of 100 kB with a NUL is 401") {
  FakeAccess access;
  Twins twins(guarded_by(access));
  ucs::MemoryStore store;
  ucs::Engine engine(store, twins.clock);
  const ucs::http::Api api(engine, guarded_by(access));
  Request request{"GET", "/services/1", {{"Authorization", std::string(100000, 'A')}}, ""};
  CHECK(api.handle(request).status == 401);
  request.headers[0].value = "Basic " + std::string(100000, 'A');
  CHECK(api.handle(request).status == 401);
  request.headers[0].value[50000] = '\0';
  CHECK(api.handle(request).status == 401);
  CHECK(access.asked == 0);
  // Over a socket the transport has its own limit for a header: no answer of ours, and no crash.
  CHECK(twins.send("GET", "/services/1", "", {kAdmin}).status == 404);
}

TEST_CASE("a 401 has a challenge with the realm, and only a 401; Retry-After goes out as decided") {
  FakeAccess access;
  ucs::tests::ManualClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine(store, clock);
  ApiOptions options = guarded_by(access);
  options.realm = "the \"desk\"\\\r\nX-Forged: 1";
  const ucs::http::Api api(engine, options);
  const auto get = [&](std::vector<Header> headers) {
    return api.handle({"GET", "/services/1", std::move(headers), ""});
  };
  const std::string challenge = R"(Basic realm="the \"desk\"\\X-Forged: 1", charset="UTF-8")";
  CHECK(challenge_of(get({})) == challenge);
  CHECK(challenge_of(get({kStranger})) == challenge);
  CHECK(get({kStranger}).header("Retry-After").empty());
  CHECK(challenge_of(get({kAdmin})).empty());
  CHECK(challenge_of(api.handle({"POST", "/services/1", {kSuper}, ""})).empty());
  const Response busy = get({ucs::tests::kBusy});
  CHECK(busy.status == 429);
  CHECK(busy.header("Retry-After") == "7");
  CHECK(challenge_of(busy).empty());
  const Response down = get({ucs::tests::kDown});
  CHECK(down.status == 503);
  CHECK(down.header("Retry-After").empty());
}

TEST_CASE("the server tells the Access the address of the client's socket, whatever headers say") {
  FakeAccess access;
  ucs::tests::ManualClock clock;
  ucs::tests::World world(clock, guarded_by(access), {});
  const ucs::tests::RunningServer server(world.handler, clock);
  ucs::tests::SocketTransport socket(server.port());
  const Request request{"GET", "/services/1", {ucs::tests::kLoopback}, ""};
  CHECK(socket.send(request).status == 404);
  Request elsewhere = request;
  elsewhere.headers.push_back({"X-Forwarded-For", "192.0.2.1"});
  elsewhere.headers.push_back({"REMOTE_ADDR", "192.0.2.1"});
  CHECK(socket.send(elsewhere).status == 404);
  CHECK(world.api.handle(request).status == 401);  // no address at all
}

TEST_CASE("credentials are checked before the tenant, and may be of one tenant only") {
  FakeAccess access;
  ApiOptions options = guarded_by(access);
  options.tenants = {{101, "Airline"}, {102, "Rail"}};
  Twins twins(options);
  const auto status = [&](std::vector<Header> headers) {
    const Answer answer = twins.send("GET", "/customers/c/services", "", std::move(headers));
    return std::to_string(answer.status) +
           (contains("invalid_tenant").match(answer.body) ? " invalid_tenant" : "");
  };
  const Header airline{"ContactCenterId", "Airline"};
  const Header rail{"ContactCenterId", "102"};
  const Header unknown{"ContactCenterId", "103"};
  CHECK(status({airline}) == "401");
  CHECK(status({unknown}) == "401");
  CHECK(status({kStranger, unknown}) == "401");
  CHECK(status({kAdmin, airline}) == "200");
  CHECK(status({kAdmin, rail}) == "200");
  CHECK(status({kAdmin, unknown}) == "400 invalid_tenant");
  CHECK(status({kAdmin}) == "400 invalid_tenant");
  // To a user of one tenant no other can be told from one that does not exist.
  CHECK(status({ucs::tests::kLocal, airline}) == "200");
  CHECK(status({ucs::tests::kLocal, rail}) == "401");
  CHECK(status({ucs::tests::kLocal, unknown}) == "401");
  CHECK(status({ucs::tests::kLocal}) == "401");
  CHECK(status({ucs::tests::kLocal, airline, rail}) == "401");
}

}  // namespace
