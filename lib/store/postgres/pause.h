// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include "lib/store/postgres/deadline.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// The pauses between attempts: each about twice as long as the one before it, 1 ms to 200 ms, and
/// of a random length, so that two who are in each other's way do not meet again. Not thread-safe;
/// one thread at a time.
class Pauses {
 public:
  /// Waits, but not beyond the deadline; returns whether there is time left.
  [[nodiscard]] bool wait(Deadline deadline);

 private:
  std::chrono::microseconds longest_{2000};
};

/// Returns a random number, other ones in other processes.
[[nodiscard]] std::uint64_t random_number();

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
