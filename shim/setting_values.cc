// SPDX-License-Identifier: MIT
#include "shim/setting_values.h"

#include <ucs/detail/quoted.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include "shim/value_readers.h"

namespace ucs::shim {
namespace {

constexpr std::string_view kFilterTypes =
    "copy, hide, skip, hide-first,N, hide-last,N, unhide-first,N, unhide-last,N, tag or "
    "tag(BEGIN,END)";

/// Reads `101=Airline`.
std::optional<http::Tenant> to_tenant(std::string_view text) {
  http::Tenant tenant;
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + equals, tenant.dbid);
  if (error != std::errc() || end != text.data() + equals || equals == text.size()) return {};
  tenant.name = text.substr(equals + 1);
  return tenant;
}

}  // namespace

Outcome set_host(const Items& items, Options& options) {
  if (items[0].empty()) return expected(items[0], "an address or a name");
  options.server.host = items[0];
  return {};
}
Outcome set_port(const Items& items, Options& options) {
  return read_integer(items[0], 0, 65535, options.server.port);
}
Outcome set_port_file(const Items& items, Options& options) {
  options.port_file = items[0];
  return {};
}

Outcome set_store(const Items& items, Options& options) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string_view text = items[0];
  options.store.sqlite_file.clear();
  options.store.postgres_url.clear();
  if (text == "memory") return {};
  if (text.substr(0, 13) == "postgresql://" || text.substr(0, 11) == "postgres://") {
    // Not quoted: it may have a password, by mistake.
    if (const auto checked = PostgresStore::check_url(items[0]); !checked)
      return Problem{0, "not usable: " + checked.error().message};
    options.store.postgres_url = items[0];
    return {};
  }
  if (text.substr(0, kSqlite.size()) != kSqlite || text.size() == kSqlite.size() ||
      text.find('\0') != std::string_view::npos)
    return expected(items[0],
                    "memory, or sqlite: and the path of a file, or postgresql:// and what follows "
                    "it in the URL of a database");
  options.store.sqlite_file = text.substr(kSqlite.size());
  return {};
}
Outcome set_durability(const Items& items, Options& options) {
  using Durability = SqliteOptions::Durability;
  if (items[0] != "full" && items[0] != "normal") return expected(items[0], "full or normal");
  options.store.sqlite.durability = items[0] == "normal" ? Durability::kNormal : Durability::kFull;
  return {};
}
Outcome set_store_password_file(const Items& items, Options& options) {
  options.store.postgres.password_file = items[0];
  return {};
}
Outcome set_store_timeout(const Items& items, Options& options) {
  std::chrono::seconds timeout{0};
  if (auto problem = read_duration(items[0], timeout)) return problem;
  if (timeout < std::chrono::seconds(1) || timeout > std::chrono::minutes(10))
    return expected(items[0], "1s to 10m");
  options.store.postgres.timeout = timeout;
  return {};
}
Outcome set_seed(const Items& items, Options& options) {
  options.seed_file = items[0];
  return {};
}
Outcome set_import(const Items& items, Options& options) {
  options.import_file = items[0];
  return {};
}
Outcome set_final_export(const Items& items, Options& options) {
  options.final_export_file = items[0];
  return {};
}

Outcome set_dialects(const Items& items, Options& options) {
  options.api.serves_v81 = options.api.serves_v85 = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i] != "v81" && items[i] != "v85") return expected(items[i], "v81 or v85", i);
    (items[i] == "v81" ? options.api.serves_v81 : options.api.serves_v85) = true;
  }
  if (items.empty()) return Problem{0, "empty; expected v81, v85 or both"};
  return {};
}

Outcome set_base_paths(const Items& items, Options& options) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& path = items[i];
    const bool is_plain = path.size() > 1 && path.front() == '/' &&
                          path.find_first_of("?# %") == std::string::npos &&
                          path.find("//") == std::string::npos;
    if (!is_plain) return expected(path, "a base path like /cv", i);
  }
  options.api.v81_base_paths = items;
  return {};
}

Outcome set_threads(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 0, 1024, options.threads);
}
Outcome set_body_bytes_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 1, std::size_t{1} << 30U, options.api.body_bytes_max);
}

Outcome set_id_scope(const Items& items, Options& options) {
  if (items[0] != "tenant" && items[0] != "service") return expected(items[0], "tenant or service");
  options.engine.id_scope = items[0] == "service" ? IdScope::kService : IdScope::kTenant;
  return {};
}

Outcome set_users_file(const Items& items, Options& options) {
  options.users_file = items[0];
  return {};
}
Outcome set_realm(const Items& items, Options& options) {
  options.api.realm = items[0];
  return {};
}

Outcome set_cors_origins(const Items& items, Options& options) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto checked = http::check_origins({items[i]});
    if (!checked) return Problem{i, detail::quoted(items[i]) + ": " + checked.error().message};
  }
  options.api.cors_origins = items;
  return {};
}

Outcome set_export_directory(const Items& items, Options& options) {
  if (items[0].find('\0') != std::string::npos) return expected(items[0], "a path");
  options.export_directory = items[0];
  return {};
}
Outcome set_insecure(const Items& items, Options& options) {
  return read_boolean(items[0], options.is_insecure);
}

Outcome set_log_format(const Items& items, Options& options) {
  if (items[0] != "text" && items[0] != "json") return expected(items[0], "text or json");
  options.log_format = items[0] == "json" ? LogFormat::kJson : LogFormat::kText;
  return {};
}
Outcome set_log_requests(const Items& items, Options& options) {
  return read_boolean(items[0], options.logs_requests);
}

Outcome set_use_role(const Items& items, Options& options) {
  return read_boolean(items[0], options.api.uses_roles);
}
Outcome set_data_validation(const Items& items, Options& options) {
  return read_boolean(items[0], options.validates_data);
}
Outcome set_map_names(const Items& items, Options& options) {
  return read_boolean(items[0], options.maps_names);
}

Outcome set_expiration(const Items& items, Options& options) {
  std::chrono::seconds lifetime{0};
  if (auto problem = read_duration(items[0], lifetime)) return problem;
  options.settings.default_lifetime = lifetime;
  return {};
}

Outcome set_auto_complete_after(const Items& items, Options& options) {
  options.settings.auto_complete_after.reset();
  if (items[0].empty()) return {};
  std::chrono::seconds pause{0};
  if (auto problem = read_duration(items[0], pause)) return problem;
  options.settings.auto_complete_after = pause;
  return {};
}

Outcome set_filter_default(const Items& items, Options& options) {
  if (!is_log_filter_type(items[0])) return expected(items[0], kFilterTypes);
  options.log_filter.default_type = items[0];
  return {};
}
Outcome set_filter_compatible(const Items& items, Options& options) {
  return read_boolean(items[0], options.log_filter.is_compatible);
}

Outcome set_filters(const Items& items, Options& options) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t equals = items[i].find('=');
    if (equals == std::string::npos || equals == 0)
      return expected(items[i], "a key and its type, such as service_type=copy", i);
    const std::string type = items[i].substr(equals + 1);
    if (!is_log_filter_type(type)) return expected(items[i], kFilterTypes, i);
    options.log_filter.types[items[i].substr(0, equals)] = type;
  }
  return {};
}

Outcome set_tenants(const Items& items, Options& options) {
  std::vector<http::Tenant> tenants;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto tenant = to_tenant(items[i]);
    if (!tenant) return expected(items[i], "a DBID and a name, such as 101=Airline", i);
    if (auto checked = http::check_tenants({*tenant}); !checked)
      return Problem{i, detail::quoted(items[i]) + ": " + checked.error().message};
    tenants.push_back(*tenant);
  }
  if (auto checked = http::check_tenants(tenants); !checked) {
    // The first that does not go with those before it.
    std::size_t good = 1;
    for (std::size_t bad = tenants.size(); bad - good > 1;) {
      const std::size_t middle = good + (bad - good) / 2;
      const auto end = tenants.begin() + static_cast<std::ptrdiff_t>(middle);
      (http::check_tenants({tenants.begin(), end}) ? good : bad) = middle;
    }
    return Problem{good, detail::quoted(items[good]) + ": " + checked.error().message};
  }
  options.api.tenants = std::move(tenants);
  return {};
}

}  // namespace ucs::shim
