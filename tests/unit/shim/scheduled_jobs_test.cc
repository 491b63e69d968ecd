// SPDX-License-Identifier: MIT
#include "shim/scheduled_jobs.h"

#include <ucs/core.h>

#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/failing_store.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using std::chrono::hours;
using std::chrono::minutes;
using ucs::shim::ScheduledJob;
using ucs::shim::ScheduledJobs;

ScheduledJob job_of(std::int64_t period, const std::string& period_type,
                    const std::string& action = "purge.service.all") {
  ScheduledJob job;
  job.name = "scheduled-job-01";
  job.action = action;
  job.period = period;
  job.period_type = period_type;
  return job;
}

/// Jobs over a store of their own, at 2026-03-01T12:00:00Z.
struct Fixture {
  ucs::MemoryStore memory;
  FailingStore store{memory};
  ManualClock clock;
  ucs::Engine engine{store, clock};
  std::vector<std::string> reports;
  ScheduledJobs jobs{
      engine, clock, {"", "101"}, [this](const std::string& line) { reports.push_back(line); }};

  void start(const ucs::Text& tenant = "") {
    ucs::Scope scope;
    scope.tenant = tenant;
    REQUIRE(engine.start_service(start_of("c"), scope));
  }
  [[nodiscard]] std::size_t count(const char* tenant = "") {
    return memory.scan(tenant, 0, 100)->size();
  }
};

TEST_CASE("a job removes what started longer than its period ago, of every tenant") {
  Fixture fixture;
  fixture.start();
  fixture.start("101");
  fixture.clock.advance(hours(1));
  fixture.start();
  fixture.jobs.set_jobs({job_of(2, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  CHECK(fixture.count() == 2);
  CHECK(fixture.reports.empty());
  fixture.clock.advance(hours(2));
  CHECK(fixture.jobs.run_due() == 1);
  CHECK(fixture.count() == 1);  // what started exactly two hours ago stays
  CHECK(fixture.count("101") == 0);
  CHECK(fixture.reports ==
        std::vector<std::string>{
            "scheduled-job-01: purge.service.all removed 1 services",
            "scheduled-job-01, tenant 101: purge.service.all removed 1 services"});
}

TEST_CASE("a job removes only what its action names") {
  Fixture fixture;
  fixture.start();
  fixture.start();
  REQUIRE(fixture.engine.complete_service(1));
  fixture.clock.advance(minutes(2));
  fixture.jobs.set_jobs({job_of(1, "minutes", "purge.service.completed")});
  CHECK(fixture.jobs.run_due() == 1);
  CHECK(!fixture.engine.query_service(1));
  CHECK(fixture.engine.query_service(2));
}

TEST_CASE("a job runs at once and then after each period, and each day if that is longer") {
  Fixture fixture;
  fixture.jobs.set_jobs({job_of(3, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  CHECK(fixture.jobs.run_due() == 0);
  fixture.clock.advance(hours(3) - std::chrono::milliseconds(1));
  CHECK(fixture.jobs.run_due() == 0);
  fixture.clock.advance(std::chrono::milliseconds(1));
  CHECK(fixture.jobs.run_due() == 1);
  fixture.clock.advance(hours(100));
  CHECK(fixture.jobs.run_due() == 1);  // what was missed is not made up for
  CHECK(fixture.jobs.run_due() == 0);
  fixture.jobs.set_jobs({job_of(1, "years")});
  CHECK(fixture.jobs.run_due() == 1);
  fixture.clock.advance(hours(24));
  CHECK(fixture.jobs.run_due() == 1);
}

TEST_CASE("a job that is not enabled does not run") {
  Fixture fixture;
  ScheduledJob job = job_of(1, "minutes");
  job.is_enabled = false;
  fixture.jobs.set_jobs({job});
  CHECK(fixture.jobs.run_due() == 0);
  job.is_enabled = true;
  fixture.jobs.set_jobs({job});
  CHECK(fixture.jobs.run_due() == 1);
}

TEST_CASE("new jobs in place of the old ones: who stays as it was keeps its time") {
  Fixture fixture;
  ScheduledJob other = job_of(1, "hours");
  other.name = "scheduled-job-02";
  fixture.jobs.set_jobs({job_of(1, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  fixture.jobs.set_jobs({other, job_of(1, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  fixture.jobs.set_jobs({});
  fixture.clock.advance(hours(2));
  CHECK(fixture.jobs.run_due() == 0);
}

TEST_CASE("a clock that was set back stops no job for longer than its interval") {
  Fixture fixture;
  fixture.jobs.set_jobs({job_of(1, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  fixture.clock.advance(-hours(24 * 365));
  CHECK(fixture.jobs.run_due() == 0);
  fixture.clock.advance(hours(1));
  CHECK(fixture.jobs.run_due() == 1);
}

TEST_CASE("a failure is reported, the other tenants are served, and it is tried again soon") {
  Fixture fixture;
  fixture.start("101");
  fixture.clock.advance(hours(30));
  fixture.store.fail_at(1, FailingStore::Moment::kBefore,
                        {ucs::ErrorCode::kUnavailable, "the disk is full", ""});
  fixture.jobs.set_jobs({job_of(1, "hours")});
  CHECK(fixture.jobs.run_due() == 1);
  REQUIRE(fixture.reports.size() == 2);
  CHECK(fixture.reports[0] == "scheduled-job-01: purge.service.all failed: the disk is full");
  CHECK(fixture.count("101") == 0);
  fixture.clock.advance(minutes(1));
  CHECK(fixture.jobs.run_due() == 1);
}

TEST_CASE("periods are of the units of the documents, up to a hundred years") {
  CHECK(job_of(2, "minutes").age() == minutes(2));
  CHECK(job_of(2, "hours").age() == hours(2));
  CHECK(job_of(2, "days").age() == hours(48));
  CHECK(job_of(2, "weeks").age() == hours(14 * 24));
  CHECK(job_of(2, "months").age() == hours(60 * 24));
  CHECK(job_of(100, "years").age() == ucs::shim::kJobPeriodMax);
  CHECK(!ucs::shim::find_period_type("day"));
  CHECK(!ucs::shim::find_period_type(""));
}

TEST_CASE("a ticker calls again and again, and stops in the middle of its interval") {
  std::promise<void> third;
  int calls = 0;
  {
    const ucs::shim::Ticker ticker(
        [&] {
          if (++calls == 3) third.set_value();
        },
        std::chrono::milliseconds(1));
    CHECK(third.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
  }
  const int seen = calls;
  CHECK(seen >= 3);
  std::promise<void> first;
  {
    const ucs::shim::Ticker ticker([&] { first.set_value(); }, hours(1));
    first.get_future().wait();
  }
}

}  // namespace
