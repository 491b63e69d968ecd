// SPDX-License-Identifier: MIT
//
// A copy of the database of a SqliteStore (ucs/sqlite_store.h) while it is in use, by this process
// or another. Part of the library ucs::sqlite.
#pragma once

#include <ucs/result.h>

#include <cstdint>
#include <functional>
#include <string>

namespace ucs {
inline namespace v0 {

/// How far a backup is.
struct SqliteBackupProgress {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;
};

/// Copies the database in the file `from` to the new file `to`, for its owner alone (mode 0600),
/// and returns how many bytes it has. SqliteStore::open takes it for a store.
///
/// The copy is the database of one moment between the call and its return: whatever was
/// acknowledged before the call is in it, and nothing is in it by half. Whoever works on the store
/// goes on meanwhile, and nothing waits; but its log grows by what is written until the copy is
/// done. Ids that a store had set aside and not handed out (SqliteStore) are left out by a store
/// that is opened on the copy. The file is copied page by page, damage included.
///
/// `to` appears when it is whole and on the disk: it is written beside, as `to` and
/// `.XXXXXX.tmp`, synced, and renamed. An error leaves neither; a process that is killed may leave
/// the latter.
///
/// `tell`, if given, is called on this thread after each MiB.
///
/// already_exists: `to` is there. unavailable: `from` is not there, is no database of ucs, or
/// cannot be read just now; or `to` cannot be written, for instance as the disk is full. internal:
/// `from` is damaged where the copy must look. Each message names the path it is about. Linear in
/// the file. Thread-safe.
[[nodiscard]] Result<std::uint64_t> back_up_sqlite(
    const std::string& from, const std::string& to,
    const std::function<void(const SqliteBackupProgress&)>& tell = {});

}  // namespace v0
}  // namespace ucs
