// SPDX-License-Identifier: MIT
//
// What is asked of the database, as calls: one statement for each, in SQL that the engines that
// speak PostgreSQL's protocol have in common. Each touches one tenant, those that change something
// one key.
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/model.h>
#include <ucs/schema.h>
#include <ucs/store.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/store/postgres/connection.h"

namespace ucs {
inline namespace v0 {
namespace postgres::statements {

// Rows of these: record, service_id.
[[nodiscard]] Call get(std::string_view tenant, ServiceId id);
[[nodiscard]] Call list(std::string_view tenant, OwnerKind kind, std::string_view owner);
[[nodiscard]] Call scan(std::string_view tenant, ServiceId after, std::size_t limit);
[[nodiscard]] Call list_due(std::string_view tenant, Timestamp until, std::size_t limit);

/// A service as it is stored.
struct Record {
  std::string_view tenant;
  const Service& service;
  const std::string& operation;  ///< which change it was: no two have the same
  std::string text;              ///< lib/store/record.h
};

// Each changes one row, or none if it is not as expected.
[[nodiscard]] Call insert(Record record);
[[nodiscard]] Call update(Record record, Revision expected);
[[nodiscard]] Call erase(std::string_view tenant, ServiceId id, Revision expected);

/// Changes nothing in the row that an operation left, as a change of its own, so that it is
/// committed, and wherever that must be, for certain; no row if it left none.
[[nodiscard]] Call confirm(std::string_view tenant, ServiceId id, const std::string& operation);
/// Row: revision.
[[nodiscard]] Call find_revision(std::string_view tenant, ServiceId id);

/// Row: the last id taken.
[[nodiscard]] Call find_last_id(std::string_view tenant, IdKind kind);
/// Takes ids up to `last`, if the last one taken is `before`, which is absent for none.
[[nodiscard]] Call take_ids(std::string_view tenant, IdKind kind,
                            std::optional<std::int64_t> before, std::int64_t last);

/// Rows: entity, definition, by entity and position, of those from these positions on.
[[nodiscard]] Call find_schemas(std::string_view tenant,
                                const std::array<std::size_t, 3>& positions);

/// An extension schema as it is stored.
struct SchemaRecord {
  std::string_view tenant;
  EntityKind kind;
  std::size_t position;  ///< among those of its kind
  std::string_view name;
  std::string definition;
  const std::string& operation;
};

/// Adds a row unless the position or the name is taken.
[[nodiscard]] Call insert_schema(const SchemaRecord& record);
/// As confirm, for the row of an extension schema.
[[nodiscard]] Call confirm_schema(const SchemaRecord& record);

/// Row: the first tenant of a table behind another one, or of all.
enum class Table { kServices, kIds, kSchemas };
[[nodiscard]] Call next_tenant(Table table, const std::optional<std::string>& after);

/// Returns the revision of a row as it was before it was stored.
[[nodiscard]] Revision to_revision(std::int64_t stored) noexcept;

}  // namespace postgres::statements
}  // namespace v0
}  // namespace ucs
