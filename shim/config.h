// SPDX-License-Identifier: MIT
//
// The configuration: what flags, environment and file say together. Flags go before the
// environment, that before the file, that before the defaults.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shim/config_file.h"
#include "shim/mistakes.h"
#include "shim/options.h"
#include "shim/settings_table.h"

namespace ucs::shim {

/// Returns the value of an environment variable, if it is set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// Returns the environment of this process.
[[nodiscard]] Environment process_environment();

/// A setting, and the value that counts. The parts of a list are from one source; those of a map
/// may be from several, key by key.
struct EffectiveValue {
  const Setting* setting = nullptr;
  std::vector<Item> items;
  std::string where;
};

struct Config {
  Options options;
  /// In the order of settings_table.
  std::vector<EffectiveValue> values;
  /// The file that was read; empty for none.
  std::string file;
};

/// Reads the file, if any, and puts everything together. All mistakes are added; with one of them
/// the configuration must not be used. An environment variable that is empty counts as not set.
/// Items of a list in one are separated by semicolons.
[[nodiscard]] Config load_config(const CommandLine& line, const Environment& environment,
                                 Mistakes& mistakes);

/// Returns the configuration as a file that says the same, with the source of each value as a
/// comment. Has no secrets: there are none in a configuration.
[[nodiscard]] std::string print_config(const Config& config);

/// Returns a value of a setting as it stands in a file: `"text"`, `["a", "b"]`; a map in one line.
[[nodiscard]] std::string value_text(const EffectiveValue& value);

/// Returns the business attributes and the jobs as print_config has them; with `has_sources` false
/// without the comments that tell where they come from.
[[nodiscard]] std::string print_attributes(const AttributesConfig& attributes, bool has_sources);
[[nodiscard]] std::string print_jobs(const std::vector<ScheduledJob>& jobs, bool has_sources);

}  // namespace ucs::shim
