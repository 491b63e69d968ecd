// SPDX-License-Identifier: MIT
#include "lib/store/sqlite/reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "lib/store/record.h"
#include "lib/store/sqlite/opening.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {
namespace {

constexpr const char* kGet =
    "SELECT record, service_id FROM services WHERE tenant = ?1 AND service_id = ?2";
constexpr const char* kListCustomer =
    "SELECT record, service_id FROM services WHERE tenant = ?1 AND customer_id = ?2 ORDER BY "
    "service_id";
constexpr const char* kListContact =
    "SELECT record, service_id FROM services WHERE tenant = ?1 AND contact_key = ?2 ORDER BY "
    "service_id";
constexpr const char* kScan =
    "SELECT record, service_id FROM services WHERE tenant = ?1 AND service_id > ?2 ORDER BY "
    "service_id"
    " LIMIT ?3";
constexpr const char* kListDue =
    "SELECT record, service_id FROM services WHERE tenant = ?1 AND due <= ?2 ORDER BY due, "
    "service_id LIMIT ?3";

// From each tenant to the next one, by the index: the services between them are not read.
constexpr const char* kTenants =
    "WITH RECURSIVE of_services (tenant) AS ("
    " SELECT min(tenant) FROM services UNION ALL"
    " SELECT (SELECT min(tenant) FROM services WHERE tenant > of_services.tenant)"
    " FROM of_services WHERE of_services.tenant IS NOT NULL)"
    " SELECT tenant FROM of_services WHERE tenant IS NOT NULL"
    " UNION SELECT tenant FROM ids WHERE last > 0 UNION SELECT tenant FROM schemas ORDER BY 1";

[[nodiscard]] std::int64_t bound(std::size_t limit) noexcept {
  constexpr auto kMax = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kMax));
}

/// Returns the service of a row.
[[nodiscard]] Result<ServicePtr> read_service(Statement& row) {
  auto service = store::read_record(row.text(0));
  if (service) return service;
  Error error = std::move(service).error();
  error.message.insert(0, "service " + std::to_string(row.integer(1)) + " cannot be read: ");
  return error;
}

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path) {
  auto connection = open_reader(path);
  if (!connection) return std::move(connection).error();
  std::unique_ptr<Reader> reader(new Reader(*std::move(connection)));
  if (auto done = reader->prepare(); !done) return std::move(done).error();
  return reader;
}

Result<void> Reader::prepare() {
  const struct {
    Statement& statement;
    const char* sql;
  } statements[] = {{get_, kGet},   {list_customer_, kListCustomer}, {list_contact_, kListContact},
                    {scan_, kScan}, {list_due_, kListDue},           {tenants_, kTenants}};
  for (const auto& [statement, sql] : statements) {
    auto prepared = connection_.prepare(sql);
    if (!prepared) return std::move(prepared).error();
    statement = *std::move(prepared);
  }
  return {};
}

Result<ServicePtr> Reader::get(std::string_view tenant, ServiceId id) {
  get_.bind(1, tenant);
  get_.bind(2, id);
  const Reset reset(get_);
  const Step step = get_.step();
  if (step == Step::kRow) return read_service(get_);
  if (step == Step::kDone) return ServicePtr();
  return connection_.error();
}

Result<Reader::Services> Reader::list(std::string_view tenant, OwnerKind kind,
                                      std::string_view owner) {
  Statement& statement = kind == OwnerKind::kCustomer ? list_customer_ : list_contact_;
  statement.bind(1, tenant);
  statement.bind(2, owner);
  return read_all(statement);
}

Result<Reader::Services> Reader::scan(std::string_view tenant, ServiceId after, std::size_t limit) {
  scan_.bind(1, tenant);
  scan_.bind(2, after);
  scan_.bind(3, bound(limit));
  return read_all(scan_);
}

Result<Reader::Services> Reader::list_due(std::string_view tenant, Timestamp until,
                                          std::size_t limit) {
  list_due_.bind(1, tenant);
  list_due_.bind(2, std::int64_t{until.time_since_epoch().count()});
  list_due_.bind(3, bound(limit));
  return read_all(list_due_);
}

Result<std::vector<std::string>> Reader::tenants() {
  const Reset reset(tenants_);
  Result<std::vector<std::string>> tenants(std::in_place);
  for (;;) {
    const Step step = tenants_.step();
    if (step == Step::kDone) return tenants;
    if (step != Step::kRow) return connection_.error();
    tenants->emplace_back(tenants_.text(0));
  }
}

Result<Reader::Services> Reader::read_all(Statement& statement) {
  const Reset reset(statement);
  Result<Services> services(std::in_place);
  for (;;) {
    const Step step = statement.step();
    if (step == Step::kDone) return services;
    if (step != Step::kRow) return connection_.error();
    auto service = read_service(statement);
    if (!service) return std::move(service).error();
    services->push_back(*std::move(service));
  }
}

std::unique_ptr<Reader> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [&] { return !idle_.empty(); });
  std::unique_ptr<Reader> reader = std::move(idle_.back());
  idle_.pop_back();
  return reader;
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) noexcept {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));  // into room that it had before
  given_back_.notify_one();
}

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
