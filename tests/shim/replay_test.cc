// SPDX-License-Identifier: MIT
// What one process recorded, another does again.
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/recorded_fake.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::http::Header;
using ucs::tests::contains;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;

const Header kJson{"Content-Type", "application/json"};
const std::string kStart = R"({"customer_id":"c","service_type":"booking","ttl":3600})";

/// Returns the recording of a journey in the namespace `a` of a server, whose clock runs.
std::string recorded_by_a_server() {
  const ShimProcess shim({"--control", "--control-open", "--recording-bytes-max", "1000000",
                          "--clock", "scaled=1000"});
  const auto send = [&](const char* method, const std::string& path, const std::string& body = "") {
    return shim.exchange({method, path, {kJson, {"X-UCS-Namespace", "a"}}, body});
  };
  send("POST", "/_ucs/faults", R"({"action":{"kind":"fail_after_write"},"times":1})");
  for (int i = 0; i < 5; ++i) send("POST", "/services/start", kStart);
  send("POST", "/_ucs/clock/advance", R"({"by":"30m"})");
  send("GET", "/genesys/1/cs/customers/c/services");
  send("POST", "/services/1/end", "{}");
  send("GET", "/server/status");
  send("POST", "/_ucs/clock/advance", R"({"by":"1h"})");
  send("GET", "/services/2");
  return send("GET", "/_ucs/recording").body;
}

TEST_CASE("a file that a server recorded replays in another process, and in this one") {
  const TemporaryDirectory directory;
  const std::string recording = recorded_by_a_server();
  CHECK(ucs::tests::outcome_of(recording) == "same");
  directory.write("failed.json", recording);
  Process shim({"replay", directory.file("failed.json")});
  CHECK(shim.wait() == 0);
  CHECK_THAT(shim.stdout_text(), contains("of 12 steps gave the recorded answers\n"));
  CHECK(shim.stderr_text().empty());
}

TEST_CASE("a file that another process replays otherwise tells where, and exits with 1") {
  const TemporaryDirectory directory;
  ucs::testing::Fake fake(ucs::tests::recording_options());
  for (int i = 0; i < 3; ++i)
    static_cast<void>(fake.handle({"POST", "/services/start", {}, kStart}));
  const std::string recording = fake.recording().value();
  directory.write("failed.json", ucs::tests::with_change(recording, "{\\\"service_id\\\":2}",
                                                         "{\\\"service_id\\\":7}"));
  Process shim({"replay", directory.file("failed.json")});
  CHECK(shim.wait() == 1);
  CHECK(shim.stdout_text() ==
        "1 of 3 steps gave the recorded answers, and then:\n"
        "step 2, request POST \"/services/start\": body at byte 14\n"
        "  recorded: \"{\"service_id\":7}\"\n"
        "  replayed: \"{\"service_id\":2}\"\n");
}

TEST_CASE("what is no recording, and words that are wrong, are told, and exit with 2") {
  const TemporaryDirectory directory;
  directory.write("seed.json", R"({"ucs_version":1,"services":[]})");
  struct Row {
    std::vector<std::string> words;
    std::string part;
  };
  const Row rows[] = {
      {{"replay"}, "expected one file"},
      {{"replay", "a", "b"}, "expected one file"},
      {{"replay", "--file"}, "replay has no option --file"},
      {{"replay", directory.file("none.json")}, "none.json cannot be read: No such file"},
      {{"replay", directory.path()}, "cannot be read"},
      {{"replay", directory.file("seed.json")},
       "seed.json: a recording has no member \"ucs_version\"; did you mean \"ucs_replay\"?"},
  };
  for (const Row& row : rows) {
    Process shim(row.words);
    CAPTURE(row.part);
    CHECK(shim.wait() == 2);
    CHECK_THAT(shim.stderr_text(), contains(row.part));
    CHECK(shim.stdout_text().empty());
  }
  Process help({"replay", "--help"});
  CHECK(help.wait() == 0);
  CHECK_THAT(help.stdout_text(), contains("ucs-shim replay failed.json"));
}

}  // namespace
