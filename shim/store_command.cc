// SPDX-License-Identifier: MIT
#include "shim/store_command.h"

#include <fmt/core.h>

#include <cstdio>
#include <string_view>

#include "shim/config.h"
#include "shim/settings_table.h"

namespace ucs::shim {
namespace {

constexpr std::string_view kStorePrefix = "store-";

}  // namespace

int refuse(const std::string& text, int status) {
  fmt::print(stderr, "ucs-shim: {}\n", text);
  return status;
}

std::optional<int> check_words(const StoreCommand& command, const std::vector<std::string>& words) {
  if (words.size() == 1 && (words[0] == "--help" || words[0] == "-h")) {
    fmt::print("{}", command.usage);
    return 0;
  }
  for (const std::string& word : words) {
    // As a file it may be named ./-x.
    if (word.substr(0, 1) == "-")
      return refuse(fmt::format("{} has no option {}\n{}", command.name, word, command.usage), 2);
  }
  if (words.size() == 2) return std::nullopt;
  return refuse(
      fmt::format("{} takes two words, not {}\n{}", command.name, words.size(), command.usage), 2);
}

Result<StoreOptions> read_store(const std::string& word) {
  const Environment environment = process_environment();
  Options options;
  for (const Setting& setting : settings_table()) {
    const bool is_store = setting.name == "store";
    if (!is_store && setting.name.substr(0, kStorePrefix.size()) != kStorePrefix) continue;
    const std::string text = is_store ? word : environment(setting.variable()).value_or("");
    if (!is_store && text.empty()) continue;
    if (const auto problem = setting.apply({text}, options)) {
      return Error{ErrorCode::kInvalidField,
                   (is_store ? "" : setting.variable() + ": ") + problem->text, ""};
    }
  }
  if (!options.store.is_memory()) return options.store;
  return Error{ErrorCode::kInvalidField,
               "memory is gone with its server, and nobody else can reach it. A server in memory "
               "has --export-on-exit and --import",
               ""};
}

}  // namespace ucs::shim
