// SPDX-License-Identifier: MIT
// How a fake begins with a seed, and goes back to it.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::testing::Client;
using ucs::testing::ClockMode;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::kFakeStart;

const std::string kSeed = R"({"ucs_version":1,"services":[{"customer_id":"c","started":"-2h"}]})";

TEST_CASE("what is loaded is the beginning, to which a reset goes back") {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", R"({"customer_id":"before"})");
  REQUIRE(fake.advance(1h));
  REQUIRE(fake.load(kSeed));
  CHECK(fake.clock().now() == kFakeStart);
  CHECK(fake.journal()->empty());
  const std::string loaded = fake.export_contents();
  for (int i = 0; i < 3; ++i) {
    CHECK(client.post("/services/start", R"({"customer_id":"d"})").body == R"({"service_id":2})");
    CHECK(client.del("/services/1").status == 200);
    REQUIRE(fake.advance(1h));
    fake.reset();
    CHECK(fake.export_contents() == loaded);
  }
  CHECK(fake.engine().query_service(1).value()->started.timestamp == kFakeStart - 2h);
}

TEST_CASE("a document that is wrong changes nothing") {
  Fake fake;
  REQUIRE(fake.load(kSeed));
  const Client client(fake);
  client.post("/services/1/tasks/start", "{}");
  const std::string before = fake.export_contents();
  const auto refused = fake.load(
      R"({"ucs_version":1,"services":[{"customer_id":"c"},{"customer_id":"d","expires":"never"}]})");
  CHECK(outcome_and_field(refused) == "invalid_timestamp services[1].expires");
  CHECK(fake.export_contents() == before);
  CHECK(fake.journal()->size() == 1);
  fake.reset();
  CHECK(fake.engine().query_service(1).value()->tasks.empty());
}

TEST_CASE("the clock goes to the document's time, and after another load back to the first") {
  Fake fake;
  REQUIRE(fake.load(R"({"ucs_version":1,"time":"2026-03-01T12:00:00Z"})"));
  CHECK(fake.clock().now() == at("2026-03-01T12:00:00Z"));
  REQUIRE(fake.advance(1h));
  fake.reset();
  CHECK(fake.clock().now() == at("2026-03-01T12:00:00Z"));
  REQUIRE(fake.load(kSeed));
  CHECK(fake.clock().now() == kFakeStart);
}

TEST_CASE("a clock that runs goes on from the document's time") {
  FakeOptions options;
  options.clock = ClockMode::system();
  Fake fake(options);
  REQUIRE(fake.load(R"({"ucs_version":1,"time":"2026-03-01T12:00:00Z"})"));
  CHECK(fake.clock().now() >= at("2026-03-01T12:00:00Z"));
  CHECK(fake.clock().now() < at("2026-03-02T12:00:00Z"));
}

TEST_CASE("a fork begins with what was there, loads for itself, and shares nothing") {
  Fake fake;
  REQUIRE(fake.load(kSeed));
  REQUIRE(fake.advance(1h));
  Fake fork = fake.fork();
  REQUIRE(fork.load(R"({"ucs_version":1,"services":[{"contact_key":"k","started":"-1m"}]})"));
  CHECK(fork.engine().query_service(1).value()->started.timestamp == kFakeStart + 59min);
  CHECK(fake.engine().query_service(1).value()->customer_id == "c");
  fork.reset();
  CHECK(fork.engine().query_service(1).value()->contact_key == "k");
}

TEST_CASE("snapshots stay when a seed is loaded") {
  Fake fake;
  REQUIRE(fake.load(kSeed));
  REQUIRE(fake.snapshot("seeded"));
  REQUIRE(fake.load(R"({"ucs_version":1})"));
  CHECK(!fake.engine().query_service(1));
  REQUIRE(fake.restore("seeded"));
  CHECK(fake.engine().query_service(1));
}

TEST_CASE("a fake's export is loaded by another fake, with its time and ids") {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", R"({"customer_id":"c"})");
  client.post("/services/start", R"({"customer_id":"c"})");
  client.del("/services/2");
  REQUIRE(fake.advance(90s));
  Fake other;
  REQUIRE(other.load(fake.export_contents()));
  CHECK(other.clock().now() == kFakeStart + 90s);
  CHECK(Client(other).post("/services/start", R"({"customer_id":"c"})").body ==
        R"({"service_id":3})");
}

TEST_CASE("loads under load are whole: who asks sees all of one seed or all of the other") {
  const auto seed_of = [](const std::string& name) {
    std::string seed = R"({"ucs_version":1,"services":[)";
    for (int i = 0; i < 50; ++i) {
      seed +=
          std::string(i == 0 ? "" : ",") + R"({"customer_id":"c","service_type":")" + name + "\"}";
    }
    return seed + "]}";
  };
  Fake fake;
  REQUIRE(fake.load(seed_of("a")));
  std::vector<std::string> mixed(4);  // one for each thread
  std::vector<std::thread> readers;
  for (std::string& wrong : mixed) {
    readers.emplace_back([&fake, &wrong] {
      for (int i = 0; i < 100; ++i) {
        const std::string body = Client(fake).get("/customers/c/services").body;
        const bool has_a = body.find(R"("service_type":"a")") != std::string::npos;
        const bool has_b = body.find(R"("service_type":"b")") != std::string::npos;
        if (has_a == has_b) wrong = body.substr(0, 200);
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    CHECK(fake.load(seed_of(i % 2 == 0 ? "b" : "a")));
    CHECK(!fake.load("{"));
  }
  for (std::thread& reader : readers) reader.join();
  for (const std::string& wrong : mixed) CHECK(wrong.empty());
}

}  // namespace
