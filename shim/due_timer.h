// SPDX-License-Identifier: MIT
//
// The timer that lets services expire and complete themselves.
#pragma once

#include <ucs/engine.h>
#include <ucs/error.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ucs::shim {

/// Applies what is due (Engine::run_due) in a thread of its own until it is destroyed: at once, and
/// then in intervals by a monotonic clock. Not thread-safe; one thread at a time.
class DueTimer {
 public:
  /// What is told of failures. Called from the timer's thread, for the first failure of a tenant
  /// after a success only, so that a store that is away for an hour does not fill a log.
  using Report = std::function<void(const Text& tenant, const Error& error)>;

  /// `engine` must outlive the timer; `tenants` are served in turn.
  DueTimer(Engine& engine, std::vector<Text> tenants, Report report,
           std::chrono::milliseconds interval = std::chrono::milliseconds(500));
  DueTimer(const DueTimer&) = delete;
  DueTimer& operator=(const DueTimer&) = delete;
  /// Stops; a change in progress is finished first.
  ~DueTimer();

 private:
  struct Tenant {
    Scope scope;
    bool has_failed = false;
  };

  void run();
  void serve(Tenant& tenant);
  [[nodiscard]] bool is_stopping();

  Engine& engine_;
  std::vector<Tenant> tenants_;  // of the thread
  const Report report_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;  // guards is_stopping_
  std::condition_variable stopping_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace ucs::shim
