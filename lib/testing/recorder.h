// SPDX-License-Identifier: MIT
//
// What a fake did since some moment, as it is kept: a situation, and the steps from there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "lib/testing/situation.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// The steps, as lines of JSON, in two parts: when there are too many, the older part goes, and
/// what is kept begins with the situation that the newer part began with. Not thread-safe: all but
/// the constructor and `mutex` want the mutex to be held.
class Recorder {
 public:
  /// Keeps up to `bytes_max` bytes of steps.
  Recorder(std::size_t bytes_max, Situation situation)
      : bytes_max_(bytes_max), newer_{std::move(situation), 0, {}} {}

  /// Held for each step from its beginning to its end, so that steps have an order.
  [[nodiscard]] std::mutex& mutex() noexcept { return mutex_; }

  /// Keeps a step, and reports whether the next part is to begin.
  [[nodiscard]] bool add(const std::string& step);

  /// Begins the next part, with what there is after the steps so far.
  void begin_part(Situation situation);

  /// Forgets all steps: what follows begins here, and not where they led.
  void begin_anew(Situation situation);

  struct Contents {
    Situation situation;
    /// How many steps there were before that, and are not kept.
    std::uint64_t skipped = 0;
    /// Each behind a comma and a line break but the first.
    std::string steps;
  };
  [[nodiscard]] Contents contents() const;

 private:
  struct Part {
    Situation situation;
    std::uint64_t skipped = 0;
    std::string steps;
  };

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::optional<Part> older_;
  Part newer_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
