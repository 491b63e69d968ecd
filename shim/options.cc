// SPDX-License-Identifier: MIT
#include "shim/options.h"

#include <ucs/version.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace ucs::shim {
namespace {

constexpr const char* kDescription =
    "ucs-shim serves the Context Services API (UCS 8.1 under /, GMS 8.5 under /genesys/1/cs) from "
    "memory.";

constexpr const char* kFooter = R"(Examples:
  ucs-shim
      Serve both dialects on http://127.0.0.1:8080 .
  ucs-shim --port 0 --port-file ucs.port
      Take any free port and write its number to a file, for tests.
  ucs-shim --dialects v81 --base-path /cv
      Serve the 8.1 dialect only, under / and under /cv.
  ucs-shim --hash-password
      Ask for a password and print the hash for a file of users.
  ucs-shim --host 0.0.0.0 --users-file ucs.users
      Serve the network, for the users of that file.
  curl -H 'Content-Type: application/json' http://127.0.0.1:8080/genesys/1/cs/services/start \
       -d '{"customer_id":"00027a52JCGY000M","service_type":"booking"}'
      Start a service.

Errors are answered as JSON; one line a request goes to stderr. Stop with Ctrl-C or SIGTERM:
requests in flight are finished first; a second signal ends the server at once. Nothing is kept
when it ends.)";

std::string check_base_path(const std::string& path) {
  const bool is_plain = path.size() > 1 && path.front() == '/' &&
                        path.find_first_of("?# %") == std::string::npos &&
                        path.find("//") == std::string::npos;
  return is_plain ? "" : "'" + path + "' is no base path; expected one like /cv";
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

std::string check_tenant(const std::string& text) {
  return to_tenant(text) ? "" : "'" + text + "' is no tenant; expected one like 101=Airline";
}

void add_options(CLI::App& app, Options& options, std::vector<std::string>& dialects) {
  app.add_option("--host", options.server.host, "Address or name to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_option("--port", options.server.port, "Port to listen on; 0 takes any free one")
      ->check(CLI::Range(0, 65535).description(""))
      ->type_name("PORT")
      ->capture_default_str();
  app.add_option("--port-file", options.port_file,
                 "Write the port to this file once the server listens")
      ->type_name("FILE");
  app.add_option("--dialects", dialects,
                 "Dialects to serve: v81, v85 or both, separated by a comma")
      ->delimiter(',')
      ->check(CLI::IsMember({"v81", "v85"}).description(""))
      ->type_name("LIST")
      ->default_str("v81,v85");
  app.add_option("--base-path", options.api.v81_base_paths,
                 "Further base path of the v81 dialect, such as /cv; repeat it for more")
      ->check(check_base_path)
      ->type_name("PATH");
  app.add_option("--threads", options.server.threads,
                 "Threads that serve connections, 1 to 1024; each connection kept alive occupies "
                 "one")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1024}).description(""))
      ->type_name("NUMBER")
      ->capture_default_str();
  app.add_option("--body-bytes-max", options.api.body_bytes_max,
                 "Largest body of a request, in bytes, up to 1 GiB")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30U).description(""))
      ->type_name("BYTES")
      ->capture_default_str();
  const auto set_tenants = [&options](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) options.api.tenants.push_back(*to_tenant(text));
  };
  app.add_option_function<std::vector<std::string>>(
         "--tenant", set_tenants,
         "Tenant that requests may name in the header ContactCenterId, such as 101=Airline; repeat "
         "it for more")
      ->check(check_tenant)
      ->type_name("DBID=NAME");
  const auto set_id_scope = [&options](const std::string& scope) {
    options.engine.id_scope = scope == "service" ? IdScope::kService : IdScope::kTenant;
  };
  app.add_option_function<std::string>("--id-scope", set_id_scope,
                                       "Where state and task ids are unique: tenant or service")
      ->check(CLI::IsMember({"tenant", "service"}).description(""))
      ->type_name("SCOPE")
      ->default_str("tenant");
}

std::string check_origin(const std::string& text) {
  const auto checked = http::check_origins({text});
  return checked ? "" : checked.error().message;
}

void add_access_options(CLI::App& app, Options& options) {
  app.add_option("--users-file", options.users_file,
                 "File of the users who may use the server, one a line: name:role:hash, or "
                 "name:role:hash:tenant; the role is administrator or supervisor")
      ->type_name("FILE");
  app.add_flag("--hash-password", options.hashes_password,
               "Read a password from stdin, print the hash for a file of users, and exit");
  app.add_option("--use-role", options.api.uses_roles,
                 "Whether supervisors may only read: true or false")
      ->type_name("BOOLEAN")
      ->default_str("true");
  app.add_option("--realm", options.api.realm, "What clients are told they log in to")
      ->type_name("TEXT")
      ->capture_default_str();
  app.add_option("--cors-origin", options.api.cors_origins,
                 "Origin whose scripts browsers let use the API, such as https://desk.example.com; "
                 "repeat it for more")
      ->check(check_origin)
      ->type_name("ORIGIN");
  app.add_flag(
      "--insecure", options.is_insecure,
      "Listen on an address that other machines can reach though there is no --users-file");
}

std::string check_filter_type(const std::string& type) {
  return is_log_filter_type(type)
             ? ""
             : "'" + type +
                   "' is no type of a log filter; expected copy, hide, skip, hide-first,N, "
                   "hide-last,N, unhide-first,N, unhide-last,N, tag or tag(BEGIN,END)";
}

std::string check_filter(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return "'" + text + "' is no rule of a log filter; expected one like service_type=copy";
  return check_filter_type(text.substr(equals + 1));
}

void add_log_options(CLI::App& app, Options& options) {
  const auto set_log_format = [&options](const std::string& format) {
    options.log_format = format == "json" ? LogFormat::kJson : LogFormat::kText;
  };
  app.add_option_function<std::string>("--log-format", set_log_format,
                                       "Form of the log on stderr: text or json")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->type_name("FORMAT")
      ->default_str("text");
  app.add_flag("--log-requests", options.logs_requests,
               "Also log the data of each request, as the log filter lets it through");
  app.add_option(
         "--log-filter-default", options.log_filter.default_type,
         "What --log-requests does with values: copy, hide, skip, hide-first,N, hide-last,N, "
         "unhide-first,N, unhide-last,N, tag or tag(BEGIN,END)")
      ->check(check_filter_type)
      ->type_name("TYPE")
      ->capture_default_str();
  const auto set_filters = [&options](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      const std::size_t equals = text.find('=');
      options.log_filter.types[text.substr(0, equals)] = text.substr(equals + 1);
    }
  };
  app.add_option_function<std::vector<std::string>>("--log-filter", set_filters,
                                                    "What it does with the values of one key, such "
                                                    "as customer_id=unhide-last,3; repeat it for "
                                                    "more")
      ->check(check_filter)
      ->type_name("KEY=TYPE");
  app.add_flag("--log-filter-compatible", options.log_filter.is_compatible,
               "Show the whole value where hide-last,N asks for more characters than it has");
}

}  // namespace

std::variant<Options, Exit> parse_options(int argc, const char* const* argv) {
  Options options;
  std::vector<std::string> dialects;
  CLI::App app(kDescription, "ucs-shim");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("ucs-shim ") + kVersion);
  add_options(app, options, dialects);
  add_access_options(app, options);
  add_log_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problem;
    const int status = app.exit(error, out, problem);
    return Exit{status == 0 ? 0 : 2, out.str() + problem.str()};
  }
  if (!dialects.empty()) {
    const auto has = [&](const char* name) {
      return std::find(dialects.begin(), dialects.end(), name) != dialects.end();
    };
    options.api.serves_v81 = has("v81");
    options.api.serves_v85 = has("v85");
  }
  if (const auto checked = http::check_tenants(options.api.tenants); !checked)
    return Exit{2, "--tenant: " + checked.error().message + "\n"};
  if (!options.api.serves_v81 && !options.api.v81_base_paths.empty()) {
    return Exit{2,
                "--base-path is for the v81 dialect, which --dialects leaves out. Add v81 to "
                "--dialects.\n"};
  }
  options.server.is_loopback_only = options.users_file.empty() && !options.is_insecure;
  return options;
}

}  // namespace ucs::shim
