// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Asks the processor to load `bytes` bytes from `begin` on. Among a million records nothing of one
/// is in a cache: what is asked for at once costs one wait, what is met line after line costs many.
inline void prefetch(const void* begin, std::size_t bytes) noexcept {
#if defined(__GNUC__)
  constexpr std::size_t kLineBytes = 64;
  const char* const first = static_cast<const char*>(begin);
  for (std::size_t i = 0; i < bytes; i += kLineBytes) __builtin_prefetch(first + i);
#else
  static_cast<void>(begin);
  static_cast<void>(bytes);
#endif
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
