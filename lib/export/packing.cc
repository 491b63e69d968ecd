// SPDX-License-Identifier: MIT
#include "lib/export/packing.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <utility>

namespace ucs::file_export {
namespace {

/// The text as it is.
class NoPacking final : public Packing {
 public:
  explicit NoPacking(Write write) : write_(std::move(write)) {}

  int append(std::string_view text) override { return write_(text); }
  int finish() override { return 0; }

 private:
  const Write write_;
};

struct FreeArchive {
  void operator()(archive* made) const noexcept { archive_write_free(made); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

/// A zip of one file, or a gzip.
class ArchivePacking final : public Packing {
 public:
  ArchivePacking(bool is_zip, const PackedEntry& entry, Write write)
      : write_(std::move(write)), archive_(archive_write_new()) {
    error_ = archive_ == nullptr ? ENOMEM : begin(is_zip, entry);
  }
  ArchivePacking(const ArchivePacking&) = delete;
  ArchivePacking& operator=(const ArchivePacking&) = delete;
  // Closes what is not finished, and with it all that libarchive has; nothing more is written.
  ~ArchivePacking() override { is_over_ = true; }

  int append(std::string_view text) override {
    while (error_ == 0 && !text.empty()) {
      const la_ssize_t taken = archive_write_data(archive_.get(), text.data(), text.size());
      if (taken <= 0 || write_error_ != 0) return error_ = reason();
      text.remove_prefix(static_cast<std::size_t>(taken));
    }
    return error_;
  }

  int finish() override {
    if (error_ != 0) return error_;
    const bool is_closed = archive_write_close(archive_.get()) == ARCHIVE_OK;
    is_over_ = true;
    return error_ = is_closed && write_error_ == 0 ? 0 : reason();
  }

 private:
  int begin(bool is_zip, const PackedEntry& entry) {
    archive* const made = archive_.get();
    const bool is_set = is_zip ? archive_write_set_format_zip(made) == ARCHIVE_OK
                               : archive_write_set_format_raw(made) == ARCHIVE_OK &&
                                     archive_write_add_filter_gzip(made) == ARCHIVE_OK;
    if (!is_set || archive_write_set_bytes_in_last_block(made, 1) != ARCHIVE_OK) return reason();
    if (archive_write_open(made, this, nullptr, take, nullptr) != ARCHIVE_OK) return reason();
    const std::unique_ptr<archive_entry, FreeEntry> header(archive_entry_new());
    if (header == nullptr) return ENOMEM;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(entry.time.time_since_epoch());
    archive_entry_set_pathname(header.get(), entry.name.c_str());
    archive_entry_set_filetype(header.get(), AE_IFREG);
    archive_entry_set_perm(header.get(), 0600);
    archive_entry_set_mtime(header.get(), seconds.count(), 0);
    // Without a size: the zip tells it behind the file.
    const bool is_begun = archive_write_header(made, header.get()) == ARCHIVE_OK;
    return is_begun && write_error_ == 0 ? 0 : reason();
  }

  /// Called by libarchive with packed bytes. It is never told of a failure: after one it would not
  /// release what its filters have.
  static la_ssize_t take(archive* /*made*/, void* self, const void* bytes, std::size_t size) {
    auto* const packing = static_cast<ArchivePacking*>(self);
    if (!packing->is_over_ && packing->write_error_ == 0)
      packing->write_error_ = packing->write_({static_cast<const char*>(bytes), size});
    return static_cast<la_ssize_t>(size);
  }

  [[nodiscard]] int reason() const {
    if (write_error_ != 0) return write_error_;
    const int error = archive_errno(archive_.get());
    return error > 0 ? error : EIO;
  }

  const Write write_;
  int write_error_ = 0;
  int error_ = 0;
  bool is_over_ = false;  // nothing more is written
  const std::unique_ptr<archive, FreeArchive> archive_;
};

}  // namespace

std::unique_ptr<Packing> make_packing(http::ExportPacking kind, const PackedEntry& entry,
                                      Write write) {
  if (kind == http::ExportPacking::kNone) return std::make_unique<NoPacking>(std::move(write));
  return std::make_unique<ArchivePacking>(kind == http::ExportPacking::kZip, entry,
                                          std::move(write));
}

}  // namespace ucs::file_export
