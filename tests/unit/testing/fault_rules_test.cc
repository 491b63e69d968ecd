// SPDX-License-Identifier: MIT
// Which calls a rule touches, and how rules come and go.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/every_operation.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::testing;
using ucs::ErrorCode;
using ucs::tests::contains;

const std::string kStart = R"({"customer_id":"c"})";

/// Sends `count` requests and returns which of them were touched: `.` or `x`.
std::string touched(Fake& fake, int count, const std::string& path = "/services/1") {
  const Client client(fake);
  std::string text;
  for (int i = 0; i < count; ++i) text += client.get(path).status == 500 ? 'x' : '.';
  return text;
}

FaultRule rule(RequestConditions when, std::size_t from = 1,
               std::size_t times = std::numeric_limits<std::size_t>::max()) {
  return {FaultAction::answer(500), std::move(when), from, times};
}

TEST_CASE("a rule without conditions touches every call, also of what is no operation") {
  Fake fake;
  REQUIRE(fake.add_fault(rule({})));
  CHECK(touched(fake, 2) == "xx");
  CHECK(touched(fake, 2, "/nothing") == "xx");
}

TEST_CASE("a rule touches calls from a number on, so many times") {
  Fake fake;
  REQUIRE(fake.add_fault(rule({}, 3, 2)));
  CHECK(touched(fake, 6) == "..xx..");
  const FaultStatus status = fake.faults().at(0);
  CHECK(status.matched == 6);
  CHECK(status.fired == 2);
}

TEST_CASE("a rule touches what satisfies all its conditions") {
  FakeOptions options;
  options.api.tenants = {{101, "airline"}, {102, "hotel"}};
  Fake fake(options);
  const auto status = [&](const RequestConditions& when, const std::string& method,
                          const std::string& path, const std::string& tenant) {
    REQUIRE(fake.set_faults({rule(when)}));
    return Client(fake, {ucs::Dialect::kV85, {}, tenant, {}}).send(method, path, "").status;
  };
  CHECK(status({"query_service"}, "GET", "/services/1", "airline") == 500);
  CHECK(status({"query_service"}, "HEAD", "/services/1", "airline") == 500);
  CHECK(status({"query_service"}, "DELETE", "/services/1", "airline") != 500);
  CHECK(status({"", "DELETE"}, "DELETE", "/services/1", "airline") == 500);
  CHECK(status({"", "", "/services/*/states"}, "GET", "/services/7/states?x=y", "hotel") == 500);
  CHECK(status({"", "", "/services/*/states"}, "GET", "/services/7", "hotel") != 500);
  CHECK(status({"", "", "", "hotel"}, "GET", "/services/7", "hotel") == 500);
  CHECK(status({"", "", "", "102"}, "GET", "/services/7", "hotel") == 500);
  CHECK(status({"", "", "", "102"}, "GET", "/services/7", "airline") != 500);
  CHECK(status({"query_service", "POST"}, "GET", "/services/7", "airline") != 500);
}

TEST_CASE(
    "a rule counts all requests of its operation or method, whatever their method, and no other") {
  const std::vector<std::string> methods = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
  FakeOptions options;
  for (const std::string_view name : ucs::http::operation_names()) {
    CHECK_FALSE(ucs::http::operation_method(name).empty());
    options.faults.push_back(rule({std::string(name)}));
  }
  for (const std::string& method : methods) options.faults.push_back(rule({{}, method}));
  // Each alone: others must not be what lets it see a request.
  for (const FaultRule& only : options.faults) {
    Fake fake(FakeOptions{});
    REQUIRE(fake.add_fault(only));
    for (const std::string base : {"", "/genesys/1/cs"}) {
      for (ucs::http::Request request : ucs::tests::requests_for_all(base, "x")) {
        static_cast<void>(fake.handle(request));
        for (const char* method : {"HEAD", "OPTIONS", "BREW"}) {
          request.method = method;
          static_cast<void>(fake.handle(request));
        }
      }
    }
    const auto entries = fake.journal().value();
    const auto expected = std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return only.when.method.empty() ? entry.operation == only.when.operation
                                      : entry.method == only.when.method;
    });
    INFO(only.when.operation << only.when.method);
    CHECK(expected > 0);
    CHECK(fake.faults().at(0).matched == static_cast<std::size_t>(expected));
  }
  CHECK(ucs::http::operation_method("no operation").empty());
}

TEST_CASE("of several rules the first that has its turn touches a call, and all of them count") {
  Fake fake;
  REQUIRE(
      fake.set_faults({{FaultAction::answer(500), {}, 2, 1}, {FaultAction::answer(501), {}, 3}}));
  const Client client(fake);
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) statuses.push_back(client.get("/services/1").status);
  CHECK(statuses == std::vector{400, 500, 501, 501});
  CHECK(fake.faults().at(1).matched == 4);
}

TEST_CASE("a probability touches about its part of the calls, the same calls for one seed") {
  const auto of_seed = [](std::uint64_t seed) {
    Fake fake;
    FaultRule half = rule({});
    half.probability = 0.5;
    half.seed = seed;
    REQUIRE(fake.add_fault(half));
    const std::string text = touched(fake, 200);
    fake.reset();
    REQUIRE(fake.add_fault(half));
    CHECK(touched(fake, 200) == text);
    return text;
  };
  const std::string text = of_seed(1);
  const auto count = std::count(text.begin(), text.end(), 'x');
  CHECK(count > 60);
  CHECK(count < 140);
  CHECK(of_seed(1) == text);
  CHECK(of_seed(2) != text);
}

TEST_CASE("rules are named, listed and removed") {
  Fake fake;
  FaultRule named = rule({"query_service"});
  named.name = "gone";
  CHECK(fake.add_fault(rule({})).value() == "fault-1");
  CHECK(fake.add_fault(named).value() == "gone");
  CHECK(fake.add_fault(rule({})).value() == "fault-2");
  REQUIRE(fake.faults().size() == 3);
  CHECK(fake.faults()[1].rule.name == "gone");
  CHECK(fake.faults()[1].rule.when.operation == "query_service");
  CHECK(fake.remove_fault("gone"));
  CHECK(fake.faults().size() == 2);
  const auto unknown = fake.remove_fault("fault-3");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::kNoSuchResource);
  CHECK_THAT(unknown.error().message, contains("did you mean"));
  REQUIRE(fake.set_faults({}));
  CHECK_THAT(fake.remove_fault("fault-1").error().message, contains("and no other"));
  CHECK(touched(fake, 1) == ".");
}

TEST_CASE("a name that is given does not collide with one that is made up") {
  Fake fake;
  FaultRule named = rule({});
  named.name = "fault-1";
  CHECK(fake.add_fault(named).value() == "fault-1");
  CHECK(fake.add_fault(rule({})).value() == "fault-2");
  const auto twice = fake.add_fault(named);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().field == "name");
}

TEST_CASE("a rule that is wrong is refused, by the name of what is wrong, and nothing changes") {
  Fake fake;
  REQUIRE(fake.add_fault(rule({})));
  const auto field = [&](const FaultRule& wrong, const std::string& part = "") {
    const auto added = fake.add_fault(wrong);
    REQUIRE_FALSE(added);
    CHECK(added.error().code == ErrorCode::kInvalidField);
    CHECK_THAT(added.error().message, contains(part) && contains("expected"));
    CHECK_FALSE(fake.set_faults({rule({}), wrong}));
    CHECK(fake.faults().size() == 1);
    return added.error().field;
  };
  const auto of = [](FaultAction action) { return FaultRule{action}; };
  CHECK(field(rule({"complete_taks"}), "\"complete_task\"") == "operation");
  CHECK(field(rule({"", "get"}), "\"GET\"") == "method");
  CHECK(field(rule({"", "", "x"})) == "path");
  CHECK(field(rule({"", "", "", "x"})) == "tenant");
  CHECK(field(rule({}, 0)) == "from");
  CHECK(field(rule({}, 1, 0)) == "times");
  CHECK(field(of(FaultAction::answer(399)), "399") == "status");
  CHECK(field(of(FaultAction::answer(600))) == "status");
  CHECK(field(of(FaultAction::fail_before_write(502))) == "status");
  CHECK(field(of(FaultAction::fail_after_write(400))) == "status");
  CHECK(field(of(FaultAction::answer(503, -1s))) == "retry_after");
  CHECK(field(of(FaultAction::answer(503, kRetryAfterMax + 1s))) == "retry_after");
  CHECK(field(of(FaultAction())) == "latency");
  CHECK(field(of(FaultAction::delay(Latency::fixed(-1ms)))) == "latency.min");
  CHECK(field(of(FaultAction::delay(Latency::fixed(kLatencyMax + 1ms)))) == "latency.min");
  CHECK(field(of(FaultAction::delay(Latency::uniform(2ms, 1ms)))) == "latency.max");
  CHECK(field(of(FaultAction::delay(Latency::lognormal(-1ms, 1)))) == "latency.median");
  CHECK(field(of(FaultAction::delay(Latency::lognormal(1ms, -1)))) == "latency.sigma");
  CHECK(field(of(FaultAction::delay(Latency::lognormal(
            1ms, std::numeric_limits<double>::quiet_NaN())))) == "latency.sigma");
  CHECK(field(of(FaultAction::dribble(0, 1ms))) == "bytes");
  CHECK(field(of(FaultAction::dribble(1, -1ms))) == "pause");
  CHECK(field(of(FaultAction::reset().after(Latency::fixed(-1ms)))) == "latency.min");
  FaultRule wrong = rule({});
  for (const double probability : {0.0, -0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    wrong.probability = probability;
    CHECK(field(wrong) == "probability");
  }
  wrong = rule({});
  wrong.name = std::string(kFaultNameBytesMax + 1, 'x');
  CHECK(field(wrong) == "name");
  wrong.name = "no UTF-8: \xff";
  CHECK(field(wrong) == "name");
}

TEST_CASE("of several rules the wrong one is told by its place") {
  Fake fake;
  const auto refused = fake.set_faults({rule({}), FaultRule{FaultAction::answer(99)}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().field == "[1].status");
  CHECK(refused.error().message.rfind("[1]: status is 99", 0) == 0);
  CHECK(fake.faults().empty());
}

TEST_CASE("rules at their bounds are taken, and one too many is not") {
  Fake fake;
  FaultRule longest = rule({});
  longest.name = std::string(kFaultNameBytesMax, 'x');
  CHECK(fake.add_fault(longest));
  CHECK(fake.add_fault({FaultAction::answer(599, kRetryAfterMax)}));
  CHECK(fake.add_fault({FaultAction::dribble(1, kLatencyMax)}));
  CHECK(fake.add_fault({FaultAction::delay(Latency::lognormal(kLatencyMax, kSigmaMax))}));
  std::vector<FaultRule> many(kFaultRulesMax, rule({}));
  CHECK(fake.set_faults(many));
  CHECK_FALSE(fake.add_fault(rule({})));
  many.push_back(rule({}));
  CHECK_FALSE(fake.set_faults(many));
  CHECK(fake.faults().size() == kFaultRulesMax);
}

TEST_CASE("kinds of faults have names, and an unknown one has a nearest") {
  for (int i = 0; i < kFaultKindCount; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    CHECK(parse_fault_kind(fault_kind_name(kind)).value() == kind);
  }
  const auto unknown = parse_fault_kind("trunkate");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().field == "action");
  CHECK_THAT(unknown.error().message, contains("\"truncate\""));
}

TEST_CASE("reset goes back to the rules of the options, restore leaves them, a fork has those") {
  FakeOptions options;
  options.faults = {rule({}, 2, 1)};
  Fake fake(options);
  REQUIRE(fake.snapshot("first"));
  CHECK(touched(fake, 3) == ".x.");
  REQUIRE(fake.restore("first"));
  CHECK(touched(fake, 3) == "...");
  REQUIRE(fake.add_fault(rule({})));
  Fake fork = fake.fork();
  CHECK(fork.faults().size() == 1);
  CHECK(touched(fork, 3) == ".x.");
  CHECK(touched(fake, 1) == "x");
  fake.reset();
  CHECK(fake.faults().size() == 1);
  CHECK(touched(fake, 3) == ".x.");
}

TEST_CASE("rules come and go while requests run") {
  Fake fake;
  std::atomic<bool> is_done{false};
  std::thread changer([&] {
    while (!is_done) {
      const auto name = fake.add_fault(rule({}));
      static_cast<void>(fake.faults());
      if (name) static_cast<void>(fake.remove_fault(*name));
      static_cast<void>(fake.set_faults({{FaultAction::lose_answer(), {}, 1, 3}}));
    }
  });
  std::atomic<int> strange{0};
  ucs::tests::run_threads(3, [&](std::size_t) {
    const Client client(fake);
    for (int i = 0; i < 200; ++i) {
      const int status = client.post("/services/start", kStart).status;
      if (status != 201 && status != 500 && status != 0) ++strange;
    }
  });
  is_done = true;
  changer.join();
  CHECK(strange == 0);
}

TEST_CASE("of many threads so many calls are touched as the rule says") {
  Fake fake;
  REQUIRE(fake.add_fault(rule({}, 51, 100)));
  std::atomic<int> failed{0};
  ucs::tests::run_threads(4, [&](std::size_t) {
    const Client client(fake);
    for (int i = 0; i < 100; ++i) {
      if (client.get("/services/1").status == 500) ++failed;
    }
  });
  CHECK(failed == 100);
  CHECK(fake.faults().at(0).matched == 400);
}

TEST_CASE("failures of writes touch their own request among those of many threads") {
  Fake fake;
  REQUIRE(fake.add_fault({FaultAction::fail_before_write(500), {}, 1, 50}));
  std::atomic<int> failed{0};
  std::atomic<int> started{0};
  ucs::tests::run_threads(4, [&](std::size_t) {
    const Client client(fake);
    for (int i = 0; i < 100; ++i) {
      const int status = client.post("/services/start", kStart).status;
      if (status == 500) ++failed;
      if (status == 201) ++started;
    }
  });
  CHECK(failed == 50);
  CHECK(started == 350);
  CHECK(fake.engine().query_customer_services("c").value().size() == 350);
}

TEST_CASE("who waits for latency keeps nobody from going back, and is let go in the end") {
  Fake fake;
  REQUIRE(fake.add_fault({FaultAction::delay(Latency::fixed(kLatencyMax)), {"query_service"}}));
  std::atomic<int> status{-1};
  std::thread waiting([&] { status = Client(fake).get("/services/1").status; });
  REQUIRE(fake.eventually(1min, operation("query_service")));
  fake.reset();
  CHECK(status == -1);
  fake.end_waits();
  waiting.join();
  CHECK(status == 400);
  // From now on nobody waits.
  REQUIRE(fake.add_fault({FaultAction::delay(Latency::fixed(kLatencyMax))}));
  CHECK(Client(fake).get("/services/1").status == 400);
}

}  // namespace
