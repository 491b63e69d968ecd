// SPDX-License-Identifier: MIT
//
// `ucs-shim replay`: does again what a recording has.
#pragma once

#include <string>
#include <vector>

namespace ucs::shim {

/// Does `ucs-shim replay <words>`, prints what there is to say, and returns the exit status: 0; 1
/// if a step came out otherwise than it was recorded; 2 if the words are wrong, or the file is no
/// recording or cannot be read.
///
///   FILE   replays the recording in the file; `-` is stdin
[[nodiscard]] int run_replay_command(const std::vector<std::string>& words);

}  // namespace ucs::shim
