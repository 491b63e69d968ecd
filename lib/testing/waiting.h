// SPDX-License-Identifier: MIT
//
// Waiting that somebody else can end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Lets threads wait, until there is no more waiting. Thread-safe.
class Waiting {
 public:
  /// Returns after `time`, or as soon as waiting has ended.
  void wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, time, [this] { return is_ended_; });
  }

  /// Ends all waiting, now and from now on.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      is_ended_ = true;
    }
    ended_.notify_all();
  }

 private:
  std::mutex mutex_;  // guards is_ended_
  std::condition_variable ended_;
  bool is_ended_ = false;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
