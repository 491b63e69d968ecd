// SPDX-License-Identifier: MIT
#include <ucs/detail/assert.h>
#include <ucs/detail/quoted.h>
#include <ucs/json.h>
#include <ucs/postgres_store.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "lib/store/names.h"
#include "lib/store/postgres/changes.h"
#include "lib/store/postgres/id_blocks.h"
#include "lib/store/postgres/pause.h"
#include "lib/store/postgres/pool.h"
#include "lib/store/postgres/schema.h"
#include "lib/store/postgres/servers.h"
#include "lib/store/postgres/statements.h"
#include "lib/store/postgres/text_column.h"
#include "lib/store/record.h"

namespace ucs {
inline namespace v0 {
namespace {

using postgres::Call;
using postgres::Deadline;
using postgres::Failure;
using postgres::IdBlocks;
using postgres::Pauses;
using postgres::Replies;
using postgres::Rows;
namespace statements = postgres::statements;
using Services = std::vector<ServicePtr>;

constexpr std::chrono::milliseconds kTimeoutMin{100};
constexpr std::chrono::milliseconds kTimeoutMax = std::chrono::minutes(10);
constexpr std::size_t kConnectionsMin = 2;
constexpr std::size_t kConnectionsMax = 256;
constexpr std::chrono::seconds kPreparingMax{60};

[[nodiscard]] Error out_of_bounds(const char* option, std::int64_t value, std::int64_t low,
                                  std::int64_t high) {
  return {ErrorCode::kInvalidField,
          std::string(option) + " is " + std::to_string(value) + "; expected " +
              std::to_string(low) + " to " + std::to_string(high),
          option};
}

[[nodiscard]] Result<void> check(const PostgresOptions& options) {
  if (options.timeout < kTimeoutMin || options.timeout > kTimeoutMax)
    return out_of_bounds("timeout", options.timeout.count(), kTimeoutMin.count(),
                         kTimeoutMax.count());
  if (options.connections_max < kConnectionsMin || options.connections_max > kConnectionsMax)
    return out_of_bounds("connections_max", static_cast<std::int64_t>(options.connections_max),
                         kConnectionsMin, kConnectionsMax);
  if (options.batch_max < 1 || options.batch_max > postgres::WriteQueue::kBatchMax)
    return out_of_bounds("batch_max", static_cast<std::int64_t>(options.batch_max), 1,
                         postgres::WriteQueue::kBatchMax);
  return {};
}

[[nodiscard]] Error damaged(const std::string& what) {
  return {ErrorCode::kInternal, "the database is damaged: " + what + ". Restore a backup", ""};
}

[[nodiscard]] Result<ServicePtr> read_service(const Rows& rows, std::size_t row) {
  auto service = store::read_record(rows.text(row, 0));
  if (service) return service;
  Error error = std::move(service).error();
  error.message.insert(0, "service " + std::to_string(rows.integer(row, 1)) + " cannot be read: ");
  return error;
}

}  // namespace

class PostgresStore::Impl {
 public:
  Impl(std::unique_ptr<postgres::Servers> servers, const PostgresOptions& options)
      : timeout_(options.timeout),
        servers_(std::move(servers)),
        pool_(*servers_, options.connections_max - 1),
        changes_(*servers_, pool_, options.batch_max) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { give_ids_back(); }

  [[nodiscard]] Deadline deadline() const { return std::chrono::steady_clock::now() + timeout_; }
  [[nodiscard]] postgres::Changes& changes() noexcept { return changes_; }
  [[nodiscard]] IdBlocks& ids() noexcept { return ids_; }

  [[nodiscard]] Result<void> prepare() {
    auto connection = servers_->connect(deadline());
    if (!connection) return std::move(connection).error();
    return postgres::prepare_schema(**connection, deadline() + kPreparingMax);
  }

  /// Returns the rows of a call that changes nothing, tried again where a connection was lost.
  [[nodiscard]] Result<Rows> read(const Call& call, Deadline deadline) {
    constexpr int kAttemptsMax = 5;
    Pauses pauses;
    for (int attempt = 1;; ++attempt) {
      auto connection = pool_.take(deadline);
      if (!connection) return std::move(connection).error();
      Replies replies = (*connection)->run({&call}, deadline);
      if (!replies.failure) return std::move(replies.rows[0]);
      const Failure& failure = *replies.failure;
      if (failure.kind == Failure::Kind::kUnknown) pool_.distrust();
      if (failure.kind == Failure::Kind::kRefused && !failure.is_conflict())
        return failure.to_error();
      if (attempt == kAttemptsMax || !pauses.wait(deadline)) return failure.to_error();
    }
  }

  [[nodiscard]] Result<ServicePtr> get(std::string_view tenant, ServiceId id) {
    const auto rows = read(statements::get(tenant, id), deadline());
    if (!rows) return rows.error();
    if (rows->size() == 0) return ServicePtr();
    return read_service(*rows, 0);
  }

  [[nodiscard]] Result<Services> services(const Call& call) {
    const auto rows = read(call, deadline());
    if (!rows) return rows.error();
    Result<Services> services(std::in_place);
    services->reserve(rows->size());
    for (std::size_t row = 0; row < rows->size(); ++row) {
      auto service = read_service(*rows, row);
      if (!service) return std::move(service).error();
      services->push_back(*std::move(service));
    }
    return services;
  }

  [[nodiscard]] Result<SchemaSetPtr> schemas(std::string_view tenant, Deadline deadline) {
    SchemaSetPtr known = known_schemas(tenant);
    const auto rows = read(statements::find_schemas(tenant, sizes(*known)), deadline);
    if (!rows) return rows.error();
    if (rows->size() == 0) return known;
    auto next = std::make_shared<SchemaSet>(*known);
    for (std::size_t row = 0; row < rows->size(); ++row) {
      const auto kind = store::find_kind<EntityKind>(rows->text(row, 0));
      auto schema = json::parse_schema(rows->text(row, 1));
      if (!kind || !schema) return damaged("a schema of it makes no sense");
      if (!next->add(*kind, std::make_shared<const Schema>(*std::move(schema))))
        return damaged("it has a schema twice");
    }
    return keep_schemas(tenant, std::move(next));
  }

  [[nodiscard]] Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                           const SchemaPtr& schema);
  [[nodiscard]] Result<std::vector<std::string>> tenants();

 private:
  [[nodiscard]] static std::array<std::size_t, 3> sizes(const SchemaSet& set) {
    return {set.all(EntityKind::kService).size(), set.all(EntityKind::kState).size(),
            set.all(EntityKind::kTask).size()};
  }

  [[nodiscard]] SchemaSetPtr known_schemas(std::string_view tenant) {
    const std::lock_guard lock(schemas_mutex_);
    const auto found = schemas_.find(tenant);
    return found == schemas_.end() ? no_schemas_ : found->second;
  }

  /// Keeps a set for the next call, unless a later one is there; returns it.
  [[nodiscard]] SchemaSetPtr keep_schemas(std::string_view tenant, SchemaSetPtr set) {
    const std::lock_guard lock(schemas_mutex_);
    auto& kept = schemas_[std::string(tenant)];
    const auto count = [](const SchemaSet& of) {
      const auto all = sizes(of);
      return all[0] + all[1] + all[2];
    };
    if (kept == nullptr || count(*kept) < count(*set)) kept = set;
    return set;
  }

  [[nodiscard]] Result<IdBlocks::Block> lease(const IdBlocks::Demand& demand, Deadline deadline);
  void give_ids_back();

  const std::chrono::milliseconds timeout_;
  const std::unique_ptr<postgres::Servers> servers_;
  postgres::Pool pool_;
  postgres::Changes changes_;
  IdBlocks ids_{
      [this](const IdBlocks::Demand& demand, Deadline until) { return lease(demand, until); }};
  const SchemaSetPtr no_schemas_ = std::make_shared<const SchemaSet>();
  std::mutex schemas_mutex_;  // guards schemas_
  // Those that were read; there may be more by now, and these never change.
  std::map<std::string, SchemaSetPtr, std::less<>> schemas_;
};

Result<bool> PostgresStore::Impl::create_schema(std::string_view tenant, EntityKind kind,
                                                const SchemaPtr& schema) {
  const Deadline until = deadline();
  const std::string operation = changes_.new_operation();
  std::string definition;
  json::append_schema(definition, *schema);
  std::optional<Failure> unknown;  // of an attempt that may have succeeded
  Pauses pauses;
  for (;;) {
    // A name that is there stays, so it tells what became of an attempt: it was this one or not.
    const auto set = schemas(tenant, until);
    if (!set) return unknown ? postgres::outcome_unknown(unknown->message) : set.error();
    const statements::SchemaRecord record{tenant,       kind,       (*set)->all(kind).size(),
                                          schema->name, definition, operation};
    const bool is_there = (*set)->find(kind, schema->name) != nullptr;
    if (is_there && !unknown) return false;
    auto connection = pool_.take(until);
    if (!connection) {
      if (unknown) return postgres::outcome_unknown(unknown->message);
      return std::move(connection).error();
    }
    const Call call =
        is_there ? statements::confirm_schema(record) : statements::insert_schema(record);
    const Replies replies = (*connection)->run({&call}, until);
    if (!replies.failure && (is_there || replies.rows[0].changes() > 0))
      return replies.rows[0].changes() > 0;
    if (!replies.failure) continue;  // another one took the place
    const Failure& failure = *replies.failure;
    if (failure.kind == Failure::Kind::kUnknown || failure.is_read_only()) pool_.distrust();
    if (failure.kind == Failure::Kind::kUnknown) {
      unknown = failure;
    } else if (!failure.is_conflict() && !failure.is_read_only() && !unknown) {
      return failure.to_error();
    }
    if (pauses.wait(until)) continue;
    return unknown ? postgres::outcome_unknown(unknown->message) : failure.to_error();
  }
}

Result<std::vector<std::string>> PostgresStore::Impl::tenants() {
  using statements::Table;
  std::set<std::string> tenants;
  for (const Table table : {Table::kServices, Table::kIds, Table::kSchemas}) {
    std::optional<std::string> last;
    for (;;) {
      const auto rows = read(statements::next_tenant(table, last), deadline());
      if (!rows) return rows.error();
      if (rows->size() == 0) break;
      last = postgres::from_column(rows->text(0, 0));
      tenants.insert(*last);
    }
  }
  return std::vector<std::string>(tenants.begin(), tenants.end());
}

Result<IdBlocks::Block> PostgresStore::Impl::lease(const IdBlocks::Demand& demand,
                                                   Deadline deadline) {
  Pauses pauses;
  const std::int64_t max = id_max(demand.kind);
  for (;;) {
    const auto rows = read(statements::find_last_id(demand.tenant, demand.kind), deadline);
    if (!rows) return rows.error();
    std::optional<std::int64_t> before;
    if (rows->size() > 0) before = rows->integer(0, 0);
    const std::int64_t last = before.value_or(0);
    if (last < 0 || last > max) return damaged("its ids make no sense");
    const std::int64_t needed = last == demand.last ? demand.count - demand.rest : demand.count;
    const std::int64_t free = max - last;
    if (needed > free) {
      return Error{ErrorCode::kIdSpaceExhausted,
                   "no ids are left: " + std::to_string(demand.count) + " wanted, " +
                       std::to_string(free) + " free below " + std::to_string(max),
                   ""};
    }
    const std::int64_t next = last + std::min(free, std::max(needed, IdBlocks::kBlock));
    auto connection = pool_.take(deadline);
    if (!connection) return std::move(connection).error();
    const Call take = statements::take_ids(demand.tenant, demand.kind, before, next);
    const Replies replies = (*connection)->run({&take}, deadline);
    if (!replies.failure && replies.rows[0].changes() > 0) return IdBlocks::Block{last + 1, next};
    if (!replies.failure) continue;  // another store was faster
    // Without an answer the block may be lost; that is all.
    const Failure& failure = *replies.failure;
    if (failure.kind == Failure::Kind::kUnknown || failure.is_read_only()) pool_.distrust();
    const bool is_final = failure.kind == Failure::Kind::kRefused && !failure.is_conflict() &&
                          !failure.is_read_only();
    if (is_final || !pauses.wait(deadline)) return failure.to_error();
  }
}

void PostgresStore::Impl::give_ids_back() {
  // What cannot be given back, or lies before what another store took, is a gap among the ids.
  const Deadline until = deadline();
  std::vector<Call> calls;
  ids_.for_each_rest([&](std::string_view tenant, IdKind kind, const IdBlocks::Block& rest) {
    calls.push_back(statements::take_ids(tenant, kind, rest.last, rest.first - 1));
  });
  if (calls.empty()) return;
  auto connection = pool_.take(until);
  if (!connection) return;
  for (const Call& call : calls) {
    if ((*connection)->run({&call}, until).failure) return;
  }
}

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(const std::string& url,
                                                           const PostgresOptions& options) {
  if (auto checked = check(options); !checked) return std::move(checked).error();
  const auto failed = [&](Error error) {
    error.message.insert(0, "cannot open the store: ");
    return error;
  };
  auto servers = postgres::Servers::make(url, options.password_file);
  if (!servers) return failed(std::move(servers).error());
  auto impl = std::make_unique<Impl>(*std::move(servers), options);
  if (auto prepared = impl->prepare(); !prepared) return failed(std::move(prepared).error());
  return std::unique_ptr<PostgresStore>(new PostgresStore(std::move(impl)));
}

Result<void> PostgresStore::check_url(const std::string& url) {
  auto servers = postgres::Servers::make(url, "");
  if (!servers) return std::move(servers).error();
  return {};
}

PostgresStore::PostgresStore(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

PostgresStore::~PostgresStore() = default;

Result<ServicePtr> PostgresStore::get(std::string_view tenant, ServiceId id) {
  return impl_->get(tenant, id);
}

Result<bool> PostgresStore::put_if(std::string_view tenant, const ServicePtr& service,
                                   Revision expected) {
  UCS_ASSERT(service != nullptr);
  const Deadline deadline = impl_->deadline();
  auto changed = impl_->changes().put(tenant, *service, expected, deadline);
  // Who was slower reads and puts again, at once: not in step with all the others who were.
  if (changed && !*changed) static_cast<void>(Pauses().wait(deadline));
  return changed;
}

Result<bool> PostgresStore::erase_if(std::string_view tenant, ServiceId id, Revision expected) {
  return impl_->changes().erase(tenant, id, expected, impl_->deadline());
}

Result<Services> PostgresStore::list(std::string_view tenant, OwnerKind kind,
                                     std::string_view owner) {
  return impl_->services(statements::list(tenant, kind, owner));
}

Result<Services> PostgresStore::scan(std::string_view tenant, ServiceId after, std::size_t limit) {
  UCS_ASSERT(limit >= 1);
  return impl_->services(statements::scan(tenant, after, limit));
}

Result<Services> PostgresStore::list_due(std::string_view tenant, Timestamp until,
                                         std::size_t limit) {
  UCS_ASSERT(limit >= 1);
  return impl_->services(statements::list_due(tenant, until, limit));
}

Result<std::int64_t> PostgresStore::allocate_ids(std::string_view tenant, IdKind kind,
                                                 std::int64_t count) {
  return impl_->ids().take(tenant, kind, count, impl_->deadline());
}

Result<SchemaSetPtr> PostgresStore::schemas(std::string_view tenant) {
  return impl_->schemas(tenant, impl_->deadline());
}

Result<bool> PostgresStore::create_schema(std::string_view tenant, EntityKind kind,
                                          const SchemaPtr& schema) {
  UCS_ASSERT(schema != nullptr);
  return impl_->create_schema(tenant, kind, schema);
}

Result<std::vector<std::string>> PostgresStore::tenants() { return impl_->tenants(); }

Result<void> PostgresStore::flush() { return {}; }

}  // namespace v0
}  // namespace ucs
