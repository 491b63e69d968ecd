// SPDX-License-Identifier: MIT
#include "lib/testing/conditions.h"

#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>

#include <algorithm>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

const std::vector<std::string_view>& methods() {
  static const std::vector<std::string_view> kMethods = {"GET", "HEAD",   "POST",
                                                         "PUT", "DELETE", "OPTIONS"};
  return kMethods;
}

[[nodiscard]] bool contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

[[nodiscard]] Result<void> check_path(std::string_view path) {
  const auto refuse = [&](std::string_view expected) {
    return Error{ErrorCode::kInvalidField,
                 "path is " + ucs::detail::quoted(path) + "; expected " + std::string(expected),
                 "path"};
  };
  if (path.empty()) return {};
  if (path.size() > kConditionPathBytesMax)
    return refuse("at most " + std::to_string(kConditionPathBytesMax) + " bytes");
  if (path.front() != '/')
    return refuse("a path below the base path, which begins with a slash: \"/services/*/end\"");
  const std::size_t rest = path.find("/**");
  if (rest != std::string_view::npos && rest + 3 != path.size())
    return refuse("** at its end alone");
  return {};
}

[[nodiscard]] Result<void> check_tenant(std::string_view tenant,
                                        const std::vector<http::Tenant>& tenants) {
  if (tenant.empty() || !tenant_key(tenant, tenants).empty()) return {};
  if (tenants.empty()) {
    return Error{ErrorCode::kInvalidField,
                 "tenant is " + ucs::detail::quoted(tenant) +
                     "; expected none, as the server has no tenants",
                 "tenant"};
  }
  std::vector<std::string_view> names;
  names.reserve(tenants.size());
  for (const http::Tenant& known : tenants) names.emplace_back(known.name);
  return unknown_name("tenant", tenant, "the DBID or name of a tenant", names);
}

/// Takes the first part off a path that begins with a slash, and returns it.
[[nodiscard]] std::string_view take_part(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

}  // namespace

Error unknown_name(std::string_view field, std::string_view given, std::string_view what,
                   const std::vector<std::string_view>& names) {
  return Error{ErrorCode::kInvalidField,
               std::string(field) + " is " + ucs::detail::quoted(given) + "; expected " +
                   std::string(what) + "; did you mean " +
                   ucs::detail::quoted(ucs::detail::nearest(given, names)) + "?",
               std::string(field)};
}

std::string tenant_key(std::string_view dbid_or_name, const std::vector<http::Tenant>& tenants) {
  for (const http::Tenant& tenant : tenants) {
    std::string key = std::to_string(tenant.dbid);
    if (tenant.name == dbid_or_name || key == dbid_or_name) return key;
  }
  return {};
}

Result<void> check_conditions(const RequestConditions& conditions,
                              const std::vector<http::Tenant>& tenants) {
  if (!conditions.operation.empty()) {
    const std::vector<std::string_view> names = http::operation_names();
    if (!contains(names, conditions.operation))
      return unknown_name("operation", conditions.operation, "the name of an operation", names);
  }
  if (!conditions.method.empty() && !contains(methods(), conditions.method))
    return unknown_name("method", conditions.method, "a method, in capitals", methods());
  if (auto checked = check_path(conditions.path); !checked) return checked;
  return check_tenant(conditions.tenant, tenants);
}

bool path_matches(std::string_view pattern, std::string_view path) {
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (pattern == "/") return path.empty();
  while (!pattern.empty() && pattern.front() == '/') {
    const std::string_view expected = take_part(pattern);
    if (expected == "**") return true;
    if (path.empty() || path.front() != '/') return false;
    const std::string_view part = take_part(path);
    if (expected != "*" && expected != part) return false;
  }
  return pattern.empty() && path.empty();
}

bool satisfies(const RequestSubject& subject, const RequestConditions& conditions) {
  const auto fits = [](std::string_view condition, std::string_view actual) {
    return condition.empty() || condition == actual;
  };
  return fits(conditions.operation, subject.operation) && fits(conditions.method, subject.method) &&
         fits(conditions.tenant, subject.tenant) &&
         (conditions.path.empty() || path_matches(conditions.path, subject.path));
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
