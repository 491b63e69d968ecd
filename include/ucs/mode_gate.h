// SPDX-License-Identifier: MIT
//
// Which mode a server is in, and how it gets from one to another (spec 9): the gate that every
// request of a service, state or task passes.
//
//   ucs::ModeGate gate;
//   {
//     auto pass = gate.enter();                       // for as long as the request is under way
//     if (!pass) return pass.error();                 // wrong_mode, unavailable
//     ...
//   }
//   gate.switch_to(ucs::Mode::kMaintenance);          // waits for those inside
#pragma once

#include <ucs/error.h>
#include <ucs/result.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {

enum class Mode {
  kProduction,   ///< everything works
  kMaintenance,  ///< nothing of services, states and tasks does
};

/// Returns `production` or `maintenance`.
[[nodiscard]] constexpr std::string_view mode_name(Mode mode) noexcept {
  return mode == Mode::kProduction ? "production" : "maintenance";
}

/// Returns the mode of this name, letters of ASCII in any case; or nothing.
[[nodiscard]] inline std::optional<Mode> find_mode(std::string_view name) noexcept;

/// How a switch of the mode waits: a port, so that a test need not. Both are called by the thread
/// that switches, and must not throw.
class SwitchTimer {
 public:
  SwitchTimer() = default;
  SwitchTimer(const SwitchTimer&) = delete;
  SwitchTimer& operator=(const SwitchTimer&) = delete;
  virtual ~SwitchTimer() = default;

  /// Returns a time that never goes back.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() = 0;
  /// Waits until `left` is notified, which `lock` is for, or `at_most` is over; may return sooner.
  virtual void wait(std::condition_variable& left, std::unique_lock<std::mutex>& lock,
                    std::chrono::milliseconds at_most) = 0;
};

/// Waits by the clock and the scheduler of the system. Thread-safe.
class SystemSwitchTimer final : public SwitchTimer {
 public:
  [[nodiscard]] inline std::chrono::steady_clock::time_point now() override;
  inline void wait(std::condition_variable& left, std::unique_lock<std::mutex>& lock,
                   std::chrono::milliseconds at_most) override;
};

/// The mode, and who is inside. Thread-safe. To enter and to leave touch one counter of many, each
/// in a cache line of its own: threads do not wait for each other.
class ModeGate {
  struct Stripe;

 public:
  explicit ModeGate(Mode mode = Mode::kProduction) : state_(static_cast<std::uint32_t>(mode)) {}
  ModeGate(const ModeGate&) = delete;
  ModeGate& operator=(const ModeGate&) = delete;

  /// Somebody is inside as long as this lives.
  class Pass {
   public:
    Pass(Pass&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), stripe_(other.stripe_) {}
    Pass& operator=(Pass&& other) = delete;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() {
      if (gate_ != nullptr) gate_->leave(*stripe_);
    }

   private:
    friend class ModeGate;
    Pass(ModeGate& gate, Stripe& stripe) : gate_(&gate), stripe_(&stripe) {}

    ModeGate* gate_;
    Stripe* stripe_;
  };

  /// Enters. wrong_mode: the mode is maintenance; unavailable: it is being switched. O(1), without
  /// a lock.
  [[nodiscard]] inline Result<Pass> enter();

  /// Returns the mode; the former one while it is being switched.
  [[nodiscard]] Mode mode() const noexcept {
    return static_cast<Mode>(state_.load(std::memory_order_acquire) & kModeBit);
  }

  /// Lets nobody in, waits until all who are inside have left, `timeout` at most (a day counts),
  /// and sets the mode. The caller is not inside. Does nothing where that is the mode already.
  /// unavailable: somebody was still inside, or another caller is switching; the mode stays, and
  /// who comes is let in as before.
  inline Result<void> switch_to(Mode mode, SwitchTimer& timer,
                                std::chrono::milliseconds timeout = kSwitchTimeout);
  inline Result<void> switch_to(Mode mode);

  /// How long a switch waits unless told otherwise.
  static constexpr std::chrono::milliseconds kSwitchTimeout{60000};

 private:
  static constexpr std::size_t kStripes = 64;
  static constexpr std::uint32_t kModeBit = 1;
  static constexpr std::uint32_t kSwitching = 2;

  struct alignas(64) Stripe {
    std::atomic<std::int64_t> inside{0};
  };

  [[nodiscard]] inline Stripe& own_stripe() noexcept;
  [[nodiscard]] inline std::int64_t inside() const noexcept;
  inline void leave(Stripe& stripe) noexcept;

  std::array<Stripe, kStripes> stripes_;
  std::atomic<std::uint32_t> state_;  // a Mode, and kSwitching
  std::mutex switch_mutex_;           // held by the one who switches
  std::mutex left_mutex_;             // for left_; taken last
  std::condition_variable left_;      // somebody left while the mode is being switched
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/mode_gate.h>  // IWYU pragma: export
