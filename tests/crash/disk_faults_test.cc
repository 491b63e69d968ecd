// SPDX-License-Identifier: MIT
// A disk that fails, at every one of the calls that a scenario makes: what was acknowledged is
// there, what was not is not, and the store works again once the disk does.
//
//   UCS_CRASH_CYCLES=5000 UCS_CRASH_SEED=7 ucs_crash_tests    as ./dev crash does
#include <ucs/memory_store.h>
#include <ucs/sqlite_store.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/crash/amount.h"
#include "tests/crash/faulty_disk.h"
#include "tests/crash/scenario.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace ucs::tests;
using ucs::ErrorCode;
using ucs::IdKind;
using ucs::MemoryStore;
using ucs::Result;
using ucs::SqliteStore;
using Call = FaultyDisk::Call;
using Failure = FaultyDisk::Failure;

/// Copies the files of a database as a process that ended now would leave them.
void copy_files(const std::string& from, const std::string& to) {
  for (const char* end : {"", "-wal", "-journal"}) {
    if (std::filesystem::exists(from + end)) std::filesystem::copy_file(from + end, to + end);
  }
}

/// One run of a scenario, from the making of the file to its end, beside a store that cannot fail.
class FaultyRun {
 public:
  explicit FaultyRun(FaultyDisk& disk) : disk_(disk) {}

  /// Does these steps on a disk that does not fail, and leaves the store as a crash does.
  void crash_after(const std::vector<ScenarioStep>& steps) {
    const FaultyDisk::Pause pause(disk_);
    store_ = SqliteStore::open(directory_.file("crashed.db")).value();
    for (const ScenarioStep& step : steps) carry_out_both(step);
    copy_files(directory_.file("crashed.db"), path_);
    store_.reset();
  }

  /// Returns whether the disk failed at all.
  bool run(const std::vector<ScenarioStep>& steps, const FaultyDisk::Fault& fault) {
    disk_.arm(fault);
    open();
    for (const ScenarioStep& step : steps) carry_out_both(step);
    if (disk_.has_failed()) check_recovery();
    store_.reset();
    const bool has_failed = disk_.has_failed();
    disk_.heal();
    store_ = SqliteStore::open(path_).value();
    CHECK(contents_of(*store_) == contents_of(expected_));
    CHECK(store_->allocate_ids("", IdKind::kState, 1).value() > last_id_);
    return has_failed;
  }

 private:
  static constexpr int kFailuresMax = 3;

  void check_code(const ucs::Error& error) {
    CHECK((error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal));
    CHECK_FALSE(error.message.empty());
    CHECK(disk_.has_failed());
  }

  void open() {
    auto store = SqliteStore::open(path_);
    if (!store) {
      check_code(store.error());
      disk_.heal();
      store = SqliteStore::open(path_);
    }
    store_ = std::move(store).value();
  }

  void carry_out_both(const ScenarioStep& step) {
    const auto done = carry_out(step, *store_, last_id_);
    if (!done) {
      check_code(done.error());
      failed_.push_back(step);
      check_what_a_crash_leaves();
      if (++failures_ == kFailuresMax) disk_.heal();
      return;
    }
    if (step.kind == ScenarioStep::Kind::kIds) {
      CHECK(*done);  // none twice
      return;
    }
    CHECK(*done == carry_out(step, expected_, ids_of_expected_).value());
    if (step.is_change() && *done) failed_.clear();
  }

  /// If the process ended now: nothing but the last change that failed may be there all the same.
  void check_what_a_crash_leaves() {
    const FaultyDisk::Pause pause(disk_);
    const TemporaryDirectory copies;
    copy_files(path_, copies.file("store.db"));
    const auto left = SqliteStore::open(copies.file("store.db"));
    REQUIRE(left.has_value());
    const std::string found = contents_of(**left);
    bool is_known = found == contents_of(expected_);
    for (const ScenarioStep& step : failed_) {
      if (is_known || !step.is_change()) continue;
      const auto with_it = expected_.fork();
      REQUIRE(carry_out(step, *with_it, ids_of_expected_).has_value());
      is_known = found == contents_of(*with_it);
    }
    CHECK(is_known);
    CHECK((*left)->allocate_ids("", IdKind::kState, 1).value() > last_id_);
  }

  void check_recovery() {
    disk_.heal();
    ScenarioStep step;
    step.kind = ScenarioStep::Kind::kPut;
    auto service = std::make_shared<ucs::Service>();
    service->id = 1000000;
    service->revision = 1;
    step.service = service;
    carry_out_both(step);
    CHECK(failed_.empty());
    CHECK(contents_of(*store_) == contents_of(expected_));
  }

  FaultyDisk& disk_;
  const TemporaryDirectory directory_;
  const std::string path_ = directory_.file("store.db");
  std::unique_ptr<SqliteStore> store_;
  MemoryStore expected_;
  std::int64_t last_id_ = 0;
  std::int64_t ids_of_expected_ = 0;
  std::vector<ScenarioStep> failed_;  // since something was changed
  int failures_ = 0;
};

enum class Beginning { kNothing, kCrash };

/// Lets every call of a kind fail in turn, until the scenario makes no more. Returns how many.
std::size_t fail_each(ScenarioMaker scenario, Beginning beginning, FaultyDisk::Fault fault) {
  std::vector<ScenarioStep> before;
  if (beginning == Beginning::kCrash) before = scenario.make(8);
  std::vector<ScenarioStep> steps = scenario.make(13);
  steps.emplace_back().kind = ScenarioStep::Kind::kFlush;  // which truncates the log
  FaultyDisk disk;
  for (fault.count = 1;; ++fault.count) {
    CAPTURE(fault.count);
    FaultyRun run(disk);
    if (beginning == Beginning::kCrash) run.crash_after(before);
    if (!run.run(steps, fault)) return fault.count - 1;
  }
}

/// Does so with some scenarios, one for each 300 cycles.
void check_faults(const FaultyDisk::Fault& fault, std::size_t calls_min,
                  Beginning beginning = Beginning::kNothing) {
  const std::uint32_t seed = crash_seed();
  for (std::uint32_t n = 0; n < (crash_cycles() + 299) / 300; ++n) {
    CAPTURE(seed, n);
    CHECK(fail_each(ScenarioMaker(seed + n), beginning, fault) >= calls_min);
  }
}

TEST_CASE("each write fails once, as the disk is broken") {
  check_faults({Call::kWrite, Failure::kIo, 1, false}, 40);
}
TEST_CASE("from each write on the disk is full, for a while") {
  check_faults({Call::kWrite, Failure::kFull, 1, true}, 40);
}
TEST_CASE("each write is cut short once") {
  check_faults({Call::kWrite, Failure::kShort, 1, false}, 40);
}
TEST_CASE("each sync fails once") { check_faults({Call::kSync, Failure::kIo, 1, false}, 10); }
TEST_CASE("from each sync on all fail, for a while") {
  check_faults({Call::kSync, Failure::kIo, 1, true}, 10);
}
TEST_CASE("each read fails once") { check_faults({Call::kRead, Failure::kIo, 1, false}, 3); }
TEST_CASE("from each read on all fail, for a while") {
  check_faults({Call::kRead, Failure::kIo, 1, true}, 3);
}
TEST_CASE("each read fails once, of a store that a crash left") {
  check_faults({Call::kRead, Failure::kIo, 1, false}, 3, Beginning::kCrash);
}
TEST_CASE("each write fails once, of a store that a crash left") {
  check_faults({Call::kWrite, Failure::kIo, 1, false}, 20, Beginning::kCrash);
}
TEST_CASE("each truncation fails once") {
  check_faults({Call::kTruncate, Failure::kIo, 1, false}, 1);
}

}  // namespace
