// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/stripe.h>
#include <ucs/mode_gate.h>

#include <algorithm>
#include <string>
#include <thread>

namespace ucs {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline bool equals_in_small(std::string_view text, std::string_view small) noexcept {
  return std::equal(text.begin(), text.end(), small.begin(), small.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

[[nodiscard]] inline Error being_switched() {
  return Error{ErrorCode::kUnavailable, "the server is changing its mode; try again", ""};
}

}  // namespace detail

inline std::optional<Mode> find_mode(std::string_view name) noexcept {
  for (const Mode mode : {Mode::kProduction, Mode::kMaintenance}) {
    if (detail::equals_in_small(name, mode_name(mode))) return mode;
  }
  return std::nullopt;
}

inline std::chrono::steady_clock::time_point SystemSwitchTimer::now() {
  return std::chrono::steady_clock::now();
}

inline void SystemSwitchTimer::pause() {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

inline ModeGate::Stripe& ModeGate::own_stripe() noexcept {
  return stripes_[detail::thread_stripe(kStripes)];
}

inline Result<ModeGate::Pass> ModeGate::enter() {
  // First in, then the look at the state; a switch first sets the state, then looks who is in. In
  // the one order of all of these at least one of the two sees the other.
  Stripe& stripe = own_stripe();
  stripe.inside.fetch_add(1, std::memory_order_seq_cst);
  Pass pass(stripe);
  const std::uint32_t state = state_.load(std::memory_order_seq_cst);
  if (state == static_cast<std::uint32_t>(Mode::kProduction)) return pass;
  if ((state & kSwitching) != 0) return detail::being_switched();
  return Error{ErrorCode::kWrongMode,
               "the server is in the mode maintenance; this works in the mode production only", ""};
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
  const auto began = timer.now();
  for (std::int64_t left = inside(); left > 0; left = inside()) {
    if (timer.now() - began >= timeout) {
      state_.store(static_cast<std::uint32_t>(former), std::memory_order_seq_cst);
      return Error{ErrorCode::kUnavailable,
                   "the mode stays " + std::string(mode_name(former)) +
                       ": requests in flight had " + "not ended after " +
                       std::to_string(timeout.count()) + " milliseconds; try again",
                   "mode"};
    }
    timer.pause();
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
