// SPDX-License-Identifier: MIT
// Stores of the real executable: what a file keeps, whatever ends the server, and what is refused.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::ChildProcess;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;
using ucs::tests::WireResponse;
using Arguments = std::vector<std::string>;

const std::string kBase = "/genesys/1/cs";

WireResponse start(const ShimProcess& shim) {
  return shim.exchange({"POST",
                        kBase + "/services/start",
                        {{"Content-Type", "application/json"}},
                        R"({"customer_id":"c","service_type":"booking","Note":{"text":"é"}})"});
}

/// Runs it with what it must refuse, and returns what it says.
std::string refusal(const Arguments& arguments, int status) {
  Process shim(arguments);
  CHECK(shim.wait() == status);
  CHECK(shim.stdout_text().empty());
  return shim.stderr_text();
}

TEST_CASE("what was answered is there after SIGKILL, SIGTERM and SIGINT, and ids go on") {
  const TemporaryDirectory directory;
  for (const char* durability : {"full", "normal"}) {
    const Arguments arguments = {"--store", "sqlite:" + directory.file(durability), "--durability",
                                 durability};
    std::int64_t last = 0;
    std::string kept;
    for (const int signal : {SIGKILL, SIGKILL, SIGTERM, SIGINT}) {
      ShimProcess shim(arguments);
      CHECK_THAT(shim.announcement(), contains("  store         " + directory.file(durability) +
                                               ": everything is kept when the server ends\n"));
      const auto list = [&] {
        return shim
            .exchange({"GET", kBase + "/customers/c/services?include_extensions=all", {}, ""})
            .body;
      };
      if (last > 0) CHECK(list() == kept);
      const WireResponse started = start(shim);
      REQUIRE(started.status == 201);
      const std::int64_t id = std::stoll(started.body.substr(started.body.find(':') + 1));
      CHECK(id > last);
      last = id;
      kept = list();
      CHECK_THAT(kept, contains("\"service_id\":" + std::to_string(id)));
      shim.send_signal(signal);
      CHECK(shim.wait() == (signal == SIGKILL ? -SIGKILL : 0));
    }
  }
}

TEST_CASE("two servers on one file: the second is refused, and takes over once the first is gone") {
  const TemporaryDirectory directory;
  const Arguments arguments = {"--store", "sqlite:" + directory.file("ucs.db"), "--port", "0"};
  ShimProcess first({"--store", "sqlite:" + directory.file("ucs.db")});
  CHECK(start(first).body == R"({"service_id":1})");
  CHECK(refusal(arguments, 1) ==
        "ucs-shim: cannot open the store " + directory.file("ucs.db") + ": in use by process " +
            std::to_string(first.pid()) +
            "; expected one store at a time. Stop the other one, or choose another path\n");
  CHECK(start(first).status == 201);
  first.send_signal(SIGKILL);
  CHECK(first.wait() == -SIGKILL);
  const ShimProcess second({"--store", "sqlite:" + directory.file("ucs.db")});
  CHECK(second.exchange({"GET", kBase + "/services/2", {}, ""}).status == 200);
}

TEST_CASE("a store that cannot be opened ends the server with one line that says why") {
  const TemporaryDirectory directory;
  directory.write("text.db", "not a database");
  CHECK(refusal({"--store", "sqlite:" + directory.file("none/ucs.db")}, 1) ==
        "ucs-shim: cannot open the store " + directory.file("none/ucs.db") +
            ": there is no directory " + directory.file("none") +
            "; make it, or choose another path\n");
  CHECK_THAT(refusal({"--store", "sqlite:" + directory.file("text.db")}, 1),
             contains("it is no SQLite database; expected a database that ucs made"));
  CHECK_THAT(refusal({"--store", "sqlite:" + directory.path()}, 1), contains("it is a directory"));
}

/// Runs it by a command of the shell that limits it, and returns what it says when it refuses.
std::string refusal_within(const std::string& limits, const std::string& store) {
  ChildProcess limited("/bin/bash", {"-c", limits + " exec \"$@\"", "bash", UCS_SHIM_EXECUTABLE,
                                     "--port", "0", "--store", store});
  CHECK(limited.wait() == 1);
  CHECK(limited.stdout_text().empty());
  return limited.stderr_text();
}

TEST_CASE("a store on a full disk ends the server with one line that says why") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("ucs.db");
  // A disk of 8 KiB.
  const std::string text = refusal_within("trap '' XFSZ; ulimit -f 8;", "sqlite:" + path);
  CHECK_THAT(text, Catch::Matchers::StartsWith("ucs-shim: cannot open the store " + path + ": ") &&
                       contains("the disk"));
  CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("a store in a file or a directory that may only be read ends the server likewise") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("ucs.db");
  static_cast<void>(start(ShimProcess({"--store", "sqlite:" + path})));
  // Root may write everywhere, unless it gives that up.
  const std::string give_up = "setpriv --bounding-set=-dac_override,-dac_read_search -- ";
  const bool is_root = ::geteuid() == 0;
  if (is_root && ChildProcess("/bin/bash", {"-c", give_up + "true"}).wait() != 0) {
    WARN("here root cannot give up to write everywhere");
    return;
  }
  const std::string as_others = is_root ? "exec " + give_up + "\"$@\";" : "";
  ::chmod(path.c_str(), 0400);
  CHECK_THAT(refusal_within(as_others, "sqlite:" + path),
             contains("cannot open the store " + path + ": ") && contains("cannot be written"));
  ::chmod(path.c_str(), 0600);
  ::chmod(directory.path().c_str(), 0500);
  CHECK_THAT(refusal_within(as_others, "sqlite:" + directory.file("new.db")),
             contains("cannot make " + directory.file("new.db") + "-lock"));
  ::chmod(directory.path().c_str(), 0700);
}

TEST_CASE("a damaged store ends the server with one line that says so") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("ucs.db");
  {
    ShimProcess shim({"--store", "sqlite:" + path});
    CHECK(start(shim).status == 201);
    shim.send_signal(SIGTERM);
    CHECK(shim.wait() == 0);
  }
  std::string damaged = directory.content("ucs.db");
  damaged.replace(100, 3000, std::string(3000, '\xA5'));
  directory.write("ucs.db", damaged);
  CHECK_THAT(refusal({"--store", "sqlite:" + path, "--port", "0"}, 1),
             contains("cannot open the store " + path + ": ") && contains("damaged"));
}

TEST_CASE("a store that is none, and what does not go with one, is a mistake") {
  for (const char* store : {"", "sqlite", "sqlite:", "sqllite:x", "Memory", "postgres:x"}) {
    CHECK_THAT(refusal({"--store", store, "--check-config"}, 1),
               contains("expected memory, or sqlite: and the path of a file"));
  }
  CHECK_THAT(refusal({"--durability", "normal", "--check-config"}, 1),
             contains("--durability: durability is for a store in a file"));
  for (const char* url : {"postgresql://u:secret@h/x", "postgres://h/x?password=secret"}) {
    const std::string text = refusal({"--store", url, "--print-config"}, 2);
    CHECK_THAT(text, contains("--store: store is not usable: the URL has a password"));
    CHECK(text.find("secret") == std::string::npos);
  }
  CHECK_THAT(
      refusal({"--store", "postgresql://h/x", "--durability", "normal", "--check-config"}, 1),
      contains("--durability: durability is for a store in a file"));
  CHECK_THAT(refusal({"--store", "sqlite:x", "--store-timeout", "9s", "--check-config"}, 1),
             contains("--store-timeout: store-timeout is for a store in a database"));
  for (const char* timeout : {"0s", "601s", "5", ""}) {
    CHECK_THAT(
        refusal({"--store", "postgresql://h/x", "--store-timeout", timeout, "--check-config"}, 1),
        contains("--store-timeout: store-timeout is \"" + std::string(timeout)));
  }
  CHECK_THAT(refusal({"--store", "sqlite:x", "--durability", "none", "--check-config"}, 1),
             contains("expected full or normal"));
  const TemporaryDirectory directory;
  directory.write("seed.json", R"({"ucs_version":1})");
  const std::string seed = directory.file("seed.json");
  for (const Arguments& other :
       {Arguments{"--seed", seed}, Arguments{"--import", seed},
        Arguments{"--export-on-exit", directory.file("x.json")}, Arguments{"--control"}}) {
    Arguments arguments = {"--store", "sqlite:" + directory.file("ucs.db"), "--check-config"};
    arguments.insert(arguments.end(), other.begin(), other.end());
    CHECK_THAT(refusal(arguments, 1), contains(other[0] + ": " + other[0].substr(2) +
                                               " is for a store in memory; store says"));
  }
  CHECK(directory.names() == Arguments{"seed.json"});
}

}  // namespace
