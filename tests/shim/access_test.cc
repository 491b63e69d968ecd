// SPDX-License-Identifier: MIT
// Users of the real executable: their file, their passwords, and where it listens without them.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/fake_access.h"
#include "tests/support/shim_process.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::http::Request;
using ucs::tests::cheap_hash;
using ucs::tests::contains;
using ucs::tests::kAdmin;
using ucs::tests::kLocal;
using ucs::tests::kStranger;
using ucs::tests::kSuper;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;

/// A file of users that is closed to others.
class UsersFile {
 public:
  explicit UsersFile(const std::string& text, mode_t mode = 0600)
      : path_(directory_.file("users")) {
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), mode);
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  TemporaryDirectory directory_;
  std::string path_;
};

std::string three_users() {
  return "admin:administrator:" + cheap_hash("pw") + "\nsuper:supervisor:" + cheap_hash("pw") +
         "\nlocal:administrator:" + cheap_hash("pw") + ":Airline\n";
}

const Request kStart{"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"c"})"};

Request with(Request request, std::vector<ucs::http::Header> headers) {
  request.headers = std::move(headers);
  return request;
}

/// Runs a command of the shell and returns its output and exit status.
std::pair<std::string, int> run(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), bytes);
  const int status = ::pclose(pipe);
  return {text, WEXITSTATUS(status)};
}

TEST_CASE("users of a file enter with their roles, all others do not, and health is for all") {
  const UsersFile users(three_users());
  const ShimProcess shim(
      {"--users-file", users.path(), "--tenant", "101=Airline", "--realm", "desk"});
  CHECK_THAT(shim.announcement(), contains("access        for the users of " + users.path()));
  const ucs::http::Header airline{"ContactCenterId", "101"};
  const auto none = shim.exchange(with(kStart, {airline}));
  CHECK(none.status == 401);
  CHECK(none.header("WWW-Authenticate") == R"(Basic realm="desk", charset="UTF-8")");
  CHECK(shim.exchange(with(kStart, {airline, kStranger})).status == 401);
  CHECK(shim.exchange(with(kStart, {airline, kSuper})).status == 403);
  CHECK(shim.exchange(with(kStart, {airline, kLocal})).body == R"({"service_id":1})");
  CHECK(shim.exchange(with(kStart, {airline, kAdmin})).body == R"({"service_id":2})");
  CHECK(shim.exchange({"GET", "/services/2", {airline, kSuper}, ""}).status == 200);
  for (const char* path : {"/healthz", "/readyz"})
    CHECK(shim.exchange({"GET", path, {}, ""}).status == 200);
}

TEST_CASE("who guesses too often gets 429 with Retry-After") {
  const UsersFile users("admin:administrator:" + cheap_hash("pw") + "\n");
  const ShimProcess shim({"--users-file", users.path()});
  CHECK(shim.exchange(with(kStart, {kAdmin})).status == 201);
  int refused = 0;
  for (int i = 0; i < 15; ++i) {
    const auto answer = shim.exchange(with(kStart, {kStranger}));
    if (answer.status != 429) {
      CHECK(answer.status == 401);
      continue;
    }
    ++refused;
    const int seconds = std::stoi(answer.header("Retry-After"));
    CHECK(seconds >= 1);
    CHECK(seconds <= 6);
  }
  CHECK(refused >= 3);
  CHECK(shim.exchange({"GET", "/services/1", {}, ""}).status == 401);  // that is no guess
}

TEST_CASE("with --use-role false a supervisor may do everything") {
  const UsersFile users("super:supervisor:" + cheap_hash("pw") + "\n");
  const ShimProcess shim({"--users-file", users.path(), "--use-role", "false"});
  CHECK(shim.exchange(with(kStart, {kSuper})).status == 201);
  CHECK(shim.exchange(with(kStart, {kStranger})).status == 401);
}

TEST_CASE("a file of users that cannot be used is named, and nothing is served") {
  const std::string hash = cheap_hash("pw");
  const UsersFile open_to_others("admin:administrator:" + hash + "\n", 0644);
  const UsersFile without_tenant("admin:administrator:" + hash + ":101\n");
  const UsersFile wrong("admin:pw\n");
  const UsersFile empty("");
  const UsersFile* files[] = {&open_to_others, &without_tenant, &wrong, &empty};
  for (const UsersFile* file : files) {
    Process shim({"--port", "0", "--users-file", file->path()});
    CHECK(shim.wait() == 1);
    CHECK_THAT(shim.stderr_text(), contains(file->path()));
    CHECK_THAT(shim.stderr_text(), !contains("listens"));
    CHECK_THAT(shim.stderr_text(), !contains(hash));
  }
  Process shim({"--port", "0", "--users-file", "/no/such/file"});
  CHECK(shim.wait() == 1);
  CHECK_THAT(shim.stderr_text(), contains("cannot read /no/such/file: No such file"));
}

TEST_CASE("without users it listens on loopback only, unless told to be insecure") {
  for (const std::string host : {"0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"}) {
    CAPTURE(host);
    Process shim({"--host", host, "--port", "0"});
    CHECK(shim.wait() == 1);
    CHECK_THAT(shim.stderr_text(), contains("cannot listen on " + host));
    for (const char* way_out : {"--users-file", "--hash-password", "--host", "--insecure"})
      CHECK_THAT(shim.stderr_text(), contains(way_out));
  }
  const UsersFile users("admin:administrator:" + cheap_hash("pw") + "\n");
  for (const std::string host : {"127.0.0.1", "localhost", "127.0.0.2"}) {
    CAPTURE(host);
    const ShimProcess shim({"--host", host});
    CHECK_THAT(shim.announcement(), contains("listens on"));
  }
  const ShimProcess insecure({"--host", "0.0.0.0", "--insecure"});
  CHECK(insecure.exchange(kStart).status == 201);
  const ShimProcess guarded({"--host", "0.0.0.0", "--users-file", users.path()});
  CHECK(guarded.exchange(kStart).status == 401);
}

TEST_CASE("without users it answers under no name of another machine, unless told to be insecure") {
  const auto status = [](const ShimProcess& shim, const std::string& host) {
    return shim.exchange(with({"GET", "/customers/c/services", {}, ""}, {{"Host", host}})).status;
  };
  const ShimProcess shim;
  for (const char* host : {"localhost:8080", "127.0.0.1", "[::1]:8080", "10.1.2.3"})
    CHECK(status(shim, host) == 200);
  for (const char* host : {"evil.example", "evil.example:8080", "127.0.0.1.evil.example"})
    CHECK(status(shim, host) == 403);
  CHECK(shim.exchange(with(kStart, {{"Host", "evil.example"}})).status == 403);
  const ShimProcess insecure({"--insecure"});
  CHECK(status(insecure, "ucs.example") == 200);
}

TEST_CASE("the option --hash-password hashes the first line of stdin, and its user can log in") {
  const std::string shim = UCS_SHIM_EXECUTABLE;
  const auto [hash, status] = run("printf 'pw\\nmore\\n' | '" + shim + "' --hash-password");
  CHECK(status == 0);
  CHECK_THAT(hash, contains("$argon2id$v=19$m=65536,t=2,p=1$"));
  const UsersFile users("admin:administrator:" + hash);
  const ShimProcess server({"--users-file", users.path()});
  CHECK(server.exchange(with(kStart, {kAdmin})).status == 201);
  CHECK(server.exchange(with(kStart, {kStranger})).status == 401);
  for (const char* input : {"", "\\n", "a\\001b", "\\377"}) {
    const auto [output, failed] =
        run(std::string("printf '") + input + "' | '" + shim + "' --hash-password 2>&1");
    CHECK(failed == 1);
    CHECK_THAT(output, contains("1 to 1024 bytes"));
  }
  CHECK(run("head -c 1025 /dev/zero | tr '\\0' x | '" + shim + "' --hash-password 2>&1").second ==
        1);
}

}  // namespace
