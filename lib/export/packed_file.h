// SPDX-License-Identifier: MIT
//
// One file of an export: written under a name of its own, and then given its final one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lib/export/packing.h"

namespace ucs::file_export {

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { static_cast<void>(close()); }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  /// Returns 0 or an errno. A second call does nothing.
  int close() noexcept;

 private:
  int number_;
};

/// A file in a directory, which must stay open as long as it lives. Whatever name it has is gone
/// with it unless keep was called. Methods return 0 or an errno. Not thread-safe; one thread at a
/// time.
class PackedFile {
 public:
  /// Creates the file under `name`, readable by its owner only. error tells whether it could:
  /// EEXIST if there is something of that name, a symbolic link included, which is left alone.
  PackedFile(const Descriptor& directory, std::string name);
  PackedFile(const PackedFile&) = delete;
  PackedFile& operator=(const PackedFile&) = delete;
  ~PackedFile();

  [[nodiscard]] int error() const noexcept { return error_; }

  /// Says how what is appended is packed. Call once, before that.
  void pack(http::ExportPacking kind, const PackedEntry& entry);
  [[nodiscard]] int append(std::string_view text) { return packing_->append(text); }
  /// Completes the file and waits until it is on the disk.
  [[nodiscard]] int finish();
  /// Renames the file. EEXIST if there is something of that name, which is left alone.
  [[nodiscard]] int rename(const std::string& name);
  void keep() noexcept { is_kept_ = true; }

 private:
  [[nodiscard]] int write(std::string_view bytes);

  const Descriptor& directory_;
  std::string name_;
  Descriptor file_;
  int error_;
  bool is_kept_ = false;
  std::unique_ptr<Packing> packing_;
};

}  // namespace ucs::file_export
