// SPDX-License-Identifier: MIT
//
// The store in one file: an SQLite database that keeps what was acknowledged, also when the process
// is killed or the power fails. Part of the library ucs::sqlite; docs/stores.md tells how to look
// into the file, and what is safe when.
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

struct SqliteOptions {
  enum class Durability {
    /// What was acknowledged is on the disk.
    kFull,
    /// What was acknowledged survives the end of the process, however that comes. When the power
    /// fails, or the system crashes, the last changes may be gone, whole and from the latest back,
    /// never half of one; ids that went with them are handed out again.
    kNormal,
  };

  Durability durability = Durability::kFull;
  /// The calls that read at the same time, 1 to 64; more wait for one of them. Each has about 8 MiB
  /// of cache at most.
  std::size_t readers_max = 8;
  /// A path where no file is yet is refused, and nothing is made.
  bool must_exist = false;
};

/// A Store in a file. Thread-safe. Changes that come at the same time are committed together, up to
/// 64, by one of the callers; none ever waits for more to come. Readers run beside them, and wait
/// for no writer. Starts no thread.
///
/// While it is open, the file is this store's to write: another one on it, also of another process,
/// is refused. Other processes may read it, and make copies by means of SQLite. A process that
/// locks the file for writing all the same lets changes wait for 5 s, then fail as unavailable.
///
/// get, put_if and erase_if are O(log n); list is O(log n) and one step for each service of the
/// owner; schemas is O(1); tenants is O(log n) for each. A service is read and written whole, so
/// these grow with what is in it. Ids are taken in blocks of 1,000 from the file, so that starting
/// a service is one commit: after a crash the rest of a block is left out, after an orderly end it
/// is not.
///
/// Errors of every method: unavailable when the disk is full or fails, when another process keeps
/// the file locked, or memory runs out; nothing was changed, as far as this process can see: if it
/// ends before the next change succeeds, the change may turn out to be there. internal when the
/// file is damaged. Of put_if also invalid_field, invalid_timestamp and invalid_extension: the
/// engine lets no such service come this far, but for one of more than 512 MiB as text.
class SqliteStore final : public Store {
 public:
  /// Opens the database in the file `path`, or makes it, for its owner alone to read (mode 0600; a
  /// file that is there keeps its mode). Further files of it are beside it, with `-wal`, `-shm` and
  /// `-lock` behind its name. One of a former version of ucs becomes one of this version. Takes
  /// time for what a crash left in `-wal`, not for what is in the file.
  ///
  /// unavailable: there is no such directory (or file, if it must exist), it is a directory or
  /// cannot be written, it is in use by another store, it is no database of ucs or one of a newer
  /// version, or the disk is full. invalid_field: readers_max is out of its bounds. internal: the
  /// file is damaged. Each message names the path, what is wrong, and what to do.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                                 const SqliteOptions& options = {});

  /// Ends it. No call may be under way. Gives back ids that were not taken.
  ~SqliteStore() override;

  [[nodiscard]] Result<ServicePtr> get(std::string_view tenant, ServiceId id) override;
  [[nodiscard]] Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                                    Revision expected) override;
  [[nodiscard]] Result<bool> erase_if(std::string_view tenant, ServiceId id,
                                      Revision expected) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> list(std::string_view tenant, OwnerKind kind,
                                                     std::string_view owner) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> scan(std::string_view tenant, ServiceId after,
                                                     std::size_t limit) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> list_due(std::string_view tenant, Timestamp until,
                                                         std::size_t limit) override;
  [[nodiscard]] Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                                  std::int64_t count) override;
  [[nodiscard]] Result<SchemaSetPtr> schemas(std::string_view tenant) override;
  [[nodiscard]] Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                           const SchemaPtr& schema) override;
  [[nodiscard]] Result<std::vector<std::string>> tenants() override;
  /// Also of kNormal everything acknowledged is on the disk then, and, if nobody is reading just
  /// now, in the file itself: the log, with what was erased, is cut to nothing.
  [[nodiscard]] Result<void> flush() override;

 private:
  class Impl;

  explicit SqliteStore(std::unique_ptr<Impl> impl) noexcept;

  std::unique_ptr<Impl> impl_;
};

}  // namespace v0
}  // namespace ucs
