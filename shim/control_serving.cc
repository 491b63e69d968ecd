// SPDX-License-Identifier: MIT
#include "shim/control_serving.h"

#include <fmt/core.h>
#include <ucs/clock.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <memory>
#include <utility>

#include "lib/access/token.h"
#include "lib/control/handler.h"
#include "lib/export/directory_exporter.h"
#include "lib/server/server.h"
#include "shim/contents_files.h"
#include "shim/memory_probe.h"
#include "shim/request_log.h"
#include "shim/scheduled_jobs.h"
#include "shim/signal_waiter.h"
#include "shim/startup.h"

namespace ucs::shim {
namespace {

constexpr std::chrono::milliseconds kTickInterval(500);

/// Returns the fake that every namespace begins as. The errors of read_document_file and
/// Fake::load.
Result<testing::Fake> make_base(const Options& options) {
  testing::FakeOptions fake;
  fake.api = options.api;
  fake.engine = options.engine;
  fake.settings = options.settings;
  fake.clock = options.control.clock;
  fake.recording_bytes_max = options.control.recording_bytes_max;
  testing::Fake base(std::move(fake));
  const std::string& path = options.first_file();
  if (path.empty()) return base;
  const auto text = read_document_file(path);
  if (!text) return text.error();
  if (auto loaded = base.load(*text); !loaded) return std::move(loaded).error();
  return base;
}

control::Options to_control_options(const ControlOptions& options, const std::string& token) {
  control::Options result;
  result.namespaces.namespaces_max = options.namespaces_max;
  result.namespaces.idle_max = options.namespace_idle_max;
  result.token = token;
  return result;
}

/// Returns what the announcement says of the control API.
std::string describe(const ControlOptions& options, const std::string& token) {
  if (options.is_open) return "  control API   /_ucs/, for everybody on this machine\n";
  if (!options.token_file.empty())
    return fmt::format("  control API   /_ucs/, with the token in {}\n", options.token_file);
  return fmt::format("  control API   /_ucs/, with the token {}\n", token);
}

}  // namespace

Result<std::string> make_control_token(const ControlOptions& options) {
  if (!options.is_on || options.is_open) return std::string();
  return options.token_file.empty() ? access::make_token()
                                    : access::read_token_file(options.token_file);
}

int serve_with_control(Options options, const std::vector<access::User>& users,
                       const std::string& token, const std::optional<testing::Contents>& contents) {
  const auto access = make_access(users);
  if (!access) {
    tell(access.error().message);
    return 1;
  }
  options.api.access = access->get();
  file_export::DirectoryExporter exporter(options.export_directory);
  if (!options.export_directory.empty()) options.api.file_exporter = &exporter;
  options.api.memory_probe = probe_memory;
  const SystemClock clock;
  auto base = make_base(options);
  if (!base) {
    tell(base.error().message);
    return 1;
  }
  control::Handler handler(*std::move(base), to_control_options(options.control, token));
  const RequestLog request_log(
      handler.api(), clock, std::make_shared<const LogFilter>(options.log_filter),
      [&](const RequestEntry& entry) { log_entry(entry, options.log_format); });
  if (options.logs_requests) {
    options.server.on_request = [&](const http::Request& request) {
      if (!control::is_control_request(request)) request_log.write(request);
    };
  }
  fit_to_machine(options);
  server::Server server(handler, clock, options.server,
                        [&](const AccessEntry& entry) { log_entry(entry, options.log_format); });
  const auto port = listen(server, options);
  if (!port) return 1;
  const Ticker ticker([&] { handler.tick(); }, kTickInterval);
  announce(options, *port, contents, describe(options.control, token));
  const SignalWaiter waiter(
      {[&] {
         server.stop();
         handler.end_waits();
       },
       [] { tell("with --control nothing is read again: restart the server"); }});
  return server.run() ? 0 : 1;
}

}  // namespace ucs::shim
