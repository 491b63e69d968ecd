// SPDX-License-Identifier: MIT
#include "shim/due_timer.h"

#include <ucs/core.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/failing_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/http_connection.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::MemoryStore;
using ucs::Result;
using ucs::shim::DueTimer;
using Services = std::vector<ucs::ServicePtr>;

/// Counts the calls of list_due, and lets a test wait for them.
class CountingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<Services> list_due(std::string_view tenant, ucs::Timestamp until,
                            std::size_t limit) override {
    {
      const std::lock_guard lock(mutex_);
      ++calls_;
    }
    called_.notify_all();
    return ForwardingStore::list_due(tenant, until, limit);
  }

  [[nodiscard]] int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  /// Waits until there were this many calls.
  [[nodiscard]] bool await_calls(int count) {
    std::unique_lock lock(mutex_);
    return called_.wait_for(lock, kDeadline, [&] { return calls_ >= count; });
  }

 private:
  std::mutex mutex_;  // guards calls_
  std::condition_variable called_;
  int calls_ = 0;
};

void ignore(const ucs::Text& /*tenant*/, const ucs::Error& /*error*/) {}

TEST_CASE("the timer applies what is due, for each tenant, and goes on") {
  MemoryStore memory;
  CountingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  ucs::StartService request = start_of("c");
  request.ttl = 10;
  ucs::Scope other;
  other.tenant = "other";
  REQUIRE(engine.start_service(request));
  REQUIRE(engine.start_service(request, other));
  {
    const DueTimer timer(engine, {"", "other"}, ignore, std::chrono::milliseconds(1));
    REQUIRE(store.await_calls(4));
    CHECK(memory.scan("", 0, 1)->size() == 1);
    clock.advance(std::chrono::seconds(10));
    // The call that comes after the one in progress sees the new time.
    REQUIRE(store.await_calls(store.calls() + 6));
    CHECK(memory.scan("", 0, 1)->empty());
    CHECK(memory.scan("other", 0, 1)->empty());
  }
  const int calls = store.calls();
  CHECK(store.calls() == calls);
}

TEST_CASE("a timer that is destroyed stops in the middle of its interval") {
  MemoryStore memory;
  CountingStore store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  {
    const DueTimer timer(engine, {""}, ignore, std::chrono::hours(1));
    REQUIRE(store.await_calls(1));
  }
  CHECK(store.calls() == 1);
}

TEST_CASE("a failure is reported once until it is over") {
  MemoryStore memory;
  FailingStore failing(memory);
  CountingStore store(failing);
  ManualClock clock;
  Engine engine(store, clock);
  std::vector<std::string> reports;
  const ucs::Error error{ucs::ErrorCode::kUnavailable, "the disk is full", ""};
  failing.fail_at(1, FailingStore::Moment::kBefore, error);
  {
    const DueTimer timer(
        engine, {""},
        [&](const ucs::Text& tenant, const ucs::Error& reported) {
          reports.push_back(std::string(tenant.view()) + reported.message);
        },
        std::chrono::milliseconds(1));
    REQUIRE(store.await_calls(5));
  }
  CHECK(reports == std::vector<std::string>{"the disk is full"});
}

}  // namespace
