// SPDX-License-Identifier: MIT
#include <ucs/mode_gate.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/switch_timer.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using std::chrono::milliseconds;
using ucs::find_mode;
using ucs::Mode;
using ucs::ModeGate;

TEST_CASE("a mode is named in any case, and by nothing else") {
  for (const char* name : {"production", "PRODUCTION", "Production", "pRoDuCtIoN"})
    CHECK(find_mode(name) == Mode::kProduction);
  for (const char* name : {"maintenance", "Maintenance"})
    CHECK(find_mode(name) == Mode::kMaintenance);
  for (const char* name :
       {"", " ", "prod", "production ", "productions", "maintenanc", "0", "[aintenance"})
    CHECK_FALSE(find_mode(name));
  CHECK(ucs::mode_name(Mode::kProduction) == "production");
  CHECK(ucs::mode_name(Mode::kMaintenance) == "maintenance");
}

TEST_CASE("in production everybody enters, in maintenance nobody, and production comes back") {
  StepTimer timer;
  ModeGate gate;
  CHECK(gate.mode() == Mode::kProduction);
  {
    const auto first = gate.enter();
    const auto second = gate.enter();
    CHECK(first);
    CHECK(second);
  }
  REQUIRE(gate.switch_to(Mode::kMaintenance, timer));
  CHECK(gate.mode() == Mode::kMaintenance);
  CHECK(outcome(gate.enter()) == "wrong_mode");
  CHECK(outcome(gate.enter()) == "wrong_mode");
  REQUIRE(gate.switch_to(Mode::kProduction, timer));
  CHECK(gate.enter());
  CHECK(timer.pauses == 0);
  CHECK(outcome(ModeGate(Mode::kMaintenance).enter()) == "wrong_mode");
}

TEST_CASE("a switch waits for those inside, and who comes meanwhile is told so") {
  StepTimer timer;
  ModeGate gate;
  std::optional<ModeGate::Pass> inside(gate.enter().value());
  std::string meanwhile;
  Mode shown = Mode::kMaintenance;
  timer.on_pause = [&] {
    if (timer.pauses == 1) meanwhile = outcome(gate.enter());
    shown = gate.mode();
    if (timer.pauses == 3) inside.reset();
  };
  REQUIRE(gate.switch_to(Mode::kMaintenance, timer));
  CHECK(timer.pauses == 3);
  CHECK(meanwhile == "unavailable");
  CHECK(shown == Mode::kProduction);
  CHECK(gate.mode() == Mode::kMaintenance);
}

TEST_CASE("a switch that waits too long changes nothing, and lets everybody in again") {
  StepTimer timer;
  ModeGate gate;
  {
    const auto inside = gate.enter();
    const auto refused = gate.switch_to(Mode::kMaintenance, timer, milliseconds(50));
    REQUIRE(outcome(refused) == "unavailable");
    CHECK_THAT(refused.error().message, contains("the mode stays production"));
    CHECK_THAT(refused.error().message, contains("50 milliseconds"));
    CHECK(timer.pauses == 5);  // of 10 ms
    CHECK(gate.mode() == Mode::kProduction);
    CHECK(gate.enter());
    CHECK(outcome(gate.switch_to(Mode::kMaintenance, timer, milliseconds(0))) == "unavailable");
    timer.pauses = 0;
    CHECK(outcome(gate.switch_to(Mode::kMaintenance, timer)) == "unavailable");
    CHECK(timer.pauses == 6000);  // a minute
  }
  CHECK(gate.switch_to(Mode::kMaintenance, timer, milliseconds(0)));
}

TEST_CASE("a switch to the present mode does nothing, whoever is inside") {
  StepTimer timer;
  ModeGate gate;
  const auto inside = gate.enter();
  CHECK(gate.switch_to(Mode::kProduction, timer, milliseconds(0)));
  CHECK(timer.pauses == 0);
  CHECK(gate.enter());
}

TEST_CASE("a second switch while one waits is unavailable, and the first one counts") {
  StepTimer timer;
  ModeGate gate;
  std::optional<ModeGate::Pass> inside(gate.enter().value());
  std::string second;
  timer.on_pause = [&] {
    run_threads(1, [&](std::size_t /*thread*/) {
      StepTimer own;
      second = outcome(gate.switch_to(Mode::kProduction, own));
    });
    inside.reset();
  };
  CHECK(gate.switch_to(Mode::kMaintenance, timer));
  CHECK(second == "unavailable");
  CHECK(gate.mode() == Mode::kMaintenance);
}

/// Waits until somebody leaves, however long that takes.
class PatientTimer final : public ucs::SwitchTimer {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() override { return {}; }
  void wait(std::condition_variable& left, std::unique_lock<std::mutex>& lock,
            milliseconds /*at_most*/) override {
    left.wait(lock);
  }
};

TEST_CASE("after a switch to maintenance nobody who was let in is still inside") {
  constexpr std::size_t kWorkers = 3;
  ModeGate gate;
  std::atomic<int> working{0};
  std::atomic<int> seen_inside{0};
  std::atomic<int> let_in{0};
  std::atomic<bool> is_done{false};
  run_threads(kWorkers + 1, [&](std::size_t thread) {
    if (thread == kWorkers) {
      PatientTimer timer;
      for (int i = 0; i < 200; ++i) {
        if (!gate.switch_to(Mode::kMaintenance, timer)) continue;
        if (working != 0) ++seen_inside;
        static_cast<void>(gate.switch_to(Mode::kProduction, timer));
      }
      while (let_in == 0) std::this_thread::yield();
      is_done = true;
      return;
    }
    while (!is_done) {
      const auto pass = gate.enter();
      if (!pass) {
        std::this_thread::yield();
        continue;
      }
      ++working;
      ++let_in;
      --working;
    }
  });
  CHECK(seen_inside == 0);
  CHECK(let_in > 0);
}

}  // namespace
