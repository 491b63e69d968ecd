// SPDX-License-Identifier: MIT
// A database file of one test, and a look into it beside the store.
#pragma once

#include <sqlite3.h>
#include <ucs/sqlite_store.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "tests/support/forwarding_store.h"
#include "tests/support/temporary_directory.h"

namespace ucs::tests {

/// Runs SQL on a database file by a connection of its own, as the sqlite3 shell does. Returns the
/// rows, columns separated by `|`, each row closed by a newline; throws a std::runtime_error with
/// what SQLite says.
inline std::string run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  int code = ::sqlite3_open(path.c_str(), &database);
  std::string rows;
  const auto add_row = [](void* out, int columns, char** values, char** /*names*/) {
    auto& text = *static_cast<std::string*>(out);
    for (int i = 0; i < columns; ++i) {
      if (i > 0) text += '|';
      text += values[i] == nullptr ? "" : values[i];
    }
    text += '\n';
    return 0;
  };
  if (code == SQLITE_OK) code = ::sqlite3_exec(database, sql.c_str(), add_row, &rows, nullptr);
  const std::string message = ::sqlite3_errmsg(database);
  ::sqlite3_close(database);
  if (code != SQLITE_OK) throw std::runtime_error(message);
  return rows;
}

/// A database in a directory of its own, and the store on it.
struct SqliteFile {
  explicit SqliteFile(const SqliteOptions& options)
      : store(SqliteStore::open(directory.file("store.db"), options).value()) {}

  TemporaryDirectory directory;
  std::unique_ptr<SqliteStore> store;
};

/// A SqliteStore that is gone with its files.
class TemporarySqliteStore final : private SqliteFile, public ForwardingStore {
 public:
  explicit TemporarySqliteStore(const SqliteOptions& options = {})
      : SqliteFile(options), ForwardingStore(*store) {}
};

}  // namespace ucs::tests
