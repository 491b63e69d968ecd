// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/writer.h"

#include <string>
#include <utility>

#include "lib/store/names.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

// Parameters 1 to 11 of both are those of bind_values.
constexpr const char* kInsert =
    "INSERT INTO services (tenant, service_id, revision, customer_id, contact_key, service_type,"
    " started, completed, updated, due, record)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING";
constexpr const char* kUpdate =
    "UPDATE services SET revision = ?3, customer_id = ?4, contact_key = ?5, service_type = ?6,"
    " started = ?7, completed = ?8, updated = ?9, due = ?10, record = ?11"
    " WHERE tenant = ?1 AND service_id = ?2 AND revision = ?12";
constexpr int kExpectedParameter = 12;
constexpr const char* kErase =
    "DELETE FROM services WHERE tenant = ?1 AND service_id = ?2 AND revision = ?3";
constexpr const char* kSetLastId =
    "INSERT INTO ids (tenant, kind, last) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (tenant, kind) DO UPDATE SET last = excluded.last";
constexpr const char* kInsertSchema =
    "INSERT INTO schemas (tenant, entity, position, name, definition) VALUES (?1, ?2, ?3, ?4, ?5)";

[[nodiscard]] std::int64_t count_of(Timestamp time) noexcept {
  return time.time_since_epoch().count();
}

/// Revisions are only compared for equality: above 2^63 they are stored as negative numbers.
[[nodiscard]] std::int64_t stored(Revision revision) noexcept {
  return static_cast<std::int64_t>(revision);
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::make(Connection connection) {
  std::unique_ptr<Writer> writer(new Writer(std::move(connection)));
  if (auto done = writer->prepare(); !done) return std::move(done).error();
  return writer;
}

Result<void> Writer::prepare() {
  const struct {
    Statement& statement;
    const char* sql;
  } statements[] = {
      {begin_, "BEGIN IMMEDIATE"}, {commit_, "COMMIT"},
      {roll_back_, "ROLLBACK"},    {insert_, kInsert},
      {update_, kUpdate},          {erase_, kErase},
      {set_last_id_, kSetLastId},  {insert_schema_, kInsertSchema},
  };
  for (const auto& [statement, sql] : statements) {
    auto prepared = connection_.prepare(sql);
    if (!prepared) return std::move(prepared).error();
    statement = *std::move(prepared);
  }
  return {};
}

Result<void> Writer::begin() { return connection_.run(begin_); }

Result<void> Writer::commit() { return connection_.run(commit_); }

void Writer::roll_back() {
  // After some errors SQLite has done so itself.
  if (connection_.is_in_transaction()) static_cast<void>(connection_.run(roll_back_));
}

Result<bool> Writer::insert(const Row& row) {
  bind_values(insert_, row);
  return change(insert_);
}

Result<bool> Writer::update(const Row& row, Revision expected) {
  bind_values(update_, row);
  update_.bind(kExpectedParameter, stored(expected));
  return change(update_);
}

Result<bool> Writer::erase(std::string_view tenant, ServiceId id, Revision expected) {
  erase_.bind(1, tenant);
  erase_.bind(2, id);
  erase_.bind(3, stored(expected));
  return change(erase_);
}

Result<void> Writer::set_last_id(std::string_view tenant, IdKind kind, std::int64_t last) {
  set_last_id_.bind(1, tenant);
  set_last_id_.bind(2, store::name_of(kind));
  set_last_id_.bind(3, last);
  return connection_.run(set_last_id_);
}

Result<void> Writer::insert_schema(const SchemaRow& row) {
  insert_schema_.bind(1, row.tenant);
  insert_schema_.bind(2, store::name_of(row.kind));
  insert_schema_.bind(3, static_cast<std::int64_t>(row.position));
  insert_schema_.bind(4, row.name);
  insert_schema_.bind(5, row.definition);
  return connection_.run(insert_schema_);
}

Result<void> Writer::flush() {
  const auto synchronous = connection_.read_integer("PRAGMA synchronous");
  if (!synchronous) return synchronous.error();
  constexpr std::int64_t kFull = 2;
  if (*synchronous < kFull) {
    // A commit that is synced syncs all before it.
    auto done = connection_.execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    if (done) {
      const auto version = connection_.read_integer("PRAGMA user_version");
      const std::string write = "PRAGMA user_version = " + std::to_string(version.value_or(0));
      if (version) done = connection_.execute(write.c_str());
      if (!version) done = version.error();
    }
    if (done) done = commit();
    roll_back();
    auto reset = connection_.execute("PRAGMA synchronous = NORMAL");
    if (!done) return done;
    if (!reset) return reset;
  }
  // Not while somebody reads what only the log has; then nothing is lost, and a later one does it.
  connection_.set_busy_max(0);
  static_cast<void>(connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  connection_.set_busy_max(kBusyMaxMs);
  return {};
}

void Writer::bind_values(Statement& statement, const Row& row) {
  const Service& service = row.service;
  statement.bind(1, row.tenant);
  statement.bind(2, service.id);
  statement.bind(3, stored(service.revision));
  statement.bind(4, service.customer_id);
  statement.bind(5, service.contact_key);
  if (service.type.is_integer()) {
    statement.bind(6, service.type.integer());
  } else if (service.type.is_present()) {
    statement.bind(6, service.type.string());
  } else {
    statement.bind_null(6);
  }
  statement.bind(7, count_of(service.started.timestamp));
  if (service.is_active()) {
    statement.bind_null(8);
  } else {
    statement.bind(8, count_of(service.completion->event.timestamp));
  }
  statement.bind(9, count_of(service.updated));
  statement.bind(10, count_of(service.due()));
  statement.bind(11, row.record);
}

Result<bool> Writer::change(Statement& statement) {
  if (auto done = connection_.run(statement); !done) return std::move(done).error();
  return connection_.changes() > 0;
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
