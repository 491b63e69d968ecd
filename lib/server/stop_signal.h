// SPDX-License-Identifier: MIT
//
// Tells threads that wait at sockets to stop.
#pragma once

#include <array>
#include <atomic>
#include <chrono>

namespace ucs::server {

/// Unset at first, and set once and for all. Who waits by it is woken the moment it is set, and who
/// comes later does not wait, so that nobody can miss it. Thread-safe.
class StopSignal {
 public:
  /// What ended a wait. A socket that is ready comes before a signal that is set.
  enum class Woken { kReady, kTimeout, kStopped };

  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  /// Returns 0, or the errno for which it does not work: the process has no more files.
  [[nodiscard]] int problem() const noexcept { return problem_; }

  void set() noexcept;
  [[nodiscard]] bool is_set() const noexcept { return is_set_; }

  /// Waits until one of `events` (of poll) happens at a socket, or its connection ends. A negative
  /// socket is none: nothing happens there. A negative timeout is none, too.
  [[nodiscard]] Woken wait(int socket, short events, std::chrono::milliseconds timeout) const;

 private:
  std::atomic<bool> is_set_{false};
  std::array<int, 2> pipe_{-1, -1};  // a byte in it wakes those who wait
  int problem_ = 0;
};

}  // namespace ucs::server
