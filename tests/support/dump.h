// SPDX-License-Identifier: MIT
// The whole contents of a store as text, so that a test can say "the store is unchanged".
#pragma once

#include <ucs/store.h>
#include <ucs/testing/describe.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::tests {

namespace detail {

inline std::string failure(std::string_view call, const Error& error) {
  return std::string(call) + " failed: " + error.message + "\n";
}

inline std::string dump_lists(Store& store, std::string_view tenant, OwnerKind kind,
                              const std::set<std::string>& owners) {
  std::string out;
  for (const std::string& owner : owners) {
    out += (kind == OwnerKind::kCustomer ? "customer " : "contact ") + owner + ":";
    const auto listed = store.list(tenant, kind, owner);
    if (!listed) return failure("list", listed.error());
    for (const ServicePtr& service : *listed) {
      out += " " + std::to_string(service->id) + "@" + std::to_string(service->revision);
    }
    out += "\n";
  }
  return out;
}

inline std::string dump_schemas(Store& store, std::string_view tenant) {
  std::string out;
  const auto schemas = store.schemas(tenant);
  if (!schemas) return failure("schemas", schemas.error());
  for (const EntityKind kind : {EntityKind::kService, EntityKind::kState, EntityKind::kTask}) {
    for (const SchemaPtr& schema : (*schemas)->all(kind)) {
      out += std::to_string(static_cast<int>(kind)) + " " + testing::describe(*schema);
    }
  }
  return out;
}

}  // namespace detail

/// Returns every record of these tenants with every member, for each customer and contact of theirs
/// the services listed, and the extension schemas. Equal for stores with equal contents. Shows the
/// failure of a call.
inline std::string dump(Store& store, const std::vector<std::string>& tenants = {""}) {
  std::string out;
  for (const std::string& tenant : tenants) {
    out += "tenant \"" + tenant + "\"\n";
    std::set<std::string> customers;
    std::set<std::string> contacts;
    for (ServiceId after = 0;;) {
      const auto found = store.scan(tenant, after, 100);
      if (!found) return out + detail::failure("scan", found.error());
      if (found->empty()) break;
      for (const ServicePtr& service : *found) {
        out += testing::describe(*service);
        if (service->customer_id.is_present()) customers.emplace(service->customer_id.view());
        if (service->contact_key.is_present()) contacts.emplace(service->contact_key.view());
      }
      after = found->back()->id;
    }
    out += detail::dump_lists(store, tenant, OwnerKind::kCustomer, customers);
    out += detail::dump_lists(store, tenant, OwnerKind::kContact, contacts);
    out += detail::dump_schemas(store, tenant);
  }
  return out;
}

}  // namespace ucs::tests
