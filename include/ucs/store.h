// SPDX-License-Identifier: MIT
//
// The store port: where services live. A store knows records, not rules; the engine (ucs/engine.h)
// applies the rules and calls the store. Write your own by deriving from Store and run the public
// conformance suite on it (ucs/testing/store_conformance.h), which tests the sentences below.
// examples/custom_store.cc is a small one.
#pragma once

#include <ucs/model.h>
#include <ucs/result.h>
#include <ucs/schema.h>
#include <ucs/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// The kinds of ids, counted apart.
enum class IdKind { kService, kState, kTask };

/// The two names under which services are listed.
enum class OwnerKind { kCustomer, kContact };

/// Keeps immutable services under (tenant, id), and each tenant's extension schemas. Tenants share
/// nothing: neither records, lists, ids nor schemas. A tenant exists from its first use; any text
/// names one, "" is the default.
///
/// Every method is thread-safe, and a get, list, scan, schemas or tenants that begins after a
/// change returned sees that change. A method that returns an error has changed nothing, but for
/// outcome_unknown of one that changes something: the change was made, or was not, or is about to
/// be, whole in each case; a store elsewhere may lose the answer. Any method may return unavailable
/// (try again later) or internal. A store should not throw; what it throws, the engine reports as
/// internal.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// Returns the record, or an empty pointer when there is none.
  [[nodiscard]] virtual Result<ServicePtr> get(std::string_view tenant, ServiceId id) = 0;

  /// Stores `service` (not null) under its own id if the record there now has the revision
  /// `expected`, or if there is none and `expected` is 0. Returns whether it did. Its lists change
  /// with it: it is listed under its own customer_id and contact_key, each if present, and no
  /// longer under former ones. Atomic: of several calls with the same `expected` at most one
  /// returns true, and no reader sees a part of the change.
  [[nodiscard]] virtual Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                                            Revision expected) = 0;

  /// Removes the record and its list entries if it now has the revision `expected`. Returns whether
  /// it did; false also when there is no record.
  [[nodiscard]] virtual Result<bool> erase_if(std::string_view tenant, ServiceId id,
                                              Revision expected) = 0;

  /// Returns the services whose customer_id or contact_key, by `kind`, is `owner`, in ascending
  /// order of id; none for an unknown owner. The cost grows with that owner's services, not with
  /// the store.
  [[nodiscard]] virtual Result<std::vector<ServicePtr>> list(std::string_view tenant,
                                                             OwnerKind kind,
                                                             std::string_view owner) = 0;

  /// Returns the services with an id above `after`, in ascending order of id, `limit` (at least 1)
  /// at most. Fewer are returned only when there are no more. A service present before the call and
  /// after it is in the answer.
  [[nodiscard]] virtual Result<std::vector<ServicePtr>> scan(std::string_view tenant,
                                                             ServiceId after,
                                                             std::size_t limit) = 0;

  /// Returns the services whose due() is `until` or earlier, ordered by due(), ties by id, `limit`
  /// (at least 1) at most. The cost grows with `limit` and, but for a logarithm, not with the
  /// store. A service that is due before the call and after it, at one and the same time, is in the
  /// answer or behind its end.
  [[nodiscard]] virtual Result<std::vector<ServicePtr>> list_due(std::string_view tenant,
                                                                 Timestamp until,
                                                                 std::size_t limit) = 0;

  /// Takes `count` (at least 1) ids out of the tenant's counter of this kind and returns the first
  /// of them; the others follow it without a gap. The first call of all returns 1, each later one a
  /// higher number than any id taken before; an id is never handed out twice, not after an erase
  /// and not after an error either. id_space_exhausted: an id would exceed 2^31 - 1 (states and
  /// tasks) or 2^53 - 1 (services, exact in every JSON reader); ids below that bound can still be
  /// taken.
  [[nodiscard]] virtual Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                                          std::int64_t count) = 0;

  /// Returns the tenant's extension schemas of one moment; never null, and empty for a tenant that
  /// has none. The set never changes. Called for each v81 write that has extensions: O(1).
  [[nodiscard]] virtual Result<SchemaSetPtr> schemas(std::string_view tenant) = 0;

  /// Adds `schema` (not null) behind the tenant's other schemas of this kind, unless one of them
  /// has its name, not case-sensitive; returns whether it did. Atomic: of several calls with one
  /// name at most one returns true, and none of them undoes another.
  [[nodiscard]] virtual Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                                   const SchemaPtr& schema) = 0;

  /// Returns the names of the tenants that have a record, a schema, or ids taken, each once, in
  /// ascending order of bytes.
  [[nodiscard]] virtual Result<std::vector<std::string>> tenants() = 0;

  /// Returns once everything acknowledged is as durable as the store can make it.
  [[nodiscard]] virtual Result<void> flush() = 0;
};

/// The largest id of each kind (allocate_ids).
[[nodiscard]] constexpr std::int64_t id_max(IdKind kind) noexcept {
  return kind == IdKind::kService ? (std::int64_t{1} << 53U) - 1 : 2147483647;
}

}  // namespace v0
}  // namespace ucs
