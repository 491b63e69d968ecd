// SPDX-License-Identifier: MIT
//
// What the commands that work on stores have in common.
#pragma once

#include <ucs/result.h>

#include <optional>
#include <string>
#include <vector>

#include "shim/options.h"

namespace ucs::shim {

/// A command with two words behind it.
struct StoreCommand {
  const char* name;
  const char* usage;
};

/// Prints a text on stderr, and returns `status`.
int refuse(const std::string& text, int status);

/// Returns the exit status if that is all there is to do: the usage was asked for and printed, or
/// the words are not two, and it was told. Nothing if the command can go on.
[[nodiscard]] std::optional<int> check_words(const StoreCommand& command,
                                             const std::vector<std::string>& words);

/// Reads what --store takes; the settings that go with it (`store-…`) from the environment.
/// invalid_field: it is none, or one in memory, or a variable is wrong.
[[nodiscard]] Result<StoreOptions> read_store(const std::string& word);

}  // namespace ucs::shim
