// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Calls the store. A store should not throw; one that does has failed in a way nobody can act on.
template <class Call>
[[nodiscard]] auto call_store(Call&& call) -> decltype(call()) {
#if defined(__cpp_exceptions)
  try {
    return call();
  } catch (...) {
    return Error{ErrorCode::kInternal, "the store failed unexpectedly", ""};
  }
#else
  return call();
#endif
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
