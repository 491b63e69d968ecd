// SPDX-License-Identifier: MIT
// How a fake goes back, and forks.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::testing::Client;
using ucs::testing::ClockMode;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::kFakeStart;

const std::string kStart = R"({"customer_id":"c","service_type":"booking"})";

/// All that a client can see of a fake's state, and the store.
std::string state_of(Fake& fake) {
  const auto settings = fake.engine().settings();
  return dump(fake.store(), {"", "7"}) + ucs::format_timestamp(fake.clock().now()) + " " +
         std::to_string(settings->default_lifetime.count()) + " " +
         fake.handle({"GET", "/server/status", {}, ""}).body;
}

/// Changes all that can be changed.
void change(Fake& fake) {
  const Client client(fake);
  CHECK(client.post("/services/start", kStart).status == 201);
  CHECK(client.post("/services/1/end").status == 204);
  ucs::Scope other;
  other.tenant = "7";
  REQUIRE(fake.engine().start_service(start_of("d"), other));
  ucs::Schema schema;
  schema.name = "Feedback";
  schema.attributes.push_back({"text", ucs::AttributeType::kString, {}, false, {}});
  REQUIRE(fake.engine().create_schema(ucs::EntityKind::kService, schema));
  auto settings = std::make_shared<ucs::Settings>();
  settings->default_lifetime = 24h;
  REQUIRE(fake.engine().set_settings(settings));
  REQUIRE(fake.advance(1h));
  CHECK(fake.handle({"POST", "/server/mode", {}, R"({"mode":"maintenance"})"}).status == 200);
}

TEST_CASE("a reset brings back the beginning: contents, ids, settings, mode, time and counts") {
  FakeOptions options;
  options.settings.default_lifetime = 1h;
  Fake fake(options);
  const std::string before = state_of(fake);
  for (int i = 0; i < 3; ++i) {
    change(fake);
    CHECK(state_of(fake) != before);
    fake.reset();
    CHECK(state_of(fake) == before);
    CHECK(fake.store().tenants().value().empty());
  }
  CHECK(Client(fake).post("/services/start", kStart).body == R"({"service_id":1})");
}

TEST_CASE("what was there before a reset is destroyed with the requests that follow") {
  FakeOptions options;
  const bool has_faults = GENERATE(false, true);
  if (has_faults) {  // one that touches nothing
    options.faults.emplace_back();
    options.faults[0].action = ucs::testing::FaultAction::reset();
    options.faults[0].when.path = "/nothing";
  }
  Fake fake(options);
  const Client client(fake);
  REQUIRE(client.post("/services/start", kStart).status == 201);
  const std::weak_ptr<const ucs::Service> gone = fake.store().get("", 1).value();
  fake.reset();
  CHECK(client.get("/services/1").status == 400);
  for (int i = 0; i < 130; ++i) CHECK(client.get("/services/1").status == 400);
  CHECK(gone.expired());
  // Without requests between them one goes with the next reset.
  REQUIRE(client.post("/services/start", kStart).status == 201);
  const std::weak_ptr<const ucs::Service> next = fake.store().get("", 1).value();
  fake.reset();
  fake.reset();
  CHECK(next.expired());
}

TEST_CASE("a reset of a new fake changes nothing") {
  Fake fake;
  const std::string before = state_of(fake);
  fake.reset();
  CHECK(state_of(fake) == before);
}

TEST_CASE("a fake goes back to any of its snapshots, and forward, as often as one likes") {
  Fake fake;
  REQUIRE(fake.snapshot("empty"));
  const std::string empty = state_of(fake);
  fake.reset();  // the counts of the status are new after a restore, too
  Client(fake).post("/services/start", kStart);
  REQUIRE(fake.advance(1h));
  REQUIRE(fake.snapshot("started"));
  REQUIRE(fake.restore("started"));
  const std::string started = state_of(fake);
  CHECK_THAT(started, contains(R"("started":"2000-01-01T01:00:00.000Z")"));  // of the server
  change(fake);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(fake.restore("empty"));
    CHECK(state_of(fake) == empty);
    REQUIRE(fake.restore("started"));
    CHECK(state_of(fake) == started);
    change(fake);
  }
  fake.reset();
  CHECK(state_of(fake) == empty);
  CHECK(fake.snapshots() == std::vector<std::string>{"empty", "started"});
  REQUIRE(fake.restore("started"));
  CHECK(state_of(fake) == started);
}

TEST_CASE("a snapshot has the settings and the mode of its moment") {
  Fake fake;
  change(fake);
  REQUIRE(fake.snapshot("changed"));
  fake.reset();
  REQUIRE(fake.restore("changed"));
  CHECK(fake.engine().settings()->default_lifetime == 24h);
  CHECK(Client(fake).get("/services/1").status == 503);  // maintenance
  CHECK(fake.handle({"POST", "/server/mode", {}, R"({"mode":"production"})"}).status == 200);
  CHECK(Client(fake).get("/services/1").status == 200);
}

TEST_CASE("a snapshot of a name that is there replaces it") {
  Fake fake;
  REQUIRE(fake.snapshot("s"));
  REQUIRE(fake.advance(1h));
  REQUIRE(fake.snapshot("s"));
  REQUIRE(fake.advance(1h));
  REQUIRE(fake.restore("s"));
  CHECK(fake.clock().now() == kFakeStart + 1h);
  CHECK(fake.snapshots() == std::vector<std::string>{"s"});
}

TEST_CASE("an unknown snapshot is refused with the nearest one, and nothing changes") {
  Fake fake;
  const auto none = fake.restore("arranged");
  REQUIRE(outcome_and_field(none) == "no_such_resource name");
  CHECK_THAT(none.error().message, contains("\"arranged\""));
  REQUIRE(fake.snapshot("arranged"));
  REQUIRE(fake.snapshot("empty"));
  REQUIRE(fake.advance(1h));
  for (const auto& refused : {fake.restore("arangd"), fake.discard("arangd")}) {
    REQUIRE(outcome_and_field(refused) == "no_such_resource name");
    CHECK_THAT(refused.error().message, contains("\"arangd\""));
    CHECK_THAT(refused.error().message, contains("did you mean \"arranged\""));
  }
  CHECK(fake.clock().now() == kFakeStart + 1h);
  CHECK(fake.snapshots() == std::vector<std::string>{"arranged", "empty"});
}

TEST_CASE("a snapshot that was discarded is not there any more") {
  Fake fake;
  REQUIRE(fake.snapshot("s"));
  REQUIRE(fake.discard("s"));
  CHECK(outcome(fake.discard("s")) == "no_such_resource");
  CHECK(outcome(fake.restore("s")) == "no_such_resource");
  CHECK(fake.snapshots().empty());
}

TEST_CASE("names of snapshots have 1 to 256 bytes") {
  Fake fake;
  CHECK(outcome_and_field(fake.snapshot("")) == "invalid_field name");
  CHECK(outcome(fake.snapshot(std::string(256, 'x'))) == "ok");
  const auto refused = fake.snapshot(std::string(257, 'x'));
  REQUIRE(outcome_and_field(refused) == "invalid_field name");
  CHECK_THAT(refused.error().message, contains("257"));
}

TEST_CASE("a fake keeps 1000 snapshots") {
  Fake fake;
  for (int i = 0; i < 1000; ++i) REQUIRE(fake.snapshot(std::to_string(i)));
  const auto refused = fake.snapshot("one more");
  REQUIRE(outcome_and_field(refused) == "invalid_field name");
  CHECK_THAT(refused.error().message, contains("1000"));
  CHECK(outcome(fake.snapshot("7")) == "ok");  // in place of the former
  REQUIRE(fake.discard("8"));
  CHECK(outcome(fake.snapshot("one more")) == "ok");
}

TEST_CASE("a fork has what its origin has, and then goes its own way") {
  Fake origin;
  change(origin);
  REQUIRE(origin.snapshot("s"));
  Fake fork = origin.fork();
  CHECK(dump(fork.store(), {"", "7"}) == dump(origin.store(), {"", "7"}));
  CHECK(fork.clock().now() == kFakeStart + 1h);
  CHECK(fork.engine().settings() == origin.engine().settings());
  CHECK(Client(fork).get("/services/1").status == 503);  // maintenance
  CHECK(fork.snapshots().empty());
  CHECK_THAT(fork.handle({"GET", "/server/status", {}, ""}).body, contains(R"("request_today":1)"));

  const std::string left = dump(origin.store());
  REQUIRE(fork.engine().delete_service(1));
  REQUIRE(fork.advance(1h));
  CHECK(dump(origin.store()) == left);
  CHECK(origin.clock().now() == kFakeStart + 1h);
  CHECK(origin.engine().start_service(start_of("c")).value() == 2);
  CHECK(fork.engine().start_service(start_of("c")).value() == 2);
}

TEST_CASE("a fork's reset goes back to the fork, and it outlives its origin") {
  std::optional<Fake> origin;
  origin.emplace();
  Client(*origin).post("/services/start", kStart);
  REQUIRE(origin->advance(1h));
  Fake fork = origin->fork();
  origin.reset();
  const std::string before = state_of(fork);
  REQUIRE(fork.engine().delete_service(1));
  REQUIRE(fork.advance(1h));
  fork.reset();
  CHECK(state_of(fork) == before);
  CHECK(Client(fork).get("/services/1").status == 200);
}

TEST_CASE("a clock that follows the system's keeps its distance when a fake goes back") {
  FakeOptions options;
  options.clock = ClockMode::ahead(-24h);
  Fake fake(options);
  REQUIRE(fake.advance(1h));
  const auto distance = fake.clock().mode().offset;  // -23h, less what passed on the way
  CHECK(distance > -24h);
  REQUIRE(fake.snapshot("s"));
  REQUIRE(fake.clock().use(ClockMode::frozen(kFakeStart)));
  REQUIRE(fake.restore("s"));
  CHECK(fake.clock().mode().offset == distance);
  fake.reset();
  CHECK(fake.clock().mode().kind == ClockMode::Kind::kOffset);
  CHECK(fake.clock().mode().offset == -24h);
}

TEST_CASE("a clock that is made another one lets happen what is due by its time") {
  Fake fake;
  Client(fake).post("/services/start", R"({"customer_id":"c","ttl":3600})");
  const auto due = fake.use_clock(ClockMode::frozen(kFakeStart + 1h));
  REQUIRE(due);
  CHECK(due->expired == 1);
  CHECK(fake.clock().now() == kFakeStart + 1h);
  REQUIRE(fake.use_clock(ClockMode::frozen(kFakeStart)));
  CHECK(fake.clock().now() == kFakeStart);
  REQUIRE(fake.use_clock(ClockMode::system()));
  CHECK(fake.clock().mode().kind == ClockMode::Kind::kOffset);
  CHECK(fake.clock().mode().offset == 0h);

  const auto refused = fake.use_clock(ClockMode::scaled(0, kFakeStart));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().field == "rate");
  CHECK(fake.clock().mode().kind == ClockMode::Kind::kOffset);
}

TEST_CASE("a gate of the options is the caller's own: going back leaves its mode") {
  ucs::ModeGate gate;
  FakeOptions options;
  options.api.mode_gate = &gate;
  Fake fake(options);
  REQUIRE(gate.switch_to(ucs::Mode::kMaintenance));
  fake.reset();
  CHECK(gate.mode() == ucs::Mode::kMaintenance);
  CHECK(Client(fake).get("/services/1").status == 503);
}

}  // namespace
