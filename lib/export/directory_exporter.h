// SPDX-License-Identifier: MIT
//
// Exports as files of one directory.
#pragma once

#include <ucs/file_exporter.h>

#include <memory>
#include <string>
#include <utility>

namespace ucs::file_export {

/// Writes the files of exports into a directory and nowhere else: `export20260301_120000_000`, the
/// time in UTC, and the ending of the plan; packed ones go on with `.gz` or `.zip`, and a zip has
/// the file under its name without that. Only the owner of the process can read them.
///
/// The directory is opened anew for each export, and all of that export happens in the directory
/// that was opened, whatever its path names later. While files are written their names begin with a
/// dot and end with `.tmp`; they get their own once all are complete and on the disk. Nothing is
/// ever overwritten: where a name is taken, all files of the export have that of the next
/// millisecond. A process that is killed leaves the files it was writing under those first names.
/// Thread-safe.
class DirectoryExporter final : public http::FileExporter {
 public:
  /// How many milliseconds are tried for a name that is free.
  static constexpr int kNamesMax = 1000;

  /// `directory` need not be there yet.
  explicit DirectoryExporter(std::string directory) : directory_(std::move(directory)) {}

  /// unavailable, naming the directory and the reason: it cannot be opened, or no file can be
  /// created in it. append and publish of what is returned likewise.
  [[nodiscard]] Result<std::unique_ptr<http::ExportFiles>> begin(
      const http::ExportPlan& plan) override;

 private:
  const std::string directory_;
};

}  // namespace ucs::file_export
