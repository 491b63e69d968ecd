// SPDX-License-Identifier: MIT
// Files of the repository. For targets that define UCS_SOURCE_DIR.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace ucs::tests {

/// Returns the content of a file by its path in the repository, or throws a std::runtime_error.
inline std::string source_file(const std::string& path) {
  std::ifstream stream(std::string(UCS_SOURCE_DIR) + "/" + path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace ucs::tests
