// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

/// Returns what a primary result code means for who calls the store, or null if it says that
/// something is wrong with us.
[[nodiscard]] const char* passing_trouble(int code) noexcept {
  switch (code) {
    case SQLITE_FULL:
      return "the disk, or the quota, is full";
    case SQLITE_IOERR:
      return "the disk cannot be read or written";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "another process keeps it locked";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "it cannot be written";
    case SQLITE_CANTOPEN:
      return "a file of it cannot be opened";
    case SQLITE_NOMEM:
      return "there is not enough memory";
    default:
      return nullptr;
  }
}

[[nodiscard]] Error to_error(int extended_code, const char* message) {
  constexpr int kPrimaryMask = 0xFF;
  const int code = extended_code & kPrimaryMask;
  const std::string detail =
      std::string(message) + " (SQLite " + std::to_string(extended_code) + ")";
  if (const char* const trouble = passing_trouble(code))
    return {ErrorCode::kUnavailable, "the database: " + (trouble + (": " + detail)), ""};
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
    return {ErrorCode::kInternal,
            "the database is damaged: " + detail +
                ". Stop the server, keep a copy of the file, and restore a backup",
            ""};
  }
  return {ErrorCode::kInternal, "the database: " + detail, ""};
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const noexcept {
  ::sqlite3_finalize(statement);
}

void Statement::bind(int parameter, std::int64_t value) noexcept {
  ::sqlite3_bind_int64(statement_.get(), parameter, value);
}

void Statement::bind(int parameter, std::string_view text) noexcept {
  // A null pointer would bind NULL.
  ::sqlite3_bind_text64(statement_.get(), parameter, text.empty() ? "" : text.data(), text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind(int parameter, const Text& text) noexcept {
  if (!text.is_present()) return bind_null(parameter);
  bind(parameter, text.view());
}

void Statement::bind_null(int parameter) noexcept {
  ::sqlite3_bind_null(statement_.get(), parameter);
}

Step Statement::step() noexcept {
  const int code = ::sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return Step::kRow;
  return code == SQLITE_DONE ? Step::kDone : Step::kError;
}

void Statement::reset() noexcept { ::sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) noexcept {
  return ::sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) noexcept {
  const unsigned char* const bytes = ::sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement_.get(), column));
  return {reinterpret_cast<const char*>(bytes), size};
}

void Connection::Closer::operator()(sqlite3* database) const noexcept {
  ::sqlite3_close_v2(database);
}

Result<Connection> Connection::open(const std::string& path) {
  if (::sqlite3_threadsafe() == 0) {
    return Error{ErrorCode::kUnavailable,
                 "this SQLite was built for programs of one thread; expected another one", ""};
  }
  sqlite3* database = nullptr;
  const int code = ::sqlite3_open_v2(
      path.c_str(), &database,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
  if (database == nullptr)
    return Error{ErrorCode::kUnavailable, "the database: there is not enough memory", ""};
  Connection connection(database);
  ::sqlite3_extended_result_codes(database, 1);
  if (code != SQLITE_OK) return connection.error();
  connection.set_busy_max(kBusyMaxMs);
  return connection;
}

void Connection::set_busy_max(int ms) noexcept { ::sqlite3_busy_timeout(database_.get(), ms); }

Result<void> Connection::execute(const char* sql) {
  if (::sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

Result<std::int64_t> Connection::read_integer(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return std::move(statement).error();
  const Step step = statement->step();
  if (step == Step::kRow) return statement->integer(0);
  if (step == Step::kDone) return std::int64_t{0};
  return error();
}

Result<std::string> Connection::read_text(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return std::move(statement).error();
  const Step step = statement->step();
  if (step == Step::kRow) return std::string(statement->text(0));
  if (step == Step::kDone) return std::string();
  return error();
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = ::sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error();
  return Statement(statement);
}

Result<void> Connection::run(Statement& statement) {
  const Step step = statement.step();
  if (step != Step::kError) {
    statement.reset();
    return {};
  }
  Error failure = error();
  statement.reset();
  return failure;
}

std::int64_t Connection::changes() const noexcept { return ::sqlite3_changes(database_.get()); }

bool Connection::is_in_transaction() const noexcept {
  return ::sqlite3_get_autocommit(database_.get()) == 0;
}

Error Connection::error() const {
  return to_error(::sqlite3_extended_errcode(database_.get()), ::sqlite3_errmsg(database_.get()));
}

void PageCopy::Finisher::operator()(sqlite3_backup* copy) const noexcept {
  ::sqlite3_backup_finish(copy);
}

Result<PageCopy> PageCopy::begin(Connection& from, Connection& to) {
  sqlite3_backup* const copy =
      ::sqlite3_backup_init(to.database_.get(), "main", from.database_.get(), "main");
  if (copy == nullptr) return to.error();
  return PageCopy(copy);
}

Result<bool> PageCopy::step(int pages) {
  const int code = ::sqlite3_backup_step(copy_.get(), pages);
  if (code == SQLITE_OK) return false;
  if (code == SQLITE_DONE) return true;
  return to_error(code, ::sqlite3_errstr(code));
}

std::int64_t PageCopy::pages() const noexcept { return ::sqlite3_backup_pagecount(copy_.get()); }

std::int64_t PageCopy::remaining() const noexcept {
  return ::sqlite3_backup_remaining(copy_.get());
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
