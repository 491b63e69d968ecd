// SPDX-License-Identifier: MIT
// The configuration of the real executable.
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/config_file.h"
#include "tests/support/fake_access.h"
#include "tests/support/shim_process.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::tests::ConfigFile;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;

/// An environment variable of processes that are started meanwhile.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST_CASE("flags go before the environment, that before the file, and all are printed") {
  const ConfigFile file("[server]\nport = 1\nthreads = 2\nrealm = \"file\"\n");
  const Variable config("UCS_CONFIG", file.path());
  const Variable threads("UCS_THREADS", "3");
  const Variable port("UCS_PORT", "4");
  Process shim({"--port", "5", "--print-config"});
  CHECK(shim.wait() == 0);
  CHECK(shim.stderr_text().empty());
  for (const std::string& line :
       {std::string("port = 5  # --port\n"), std::string("threads = 3  # UCS_THREADS\n"),
        "realm = \"file\"  # " + file.path() + ":4:1\n",
        std::string("host = \"127.0.0.1\"  # def")})
    CHECK_THAT(shim.stdout_text(), contains(line));
}

TEST_CASE("the server does what the file says") {
  const ConfigFile file("[server]\nbase-path = [\"/cv\"]\n[tenants]\n101 = \"Airline\"\n");
  const ShimProcess shim({"--config", file.path()});
  CHECK_THAT(shim.announcement(), contains("/cv\n") && contains("101 Airline\n"));
  CHECK(shim.exchange({"GET", "/cv/services/1", {{"ContactCenterId", "101"}}, ""}).status == 404);
}

TEST_CASE("the flag --check-config prints ok and exits 0, or every mistake and exits 1") {
  const ConfigFile file("[server]\nthreads = 8\n");
  Process good({"--config", file.path(), "--check-config"});
  CHECK(good.wait() == 0);
  CHECK(good.stdout_text() == "ok\n");
  CHECK(good.stderr_text().empty());
  file.write("[server]\nthread = 8\nport = \"x\"\nusers-file = \"/no/such/users\"\n");
  Process bad({"--config", file.path(), "--check-config"});
  CHECK(bad.wait() == 1);
  CHECK(bad.stdout_text().empty());
  CHECK_THAT(bad.stderr_text(), contains(file.path() + ":2:1: there is no option \"thread\""));
  CHECK_THAT(bad.stderr_text(), contains(file.path() + ":3:8: port is \"x\""));
  CHECK_THAT(bad.stderr_text(), contains("cannot read /no/such/users"));
}

TEST_CASE("a directory for exports that cannot be used is a mistake") {
  const ConfigFile file("[server]\n");
  for (const std::string& path : {file.path(), file.file("missing")}) {
    Process shim({"--export-dir", path, "--check-config"});
    CHECK(shim.wait() == 1);
    CHECK_THAT(shim.stderr_text(), contains("export-dir: cannot write to " + path));
  }
}

TEST_CASE("a server with a mistake in its configuration does not start, and exits 2") {
  const ConfigFile file("[server]\nthread = 8\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--config", file.path()},
        std::vector<std::string>{"--config", "/no/such/file"},
        std::vector<std::string>{"--config", "/"}}) {
    Process shim(arguments);
    CHECK(shim.wait() == 2);
    CHECK(shim.stdout_text().empty());
    CHECK_THAT(shim.stderr_text(), contains(arguments[1] + ":"));
  }
  const Variable port("UCS_PORT", "http");
  Process shim({});
  CHECK(shim.wait() == 2);
  CHECK(shim.stderr_text() == "UCS_PORT: port is \"http\"; expected an integer from 0 to 65535\n");
}

TEST_CASE("a flag without a value can also say false, against the file") {
  const ConfigFile file("[server]\ninsecure = true\n");
  Process off({"--config", file.path(), "--insecure=false", "--log-requests", "--print-config"});
  CHECK(off.wait() == 0);
  CHECK_THAT(off.stdout_text(), contains("insecure = false  # --insecure\n"));
  CHECK_THAT(off.stdout_text(), contains("log-requests = true  # --log-requests\n"));
}

TEST_CASE("an unknown flag is refused with the nearest one") {
  Process shim({"--prot", "1"});
  CHECK(shim.wait() == 2);
  CHECK_THAT(shim.stderr_text(), contains("There is no --prot; did you mean --port?\n"));
}

TEST_CASE("SIGHUP changes what can change, tells old and new, and what needs a restart") {
  const ConfigFile file("[server]\nlog-requests = true\n[cview]\nexpiration = \"2w\"\n");
  ShimProcess shim({"--config", file.path(), "--threads", "4"});
  file.write(
      "[server]\nlog-requests = true\nrealm = \"new\"\nthreads = 8\n[log-filter-data]\n"
      "service_type = \"copy\"\n");
  shim.send_signal(SIGHUP);
  const std::string log = shim.await_stderr("ucs-shim: reload: done; changed: 3\n");
  CHECK_THAT(log, contains("ucs-shim: reload: realm: \"ucs\" -> \"new\" (needs a restart)\n"));
  CHECK_THAT(log, contains("ucs-shim: reload: expiration: \"2w\" -> \"5y\"\n"));
  CHECK_THAT(log, contains("ucs-shim: reload: log-filter: {} -> {service_type = \"copy\"}\n"));
  REQUIRE(shim.exchange({"POST",
                         "/genesys/1/cs/services/start",
                         {},
                         R"({"customer_id":"c","service_type":"booking"})"})
              .status == 201);
  CHECK_THAT(shim.await_stderr("/services/start\" 201"), contains("[str] = \"booking\""));
}

TEST_CASE("SIGHUP with a bad file keeps the old settings, and says so; a good one follows") {
  const ConfigFile file("[cview]\nexpiration = \"2w\"\n");
  ShimProcess shim({"--config", file.path()});
  file.write("[cview]\nexpirations = \"3w\"\n");
  shim.send_signal(SIGHUP);
  shim.await_stderr("ucs-shim: reload: refused, and the former settings stay in force.");
  shim.await_stderr(file.path() +
                    ":2:1: there is no option \"expirations\" in [cview]; did you "
                    "mean expiration?\n");
  CHECK(shim.exchange({"GET", "/healthz", {}, ""}).status == 200);
  file.write("[cview]\nexpiration = \"3w\"\n");
  shim.send_signal(SIGHUP);
  shim.await_stderr("ucs-shim: reload: expiration: \"2w\" -> \"3w\"\n");
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

TEST_CASE("SIGHUP reads the users again, and shows nothing of them") {
  const ConfigFile file("");
  const auto write_users = [&](const std::string& password) {
    std::ofstream(file.file("users"))
        << "admin:administrator:" + ucs::tests::cheap_hash(password) << "\n";
    ::chmod(file.file("users").c_str(), 0600);
  };
  write_users("other");
  ShimProcess shim({"--users-file", file.file("users")});
  const ucs::http::Request request{"GET", "/genesys/1/cs/services/1", {ucs::tests::kAdmin}, ""};
  CHECK(shim.exchange(request).status == 401);
  write_users("pw");
  shim.send_signal(SIGHUP);
  const std::string log = shim.await_stderr("ucs-shim: reload: done; changed: 1\n");
  CHECK_THAT(log, !contains("argon2id"));
  CHECK(shim.exchange(request).status == 400);
}

TEST_CASE("a scheduled job purges by itself, in every tenant") {
  const ConfigFile file("[tenants]\n101 = \"Airline\"\n");
  ShimProcess shim({"--config", file.path()});
  REQUIRE(shim.exchange({"POST",
                         "/genesys/1/cs/services/start",
                         {{"ContactCenterId", "101"}},
                         R"({"customer_id":"c","timestamp":"2020-01-01T00:00:00Z"})"})
              .status == 201);
  file.write(
      "[tenants]\n101 = \"Airline\"\n[scheduled-job-01]\naction = \"purge.service.all\"\n"
      "period = 1\nperiod-type = \"days\"\n");
  shim.send_signal(SIGHUP);
  shim.await_stderr(
      "ucs-shim: scheduled-job-01, tenant 101: purge.service.all removed 1 services\n");
}

}  // namespace
