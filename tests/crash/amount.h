// SPDX-License-Identifier: MIT
// How much is tried: what ./dev crash says, else what fits into a test.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace ucs::tests {

inline std::uint32_t number_of(const char* variable, std::uint32_t otherwise) {
  const char* const text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::stoul(text));
}

inline std::uint32_t crash_cycles() { return number_of("UCS_CRASH_CYCLES", 300); }
inline std::uint32_t crash_seed() { return number_of("UCS_CRASH_SEED", 20261123); }

}  // namespace ucs::tests
