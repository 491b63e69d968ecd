// SPDX-License-Identifier: MIT
#include <ucs/testing/clock.h>

#include <atomic>
#include <chrono>
#include <limits>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::kTimestampMax;
using ucs::kTimestampMin;
using ucs::Timestamp;
using ucs::testing::check_clock_mode;
using ucs::testing::ClockMode;
using ucs::testing::TestClock;

const Timestamp kNoon = at("2026-03-01T12:00:00Z");  // what a ManualClock shows at first

TEST_CASE("a frozen clock stands still whatever the system's does") {
  ManualClock system;
  const TestClock clock(ClockMode::frozen(at("1999-12-31T23:59:59.999Z")), system);
  CHECK(clock.now() == at("1999-12-31T23:59:59.999Z"));
  system.advance(1h);
  CHECK(clock.now() == at("1999-12-31T23:59:59.999Z"));
}

TEST_CASE("a clock of the system is the system's, step by step") {
  ManualClock system;
  const TestClock clock(ClockMode::system(), system);
  CHECK(clock.now() == kNoon);
  system.advance(1234ms);
  CHECK(clock.now() == kNoon + 1234ms);
  system.advance(-2h);
  CHECK(clock.now() == kNoon + 1234ms - 2h);
}

TEST_CASE("a clock ahead of the system's, or behind it, keeps its distance") {
  ManualClock system;
  const TestClock ahead(ClockMode::ahead(90min), system);
  const TestClock behind(ClockMode::ahead(-1ms), system);
  system.advance(1s);
  CHECK(ahead.now() == kNoon + 90min + 1s);
  CHECK(behind.now() == kNoon + 1s - 1ms);
}

TEST_CASE("a scaled clock begins at its time and goes at its rate") {
  ManualClock system;
  const Timestamp start = at("2000-01-01T00:00:00Z");
  const TestClock fast(ClockMode::scaled(60, start), system);
  const TestClock slow(ClockMode::scaled(0.5, start), system);
  CHECK(fast.now() == start);
  system.advance(1ms);
  CHECK(fast.now() == start + 60ms);
  CHECK(slow.now() == start);  // cut to milliseconds
  system.advance(1999ms);
  CHECK(fast.now() == start + 2min);
  CHECK(slow.now() == start + 1s);
}

TEST_CASE("a clock that is set goes on from there, back too") {
  ManualClock system;
  const Timestamp there = at("1990-01-01T00:00:00Z");
  for (const ClockMode& mode : {ClockMode::frozen(kNoon), ClockMode::system(), ClockMode::ahead(1h),
                                ClockMode::scaled(2, kNoon)}) {
    TestClock clock(mode, system);
    system.advance(5s);
    REQUIRE(clock.set(there));
    CHECK(clock.now() == there);
    system.advance(1s);
    CHECK(clock.now() == there + mode.rate * 1s);
    REQUIRE(clock.set(kTimestampMax));
    CHECK(clock.now() == kTimestampMax);
    REQUIRE(clock.set(kTimestampMin));
    CHECK(clock.now() == kTimestampMin);
    CHECK(clock.mode().kind == mode.kind);
  }
}

TEST_CASE("a clock that is advanced goes on from there") {
  ManualClock system;
  for (const ClockMode& mode :
       {ClockMode::frozen(kNoon), ClockMode::system(), ClockMode::scaled(3, kNoon)}) {
    TestClock clock(mode, system);
    const Timestamp before = clock.now();
    REQUIRE(clock.advance(30min));
    REQUIRE(clock.advance(0ms));
    CHECK(clock.now() == before + 30min);
    system.advance(1s);
    CHECK(clock.now() == before + 30min + static_cast<int>(mode.rate) * 1s);
  }
}

TEST_CASE("a time outside of the years 0000 to 9999 is refused, and the clock is as it was") {
  TestClock clock(ClockMode::frozen(kNoon));
  for (const Timestamp time :
       {kTimestampMin - 1ms, kTimestampMax + 1ms, Timestamp::min(), Timestamp::max()}) {
    const auto set = clock.set(time);
    REQUIRE(outcome_and_field(set) == "invalid_timestamp time");
    CHECK_THAT(set.error().message, contains("9999-12-31T23:59:59.999Z"));
  }
  CHECK(clock.now() == kNoon);
}

TEST_CASE("a clock is not advanced by less than nothing, nor past the year 9999") {
  TestClock clock(ClockMode::frozen(kNoon));
  const auto back = clock.advance(-1ms);
  REQUIRE(outcome_and_field(back) == "invalid_field by");
  CHECK_THAT(back.error().message, contains("-1 ms"));
  CHECK_THAT(back.error().message, contains("set the time"));
  const auto left = kTimestampMax - kNoon;
  for (const auto by : {left + 1ms, std::chrono::milliseconds::max()}) {
    const auto absurd = clock.advance(by);
    REQUIRE(outcome_and_field(absurd) == "invalid_field by");
    CHECK_THAT(absurd.error().message, contains("at most " + std::to_string(left.count()) + " ms"));
  }
  CHECK(outcome(clock.advance(std::chrono::milliseconds::min())) == "invalid_field");
  CHECK(clock.now() == kNoon);
  CHECK(outcome(clock.advance(left)) == "ok");
  CHECK(clock.now() == kTimestampMax);
  CHECK(outcome(clock.advance(0ms)) == "ok");
  CHECK(outcome(clock.advance(1ms)) == "invalid_field");
}

TEST_CASE("a running clock stands still at the ends of time") {
  ManualClock system;
  const TestClock clock(ClockMode::scaled(ucs::testing::kClockRateMax, kNoon), system);
  const TestClock ahead(ClockMode::ahead(kTimestampMax - kTimestampMin), system);
  system.set(kTimestampMax);
  CHECK(clock.now() == kTimestampMax);
  CHECK(ahead.now() == kTimestampMax);
  system.set(kTimestampMin);
  CHECK(clock.now() == kTimestampMin);
}

TEST_CASE("modes out of their bounds are refused by name") {
  const auto refusal = [](const ClockMode& mode) {
    TestClock clock(ClockMode::frozen(kNoon));
    const std::string result = outcome_and_field(clock.use(mode));
    CHECK(outcome_and_field(check_clock_mode(mode)) == result);
    CHECK((result == "ok" || clock.now() == kNoon));
    return result;
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto years = kTimestampMax - kTimestampMin;
  CHECK(refusal(ClockMode::frozen(kTimestampMin)) == "ok");
  CHECK(refusal(ClockMode::frozen(kTimestampMin - 1ms)) == "invalid_timestamp time");
  CHECK(refusal(ClockMode::scaled(1, kTimestampMax)) == "ok");
  CHECK(refusal(ClockMode::scaled(1, kTimestampMax + 1ms)) == "invalid_timestamp time");
  CHECK(refusal(ClockMode::ahead(years)) == "ok");
  CHECK(refusal(ClockMode::ahead(years + 1ms)) == "invalid_field offset");
  CHECK(refusal(ClockMode::ahead(-years)) == "ok");
  CHECK(refusal(ClockMode::ahead(-years - 1ms)) == "invalid_field offset");
  CHECK(refusal(ClockMode::ahead(std::chrono::milliseconds::min())) == "invalid_field offset");
  CHECK(refusal(ClockMode::scaled(ucs::testing::kClockRateMin, kNoon)) == "ok");
  CHECK(refusal(ClockMode::scaled(ucs::testing::kClockRateMax, kNoon)) == "ok");
  for (const double rate : {0.0, -1.0, ucs::testing::kClockRateMin / 2,
                            ucs::testing::kClockRateMax * 1.001, kNan, kInfinity, -kInfinity})
    CHECK(refusal(ClockMode::scaled(rate, kNoon)) == "invalid_field rate");
}

TEST_CASE("the mode of a clock makes another clock of it") {
  ManualClock system;
  for (const ClockMode& mode : {ClockMode::frozen(kNoon), ClockMode::system(),
                                ClockMode::ahead(-2h), ClockMode::scaled(7, kNoon)}) {
    TestClock clock(mode, system);
    REQUIRE(clock.advance(1min));
    system.advance(10s);
    TestClock copy(clock.mode(), system);
    CHECK(copy.now() == clock.now());
    system.advance(10s);
    CHECK(copy.now() == clock.now());
    REQUIRE(clock.use(ClockMode::frozen(kTimestampMin)));
    CHECK(clock.now() == kTimestampMin);
  }
}

TEST_CASE("without another source a clock follows that of the system") {
  const TestClock clock(ClockMode::system());
  const Timestamp before = ucs::SystemClock().now();
  const Timestamp now = clock.now();
  CHECK(before <= now);
  CHECK(now <= ucs::SystemClock().now());
}

TEST_CASE("who reads while others set the clock sees no mixture") {
  // Of the two modes one has a time that the other, at its rate, would not show.
  ManualClock system;
  TestClock clock(ClockMode::frozen(kNoon), system);
  system.advance(1h);
  std::atomic<int> wrong{0};
  std::atomic<int> writers{2};
  run_threads(4, [&](std::size_t i) {
    if (i < 2) {
      for (int n = 0; n < 5000; ++n) {
        const bool is_frozen = (n + static_cast<int>(i)) % 2 == 0;
        static_cast<void>(clock.use(is_frozen ? ClockMode::frozen(kNoon) : ClockMode::ahead(-2h)));
      }
      --writers;
      return;
    }
    do {
      const Timestamp seen = clock.now();
      if (seen != kNoon && seen != kNoon - 1h) ++wrong;
    } while (writers > 0);
  });
  CHECK(wrong == 0);
}

}  // namespace
