// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <ucs/sqlite_backup.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "lib/store/sqlite/connection.h"
#include "lib/store/sqlite/opening.h"
#include "lib/store/sqlite/schema.h"

namespace ucs {
inline namespace v0 {
namespace {

using sqlite::Connection;
using Tell = std::function<void(const SqliteBackupProgress&)>;

[[nodiscard]] Error cannot(std::string_view what, const std::string& path, Error error) {
  error.message = "cannot " + std::string(what) + " " + path + ": " + error.message;
  return error;
}

[[nodiscard]] Error cannot_write(const std::string& path, int error) {
  return {ErrorCode::kUnavailable,
          "cannot write " + path + ": " + std::generic_category().message(error), ""};
}

[[nodiscard]] Error is_there(const std::string& path) {
  return {ErrorCode::kAlreadyExists,
          "cannot write " + path + ": it is there; expected a path where nothing is yet", ""};
}

/// A file beside the one that it becomes when it is whole. Not thread-safe; one thread at a time.
class UnfinishedFile {
 public:
  /// Makes it, for its owner alone, under a name that nobody has.
  [[nodiscard]] static Result<UnfinishedFile> make(const std::string& path) {
    constexpr std::string_view kSuffix = ".tmp";
    std::string name = path + ".XXXXXX" + std::string(kSuffix);
    const int descriptor = ::mkostemps(name.data(), static_cast<int>(kSuffix.size()), O_CLOEXEC);
    if (descriptor < 0) return cannot_write(path, errno);
    return UnfinishedFile(path, std::move(name), descriptor);
  }

  UnfinishedFile(UnfinishedFile&& other) noexcept
      : path_(std::move(other.path_)),
        name_(std::exchange(other.name_, "")),
        descriptor_(std::exchange(other.descriptor_, -1)) {}
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  /// Removes it, if it was not finished.
  ~UnfinishedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Gives it its name, unless something has that by now, once it is on the disk.
  [[nodiscard]] Result<void> finish() {
    if (::fsync(descriptor_) != 0) return cannot_write(path_, errno);
    // A link takes the place of nothing, as a rename would. Where there are none, nothing was there
    // a moment ago.
    if (::link(name_.c_str(), path_.c_str()) == 0) {
      ::unlink(name_.c_str());
    } else if (errno == EEXIST) {
      return is_there(path_);
    } else if (std::rename(name_.c_str(), path_.c_str()) != 0) {
      return cannot_write(path_, errno);
    }
    name_.clear();
    sqlite::sync_directory(path_);
    return {};
  }

 private:
  UnfinishedFile(std::string path, std::string name, int descriptor)
      : path_(std::move(path)), name_(std::move(name)), descriptor_(descriptor) {}

  std::string path_;
  std::string name_;  // empty: there is none, or none any more
  int descriptor_;
};

/// Returns a connection that reads one moment of the database, as long as it lives.
[[nodiscard]] Result<Connection> open_moment(const std::string& path) {
  auto connection = sqlite::open_reader(path);
  if (!connection) return connection;
  if (auto begun = connection->execute("BEGIN"); !begun) return std::move(begun).error();
  const auto application_id = connection->read_integer("PRAGMA application_id");
  if (!application_id) return application_id.error();
  // A transaction sees the moment of its first look.
  const auto entries = connection->read_integer("SELECT count(*) FROM sqlite_master");
  if (!entries) return entries.error();
  if (*application_id == sqlite::kApplicationId) return connection;
  return Error{ErrorCode::kUnavailable, "it is the database of another program, or of none", ""};
}

[[nodiscard]] Result<std::uint64_t> copy_pages(Connection& from, Connection& to, const Tell& tell) {
  // What fails is removed: nothing of it needs a way back.
  auto done = to.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  if (!done) return std::move(done).error();
  const auto page_bytes = from.read_integer("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  constexpr std::int64_t kStepBytes = 1 << 20;
  auto copy = sqlite::PageCopy::begin(from, to);
  if (!copy) return std::move(copy).error();
  SqliteBackupProgress progress;
  for (bool is_done = false; !is_done;) {
    const auto stepped = copy->step(static_cast<int>(kStepBytes / *page_bytes));
    if (!stepped) return stepped.error();
    is_done = *stepped;
    progress.bytes_total = static_cast<std::uint64_t>(copy->pages() * *page_bytes);
    progress.bytes = static_cast<std::uint64_t>((copy->pages() - copy->remaining()) * *page_bytes);
    if (tell) tell(progress);
  }
  return progress.bytes_total;
}

}  // namespace

Result<std::uint64_t> back_up_sqlite(const std::string& from, const std::string& to,
                                     const Tell& tell) {
  const auto path = sqlite::find_database(from);
  if (!path) return path.error();
  struct ::stat status {};
  if (::lstat(to.c_str(), &status) == 0) return is_there(to);
  auto source = open_moment(*path);
  if (!source) return cannot("back up the store", from, std::move(source).error());
  auto file = UnfinishedFile::make(to);
  if (!file) return std::move(file).error();
  Result<std::uint64_t> bytes = std::uint64_t{0};
  {
    auto target = Connection::open(file->name());
    if (!target) return cannot("write", to, std::move(target).error());
    bytes = copy_pages(*source, *target, tell);
  }
  if (!bytes) return cannot("back up the store " + from + " to", to, std::move(bytes).error());
  if (auto finished = file->finish(); !finished) return std::move(finished).error();
  return bytes;
}

}  // namespace v0
}  // namespace ucs
