// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/testing/describe.h>

#include <cstdint>

namespace ucs::tests {

/// Returns a number that two services have in common if they hold the same, and hardly if not: the
/// same in every process.
inline std::uint64_t digest(const Service& service) {
  std::uint64_t digest = 14695981039346656037U;  // FNV-1a
  for (const char c : testing::describe(service)) {
    digest ^= static_cast<unsigned char>(c);
    digest *= 1099511628211U;
  }
  return digest;
}

}  // namespace ucs::tests
