// SPDX-License-Identifier: MIT
//
// The signals of the server: SIGINT and SIGTERM stop it, SIGHUP reads its configuration again.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace ucs::shim {

/// Blocks the signals in this thread and those it starts later, so that a SignalWaiter gets them;
/// one that comes before there is a waiter is kept. Call it first of all.
void block_signals();

/// Waits for signals in a thread of its own, until it is destroyed. Not thread-safe; one thread at
/// a time.
class SignalWaiter {
 public:
  /// What the waiter calls from its thread.
  struct Handlers {
    std::function<void()> stop;    ///< at the first SIGINT or SIGTERM; a second ends the process
    std::function<void()> reload;  ///< at each SIGHUP, until the server is told to stop
  };

  explicit SignalWaiter(Handlers handlers);
  SignalWaiter(const SignalWaiter&) = delete;
  SignalWaiter& operator=(const SignalWaiter&) = delete;
  ~SignalWaiter();

 private:
  void wait() const;

  const Handlers handlers_;
  std::atomic<bool> is_done_{false};
  std::thread thread_;
};

}  // namespace ucs::shim
