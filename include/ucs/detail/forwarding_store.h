// SPDX-License-Identifier: MIT
//
// A store that passes every call on: the base of stores that change one of them.
#pragma once

#include <ucs/store.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Passes every call on to an `Inner`: a Store, or a final class of one, whose calls then need no
/// table. As thread-safe as the store behind it, which must outlive it.
template <class Inner>
class ForwardingStore : public Store {
 public:
  explicit ForwardingStore(Inner& inner) : inner_(inner) {}

  Result<ServicePtr> get(std::string_view tenant, ServiceId id) override {
    return inner_.get(tenant, id);
  }
  Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                      Revision expected) override {
    return inner_.put_if(tenant, service, expected);
  }
  Result<bool> erase_if(std::string_view tenant, ServiceId id, Revision expected) override {
    return inner_.erase_if(tenant, id, expected);
  }
  Result<std::vector<ServicePtr>> list(std::string_view tenant, OwnerKind kind,
                                       std::string_view owner) override {
    return inner_.list(tenant, kind, owner);
  }
  Result<std::vector<ServicePtr>> scan(std::string_view tenant, ServiceId after,
                                       std::size_t limit) override {
    return inner_.scan(tenant, after, limit);
  }
  Result<std::vector<ServicePtr>> list_due(std::string_view tenant, Timestamp until,
                                           std::size_t limit) override {
    return inner_.list_due(tenant, until, limit);
  }
  Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                    std::int64_t count) override {
    return inner_.allocate_ids(tenant, kind, count);
  }
  Result<SchemaSetPtr> schemas(std::string_view tenant) override { return inner_.schemas(tenant); }
  Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                             const SchemaPtr& schema) override {
    return inner_.create_schema(tenant, kind, schema);
  }
  Result<std::vector<std::string>> tenants() override { return inner_.tenants(); }
  Result<void> flush() override { return inner_.flush(); }

 private:
  Inner& inner_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
