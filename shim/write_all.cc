// SPDX-License-Identifier: MIT
#include "shim/write_all.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace ucs::shim {

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return EIO;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace ucs::shim
