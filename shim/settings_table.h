// SPDX-License-Identifier: MIT
//
// Every setting of ucs-shim: the one list from which flags, environment variables, keys of the
// configuration file, --print-config, suggestions and the checks of the documents are made.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shim/options.h"

namespace ucs::shim {

enum class SettingKind {
  kText,
  kInteger,
  kBoolean,  ///< as a flag it takes `true` or `false`
  kFlag,     ///< a boolean; as a flag it is given or not
  kList,     ///< an array of texts; the flag is repeated
  kMap,      ///< a section whose keys are free; the flag is `KEY=VALUE`, and repeated
};

/// What is wrong with one item of a value.
struct Problem {
  std::size_t item = 0;
  /// The value and what was expected: `"http"; expected an integer from 0 to 65535`.
  std::string text;
};

// In the order in which a row of the table reads.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct Setting {
  /// `body-bytes-max`: the flag `--body-bytes-max`, the variable `UCS_BODY_BYTES_MAX`.
  std::string_view name;
  /// Where it stands in the file. The key is the name but where the documents have another one;
  /// empty for kMap.
  std::string_view section;
  std::string_view key;
  SettingKind kind = SettingKind::kText;
  std::string_view type_name;
  std::string_view description;
  /// Of a list the items, separated by commas.
  std::string_view default_text;
  /// Whether a reload changes it in a running server.
  bool is_reloadable = false;
  /// Checks all items and writes them into the options, in place of the default.
  std::optional<Problem> (*apply)(const std::vector<std::string>& items,
                                  Options& options) = nullptr;

  [[nodiscard]] bool takes_several() const noexcept {
    return kind == SettingKind::kList || kind == SettingKind::kMap;
  }
  /// Returns the items of the default.
  [[nodiscard]] std::vector<std::string> defaults() const;
  /// Returns the name of the environment variable.
  [[nodiscard]] std::string variable() const;
};

/// Returns all settings, in the order of the documents; those of a section are together.
[[nodiscard]] const std::vector<Setting>& settings_table();

/// Returns the setting of this name, or null.
[[nodiscard]] const Setting* find_setting(std::string_view name);

/// One option of a section that stands in the file only, because a flag could not hold it.
struct FileOption {
  std::string_view section;  ///< as documented: `scheduled-job-NN`
  std::string_view key;
  std::string_view description;
};

/// Returns them all; those of a section are together.
[[nodiscard]] const std::vector<FileOption>& file_options();

inline constexpr std::string_view kAttributesSection = "business-attributes";
inline constexpr std::string_view kAttributeSection = "business-attributes.attribute";
inline constexpr std::string_view kValueSection = "business-attributes.attribute.value";
inline constexpr std::string_view kJobSection = "scheduled-job-NN";
inline constexpr std::string_view kJobPrefix = "scheduled-job-";

}  // namespace ucs::shim
