// SPDX-License-Identifier: MIT
#include "lib/store/postgres/schema.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "lib/store/postgres/pause.h"

namespace ucs {
inline namespace v0 {
namespace postgres {
namespace {

// What makes version 1, each statement by itself, as some engines want it; the last one says that
// all is there. A statement that was released never changes: those of later versions follow.
// revision counts as unsigned numbers do; service_type is a text here, whatever it is in record.
constexpr Statement kSteps[] = {
    {"", R"sql(
CREATE TABLE IF NOT EXISTS ucs_version (version bigint PRIMARY KEY)
)sql"},
    {"", R"sql(
CREATE TABLE IF NOT EXISTS services (
  tenant text NOT NULL,
  service_id bigint NOT NULL,
  revision bigint NOT NULL,
  operation text NOT NULL,
  customer_id text,
  contact_key text,
  service_type text,
  started bigint NOT NULL,
  completed bigint,
  updated bigint NOT NULL,
  due bigint NOT NULL,
  record text NOT NULL,
  PRIMARY KEY (tenant, service_id)
)
)sql"},
    {"", R"sql(
CREATE INDEX IF NOT EXISTS services_by_customer ON services (tenant, customer_id, service_id)
)sql"},
    {"", R"sql(
CREATE INDEX IF NOT EXISTS services_by_contact ON services (tenant, contact_key, service_id)
)sql"},
    {"", R"sql(
CREATE INDEX IF NOT EXISTS services_by_due ON services (tenant, due, service_id)
)sql"},
    {"", R"sql(
CREATE TABLE IF NOT EXISTS ids (
  tenant text NOT NULL,
  kind text NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (tenant, kind)
)
)sql"},
    {"", R"sql(
CREATE TABLE IF NOT EXISTS schemas (
  tenant text NOT NULL,
  entity text NOT NULL,
  position bigint NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  definition text NOT NULL,
  operation text NOT NULL,
  PRIMARY KEY (tenant, entity, position)
)
)sql"},
    {"", R"sql(
CREATE UNIQUE INDEX IF NOT EXISTS schemas_by_name ON schemas (tenant, entity, name_key)
)sql"},
    {"", R"sql(
CREATE OR REPLACE VIEW states AS
SELECT tenant, service_id,
       (state ->> 'state_id')::bigint AS state_id,
       state ->> 'state_type' AS state_type,
       (state ->> 'previous_state_id')::bigint AS previous_state_id,
       (state ->> 'est_duration')::bigint AS est_duration,
       (state -> 'started' ->> 'timestamp')::bigint AS started,
       (state -> 'completed' ->> 'timestamp')::bigint AS completed,
       state -> 'completed' ->> 'disposition' AS disposition
  FROM services, json_array_elements(record::json -> 'states') AS state
)sql"},
    {"", R"sql(
CREATE OR REPLACE VIEW tasks AS
SELECT tenant, service_id,
       (task ->> 'task_id')::bigint AS task_id,
       task ->> 'task_type' AS task_type,
       (task ->> 'state_id')::bigint AS state_id,
       (task ->> 'est_duration')::bigint AS est_duration,
       (task -> 'started' ->> 'timestamp')::bigint AS started,
       (task -> 'completed' ->> 'timestamp')::bigint AS completed,
       task -> 'completed' ->> 'disposition' AS disposition
  FROM services, json_array_elements(record::json -> 'tasks') AS task
)sql"},
    {"", R"sql(
CREATE OR REPLACE VIEW extensions AS
SELECT tenant, service_id, NULL::bigint AS state_id, NULL::bigint AS task_id,
       extension.key AS name, extension.value AS value
  FROM services, json_each(record::json -> 'extensions') AS extension
UNION ALL
SELECT tenant, service_id, (state ->> 'state_id')::bigint, NULL::bigint,
       extension.key, extension.value
  FROM services, json_array_elements(record::json -> 'states') AS state,
       json_each(state -> 'extensions') AS extension
UNION ALL
SELECT tenant, service_id, NULL::bigint, (task ->> 'task_id')::bigint,
       extension.key, extension.value
  FROM services, json_array_elements(record::json -> 'tasks') AS task,
       json_each(task -> 'extensions') AS extension
)sql"},
    {"", "INSERT INTO ucs_version (version) VALUES (1) ON CONFLICT DO NOTHING"},
};

constexpr Statement kReadVersion = {"", "SELECT max(version) FROM ucs_version"};

/// Reports whether somebody else may have been making the same at the same time.
[[nodiscard]] bool is_race(const Failure& failure) {
  // Unique violation, duplicate table, object, schema; a row of a catalog changed by two.
  constexpr std::array<std::string_view, 5> kStates = {"23505", "42P07", "42710", "42P06", "XX000"};
  return failure.is_conflict() ||
         std::find(kStates.begin(), kStates.end(), failure.sqlstate) != kStates.end();
}

/// Returns the version of the tables that are there.
[[nodiscard]] Result<std::int64_t> read_version(Connection& connection, Deadline deadline) {
  constexpr std::string_view kNoSuchTable = "42P01";
  const Call call(kReadVersion);
  auto replies = connection.run({&call}, deadline);
  if (!replies.failure) return replies.rows[0].integer(0, 0);
  if (replies.failure->sqlstate == kNoSuchTable) return 0;
  return replies.failure->to_error();
}

[[nodiscard]] Result<void> run_step(Connection& connection, const Statement& step,
                                    Deadline deadline) {
  constexpr int kAttemptsMax = 20;
  Pauses pauses;
  const Call call(step);
  for (int attempt = 1;; ++attempt) {
    auto replies = connection.run({&call}, deadline);
    if (!replies.failure) return {};
    if (is_race(*replies.failure) && attempt < kAttemptsMax && pauses.wait(deadline)) continue;
    Error error = replies.failure->to_error();
    error.message += "; expected a schema of its own, in which tables can be made";
    return error;
  }
}

}  // namespace

Result<void> prepare_schema(Connection& connection, Deadline deadline) {
  const auto version = read_version(connection, deadline);
  if (!version) return version.error();
  if (*version > kSchemaVersion) {
    return Error{ErrorCode::kUnavailable,
                 "it is of version " + std::to_string(*version) +
                     ", which a newer ucs made; expected at most " +
                     std::to_string(kSchemaVersion) + ". Use that ucs, and nothing is lost",
                 ""};
  }
  if (*version == kSchemaVersion) return {};
  for (const Statement& step : kSteps) {
    if (auto done = run_step(connection, step, deadline); !done) return done;
  }
  return {};
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
