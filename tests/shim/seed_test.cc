// SPDX-License-Identifier: MIT
// Seeds of the real executable: begun with, validated, made; and what it keeps at its end.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;

const std::string kBase = "/genesys/1/cs";
const std::string kSeed = R"({"ucs_version":1,"services":[
  {"customer_id":"c","started":"-2h","tasks":[{}]},
  {"customer_id":"c","service_id":40,"started":"2001-01-01T00:00:00Z","expires":"+1d"}]})";

int end(ShimProcess& shim) {
  shim.send_signal(SIGTERM);
  return shim.wait();
}

TEST_CASE("a server begins with its seed, in JSON or TOML") {
  const TemporaryDirectory directory;
  directory.write("seed.json", kSeed);
  directory.write("seed.toml", "ucs_version = 1\n[[services]]\ncustomer_id = \"c\"\n");
  const ShimProcess json({"--seed", directory.file("seed.json")});
  CHECK_THAT(json.announcement(), contains("with 2 services of " + directory.file("seed.json")));
  CHECK_THAT(json.exchange({"GET", kBase + "/services/40", {}, ""}).body,
             contains("2001-01-01T00:00:00.000Z"));
  CHECK(json.exchange({"GET", kBase + "/services/41/tasks/1", {}, ""}).status == 200);
  CHECK(json.exchange({"POST", kBase + "/services/start", {}, R"({"customer_id":"c"})"}).body ==
        R"({"service_id":42})");
  const ShimProcess toml({"--seed", directory.file("seed.toml")});
  CHECK(toml.exchange({"GET", kBase + "/services/1", {}, ""}).status == 200);
}

TEST_CASE("what is stored at the end is exported, and a next server goes on with it") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("state.json");
  for (const int signal : {SIGTERM, SIGINT}) {
    ShimProcess first({"--export-on-exit", file});
    CHECK(
        first.exchange({"POST", kBase + "/services/start", {}, R"({"customer_id":"c"})"}).status ==
        201);
    first.send_signal(signal);
    CHECK(first.wait() == 0);
    CHECK(directory.names() == std::vector<std::string>{"state.json"});
    ShimProcess second({"--import", file, "--export-on-exit", directory.file("again.json")});
    CHECK(second.exchange({"GET", kBase + "/services/1", {}, ""}).status == 200);
    CHECK(end(second) == 0);
    const auto services_of = [&](const std::string& name) {
      const std::string text = directory.content(name);
      return text.substr(text.find("\"last_ids\""));
    };
    CHECK(services_of("again.json") == services_of("state.json"));
    CHECK(::unlink(directory.file("again.json").c_str()) == 0);
  }
}

TEST_CASE("an export that fails is told, fails the server, and leaves what was there") {
  const TemporaryDirectory directory;
  directory.write("state.json", "before");
  REQUIRE(::mkdir(directory.file("state.json.tmp").c_str(), 0700) == 0);  // in the way
  ShimProcess shim({"--export-on-exit", directory.file("state.json")});
  CHECK(end(shim) == 1);
  CHECK_THAT(shim.stderr_text(), contains("nothing is exported: " + directory.path()));
  CHECK(directory.content("state.json") == "before");
}

TEST_CASE("a seed that is wrong, or not there, is told before anything is served") {
  const TemporaryDirectory directory;
  directory.write("seed.json", R"({"ucs_version":1,"services":[{"customer":"c"}]})");
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& text) {
    Process shim(arguments);
    CHECK(shim.wait() == 1);
    CHECK_THAT(shim.stderr_text(), contains(text));
  };
  const std::string mistake =
      "services[0].customer is no member of the service; did you mean "
      "\"customer_id\"? (line 1, column 42)";
  refused({"--seed", directory.file("seed.json")},
          "seed: " + directory.file("seed.json") + ": " + mistake);
  refused({"--seed", directory.file("seed.json"), "--check-config"}, mistake);
  refused({"--import", directory.file("gone.json")},
          "import: " + directory.file("gone.json") + " cannot be read");
  refused({"--import", directory.path()}, "no regular file");
  refused({"--export-on-exit", directory.file("gone/x.json")}, "export-on-exit: cannot write to");
}

TEST_CASE("a seed's tenants are those of the server") {
  const TemporaryDirectory directory;
  directory.write("good.toml",
                  "ucs_version = 1\n[[services]]\ntenant = \"Airline\"\ncustomer_id = \"c\"\n");
  directory.write("bad.toml",
                  "ucs_version = 1\n[[services]]\ntenant = \"Airlin\"\ncustomer_id = \"c\"\n");
  const ShimProcess shim({"--tenant", "101=Airline", "--seed", directory.file("good.toml")});
  CHECK(shim.exchange({"GET", kBase + "/services/1", {{"ContactCenterId", "101"}}, ""}).status ==
        200);
  Process refused({"--tenant", "101=Airline", "--seed", directory.file("bad.toml")});
  CHECK(refused.wait() == 1);
  CHECK_THAT(refused.stderr_text(), contains("did you mean \"Airline\"? (line 3, column"));
}

TEST_CASE("a seed and an import together are refused") {
  const TemporaryDirectory directory;
  directory.write("seed.json", kSeed);
  Process shim({"--seed", directory.file("seed.json"), "--import", directory.file("seed.json")});
  CHECK(shim.wait() == 2);
  CHECK_THAT(shim.stderr_text(), contains("import and seed are both given"));
}

TEST_CASE("seed validate tells whether a file can be loaded, and if not, why") {
  const TemporaryDirectory directory;
  directory.write("seed.json", kSeed);
  directory.write("bad.toml", "ucs_version = 1\n[[services]]\ncustomer_id = 5\n");
  Process good({"seed", "validate", directory.file("seed.json")});
  CHECK(good.wait() == 0);
  CHECK(good.stdout_text() == "ok: 2 services\n");
  Process bad({"seed", "validate", directory.file("bad.toml")});
  CHECK(bad.wait() == 1);
  CHECK(bad.stderr_text() == "ucs-shim: " + directory.file("bad.toml") +
                                 ": services[0].customer_id is 5; expected a string (line 3, "
                                 "column 15)\n");
  Process gone({"seed", "validate", directory.file("gone")});
  CHECK(gone.wait() == 1);
  CHECK_THAT(gone.stderr_text(), contains("cannot be read"));
}

TEST_CASE("seed init writes an example that is valid, and never over a file") {
  const TemporaryDirectory directory;
  for (const char* name : {"seed.toml", "seed.json"}) {
    Process init({"seed", "init", directory.file(name)});
    CHECK(init.wait() == 0);
    Process validate({"seed", "validate", directory.file(name)});
    CHECK(validate.wait() == 0);
    CHECK(validate.stdout_text() == "ok: 2 services\n");
    Process again({"seed", "init", directory.file(name)});
    CHECK(again.wait() == 1);
    CHECK_THAT(again.stderr_text(), contains("cannot be written: File exists"));
  }
  Process out({"seed", "init"});
  CHECK(out.wait() == 0);
  CHECK(out.stdout_text() == directory.content("seed.toml"));
}

TEST_CASE(
    "a word that begins as an option does is no file of seed: init writes none of that name") {
  for (const char* verb : {"validate", "init"}) {
    Process help({"seed", verb, "--help"});
    CHECK(help.wait() == 0);
    CHECK_THAT(help.stdout_text(), contains("ucs-shim seed validate FILE"));
    Process unknown({"seed", verb, "--json"});
    CHECK(unknown.wait() == 2);
    CHECK_THAT(unknown.stderr_text(), contains("seed has no option --json"));
  }
  CHECK(::access("--help", F_OK) != 0);
}

TEST_CASE("seed tells how it is used") {
  Process help({"seed", "--help"});
  CHECK(help.wait() == 0);
  CHECK_THAT(help.stdout_text(), contains("ucs-shim seed validate FILE"));
  Process unknown({"seed", "valdate"});
  CHECK(unknown.wait() == 2);
  CHECK_THAT(unknown.stderr_text(), contains("no command valdate; did you mean validate?"));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"seed"}, {"seed", "validate"}, {"seed", "init", "a", "b"}}) {
    Process few(words);
    CHECK(few.wait() == 2);
    CHECK_THAT(few.stderr_text(), contains("ucs-shim seed init [FILE]"));
  }
}

}  // namespace
