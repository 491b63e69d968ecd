// SPDX-License-Identifier: MIT
// Scenarios whose calls fail one after the other.
#include <ucs/testing/client.h>
#include <ucs/testing/fault_points.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using namespace ucs::testing;
using ucs::tests::contains;

const std::string kStart = R"({"customer_id":"c"})";

std::size_t services(Fake& fake) {
  return fake.engine().query_customer_services("c").value().size();
}

bool is_failure(int status) { return status == 0 || status >= 500; }

/// Starts a service, and once more if that fails: it may then be there twice.
bool start_carelessly(Fake& fake) {
  const Client client(fake);
  if (is_failure(client.post("/services/start", kStart).status))
    client.post("/services/start", kStart);
  return services(fake) == 1;
}

/// Starts a service; if that fails, looks whether it is there before it tries again.
bool start_carefully(Fake& fake) {
  const Client client(fake);
  for (int i = 0; i < 3; ++i) {
    if (client.post("/services/start", kStart).status == 201) break;
    const auto list = client.get("/customers/c/services");
    if (list.status == 200 && list.body != "[]") break;
  }
  return services(fake) == 1;
}

TEST_CASE("a client that repeats without looking is found out, at the first call that shows it") {
  Fake fake;
  const FaultPointReport report = for_each_fault_point(fake, start_carelessly);
  CHECK_FALSE(report);
  REQUIRE(report.point);
  CHECK(report.point->call == 1);
  CHECK(report.point->action.kind == FaultKind::kFailAfterWrite);
  CHECK(report.runs == 3);
  CHECK_THAT(report.message,
             contains("when call 1 fails by fail_after_write: the check does not hold") &&
                 contains("#1 POST") && contains("by fault fault-point") && contains("#2 POST"));
  CHECK(report.journal.size() == 2);
}

TEST_CASE("a client that copes passes, and every call has failed in every way") {
  Fake fake;
  std::set<std::pair<std::string, std::string>> points;
  const auto scenario = [&](Fake& server) {
    const bool is_well = start_carefully(server);
    for (const JournalEntry& entry : server.journal().value()) {
      if (!entry.fault.empty()) points.insert({entry.operation, std::to_string(entry.status)});
    }
    return is_well;
  };
  const FaultPointReport report = for_each_fault_point(fake, scenario);
  CHECK(report);
  CHECK(report.message.empty());
  CHECK_FALSE(report.point);
  CHECK(points == std::set<std::pair<std::string, std::string>>{{"start_service", "503"},
                                                                {"start_service", "0"}});
  // Once without a fault; for each of three ways the first call, and a second that is not there.
  CHECK(report.runs == 7);
}

TEST_CASE("each run begins with what there was, and leaves it as it was") {
  Fake fake;
  Client(fake).post("/services/start", kStart);
  const auto scenario = [](Fake& server) {
    const bool was_one = services(server) == 1;
    Client(server).post("/services/start", kStart);
    return was_one;
  };
  CHECK(for_each_fault_point(fake, scenario));
  CHECK(services(fake) == 1);
  CHECK(fake.faults().empty());
}

TEST_CASE("a check that does not hold without faults is told as such") {
  Fake fake;
  const FaultPointReport report = for_each_fault_point(
      fake, [](Fake&) { return std::optional<std::string>("there is no agent"); });
  CHECK_FALSE(report);
  CHECK_FALSE(report.point);
  CHECK(report.runs == 1);
  CHECK_THAT(report.message, contains("without a fault: there is no agent"));
}

TEST_CASE("a scenario may return a Result, whose message is shown") {
  Fake fake;
  const FaultPointReport report = for_each_fault_point(fake, [](Fake& server) -> ucs::Result<void> {
    if (Client(server).get("/services/1").status != 0) return {};
    return ucs::Error{ucs::ErrorCode::kUnavailable, "nobody answers", ""};
  });
  CHECK_THAT(report.message, contains("when call 1 fails by lose_answer: nobody answers"));
}

TEST_CASE("a scenario without calls passes") {
  Fake fake;
  CHECK(for_each_fault_point(fake, [](Fake&) { return true; }).runs == 4);
}

TEST_CASE("only calls that match fail, in the ways that are asked for") {
  Fake fake;
  FaultPointOptions options;
  options.when.operation = "query_service";
  options.actions = {FaultAction::answer(429)};
  const auto scenario = [](Fake& server) {
    Client(server).post("/services/start", kStart);
    return Client(server).get("/services/1").status == 200;
  };
  const FaultPointReport report = for_each_fault_point(fake, scenario, options);
  REQUIRE(report.point);
  CHECK(report.point->call == 1);
  CHECK_THAT(report.message, contains("#2 GET") && contains("429 by fault fault-point"));

  options.actions.clear();
  CHECK(for_each_fault_point(fake, scenario, options).runs == 1);
}

TEST_CASE("every call fails, also where the fake has faults of its own") {
  FakeOptions fake_options;
  fake_options.faults = {{FaultAction::delay(Latency::fixed(std::chrono::seconds(1)))}};
  fake_options.latency_moves_clock = true;
  Fake fake(fake_options);
  CHECK_FALSE(for_each_fault_point(fake, start_carelessly));
  CHECK(for_each_fault_point(fake, start_carefully).runs == 7);
}

TEST_CASE("options that are wrong are refused") {
  Fake fake;
  FaultPointOptions options;
  options.when.operation = "start_servise";
  const FaultPointReport report = for_each_fault_point(
      fake, [](Fake&) { return true; }, options);
  CHECK_FALSE(report);
  CHECK_THAT(report.message, contains("\"start_service\""));
}

TEST_CASE("the runs have a bound") {
  Fake fake;
  const auto scenario = [](Fake& server) {
    for (int i = 0; i < 5; ++i) Client(server).post("/services/start", kStart);
    return true;
  };
  FaultPointOptions options;
  options.runs_max = 19;  // one, and for each of three ways five, and one more
  CHECK(for_each_fault_point(fake, scenario, options));
  options.runs_max = 18;
  const FaultPointReport report = for_each_fault_point(fake, scenario, options);
  CHECK_FALSE(report);
  CHECK_THAT(report.message, contains("given up before call 6, after 18 runs"));
}

TEST_CASE("what a scenario throws is passed on") {
  Fake fake;
  const auto scenario = [](Fake&) -> bool { throw std::runtime_error("ends here"); };
  CHECK_THROWS_AS(static_cast<void>(for_each_fault_point(fake, scenario)), std::runtime_error);
}

}  // namespace
