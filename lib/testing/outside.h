// SPDX-License-Identifier: MIT
//
// What a fake learns from outside of itself: the system's time, who may enter, and how much memory
// there is. Noted while a run is recorded, and told again when it is replayed.
#pragma once

#include <ucs/access.h>
#include <ucs/clock.h>
#include <ucs/http.h>
#include <ucs/time.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

namespace ucs {
inline namespace v0 {
namespace testing {

/// What was learned in one step; nothing of what nobody asked for.
struct Readings {
  std::optional<Timestamp> system;
  std::optional<http::AccessDecision> access;
  std::optional<http::MemoryFigures> memory;
};

/// The outside. Passes on what there is; within a step the system's time stands still, so that one
/// reading is all of them. Thread-safe; but steps, and what calls back from requests, are of one
/// thread at a time.
class Outside final : public Clock, public http::Access {
 public:
  /// Of a fake that is not recorded it is the system's clock, and nothing else.
  enum class Kind { kPlain, kRecorded, kReplayed };
  /// Begins in a step, that of making the fake, in which `readings` are told.
  Outside(Kind kind, const Readings& readings) : kind_(kind) { begin_step(readings); }

  /// Returns the options of an Api that asks this in place of what `options` has. Refers to this.
  [[nodiscard]] http::ApiOptions stand_in(http::ApiOptions options);

  /// Begins a step: from here to its end readings are noted.
  void begin_step();
  /// Begins a step in which these are told.
  void begin_step(Readings readings);
  /// Ends it, and returns what was noted.
  [[nodiscard]] Readings end_step();

  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] http::AccessDecision authenticate(const http::AccessAttempt& attempt) override;

 private:
  static constexpr std::int64_t kFree = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kWanted = kFree + 1;

  [[nodiscard]] http::MemoryFigures memory();

  const Kind kind_;
  const SystemClock system_;
  /// The time that stands still; or kFree, no step; or kWanted, nobody has asked in this step.
  mutable std::atomic<std::int64_t> held_ms_{kFree};
  // Of the thread whose step it is.
  Readings readings_;
  http::Access* access_ = nullptr;
  std::function<http::MemoryFigures()> memory_probe_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
