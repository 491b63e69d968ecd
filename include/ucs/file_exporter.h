// SPDX-License-Identifier: MIT
//
// Where exports to files go (spec 3.7): a port that ucs::http::Api writes to. ucs-shim implements
// it with a directory; a program of your own may send them anywhere.
#pragma once

#include <ucs/result.h>
#include <ucs/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {

/// How the files of an export are packed, each for itself.
enum class ExportPacking { kNone, kGzip, kZip };

/// The files of one export while they are written. Until publish nothing stands under the name of
/// one, and whoever destroys them before that leaves nothing behind. Not thread-safe; one thread at
/// a time.
class ExportFiles {
 public:
  ExportFiles() = default;
  ExportFiles(const ExportFiles&) = delete;
  ExportFiles& operator=(const ExportFiles&) = delete;
  virtual ~ExportFiles() = default;

  /// Appends `text` to the file of this index. unavailable: it cannot be written, because the disk
  /// is full, say; nothing but destroying them makes sense then.
  [[nodiscard]] virtual Result<void> append(std::size_t file, std::string_view text) = 0;

  /// Completes all files, gives each its name, and returns the names in the order of the files. No
  /// file that was there before is overwritten. unavailable: it cannot be done; none of them is
  /// there then. Call once, last.
  [[nodiscard]] virtual Result<std::vector<std::string>> publish() = 0;
};

/// What an export is to write.
struct ExportPlan {
  /// When it began; goes into the names: `export20260301_120000_000`.
  Timestamp time;
  /// How the name of each file goes on: `_services.csv`. Letters, digits, `_` and `.` only.
  std::vector<std::string> endings;
  ExportPacking packing = ExportPacking::kNone;
};

/// Takes exports. Implementations are thread-safe, and do not throw.
class FileExporter {
 public:
  FileExporter() = default;
  FileExporter(const FileExporter&) = delete;
  FileExporter& operator=(const FileExporter&) = delete;
  virtual ~FileExporter() = default;

  /// Begins the files of an export, never null. Their names are those of the plan, or, where one is
  /// taken, those of the next millisecond that is free. unavailable: nothing can be written.
  [[nodiscard]] virtual Result<std::unique_ptr<ExportFiles>> begin(const ExportPlan& plan) = 0;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
