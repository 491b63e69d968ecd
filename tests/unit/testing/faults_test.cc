// SPDX-License-Identifier: MIT
// What faults do to requests, without a socket.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/support/dump.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::testing;
using ucs::Dialect;
using ucs::http::Response;
using ucs::tests::contains;
using ucs::tests::dump;

const std::string kStart = R"({"customer_id":"c"})";
const std::string kEnd = "/services/1/end";

Response get(Fake& fake) { return Client(fake).get("/services/1"); }

/// A fake with a service, and an empty journal.
Fake with_service(FakeOptions options = {}) {
  options.latency_moves_clock = true;
  Fake fake(options);
  Client(fake).post("/services/start", kStart);
  fake.clear_journal();
  return fake;
}

JournalEntry last(const Fake& fake) { return fake.journal().value().back(); }

TEST_CASE("a status is answered in the body form of the dialect, and nothing is done") {
  Fake fake = with_service();
  REQUIRE(fake.add_fault({FaultAction::answer(503, 2s), {}, 1, 2, 1, 0, "busy"}));
  const std::string before = dump(fake.store());
  const Response v85 = Client(fake).post(kEnd);
  CHECK(v85.status == 503);
  CHECK(v85.header("Retry-After") == "2");
  CHECK(v85.header("Content-Type") == "application/json");
  CHECK(v85.header("Date") == "Sat, 01 Jan 2000 00:00:00 GMT");
  CHECK(v85.body ==
        R"({"message":"the fault \"busy\" of the test","exception":"com.genesyslab.gsg.services.)"
        R"(contextservices.exceptions.ServiceUnavailableException"})");
  const Response v81 = Client(fake, {Dialect::kV81, {}, "", {}}).post(kEnd);
  CHECK(v81.status == 503);
  CHECK(v81.body == R"({"http_method":"POST","uri":"/services/1/end","code":"unavailable",)"
                    R"("description":"the fault \"busy\" of the test"})");
  CHECK(dump(fake.store()) == before);
  CHECK(last(fake).fault == "busy");
  CHECK(last(fake).status == 503);
  CHECK(Client(fake).post(kEnd).status == 204);
  CHECK(last(fake).fault.empty());
}

TEST_CASE("any status of a client's or server's error is answered as it is") {
  Fake fake = with_service();
  for (int status = 400; status <= 599; ++status) {
    REQUIRE(fake.set_faults({{FaultAction::answer(status)}}));
    CHECK(get(fake).status == status);
    CHECK(get(fake).header("Retry-After").empty());
  }
  REQUIRE(fake.set_faults({{FaultAction::answer(429, 0s)}}));
  CHECK(get(fake).header("Retry-After") == "0");
  CHECK_THAT(get(fake).body, contains("ServiceUnavailableException"));
  CHECK(Client(fake).send("HEAD", "/services/1").body.empty());
}

TEST_CASE("without an answer the status is 0, and there is nothing else") {
  Fake fake = with_service();
  const std::string before = dump(fake.store());
  for (const FaultAction& action : {FaultAction::reset(), FaultAction::empty()}) {
    REQUIRE(fake.set_faults({{action}}));
    const Response response = Client(fake).post(kEnd);
    CHECK(response.status == 0);
    CHECK(response.headers.empty());
    CHECK(response.body.empty());
    CHECK(last(fake).status == 0);
    CHECK(last(fake).fault == "fault-1");
    CHECK(dump(fake.store()) == before);
  }
  REQUIRE(fake.set_faults({{FaultAction::reset()}}));
  CHECK(fake.exchange({"GET", "/services/1", {}, ""}).delivery.kind == Delivery::Kind::kReset);
  REQUIRE(fake.set_faults({{FaultAction::empty()}}));
  CHECK(fake.exchange({"GET", "/services/1", {}, ""}).delivery.kind == Delivery::Kind::kEmpty);
}

TEST_CASE("a lost answer is that of a request that was carried out") {
  Fake fake = with_service();
  REQUIRE(fake.add_fault({FaultAction::lose_answer(), {"complete_service"}, 1, 1}));
  CHECK(Client(fake).post(kEnd).status == 0);
  CHECK_FALSE(fake.engine().query_service(1).value()->is_active());
  CHECK(Client(fake).post(kEnd).status == 409);
  CHECK(fake.verify_in_order({operation("complete_service").status(0).fault("fault-1"),
                              operation("complete_service").status(409)}));
}

TEST_CASE("a truncated body is the beginning of the whole, without one byte at least") {
  Fake fake = with_service();
  const std::string whole = get(fake).body;
  const auto cut = [&](std::size_t bytes) {
    REQUIRE(fake.set_faults({{FaultAction::truncate(bytes)}}));
    const auto [response, delivery] = fake.exchange({"GET", "/genesys/1/cs/services/1", {}, ""});
    CHECK(response.body == whole);
    CHECK(delivery.kind == Delivery::Kind::kTruncated);
    const Response received = get(fake);
    CHECK(received.status == 200);
    CHECK(received.body.size() == delivery.bytes);
    CHECK(last(fake).response_body == received.body);
    CHECK(last(fake).response_body_bytes == delivery.bytes);
    return received.body;
  };
  CHECK(cut(0).empty());
  CHECK(cut(5) == whole.substr(0, 5));
  CHECK(cut(whole.size() - 1) == whole.substr(0, whole.size() - 1));
  CHECK(cut(whole.size()) == whole.substr(0, whole.size() - 1));
  CHECK(cut(std::string::npos) == whole.substr(0, whole.size() - 1));
}

TEST_CASE("an answer without a body is not touched by what happens to bodies") {
  Fake fake = with_service();
  for (const FaultAction& action :
       {FaultAction::truncate(0), FaultAction::garble(), FaultAction::dribble(1, 1ms)}) {
    REQUIRE(fake.set_faults({{action}}));
    CHECK(fake.exchange({"HEAD", "/services/1", {}, ""}).delivery.kind == Delivery::Kind::kWhole);
    CHECK(last(fake).fault.empty());
  }
}

TEST_CASE("a garbled body has its size, is another one, and the same one each time") {
  const auto garbled = [](std::uint64_t seed) {
    Fake fake = with_service();
    FaultRule rule{FaultAction::garble()};
    rule.seed = seed;
    REQUIRE(fake.add_fault(rule));
    return get(fake).body + get(fake).body;
  };
  Fake fake = with_service();
  const std::string whole = get(fake).body;
  const std::string twice = garbled(1);
  REQUIRE(twice.size() == 2 * whole.size());
  CHECK(twice.substr(0, whole.size()) != whole);
  CHECK(twice[0] != whole[0]);
  CHECK(twice.substr(0, whole.size()) != twice.substr(whole.size()));
  CHECK(garbled(1) == twice);
  CHECK(garbled(2) != twice);
}

TEST_CASE("a body that dribbles arrives whole, after all its pauses") {
  Fake fake = with_service();
  const std::string whole = get(fake).body;
  REQUIRE(fake.add_fault({FaultAction::dribble(10, 100ms)}));
  const auto [response, delivery] = fake.exchange({"GET", "/services/1", {}, ""});
  CHECK(delivery.kind == Delivery::Kind::kDribbled);
  CHECK(delivery.bytes == 10);
  CHECK(delivery.pause == 100ms);
  CHECK(fake.clock().now() == kFakeStart);
  CHECK(get(fake).body == whole);
  CHECK(fake.clock().now() == kFakeStart + 100ms * ((whole.size() - 1) / 10));
}

TEST_CASE("a failure before the write stores nothing, and one after it does") {
  for (const int status : {500, 503}) {
    Fake fake = with_service();
    const std::string before = dump(fake.store());
    REQUIRE(fake.set_faults({{FaultAction::fail_before_write(status)}}));
    CHECK(Client(fake).post(kEnd).status == status);
    CHECK(Client(fake).del("/services/1").status == status);
    CHECK(Client(fake).put("/services/1/extensions/x", "1").status == status);
    CHECK(last(fake).fault == "fault-1");
    CHECK(dump(fake.store()) == before);

    REQUIRE(fake.set_faults({{FaultAction::fail_after_write(status)}}));
    CHECK(Client(fake).post(kEnd).status == status);
    CHECK(last(fake).fault == "fault-1");
    CHECK_FALSE(fake.engine().query_service(1).value()->is_active());
    CHECK(Client(fake).del("/services/1").status == status);
    CHECK_FALSE(fake.engine().query_service(1));
  }
}

TEST_CASE("a failed write tells when to come back, if it shall") {
  Fake fake = with_service();
  FaultAction action = FaultAction::fail_after_write();
  action.retry_after = 7s;
  REQUIRE(fake.add_fault({action}));
  CHECK(Client(fake).post(kEnd).header("Retry-After") == "7");
  CHECK(Client(fake).post(kEnd).status == 409);
  CHECK(Client(fake).post(kEnd).header("Retry-After").empty());
}

TEST_CASE("a failed creation of a schema creates it or not, likewise") {
  const ClientOptions v81{Dialect::kV81, {}, "", {}};
  const std::string schema = R"({"name":"S","type":"single-valued","attributes":[]})";
  Fake fake;
  REQUIRE(fake.set_faults(
      {{FaultAction::fail_before_write(), {}, 1, 1}, {FaultAction::fail_after_write(), {}, 2, 1}}));
  const Client client(fake, v81);
  CHECK(client.post("/metadata/services/extensions", schema).status == 503);
  CHECK(client.get("/metadata/services/extensions").body == "[]");
  CHECK(client.post("/metadata/services/extensions", schema).status == 503);
  CHECK_THAT(client.get("/metadata/services/extensions").body, contains("\"S\""));
}

TEST_CASE("reads are no calls for failures of writes, and refused writes are not touched") {
  Fake fake = with_service();
  REQUIRE(fake.add_fault({FaultAction::fail_before_write(), {}, 1, 1}));
  CHECK(get(fake).status == 200);
  CHECK(fake.faults().at(0).matched == 0);
  CHECK(Client(fake).post("/services/start", "{").status == 400);
  CHECK(last(fake).fault.empty());
  CHECK(fake.faults().at(0).fired == 1);
}

TEST_CASE("only the request that a failure touches fails, not what calls the engine beside it") {
  Fake fake = with_service();
  Fake other = with_service();
  REQUIRE(fake.add_fault({FaultAction::fail_before_write()}));
  CHECK(fake.engine().delete_service(1));
  CHECK(Client(other).post(kEnd).status == 204);
}

TEST_CASE("latency moves the fake's clock where that is asked for, after the request") {
  Fake fake = with_service();
  REQUIRE(fake.add_fault({FaultAction::delay(Latency::fixed(90s)), {}, 1, 1, 1, 0, "slow"}));
  const Response response = get(fake);
  CHECK(response.status == 200);
  CHECK(response.header("Date") == "Sat, 01 Jan 2000 00:00:00 GMT");
  CHECK(fake.clock().now() == kFakeStart + 90s);
  CHECK(last(fake).fault == "slow");
  CHECK(last(fake).time == kFakeStart);
}

TEST_CASE("a fault may have a latency besides") {
  Fake fake = with_service();
  REQUIRE(fake.add_fault({FaultAction::answer(500).after(Latency::fixed(1s))}));
  CHECK(get(fake).status == 500);
  CHECK(fake.clock().now() == kFakeStart + 1s);
}

/// The latencies of calls in a row.
std::vector<std::chrono::milliseconds> latencies(const Latency& latency, std::uint64_t seed,
                                                 int count) {
  Fake fake = with_service();
  FaultRule rule{FaultAction::delay(latency)};
  rule.seed = seed;
  REQUIRE(fake.add_fault(rule));
  std::vector<std::chrono::milliseconds> all;
  for (int i = 0; i < count; ++i) {
    const ucs::Timestamp before = fake.clock().now();
    static_cast<void>(get(fake));
    all.push_back(fake.clock().now() - before);
  }
  return all;
}

TEST_CASE("latencies are those of their distribution, the same for one seed") {
  const auto uniform = latencies(Latency::uniform(10ms, 13ms), 1, 100);
  CHECK(std::set<std::chrono::milliseconds>(uniform.begin(), uniform.end()) ==
        std::set<std::chrono::milliseconds>{10ms, 11ms, 12ms, 13ms});
  CHECK(latencies(Latency::uniform(10ms, 13ms), 1, 100) == uniform);
  CHECK(latencies(Latency::uniform(10ms, 13ms), 2, 100) != uniform);
  CHECK(latencies(Latency::uniform(5ms, 5ms), 1, 2) == std::vector{5ms, 5ms});

  auto lognormal = latencies(Latency::lognormal(100ms, 0.5), 1, 401);
  std::sort(lognormal.begin(), lognormal.end());
  CHECK(lognormal[200] > 80ms);
  CHECK(lognormal[200] < 125ms);
  CHECK(lognormal.back() > 250ms);
  CHECK(lognormal.front() < 50ms);
  CHECK(latencies(Latency::lognormal(100ms, 0), 1, 1) == std::vector{100ms});
  for (const auto time : latencies(Latency::lognormal(kLatencyMax, kSigmaMax), 1, 20))
    CHECK(time <= kLatencyMax);
}

TEST_CASE("the numbers of a seed are the same on every machine") {
  CHECK(latencies(Latency::uniform(0ms, 999ms), 42, 4) == std::vector{590ms, 199ms, 830ms, 525ms});
}

}  // namespace
