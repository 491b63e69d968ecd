// SPDX-License-Identifier: MIT
//
// TOML files.
#pragma once

#include <string>
#include <variant>

#include "lib/toml/toml_tree.h"

namespace ucs::shim {

using toml_tree::kTomlBytesMax;
using toml_tree::kTomlLineBytesMax;
using toml_tree::parse_toml;
using toml_tree::Place;
using toml_tree::TomlError;
using toml_tree::TomlMember;
using toml_tree::TomlValue;

/// Reads a file. The errors of parse_toml; also, at line 1: it cannot be read, or is no regular
/// file.
[[nodiscard]] std::variant<TomlValue, TomlError> read_toml_file(const std::string& path);

}  // namespace ucs::shim
