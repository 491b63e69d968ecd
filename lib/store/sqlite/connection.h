// SPDX-License-Identifier: MIT
//
// SQLite's handles as objects, and what it reports as errors.
#pragma once

#include <ucs/result.h>
#include <ucs/text.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_backup;
struct sqlite3_stmt;

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// What a step of a statement came to.
enum class Step { kRow, kDone, kError };

/// A prepared statement; it must be gone before its connection. Not thread-safe; one thread at a
/// time.
class Statement {
 public:
  Statement() noexcept = default;
  explicit Statement(sqlite3_stmt* statement) noexcept : statement_(statement) {}

  // Parameters count from 1. A text must stay as it is until the statement was reset.
  void bind(int parameter, std::int64_t value) noexcept;
  void bind(int parameter, std::string_view text) noexcept;
  /// Binds NULL if the text is absent.
  void bind(int parameter, const Text& text) noexcept;
  void bind_null(int parameter) noexcept;

  /// Goes to the next row, if there is one. What went wrong, its connection tells.
  [[nodiscard]] Step step() noexcept;
  void reset() noexcept;

  // Columns count from 0. A text is valid until the next step or reset.
  [[nodiscard]] std::int64_t integer(int column) noexcept;
  [[nodiscard]] std::string_view text(int column) noexcept;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

/// Resets a statement at the end of a scope, with what it read and held.
class Reset {
 public:
  explicit Reset(Statement& statement) noexcept : statement_(statement) {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() { statement_.reset(); }

 private:
  Statement& statement_;
};

/// One connection to a database file. Not thread-safe; one thread at a time.
class Connection {
 public:
  /// Opens a file that is there, for reading and writing. Nothing of it is read yet. Waits up to
  /// kBusyMaxMs for locks of other processes.
  [[nodiscard]] static Result<Connection> open(const std::string& path);

  /// Waits that long for locks of others from now on.
  void set_busy_max(int ms) noexcept;

  /// Runs statements without results.
  [[nodiscard]] Result<void> execute(const char* sql);
  /// Returns the first column of the first row of a statement; 0 or "" where there is none.
  [[nodiscard]] Result<std::int64_t> read_integer(const char* sql);
  [[nodiscard]] Result<std::string> read_text(const char* sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  /// Steps a statement of this connection that has no rows.
  [[nodiscard]] Result<void> run(Statement& statement);

  /// Returns how many rows the last statement changed.
  [[nodiscard]] std::int64_t changes() const noexcept;
  [[nodiscard]] bool is_in_transaction() const noexcept;
  /// Returns what the last call reported: internal if the file is damaged or the statement is
  /// wrong, unavailable if it may go well later.
  [[nodiscard]] Error error() const;

 private:
  struct Closer {
    void operator()(sqlite3* database) const noexcept;
  };

  friend class PageCopy;

  explicit Connection(sqlite3* database) noexcept : database_(database) {}

  std::unique_ptr<sqlite3, Closer> database_;
};

/// A database on its way to another file, page by page. If `from` is in a transaction, it is the
/// database of that moment. Both connections must outlive it, and `to` do nothing else meanwhile.
/// Not thread-safe; one thread at a time.
class PageCopy {
 public:
  [[nodiscard]] static Result<PageCopy> begin(Connection& from, Connection& to);

  /// Copies so many pages more. Returns whether all are copied, and committed; nothing may follow
  /// that, nor an error.
  [[nodiscard]] Result<bool> step(int pages);

  /// Return, since the last step, how many pages there are, and how many are left.
  [[nodiscard]] std::int64_t pages() const noexcept;
  [[nodiscard]] std::int64_t remaining() const noexcept;

 private:
  struct Finisher {
    void operator()(sqlite3_backup* copy) const noexcept;
  };

  explicit PageCopy(sqlite3_backup* copy) noexcept : copy_(copy) {}

  std::unique_ptr<sqlite3_backup, Finisher> copy_;
};

/// How long a connection waits for a lock that another process holds.
inline constexpr int kBusyMaxMs = 5000;

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
