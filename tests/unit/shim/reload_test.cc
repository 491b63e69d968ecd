// SPDX-License-Identifier: MIT
#include "shim/reload.h"

#include <sys/stat.h>
#include <ucs/core.h>
#include <ucs/http.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/access/hashes.h"
#include "tests/unit/shim/loading.h"

namespace {

using namespace ucs::tests;
using ucs::shim::Reloader;
using Lines = std::vector<std::string>;

/// A server's parts without the server, and a file that a test rewrites.
class Fixture {
 public:
  explicit Fixture(const std::string& file) {
    write(file);
    line_.config_file = directory_.file("ucs.toml");
    ucs::shim::Mistakes mistakes;
    auto config = load_config(line_, environment_of({}), mistakes);
    auto users = ucs::shim::read_users(config.options);
    REQUIRE(mistakes.text() + (users ? "" : users.error().message) == "");
    if (!users->empty()) access_ = std::make_unique<ucs::access::PasswordAccess>(*users);
    reloader_ =
        std::make_unique<Reloader>(line_, environment_of({}), std::move(config), *std::move(users),
                                   ucs::shim::ReloadTargets{engine, log_, jobs_, access_.get()},
                                   [this](const std::string& text) { lines.push_back(text); });
  }

  void write(const std::string& file) {
    std::ofstream(directory_.file("ucs.toml"), std::ios::binary) << file;
  }
  bool reload(const std::string& file) {
    write(file);
    lines.clear();
    return reloader_->reload();
  }
  [[nodiscard]] std::size_t jobs_due() { return jobs_.run_due(); }
  [[nodiscard]] std::string log_of(const std::string& service_type) {
    entries_.clear();
    log_.write({"POST", "/services/start", {}, "{\"service_type\":\"" + service_type + "\"}"});
    return entries_.empty() ? "" : entries_.back();
  }
  [[nodiscard]] bool lets_in(const std::string& user, const std::string& password) {
    return access_->authenticate({user, password, "", "127.0.0.1"}).role.has_value();
  }

 private:
  ucs::MemoryStore store_;
  ManualClock clock_;

 public:
  ucs::Engine engine{store_, clock_};
  Lines lines;

 private:
  ucs::http::Api api_{engine};
  Lines entries_;
  ucs::shim::RequestLog log_{api_, clock_,
                             std::make_shared<const ucs::LogFilter>(ucs::shim::hide_all()),
                             [this](const ucs::shim::RequestEntry& entry) {
                               entries_.push_back(entry.pairs.empty() ? "" : entry.pairs.back());
                             }};
  ucs::shim::ScheduledJobs jobs_{engine, clock_, {""}, [](const std::string& /*line*/) {}};
  TemporaryDirectory directory_;
  ucs::shim::CommandLine line_;
  std::unique_ptr<ucs::access::PasswordAccess> access_;
  std::unique_ptr<Reloader> reloader_;
};

constexpr const char* kJob =
    "[scheduled-job-01]\naction = \"purge.service.all\"\nperiod = 2\nperiod-type = \"days\"\n";

TEST_CASE("a reload of the same changes nothing, also when it stands elsewhere") {
  Fixture fixture("[cview]\nexpiration = \"2w\"\n");
  const auto before = fixture.engine.settings();
  CHECK(fixture.reload("[server]\n[cview]\nexpiration = \"2w\"\n"));
  CHECK(fixture.lines == Lines{"reload: done; nothing changed"});
  CHECK(fixture.engine.settings() == before);
}

TEST_CASE("a reload changes lifetimes, the log filter and jobs, and tells old and new") {
  Fixture fixture("");
  CHECK_THAT(fixture.log_of("booking"), contains("[output suppressed]"));
  CHECK(fixture.reload(std::string("[cview]\nexpiration = \"2w\"\nauto-complete-after = \"1h\"\n"
                                   "[log-filter]\ndefault-filter-type = \"copy\"\n") +
                       kJob));
  CHECK(fixture.lines ==
        Lines{"reload: expiration: \"5y\" -> \"2w\"", "reload: auto-complete-after: \"\" -> \"1h\"",
              "reload: log-filter-default: \"hide\" -> \"copy\"",
              "reload: scheduled-job-01: none -> purge.service.all, 2 days, enabled",
              "reload: done; changed: 4"});
  CHECK(fixture.engine.settings()->default_lifetime == std::chrono::hours(14 * 24));
  CHECK(fixture.engine.settings()->auto_complete_after == std::chrono::hours(1));
  CHECK_THAT(fixture.log_of("booking"), contains("\"booking\""));
  CHECK(fixture.jobs_due() == 1);

  CHECK(fixture.reload("[log-filter-data]\nservice_type = \"hide-first,2\"\n"));
  CHECK(fixture.lines[3] == "reload: log-filter: {} -> {service_type = \"hide-first,2\"}");
  CHECK_THAT(fixture.log_of("booking"), contains("\"**oking\""));
  CHECK(fixture.jobs_due() == 0);
}

TEST_CASE("what needs a restart is told each time, and does not change") {
  Fixture fixture("");
  for (int i = 0; i < 2; ++i) {
    CHECK(fixture.reload("[server]\nport = 9\n[tenants]\n101 = \"A\"\n"));
    CHECK(fixture.lines == Lines{"reload: port: 8080 -> 9 (needs a restart)",
                                 "reload: tenant: {} -> {101 = \"A\"} (needs a restart)",
                                 "reload: done; changed: 2"});
  }
}

TEST_CASE("with a mistake nothing of a reload is done, and every mistake is told") {
  Fixture fixture("[cview]\nexpiration = \"2w\"\n");
  REQUIRE(fixture.reload("[cview]\nexpiration = \"3w\"\n"));
  CHECK(!fixture.reload("[cview]\nexpiration = \"4w\"\nport = 1\n[servr]\n"));
  REQUIRE(fixture.lines.size() == 2);
  CHECK_THAT(fixture.lines[0], contains("refused, and the former settings stay in force"));
  CHECK_THAT(fixture.lines[1], contains(":3:1: port is no option of [cview]"));
  CHECK_THAT(fixture.lines[1], contains("did you mean [server]?"));
  CHECK(fixture.engine.settings()->default_lifetime == std::chrono::hours(21 * 24));
  CHECK(fixture.reload("[cview]\nexpiration = \"4w\"\n"));
  CHECK(fixture.lines.front() == "reload: expiration: \"3w\" -> \"4w\"");
}

TEST_CASE("business attributes are exchanged with the lifetimes of their values") {
  const std::string file =
      "[business-attributes]\nService.type = \"T\"\n[[business-attributes.attribute]]\n"
      "name = \"T\"\ndbid = 1\nvalue = [{name = \"a\", dbid = 1, expiration = \"";
  Fixture fixture(file + "1h\"}]\n");
  CHECK(fixture.reload(file + "2h\"}]\n"));
  CHECK(fixture.lines.front() == "reload: business-attributes: 1 values -> 1 values");
  CHECK(fixture.engine.settings()->lifetime_by_type.at("a") == std::chrono::hours(2));
}

TEST_CASE("users are read again, and a file of users that is wrong is a mistake") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("users");
  const auto write = [&](const std::string& text) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  };
  const std::string admin = "admin:administrator:" + cheap_hash("pw") + "\n";
  write(admin);
  const std::string file = "[server]\nusers-file = \"" + path + "\"\n";
  Fixture fixture(file);
  CHECK(fixture.lets_in("admin", "pw"));
  CHECK(fixture.reload(file));
  CHECK(fixture.lines == Lines{"reload: done; nothing changed"});
  write(admin + "bob:supervisor:" + cheap_hash("pw2") + "\n");
  CHECK(fixture.reload(file));
  CHECK(fixture.lines == Lines{"reload: users: 1 -> 2", "reload: done; changed: 1"});
  CHECK(fixture.lets_in("bob", "pw2"));
  write("nobody\n");
  CHECK(!fixture.reload(file));
  CHECK_THAT(fixture.lines[1], contains("users-file: ") && contains("line 1: "));
  CHECK(fixture.lets_in("bob", "pw2"));
  CHECK(fixture.reload(""));
  CHECK_THAT(fixture.lines[0], contains("(needs a restart)"));
  CHECK(fixture.lets_in("bob", "pw2"));
}

}  // namespace
