// SPDX-License-Identifier: MIT
#include "lib/export/packed_file.h"

#include <fcntl.h>
#include <stdio.h>  // NOLINT(modernize-deprecated-headers): renameat2 is there
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace ucs::file_export {
namespace {

/// Returns 0, or the errno that a call which failed with -1 has left.
int checked(int result) noexcept { return result == 0 ? 0 : errno; }

/// Renames without overwriting anything.
int rename_new(int directory, const char* from, const char* to) noexcept {
  const int error = checked(::renameat2(directory, from, directory, to, RENAME_NOREPLACE));
  if (error != EINVAL && error != ENOSYS) return error;
  // Some file systems cannot do that, but nearly all of those can link.
  if (::linkat(directory, from, directory, to, 0) != 0) return errno;
  const int left = checked(::unlinkat(directory, from, 0));
  if (left != 0) static_cast<void>(::unlinkat(directory, to, 0));
  return left;
}

}  // namespace

int Descriptor::close() noexcept {
  const int number = std::exchange(number_, -1);
  return number < 0 ? 0 : checked(::close(number));
}

PackedFile::PackedFile(const Descriptor& directory, std::string name)
    : directory_(directory),
      name_(std::move(name)),
      file_(::openat(directory.get(), name_.c_str(),
                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)),
      error_(file_.is_open() ? 0 : errno) {}

PackedFile::~PackedFile() {
  packing_.reset();
  if (error_ == 0 && !is_kept_) static_cast<void>(::unlinkat(directory_.get(), name_.c_str(), 0));
}

void PackedFile::pack(http::ExportPacking kind, const PackedEntry& entry) {
  packing_ = make_packing(kind, entry, [this](std::string_view bytes) { return write(bytes); });
}

int PackedFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return EIO;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int PackedFile::finish() {
  if (const int error = packing_->finish(); error != 0) return error;
  if (::fsync(file_.get()) != 0) return errno;
  return file_.close();
}

int PackedFile::rename(const std::string& name) {
  const int error = rename_new(directory_.get(), name_.c_str(), name.c_str());
  if (error == 0) name_ = name;
  return error;
}

}  // namespace ucs::file_export
