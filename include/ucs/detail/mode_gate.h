// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/stripe.h>
#include <ucs/mode_gate.h>

#include <algorithm>
#include <string>

namespace ucs {
inline namespace v0 {
namespace detail {

/// No switch waits longer, lest the end of the wait be past the end of time.
inline constexpr std::chrono::hours kLongestWait{24};

[[nodiscard]] inline Error being_switched() {
  return Error{ErrorCode::kUnavailable, "the server is changing its mode; try again", ""};
}

}  // namespace detail

inline std::optional<Mode> find_mode(std::string_view name) noexcept {
  for (const Mode mode : {Mode::kProduction, Mode::kMaintenance}) {
    if (detail::equal_ignoring_case(name, mode_name(mode))) return mode;
  }
  return std::nullopt;
}

inline std::chrono::steady_clock::time_point SystemSwitchTimer::now() {
  return std::chrono::steady_clock::now();
}

inline void SystemSwitchTimer::wait(std::condition_variable& left,
                                    std::unique_lock<std::mutex>& lock,
                                    std::chrono::milliseconds at_most) {
  left.wait_for(lock, at_most);
}

inline ModeGate::Stripe& ModeGate::own_stripe() noexcept {
  return stripes_[detail::thread_stripe(kStripes)];
}

inline Result<ModeGate::Pass> ModeGate::enter() {
  // First in, then the look at the state; a switch first sets the state, then looks who is in. In
  // the one order of all of these at least one of the two sees the other. So it is on leaving.
  Stripe& stripe = own_stripe();
  stripe.inside.fetch_add(1, std::memory_order_seq_cst);
  Pass pass(*this, stripe);
  const std::uint32_t state = state_.load(std::memory_order_seq_cst);
  if (state == static_cast<std::uint32_t>(Mode::kProduction)) return pass;
  if ((state & kSwitching) != 0) return detail::being_switched();
  return Error{ErrorCode::kWrongMode,
               "the server is in the mode maintenance; this works in the mode production only", ""};
}

inline void ModeGate::leave(Stripe& stripe) noexcept {
  stripe.inside.fetch_sub(1, std::memory_order_seq_cst);
  if ((state_.load(std::memory_order_seq_cst) & kSwitching) == 0) return;
  const std::lock_guard lock(left_mutex_);
  left_.notify_all();
}

inline std::int64_t ModeGate::inside() const noexcept {
  std::int64_t all = 0;
  for (const Stripe& stripe : stripes_) all += stripe.inside.load(std::memory_order_seq_cst);
  return all;
}

inline Result<void> ModeGate::switch_to(Mode mode, SwitchTimer& timer,
                                        std::chrono::milliseconds timeout) {
  const std::unique_lock lock(switch_mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return detail::being_switched();
  const Mode former = this->mode();
  if (former == mode) return {};
  state_.store(static_cast<std::uint32_t>(former) | kSwitching, std::memory_order_seq_cst);
  const auto deadline =
      timer.now() + std::min<std::chrono::milliseconds>(timeout, detail::kLongestWait);
  std::unique_lock left_lock(left_mutex_);
  while (inside() > 0) {
    const auto now = timer.now();
    if (now >= deadline) {
      state_.store(static_cast<std::uint32_t>(former), std::memory_order_seq_cst);
      return Error{ErrorCode::kUnavailable,
                   "the mode stays " + std::string(mode_name(former)) +
                       ": requests in flight had not ended after " +
                       std::to_string(timeout.count()) + " milliseconds; try again",
                   "mode"};
    }
    timer.wait(left_, left_lock, std::chrono::ceil<std::chrono::milliseconds>(deadline - now));
  }
  state_.store(static_cast<std::uint32_t>(mode), std::memory_order_seq_cst);
  return {};
}

inline Result<void> ModeGate::switch_to(Mode mode) {
  SystemSwitchTimer timer;
  return switch_to(mode, timer);
}

}  // namespace v0
}  // namespace ucs
