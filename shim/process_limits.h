// SPDX-License-Identifier: MIT
//
// What this process has of the system.
#pragma once

#include <cstddef>

namespace ucs::shim {

/// Lets this process open as many files as it may, and returns how many of `connections` that is
/// enough for; at least one.
[[nodiscard]] std::size_t make_room_for(std::size_t connections);

/// Has what is large and not needed any more go back to the system at once. Call it first of all.
void return_large_memory();

}  // namespace ucs::shim
