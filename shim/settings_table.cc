// SPDX-License-Identifier: MIT
#include "shim/settings_table.h"

#include <algorithm>
#include <iterator>

#include "shim/setting_values.h"

namespace ucs::shim {
namespace {

using Kind = SettingKind;

constexpr Setting kSettings[] = {
    {"host", "server", "host", Kind::kText, "ADDRESS", "Address or name to listen on", "127.0.0.1",
     false, set_host},
    {"port", "server", "port", Kind::kInteger, "PORT", "Port to listen on; 0 takes any free one",
     "8080", false, set_port},
    {"port-file", "server", "port-file", Kind::kText, "FILE",
     "Write the port to this file once the server listens", "", false, set_port_file},
    {"dialects", "server", "dialects", Kind::kList, "LIST",
     "Dialects to serve: v81, v85 or both, separated by a comma", "v81,v85", false, set_dialects},
    {"base-path", "server", "base-path", Kind::kList, "PATH",
     "Further base path of the v81 dialect, such as /cv; repeat it for more", "", false,
     set_base_paths},
    {"threads", "server", "threads", Kind::kInteger, "NUMBER",
     "Threads that serve requests, up to 1024; 0 is one for each processor in memory, and 32 where "
     "a request may wait: for a database, users, exports or --control",
     "0", false, set_threads},
    {"body-bytes-max", "server", "body-bytes-max", Kind::kInteger, "BYTES",
     "Largest body of a request, in bytes, up to 1 GiB", "1048576", false, set_body_bytes_max},
    {"id-scope", "server", "id-scope", Kind::kText, "SCOPE",
     "Where state and task ids are unique: tenant or service", "tenant", false, set_id_scope},
    {"users-file", "server", "users-file", Kind::kText, "FILE",
     "File of the users who may use the server, one a line: name:role:hash, or "
     "name:role:hash:tenant; the role is administrator or supervisor",
     "", true, set_users_file},
    {"realm", "server", "realm", Kind::kText, "TEXT", "What clients are told they log in to", "ucs",
     false, set_realm},
    {"cors-origin", "server", "cors-origin", Kind::kList, "ORIGIN",
     "Origin whose scripts browsers let use the API, such as https://desk.example.com; repeat it "
     "for more",
     "", false, set_cors_origins},
    {"export-dir", "server", "export-dir", Kind::kText, "DIRECTORY",
     "Directory that exports to files are written to; without it there are none", "", false,
     set_export_directory},
    {"store", "server", "store", Kind::kText, "STORE",
     "Where services are kept: memory; sqlite:FILE, such as sqlite:/var/lib/ucs/ucs.db; or the URL "
     "of a PostgreSQL database, such as postgresql://ucs@db.example.com/ucs, without a password",
     "memory", false, set_store},
    {"durability", "server", "durability", Kind::kText, "DURABILITY",
     "When the disk has what was answered: full, before the answer; or normal, whenever the system "
     "writes it, which is faster, and after a power failure the last changes may be gone",
     "full", false, set_durability},
    {"store-password-file", "server", "store-password-file", Kind::kText, "FILE",
     "File whose first line is the password of the database", "", false, set_store_password_file},
    {"store-timeout", "server", "store-timeout", Kind::kText, "TIME",
     "How long to wait for the database, 1s to 10m", "5s", false, set_store_timeout},
    {"seed", "server", "seed", Kind::kText, "FILE",
     "Begin with what this file has, a seed in JSON or TOML (ucs-shim seed --help)", "", false,
     set_seed},
    {"import", "server", "import", Kind::kText, "FILE",
     "Begin with what --export-on-exit wrote to this file", "", false, set_import},
    {"export-on-exit", "server", "export-on-exit", Kind::kText, "FILE",
     "Write all that is stored to this file when the server is told to stop", "", false,
     set_final_export},
    {"insecure", "server", "insecure", Kind::kFlag, "",
     "Listen on an address that other machines can reach though there is no --users-file", "false",
     false, set_insecure},
    {"trusted-proxy", "server", "trusted-proxy", Kind::kList, "ADDRESS",
     "Address or network of a proxy, such as 10.0.0.0/8, that says by X-Forwarded-For whom a "
     "request "
     "is from; repeat it for more",
     "", false, set_trusted_proxies},
    {"drain-delay", "server", "drain-delay", Kind::kText, "TIME",
     "How long to go on when told to stop, while /readyz says so, 0s to 1h", "0s", false,
     set_drain_delay},
    {"drain-timeout", "server", "drain-timeout", Kind::kText, "TIME",
     "How long requests in flight may take from there on, 1s to 1h", "20s", false,
     set_drain_timeout},
    {"log-format", "server", "log-format", Kind::kText, "FORMAT",
     "Form of the log on stderr: text or json", "text", false, set_log_format},
    {"log-requests", "server", "log-requests", Kind::kFlag, "",
     "Also log the data of each request, as the log filter lets it through", "false", false,
     set_log_requests},
    {"request-line-bytes-max", "limits", "request-line-bytes-max", Kind::kInteger, "BYTES",
     "Longest first line of a request, 64 to 1 MiB; more is 414", "8192", false,
     set_request_line_bytes_max},
    {"headers-max", "limits", "headers-max", Kind::kInteger, "NUMBER",
     "Headers of a request, 8 to 10000; more are 431", "64", false, set_headers_max},
    {"header-bytes-max", "limits", "header-bytes-max", Kind::kInteger, "BYTES",
     "Size of all headers of a request together, 256 to 1 MiB; more is 431", "8192", false,
     set_header_bytes_max},
    {"header-timeout", "limits", "header-timeout", Kind::kText, "TIME",
     "How long the headers of a request may take, 1s to 1h; later is 408", "5s", false,
     set_header_timeout},
    {"body-timeout", "limits", "body-timeout", Kind::kText, "TIME",
     "How long its body may take, 1s to 1h, and a second more for each 64 KiB; later is 408", "10s",
     false, set_body_timeout},
    {"idle-timeout", "limits", "idle-timeout", Kind::kText, "TIME",
     "How long a connection may have nothing to do, 1s to 1h", "15s", false, set_idle_timeout},
    {"send-timeout", "limits", "send-timeout", Kind::kText, "TIME",
     "How long a client may read nothing of its answer, 1s to 1h", "5s", false, set_send_timeout},
    {"connections-max", "limits", "connections-max", Kind::kInteger, "NUMBER",
     "Connections, 1 to 1000000; those beyond are 503", "10000", false, set_connections_max},
    {"requests-max", "limits", "requests-max", Kind::kInteger, "NUMBER",
     "Requests that are carried out or wait for a thread, 1 to 1000000; those beyond are 503",
     "1024", false, set_requests_max},
    {"buffer-bytes-max", "limits", "buffer-bytes-max", Kind::kInteger, "BYTES",
     "Memory for large bodies that are coming and large answers that are not read, of all clients "
     "together, up to 1 TiB; a body beyond is 503, an answer is given up",
     "33554432", false, set_buffer_bytes_max},
    {"data-validation", "cview", "data-validation", Kind::kBoolean, "BOOLEAN",
     "Whether values must be of the business attribute that their field is mapped to", "false",
     true, set_data_validation},
    {"map-names", "cview", "map-names", Kind::kBoolean, "BOOLEAN",
     "Whether answers have the names of business attribute values in place of their DBIDs", "false",
     true, set_map_names},
    {"use-role", "cview", "use-role", Kind::kBoolean, "BOOLEAN",
     "Whether supervisors may only read: true or false", "true", false, set_use_role},
    {"expiration", "cview", "expiration", Kind::kText, "TIME",
     "How long services live after their last change: an integer and a unit, s m h d w M or y",
     "5y", true, set_expiration},
    {"auto-complete-after", "cview", "auto-complete-after", Kind::kText, "TIME",
     "After how long without a change services complete themselves; empty: never", "", true,
     set_auto_complete_after},
    {"tenant", "tenants", "", Kind::kMap, "DBID=NAME",
     "Tenant that requests may name in the header ContactCenterId, such as 101=Airline; repeat "
     "it "
     "for more",
     "", false, set_tenants},
    {"log-filter-default", "log-filter", "default-filter-type", Kind::kText, "TYPE",
     "What --log-requests does with values: copy, hide, skip, hide-first,N, hide-last,N, "
     "unhide-first,N, unhide-last,N, tag or tag(BEGIN,END)",
     "hide", true, set_filter_default},
    {"log-filter-compatible", "log-filter", "compatible", Kind::kFlag, "",
     "Show the whole value where hide-last,N asks for more characters than it has", "false", true,
     set_filter_compatible},
    {"log-filter", "log-filter-data", "", Kind::kMap, "KEY=TYPE",
     "What it does with the values of one key, such as customer_id=unhide-last,3; repeat it for "
     "more",
     "", true, set_filters},
    {"control", "control", "control", Kind::kFlag, "",
     "Serve for tests of clients: a fake for each namespace that the header X-UCS-Namespace names, "
     "and the control API under /_ucs/, for who has the token that is printed at the start",
     "false", false, set_control},
    {"control-token-file", "control", "control-token-file", Kind::kText, "FILE",
     "File with the token of the control API; without it one is made and printed", "", false,
     set_control_token_file},
    {"control-open", "control", "control-open", Kind::kFlag, "",
     "The control API wants no token; on a loopback address only", "false", false,
     set_control_open},
    {"clock", "control", "clock", Kind::kText, "CLOCK",
     "The clock of each namespace at its beginning: system, frozen, frozen=TIME, offset=TIME or "
     "scaled=RATE, such as frozen=2026-03-01T12:00:00Z, offset=-2h or scaled=60",
     "system", false, set_clock},
    {"namespaces-max", "control", "namespaces-max", Kind::kInteger, "NUMBER",
     "How many namespaces there may be beside the default one, up to 100000", "1000", false,
     set_namespaces_max},
    {"namespace-idle-max", "control", "namespace-idle-max", Kind::kText, "TIME",
     "How long a namespace may have no request before it is given up", "1h", false,
     set_namespace_idle_max},
    {"recording-bytes-max", "control", "recording-bytes-max", Kind::kInteger, "BYTES",
     "How much of what it does each namespace keeps for ucs-shim replay, in bytes, up to 1 GiB; 0: "
     "nothing",
     "0", false, set_recording_bytes_max},
};

}  // namespace

std::vector<std::string> Setting::defaults() const {
  std::vector<std::string> items;
  if (takes_several() && default_text.empty()) return items;
  std::string_view rest = default_text;
  for (std::size_t comma = rest.find(','); takes_several() && comma != std::string_view::npos;
       comma = rest.find(',')) {
    items.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(comma + 1);
  }
  items.emplace_back(rest);
  return items;
}

std::string Setting::variable() const {
  std::string variable = "UCS_" + std::string(name);
  for (char& c : variable) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return variable;
}

const std::vector<Setting>& settings_table() {
  static const std::vector<Setting> table(std::begin(kSettings), std::end(kSettings));
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
