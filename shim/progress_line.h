// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace ucs::shim {

/// One line on a terminal that tells how far something is; nothing where there is no terminal. Not
/// thread-safe; one thread at a time.
class ProgressLine {
 public:
  /// `descriptor` is what is written to if it is a terminal; it must outlive this.
  explicit ProgressLine(int descriptor);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Wipes the line.
  ~ProgressLine();

  /// Shows `text` in place of what stood there; leaves it out if the line changed less than a tenth
  /// of a second ago. `text` is of one line, narrower than a terminal.
  void show(const std::string& text);

 private:
  void write(const std::string& text) const;

  const int descriptor_;  // negative: there is no terminal
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace ucs::shim
