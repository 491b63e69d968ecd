// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

/// Returns what the holder wrote, if that is a number.
[[nodiscard]] std::string holder(int descriptor) {
  std::array<char, 20> bytes{};
  const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  std::string text(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  text = text.substr(0, text.find('\n'));
  const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? "process " + text : "another process";
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
  const int descriptor =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (descriptor < 0) {
    return Error{ErrorCode::kUnavailable,
                 "cannot make " + path + ": " + std::generic_category().message(errno) +
                     "; it keeps others from writing to the database",
                 ""};
  }
  FileLock lock(path, descriptor);
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) {
      return Error{ErrorCode::kUnavailable,
                   "in use by " + holder(descriptor) +
                       "; expected one store at a time. Stop the other one, or choose another path",
                   ""};
    }
    return Error{ErrorCode::kUnavailable,
                 "cannot lock " + path + ": " + std::generic_category().message(errno), ""};
  }
  // For who is refused to read; whether it can be written does not matter.
  const std::string number = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) == 0)
    static_cast<void>(::pwrite(descriptor, number.data(), number.size(), 0) == 0);
  return lock;
}

void FileLock::remove_file() noexcept { ::unlink(path_.c_str()); }

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
