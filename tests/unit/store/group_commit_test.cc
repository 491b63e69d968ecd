// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/group_commit.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/threads.h"

namespace {

using ucs::Error;
using ucs::ErrorCode;
using ucs::Result;
using ucs::sqlite::GroupCommit;
using ucs::tests::outcome;
using ucs::tests::run_threads;

/// Transactions that note what they are told. A commit can be held up, and fail.
class Recorder final : public ucs::sqlite::Transactions {
 public:
  Result<void> begin() override {
    changes_ = 0;
    return {};
  }
  Result<void> commit() override {
    std::unique_lock lock(mutex_);
    ++commits_begun_;
    moved_.notify_all();
    moved_.wait(lock, [&] { return !is_held_; });
    if (fails_) return Error{ErrorCode::kUnavailable, "no disk", ""};
    batches_.push_back(changes_);
    return {};
  }
  void roll_back() override { ++rollbacks; }

  void hold() {
    const std::lock_guard lock(mutex_);
    is_held_ = true;
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    is_held_ = false;
    moved_.notify_all();
  }
  void fail(bool fails) {
    const std::lock_guard lock(mutex_);
    fails_ = fails;
  }
  void await_commits(int count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return commits_begun_ >= count; });
  }
  std::vector<int> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  /// A change: counted in its batch.
  Result<void> note() {
    ++changes_;
    return {};
  }

  std::atomic<int> rollbacks{0};

 private:
  int changes_ = 0;   // by who leads alone
  std::mutex mutex_;  // guards the others
  std::condition_variable moved_;
  bool is_held_ = false;
  bool fails_ = false;
  int commits_begun_ = 0;
  std::vector<int> batches_;
};

TEST_CASE("a change that is alone is committed alone, at once") {
  Recorder recorder;
  GroupCommit commit(recorder);
  for (int i = 0; i < 3; ++i) CHECK(commit.run([&] { return recorder.note(); }).has_value());
  CHECK(recorder.batches() == std::vector<int>{1, 1, 1});
}

TEST_CASE("changes that wait for a commit are committed together, 64 at most") {
  Recorder recorder;
  GroupCommit commit(recorder);
  recorder.hold();
  std::atomic<int> waiting{0};
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  const auto change = [&] {
    ++waiting;
    if (commit.run([&] { return recorder.note(); })) ++done;
  };
  threads.emplace_back(change);
  recorder.await_commits(1);
  for (int i = 0; i < 130; ++i) threads.emplace_back(change);
  while (waiting < 131) std::this_thread::yield();
  CHECK(done == 0);
  recorder.let_go();
  for (std::thread& thread : threads) thread.join();
  CHECK(done == 131);
  const std::vector<int> batches = recorder.batches();
  // The last to come may have been on their way still.
  CHECK(batches.front() == 1);
  CHECK(*std::max_element(batches.begin(), batches.end()) <= 64);
  int all = 0;
  for (const int batch : batches) all += batch;
  CHECK(all == 131);
  CHECK(batches.size() < 20);
}

TEST_CASE("when a commit fails all of its batch fails, and the next goes well") {
  Recorder recorder;
  GroupCommit commit(recorder);
  recorder.fail(true);
  std::atomic<int> failed{0};
  run_threads(8, [&](std::size_t) {
    if (outcome(commit.run([&] { return recorder.note(); })) == "unavailable") ++failed;
  });
  CHECK(failed == 8);
  CHECK(recorder.rollbacks >= 1);
  recorder.fail(false);
  CHECK(commit.run([&] { return recorder.note(); }).has_value());
  CHECK(recorder.batches() == std::vector<int>{1});
}

TEST_CASE("a change that fails or throws fails its batch, and holds nobody up") {
  Recorder recorder;
  GroupCommit commit(recorder);
  CHECK(outcome(commit.run([]() -> Result<void> {
          return Error{ErrorCode::kInternal, "damaged", ""};
        })) == "internal");
  CHECK(outcome(commit.run([]() -> Result<void> { throw std::runtime_error("x"); })) == "internal");
  CHECK(outcome(commit.run([]() -> Result<void> { throw 1; })) == "internal");
  CHECK(recorder.rollbacks == 3);
  CHECK(recorder.batches().empty());
  CHECK(commit.run([&] { return recorder.note(); }).has_value());
}

TEST_CASE("work that is to be alone is outside of transactions, and nothing runs beside it") {
  Recorder recorder;
  GroupCommit commit(recorder);
  std::atomic<int> inside{0};
  std::atomic<bool> has_met{false};
  run_threads(8, [&](std::size_t i) {
    const auto work = [&]() -> Result<void> {
      if (++inside != 1) has_met = true;
      std::this_thread::yield();
      --inside;
      return {};
    };
    for (int n = 0; n < 200; ++n)
      static_cast<void>(i % 2 == 0 ? commit.run(work) : commit.run_alone(work));
  });
  CHECK_FALSE(has_met);
  int in_batches = 0;
  for (const int batch : recorder.batches()) in_batches += batch == 0 ? 1 : batch;
  CHECK(in_batches <= 800);
  CHECK(outcome(commit.run_alone([]() -> Result<void> {
          return Error{ErrorCode::kInternal, "no", ""};
        })) == "internal");
}

}  // namespace
