// SPDX-License-Identifier: MIT
#include "shim/options.h"

#include <ucs/version.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <sstream>
#include <string_view>

#include "shim/mistakes.h"
#include "shim/settings_table.h"

namespace ucs::shim {
namespace {

constexpr const char* kDescription =
    "ucs-shim serves the Context Services API (UCS 8.1 under /, GMS 8.5 under /genesys/1/cs) from "
    "memory, from a file, or from a PostgreSQL database.";

constexpr const char* kFooter = R"(Examples:
  ucs-shim
      Serve both dialects on http://127.0.0.1:8080 .
  ucs-shim --port 0 --port-file ucs.port
      Take any free port and write its number to a file, for tests.
  ucs-shim --config ucs.toml
      Serve as a file says; ucs.example.toml has every option. SIGHUP reads it again.
  ucs-shim --config ucs.toml --check-config
      Tell every mistake in the file.
  ucs-shim --hash-password
      Ask for a password and print the hash for a file of users.
  ucs-shim --host 0.0.0.0 --users-file ucs.users
      Serve the network, for the users of that file.
  ucs-shim seed init airline.toml
      Write an example of a seed, which a server can begin with: ucs-shim seed --help.
  ucs-shim --seed airline.toml --export-on-exit airline.json
      Serve it, and keep what became of it; ucs-shim --import airline.json goes on with that.
  ucs-shim --store sqlite:/var/lib/ucs/ucs.db
      Keep everything in that file, whatever ends the server.
  ucs-shim backup sqlite:/var/lib/ucs/ucs.db backup.db
      Copy that file while a server works on it: ucs-shim backup --help.
  ucs-shim copy sqlite:ucs.db sqlite:other.db
      Copy all that a store keeps to another one: ucs-shim copy --help.
  ucs-shim --store postgresql://ucs@db.example.com/ucs --store-password-file ucs.password
      Keep everything in that database, which several servers share.
  ucs-shim --control --clock frozen=2026-03-01T12:00:00Z
      Serve for tests of clients; the token of the control API is printed.
  ucs-shim replay failed.json
      Do again what a test recorded, and tell the first difference: ucs-shim replay --help.
  curl -H 'Content-Type: application/json' http://127.0.0.1:8080/genesys/1/cs/services/start \
       -d '{"customer_id":"00027a52JCGY000M","service_type":"booking"}'
      Start a service.

What a flag does not say is taken from the environment (--body-bytes-max: UCS_BODY_BYTES_MAX), then
from the configuration file. Errors are answered as JSON; one line a request goes to stderr. Stop
with Ctrl-C or SIGTERM: requests in flight are finished first; a second signal ends the server at
once. Nothing is kept when it ends, unless --store or --export-on-exit is given.)";

using Given = std::map<std::string, std::vector<std::string>>;

/// Adds a flag of its own for each setting. What is given for it goes to `given`.
void add_settings(CLI::App& app, Given& given) {
  for (const Setting& setting : settings_table()) {
    const std::string flag = "--" + std::string(setting.name);
    const std::string description(setting.description);
    std::vector<std::string>& items = given[std::string(setting.name)];
    if (setting.kind == SettingKind::kFlag) {
      // --flag=false is possible, too: it counts as less than given.
      const auto set = [&items](std::int64_t count) { items = {count > 0 ? "true" : "false"}; };
      app.add_flag_function(flag, set, description);
      continue;
    }
    CLI::Option* option = app.add_option(flag, items, description);
    option->type_name(std::string(setting.type_name))->allow_extra_args(false);
    if (!setting.takes_several()) option->expected(1);
    if (!setting.default_text.empty()) option->default_str(std::string(setting.default_text));
  }
}

void add_modes(CLI::App& app, CommandLine& line) {
  app.add_option("--config", line.config_file,
                 "Configuration file, in TOML; without it that of UCS_CONFIG, if any")
      ->type_name("FILE");
  app.add_flag("--check-config", line.checks_config,
               "Tell every mistake in the configuration, or ok, and exit");
  app.add_flag("--print-config", line.prints_config,
               "Print every setting and where its value comes from, and exit");
  app.add_flag("--hash-password", line.hashes_password,
               "Read a password from stdin, print the hash for a file of users, and exit");
}

/// Returns a line for each unknown flag, with the one that was probably meant.
std::string suggestions(const std::vector<std::string>& unknown) {
  std::vector<std::string_view> names = {"config",        "check-config", "print-config",
                                         "hash-password", "help",         "version"};
  for (const Setting& setting : settings_table()) names.push_back(setting.name);
  std::string lines;
  for (const std::string& word : unknown) {
    if (word.substr(0, 2) != "--") continue;
    const std::string name = word.substr(2, word.find('=') - 2);
    lines +=
        "There is no --" + name + "; did you mean --" + std::string(nearest(name, names)) + "?\n";
  }
  return lines;
}

}  // namespace

std::vector<Text> tenant_keys(const Options& options) {
  if (options.api.tenants.empty()) return {""};
  std::vector<Text> keys;
  std::transform(options.api.tenants.begin(), options.api.tenants.end(), std::back_inserter(keys),
                 [](const http::Tenant& tenant) { return Text(std::to_string(tenant.dbid)); });
  return keys;
}

std::variant<CommandLine, Exit> parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  Given given;
  CLI::App app(kDescription, "ucs-shim");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("ucs-shim ") + kVersion);
  add_modes(app, line);
  add_settings(app, given);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problem;
    const int status = app.exit(error, out, problem);
    return Exit{status == 0 ? 0 : 2, out.str() + problem.str() + suggestions(app.remaining())};
  }
  for (auto& [name, items] : given) {
    if (app.get_option("--" + name)->count() > 0) line.flags.emplace(name, std::move(items));
  }
  return line;
}

}  // namespace ucs::shim
