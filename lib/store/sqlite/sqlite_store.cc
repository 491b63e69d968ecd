// SPDX-License-Identifier: MIT
#include <ucs/detail/assert.h>
#include <ucs/json.h>
#include <ucs/sqlite_store.h>

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "lib/store/names.h"
#include "lib/store/record.h"
#include "lib/store/sqlite/group_commit.h"
#include "lib/store/sqlite/id_leases.h"
#include "lib/store/sqlite/opening.h"
#include "lib/store/sqlite/reader.h"
#include "lib/store/sqlite/writer.h"

namespace ucs {
inline namespace v0 {
namespace {

using sqlite::ReaderPool;
using sqlite::Statement;
using sqlite::Step;
using sqlite::Writer;

constexpr std::size_t kReadersMax = 64;

[[nodiscard]] Error damaged(const std::string& what) {
  return {ErrorCode::kInternal,
          "the database is damaged: " + what + ". Keep a copy of the file, and restore a backup",
          ""};
}

/// Calls visit(statement) for each row of a query.
template <class Visit>
[[nodiscard]] Result<void> for_each_row(sqlite::Connection& connection, const char* sql,
                                        const Visit& visit) {
  auto query = connection.prepare(sql);
  if (!query) return std::move(query).error();
  for (;;) {
    const Step step = query->step();
    if (step == Step::kDone) return {};
    if (step != Step::kRow) return connection.error();
    if (auto visited = visit(*query); !visited) return visited;
  }
}

}  // namespace

/// Schemas are kept in memory, too: this store alone writes them.
class SqliteStore::Impl {
 public:
  Impl(sqlite::FileLock lock, std::unique_ptr<Writer> writer,
       std::vector<std::unique_ptr<sqlite::Reader>> readers)
      : lock_(std::move(lock)), writer_(std::move(writer)), readers_(std::move(readers)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    // What cannot be given back is a gap among the ids.
    static_cast<void>(commit_.run([&] {
      return ids_.give_back([&](std::string_view tenant, IdKind kind, std::int64_t last) {
        return writer_->set_last_id(tenant, kind, last);
      });
    }));
  }

  [[nodiscard]] Result<void> load() {
    auto& connection = writer_->connection();
    auto done = for_each_row(connection, "SELECT tenant, kind, last FROM ids",
                             [&](Statement& row) { return load_ids(row); });
    if (!done) return done;
    return for_each_row(connection,
                        "SELECT tenant, entity, definition FROM schemas ORDER BY tenant, entity,"
                        " position",
                        [&](Statement& row) { return load_schema(row); });
  }

  [[nodiscard]] ReaderPool& readers() noexcept { return readers_; }
  [[nodiscard]] sqlite::IdLeases& ids() noexcept { return ids_; }

  [[nodiscard]] Result<bool> put_if(std::string_view tenant, const Service& service,
                                    Revision expected) {
    const auto record = store::write_record(service);
    if (!record) return record.error();
    const sqlite::Row row{tenant, service, *record};
    return change(
        [&] { return expected == 0 ? writer_->insert(row) : writer_->update(row, expected); });
  }

  [[nodiscard]] Result<bool> erase_if(std::string_view tenant, ServiceId id, Revision expected) {
    return change([&] { return writer_->erase(tenant, id, expected); });
  }

  [[nodiscard]] SchemaSetPtr schemas(std::string_view tenant) {
    const std::lock_guard lock(schemas_mutex_);
    const auto found = schemas_.find(tenant);
    return found == schemas_.end() ? no_schemas_ : found->second;
  }

  [[nodiscard]] Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                           const SchemaPtr& schema) {
    const std::lock_guard creating(creating_mutex_);
    auto next = std::make_shared<SchemaSet>(*schemas(tenant));
    const std::size_t position = next->all(kind).size();
    if (!next->add(kind, schema)) return false;
    std::string definition;
    json::append_schema(definition, *schema);
    const sqlite::SchemaRow row{tenant, kind, position, schema->name, definition};
    auto stored = commit_.run([&] { return writer_->insert_schema(row); });
    if (!stored) return std::move(stored).error();
    const std::lock_guard lock(schemas_mutex_);
    schemas_.insert_or_assign(std::string(tenant), std::move(next));
    return true;
  }

  [[nodiscard]] Result<void> flush() {
    return commit_.run_alone([&] { return writer_->flush(); });
  }

 private:
  /// Makes a change, of which `make` returns whether there was something to change.
  template <class Make>
  [[nodiscard]] Result<bool> change(const Make& make) {
    bool is_changed = false;
    auto done = commit_.run([&]() -> Result<void> {
      const Result<bool> changed = make();
      if (!changed) return changed.error();
      is_changed = *changed;
      return {};
    });
    if (!done) return std::move(done).error();
    return is_changed;
  }

  [[nodiscard]] Result<void> lease(std::string_view tenant, IdKind kind, std::int64_t last) {
    return commit_.run([&] { return writer_->set_last_id(tenant, kind, last); });
  }

  [[nodiscard]] Result<void> load_ids(Statement& row) {
    const auto kind = store::find_kind<IdKind>(row.text(1));
    const std::int64_t last = row.integer(2);
    if (!kind || last < 0 || last > id_max(*kind)) return damaged("its ids make no sense");
    ids_.set_last(row.text(0), *kind, last);
    return {};
  }

  [[nodiscard]] Result<void> load_schema(Statement& row) {
    const auto kind = store::find_kind<EntityKind>(row.text(1));
    auto schema = json::parse_schema(row.text(2));
    if (!kind || !schema) return damaged("a schema of it makes no sense");
    auto& set = schemas_[std::string(row.text(0))];
    auto next = std::make_shared<SchemaSet>(set == nullptr ? SchemaSet() : *set);
    if (!next->add(*kind, std::make_shared<const Schema>(*std::move(schema))))
      return damaged("it has a schema twice");
    set = std::move(next);
    return {};
  }

  const sqlite::FileLock lock_;  // destroyed last
  const std::unique_ptr<Writer> writer_;
  sqlite::GroupCommit commit_{*writer_};
  ReaderPool readers_;
  sqlite::IdLeases ids_{[this](std::string_view tenant, IdKind kind, std::int64_t last) {
    return lease(tenant, kind, last);
  }};
  const SchemaSetPtr no_schemas_ = std::make_shared<const SchemaSet>();
  std::mutex creating_mutex_;  // held by the one who creates a schema; taken before schemas_mutex_
  std::mutex schemas_mutex_;   // guards schemas_
  std::map<std::string, SchemaSetPtr, std::less<>> schemas_;
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                       const SqliteOptions& options) {
  if (options.readers_max < 1 || options.readers_max > kReadersMax) {
    return Error{ErrorCode::kInvalidField,
                 "readers_max is " + std::to_string(options.readers_max) + "; expected 1 to " +
                     std::to_string(kReadersMax),
                 "readers_max"};
  }
  auto opened = sqlite::open_database(path, options);
  if (!opened) return std::move(opened).error();
  const auto failed = [&](Error error) {
    error.message = "cannot open the store " + path + ": " + error.message;
    return error;
  };
  auto writer = Writer::make(std::move(opened->writer));
  if (!writer) return failed(std::move(writer).error());
  std::vector<std::unique_ptr<sqlite::Reader>> readers;
  while (readers.size() < options.readers_max) {
    auto reader = sqlite::Reader::open(opened->path);
    if (!reader) return failed(std::move(reader).error());
    readers.push_back(*std::move(reader));
  }
  auto impl =
      std::make_unique<Impl>(std::move(opened->lock), *std::move(writer), std::move(readers));
  if (auto loaded = impl->load(); !loaded) return failed(std::move(loaded).error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(impl)));
}

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

SqliteStore::~SqliteStore() = default;

Result<ServicePtr> SqliteStore::get(std::string_view tenant, ServiceId id) {
  return ReaderPool::Loan(impl_->readers())->get(tenant, id);
}

Result<bool> SqliteStore::put_if(std::string_view tenant, const ServicePtr& service,
                                 Revision expected) {
  UCS_ASSERT(service != nullptr);
  return impl_->put_if(tenant, *service, expected);
}

Result<bool> SqliteStore::erase_if(std::string_view tenant, ServiceId id, Revision expected) {
  return impl_->erase_if(tenant, id, expected);
}

Result<std::vector<ServicePtr>> SqliteStore::list(std::string_view tenant, OwnerKind kind,
                                                  std::string_view owner) {
  return ReaderPool::Loan(impl_->readers())->list(tenant, kind, owner);
}

Result<std::vector<ServicePtr>> SqliteStore::scan(std::string_view tenant, ServiceId after,
                                                  std::size_t limit) {
  UCS_ASSERT(limit >= 1);
  return ReaderPool::Loan(impl_->readers())->scan(tenant, after, limit);
}

Result<std::vector<ServicePtr>> SqliteStore::list_due(std::string_view tenant, Timestamp until,
                                                      std::size_t limit) {
  UCS_ASSERT(limit >= 1);
  return ReaderPool::Loan(impl_->readers())->list_due(tenant, until, limit);
}

Result<std::int64_t> SqliteStore::allocate_ids(std::string_view tenant, IdKind kind,
                                               std::int64_t count) {
  return impl_->ids().take(tenant, kind, count);
}

Result<SchemaSetPtr> SqliteStore::schemas(std::string_view tenant) {
  return impl_->schemas(tenant);
}

Result<bool> SqliteStore::create_schema(std::string_view tenant, EntityKind kind,
                                        const SchemaPtr& schema) {
  UCS_ASSERT(schema != nullptr);
  return impl_->create_schema(tenant, kind, schema);
}

Result<std::vector<std::string>> SqliteStore::tenants() {
  return ReaderPool::Loan(impl_->readers())->tenants();
}

Result<void> SqliteStore::flush() { return impl_->flush(); }

}  // namespace v0
}  // namespace ucs
