// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>

/// Ends the process when `condition` is false, in every build type. For bugs of the calling code
/// only (reading the value of a failed Result, say): a failure that input can cause is an Error.
#define UCS_ASSERT(condition) ((condition) ? static_cast<void>(0) : std::abort())
