// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>

#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// The mode of the files of a database.
inline constexpr int kOwnerOnly = 0600;

/// The lock by which one store at a time, of this process or another, writes to a database. It is
/// on a file beside it, which stays there, empty but for the number of the process; the system
/// drops the lock when the process ends, however that happens.
class FileLock {
 public:
  /// Takes the lock on the file `path`, which is made if it is not there. unavailable: another
  /// store has it, or the file cannot be made.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);

  /// Removes the file of a lock that nobody will ever need.
  void remove_file() noexcept;

  FileLock(FileLock&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  FileLock(std::string path, int descriptor) noexcept
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
