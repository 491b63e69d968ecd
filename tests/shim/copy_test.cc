// SPDX-License-Identifier: MIT
// `ucs-shim copy` of the real executable: what a server kept goes on in another store.
#include <csignal>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/child_process.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::ChildProcess;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;
using Arguments = std::vector<std::string>;

const std::string kBase = "/genesys/1/cs";

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

Outcome run(const Arguments& arguments) {
  Process shim(arguments);
  const int status = shim.wait();
  return {status, shim.stdout_text(), shim.stderr_text()};
}

std::string start(const ShimProcess& shim, const std::string& more = "") {
  return shim
      .exchange({"POST",
                 kBase + "/services/start",
                 {{"Content-Type", "application/json"}},
                 R"({"customer_id":"c","service_type":"booking")" + more + "}"})
      .body;
}

std::string list(const ShimProcess& shim) {
  return shim.exchange({"GET", kBase + "/customers/c/services?include_extensions=all", {}, ""})
      .body;
}

void end(ShimProcess& shim) {
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
}

/// Makes a store with services, some of them of many bytes; returns what a client sees of them.
std::string fill(const std::string& store, int services) {
  ShimProcess shim({"--store", store});
  for (int i = 1; i <= services; ++i) {
    CHECK(start(shim, R"(,"Note":{"text":")" + std::string(static_cast<std::size_t>(i) * 700, 'x') +
                          "\"}") == "{\"service_id\":" + std::to_string(i) + "}");
  }
  std::string seen = list(shim);
  end(shim);
  return seen;
}

TEST_CASE("a server goes on with the copy of another one's store, and ids go on") {
  const TemporaryDirectory directory;
  const std::string from = "sqlite:" + directory.file("from.db");
  const std::string to = "sqlite:" + directory.file("to.db");
  const std::string kept = fill(from, 5);
  const Outcome copied = run({"copy", from, to});
  CHECK(copied.err.empty());
  CHECK(copied.out == "copied and compared: 5 services, 0 extension schemas, 1 tenant\n");
  CHECK(copied.status == 0);
  for (const std::string& store : {to, from}) {
    ShimProcess shim({"--store", store});
    CHECK(list(shim) == kept);
    // The copy took one id of the source.
    CHECK(start(shim) == (store == to ? R"({"service_id":6})" : R"({"service_id":7})"));
    end(shim);
  }
}

TEST_CASE("an empty store is copied") {
  const TemporaryDirectory directory;
  const std::string from = "sqlite:" + directory.file("from.db");
  {
    ShimProcess shim({"--store", from});
    end(shim);
  }
  const Outcome copied = run({"copy", from, "sqlite:" + directory.file("to.db")});
  CHECK(copied.out == "copied and compared: 0 services, 0 extension schemas, 0 tenants\n");
  CHECK(copied.status == 0);
}

TEST_CASE("what cannot be copied from or to is told, and nothing is made or changed") {
  const TemporaryDirectory directory;
  const std::string full = directory.file("full.db");
  const std::string kept = fill("sqlite:" + full, 2);
  const std::string other = "sqlite:" + directory.file("other.db");

  Outcome refused = run({"copy", "sqlite:" + directory.file("none.db"), other});
  CHECK(refused.status == 1);
  CHECK(refused.err == "ucs-shim: FROM: cannot open the store " + directory.file("none.db") +
                           ": there is no such file\n");
  refused = run({"copy", "sqlite:" + full, "sqlite:" + directory.file("no/where.db")});
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains("TO: cannot open the store") && contains("no directory"));
  CHECK(directory.names() == Arguments{"full.db", "full.db-lock"});

  fill(other, 1);
  refused = run({"copy", "sqlite:" + full, other});
  CHECK(refused.status == 1);
  CHECK(refused.err ==
        "ucs-shim: the target has services of the default tenant, the first of them 1; expected "
        "one with nothing in it. Nothing was copied.\n");
  ShimProcess shim({"--store", "sqlite:" + full});
  CHECK(list(shim) == kept);
  refused = run({"copy", "sqlite:" + full, "sqlite:" + directory.file("new.db")});
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, contains("in use by process " + std::to_string(shim.pid())));
}

TEST_CASE("a copy that fails is told, is not served, and is done again once it was removed") {
  const TemporaryDirectory directory;
  const std::string from = "sqlite:" + directory.file("from.db");
  const std::string to = directory.file("to.db");
  const std::string kept = fill(from, 60);  // more than a MiB
  // A disk of 512 KiB.
  ChildProcess limited("/bin/bash", {"-c", "trap '' XFSZ; ulimit -f 512; exec \"$@\"", "bash",
                                     UCS_SHIM_EXECUTABLE, "copy", from, "sqlite:" + to});
  CHECK(limited.wait() == 1);
  CHECK(limited.stdout_text().empty());
  CHECK_THAT(limited.stderr_text(),
             contains("of the default tenant cannot be written: the database: the disk ") &&
                 contains(". What was copied is marked as unfinished: no server begins with it. "
                          "Remove " +
                          to + ", and " + to + "-wal, "));
  const Outcome served = run({"--store", "sqlite:" + to, "--port", "0"});
  CHECK(served.status == 1);
  CHECK(served.err ==
        "ucs-shim: the store is a copy that was not finished. Make it empty, and copy again\n");
  CHECK(run({"copy", from, "sqlite:" + to}).err ==
        "ucs-shim: TO: the store is a copy that was not finished. Make it empty, and copy again\n");
  for (const char* end : {"", "-wal", "-shm", "-lock"}) ::unlink((to + end).c_str());
  CHECK(run({"copy", from, "sqlite:" + to}).status == 0);
  const ShimProcess shim({"--store", "sqlite:" + to});
  CHECK(list(shim) == kept);
}

TEST_CASE("on a terminal a copy shows how far it is") {
  const TemporaryDirectory directory;
  const std::string from = "sqlite:" + directory.file("from.db");
  fill(from, 3);
  // `script` runs a command on a terminal, and writes what appears there.
  ChildProcess shown("/usr/bin/script", {"-qec",
                                         std::string(UCS_SHIM_EXECUTABLE) + " copy " + from +
                                             " sqlite:" + directory.file("to.db"),
                                         "/dev/null"});
  CHECK(shown.wait() == 0);
  CHECK_THAT(shown.stdout_text(), contains("\r\x1b[K") && contains("copied and compared: 3"));
}

TEST_CASE("wrong words are told, with how copy is used") {
  for (const Arguments& words :
       {Arguments{"copy"}, Arguments{"copy", "sqlite:a"}, Arguments{"copy", "sqlite:a", "b", "c"},
        Arguments{"copy", "--from", "sqlite:a"}, Arguments{"copy", "sqlite:a", "--force"}}) {
    const Outcome outcome = run(words);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, contains("ucs-shim copy FROM TO: copies all"));
  }
  CHECK_THAT(run({"copy", "memory", "sqlite:b"}).err, contains("FROM: memory is gone with its"));
  CHECK_THAT(run({"copy", "sqlite:a", "memory"}).err, contains("TO: memory is gone with its"));
  CHECK(run({"copy", "sqlite:a", "memory"}).status == 2);
  CHECK_THAT(run({"copy", "sqlite:a", "b.db"}).err, contains("TO: \"b.db\"; expected memory, or"));
  CHECK_THAT(run({"copy", "sqlite:a", "sqlite:a"}).err, contains("FROM and TO are one store"));
  const Outcome help = run({"copy", "--help"});
  CHECK(help.status == 0);
  CHECK(help.err.empty());
  CHECK_THAT(help.out, contains("Exit status: 0, TO holds what FROM holds"));
}

}  // namespace
