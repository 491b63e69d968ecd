// SPDX-License-Identifier: MIT
//
// What ucs-shim can be told, and its command line.
#pragma once

#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/log_filter.h>
#include <ucs/postgres_store.h>
#include <ucs/settings.h>
#include <ucs/sqlite_store.h>
#include <ucs/testing/clock.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "lib/server/server.h"
#include "shim/access_log.h"
#include "shim/attributes_config.h"
#include "shim/scheduled_jobs.h"

namespace ucs::shim {

/// Returns the options of a filter that hides every value.
[[nodiscard]] inline LogFilterOptions hide_all() {
  LogFilterOptions options;
  options.default_type = "hide";
  return options;
}

/// Serving for tests of clients: many fakes, by namespace, and the control API
/// (docs/control-api.md).
struct ControlOptions {
  bool is_on = false;
  /// The control API wants no token. Then only this machine may reach the server.
  bool is_open = false;
  /// The file the token is in; empty: one is made.
  std::string token_file;
  /// The clock that each namespace begins with.
  testing::ClockMode clock = testing::ClockMode::system();
  std::size_t namespaces_max = 1000;
  std::chrono::seconds namespace_idle_max = std::chrono::hours(1);
  /// How much each namespace records; 0: nothing.
  std::size_t recording_bytes_max = 0;
};

/// Where services are kept.
struct StoreOptions {
  /// The file of a database, or the URL of one; without either in memory.
  std::string sqlite_file;
  SqliteOptions sqlite;
  std::string postgres_url;
  PostgresOptions postgres;

  [[nodiscard]] bool is_memory() const noexcept {
    return sqlite_file.empty() && postgres_url.empty();
  }
};

struct Options {
  ucs::server::Options server;
  http::ApiOptions api;
  EngineOptions engine;
  StoreOptions store;
  /// How many requests are answered at the same time; 0: as many as suit the rest (threads_on).
  std::size_t threads = 0;
  /// How long services live (`[cview]`, and values of business attributes).
  Settings settings;
  LogFormat log_format = LogFormat::kText;
  /// Whether the data of requests is logged, by log_filter.
  bool logs_requests = false;
  LogFilterOptions log_filter = hide_all();
  /// The file the port is written to once the server listens; empty for none.
  std::string port_file;
  /// The file of users (lib/access/users.h); empty: everybody may do everything.
  std::string users_file;
  /// The directory exports are written to; empty: there are none.
  std::string export_directory;
  /// The document the store begins with: at most one of the two; and that to write at the end.
  std::string seed_file;
  std::string import_file;
  std::string final_export_file;
  /// Listens wherever it is told to, also without users.
  bool is_insecure = false;
  /// Whether values are held against the business attributes, and answers have their names; where a
  /// section of `attributes` does not say otherwise (spec 6).
  bool validates_data = false;
  bool maps_names = false;
  AttributesConfig attributes;
  std::vector<ScheduledJob> jobs;
  ControlOptions control;

  /// Returns seed_file or import_file, whichever is given; empty for none.
  [[nodiscard]] const std::string& first_file() const noexcept {
    return seed_file.empty() ? import_file : seed_file;
  }

  /// Returns how many requests to answer at the same time, each by a thread, on so many processors.
  /// Where no request waits for anything, more threads than processors only get in each other's
  /// way; two are enough for one processor.
  [[nodiscard]] std::size_t threads_on(std::size_t processors) const noexcept {
    constexpr std::size_t kWaitingThreads = 32;
    if (threads != 0) return threads;
    const bool may_wait =
        !store.is_memory() || control.is_on || !users_file.empty() || !export_directory.empty();
    return may_wait ? kWaitingThreads : std::max<std::size_t>(processors, 2);
  }
};

/// Returns the keys of all tenants in the store; without tenants that of the default tenant.
[[nodiscard]] std::vector<Text> tenant_keys(const Options& options);

/// What the command line says. The values are not checked yet: load_config does.
struct CommandLine {
  /// By the name of the setting, what was given for it, in the order given.
  std::map<std::string, std::vector<std::string>> flags;
  /// The configuration file; empty: what UCS_CONFIG says, else none.
  std::string config_file;
  /// Instead of serving: reads a password from stdin and prints its hash; checks or prints the
  /// configuration.
  bool hashes_password = false;
  bool checks_config = false;
  bool prints_config = false;
};

/// What to do instead of serving: print a text and exit with a status.
struct Exit {
  int status = 0;
  /// Goes to stdout for status 0 (help, version), else to stderr.
  std::string text;
};

/// Reads the command line.
[[nodiscard]] std::variant<CommandLine, Exit> parse_command_line(int argc, const char* const* argv);

}  // namespace ucs::shim
