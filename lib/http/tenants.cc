// SPDX-License-Identifier: MIT
#include "lib/http/tenants.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>

#include <cstddef>
#include <set>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::size_t kTenantNameMax = 256;

Error invalid_tenant(std::string message) {
  return Error{ErrorCode::kInvalidTenant, std::move(message), "ContactCenterId"};
}

Error not_configured(std::string_view value) {
  return invalid_tenant(
      "Invalid tenant specified : specified tenant in HTTP header 'ContactCenterId'='" +
      detail::tamed(value) + "' not configured. Verify configuration.");
}

Error none_specified() {
  return invalid_tenant(
      "Invalid tenant specified : no tenant specified in multi-tenant environment. Verify "
      "configuration and 'ContactCenterId' HTTP header.");
}

Error invalid_configuration(const Tenant& tenant, std::string_view reason) {
  return Error{ErrorCode::kInvalidField,
               "tenant " + std::to_string(tenant.dbid) + " of the name " +
                   detail::quoted(tenant.name) + " cannot be configured: " + std::string(reason),
               "tenants"};
}

}  // namespace

TenantTable::TenantTable(const std::vector<Tenant>& tenants) {
  for (const Tenant& tenant : tenants) {
    const std::string key = std::to_string(tenant.dbid);
    keys_.emplace(key, key);
  }
  for (const Tenant& tenant : tenants) keys_.emplace(tenant.name, std::to_string(tenant.dbid));
}

Text TenantTable::key_of(std::string_view dbid_or_name) const {
  const auto found = keys_.find(dbid_or_name);
  return found == keys_.end() ? Text() : found->second;
}

Result<Text> TenantTable::find(const Request& request) const {
  const Header* first = nullptr;
  for (const Header& header : request.headers) {
    if (!detail::equal_ignoring_case(header.name, "contactcenterid")) continue;
    if (first == nullptr) {
      first = &header;
    } else if (detail::trimmed(first->value) != detail::trimmed(header.value)) {
      // As a proxy would join them.
      return not_configured(first->value + ", " + header.value);
    }
  }
  const std::string_view value =
      first == nullptr ? std::string_view() : detail::trimmed(first->value);
  if (value.empty()) return none_specified();
  Text key = key_of(value);
  if (!key.is_present()) return not_configured(value);
  return key;
}

Result<void> check_tenants(const std::vector<Tenant>& tenants) {
  std::set<std::string, std::less<>> taken;
  for (const Tenant& tenant : tenants) {
    if (tenant.dbid <= 0) return invalid_configuration(tenant, "its DBID is not positive");
    if (!taken.insert(std::to_string(tenant.dbid)).second)
      return invalid_configuration(tenant, "another tenant has this DBID");
  }
  for (const Tenant& tenant : tenants) {
    const detail::Utf8Scan scan = detail::utf8_scan(tenant.name);
    if (tenant.name.empty() || detail::trimmed(tenant.name) != tenant.name ||
        scan.valid_bytes != tenant.name.size() || scan.characters > kTenantNameMax) {
      return invalid_configuration(tenant, "a name is UTF-8 of 1 to " +
                                               std::to_string(kTenantNameMax) +
                                               " characters, without a blank at its ends");
    }
    if (tenant.name == std::to_string(tenant.dbid)) continue;
    if (!taken.insert(tenant.name).second)
      return invalid_configuration(tenant, "another tenant has this name, or this DBID");
  }
  return {};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
