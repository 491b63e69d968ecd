// SPDX-License-Identifier: MIT
#include "lib/access/login_throttle.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using ucs::access::LoginThrottle;
using ucs::access::ThrottleOptions;

/// A clock that a test sets.
struct Time {
  std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
  [[nodiscard]] ucs::access::MonotonicClock clock() {
    return [this] { return now; };
  }
};

ThrottleOptions three_a_second() {
  ThrottleOptions options;
  options.failures_max = 3;
  options.failure_interval = milliseconds(1000);
  options.clients_max = 64;
  return options;
}

TEST_CASE("a client may fail so often at once, then once more each interval") {
  Time time;
  LoginThrottle throttle(three_a_second(), time.clock());
  CHECK(throttle.delay("192.0.2.1") == nanoseconds(0));
  for (int i = 0; i < 3; ++i) CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
  CHECK(throttle.delay("192.0.2.1") == milliseconds(1000));
  CHECK(throttle.count("192.0.2.1") == milliseconds(1000));  // counts nothing
  CHECK(throttle.delay("192.0.2.2") == nanoseconds(0));
  time.now += milliseconds(999);
  CHECK(throttle.count("192.0.2.1") == milliseconds(1));
  time.now += milliseconds(1);
  CHECK(throttle.delay("192.0.2.1") == nanoseconds(0));
  CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
  CHECK(throttle.delay("192.0.2.1") == milliseconds(1000));
  time.now += milliseconds(3000);
  for (int i = 0; i < 3; ++i) CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
  CHECK(throttle.count("192.0.2.1") > nanoseconds(0));
}

TEST_CASE("what is taken back does not count") {
  Time time;
  LoginThrottle throttle(three_a_second(), time.clock());
  for (int i = 0; i < 100; ++i) {
    CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
    throttle.take_back("192.0.2.1");
  }
  throttle.take_back("192.0.2.9");  // of whom nothing is known
  CHECK(throttle.delay("192.0.2.1") == nanoseconds(0));
}

TEST_CASE("a client is an IPv4 address, or 64 bits of an IPv6 address") {
  Time time;
  struct Row {
    const char* failed;
    const char* other;
    bool is_same;
  };
  const Row rows[] = {
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
      {"192.0.2.1", "::ffff:192.0.2.1", true},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
      {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
      {"2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:1", true},
      {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
      {"fe80::1%eth0", "fe80::1", true},
      {"", "no address", true},
      {"", "192.0.2.1", false},
  };
  for (const Row& row : rows) {
    INFO(row.failed << " and " << row.other);
    LoginThrottle throttle(three_a_second(), time.clock());
    for (int i = 0; i < 3; ++i) CHECK(throttle.count(row.failed) == nanoseconds(0));
    CHECK((throttle.delay(row.other) > nanoseconds(0)) == row.is_same);
  }
}

TEST_CASE("more clients than there is room for do not let one off that fails") {
  Time time;
  LoginThrottle throttle(three_a_second(), time.clock());
  for (int i = 0; i < 3; ++i) CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
  // 64 places, 10,000 clients with one failure each.
  for (int i = 0; i < 10000; ++i) {
    const std::string address = "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256);
    CHECK(throttle.count(address) == nanoseconds(0));
  }
  CHECK(throttle.delay("192.0.2.1") == milliseconds(1000));
}

TEST_CASE("attempts made all at once do not slip through") {
  Time time;
  LoginThrottle throttle(three_a_second(), time.clock());
  std::atomic<int> let_in{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 100; ++k) {
        if (throttle.count("192.0.2.1").count() == 0) ++let_in;
        static_cast<void>(throttle.delay("192.0.2.2"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(let_in == 3);
}

TEST_CASE("zero failures and zero clients are rounded up") {
  Time time;
  ThrottleOptions options;
  options.failures_max = 0;
  options.clients_max = 0;
  LoginThrottle throttle(options, time.clock());
  CHECK(throttle.count("192.0.2.1") == nanoseconds(0));
  CHECK(throttle.count("192.0.2.1") > nanoseconds(0));
}

}  // namespace
