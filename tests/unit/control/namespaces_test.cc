// SPDX-License-Identifier: MIT
// Many fakes behind one handler.
#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "lib/control/handler.h"
#include "tests/catch.h"
#include "tests/support/control_client.h"

namespace {

using ucs::control::Handler;
using ucs::control::MonotonicTime;
using ucs::tests::contains;
using ucs::tests::ControlClient;
using ucs::tests::kToken;

/// A handler with a monotonic clock that the test moves.
struct World {
  explicit World(std::size_t namespaces_max = 1000, ucs::testing::Fake base = ucs::testing::Fake())
      : handler(std::move(base), options(namespaces_max)) {}

  ucs::control::Options options(std::size_t namespaces_max) {
    ucs::control::Options result;
    result.namespaces.namespaces_max = namespaces_max;
    result.namespaces.idle_max = std::chrono::minutes(10);
    result.namespaces.now = [this] { return MonotonicTime(std::chrono::minutes(minutes.load())); };
    result.token = kToken;
    return result;
  }

  [[nodiscard]] ControlClient client(const std::string& name = "") {
    return ControlClient(handler, name);
  }
  [[nodiscard]] std::string namespaces() { return client().get("/_ucs/namespaces").body; }

  std::atomic<int> minutes{1000};
  Handler handler;
};

TEST_CASE("each namespace has a store of its own, made when it is first used") {
  World world;
  CHECK(world.client("a").start_service() == R"({"service_id":1})");
  CHECK(world.client("a").start_service() == R"({"service_id":2})");
  CHECK(world.client("b").start_service() == R"({"service_id":1})");
  CHECK(world.client().get("/services/1").status == 404);
  CHECK(world.client("a").get("/services/2").status == 200);
  CHECK(world.client("b").get("/services/2").status == 404);
}

TEST_CASE("without the header the namespace is the one called default") {
  World world;
  CHECK(world.client().start_service() == R"({"service_id":1})");
  CHECK(world.client("default").get("/services/1").status == 200);
  CHECK(world.client("Default").get("/services/1").status == 404);
}

TEST_CASE("what is in the base is the beginning of each namespace, and where reset leads") {
  ucs::testing::Fake base;
  ucs::StartService service;
  service.customer_id = "c1";
  REQUIRE(base.engine().start_service(service));
  World world(1000, std::move(base));
  CHECK(world.client().get("/services/1").status == 200);
  CHECK(world.client("a").get("/services/1").status == 200);
  CHECK(world.client("a").start_service() == R"({"service_id":2})");
  CHECK(world.client("b").start_service() == R"({"service_id":2})");
  CHECK(world.client("a").post("/_ucs/reset").status == 204);
  CHECK(world.client("a").get("/services/1").status == 200);
  CHECK(world.client("a").get("/services/2").status == 404);
}

TEST_CASE("clock, faults, journal, snapshots and reset are those of one namespace") {
  World world;
  const auto a = world.client("a");
  const auto b = world.client("b");
  static_cast<void>(a.start_service());
  static_cast<void>(b.start_service());
  CHECK(a.post("/_ucs/clock/advance", R"({"by":"1h"})").status == 200);
  CHECK_THAT(a.get("/_ucs/clock").body, contains("2000-01-01T01:00:00.000Z"));
  CHECK_THAT(b.get("/_ucs/clock").body, contains("2000-01-01T00:00:00.000Z"));
  CHECK(a.post("/_ucs/faults", R"({"action":{"kind":"status"}})").status == 201);
  CHECK(a.get("/services/1").status == 503);
  CHECK(b.get("/services/1").status == 200);
  CHECK(a.send("PUT", "/_ucs/snapshots/s").status == 204);
  CHECK(b.get("/_ucs/snapshots").body == "[]");
  CHECK(a.send("DELETE", "/_ucs/journal").status == 204);
  CHECK(a.get("/_ucs/journal").body == "[]");
  CHECK_THAT(b.get("/_ucs/journal").body, contains(R"("number":2)"));
  CHECK(a.post("/_ucs/reset").status == 204);
  CHECK(a.get("/services/1").status == 404);
  CHECK(b.get("/services/1").status == 200);
  CHECK_THAT(b.get("/_ucs/journal").body, contains(R"("number":3)"));
}

TEST_CASE("a name has 1 to 128 printable characters of ASCII without blanks") {
  World world;
  for (const std::string& name : {std::string("a"), std::string(128, 'x'), std::string("~!/#%")})
    CHECK(world.client(name).get("/services/1").status == 404);
  for (const std::string& name : {std::string(129, 'x'), std::string("a b"), std::string("\x7f"),
                                  std::string("\xc3\xa4"), std::string("\t")}) {
    const auto answer = world.client(name).get("/services/1");
    CHECK(answer.status == 400);
    CHECK_THAT(answer.body, contains("X-UCS-Namespace is "));
    CHECK_THAT(world.client(name).get("/_ucs/clock").body, contains("1 to 128 printable"));
  }
  const ucs::http::Request empty{"GET", "/services/1", {{"X-UCS-Namespace", ""}}, ""};
  CHECK(world.handler.handle(empty).response.status == 400);
  const ucs::http::Request two{
      "GET", "/services/1", {{"X-UCS-Namespace", "a"}, {"x-ucs-namespace", "a"}}, ""};
  CHECK_THAT(world.handler.handle(two).response.body, contains("several headers"));
}

TEST_CASE("one namespace too many is a 429 in the dialect of the path, until one is deleted") {
  World world(2);
  CHECK(world.client("a").get("/services/1").status == 404);
  CHECK(world.client("b").get("/services/1").status == 404);
  const auto v81 = world.client("c").get("/services/1");
  CHECK(v81.status == 429);
  CHECK_THAT(v81.body, contains(R"("code":"too_many_requests")"));
  CHECK_THAT(v81.body, contains("there are 2 namespaces"));
  const auto v85 = world.client("c").get("/genesys/1/cs/services/1");
  CHECK(v85.status == 429);
  CHECK_THAT(v85.body, contains("ServiceUnavailableException"));
  CHECK(world.client("c").get("/_ucs/clock").status == 429);
  CHECK(world.client("a").get("/services/1").status == 404);
  CHECK(world.client().get("/services/1").status == 404);
  CHECK(world.client().send("DELETE", "/_ucs/namespaces/a").status == 204);
  CHECK(world.client("c").get("/services/1").status == 404);
}

TEST_CASE("a namespace that was idle for the whole time is given up, the default one never") {
  World world;
  static_cast<void>(world.client().start_service());
  static_cast<void>(world.client("a").start_service());
  world.minutes += 9;
  static_cast<void>(world.client("b").start_service());
  world.handler.tick();
  CHECK(world.client("a").get("/services/1").status == 200);
  world.minutes += 9;
  CHECK(world.client("a").get("/services/1").status == 200);
  world.minutes += 1;
  world.handler.tick();
  CHECK_THAT(world.namespaces(), !contains(R"("name":"b")"));
  CHECK_THAT(world.namespaces(), contains(R"("name":"a","idle_ms":60000)"));
  CHECK(world.client("b").get("/services/1").status == 404);
  world.minutes += 100;
  world.handler.tick();
  CHECK(world.namespaces() == R"([{"name":"default","idle_ms":7140000}])");
  CHECK(world.client().get("/services/1").status == 200);
}

TEST_CASE("a request that needs a place finds that of a namespace that was idle too long") {
  World world(1);
  static_cast<void>(world.client("a").start_service());
  CHECK(world.client("b").get("/services/1").status == 429);
  world.minutes += 10;
  CHECK(world.client("b").get("/services/1").status == 404);
  CHECK(world.client("a").get("/services/1").status == 429);
}

TEST_CASE("a namespace that a request is in is not given up, and holds up no other") {
  World world;
  const auto a = world.client("a");
  auto waiting = std::async(std::launch::async, [&] {
    return a.post("/_ucs/verify", R"({"operation":"start_service","wait":"1h"})").body;
  });
  while (world.namespaces().find(R"("a")") == std::string::npos) std::this_thread::yield();
  world.minutes += 100;
  CHECK(world.client("b").start_service() == R"({"service_id":1})");
  world.handler.tick();
  static_cast<void>(a.start_service());
  CHECK(waiting.get() == R"({"is_met":true})");
}

TEST_CASE("the deletion of a namespace ends what waits in it, and the next request makes it anew") {
  World world;
  const auto a = world.client("a");
  static_cast<void>(a.start_service());
  auto waiting = std::async(std::launch::async, [&] {
    return a.post("/_ucs/verify", R"({"operation":"complete_service","wait":"1h"})").body;
  });
  CHECK(world.client().send("DELETE", "/_ucs/namespaces/a").status == 204);
  CHECK(a.get("/services/1").status == 404);
  // It may have come later, and then waits in the new one.
  CHECK(world.client().send("DELETE", "/_ucs/namespaces/a").status == 204);
  world.handler.end_waits();
  CHECK_THAT(waiting.get(), contains(R"("is_met":false)"));
}

TEST_CASE("the end of the server ends what waits, and nobody waits after it") {
  World world;
  auto waiting = std::async(std::launch::async, [&] {
    return world.client("a").post("/_ucs/verify", R"({"wait":"1h"})").body;
  });
  world.handler.end_waits();
  CHECK_THAT(waiting.get(), contains(R"("is_met":false)"));
  CHECK_THAT(world.client("b").post("/_ucs/verify", R"({"wait":"1h"})").body,
             contains(R"("is_met":false)"));
}

TEST_CASE("the default namespace cannot be deleted, and one that is not there has a nearest name") {
  World world;
  static_cast<void>(world.client("booking").start_service());
  const auto refused = world.client().send("DELETE", "/_ucs/namespaces/default");
  CHECK(refused.status == 400);
  CHECK_THAT(refused.body, contains("reset it instead"));
  const auto unknown = world.client().send("DELETE", "/_ucs/namespaces/boking");
  CHECK(unknown.status == 404);
  CHECK_THAT(unknown.body, contains(R"(did you mean \"booking\"?)"));
}

TEST_CASE("clocks that run are settled from time to time, those that stand still are not") {
  World world;
  const auto a = world.client("a");
  CHECK(a.send("PUT", "/_ucs/clock", R"({"mode":"scaled","rate":1000000})").status == 200);
  static_cast<void>(a.start_service());
  // Five years pass in less than three minutes: the clock goes on by itself.
  CHECK(a.send("PUT", "/_ucs/clock", R"({"mode":"offset","offset":"6y"})").status == 200);
  world.handler.tick();
  CHECK(a.get("/services/1").status == 404);
}

TEST_CASE("threads in namespaces of their own see nothing of each other") {
  World world;
  constexpr int kThreads = 8;
  constexpr int kServices = 50;
  std::vector<std::future<bool>> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.push_back(std::async(std::launch::async, [&world, i] {
      const auto client = world.client("thread-" + std::to_string(i));
      for (int id = 1; id <= kServices; ++id) {
        if (client.start_service() != "{\"service_id\":" + std::to_string(id) + "}") return false;
        if (id % 10 == 0) world.handler.tick();
      }
      const std::string counted = R"({"operation":"start_service","times":50})";
      if (client.post("/_ucs/verify", counted).body != R"({"is_met":true})") return false;
      client.post("/_ucs/reset");
      return client.start_service() == R"({"service_id":1})";
    }));
  }
  for (auto& thread : threads) CHECK(thread.get());
}

TEST_CASE("threads that use a new namespace at once get the same one") {
  World world;
  std::vector<std::future<std::string>> threads;
  for (int i = 0; i < 8; ++i)
    threads.push_back(
        std::async(std::launch::async, [&world] { return world.client("a").start_service(); }));
  for (auto& thread : threads) CHECK_THAT(thread.get(), contains("service_id"));
  CHECK(world.client("a").get("/services/8").status == 200);
}

TEST_CASE("scripts of listed origins may name a namespace") {
  ucs::testing::FakeOptions options;
  options.api.cors_origins = {"https://desk.example.com"};
  World world(1000, ucs::testing::Fake(options));
  for (const char* target : {"/services/start", "/_ucs/reset"}) {
    const ucs::http::Request preflight{
        "OPTIONS",
        target,
        {{"Origin", "https://desk.example.com"}, {"Access-Control-Request-Method", "POST"}},
        ""};
    const auto answer = world.handler.handle(preflight).response;
    CHECK(answer.status == 204);
    CHECK_THAT(std::string(answer.header("Access-Control-Allow-Headers")),
               contains("Authorization") && contains("X-UCS-Namespace"));
  }
}

}  // namespace
