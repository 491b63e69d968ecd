// SPDX-License-Identifier: MIT
#include "shim/backup_command.h"

#include <fmt/core.h>
#include <ucs/sqlite_backup.h>
#include <unistd.h>

#include <cstdint>

#include "shim/progress_line.h"
#include "shim/store_command.h"

namespace ucs::shim {
namespace {

constexpr const char* kBackupUsage =
    R"(ucs-shim backup FROM FILE: copies a store in a file while a server works on it

FROM is what --store takes, such as sqlite:/var/lib/ucs/ucs.db; FILE must not be there. It gets the
store of one moment: what was answered before the backup began is in it, and nothing is by half. It
appears when it is whole and on the disk, for its owner alone to read; until then it is beside, with
.tmp at its end. The server goes on. Exit status: 0, FILE is there; 1, it is not, and why; 2, the
words are wrong.

Examples:
  ucs-shim backup sqlite:/var/lib/ucs/ucs.db /backup/ucs-$(date +%F).db
      Every night.
  cp /backup/ucs-2026-03-01.db ucs.db && ucs-shim --store sqlite:ucs.db
      Go back to it, where no ucs.db is yet.
)";

constexpr StoreCommand kBackup{"backup", kBackupUsage};

int back_up(const StoreOptions& from, const std::string& file) {
  Result<std::uint64_t> bytes = std::uint64_t{0};
  {
    ProgressLine line(STDERR_FILENO);
    bytes = back_up_sqlite(from.sqlite_file, file, [&](const SqliteBackupProgress& progress) {
      constexpr std::uint64_t kMib = 1 << 20;
      line.show(
          fmt::format("{} of {} MiB copied", progress.bytes / kMib, progress.bytes_total / kMib));
    });
  }
  if (!bytes) return refuse(bytes.error().message, 1);
  fmt::print("{}: {} bytes\n", file, *bytes);
  return 0;
}

}  // namespace

int run_backup_command(const std::vector<std::string>& words) {
  if (const auto status = check_words(kBackup, words)) return *status;
  const auto from = read_store(words[0]);
  if (!from) return refuse("FROM: " + from.error().message, 2);
  if (from->sqlite_file.empty()) {
    return refuse(
        "FROM: backup is for a store in a file; expected sqlite: and its path. A database has "
        "means of its own, and ucs-shim copy copies between stores that no server works on",
        2);
  }
  return back_up(*from, words[1]);
}

}  // namespace ucs::shim
