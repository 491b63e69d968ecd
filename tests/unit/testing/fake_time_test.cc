// SPDX-License-Identifier: MIT
// How a fake moves through time, and what happens on the way.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::DueOutcome;
using ucs::Scope;
using ucs::ServiceId;
using ucs::StartService;
using ucs::Timestamp;
using ucs::testing::ClockMode;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::kFakeStart;

Scope tenant(const char* name) {
  Scope scope;
  scope.tenant = name;
  return scope;
}

/// Starts a service that ends by itself: after seconds, or not at all.
ServiceId start(Fake& fake, std::optional<int> ttl, std::optional<int> auto_complete_after,
                const Scope& scope = {}) {
  StartService request = start_of("c");
  request.ttl = ttl;
  request.auto_complete_after = auto_complete_after;
  return fake.engine().start_service(request, scope).value();
}

std::string text_of(const ucs::Result<DueOutcome>& result) {
  if (!result) return outcome_and_field(result);
  return std::to_string(result->completed) + " completed, " + std::to_string(result->expired) +
         " expired";
}

Timestamp completed(Fake& fake, ServiceId id, const Scope& scope = {}) {
  const auto service = fake.engine().query_service(id, scope);
  REQUIRE(service);
  REQUIRE((*service)->completion != nullptr);
  return (*service)->completion->event.timestamp;
}

TEST_CASE("time that passes without anything due is just that") {
  Fake fake;
  CHECK(text_of(fake.advance(0ms)) == "0 completed, 0 expired");
  CHECK(text_of(fake.advance(30min)) == "0 completed, 0 expired");
  CHECK(fake.clock().now() == kFakeStart + 30min);
  CHECK(fake.handle({"GET", "/nothing", {}, ""}).header("Date") == "Sat, 01 Jan 2000 00:30:00 GMT");
}

TEST_CASE("what becomes due on the way happens, each at its own time, in all tenants") {
  Fake fake;
  CHECK(start(fake, 100, {}) == 1);
  CHECK(start(fake, {}, 50) == 2);
  CHECK(start(fake, 70, {}, tenant("7")) == 1);
  CHECK(start(fake, {}, 60, tenant("7")) == 2);
  CHECK(start(fake, {}, 61, tenant("8")) == 1);
  CHECK(text_of(fake.advance(49999ms)) == "0 completed, 0 expired");
  CHECK(text_of(fake.advance(1ms)) == "1 completed, 0 expired");
  CHECK(text_of(fake.advance(50s)) == "2 completed, 2 expired");
  CHECK(completed(fake, 2) == kFakeStart + 50s);
  CHECK(completed(fake, 2, tenant("7")) == kFakeStart + 60s);
  CHECK(completed(fake, 1, tenant("8")) == kFakeStart + 61s);
  for (const char* name : {"", "7"}) CHECK(*fake.store().get(name, 1) == nullptr);  // swept
}

TEST_CASE("nothing is due behind an advance, also where one thing leads to another") {
  FakeOptions options;
  options.settings.default_lifetime = 1h;
  Fake fake(options);
  CHECK(start(fake, {}, 60) == 1);
  SECTION("step by step") {
    CHECK(text_of(fake.advance(60s)) == "1 completed, 0 expired");
    CHECK(text_of(fake.advance(1h - 1ms)) == "0 completed, 0 expired");  // counted from the end
    CHECK(text_of(fake.advance(1ms)) == "0 completed, 1 expired");
  }
  SECTION("in one stride") { CHECK(text_of(fake.advance(2h)) == "1 completed, 1 expired"); }
  const auto left = fake.store().list_due("", ucs::kTimestampMax, 10);
  CHECK(left->empty());
}

TEST_CASE("many services that are due at one time are all applied") {
  Fake fake;
  for (int i = 0; i < 1000; ++i) start(fake, i % 10, {}, tenant(i % 2 == 0 ? "" : "7"));
  CHECK(text_of(fake.advance(9s)) == "0 completed, 1000 expired");
  CHECK(fake.store().scan("", 0, 1)->empty());
  CHECK(fake.store().scan("7", 0, 1)->empty());
}

TEST_CASE("an advance by a negative or absurd amount is refused, and nothing happens") {
  Fake fake;
  start(fake, 100, {});
  const std::string before = dump(fake.store());
  const auto left = ucs::kTimestampMax - kFakeStart;
  for (const auto by :
       {-1ms, std::chrono::milliseconds::min(), left + 1ms, std::chrono::milliseconds::max()}) {
    const auto refused = fake.advance(by);
    CHECK(text_of(refused) == "invalid_field by");
    CHECK_THAT(refused.error().message, contains(std::to_string(by.count()) + " ms"));
  }
  CHECK(fake.clock().now() == kFakeStart);
  CHECK(dump(fake.store()) == before);
  CHECK(text_of(fake.advance(left)) == "0 completed, 1 expired");
  CHECK(fake.clock().now() == ucs::kTimestampMax);
}

TEST_CASE("to set a later time is to advance to it") {
  Fake fake;
  start(fake, {}, 60);
  CHECK(text_of(fake.set_time(kFakeStart + 1h)) == "1 completed, 0 expired");
  CHECK(completed(fake, 1) == kFakeStart + 60s);
  CHECK(text_of(fake.set_time(kFakeStart + 1h)) == "0 completed, 0 expired");
}

TEST_CASE("to set an earlier time brings nothing back") {
  Fake fake;
  start(fake, 60, {});
  start(fake, {}, 60);
  REQUIRE(fake.advance(1h));
  start(fake, 60, {});
  CHECK(text_of(fake.set_time(kFakeStart - 24h)) == "0 completed, 0 expired");
  CHECK(fake.clock().now() == kFakeStart - 24h);
  CHECK(*fake.store().get("", 1) == nullptr);
  CHECK(completed(fake, 2) == kFakeStart + 60s);
  CHECK(fake.engine().query_service(3).value()->started.timestamp == kFakeStart + 1h);
  CHECK(text_of(fake.advance(25h + 59s)) == "0 completed, 0 expired");
  CHECK(text_of(fake.advance(1s)) == "0 completed, 1 expired");
}

TEST_CASE("a time outside of the years 0000 to 9999 is refused") {
  Fake fake;
  for (const Timestamp time : {ucs::kTimestampMin - 1ms, ucs::kTimestampMax + 1ms})
    CHECK(text_of(fake.set_time(time)) == "invalid_timestamp time");
  CHECK(fake.clock().now() == kFakeStart);
}

TEST_CASE("a clock that is set itself applies nothing until the fake settles") {
  Fake fake;
  start(fake, {}, 60);
  REQUIRE(fake.clock().set(kFakeStart + 2min));
  CHECK((*fake.store().get("", 1))->completion == nullptr);
  CHECK(text_of(fake.settle()) == "1 completed, 0 expired");
  CHECK(completed(fake, 1) == kFakeStart + 60s);
  CHECK(fake.clock().now() == kFakeStart + 2min);
}

TEST_CASE("what was late already happens first, and the clock does not go back for it") {
  Fake fake;
  StartService late = start_of("c");
  late.timestamp = kFakeStart - 1h;
  late.ttl = 60;
  REQUIRE(fake.engine().start_service(late));
  CHECK(text_of(fake.settle()) == "0 completed, 1 expired");
  CHECK(fake.clock().now() == kFakeStart);
}

TEST_CASE("a fake that follows the system's clock is advanced as well") {
  FakeOptions options;
  options.clock = ClockMode::ahead(-24h * 365 * 100);
  Fake fake(options);
  start(fake, {}, 3600);
  const Timestamp before = fake.clock().now();
  CHECK(text_of(fake.advance(2h)) == "1 completed, 0 expired");
  CHECK(fake.clock().now() >= before + 2h);
  CHECK(fake.clock().now() < before + 3h);
  CHECK(fake.clock().mode().kind == ClockMode::Kind::kOffset);
}

}  // namespace
