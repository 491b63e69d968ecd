// SPDX-License-Identifier: MIT
#include "shim/progress_line.h"

#include <unistd.h>

namespace ucs::shim {
namespace {

constexpr const char* kWipe = "\r\x1b[K";  // to the beginning of the line, and to its end nothing
constexpr std::chrono::milliseconds kPause(100);

}  // namespace

ProgressLine::ProgressLine(int descriptor)
    : descriptor_(::isatty(descriptor) == 1 ? descriptor : -1) {}

ProgressLine::~ProgressLine() {
  if (is_shown_) write(kWipe);
}

void ProgressLine::show(const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  if (descriptor_ < 0 || (is_shown_ && now < next_)) return;
  write(kWipe + text);
  is_shown_ = true;
  next_ = now + kPause;
}

void ProgressLine::write(const std::string& text) const {
  // What cannot be shown is left out.
  static_cast<void>(::write(descriptor_, text.data(), text.size()) == 0);
}

}  // namespace ucs::shim
