// SPDX-License-Identifier: MIT
//
// InputFile: a small file of settings, looked at before it is read.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>

namespace ucs::access {

/// An open file; owns its descriptor. Opening never waits, whatever the path names. Const methods
/// are thread-safe, but for read.
class InputFile {
 public:
  /// What was read, and the errno of what stopped it, or 0.
  struct Content {
    int error = 0;
    std::string text;
  };

  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  /// Returns the errno of opening it, or 0. After an error only this may be called.
  [[nodiscard]] int error() const noexcept { return error_; }
  /// Returns what the system knew of the file when it was opened.
  [[nodiscard]] const struct stat& facts() const noexcept { return facts_; }
  [[nodiscard]] bool is_regular() const noexcept { return S_ISREG(facts_.st_mode); }

  /// Reads on to the end, but stops soon after `bytes_max` bytes: a longer text is more than the
  /// caller takes.
  [[nodiscard]] Content read(std::size_t bytes_max) const;

 private:
  int descriptor_;
  int error_ = 0;
  struct stat facts_ {};
};

}  // namespace ucs::access
