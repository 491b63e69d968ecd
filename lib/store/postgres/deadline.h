// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace ucs {
inline namespace v0 {
namespace postgres {

/// When a call gives up waiting.
using Deadline = std::chrono::steady_clock::time_point;

/// Returns the time that is left, 0 at least.
[[nodiscard]] inline std::chrono::milliseconds time_left(Deadline deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return left.count() < 0 ? std::chrono::milliseconds(0) : left;
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
