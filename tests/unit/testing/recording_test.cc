// SPDX-License-Identifier: MIT
// Recordings as documents: their bounds, and what is wrong with those that are none.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/replay.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/journey.h"
#include "tests/support/recorded_fake.h"
#include "tests/support/source_file.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::ErrorCode;
using ucs::testing::Client;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::FaultAction;
using ucs::testing::replay;

const std::string kStart = R"({"customer_id":"c"})";

/// A run with a step of every kind, in the form of version 1.
std::string run_with_everything() {
  FakeOptions options = recording_options();
  options.api.tenants = {{101, "Airline"}};
  options.faults = {{FaultAction::truncate(3), {"query_service"}, 2}};
  Fake fake(options);
  const Client client(fake, {ucs::Dialect::kV85, std::nullopt, "Airline", {}});
  client.post("/services/start", R"({"customer_id":"c","seat":{"row":7},"ttl":3600})");
  static_cast<void>(client.get("/services/1?extensions=*"));
  static_cast<void>(client.get("/services/1?extensions=*"));
  CHECK(fake.snapshot("arranged"));
  CHECK(fake.add_fault({FaultAction::delay(ucs::testing::Latency::uniform(1ms, 9ms))}));
  client.post("/services/start", "\xFF");
  CHECK(fake.remove_fault("fault-2"));
  CHECK(fake.advance(1h));
  CHECK(fake.set_time(ucs::testing::kFakeStart));
  CHECK(fake.restore("arranged"));
  CHECK(fake.discard("arranged"));
  CHECK(fake.clock().advance(1min));
  CHECK(fake.set_faults({{FaultAction::answer(503, 2s), {}, 1, 1}}));
  static_cast<void>(fake.refuse({"POST", "/services/start", {}, ""},
                                {ErrorCode::kBodyTooLarge, "it is too large", ""}));
  CHECK(fake.load(
      R"({"ucs_version":1,"services":[{"tenant":101,"started":"-2h","customer_id":"d"}]})"));
  client.del("/services/1");
  fake.reset();
  static_cast<void>(client.get("/services/1"));
  return fake.recording().value();
}

ucs::Error error_of(const std::string& recording) {
  const auto result = replay(recording);
  return result ? ucs::Error{ErrorCode::kInternal, "none", ""} : result.error();
}

TEST_CASE("a recording of version 1 replays, for ever") {
  const std::string golden = source_file("tests/unit/testing/golden/recording-v1.json");
  CHECK(outcome_of(golden) == "same");
  CHECK(replay(golden)->steps == 18);
}

TEST_CASE("the form of recordings is that of version 1") {
  CHECK(run_with_everything() == source_file("tests/unit/testing/golden/recording-v1.json"));
}

TEST_CASE("what is no recording is refused, and the message says what was expected") {
  CHECK(error_of("").code == ErrorCode::kInvalidJson);
  CHECK(error_of("[]").message.find("no recording") != std::string::npos);
  CHECK(error_of("{\"ucs_replay\":1,").message.find("line 1") != std::string::npos);
  CHECK(error_of("{}").message == "ucs_replay is missing");
  CHECK(error_of("{\"ucs_replay\":\"1\"}").message ==
        "ucs_replay is \"1\"; expected an integer from 0 to 18446744073709551615");
  CHECK(error_of("{\"ucs_replay\":0}").message == "ucs_replay is 0; expected 1");
  CHECK(error_of("{\"ucs_replay\":2,\"more\":1}").message ==
        "ucs_replay is 2; expected 1: the recording is of a later ucs");
  CHECK(error_of("{\"ucs_version\":1,\"services\":[]}").message ==
        "a recording has no member \"ucs_version\"; did you mean \"ucs_replay\"?");
}

TEST_CASE("a mistake in a recording is told by its path, and with the nearest name") {
  const std::string recording = run_with_everything();
  struct Mistake {
    const char* from;
    const char* to;
    const char* message;
  };
  const Mistake mistakes[] = {
      {"\"steps\":", "\"stepz\":", "a recording has no member \"stepz\"; did you mean \"steps\"?"},
      {"\"skipped\":0", "\"skipped\":-1", "skipped is -1; expected an integer"},
      {"\"do\":\"request\"", "\"do\":\"requests\"",
       "steps[0].do is \"requests\"; expected the name of a step; did you mean \"request\"?"},
      {"\"do\":\"request\"", "\"doo\":\"request\"", "a step has no member \"doo\"; did you mean"},
      {"\"by\":3600000", "\"by\":\"soon\"", "steps[7].by is \"soon\"; expected a time"},
      {"\"by\":3600000,", "", "steps[7].by is missing"},
      {"\"by\":3600000,", "\"by\":1,\"name\":\"a\",", "a step advance has no member \"name\""},
      {"\"status\":201", "\"status\":[]",
       "steps[0].answer.status is an array; expected an integer"},
      {"\"method\":\"POST\"", "\"method\":7", "steps[0].request.method is 7; expected a text"},
      {"\"hex\":\"ff\"", "\"hex\":\"fg\"", "pairs of hexadecimal digits"},
      {"\"hex\":\"ff\"", "\"hex\":\"f\"", "pairs of hexadecimal digits"},
      {"\"ContactCenterId\",\"Airline\"", "\"ContactCenterId\"", "expected a name and a value"},
      {"\"contents\":0", "\"contents\":1",
       "beginning.contents is 1; expected an integer from 0 to 0"},
      {"\"mode\":\"production\"", "\"mode\":\"off\"", "beginning.mode is \"off\"; expected"},
      {"\"mode\":\"frozen\"", "\"mode\":\"frosen\"", "did you mean \"frozen\"?"},
      {"\"dbid\":101", "\"dbid\":0", "its DBID is not positive"},
      {"\"kind\":\"truncate\"", "\"kind\":\"trunkate\"", "did you mean \"truncate\"?"},
      {"\"from\":2", "\"from\":0", "from is 0; expected at least 1"},
      {"\"id_scope\":\"tenant\"", "\"id_scope\":\"tenent\"", "did you mean \"tenant\"?"},
      {"\"ucs_version\":1", "\"ucs_version\":9", "contents[0]: ucs_version is 9"},
      {"\"default_lifetime\":", "\"default_life\":", "did you mean \"default_lifetime\"?"},
      {"\"code\":\"body_too_large\"", "\"code\":\"body_too_big\"",
       "did you mean \"body_too_large\"?"},
  };
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.to);
    REQUIRE(recording.find(mistake.from) != std::string::npos);
    const std::string message = error_of(with_change(recording, mistake.from, mistake.to)).message;
    INFO(message);
    CHECK(message.find(mistake.message) != std::string::npos);
  }
}

TEST_CASE("whatever bytes of a recording are changed, it is refused or replayed") {
  const std::string recording = run_with_everything();
  std::mt19937 random(1);
  std::size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string changed = recording;
    const std::size_t at = random() % changed.size();
    if (i % 4 == 0) changed.resize(at);
    if (i % 4 == 1) changed[at] = static_cast<char>(random());
    if (i % 4 == 2) changed.erase(at, random() % 20);
    if (i % 4 == 3) changed.insert(at, 1, "0\"{}[],:-"[random() % 9]);
    if (!replay(changed)) ++refused;
  }
  CHECK(refused > 1000);
}

/// Sends a request of always the same length of its step.
void send(Fake& fake) { static_cast<void>(fake.handle({"GET", "/services/1", {}, ""})); }

/// Returns what of a recording its bound is about.
std::size_t bytes_of_steps(const Fake& fake) {
  const std::string recording = fake.recording().value();
  const std::size_t begin = recording.find("\"steps\":[\n");
  return begin == std::string::npos ? 0 : recording.size() - begin - 10 - 4;
}

TEST_CASE("as many bytes of steps as the bound says are kept, and of one more half of them") {
  Fake measured(recording_options());
  for (int i = 0; i < 10; ++i) send(measured);
  FakeOptions options;
  options.recording_bytes_max = bytes_of_steps(measured);
  Fake fake(options);
  for (int i = 0; i < 10; ++i) send(fake);
  CHECK(steps_of(fake) == 10);
  CHECK(replay(fake.recording().value())->skipped == 0);
  send(fake);
  const auto result = replay(fake.recording().value());
  REQUIRE(result);
  CHECK(result->steps >= 5);
  CHECK(result->steps + result->skipped == 11);
  CHECK_FALSE(result->difference);
}

TEST_CASE("a recording never grows beyond its bound, and replays from wherever it begins") {
  for (const std::size_t bound : {std::size_t{3000}, std::size_t{10000}, std::size_t{40000}}) {
    FakeOptions options;
    options.recording_bytes_max = bound;
    options.clock = ucs::testing::ClockMode::scaled(0.7, ucs::testing::kFakeStart);
    options.faults = {{FaultAction::garble(), {"query_service"}}};
    options.faults[0].probability = 0.5;
    Fake fake(options);
    const Client client(fake);
    for (int i = 1; i < 100; ++i) {
      client.post("/services/start", R"({"customer_id":"c","ttl":3600})");
      static_cast<void>(client.get("/services/" + std::to_string(i) + "?extensions=*"));
      if (i % 10 == 0) REQUIRE(fake.advance(10min));
      if (i % 10 == 3) REQUIRE(fake.snapshot("s" + std::to_string(i / 30)));
      if (i % 10 == 7) REQUIRE(fake.restore("s" + std::to_string(i / 30)));
      if (i % 25 == 0) REQUIRE(fake.add_fault({FaultAction::truncate(2)}));
      if (i == 60) fake.reset();
      CHECK(bytes_of_steps(fake) <= bound);
      if (i % 9 == 0) CHECK(outcome_of(fake) == "same");
    }
    CHECK(replay(fake.recording().value())->skipped > 0);
  }
}

TEST_CASE("a step that is larger than the bound is not kept, and what follows is") {
  FakeOptions options;
  options.recording_bytes_max = 2000;
  Fake fake(options);
  const Client client(fake);
  client.post("/services/start", kStart);
  client.post("/services/start", R"({"customer_id":"c","x":")" + std::string(3000, 'x') + "\"}");
  CHECK(bytes_of_steps(fake) == 0);
  CHECK(client.post("/services/2/end").status == 204);
  const auto result = replay(fake.recording().value());
  REQUIRE(result);
  CHECK(result->steps == 1);
  CHECK(result->skipped == 2);
  CHECK_FALSE(result->difference);
}

TEST_CASE("contents that several states share are in a recording once") {
  Fake fake(recording_options());
  play_journey(fake);
  Fake fork = fake.fork();
  for (const char* name : {"a", "b", "c"}) REQUIRE(fork.snapshot(name));
  Fake again = fork.fork();
  const std::string recording = again.recording().value();
  CHECK(recording.find("\"ucs_version\"") == recording.rfind("\"ucs_version\""));
}

TEST_CASE("headers that nobody shall read are not in a recording, those that the test names") {
  FakeOptions options = recording_options();
  options.journal.masked_headers.emplace_back("X-Secret");
  Fake fake(options);
  static_cast<void>(fake.handle({"GET", "/services/1", {{"x-secret", "c2VjcmV0"}}, ""}));
  static_cast<void>(fake.handle({"GET", "/services/1", {{"Cookie", "c2VjcmV0"}}, ""}));
  const std::string recording = fake.recording().value();
  CHECK(recording.find("c2VjcmV0") == std::string::npos);
  CHECK(recording.find("[\"x-secret\",\"***\"]") != std::string::npos);
  CHECK(outcome_of(recording) == "same");
}

}  // namespace
