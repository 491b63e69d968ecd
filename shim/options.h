// SPDX-License-Identifier: MIT
//
// The command line of ucs-shim.
#pragma once

#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/log_filter.h>

#include <string>
#include <variant>

#include "shim/access_log.h"
#include "shim/server.h"

namespace ucs::shim {

/// Returns the options of a filter that hides every value.
[[nodiscard]] inline LogFilterOptions hide_all() {
  LogFilterOptions options;
  options.default_type = "hide";
  return options;
}

struct Options {
  ServerOptions server;
  http::ApiOptions api;
  EngineOptions engine;
  LogFormat log_format = LogFormat::kText;
  /// Whether the data of requests is logged, by log_filter.
  bool logs_requests = false;
  LogFilterOptions log_filter = hide_all();
  /// The file the port is written to once the server listens; empty for none.
  std::string port_file;
  /// The file of users (lib/access/users.h); empty: everybody may do everything.
  std::string users_file;
  /// Listens wherever it is told to, also without users.
  bool is_insecure = false;
  /// Instead of serving: reads a password from stdin and prints its hash.
  bool hashes_password = false;
};

/// What to do instead of serving: print a text and exit with a status.
struct Exit {
  int status = 0;
  /// Goes to stdout for status 0 (help, version), else to stderr.
  std::string text;
};

/// Reads the command line.
[[nodiscard]] std::variant<Options, Exit> parse_options(int argc, const char* const* argv);

}  // namespace ucs::shim
