// SPDX-License-Identifier: MIT
//
// `ucs-shim seed`: what helps to write a seed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ucs::shim {

/// Does `ucs-shim seed <words>`, prints what there is to say, and returns the exit status: 0; 1 if
/// the file is no good, or cannot be written; 2 if the words are wrong.
///
///   validate FILE   tells whether a document can be loaded, and if not, why
///   init [FILE]     writes an example, to stdout without a file; JSON if the file ends so, else
///                   TOML. A file that is there stays as it is: that is an error.
[[nodiscard]] int run_seed_command(const std::vector<std::string>& words);

/// Returns the example.
[[nodiscard]] std::string_view example_seed_toml();
[[nodiscard]] std::string_view example_seed_json();

}  // namespace ucs::shim
