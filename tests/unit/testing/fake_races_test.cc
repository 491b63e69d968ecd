// SPDX-License-Identifier: MIT
// A fake under load. Work is bounded by counts, never by time.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "lib/testing/turnstile.h"
#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::testing::Client;
using ucs::testing::Fake;

constexpr std::size_t kClients = 4;
const std::string kStart = R"({"customer_id":"c","service_type":"booking","ttl":5})";

/// Starts `count` services; returns how often that failed.
int start_many(Fake& fake, int count) {
  const Client client(fake);
  int failures = 0;
  for (int i = 0; i < count; ++i) {
    if (client.post("/services/start", kStart).status != 201) ++failures;
  }
  return failures;
}

/// Lets clients start services while `control` runs; returns how many starts failed.
template <class Control>
int run_under_load(Fake& fake, int count, const Control& control) {
  std::atomic<int> failures{0};
  run_threads(kClients + 1, [&](std::size_t i) {
    if (i == kClients) return control();
    failures += start_many(fake, count);
  });
  return failures;
}

/// Reports whether each id that was taken is that of a service: no start was in it by half.
bool is_whole(Fake& fake) {
  const auto services = static_cast<std::int64_t>(fake.store().scan("", 0, 1000000)->size());
  const auto listed =
      static_cast<std::int64_t>(fake.store().list("", ucs::OwnerKind::kCustomer, "c")->size());
  const std::int64_t next = *fake.store().allocate_ids("", ucs::IdKind::kService, 1);
  return services == next - 1 && listed == services;
}

TEST_CASE("each request comes wholly before a fork or wholly after it") {
  Fake fake;
  std::vector<Fake> forks;
  CHECK(run_under_load(fake, 200, [&] {
          for (int i = 0; i < 30; ++i) forks.push_back(fake.fork());
        }) == 0);
  for (Fake& fork : forks) CHECK(is_whole(fork));
  CHECK(is_whole(fake));
}

TEST_CASE("each request comes wholly before a reset or wholly after it") {
  Fake fake;
  CHECK(run_under_load(fake, 200, [&] {
          for (int i = 0; i < 50; ++i) fake.reset();
        }) == 0);
  CHECK(is_whole(fake));
}

TEST_CASE("snapshots are taken and restored under load") {
  Fake fake;
  std::atomic<int> failures{0};
  CHECK(run_under_load(fake, 200, [&] {
          for (int i = 0; i < 30; ++i) {
            const std::string name = std::to_string(i % 7);
            if (!fake.snapshot(name)) ++failures;
            if (!fake.restore(std::to_string(i % 5 % (i + 1)))) ++failures;
          }
        }) == 0);
  CHECK(failures == 0);
  CHECK(is_whole(fake));
  for (const std::string& name : fake.snapshots()) {
    REQUIRE(fake.restore(name));
    CHECK(is_whole(fake));
  }
}

TEST_CASE("several threads move the time under load, and nothing is left behind") {
  Fake fake;
  std::atomic<std::size_t> expired{0};
  std::atomic<int> failures{0};
  run_threads(kClients, [&](std::size_t i) {
    if (i < 2) {
      failures += start_many(fake, 200);
      return;
    }
    for (int n = 0; n < 50; ++n) {
      const auto outcome = fake.advance(1s);
      if (outcome) expired += outcome->expired;
      if (!outcome) ++failures;
    }
  });
  CHECK(failures == 0);
  CHECK(fake.clock().now() == ucs::testing::kFakeStart + 100s);
  expired += fake.advance(10s)->expired;
  CHECK(expired == 400);
  CHECK(fake.store().scan("", 0, 1)->empty());
}

TEST_CASE("who is alone is alone, and who passes passes at once with others") {
  ucs::testing::Turnstile turnstile;
  std::atomic<int> inside{0};
  std::atomic<int> most_inside{0};
  std::atomic<int> intruders{0};
  std::atomic<bool> has_met{false};
  int alone_count = 0;  // guarded by being alone
  run_threads(8, [&](std::size_t i) {
    for (int n = 0; n < 200; ++n) {
      if (i < 2) {
        const ucs::testing::Turnstile::Alone alone(turnstile);
        if (inside != 0) ++intruders;
        ++alone_count;
        continue;
      }
      const ucs::testing::Turnstile::Pass pass(turnstile);
      const int now_inside = ++inside;
      if (now_inside > most_inside) most_inside = now_inside;
      --inside;
    }
  });
  CHECK(intruders == 0);
  CHECK(alone_count == 400);
  // Two that wait for each other inside: this ends only if both may be there.
  std::atomic<int> arrived{0};
  run_threads(2, [&](std::size_t) {
    const ucs::testing::Turnstile::Pass pass(turnstile);
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
    has_met = true;
  });
  CHECK(has_met);
}

}  // namespace
