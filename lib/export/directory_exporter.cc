// SPDX-License-Identifier: MIT
#include "lib/export/directory_exporter.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <ucs/detail/quoted.h>
#include <ucs/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <vector>

#include "lib/export/packed_file.h"

namespace ucs::file_export {
namespace {

/// Returns `export<yyyyMMdd>_<HHmmss>_<SSS>` of a time, so many milliseconds later.
std::string stem_of(Timestamp time, int milliseconds) {
  const std::string text =
      format_timestamp(std::min(time + std::chrono::milliseconds(milliseconds), kTimestampMax));
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "export" + digits.substr(0, 8) + "_" + digits.substr(8, 6) + "_" + digits.substr(14, 3);
}

std::string_view suffix_of(http::ExportPacking packing) {
  switch (packing) {
    case http::ExportPacking::kNone:
      return "";
    case http::ExportPacking::kGzip:
      return ".gz";
    case http::ExportPacking::kZip:
      return ".zip";
  }
  return "";
}

class DirectoryFiles final : public http::ExportFiles {
 public:
  DirectoryFiles(const std::string& path, http::ExportPlan plan)
      : path_(path),
        plan_(std::move(plan)),
        directory_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (!directory_.is_open()) open_error_ = errno;
  }

  /// Creates the files under their first names.
  [[nodiscard]] Result<void> create() {
    if (open_error_ != 0) return failed("open", open_error_);
    int error = EEXIST;
    for (; error == EEXIST && milliseconds_ < DirectoryExporter::kNamesMax; ++milliseconds_) {
      error = create_named(stem_of(plan_.time, milliseconds_));
      if (error == 0) return {};
    }
    return failed("create a file in", error);
  }

  [[nodiscard]] Result<void> append(std::size_t file, std::string_view text) override {
    if (const int error = files_[file]->append(text); error != 0) return failed("write to", error);
    return {};
  }

  [[nodiscard]] Result<std::vector<std::string>> publish() override {
    auto names = complete();
    files_.clear();  // which removes those that are not kept
    return names;
  }

 private:
  [[nodiscard]] Result<std::vector<std::string>> complete() {
    for (const auto& file : files_) {
      if (const int error = file->finish(); error != 0) return failed("write to", error);
    }
    std::vector<std::string> names;
    int error = EEXIST;
    for (; error == EEXIST && milliseconds_ < DirectoryExporter::kNamesMax; ++milliseconds_) {
      names = names_of(stem_of(plan_.time, milliseconds_));
      error = rename_all(names);
      if (error == 0) break;
    }
    if (error != 0) return failed("name a file in", error);
    // So that the names are on the disk, too. Some file systems do not know that.
    if (::fsync(directory_.get()) != 0 && errno != EINVAL) return failed("write to", errno);
    for (const auto& file : files_) file->keep();
    return names;
  }

  [[nodiscard]] std::vector<std::string> names_of(const std::string& stem) const {
    std::vector<std::string> names;
    for (const std::string& ending : plan_.endings)
      names.push_back(std::string(stem).append(ending).append(suffix_of(plan_.packing)));
    return names;
  }

  /// Creates the files for the names of `stem`, all or none. EEXIST: one of them is taken.
  [[nodiscard]] int create_named(const std::string& stem) {
    files_.clear();
    const std::vector<std::string> names = names_of(stem);
    for (std::size_t i = 0; i < names.size(); ++i) {
      struct stat facts {};
      const std::string& name = names[i];
      if (::fstatat(directory_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
      std::string first_name = ".";
      first_name.append(name).append(".tmp");
      files_.push_back(std::make_unique<PackedFile>(directory_, std::move(first_name)));
      if (files_.back()->error() != 0) return files_.back()->error();
      files_.back()->pack(plan_.packing, {stem + plan_.endings[i], plan_.time});
    }
    return 0;
  }

  /// Renames the files; after an error some are.
  [[nodiscard]] int rename_all(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (const int error = files_[i]->rename(names[i]); error != 0) return error;
    }
    return 0;
  }

  [[nodiscard]] Error failed(std::string_view what, int error) const {
    return Error{ErrorCode::kUnavailable,
                 std::string("cannot ").append(what) + " the directory for exports, " +
                     detail::quoted(path_) + ": " + std::generic_category().message(error),
                 ""};
  }

  const std::string path_;
  const http::ExportPlan plan_;
  const Descriptor directory_;
  int open_error_ = 0;
  int milliseconds_ = 0;  // behind the time of the plan, in the names
  std::vector<std::unique_ptr<PackedFile>> files_;
};

}  // namespace

Result<std::unique_ptr<http::ExportFiles>> DirectoryExporter::begin(const http::ExportPlan& plan) {
  auto files = std::make_unique<DirectoryFiles>(directory_, plan);
  if (auto created = files->create(); !created) return std::move(created).error();
  return std::unique_ptr<http::ExportFiles>(std::move(files));
}

}  // namespace ucs::file_export
