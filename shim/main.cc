// SPDX-License-Identifier: MIT
//
// ucs-shim: the Context Services API, from memory or from a file, over HTTP.
#include <fmt/core.h>
#include <ucs/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "lib/export/directory_exporter.h"
#include "lib/server/server.h"
#include "shim/backup_command.h"
#include "shim/config.h"
#include "shim/contents_files.h"
#include "shim/control_serving.h"
#include "shim/copy_command.h"
#include "shim/due_timer.h"
#include "shim/hash_password.h"
#include "shim/memory_probe.h"
#include "shim/options.h"
#include "shim/process_limits.h"
#include "shim/reload.h"
#include "shim/replay_command.h"
#include "shim/request_log.h"
#include "shim/scheduled_jobs.h"
#include "shim/seed_command.h"
#include "shim/signal_waiter.h"
#include "shim/startup.h"

namespace {

using ucs::server::Server;
using ucs::shim::CommandLine;
using ucs::shim::Config;
using ucs::shim::DueTimer;
using ucs::shim::Exit;
using ucs::shim::Mistakes;
using ucs::shim::Options;
using ucs::shim::ScheduledJobs;
using ucs::shim::SignalWaiter;
using ucs::shim::tell;
using Users = std::vector<ucs::access::User>;

/// What the store begins with, if anything.
using FirstContents = std::optional<ucs::testing::Contents>;

/// Serves until it is told to stop. `options` is what of `config` the server is made from.
int serve(const CommandLine& line, const Config& config, const Users& users,
          const FirstContents& contents) {
  Options options = config.options;
  const auto access = ucs::shim::make_access(users);
  if (!access) {
    tell(access.error().message);
    return 1;
  }
  options.api.access = access->get();
  ucs::file_export::DirectoryExporter exporter(options.export_directory);
  if (!options.export_directory.empty()) options.api.file_exporter = &exporter;
  options.api.memory_probe = ucs::shim::probe_memory;
  ucs::SystemClock clock;
  const auto opened = ucs::shim::open_store(options.store);
  if (!opened) {
    tell(opened.error().message);
    return 1;
  }
  ucs::MemoryStore memory;
  if (contents) memory.restore(contents->snapshot);
  ucs::Store& store = *opened == nullptr ? memory : **opened;
  ucs::Engine engine(store, clock, options.engine);
  if (auto set = engine.set_settings(std::make_shared<const ucs::Settings>(options.settings));
      !set) {
    tell(set.error().message);
    return 1;
  }
  const ucs::http::Api api(engine, options.api);
  ucs::shim::RequestLog request_log(api, clock,
                                    std::make_shared<const ucs::LogFilter>(options.log_filter),
                                    [&](const ucs::shim::RequestEntry& entry) {
                                      ucs::shim::log_entry(entry, options.log_format);
                                    });
  if (options.logs_requests) {
    options.server.on_request = [&](const ucs::http::Request& request) {
      request_log.write(request);
    };
  }
  ucs::shim::fit_to_machine(options);
  ucs::server::ApiHandler handler(api);
  Server server(handler, clock, options.server, [&](const ucs::shim::AccessEntry& entry) {
    ucs::shim::log_entry(entry, options.log_format);
  });
  const auto port = listen(server, options);
  if (!port) return 1;
  const std::vector<ucs::Text> tenants = tenant_keys(options);
  const DueTimer timer(engine, tenants, [](const ucs::Text& tenant, const ucs::Error& error) {
    tell(fmt::format("what is due could not be applied, and is tried again{}: {}",
                     tenant.view().empty() ? "" : fmt::format(" (tenant {})", tenant.view()),
                     error.message));
  });
  ScheduledJobs jobs(engine, clock, tenants, tell);
  jobs.set_jobs(options.jobs);
  const ucs::shim::Ticker job_ticker([&] { jobs.run_due(); }, std::chrono::seconds(1));
  announce(options, *port, contents);
  ucs::shim::Reloader reloader(line, ucs::shim::process_environment(), config, users,
                               {engine, request_log, jobs, access->get()}, tell);
  const SignalWaiter waiter({[&] { server.stop(); }, [&] { reloader.reload(); }});
  const bool is_good = server.run();
  const auto flushed = store.flush();
  if (!flushed) tell(flushed.error().message);
  if (options.final_export_file.empty()) return is_good && flushed ? 0 : 1;
  const auto exported =
      ucs::shim::export_contents_file(options.final_export_file, memory, clock.now());
  if (!exported) tell("nothing is exported: " + exported.error().message);
  return is_good && flushed && exported ? 0 : 1;
}

/// Says what is wrong with the directory for exports, or nothing.
std::string problem_of_directory(const std::string& path) {
  if (path.empty()) return "";
  std::error_code error;
  const bool is_directory = std::filesystem::is_directory(path, error);
  if (!error && !is_directory) error = std::make_error_code(std::errc::not_a_directory);
  if (!error && ::access(path.c_str(), W_OK | X_OK) != 0)
    error = std::error_code(errno, std::generic_category());
  if (!error) return "";
  return fmt::format("cannot write to {}: {}; expected a directory that is there", path,
                     error.message());
}

/// Returns the directory of a file; nothing of nothing.
std::string directory_of(const std::string& path) {
  if (path.empty()) return "";
  const auto directory = std::filesystem::path(path).parent_path();
  return directory.empty() ? "." : directory.string();
}

/// Does what the command line asks for, and returns the exit status.
int run(const CommandLine& line) {
  if (line.hashes_password) return ucs::shim::hash_password_of_stdin();
  Mistakes mistakes;
  const Config config = load_config(line, ucs::shim::process_environment(), mistakes);
  const bool is_settled = mistakes.is_empty();
  const auto users = ucs::shim::read_users(config.options);
  if (!users) mistakes.add("users-file", users.error().message);
  if (const auto problem = problem_of_directory(config.options.export_directory); !problem.empty())
    mistakes.add("export-dir", problem);
  if (const auto problem = problem_of_directory(directory_of(config.options.final_export_file));
      !problem.empty())
    mistakes.add("export-on-exit", problem);
  const auto contents = ucs::shim::read_first_contents(config.options, ucs::SystemClock().now());
  if (!contents)
    mistakes.add(config.options.seed_file.empty() ? "import" : "seed", contents.error().message);
  const auto token = ucs::shim::make_control_token(config.options.control);
  if (!token) mistakes.add("control-token-file", token.error().message);
  if (!mistakes.is_empty()) {
    std::fputs(mistakes.text().c_str(), stderr);
    return is_settled || line.checks_config ? 1 : 2;
  }
  if (line.checks_config) {
    std::fputs("ok\n", stdout);
    return 0;
  }
  if (line.prints_config) {
    std::fputs(print_config(config).c_str(), stdout);
    return 0;
  }
  if (config.options.control.is_on)
    return ucs::shim::serve_with_control(config.options, *users, *token, *contents);
  return serve(line, config, *users, *contents);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "seed")
    return ucs::shim::run_seed_command({argv + 2, argv + argc});
  if (argc > 1 && std::string_view(argv[1]) == "replay")
    return ucs::shim::run_replay_command({argv + 2, argv + argc});
  if (argc > 1 && std::string_view(argv[1]) == "backup")
    return ucs::shim::run_backup_command({argv + 2, argv + argc});
  if (argc > 1 && std::string_view(argv[1]) == "copy")
    return ucs::shim::run_copy_command({argv + 2, argv + argc});
  ucs::shim::return_large_memory();
  ucs::shim::block_signals();
  const auto parsed = ucs::shim::parse_command_line(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) {
    std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
    return exit->status;
  }
  return run(std::get<CommandLine>(parsed));
}
