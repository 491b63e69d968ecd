// SPDX-License-Identifier: MIT
//
// What conditions look at, and the refusal of a name that is none.
#pragma once

#include <ucs/testing/conditions.h>

#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// What there is to know of a request by its method, target and headers. `tenant` is its key.
struct RequestSubject {
  std::string_view operation;
  std::string_view method;
  std::string_view path;
  std::string_view tenant;
};

/// Returns the key of the tenant that has this DBID or name; empty if none has.
[[nodiscard]] std::string tenant_key(std::string_view dbid_or_name,
                                     const std::vector<http::Tenant>& tenants);

/// Reports whether `subject` satisfies `conditions`, whose tenant is a key.
[[nodiscard]] bool satisfies(const RequestSubject& subject, const RequestConditions& conditions);

/// Returns the refusal of `given`, which is none of `names`, and is no `what`.
[[nodiscard]] Error unknown_name(std::string_view field, std::string_view given,
                                 std::string_view what, const std::vector<std::string_view>& names);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
