// SPDX-License-Identifier: MIT
//
// `ucs-shim copy`: copies all that a store keeps to another one.
#pragma once

#include <string>
#include <vector>

namespace ucs::shim {

/// Does `ucs-shim copy <words>`, prints what there is to say, and returns the exit status: 0; 1 if
/// a store cannot be opened, or the copy fails; 2 if the words are wrong.
///
///   FROM TO   stores as for --store, but none in memory; TO is one with nothing in it
[[nodiscard]] int run_copy_command(const std::vector<std::string>& words);

}  // namespace ucs::shim
