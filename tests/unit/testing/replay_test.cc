// SPDX-License-Identifier: MIT
// What was recorded is done again, to the byte.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/replay.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/business_attributes.h"
#include "tests/support/every_operation.h"
#include "tests/support/fake_access.h"
#include "tests/support/journey.h"
#include "tests/support/random_contents.h"
#include "tests/support/recorded_fake.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::http::Request;
using ucs::testing::Client;
using ucs::testing::ClockMode;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::FaultAction;
using ucs::testing::FaultRule;
using ucs::testing::Latency;

const std::string kStart = R"({"customer_id":"c","service_type":"booking","ttl":3600})";

Client client_of(Fake& fake) { return Client(fake); }

void send_everything(Fake& fake) {
  for (const std::string base : {"", "/genesys/1/cs"}) {
    const Client client(fake, {ucs::Dialect::kV85, base, "", {}});
    for (const char* path : {"/services/start", "/services/1/states/start",
                             "/services/1/tasks/start", "/services/99/states/start"})
      client.post(path, body_for_all("x"));
    for (const Request& request : requests_for_all(base, "x"))
      static_cast<void>(fake.handle(request));
    static_cast<void>(fake.handle({"GET", "/server/status", {}, ""}));
  }
}

TEST_CASE("a recording of nothing has no steps, and replays") {
  const Fake fake(recording_options());
  const auto replay = ucs::testing::replay(fake.recording().value());
  REQUIRE(replay);
  CHECK(replay->steps == 0);
  CHECK(replay->skipped == 0);
  CHECK_FALSE(replay->difference);
}

TEST_CASE("a fake that was not told to record has no recording, and says so") {
  const Fake fake;
  const auto recording = fake.recording();
  REQUIRE_FALSE(recording);
  CHECK(recording.error().code == ucs::ErrorCode::kNoSuchResource);
  CHECK(recording.error().message.find("recording_bytes_max") != std::string::npos);
}

TEST_CASE("requests of every operation replay, in both dialects") {
  Fake fake(recording_options());
  send_everything(fake);
  CHECK(outcome_of(fake) == "same");
  CHECK(steps_of(fake) > 80);
}

TEST_CASE("the same calls give the same recording, though the system's time goes on") {
  const auto record = [] {
    Fake fake(recording_options());
    send_everything(fake);
    CHECK(fake.advance(30min));
    return fake.recording().value();
  };
  CHECK(record() == record());
}

TEST_CASE("calls that move time or contents replay") {
  Fake fake(recording_options());
  const Client client(fake);
  client.post("/services/start", R"({"customer_id":"c","ttl":3600})");
  client.post("/services/start", R"({"customer_id":"c","auto_complete_after":60})");
  REQUIRE(fake.snapshot("a\xFF"));
  CHECK(fake.advance(1min)->completed == 1);
  CHECK(fake.set_time(ucs::testing::kFakeStart)->total() == 0);
  CHECK(fake.advance(2h)->expired == 1);
  REQUIRE(fake.restore("a\xFF"));
  CHECK(client.get("/services/1").status == 200);
  REQUIRE(fake.discard("a\xFF"));
  REQUIRE(fake.load(R"({"ucs_version":1,"services":[{"customer_id":"d","started":"-2h"}]})"));
  CHECK(client.get("/services/1?extensions=*").status == 200);
  REQUIRE(fake.settle());
  client.post("/services/1/end");
  fake.reset();
  CHECK(client.post("/services/1/end").status == 204);
  CHECK(outcome_of(fake) == "same");
  CHECK(steps_of(fake) == 14);
}

TEST_CASE("calls that were refused are no steps") {
  Fake fake(recording_options());
  CHECK_FALSE(fake.advance(-1ms));
  CHECK_FALSE(fake.load("{"));
  CHECK_FALSE(fake.restore("nothing"));
  CHECK_FALSE(fake.discard("nothing"));
  CHECK_FALSE(fake.snapshot(""));
  CHECK_FALSE(fake.remove_fault("nothing"));
  FaultRule rule{FaultAction::reset()};
  rule.probability = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(fake.add_fault(rule));
  CHECK_FALSE(fake.set_faults({rule}));
  CHECK(steps_of(fake) == 0);
}

TEST_CASE("to let happen what is due is a step only if something was") {
  FakeOptions options = recording_options();
  options.clock = ClockMode::system();
  Fake fake(options);
  client_of(fake).post("/services/start", kStart);
  for (int i = 0; i < 3; ++i) REQUIRE(fake.settle());
  CHECK(steps_of(fake) == 1);
  REQUIRE(fake.clock().advance(2h));
  CHECK(fake.settle()->expired == 1);
  CHECK(steps_of(fake) == 3);
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("what a transport refuses replays") {
  Fake fake(recording_options());
  const ucs::Error error{ucs::ErrorCode::kBodyTooLarge, "the body \"is\"\ntoo large", "body"};
  CHECK(fake.refuse({"POST", "/services/start", {{"A", "b"}}, ""}, error).status == 413);
  CHECK(fake.refuse({"POST", "/genesys/1/cs/services/start", {}, ""}, error).status == 413);
  CHECK(fake.handle({"GET", "/server/status", {}, ""}).status == 200);
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("bytes of any kind replay") {
  Fake fake(recording_options());
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  static_cast<void>(fake.handle({"POST", "/services/start", {{all, all}}, all}));
  static_cast<void>(fake.handle({"GET", "/customers/" + all + "/services?a=" + all, {}, ""}));
  static_cast<void>(fake.handle({all, all, {}, std::string(3, '\0'), all}));
  static_cast<void>(fake.handle({"", "", {{"", ""}}, ""}));
  CHECK(outcome_of(fake) == "same");
  CHECK(steps_of(fake) == 4);
}

TEST_CASE("faults of every kind replay, with their probabilities, latencies and garbage") {
  FakeOptions options = recording_options();
  options.faults = {{FaultAction::garble(), {"query_service"}}};
  options.faults[0].probability = 0.5;
  options.faults[0].seed = 7;
  options.latency_moves_clock = true;
  Fake fake(options);
  const Client client(fake);
  const FaultAction actions[] = {FaultAction::answer(503, 2s),
                                 FaultAction::reset(),
                                 FaultAction::empty(),
                                 FaultAction::truncate(3),
                                 FaultAction::dribble(2, 1ms),
                                 FaultAction::fail_before_write(500),
                                 FaultAction::lose_answer(),
                                 FaultAction::fail_after_write(),
                                 FaultAction::delay(Latency::uniform(1ms, 50ms))};
  for (FaultAction action : actions) {
    FaultRule rule{action.after(Latency::lognormal(20ms, 0.7))};
    rule.probability = 0.7;
    rule.seed = 42;
    REQUIRE(fake.add_fault(rule));
    for (int i = 0; i < 6; ++i) {
      client.post("/services/start", kStart);
      static_cast<void>(client.get("/services/1?extensions=*"));
    }
    REQUIRE(fake.remove_fault(fake.faults().back().rule.name));
  }
  REQUIRE(fake.set_faults({{FaultAction::reset(), {"delete_service"}, 2, 1}}));
  for (int i = 1; i < 4; ++i) client.del("/services/" + std::to_string(i));
  fake.reset();
  for (int i = 0; i < 6; ++i) static_cast<void>(client.get("/services/1"));
  CHECK(fake.faults().size() == 1);
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("tenants, schemas, settings, mode and other options replay") {
  FakeOptions options = recording_options();
  options.api.tenants = {{101, "Airline"}, {102, "Hotel"}};
  options.api.v81_base_paths = {"/cv"};
  options.api.body_bytes_max = 2000;
  options.api.realm = "a \"realm\"";
  options.api.cors_origins = {"https://desk.example.com"};
  options.engine.id_scope = ucs::IdScope::kService;
  options.settings = *name_mapping_settings();
  options.settings.lifetime_by_type = {{"claim", 5h}};
  options.settings.auto_complete_after = 90min;
  options.settings.auto_complete_after_by_type = {{"2", 1h}, {"booking", std::nullopt}};
  options.settings.business_attributes_by_tenant = {
      {"101", validating_settings()->business_attributes}, {"102", nullptr}};
  Fake fake(options);
  for (const std::string tenant : {"101", "Hotel", ""}) {
    const Client client(fake, {ucs::Dialect::kV85, "/cv", tenant, {}});
    const Client v85(fake, {ucs::Dialect::kV85, "/genesys/1/cs", tenant, {}});
    client.post("/metadata/services/extensions",
                R"({"name":"seat","type":"single-valued","attributes":[]})");
    for (const char* type : {"1", "\"claim\"", "2", "\"booking\"", "404"}) {
      const std::string body =
          std::string(R"({"customer_id":"c","service_type":)") + type + R"(,"media_type":21})";
      client.post("/services/start", body);
      v85.post("/services/start", body);
      static_cast<void>(v85.get("/services/1?extensions=*"));
      v85.post("/services/1/states/start", R"({"state_type":"s"})");
      v85.post("/services/start", std::string(2001, ' '));
    }
    static_cast<void>(client.get("/metadata/business-attributes"));
    static_cast<void>(client.send("GET", "/services/1", "", {{"Origin", "https://x.example"}}));
    static_cast<void>(
        client.send("GET", "/services/1", "", {{"Origin", "https://desk.example.com"}}));
  }
  CHECK(fake.advance(100min)->completed > 0);
  const Client client(fake);
  const auto switch_to = [&](const std::string& mode) {
    const std::string body = R"({"mode":")" + mode + "\"}";
    return fake.handle({"POST", "/server/mode", {{"ContactCenterId", "101"}}, body}).status;
  };
  CHECK(switch_to("maintenance") == 200);
  client.post("/services/start", kStart);
  REQUIRE(fake.snapshot("maintenance"));
  CHECK(switch_to("production") == 200);
  client.post("/services/start", kStart);
  REQUIRE(fake.restore("maintenance"));
  client.post("/services/start", kStart);
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("a clock that runs replays to the millisecond, whatever time it is then") {
  const ucs::Timestamp start = at("2026-03-01T12:00:00Z");
  const ClockMode modes[] = {ClockMode::system(), ClockMode::ahead(-5h),
                             ClockMode::scaled(1000000, start), ClockMode::scaled(0.3, start),
                             ClockMode::scaled(1e-6, start)};
  for (const ClockMode& mode : modes) {
    FakeOptions options = recording_options();
    options.clock = mode;
    Fake fake(options);
    for (int i = 0; i < 30; ++i) {
      send_everything(fake);
      if (i % 7 == 1) REQUIRE(fake.snapshot("s"));
      if (i % 7 == 2) REQUIRE(fake.advance(61min));
      if (i % 7 == 3) REQUIRE(fake.restore("s"));
      if (i % 7 == 4) REQUIRE(fake.settle());
      if (i % 7 == 5)
        REQUIRE(fake.load(R"({"ucs_version":1,"services":[{"customer_id":"d","started":"-2h"}]})"));
      if (i == 13) fake.reset();
      if (i == 20) REQUIRE(fake.set_time(start));
      if (i == 25) REQUIRE(fake.clock().advance(3h));
      if (i == 27) REQUIRE(fake.clock().use(ClockMode::scaled(7.7, start)));
    }
    CHECK(outcome_of(fake) == "same");
  }
}

TEST_CASE("what is done to the clock directly is a step") {
  Fake fake(recording_options());
  const Client client(fake);
  client.post("/services/start", kStart);
  REQUIRE(fake.clock().advance(2h));  // what is due does not happen
  client.post("/services/start", kStart);
  REQUIRE(fake.clock().use(ClockMode::frozen(at("2026-03-01T12:00:00Z"))));
  client.post("/services/start", kStart);
  CHECK(outcome_of(fake) == "same");
  CHECK(steps_of(fake) == 5);
}

TEST_CASE("what is done to the clock while a request is under way is a step behind it") {
  FakeOptions options = recording_options();
  Fake* recorded = nullptr;
  options.api.memory_probe = [&recorded] {
    const ucs::Timestamp now = recorded->clock().now();
    CHECK(recorded->clock().use(ClockMode::scaled(1000000, now)));
    return ucs::http::MemoryFigures();
  };
  Fake fake(options);
  recorded = &fake;
  static_cast<void>(fake.handle({"GET", "/server/status", {}, ""}));
  Client(fake).post("/services/start", kStart);
  static_cast<void>(Client(fake).get("/services/1"));
  CHECK(outcome_of(fake) == "same");
  CHECK(steps_of(fake) == 4);
}

TEST_CASE("a clock that is made another one among requests of several threads replays") {
  FakeOptions options = recording_options();
  Fake fake(options);
  const ClockMode modes[] = {ClockMode::system(),
                             ClockMode::scaled(1000, at("2026-03-01T12:00:00Z")),
                             ClockMode::frozen(at("2026-03-01T12:00:00Z")), ClockMode::ahead(-2h)};
  run_threads(4, [&](std::size_t thread) {
    for (std::size_t i = 0; i < 100; ++i) {
      if (thread == 0) {
        static_cast<void>(fake.use_clock(modes[i % 4]));
      } else {
        Client(fake).post("/services/start", kStart);
        static_cast<void>(Client(fake).get("/services/" + std::to_string(i)));
      }
    }
  });
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("what is written through the engine is where the recording begins") {
  Fake fake(recording_options());
  const Client client(fake);
  ucs::StartService booking;
  booking.customer_id = "c";
  REQUIRE(fake.engine().start_service(booking));
  client.post("/services/1/end");
  CHECK(steps_of(fake) == 1);
  CHECK(outcome_of(fake) == "same");

  REQUIRE(fake.engine().start_service(booking));
  CHECK(fake.engine().query_service(2));
  client.post("/services/2/end");
  client.post("/services/2/end");
  const auto replay = ucs::testing::replay(fake.recording().value());
  REQUIRE(replay);
  CHECK(replay->steps == 2);
  CHECK(replay->skipped == 1);
  CHECK_FALSE(replay->difference);

  REQUIRE(fake.engine().set_settings(validating_settings()));
  client.post("/services/start", R"({"customer_id":"c","service_type":"nothing"})");
  CHECK(steps_of(fake) == 1);
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("what is written to the store past the engine shows as a difference") {
  Fake fake(recording_options());
  const Client client(fake);
  client.post("/services/start", kStart);
  REQUIRE(fake.store().erase_if("", 1, 1).value());
  CHECK(client.get("/services/1").status == 400);
  CHECK(outcome_of(fake).rfind("step 2, request GET \"/genesys/1/cs/services/1\": status", 0) == 0);
}

TEST_CASE("who was let in replays without asking, and without the password") {
  FakeAccess access;
  FakeOptions options = recording_options();
  options.api.access = &access;
  options.api.memory_probe = [n = 0U]() mutable {
    ++n;
    return ucs::http::MemoryFigures{n, n, n, n};
  };
  Fake fake(options);
  for (const auto& header : {kAdmin, kSuper, kBusy, kDown, kStranger}) {
    static_cast<void>(fake.handle({"POST", "/services/start", {header}, kStart}));
    static_cast<void>(fake.handle({"GET", "/server/status", {header}, ""}));
  }
  static_cast<void>(fake.handle({"GET", "/server/status", {kAdmin, kAdmin}, ""}));
  static_cast<void>(
      fake.handle({"GET", "/server/status", {{"authorization", "Basic c2VjcmV0"}}, ""}));
  static_cast<void>(fake.handle({"GET", "/server/status", {{"Cookie", "c2VjcmV0"}}, ""}));
  const int asked = access.asked;
  const std::string recording = fake.recording().value();
  CHECK(outcome_of(recording) == "same");
  CHECK(access.asked == asked);
  CHECK(recording.find("YWRtaW46cHc=") == std::string::npos);
  CHECK(recording.find("c2VjcmV0") == std::string::npos);
}

TEST_CASE("a fork records for itself, from where it was forked") {
  Fake fake(recording_options());
  play_journey(fake);
  REQUIRE(fake.advance(1h));
  Fake fork = fake.fork();
  const Client client(fork);
  client.post("/services/1/end");
  fork.reset();
  static_cast<void>(client.get("/services/1?extensions=*"));
  static_cast<void>(fork.handle({"GET", "/server/status", {}, ""}));
  CHECK(steps_of(fork) == 4);
  CHECK(outcome_of(fork) == "same");
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("requests of several threads replay in the order in which they were carried out") {
  Fake fake(recording_options());
  run_threads(8, [&](std::size_t thread) {
    const Client client(fake);
    for (int i = 0; i < 40; ++i) {
      client.post("/services/start", kStart);
      client.post("/services/" + std::to_string(i + 1) + "/states/start", "{}");
      static_cast<void>(client.get("/services/" + std::to_string(i + 1) + "?active_states=1"));
      if (thread == 0 && i % 10 == 0) static_cast<void>(fake.advance(10min));
      if (thread == 1 && i % 10 == 0)
        static_cast<void>(fake.add_fault({FaultAction::reset(), {"query_service"}, 5, 1}));
      if (thread == 2 && i % 20 == 0) static_cast<void>(fake.recording());
      if (thread == 3 && i == 20) fake.reset();
    }
  });
  CHECK(outcome_of(fake) == "same");
}

TEST_CASE("random contents and what is asked of them replay") {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    Fake fake(recording_options());
    RandomWork work(fake, seed);
    work.steps(300);
    send_everything(fake);
    for (int id = 1; id < 60; ++id) {
      static_cast<void>(client_of(fake).get(
          "/services/" + std::to_string(id) +
          "?extensions=*&active_states=1&completed_states=1&active_tasks=1&completed_tasks=1"));
    }
    REQUIRE(fake.advance(24h * 365));
    CHECK(outcome_of(fake) == "same");
    CHECK(steps_of(fake) > 100);
  }
}

TEST_CASE("a hand that changes an answer is found at its step, and where it is") {
  Fake fake(recording_options());
  const Client client(fake);
  client.post("/services/start", kStart);
  static_cast<void>(client.get("/services/1"));
  REQUIRE(fake.advance(1h));
  CHECK(client.get("/services/1").status == 400);
  const std::string recording = fake.recording().value();
  REQUIRE(outcome_of(recording) == "same");

  CHECK(outcome_of(with_change(recording, "\"status\":201", "\"status\":200")) ==
        "step 1, request POST \"/genesys/1/cs/services/start\": status\n"
        "  recorded: 200\n"
        "  replayed: 201, with the body \"{\"service_id\":1}\"");
  CHECK(outcome_of(with_change(recording, "{\\\"service_id\\\":1,", "{\\\"service_id\\\":2,")) ==
        "step 2, request GET \"/genesys/1/cs/services/1\": body at byte 14\n"
        "  recorded: \"{\"service_id\":2,\"service_type\":\"booking\",\"customer_id\"\"...\n"
        "  replayed: \"{\"service_id\":1,\"service_type\":\"booking\",\"customer_id\"\"...");
  CHECK(outcome_of(with_change(recording, "00:00:00 GMT", "00:00:01 GMT")) ==
        "step 1, request POST \"/genesys/1/cs/services/start\": header \"Date\"\n"
        "  recorded: \"Date: Sat, 01 Jan 2000 00:00:01 GMT\"\n"
        "  replayed: \"Date: Sat, 01 Jan 2000 00:00:00 GMT\"");
  CHECK(outcome_of(with_change(recording, "\"expired\":1", "\"expired\":0")) ==
        "step 3, advance by 3600000 ms: expired\n  recorded: 0\n  replayed: 1");
}

TEST_CASE("a hand that changes what was asked is found where it first shows") {
  FakeOptions options = recording_options();
  FaultRule rule{FaultAction::garble()};
  rule.probability = 0.5;
  rule.seed = 12345;
  options.faults = {rule};
  Fake fake(options);
  for (int i = 0; i < 50; ++i) client_of(fake).post("/services/start", kStart);
  const std::string recording = fake.recording().value();
  CHECK(outcome_of(recording) == "same");
  CHECK(outcome_of(with_change(recording, "\"seed\":12345", "\"seed\":12346")).rfind("step ", 0) ==
        0);
  CHECK(outcome_of(with_change(recording, "\"body\":\"{\\\"customer_id\\\":\\\"c\\\"",
                               "\"body\":\"{\\\"contact_key\\\":\\\"c\\\"")) ==
        "same");  // the answers tell nothing of it
}

}  // namespace
