// SPDX-License-Identifier: MIT
// ucs-shim for tests of clients: namespaces, and the control API behind its token.
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::http::Header;
using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;
using ucs::tests::WireResponse;

constexpr const char* kBody = R"({"customer_id":"c1","service_type":"booking"})";
const Header kJson{"Content-Type", "application/json"};

Header bearer(const std::string& token) { return {"Authorization", "Bearer " + token}; }
Header in(const std::string& name) { return {"X-UCS-Namespace", name}; }

/// Returns the token that a server printed.
std::string token_of(const ShimProcess& shim) {
  std::smatch found;
  const std::string text = shim.announcement();
  REQUIRE(std::regex_search(text, found, std::regex("with the token ([0-9a-f]{64})\n")));
  return found[1];
}

TEST_CASE("without --control nothing is there below /_ucs, and namespaces are not told apart") {
  const ShimProcess shim;
  CHECK_THAT(shim.announcement(), !contains("control"));
  const WireResponse response = shim.exchange({"GET", "/_ucs/clock", {}, ""});
  CHECK(response.status == 404);
  CHECK_THAT(response.body, contains(R"(there is no resource \"/_ucs/clock\"")"));
  CHECK(shim.exchange({"POST", "/services/start", {kJson, in("a")}, kBody}).status == 201);
  CHECK(shim.exchange({"GET", "/services/1", {in("b")}, ""}).status == 200);
}

TEST_CASE("with --control each server prints a token of its own, and wants it below /_ucs only") {
  const ShimProcess shim({"--control"});
  const ShimProcess other({"--control"});
  const std::string token = token_of(shim);
  CHECK(token != token_of(other));
  CHECK(shim.exchange({"GET", "/_ucs/clock", {}, ""}).status == 401);
  CHECK(shim.exchange({"GET", "/_ucs/clock", {bearer(token_of(other))}, ""}).status == 401);
  const WireResponse refused = shim.exchange({"POST", "/_ucs/reset", {bearer("x")}, ""});
  CHECK(refused.status == 401);
  CHECK(refused.header("WWW-Authenticate") == "Bearer realm=\"ucs\"");
  CHECK_THAT(shim.exchange({"GET", "/_ucs/clock", {bearer(token)}, ""}).body,
             contains(R"({"mode":"system","time":"20)"));
  CHECK(shim.exchange({"POST", "/services/start", {kJson}, kBody}).status == 201);
  CHECK(shim.exchange({"GET", "/services/1", {in("a")}, ""}).status == 404);
  CHECK(shim.exchange({"GET", "/healthz", {}, ""}).status == 200);
}

TEST_CASE("the token may be in a file that nobody else can read") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("token");
  const auto write = [&](const std::string& text, mode_t mode) {
    std::ofstream(path) << text;
    REQUIRE(::chmod(path.c_str(), mode) == 0);
  };
  write("0123456789abcdef\n", 0600);
  {
    const ShimProcess shim({"--control", "--control-token-file", path});
    CHECK_THAT(shim.announcement(), contains("token in " + path) && !contains("0123456789"));
    CHECK(shim.exchange({"GET", "/_ucs", {bearer("0123456789abcdef")}, ""}).status == 200);
    CHECK(shim.exchange({"GET", "/_ucs", {bearer("0123456789abcdeg")}, ""}).status == 401);
  }
  const auto complaint = [&] {
    Process shim({"--port", "0", "--control", "--control-token-file", path});
    CHECK(shim.wait() == 1);
    return shim.stderr_text();
  };
  write("0123456789abcdef", 0644);
  CHECK_THAT(complaint(), contains("control-token-file") && contains("chmod 600"));
  write("0123456789abcde", 0600);
  CHECK_THAT(complaint(), contains("16 to 1024") && !contains("0123456789"));
  write("0123456789abcdef 0123456789abcdef", 0600);
  CHECK_THAT(complaint(), contains("without blanks"));
  write(std::string(1025, 'x'), 0600);
  CHECK_THAT(complaint(), contains("16 to 1024"));
  write("", 0600);
  CHECK_THAT(complaint(), contains("has no token"));
}

TEST_CASE("with --control-open there is no token, and no other machine") {
  const ShimProcess shim({"--control", "--control-open"});
  CHECK_THAT(shim.announcement(), contains("for everybody on this machine"));
  CHECK(shim.exchange({"POST", "/_ucs/reset", {}, ""}).status == 204);
  // A web page must not drive it, under its own name or under one that stands for this machine.
  CHECK(shim.exchange({"POST", "/_ucs/reset", {{"Origin", "https://evil.example"}}, ""}).status ==
        403);
  CHECK(shim.exchange({"GET", "/_ucs/journal", {{"Host", "evil.example"}}, ""}).status == 403);
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, std::vector<std::string>{"--insecure"}}) {
    std::vector<std::string> arguments = {"--port",  "0",         "--host",
                                          "0.0.0.0", "--control", "--control-open"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process open(arguments);
    CHECK(open.wait() == 1);
    CHECK_THAT(open.stderr_text(), contains("--control-open is for this machine alone"));
  }
}

TEST_CASE("what does not go with --control, or without it, is a mistake at the start") {
  struct Row {
    std::vector<std::string> arguments;
    const char* part;
  };
  const Row rows[] = {
      {{"--control-open"}, "--control-open: control-open is for tests of clients. Add control."},
      {{"--clock", "frozen"}, "--clock: clock is for tests of clients. Add control."},
      {{"--namespaces-max", "5"}, "namespaces-max is for tests"},
      {{"--control", "--control-open", "--control-token-file", "x"}, "and want a token"},
      {{"--control", "--export-on-exit", "x.json"}, "with control there are many namespaces"},
      {{"--control", "--clock", "frosen"}, "expected system, frozen, frozen=TIME"},
      {{"--control", "--clock", "frozen=noon"}, "frozen=noon"},
      {{"--control", "--clock", "frozen="}, "expected system"},
      {{"--control", "--clock", "system=1"}, "expected system"},
      {{"--control", "--clock", "offset=2"}, "expected system"},
      {{"--control", "--clock", "scaled=0"}, "rate is 0.000000; expected from"},
      {{"--control", "--namespaces-max", "100001"}, "an integer from 0 to 100000"},
      {{"--control", "--namespaces-max", "-1"}, "an integer from 0 to 100000"},
      {{"--control", "--namespace-idle-max", "0s"}, "a time from 1 s on"},
      {{"--control", "--namespace-idle-max", "soon"}, "a time from 1 s on"},
      {{"--control", "--recording-bytes-max", "1073741825"}, "an integer from 0 to 1073741824"},
      {{"--control", "--recording-bytes-max", "-1"}, "an integer from 0 to 1073741824"},
      {{"--recording-bytes-max", "1"}, "recording-bytes-max is for tests"},
  };
  for (const Row& row : rows) {
    Process shim(row.arguments);
    CAPTURE(row.part);
    CHECK(shim.wait() == 2);
    CHECK_THAT(shim.stderr_text(), contains(row.part));
  }
}

TEST_CASE("each namespace begins with the clock that the server was given") {
  const ShimProcess shim({"--control", "--clock", "frozen=2026-03-01T12:00:00Z"});
  const std::string token = token_of(shim);
  const auto in_a = [&](const char* method, const char* path, const char* body) {
    return shim.exchange({method, path, {bearer(token), kJson, in("a")}, body});
  };
  CHECK_THAT(in_a("POST", "/_ucs/clock/advance", R"({"by":"30m"})").body,
             contains("2026-03-01T12:30:00.000Z"));
  CHECK(in_a("GET", "/services/1", "").header("Date") == "Sun, 01 Mar 2026 12:30:00 GMT");
  CHECK_THAT(shim.exchange({"GET", "/_ucs/clock", {bearer(token)}, ""}).body,
             contains(R"({"mode":"frozen","time":"2026-03-01T12:00:00.000Z"})"));
}

TEST_CASE("each namespace begins with the seed, and with nothing that others made of it") {
  const TemporaryDirectory directory;
  const std::string seed = directory.file("seed.json");
  std::ofstream(seed) << R"({"ucs_version":1,"services":[)"
                         R"({"customer_id":"c1","started":{"timestamp":"-2h"}}]})";
  const ShimProcess shim(
      {"--control", "--control-open", "--clock", "frozen=2026-03-01T12:00:00Z", "--seed", seed});
  CHECK_THAT(shim.announcement(), contains("with 1 services of " + seed));
  CHECK_THAT(shim.exchange({"GET", "/services/1", {in("a")}, ""}).body,
             contains("2026-03-01T10:00:00.000Z"));
  CHECK(shim.exchange({"DELETE", "/services/1", {in("a")}, ""}).status == 200);
  CHECK(shim.exchange({"GET", "/services/1", {in("a")}, ""}).status == 404);
  CHECK(shim.exchange({"GET", "/services/1", {in("b")}, ""}).status == 200);
  CHECK(shim.exchange({"POST", "/_ucs/reset", {in("a")}, ""}).status == 204);
  CHECK(shim.exchange({"GET", "/services/1", {in("a")}, ""}).status == 200);
}

TEST_CASE("one namespace more than there may be is a 429, on the wire") {
  const ShimProcess shim({"--control", "--namespaces-max", "1"});
  CHECK(shim.exchange({"GET", "/services/1", {in("a")}, ""}).status == 404);
  CHECK(shim.exchange({"GET", "/services/1", {in("b")}, ""}).status == 429);
}

TEST_CASE("users and their passwords are those of the API, the token is that of the control API") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("users");
  std::ofstream(path) << "ann:administrator:" << ucs::tests::cheap_hash("secret") << "\n";
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  const ShimProcess shim({"--control", "--users-file", path});
  const std::string token = token_of(shim);
  const Header ann{"Authorization", "Basic YW5uOnNlY3JldA=="};
  CHECK(shim.exchange({"GET", "/services/1", {}, ""}).status == 401);
  CHECK(shim.exchange({"GET", "/services/1", {bearer(token)}, ""}).status == 401);
  CHECK(shim.exchange({"GET", "/services/1", {ann}, ""}).status == 404);
  CHECK(shim.exchange({"GET", "/_ucs/clock", {ann}, ""}).status == 401);
  CHECK(shim.exchange({"GET", "/_ucs/clock", {bearer(token)}, ""}).status == 200);
}

TEST_CASE("a verification that waits is ended by the end of the server, which is orderly") {
  ShimProcess shim({"--control", "--control-open"});
  auto waiting = shim.connect();
  waiting.send(ucs::tests::to_wire({"POST",
                                    "/_ucs/verify",
                                    {kJson, in("waiting")},
                                    R"({"operation":"start_service","wait":"1h"})"}));
  // It has begun when its namespace is there; a request in another one is answered meanwhile.
  while (shim.exchange({"GET", "/_ucs/namespaces", {in("other")}, ""}).body.find("waiting") ==
         std::string::npos) {
  }
  CHECK(shim.exchange({"GET", "/services/1", {in("other")}, ""}).status == 404);
  shim.send_signal(SIGTERM);
  const auto answer = waiting.receive();
  REQUIRE(answer);
  CHECK_THAT(answer->body, contains(R"({"is_met":false)"));
  CHECK(shim.wait() == 0);
  CHECK_THAT(shim.stderr_text(), contains("\"POST /_ucs/verify\" 200"));
}

}  // namespace
