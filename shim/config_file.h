// SPDX-License-Identifier: MIT
//
// What a configuration file says: the values of settings, as texts that are checked later with
// those of flags and environment, and the sections that only a file can have.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shim/attributes_config.h"
#include "shim/mistakes.h"
#include "shim/scheduled_jobs.h"
#include "shim/toml_file.h"

namespace ucs::shim {

/// A part of a value, and where it was given: `--port`, `UCS_PORT`, `ucs.toml:3:8`, or `default`.
struct Item {
  std::string text;
  std::string where;
};

/// What one source says of a setting.
struct RawValue {
  /// One text, or those of a list or map (`key=value`).
  std::vector<Item> items;
  std::string where;
};

/// By the name of the setting.
using RawValues = std::map<std::string, RawValue, std::less<>>;

struct ConfigFile {
  RawValues values;
  AttributesConfig attributes;
  std::vector<ScheduledJob> jobs;
};

/// Reads the sections of a document. Unknown sections and keys, and values of a wrong type, are
/// mistakes at their place in `path`, and left out.
[[nodiscard]] ConfigFile read_config(const TomlValue& document, const std::string& path,
                                     Mistakes& mistakes);

/// Returns `path:line:column`.
[[nodiscard]] std::string where_in(const std::string& path, Place place);

/// Returns a value of a file as a message shows it: `"http"`, `80.5`, `a table`.
[[nodiscard]] std::string shown(const TomlValue& value);

}  // namespace ucs::shim
