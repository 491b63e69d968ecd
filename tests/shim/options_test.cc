// SPDX-License-Identifier: MIT
// The command line of the real executable.
#include <ucs/version.h>

#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;

TEST_CASE("the flag --help tells every option and has examples, on stdout, and exits 0") {
  Process shim({"--help"});
  CHECK(shim.wait() == 0);
  CHECK(shim.stderr_text().empty());
  for (const char* part : {"--help",          "--version",   "--host",
                           "--port",          "--port-file", "--dialects",
                           "--base-path",     "--threads",   "--body-bytes-max",
                           "--log-format",    "--tenant",    "--users-file",
                           "--hash-password", "--use-role",  "--realm",
                           "--insecure",      "127.0.0.1",   "8080",
                           "1048576",         "Examples:\n", "ucs-shim --port 0 --port-file",
                           "curl -H",         "SIGTERM"})
    CHECK_THAT(shim.stdout_text(), contains(part));
}

TEST_CASE("the option --version tells the version, on stdout, and exits 0") {
  Process shim({"--version"});
  CHECK(shim.wait() == 0);
  CHECK(shim.stdout_text() == std::string("ucs-shim ") + ucs::kVersion + "\n");
  CHECK(shim.stderr_text().empty());
}

TEST_CASE("an option that cannot be is named on stderr, and the exit status is 2") {
  struct Row {
    std::vector<std::string> arguments;
    const char* named;
  };
  const Row rows[] = {
      {{"--unknown"}, "--unknown"},
      {{"-x"}, "-x"},
      {{"serve"}, "serve"},
      {{"--port"}, "--port"},
      {{"--port", "65536"}, "--port"},
      {{"--port", "-1"}, "--port"},
      {{"--port", "http"}, "http"},
      {{"--port", "80.5"}, "80.5"},
      {{"--port", "1", "--port", "2"}, "--port"},
      {{"--dialects", "v80"}, "v80"},
      {{"--dialects", "v81,v86"}, "v86"},
      {{"--dialects", ""}, "--dialects"},
      {{"--threads", "-1"}, "--threads"},
      {{"--threads", "1025"}, "--threads"},
      {{"--body-bytes-max", "0"}, "--body-bytes-max"},
      {{"--body-bytes-max", "1073741825"}, "--body-bytes-max"},
      {{"--body-bytes-max", "1MB"}, "1MB"},
      {{"--log-format", "xml"}, "xml"},
      {{"--base-path", "cv"}, "cv"},
      {{"--base-path", "/"}, "/"},
      {{"--base-path", "/a?b"}, "/a?b"},
      {{"--base-path", "/a//b"}, "/a//b"},
      {{"--base-path", "/a b"}, "/a b"},
      {{"--base-path", "/%41"}, "/%41"},
      {{"--dialects", "v85", "--base-path", "/cv"}, "--base-path"},
      {{"--id-scope", "world"}, "world"},
      {{"--log-filter-default", "hied"}, "hied"},
      {{"--log-filter", "pin"}, "pin"},
      {{"--log-filter", "=hide"}, "=hide"},
      {{"--log-filter", "pin=hide-first"}, "hide-first"},
      {{"--use-role", "perhaps"}, "perhaps"},
      {{"--cors-origin", "*"}, "\"*\" is no origin"},
      {{"--cors-origin", "https://desk.example.com/"}, "is no origin"},
      {{"--tenant", "Airline"}, "Airline"},
      {{"--tenant", "101"}, "101"},
      {{"--tenant", "=Airline"}, "=Airline"},
      {{"--tenant", "1x=Airline"}, "1x=Airline"},
      {{"--tenant", "99999999999999999999=Airline"}, "99999999999999999999"},
      {{"--tenant", "0=Airline"}, "its DBID is not positive"},
      {{"--tenant", "101="}, "1 to 256 characters"},
      {{"--tenant", "101=a", "--tenant", "101=b"}, "another tenant has this DBID"},
      {{"--tenant", "101=a", "--tenant", "102=a"}, "another tenant has this name"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments);
    Process shim(row.arguments);
    CHECK(shim.wait() == 2);
    CHECK(shim.stdout_text().empty());
    CHECK_THAT(shim.stderr_text(), contains(row.named));
  }
}

TEST_CASE("an address that cannot be listened on is named, and the exit status is 1") {
  for (const std::string host : {"192.0.2.1", "no.such.host.invalid", "1.2.3.4.5"}) {
    Process shim({"--host", host, "--port", "0", "--insecure"});
    CHECK(shim.wait() == 1);
    CHECK_THAT(shim.stderr_text(), contains("cannot listen on " + host));
    CHECK_THAT(shim.stderr_text(), contains("--host"));
  }
}

TEST_CASE("a port file that cannot be written is an error, and nothing is served") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("missing/port");
  Process shim({"--port", "0", "--port-file", file});
  CHECK(shim.wait() == 1);
  CHECK_THAT(shim.stderr_text(), contains(file));
  CHECK_THAT(shim.stderr_text(), contains("No such file"));
}

TEST_CASE("at start it says where it listens, what it serves, and that nothing is kept") {
  const ShimProcess shim;
  const std::string url = "http://127.0.0.1:" + std::to_string(shim.port());
  CHECK_THAT(shim.announcement(), contains(std::string("ucs-shim ") + ucs::kVersion));
  CHECK_THAT(shim.announcement(), contains("listens on " + url + "\n"));
  CHECK_THAT(shim.announcement(), contains("v81 dialect   " + url + "/\n"));
  CHECK_THAT(shim.announcement(), contains("v85 dialect   " + url + "/genesys/1/cs\n"));
  CHECK_THAT(shim.announcement(), contains("memory: nothing is kept when the server ends"));
  CHECK(shim.port_file() == std::to_string(shim.port()) + "\n");
}

TEST_CASE("it serves the dialects and base paths it was told to, and says so") {
  const ShimProcess v81({"--dialects", "v81", "--base-path", "/cv", "--base-path", "/ucs/8/"});
  const std::string url = "http://127.0.0.1:" + std::to_string(v81.port());
  CHECK_THAT(v81.announcement(), contains("v81 dialect   " + url + "/cv\n"));
  CHECK_THAT(v81.announcement(), !contains("v85"));
  CHECK(v81.exchange({"GET", "/customers/c/services", {}, ""}).status == 200);
  CHECK(v81.exchange({"GET", "/cv/customers/c/services", {}, ""}).status == 200);
  CHECK(v81.exchange({"GET", "/ucs/8/customers/c/services", {}, ""}).status == 200);
  CHECK(v81.exchange({"GET", "/genesys/1/cs/customers/c/services", {}, ""}).status == 404);

  const ShimProcess v85({"--dialects", "v85"});
  CHECK_THAT(v85.announcement(), !contains("v81"));
  CHECK(v85.exchange({"GET", "/customers/c/services", {}, ""}).status == 404);
  CHECK(v85.exchange({"GET", "/genesys/1/cs/customers/c/services", {}, ""}).status == 200);

  const ShimProcess both({"--dialects", "v85,v81"});
  CHECK(both.exchange({"GET", "/customers/c/services", {}, ""}).status == 200);
  CHECK(both.exchange({"GET", "/genesys/1/cs/customers/c/services", {}, ""}).status == 200);
}

TEST_CASE("the options --body-bytes-max, --threads and --id-scope have their effect") {
  const ShimProcess shim({"--body-bytes-max", "40", "--threads", "1", "--id-scope", "service"});
  const std::string longest = R"({"customer_id":"c","padding":"xxxxxxxxx"})";
  REQUIRE(longest.size() == 41);
  const std::string path = "/genesys/1/cs/services/start";
  const auto refused = shim.exchange({"POST", path, {}, longest});
  CHECK(refused.status == 413);
  CHECK_THAT(refused.body, contains("40 bytes"));
  for (const std::string id : {"1", "2"}) {
    CHECK(shim.exchange({"POST", path, {}, longest.substr(0, 38) + "\"}"}).body ==
          "{\"service_id\":" + id + "}");
    CHECK(shim.exchange({"POST", "/genesys/1/cs/services/" + id + "/states/start", {}, ""}).body ==
          R"({"state_id":1})");
  }
}

TEST_CASE("tenants given by --tenant are announced, and each has its own ids") {
  const ShimProcess shim({"--tenant", "101=Airline", "--tenant", "102=Rail=Road"});
  CHECK_THAT(shim.announcement(), contains("tenant        101 Airline\n"));
  CHECK_THAT(shim.announcement(), contains("tenant        102 Rail=Road\n"));
  const std::string path = "/genesys/1/cs/services/start";
  const std::string body = R"({"customer_id":"c"})";
  for (const char* tenant : {"101", "Rail=Road"}) {
    CHECK(shim.exchange({"POST", path, {{"ContactCenterId", tenant}}, body}).body ==
          R"({"service_id":1})");
  }
  CHECK_THAT(shim.exchange({"POST", path, {}, body}).body, contains("Invalid tenant specified"));
}

TEST_CASE("it is alive and ready once it listens") {
  const ShimProcess shim;
  for (const char* path : {"/healthz", "/readyz"}) {
    const auto response = shim.exchange({"GET", path, {}, ""});
    CHECK(response.status == 200);
    CHECK(response.body == R"({"status":"ok"})");
  }
}

}  // namespace
