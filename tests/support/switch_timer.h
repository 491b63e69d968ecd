// SPDX-License-Identifier: MIT
// A SwitchTimer whose time passes while it waits, and at no other time.
#pragma once

#include <ucs/mode_gate.h>

#include <chrono>
#include <functional>

namespace ucs::tests {

/// Each pause takes ten milliseconds of its own time and no other. Not thread-safe; one thread at a
/// time.
class StepTimer final : public SwitchTimer {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() override { return now_; }
  void pause() override {
    ++pauses;
    now_ += std::chrono::milliseconds(10);
    if (on_pause) on_pause();
  }

  int pauses = 0;
  std::function<void()> on_pause;

 private:
  std::chrono::steady_clock::time_point now_;
};

}  // namespace ucs::tests
