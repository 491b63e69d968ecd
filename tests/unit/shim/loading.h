// SPDX-License-Identifier: MIT
// Loads configurations from texts.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "shim/config.h"
#include "tests/support/shim_process.h"

namespace ucs::tests {

using Variables = std::map<std::string, std::string>;

inline shim::Environment environment_of(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

struct Loaded {
  shim::Config config;
  /// With `ucs.toml` for the path of the file.
  std::string mistakes;
};

/// Loads `file` (the text, not a path), environment and flags together.
inline Loaded load(const std::string& file, const Variables& variables = {},
                   const std::map<std::string, std::vector<std::string>>& flags = {}) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("ucs.toml");
  std::ofstream(path, std::ios::binary) << file;
  shim::CommandLine line;
  line.flags = flags;
  line.config_file = path;
  shim::Mistakes mistakes;
  Loaded loaded{shim::load_config(line, environment_of(variables), mistakes), mistakes.text()};
  for (auto at = loaded.mistakes.find(path); at != std::string::npos;
       at = loaded.mistakes.find(path))
    loaded.mistakes.replace(at, path.size(), "ucs.toml");
  return loaded;
}

/// Returns the value of a setting as it stands in a file.
inline std::string value_of(const Loaded& loaded, std::string_view name) {
  for (const shim::EffectiveValue& value : loaded.config.values) {
    if (value.setting->name == name) return shim::value_text(value);
  }
  return "no such setting";
}

}  // namespace ucs::tests
