// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

namespace ucs::tests {

/// A configuration file, `ucs.toml`, in a directory of its own.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) { write(text); }
  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }
  [[nodiscard]] std::string path() const { return file("ucs.toml"); }
  /// Returns the path of another file beside it.
  [[nodiscard]] std::string file(const std::string& name) const { return directory_.file(name); }

 private:
  TemporaryDirectory directory_;
};

}  // namespace ucs::tests
