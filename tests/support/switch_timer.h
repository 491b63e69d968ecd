// SPDX-License-Identifier: MIT
// A SwitchTimer whose time passes while it waits, and at no other time.
#pragma once

#include <ucs/mode_gate.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace ucs::tests {

/// Each pause takes ten milliseconds of its own time and no other. Not thread-safe; one thread at a
/// time.
class StepTimer final : public SwitchTimer {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() override { return now_; }
  void wait(std::condition_variable& /*left*/, std::unique_lock<std::mutex>& lock,
            std::chrono::milliseconds /*at_most*/) override {
    lock.unlock();
    ++pauses;
    now_ += std::chrono::milliseconds(10);
    if (on_pause) on_pause();
    lock.lock();
  }

  int pauses = 0;
  std::function<void()> on_pause;

 private:
  std::chrono::steady_clock::time_point now_;
};

}  // namespace ucs::tests
