// SPDX-License-Identifier: MIT
#include "shim/settings_table.h"

#include <ucs/detail/quoted.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <system_error>

namespace ucs::shim {
namespace {

using Items = std::vector<std::string>;
using Outcome = std::optional<Problem>;

Outcome expected(const std::string& item, std::string_view what, std::size_t index = 0) {
  return Problem{index, detail::quoted(item) + "; expected " + std::string(what)};
}

/// Reads an integer from `low` to `high` into `target`.
template <class T>
Outcome read_integer(const std::string& item, T low, T high, T& target) {
  T value{};
  const char* end = item.data() + item.size();
  const auto [stop, error] = std::from_chars(item.data(), end, value);
  if (error != std::errc() || stop != end || value < low || value > high) {
    return expected(item, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
  }
  target = value;
  return {};
}

Outcome read_boolean(const std::string& item, bool& target) {
  if (item != "true" && item != "false") return expected(item, "true or false");
  target = item == "true";
  return {};
}

/// Reads a time of the setting form.
Outcome read_duration(const std::string& item, std::chrono::seconds& target) {
  const auto duration = parse_duration(item);
  if (!duration) {
    return expected(item,
                    "an integer and a unit, s m h d w M or y, such as 90s or 5y, and at most "
                    "2147483647 seconds");
  }
  target = *duration;
  return {};
}

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
  return read_integer<std::size_t>(items[0], 1, 1024, options.server.threads);
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

constexpr std::string_view kFilterTypes =
    "copy, hide, skip, hide-first,N, hide-last,N, unhide-first,N, unhide-last,N, tag or "
    "tag(BEGIN,END)";

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

/// Reads `101=Airline`.
std::optional<http::Tenant> to_tenant(std::string_view text) {
  http::Tenant tenant;
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + equals, tenant.dbid);
  if (error != std::errc() || end != text.data() + equals || equals == text.size()) return {};
  tenant.name = text.substr(equals + 1);
  return tenant;
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

using Kind = SettingKind;

std::vector<Setting> make_table() {
  return {
      {"host",
       "server",
       "host",
       Kind::kText,
       "ADDRESS",
       "Address or name to listen on",
       {"127.0.0.1"},
       false,
       set_host},
      {"port",
       "server",
       "port",
       Kind::kInteger,
       "PORT",
       "Port to listen on; 0 takes any free one",
       {"8080"},
       false,
       set_port},
      {"port-file",
       "server",
       "port-file",
       Kind::kText,
       "FILE",
       "Write the port to this file once the server listens",
       {""},
       false,
       set_port_file},
      {"dialects",
       "server",
       "dialects",
       Kind::kList,
       "LIST",
       "Dialects to serve: v81, v85 or both, separated by a comma",
       {"v81", "v85"},
       false,
       set_dialects},
      {"base-path",
       "server",
       "base-path",
       Kind::kList,
       "PATH",
       "Further base path of the v81 dialect, such as /cv; repeat it for more",
       {},
       false,
       set_base_paths},
      {"threads",
       "server",
       "threads",
       Kind::kInteger,
       "NUMBER",
       "Threads that serve connections, 1 to 1024; each connection kept alive occupies one",
       {"32"},
       false,
       set_threads},
      {"body-bytes-max",
       "server",
       "body-bytes-max",
       Kind::kInteger,
       "BYTES",
       "Largest body of a request, in bytes, up to 1 GiB",
       {"1048576"},
       false,
       set_body_bytes_max},
      {"id-scope",
       "server",
       "id-scope",
       Kind::kText,
       "SCOPE",
       "Where state and task ids are unique: tenant or service",
       {"tenant"},
       false,
       set_id_scope},
      {"users-file",
       "server",
       "users-file",
       Kind::kText,
       "FILE",
       "File of the users who may use the server, one a line: name:role:hash, or "
       "name:role:hash:tenant; the role is administrator or supervisor",
       {""},
       true,
       set_users_file},
      {"realm",
       "server",
       "realm",
       Kind::kText,
       "TEXT",
       "What clients are told they log in to",
       {"ucs"},
       false,
       set_realm},
      {"cors-origin",
       "server",
       "cors-origin",
       Kind::kList,
       "ORIGIN",
       "Origin whose scripts browsers let use the API, such as https://desk.example.com; repeat it "
       "for more",
       {},
       false,
       set_cors_origins},
      {"insecure",
       "server",
       "insecure",
       Kind::kFlag,
       "",
       "Listen on an address that other machines can reach though there is no --users-file",
       {"false"},
       false,
       set_insecure},
      {"log-format",
       "server",
       "log-format",
       Kind::kText,
       "FORMAT",
       "Form of the log on stderr: text or json",
       {"text"},
       false,
       set_log_format},
      {"log-requests",
       "server",
       "log-requests",
       Kind::kFlag,
       "",
       "Also log the data of each request, as the log filter lets it through",
       {"false"},
       false,
       set_log_requests},
      {"data-validation",
       "cview",
       "data-validation",
       Kind::kBoolean,
       "BOOLEAN",
       "Whether values must be of the business attribute that their field is mapped to",
       {"false"},
       true,
       set_data_validation},
      {"map-names",
       "cview",
       "map-names",
       Kind::kBoolean,
       "BOOLEAN",
       "Whether answers have the names of business attribute values in place of their DBIDs",
       {"false"},
       true,
       set_map_names},
      {"use-role",
       "cview",
       "use-role",
       Kind::kBoolean,
       "BOOLEAN",
       "Whether supervisors may only read: true or false",
       {"true"},
       false,
       set_use_role},
      {"expiration",
       "cview",
       "expiration",
       Kind::kText,
       "TIME",
       "How long services live after their last change: an integer and a unit, s m h d w M or y",
       {"5y"},
       true,
       set_expiration},
      {"auto-complete-after",
       "cview",
       "auto-complete-after",
       Kind::kText,
       "TIME",
       "After how long without a change services complete themselves; empty: never",
       {""},
       true,
       set_auto_complete_after},
      {"tenant",
       "tenants",
       "",
       Kind::kMap,
       "DBID=NAME",
       "Tenant that requests may name in the header ContactCenterId, such as 101=Airline; repeat "
       "it "
       "for more",
       {},
       false,
       set_tenants},
      {"log-filter-default",
       "log-filter",
       "default-filter-type",
       Kind::kText,
       "TYPE",
       "What --log-requests does with values: copy, hide, skip, hide-first,N, hide-last,N, "
       "unhide-first,N, unhide-last,N, tag or tag(BEGIN,END)",
       {"hide"},
       true,
       set_filter_default},
      {"log-filter-compatible",
       "log-filter",
       "compatible",
       Kind::kFlag,
       "",
       "Show the whole value where hide-last,N asks for more characters than it has",
       {"false"},
       true,
       set_filter_compatible},
      {"log-filter",
       "log-filter-data",
       "",
       Kind::kMap,
       "KEY=TYPE",
       "What it does with the values of one key, such as customer_id=unhide-last,3; repeat it for "
       "more",
       {},
       true,
       set_filters},
  };
}

}  // namespace

std::string Setting::variable() const {
  std::string variable = "UCS_" + std::string(name);
  for (char& c : variable) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return variable;
}

const std::vector<Setting>& settings_table() {
  static const std::vector<Setting> table = make_table();
  return table;
}

const Setting* find_setting(std::string_view name) {
  const auto& table = settings_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == table.end() ? nullptr : &*found;
}

const std::vector<FileOption>& file_options() {
  static const std::vector<FileOption> options = {
      {kAttributesSection, "data-validation", "In place of that of [cview]"},
      {kAttributesSection, "map-names", "In place of that of [cview]"},
      {kAttributesSection, "attribute", "The business attributes, as an array of tables"},
      {kAttributesSection, "Service", "Fields of services, and the attribute each is mapped to"},
      {kAttributesSection, "State", "The same of states"},
      {kAttributesSection, "Task", "The same of tasks"},
      {kAttributeSection, "name", "Its name"},
      {kAttributeSection, "dbid", "Its DBID, a positive integer"},
      {kAttributeSection, "display-name", "For people; the name if absent"},
      {kAttributeSection, "description", "For people"},
      {kAttributeSection, "value", "Its values, as an array of tables"},
      {kValueSection, "name", "Its name"},
      {kValueSection, "dbid", "Its DBID, a positive integer"},
      {kValueSection, "display-name", "For people; the name if absent"},
      {kValueSection, "description", "For people"},
      {kValueSection, "default", "Whether it is the default of its attribute"},
      {kValueSection, "expiration", "How long services of this type live"},
      {kValueSection, "auto-complete-after", "After which pause services of this type complete"},
      {kJobSection, "action", "What is removed: a purge operation"},
      {kJobSection, "period", "How old services must be, an integer from 1 on"},
      {kJobSection, "period-type", "Its unit: minutes, hours, days, weeks, months or years"},
      {kJobSection, "enabled", "Whether the job runs; true if absent"},
  };
  return options;
}

}  // namespace ucs::shim
