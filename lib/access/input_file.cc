// SPDX-License-Identifier: MIT
#include "lib/access/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace ucs::access {

InputFile::InputFile(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0 || ::fstat(descriptor_, &facts_) != 0) error_ = errno;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

InputFile::Content InputFile::read(std::size_t bytes_max) const {
  Content content;
  std::array<char, 65536> buffer{};
  while (content.text.size() <= bytes_max) {
    const ssize_t bytes = ::read(descriptor_, buffer.data(), buffer.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) content.error = errno;
    if (bytes <= 0) break;
    content.text.append(buffer.data(), static_cast<std::size_t>(bytes));
  }
  return content;
}

}  // namespace ucs::access
