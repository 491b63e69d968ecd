// SPDX-License-Identifier: MIT
// A process works on a store in a file, and is killed: at random, and at every call that changes a
// file. What it reported as acknowledged is there afterwards, nothing is there by half, and no id
// was handed out twice.
//
//   UCS_CRASH_CYCLES=5000 UCS_CRASH_SEED=7 ucs_crash_tests    as ./dev crash does
#include <ucs/sqlite_store.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/crash/amount.h"
#include "tests/crash/checker.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace ucs::tests;
using ucs::SqliteStore;

constexpr std::size_t kThreads = 4;

struct Cycle {
  std::uint32_t seed = 0;
  std::size_t threads = kThreads;
  int changes = 40;                // of each thread; then it ends as it should
  std::vector<std::string> point;  // where it ends itself, if given
  int kill_after = -1;             // lines of its report, if not negative
};

/// Runs a process and passes on what it reported. Returns its exit status, -SIGKILL if it was
/// killed.
int run(const std::string& path, const Cycle& cycle, CrashChecker& checker) {
  std::vector<std::string> arguments = {path, std::to_string(cycle.seed),
                                        std::to_string(cycle.threads),
                                        std::to_string(cycle.changes)};
  arguments.insert(arguments.end(), cycle.point.begin(), cycle.point.end());
  ChildProcess child(UCS_CRASH_CHILD, arguments);
  try {
    for (int lines = 0; cycle.kill_after >= 0 && lines < cycle.kill_after; ++lines)
      static_cast<void>(child.read_line());
  } catch (const std::runtime_error&) {
    // It ended before.
  }
  if (cycle.kill_after >= 0) child.send_signal(SIGKILL);
  const int status = child.wait();
  INFO(child.stderr_text());
  CHECK((status == 0 || status == -SIGKILL));
  const std::string& report = child.stdout_text();
  for (std::size_t begin = 0, end = 0; (end = report.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    const std::string fault = checker.note(report.substr(begin, end - begin));
    if (!fault.empty()) FAIL_CHECK(fault);
  }
  return status;
}

void check(const std::string& path, CrashChecker& checker) {
  const auto store = SqliteStore::open(path);
  if (!store) FAIL(store.error().message);
  for (const std::string& fault : checker.check(**store)) FAIL_CHECK(fault);
}

TEST_CASE(
    "a store whose process is killed at any of its calls is whole, from its making to its end") {
  for (const char* when : {"before", "torn"}) {
    int killed = 0;
    for (int count = 1;; ++count) {
      CAPTURE(when, count);
      const TemporaryDirectory directory;
      CrashChecker checker(1);
      Cycle cycle;
      cycle.seed = 5;
      cycle.threads = 1;
      cycle.changes = 5;
      cycle.point = {when, "any", "", std::to_string(count)};
      const int status = run(directory.file("store.db"), cycle, checker);
      check(directory.file("store.db"), checker);
      if (status == 0) break;
      ++killed;
    }
    CHECK(killed > 30);
  }
}

TEST_CASE("no change is acknowledged before the log is synced") {
  for (std::size_t syncs = 1; syncs <= 12; ++syncs) {
    CAPTURE(syncs);
    const TemporaryDirectory directory;
    CrashChecker checker(1);
    Cycle cycle;
    cycle.seed = 9;
    cycle.threads = 1;
    cycle.point = {"before", "sync", "-wal", std::to_string(syncs)};
    CHECK(run(directory.file("store.db"), cycle, checker) == -SIGKILL);
    CHECK(checker.acknowledged() < syncs);
    check(directory.file("store.db"), checker);
  }
}

TEST_CASE("nothing acknowledged is lost by processes that are killed again and again") {
  const std::uint32_t cycles = crash_cycles();
  const std::uint32_t seed = crash_seed();
  const bool tells = std::getenv("UCS_CRASH_CYCLES") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  constexpr std::uint32_t kCyclesOfOneStore = 100;
  const std::vector<std::vector<std::string>> points = {
      {"before", "write", "-wal"},    {"torn", "write", "-wal"},     {"after", "write", "-wal"},
      {"before", "sync", "-wal"},     {"after", "sync", "-wal"},     {"before", "write", ".db"},
      {"torn", "write", ".db"},       {"before", "sync", ".db"},     {"after", "sync", ".db"},
      {"before", "truncate", "-wal"}, {"after", "truncate", "-wal"}, {"before", "unlink", "-wal"},
      {"after", "unlink", "-wal"}};
  std::map<std::string, int> killed_at;
  std::mt19937 random(seed);
  std::unique_ptr<TemporaryDirectory> directory;
  std::unique_ptr<CrashChecker> checker;
  std::size_t acknowledged = 0;
  for (std::uint32_t n = 0; n < cycles; ++n) {
    if (n % kCyclesOfOneStore == 0) {
      if (checker != nullptr) acknowledged += checker->acknowledged();
      directory = std::make_unique<TemporaryDirectory>();
      checker = std::make_unique<CrashChecker>(kThreads);
    }
    CAPTURE(seed, n);
    Cycle cycle;
    cycle.seed = static_cast<std::uint32_t>(random());
    std::string name = "a random time";
    if (n % 2 == 0) {
      cycle.kill_after = static_cast<int>(random() % 150);
    } else {
      cycle.point = points[random() % points.size()];
      name = cycle.point[0] + " " + cycle.point[1] + " " + cycle.point[2];
      const bool is_of_log = cycle.point[2] == "-wal" && cycle.point[1].size() < 6;
      cycle.point.push_back(std::to_string(is_of_log ? 1 + random() % 80 : 1));
    }
    if (run(directory->file("store.db"), cycle, *checker) == -SIGKILL) ++killed_at[name];
    check(directory->file("store.db"), *checker);
    if (tells && (n + 1) % 100 == 0) {
      std::fprintf(stderr, "%u of %u cycles\n", n + 1, cycles);
    }
  }
  if (checker != nullptr) acknowledged += checker->acknowledged();
  if (tells) {
    std::fprintf(stderr, "%zu changes were acknowledged; killed at\n", acknowledged);
    for (const auto& [name, count] : killed_at)
      std::fprintf(stderr, "  %-24s %d times\n", name.c_str(), count);
  }
  CHECK(acknowledged > cycles * 10);
  if (cycles >= 300) CHECK(killed_at.size() == points.size() + 1);
}

}  // namespace
