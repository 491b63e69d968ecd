// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/schema.h"

#include <iterator>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

// Step n brings version n to n + 1. A step that was released never changes: others follow it.
constexpr const char* kSteps[] = {
    // A table with row ids: one without would keep a record of more than a quarter of a page apart
    // from its row. The type has no affinity, so that 9 and '9' stay what they are.
    R"sql(
CREATE TABLE services (
  tenant TEXT NOT NULL,
  service_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  customer_id TEXT,
  contact_key TEXT,
  service_type,
  started INTEGER NOT NULL,
  completed INTEGER,
  updated INTEGER NOT NULL,
  due INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (tenant, service_id)
);
CREATE INDEX services_by_customer ON services (tenant, customer_id, service_id)
  WHERE customer_id IS NOT NULL;
CREATE INDEX services_by_contact ON services (tenant, contact_key, service_id)
  WHERE contact_key IS NOT NULL;
CREATE INDEX services_by_due ON services (tenant, due, service_id);

CREATE TABLE ids (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind)
) WITHOUT ROWID;

CREATE TABLE schemas (
  tenant TEXT NOT NULL,
  entity TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  definition TEXT NOT NULL,
  PRIMARY KEY (tenant, entity, position),
  UNIQUE (tenant, entity, name)
) WITHOUT ROWID;

CREATE VIEW states AS
SELECT tenant, service_id,
       json_extract(state.value, '$.state_id') AS state_id,
       json_extract(state.value, '$.state_type') AS state_type,
       json_extract(state.value, '$.previous_state_id') AS previous_state_id,
       json_extract(state.value, '$.est_duration') AS est_duration,
       json_extract(state.value, '$.started.timestamp') AS started,
       json_extract(state.value, '$.completed.timestamp') AS completed,
       json_extract(state.value, '$.completed.disposition') AS disposition
  FROM services, json_each(record, '$.states') AS state;

CREATE VIEW tasks AS
SELECT tenant, service_id,
       json_extract(task.value, '$.task_id') AS task_id,
       json_extract(task.value, '$.task_type') AS task_type,
       json_extract(task.value, '$.state_id') AS state_id,
       json_extract(task.value, '$.est_duration') AS est_duration,
       json_extract(task.value, '$.started.timestamp') AS started,
       json_extract(task.value, '$.completed.timestamp') AS completed,
       json_extract(task.value, '$.completed.disposition') AS disposition
  FROM services, json_each(record, '$.tasks') AS task;

CREATE VIEW extensions AS
SELECT tenant, service_id, NULL AS state_id, NULL AS task_id,
       extension.key AS name, extension.value AS value
  FROM services, json_each(record, '$.extensions') AS extension
UNION ALL
SELECT tenant, service_id, json_extract(state.value, '$.state_id'), NULL,
       extension.key, extension.value
  FROM services, json_each(record, '$.states') AS state,
       json_each(state.value, '$.extensions') AS extension
UNION ALL
SELECT tenant, service_id, NULL, json_extract(task.value, '$.task_id'),
       extension.key, extension.value
  FROM services, json_each(record, '$.tasks') AS task,
       json_each(task.value, '$.extensions') AS extension;
)sql",
};
static_assert(std::size(kSteps) == kSchemaVersion);

[[nodiscard]] Result<void> run_step(Connection& connection, const char* sql, std::int64_t version) {
  const std::string mark = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                           "; PRAGMA user_version = " + std::to_string(version);
  auto done = connection.execute("BEGIN IMMEDIATE");
  if (done) done = connection.execute(sql);
  if (done) done = connection.execute(mark.c_str());
  if (done) done = connection.execute("COMMIT");
  if (!done && connection.is_in_transaction()) static_cast<void>(connection.execute("ROLLBACK"));
  return done;
}

}  // namespace

const std::vector<const char*>& schema_steps() {
  static const std::vector<const char*> steps(std::begin(kSteps), std::end(kSteps));
  return steps;
}

Result<void> migrate(Connection& connection, std::int64_t version,
                     const std::vector<const char*>& steps) {
  auto at = static_cast<std::size_t>(version);
  if (at == steps.size()) return run_step(connection, "", version);
  for (; at < steps.size(); ++at) {
    auto done = run_step(connection, steps[at], static_cast<std::int64_t>(at) + 1);
    if (!done) return done;
  }
  return {};
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
