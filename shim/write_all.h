// SPDX-License-Identifier: MIT
//
// Writing past stdio.
#pragma once

#include <string_view>

namespace ucs::shim {

/// Writes all of the text to an open file. Returns the errno of what stopped it, or 0. Thread-safe;
/// a text that the system takes at once, as a file does, is not mixed with those of others.
[[nodiscard]] int write_all(int descriptor, std::string_view text);

}  // namespace ucs::shim
