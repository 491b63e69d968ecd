// SPDX-License-Identifier: MIT
#include "lib/store/postgres/statements.h"

#include <ucs/detail/ascii.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "lib/store/names.h"
#include "lib/store/postgres/text_column.h"

namespace ucs {
inline namespace v0 {
namespace postgres::statements {
namespace {

constexpr Statement kGet = {
    "ucs_get", "SELECT record, service_id FROM services WHERE tenant = $1 AND service_id = $2"};
constexpr Statement kListCustomer = {"ucs_list_customer",
                                     "SELECT record, service_id FROM services WHERE tenant = $1"
                                     " AND customer_id = $2 ORDER BY service_id"};
constexpr Statement kListContact = {"ucs_list_contact",
                                    "SELECT record, service_id FROM services WHERE tenant = $1"
                                    " AND contact_key = $2 ORDER BY service_id"};
constexpr Statement kScan = {"ucs_scan",
                             "SELECT record, service_id FROM services WHERE tenant = $1"
                             " AND service_id > $2 ORDER BY service_id LIMIT $3"};
constexpr Statement kListDue = {"ucs_list_due",
                                "SELECT record, service_id FROM services WHERE tenant = $1"
                                " AND due <= $2 ORDER BY due, service_id LIMIT $3"};

// Parameters 1 to 12 of both are those of add_values.
constexpr Statement kInsert = {
    "ucs_insert",
    "INSERT INTO services (tenant, service_id, revision, operation, customer_id, contact_key,"
    " service_type, started, completed, updated, due, record)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " ON CONFLICT (tenant, service_id) DO NOTHING"};
constexpr Statement kUpdate = {
    "ucs_update",
    "UPDATE services SET revision = $3, operation = $4, customer_id = $5, contact_key = $6,"
    " service_type = $7, started = $8, completed = $9, updated = $10, due = $11, record = $12"
    " WHERE tenant = $1 AND service_id = $2 AND revision = $13"};
constexpr Statement kErase = {
    "ucs_erase", "DELETE FROM services WHERE tenant = $1 AND service_id = $2 AND revision = $3"};

constexpr Statement kConfirm = {"ucs_confirm",
                                "UPDATE services SET operation = $3 WHERE tenant = $1"
                                " AND service_id = $2 AND operation = $3"};
constexpr Statement kFindRevision = {
    "ucs_find_revision", "SELECT revision FROM services WHERE tenant = $1 AND service_id = $2"};

constexpr Statement kFindLastId = {"ucs_find_last_id",
                                   "SELECT last FROM ids WHERE tenant = $1 AND kind = $2"};
constexpr Statement kInsertIds = {"ucs_insert_ids",
                                  "INSERT INTO ids (tenant, kind, last) VALUES ($1, $2, $3)"
                                  " ON CONFLICT (tenant, kind) DO NOTHING"};
constexpr Statement kUpdateIds = {
    "ucs_update_ids", "UPDATE ids SET last = $3 WHERE tenant = $1 AND kind = $2 AND last = $4"};

constexpr Statement kFindSchemas = {
    "ucs_find_schemas",
    "SELECT entity, definition FROM schemas WHERE tenant = $1"
    " AND ((entity = 'service' AND position >= $2) OR (entity = 'state' AND position >= $3)"
    " OR (entity = 'task' AND position >= $4)) ORDER BY entity, position"};
constexpr Statement kInsertSchema = {
    "ucs_insert_schema",
    "INSERT INTO schemas (tenant, entity, position, name, name_key, definition, operation)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr Statement kConfirmSchema = {"ucs_confirm_schema",
                                      "UPDATE schemas SET operation = $4 WHERE tenant = $1"
                                      " AND entity = $2 AND name_key = $3 AND operation = $4"};

struct NextTenant {
  Statement first;
  Statement next;
};
constexpr NextTenant kNextTenant[] = {
    {{"ucs_tenant_of_services", "SELECT tenant FROM services ORDER BY tenant LIMIT 1"},
     {"ucs_tenants_of_services",
      "SELECT tenant FROM services WHERE tenant > $1 ORDER BY tenant LIMIT 1"}},
    {{"ucs_tenant_of_ids", "SELECT tenant FROM ids ORDER BY tenant LIMIT 1"},
     {"ucs_tenants_of_ids", "SELECT tenant FROM ids WHERE tenant > $1 ORDER BY tenant LIMIT 1"}},
    {{"ucs_tenant_of_schemas", "SELECT tenant FROM schemas ORDER BY tenant LIMIT 1"},
     {"ucs_tenants_of_schemas",
      "SELECT tenant FROM schemas WHERE tenant > $1 ORDER BY tenant LIMIT 1"}},
};

[[nodiscard]] std::int64_t count_of(Timestamp time) noexcept {
  return time.time_since_epoch().count();
}

/// Revisions are only compared for equality: above 2^63 they are stored as negative numbers.
[[nodiscard]] std::int64_t stored(Revision revision) noexcept {
  return static_cast<std::int64_t>(revision);
}

[[nodiscard]] std::int64_t bound(std::size_t limit) noexcept {
  constexpr auto kMax = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kMax));
}

void add(Call& call, const Text& text) {
  if (!text.is_present()) {
    call.add_null();
  } else {
    call.add(to_column(text.view()));
  }
}

void add_type(Call& call, const LongOrString& type) {
  if (type.is_integer()) {
    call.add(type.integer());
  } else if (type.is_present()) {
    call.add(to_column(type.string()));
  } else {
    call.add_null();
  }
}

void add_values(Call& call, Record&& record) {
  const Service& service = record.service;
  call.add(to_column(record.tenant)).add(service.id).add(stored(service.revision));
  call.add(record.operation);
  add(call, service.customer_id);
  add(call, service.contact_key);
  add_type(call, service.type);
  call.add(count_of(service.started.timestamp));
  if (service.is_active()) {
    call.add_null();
  } else {
    call.add(count_of(service.completion->event.timestamp));
  }
  call.add(count_of(service.updated)).add(count_of(service.due())).add(std::move(record.text));
}

[[nodiscard]] Call for_tenant(const Statement& statement, std::string_view tenant) {
  Call call(statement);
  call.add(to_column(tenant));
  return call;
}

}  // namespace

Call get(std::string_view tenant, ServiceId id) { return for_tenant(kGet, tenant).add(id); }

Call list(std::string_view tenant, OwnerKind kind, std::string_view owner) {
  return for_tenant(kind == OwnerKind::kCustomer ? kListCustomer : kListContact, tenant)
      .add(to_column(owner));
}

Call scan(std::string_view tenant, ServiceId after, std::size_t limit) {
  return for_tenant(kScan, tenant).add(after).add(bound(limit));
}

Call list_due(std::string_view tenant, Timestamp until, std::size_t limit) {
  return for_tenant(kListDue, tenant).add(count_of(until)).add(bound(limit));
}

Call insert(Record record) {
  Call call(kInsert);
  add_values(call, std::move(record));
  return call;
}

Call update(Record record, Revision expected) {
  Call call(kUpdate);
  add_values(call, std::move(record));
  call.add(stored(expected));
  return call;
}

Call erase(std::string_view tenant, ServiceId id, Revision expected) {
  return for_tenant(kErase, tenant).add(id).add(stored(expected));
}

Call confirm(std::string_view tenant, ServiceId id, const std::string& operation) {
  return for_tenant(kConfirm, tenant).add(id).add(operation);
}

Call find_revision(std::string_view tenant, ServiceId id) {
  return for_tenant(kFindRevision, tenant).add(id);
}

Call find_last_id(std::string_view tenant, IdKind kind) {
  return for_tenant(kFindLastId, tenant).add(std::string(store::name_of(kind)));
}

Call take_ids(std::string_view tenant, IdKind kind, std::optional<std::int64_t> before,
              std::int64_t last) {
  Call call = for_tenant(before ? kUpdateIds : kInsertIds, tenant);
  call.add(std::string(store::name_of(kind))).add(last);
  if (before) call.add(*before);
  return call;
}

Call find_schemas(std::string_view tenant, const std::array<std::size_t, 3>& positions) {
  Call call = for_tenant(kFindSchemas, tenant);
  for (const std::size_t position : positions) call.add(bound(position));
  return call;
}

Call insert_schema(const SchemaRecord& record) {
  return for_tenant(kInsertSchema, record.tenant)
      .add(std::string(store::name_of(record.kind)))
      .add(bound(record.position))
      .add(to_column(record.name))
      .add(to_column(detail::ascii_lower(record.name)))
      .add(record.definition)
      .add(record.operation);
}

Call confirm_schema(const SchemaRecord& record) {
  return for_tenant(kConfirmSchema, record.tenant)
      .add(std::string(store::name_of(record.kind)))
      .add(to_column(detail::ascii_lower(record.name)))
      .add(record.operation);
}

Call next_tenant(Table table, const std::optional<std::string>& after) {
  const NextTenant& of_table = kNextTenant[static_cast<std::size_t>(table)];
  if (!after) return Call(of_table.first);
  return for_tenant(of_table.next, *after);
}

Revision to_revision(std::int64_t stored) noexcept { return static_cast<Revision>(stored); }

}  // namespace postgres::statements
}  // namespace v0
}  // namespace ucs
