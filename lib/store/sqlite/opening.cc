// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/opening.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "lib/store/sqlite/schema.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNotOurs =
    "expected a database that ucs made, or a path where nothing is yet";

[[nodiscard]] Error cannot_open(const std::string& path, const std::string& problem) {
  return {ErrorCode::kUnavailable, "cannot open the store " + path + ": " + problem, ""};
}

[[nodiscard]] Error cannot_open(const std::string& path, const std::string& problem, int error) {
  return cannot_open(path, problem + ": " + std::generic_category().message(error));
}

/// Says it of an error of somebody below.
[[nodiscard]] Error cannot_open(const std::string& path, Error error) {
  error.message = "cannot open the store " + path + ": " + error.message;
  return error;
}

/// Returns the path without links and dots, so that two names of one file have one lock. It is
/// absolute, so that SQLite takes no name for something else than a file (":memory:").
[[nodiscard]] Result<std::string> resolve(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos)
    return cannot_open("\"\"", "it has no name; expected the path of a file");
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return cannot_open(path, error.message());
  const fs::path directory = resolved.parent_path();
  const auto status = fs::status(directory, error);
  if (!fs::is_directory(status)) {
    return cannot_open(
        path, "there is no directory " + directory.string() + "; make it, or choose another path");
  }
  return resolved.string();
}

/// Reads the first bytes of a file, to see whether it may be ours before anything is done to it.
/// One that was left in the middle of its making is SQLite's to repair first.
[[nodiscard]] Result<void> check_header(const std::string& path, int descriptor) {
  constexpr std::string_view kMagic{"SQLite format 3\0", 16};
  constexpr std::size_t kApplicationIdOffset = 68;
  std::array<unsigned char, 100> header{};
  std::error_code ignored;
  if (fs::exists(path + "-journal", ignored)) return {};
  const ssize_t size = ::pread(descriptor, header.data(), header.size(), 0);
  if (size < 0) return cannot_open(path, "cannot be read", errno);
  if (size == 0) return {};
  if (static_cast<std::size_t>(size) < header.size() ||
      kMagic != std::string_view(reinterpret_cast<const char*>(header.data()), kMagic.size()))
    return cannot_open(path, std::string("it is no SQLite database; ") + kNotOurs);
  std::int64_t application_id = 0;
  for (std::size_t i = 0; i < 4; ++i)
    application_id = application_id * 256 + header[kApplicationIdOffset + i];
  if (application_id == kApplicationId) return {};
  return cannot_open(path,
                     std::string("it is the SQLite database of another program; ") + kNotOurs);
}

[[nodiscard]] Result<void> check_kind(const std::string& path, bool must_exist) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) return cannot_open(path, "it is a directory; expected a file");
  if (fs::exists(status) && !fs::is_regular_file(status))
    return cannot_open(path, "it is no regular file");
  if (must_exist && !fs::exists(status)) return cannot_open(path, "there is no such file");
  return {};
}

/// Makes the file if there is none, for its owner alone, which SQLite's further files follow; and
/// looks at what is there. With the lock: closing a file drops all locks that this process, so
/// perhaps another store in it, has on it.
[[nodiscard]] Result<void> check_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) return cannot_open(path, "it cannot be written", errno);
  auto checked = check_header(path, descriptor);
  ::close(descriptor);
  return checked;
}

/// Looks at what the database says of itself, and brings it up to date.
[[nodiscard]] Result<void> prepare(Connection& connection, const SqliteOptions& options) {
  const auto application_id = connection.read_integer("PRAGMA application_id");
  if (!application_id) return application_id.error();
  const auto version = connection.read_integer("PRAGMA user_version");
  if (!version) return version.error();
  const auto entries = connection.read_integer("SELECT count(*) FROM sqlite_master");
  if (!entries) return entries.error();
  const bool is_new = *application_id == 0 && *version == 0 && *entries == 0;
  if (!is_new && *application_id != kApplicationId)
    return Error{ErrorCode::kUnavailable, std::string("it is not ours; ") + kNotOurs, ""};
  if (*version < 0 || *version > kSchemaVersion) {
    return Error{ErrorCode::kUnavailable,
                 "it is of version " + std::to_string(*version) +
                     ", which a newer ucs made; expected at most " +
                     std::to_string(kSchemaVersion) + ". Use that ucs, and nothing is lost",
                 ""};
  }
  // The mark of a new one goes to the file itself, not to a log, where check_header looks for it.
  auto done = connection.execute("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
  if (done && is_new) done = migrate(connection, 0);
  if (!done) return done;
  const auto mode = connection.read_text("PRAGMA journal_mode = WAL");
  if (!mode) return mode.error();
  if (*mode != "wal") {
    return Error{ErrorCode::kUnavailable,
                 "its file system cannot share memory between processes, which a write-ahead log "
                 "needs; expected a local disk",
                 ""};
  }
  if (!is_new) done = migrate(connection, *version);
  if (done && options.durability == SqliteOptions::Durability::kNormal)
    done = connection.execute("PRAGMA synchronous = NORMAL");
  return done;
}

constexpr const char* kSettings =
    "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 67108864";

}  // namespace

Result<Opened> open_database(const std::string& path, const SqliteOptions& options) {
  const auto resolved = resolve(path);
  if (!resolved) return resolved.error();
  if (auto checked = check_kind(*resolved, options.must_exist); !checked)
    return std::move(checked).error();
  auto lock = FileLock::take(*resolved + "-lock");
  if (!lock) return cannot_open(path, std::move(lock).error());
  if (auto checked = check_file(*resolved); !checked) {
    lock->remove_file();
    return std::move(checked).error();
  }
  sync_directory(*resolved);
  auto writer = Connection::open(*resolved);
  if (!writer) return cannot_open(path, std::move(writer).error());
  auto done = writer->execute(kSettings);
  if (done) done = prepare(*writer, options);
  if (!done) return cannot_open(path, std::move(done).error());
  return Opened{*resolved, *std::move(lock), *std::move(writer)};
}

Result<std::string> find_database(const std::string& path) {
  auto resolved = resolve(path);
  if (!resolved) return resolved;
  if (auto checked = check_kind(*resolved, true); !checked) return std::move(checked).error();
  return resolved;
}

void sync_directory(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  const int descriptor =
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

Result<Connection> open_reader(const std::string& path) {
  auto connection = Connection::open(path);
  if (!connection) return connection;
  auto done = connection->execute(kSettings);
  if (done) done = connection->execute("PRAGMA query_only = ON");
  if (!done) return std::move(done).error();
  return connection;
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
