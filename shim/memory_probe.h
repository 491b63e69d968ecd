// SPDX-License-Identifier: MIT
//
// What the system says of the memory of this process.
#pragma once

#include <ucs/http.h>

namespace ucs::shim {

/// Returns the figures of this moment: the machine's memory, or less if the process may not have
/// all of it (its limit, or its control group's); the address space it has; what of that is in
/// memory; and what it could still get. Figures the system does not tell are 0. Linux.
[[nodiscard]] http::MemoryFigures probe_memory();

}  // namespace ucs::shim
