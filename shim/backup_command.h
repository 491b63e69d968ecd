// SPDX-License-Identifier: MIT
//
// `ucs-shim backup`: a copy of a store in a file while a server works on it.
#pragma once

#include <string>
#include <vector>

namespace ucs::shim {

/// Does `ucs-shim backup <words>`, prints what there is to say, and returns the exit status: 0; 1
/// if the backup fails; 2 if the words are wrong.
///
///   FROM FILE   copies the store FROM, as for --store, one in a file, to a new file
[[nodiscard]] int run_backup_command(const std::vector<std::string>& words);

}  // namespace ucs::shim
