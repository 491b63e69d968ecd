// SPDX-License-Identifier: MIT
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <chrono>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/every_operation.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::http::Request;
using ucs::http::Response;
using ucs::testing::Client;
using ucs::testing::ClockMode;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;

const std::string kStart = R"({"customer_id":"c","service_type":"booking"})";

std::string written(const Response& response) {
  std::string text = std::to_string(response.status) + "\n";
  text.append(response.content_type) += "\n";
  for (const auto& header : response.headers) text += header.name + ": " + header.value + "\n";
  return text + response.body + "\n";
}

/// Sends requests of every operation, in both dialects, to services that exist and to some that do
/// not, and lets time pass. Returns every byte that came back, and what was left in the store.
std::string play(Fake& fake) {
  std::string text;
  for (const std::string base : {"", "/genesys/1/cs"}) {
    const Client client(fake, {ucs::Dialect::kV85, base, "", {}});
    for (const char* path : {"/services/start", "/services/1/states/start",
                             "/services/1/tasks/start", "/services/99/states/start"})
      text += written(client.post(path, body_for_all("x")));
    for (const Request& request : requests_for_all(base, "x"))
      text += written(fake.handle(request));
    text += written(client.post("/services/start", R"({"contact_key":"k","service_type":1,)"
                                                   R"("ttl":3600,"auto_complete_after":60})"));
    const auto passed = fake.advance(90s);
    text += std::to_string(passed.value().completed) + "\n";
    text += written(client.get("/services/anonymous/k?extensions=*"));
    text += written(fake.handle({"GET", "/server/status", {}, ""}));
  }
  return text + dump(fake.store()) + fake.export_contents();
}

TEST_CASE("a fake answers like the API, in both dialects, on the same data") {
  Fake fake;
  const Response started = fake.handle(
      {"POST", "/genesys/1/cs/services/start", {{"Content-Type", "application/json"}}, kStart});
  CHECK(started.status == 201);
  CHECK(started.body == R"({"service_id":1})");
  CHECK(fake.handle({"GET", "/services/1", {}, ""}).body ==
        R"({"service_id":1,"service_type":"booking","customer_id":"c",)"
        R"("started":{"timestamp":"2000-01-01T00:00:00.000Z"}})");
  CHECK(fake.handle({"GET", "/services/2", {}, ""}).status == 404);
}

TEST_CASE("a fake answers what a bare API does, but for the Date, and a size for HEAD") {
  Fake fake;
  ucs::MemoryStore store;
  ManualClock clock("2000-01-01T00:00:00Z");
  ucs::Engine engine(store, clock);
  const ucs::http::Api api(engine);
  for (const std::string base : {"", "/genesys/1/cs"}) {
    std::vector<Request> requests = requests_for_all(base, "x");
    requests.push_back({"HEAD", base + "/services/1", {}, ""});
    for (const Request& request : requests) {
      CAPTURE(request.method, request.target);
      Response expected = api.handle(request);
      REQUIRE(expected.complete());
      if (request.method == "HEAD") {
        expected.headers.push_back({"Content-Length", std::to_string(expected.body.size())});
        expected.body.clear();
      }
      expected.headers.push_back({"Date", "Sat, 01 Jan 2000 00:00:00 GMT"});
      CHECK(written(fake.handle(request)) == written(expected));
    }
  }
  CHECK(dump(fake.store()) == dump(store));
}

TEST_CASE("a fake's answers are whole, those of an export too") {
  Fake fake;
  for (int i = 0; i < 1000; ++i) REQUIRE(fake.engine().start_service(start_of("c")));
  REQUIRE(fake.advance(1s));  // an export ends before now
  const std::string target =
      "/maintenance/services/stream?export_content=true&time_from=1999-01-01T00:00:00Z";
  const Response exported = fake.handle({"GET", target, {}, ""});
  fake.reset();
  CHECK(exported.status == 200);
  CHECK(exported.rest == nullptr);
  CHECK_THAT(exported.body.substr(exported.body.size() - 200), contains(R"("service_id":1000)"));
  CHECK(exported.body.back() == ']');
  const Response head = fake.handle({"HEAD", target, {}, ""});
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.rest == nullptr);
}

TEST_CASE("the engine, the store and the API of a fake are one") {
  Fake fake;
  const auto id = fake.engine().start_service(start_of("c"));
  REQUIRE(id);
  CHECK((*fake.store().get("", *id))->started.timestamp == ucs::testing::kFakeStart);
  CHECK(Client(fake).get("/services/1").status == 200);
  CHECK(fake.clock().now() == ucs::testing::kFakeStart);
  CHECK(fake.engine().now() == ucs::testing::kFakeStart);
}

TEST_CASE("a fake has the options of the API, the engine and the settings") {
  FakeOptions options;
  options.api.serves_v85 = false;
  options.engine.id_scope = ucs::IdScope::kService;
  options.settings.default_lifetime = 1s;
  options.clock = ClockMode::frozen(at("1999-01-01T00:00:00Z"));
  Fake fake(options);
  CHECK(fake.handle({"GET", "/genesys/1/cs/services/1", {}, ""}).status == 404);
  for (const ucs::ServiceId id : {1, 2}) {
    REQUIRE(fake.engine().start_service(start_of("c")).value() == id);
    CHECK(fake.engine().start_state(id, state_of("s")).value() == 1);
  }
  CHECK((*fake.store().get("", 1))->expires == at("1999-01-01T00:00:01Z"));
}

TEST_CASE("a fake that was moved is the same fake, at the same place") {
  Fake first;
  ucs::Engine& engine = first.engine();
  REQUIRE(engine.start_service(start_of("c")));
  Fake second(std::move(first));
  CHECK(&second.engine() == &engine);
  CHECK(second.handle({"GET", "/services/1", {}, ""}).status == 200);
  Fake third;
  third = std::move(second);
  CHECK(third.handle({"GET", "/services/1", {}, ""}).status == 200);
}

TEST_CASE("the same calls get the same bytes") {
  Fake first;
  Fake second;
  const std::string expected = play(first);
  CHECK(play(second) == expected);
  SECTION("again after a reset") {
    first.reset();
    CHECK(play(first) == expected);
  }
  SECTION("from the same seed") {
    const char* seed = R"({"ucs_version":1,"services":[{"customer_id":"c","started":"-2h"}]})";
    REQUIRE(first.load(seed));
    REQUIRE(second.load(seed));
    const std::string seeded = play(first);
    CHECK(seeded != expected);
    CHECK(play(second) == seeded);
  }
  SECTION("again after a restore") {
    second.reset();
    REQUIRE(second.snapshot("new"));
    static_cast<void>(play(second));
    REQUIRE(second.restore("new"));
    CHECK(play(second) == expected);
  }
  SECTION("in forks too") {
    Fake origin;
    Fake fork = origin.fork();
    CHECK(play(fork) == expected);
    CHECK(play(origin) == expected);
    Fake late = origin.fork();
    Fake later = late.fork();
    CHECK(play(late) == play(later));
  }
}

TEST_CASE("there is no other clock: all times of a fake in the year 1871 are of that year") {
  FakeOptions options;
  options.clock = ClockMode::frozen(at("1871-05-06T07:08:09.010Z"));
  options.settings.default_lifetime = 24h;
  Fake fake(options);
  // The requests have times of their own: these are not answers.
  const std::string text = std::regex_replace(
      play(fake), std::regex("2000-01-01T00:00:00(\\.000)?Z|2026-03-01T12:00:00(\\.000)?Z"), "");
  const std::string present = ucs::format_timestamp(ucs::SystemClock().now()).substr(0, 4);
  CHECK(text.find(present) == std::string::npos);
  const std::regex time("([0-9]{4})-[0-9]{2}-[0-9]{2}T|[a-zA-Z]{3} ([0-9]{4}) [0-9:]{8} GMT");
  std::size_t found = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), time), end; match != end; ++match) {
    CHECK((*match)[1].str() + (*match)[2].str() == "1871");
    ++found;
  }
  CHECK(found > 50);
}

}  // namespace
