// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/result.h>
#include <ucs/sqlite_store.h>

#include <string>

#include "lib/store/sqlite/connection.h"
#include "lib/store/sqlite/file_lock.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// A database that is ours to write.
struct Opened {
  std::string path;  ///< without links and dots
  FileLock lock;
  Connection writer;
};

/// Opens the database in the file `path`, makes it if there is none, and brings its schema to this
/// version. The errors of SqliteStore::open.
[[nodiscard]] Result<Opened> open_database(const std::string& path, const SqliteOptions& options);

/// Returns the path of a database file that is there, without links and dots. unavailable: there is
/// none.
[[nodiscard]] Result<std::string> find_database(const std::string& path);

/// Makes the entry of a new file in its directory last.
void sync_directory(const std::string& path);

/// Opens one more connection to an open database, which can only read.
[[nodiscard]] Result<Connection> open_reader(const std::string& path);

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
