// SPDX-License-Identifier: MIT
#include "lib/testing/options_json.h"

#include <utility>

#include "lib/forms/fault_json.h"
#include "lib/forms/json_writer.h"
#include "lib/testing/conditions.h"
#include "lib/testing/fault_rules.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kIdScopes[] = {"tenant", "service"};

[[nodiscard]] std::string write_tenant(const http::Tenant& tenant) {
  return ObjectWriter().number("dbid", tenant.dbid).text("name", tenant.name).done();
}

[[nodiscard]] Result<http::Tenant> to_tenant(const Value& value) {
  http::Tenant tenant;
  ObjectReader object(value, "a tenant");
  object.read("dbid", tenant.dbid);
  object.read("name", tenant.name);
  if (auto done = object.done(); !done) return std::move(done).error();
  return tenant;
}

[[nodiscard]] Result<IdScope> to_id_scope(const Value& value) {
  const auto text = to_text(value);
  if (!text) return text.error();
  if (*text == kIdScopes[0]) return IdScope::kTenant;
  if (*text == kIdScopes[1]) return IdScope::kService;
  return unknown_name(value.path, *text, "where ids are unique", {kIdScopes[0], kIdScopes[1]});
}

/// Reads a member that is a list, each element by `convert`.
template <class T, class Convert>
void read_list(ObjectReader& object, std::string_view name, std::vector<T>& list,
               const Convert& convert) {
  const auto found = object.find(name);
  if (!found) return;
  const auto elements = to_list(*found);
  object.fail_with(elements);
  if (!elements) return;
  for (const Value& element : *elements) {
    auto read = convert(element);
    object.fail_with(read);
    if (read) list.push_back(*std::move(read));
  }
}

void read_api(ObjectReader& object, http::ApiOptions& api) {
  bool has_memory_probe = false;
  object.read("serves_v81", api.serves_v81);
  object.read("serves_v85", api.serves_v85);
  read_list(object, "v81_base_paths", api.v81_base_paths, to_text);
  object.read("body_bytes_max", api.body_bytes_max);
  read_list(object, "tenants", api.tenants, to_tenant);
  object.read("uses_roles", api.uses_roles);
  object.read("realm", api.realm);
  read_list(object, "cors_origins", api.cors_origins, to_text);
  object.read("has_memory_probe", has_memory_probe);
  if (has_memory_probe) api.memory_probe = [] { return http::MemoryFigures(); };
}

}  // namespace

std::string write_options(const FakeOptions& options) {
  const http::ApiOptions& api = options.api;
  return ObjectWriter()
      .boolean("serves_v81", api.serves_v81)
      .boolean("serves_v85", api.serves_v85)
      .json("v81_base_paths", write_list(api.v81_base_paths, write_text))
      .number("body_bytes_max", api.body_bytes_max)
      .json("tenants", write_list(api.tenants, write_tenant))
      .boolean("has_access", api.access != nullptr)
      .boolean("uses_roles", api.uses_roles)
      .text("realm", api.realm)
      .json("cors_origins", write_list(api.cors_origins, write_text))
      .boolean("has_memory_probe", static_cast<bool>(api.memory_probe))
      .text("id_scope", kIdScopes[options.engine.id_scope == IdScope::kTenant ? 0 : 1])
      .number("conflicts_max", options.engine.conflicts_max)
      .json("faults", write_list(options.faults, write_fault_rule))
      .done();
}

Result<ReadOptions> read_options(const Value& value) {
  ReadOptions result;
  FakeOptions& options = result.options;
  options.journal.requests_max = 0;
  ObjectReader object(value, "options");
  read_api(object, options.api);
  object.read("has_access", result.has_access);
  if (const auto scope = object.find("id_scope")) {
    const auto read = to_id_scope(*scope);
    object.fail_with(read);
    if (read) options.engine.id_scope = *read;
  }
  object.read("conflicts_max", options.engine.conflicts_max);
  read_list(object, "faults", options.faults, read_fault_rule);
  if (auto done = object.done(); !done) return std::move(done).error();
  if (auto checked = http::check_tenants(options.api.tenants); !checked)
    return std::move(checked).error();
  if (auto checked = http::check_origins(options.api.cors_origins); !checked)
    return std::move(checked).error();
  if (auto checked = FaultRules(options.api.tenants, {}).set(options.faults); !checked) {
    const std::string path = value.path + ".faults";
    const Error& error = checked.error();
    return Error{error.code, path + error.message, path + error.field};
  }
  return result;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
