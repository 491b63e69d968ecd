// SPDX-License-Identifier: MIT
//
// From the header ContactCenterId to a tenant (spec 8 and 10).
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>
#include <ucs/text.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {

/// Knows the tenants by what a header may call them. Const methods are thread-safe.
class TenantTable {
 public:
  /// `tenants` satisfy check_tenants; of two that could be meant, a DBID goes before a name, and
  /// the first before the second.
  explicit TenantTable(const std::vector<Tenant>& tenants);

  [[nodiscard]] bool is_empty() const noexcept { return keys_.empty(); }

  /// Returns the key of the tenant that the request names. invalid_tenant: it names none, or one
  /// that is not configured, or it has several such headers that differ. O(log n).
  [[nodiscard]] Result<Text> find(const Request& request) const;

  /// Returns the key of the tenant of this DBID or name, or an absent text.
  [[nodiscard]] Text key_of(std::string_view dbid_or_name) const;

 private:
  std::map<std::string, Text, std::less<>> keys_;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
