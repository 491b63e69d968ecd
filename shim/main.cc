// SPDX-License-Identifier: MIT
//
// ucs-shim: the Context Services API from memory, over HTTP.
#include <fmt/core.h>
#include <ucs/core.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lib/access/password_access.h"
#include "lib/access/password_hash.h"
#include "shim/due_timer.h"
#include "shim/hash_password.h"
#include "shim/options.h"
#include "shim/request_log.h"
#include "shim/server.h"

namespace {

using ucs::shim::DueTimer;
using ucs::shim::Exit;
using ucs::shim::Options;
using ucs::shim::Server;

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

/// Waits for signals in a thread of its own, until it is destroyed: the first stops the server, the
/// second ends the process. The signals are blocked in every thread.
class SignalWaiter {
 public:
  /// `server` must outlive the waiter.
  explicit SignalWaiter(Server& server) : thread_([this, &server] { wait(server); }) {}
  SignalWaiter(const SignalWaiter&) = delete;
  SignalWaiter& operator=(const SignalWaiter&) = delete;

  ~SignalWaiter() {
    is_done_ = true;
    pthread_kill(thread_.native_handle(), SIGINT);  // wakes the thread, which has it blocked too
    thread_.join();
  }

 private:
  void wait(Server& server) const {
    const sigset_t signals = stop_signals();
    int received = 0;
    sigwait(&signals, &received);
    if (is_done_) return;
    fmt::print(stderr,
               "ucs-shim: stopping; requests in flight are finished first. Once more ends it at "
               "once.\n");
    server.stop();
    sigwait(&signals, &received);
    if (!is_done_) _exit(128 + received);
  }

  std::atomic<bool> is_done_{false};
  std::thread thread_;
};

/// Writes the port so that a reader sees either no file or the whole number.
bool write_port_file(const std::string& path, int port) {
  const std::string unfinished = path + ".tmp";
  std::FILE* file = std::fopen(unfinished.c_str(), "w");
  if (file == nullptr) return false;
  const bool is_written = std::fprintf(file, "%d\n", port) > 0;
  const bool is_closed = std::fclose(file) == 0;
  return is_written && is_closed && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

void announce(const Options& options, int port) {
  const bool is_ipv6 = options.server.host.find(':') != std::string::npos;
  const std::string url =
      fmt::format(is_ipv6 ? "http://[{}]:{}" : "http://{}:{}", options.server.host, port);
  std::string text = fmt::format("ucs-shim {} listens on {}\n", ucs::kVersion, url);
  if (options.api.serves_v81) text += fmt::format("  v81 dialect   {}/\n", url);
  for (const std::string& base : options.api.v81_base_paths)
    text += fmt::format("  v81 dialect   {}{}\n", url, base);
  if (options.api.serves_v85)
    text += fmt::format("  v85 dialect   {}{}\n", url, ucs::http::kV85BasePath);
  for (const ucs::http::Tenant& tenant : options.api.tenants)
    text += fmt::format("  tenant        {} {}\n", tenant.dbid, tenant.name);
  if (options.api.access != nullptr)
    text += fmt::format("  access        for the users of {}\n", options.users_file);
  text += "  store         memory: nothing is kept when the server ends\n";
  std::fputs(text.c_str(), stderr);
}

/// Says why the server cannot listen, and what to do.
void complain(const ucs::Error& error) {
  const char* advice =
      error.code == ucs::ErrorCode::kForbidden
          ? "Whoever reaches it could do everything: there are no users. Give them by --users-file "
            "(--hash-password makes their hashes), choose another address by --host, or let "
            "everybody in by --insecure."
          : "Choose another one with --host and --port; --port 0 takes any free port.";
  fmt::print(stderr, "ucs-shim: {}. {}\n", error.message, advice);
}

using AccessPtr = std::unique_ptr<ucs::access::PasswordAccess>;

/// Returns the access for the users of the file, or null if there is none.
ucs::Result<AccessPtr> make_access(const Options& options) {
  if (options.users_file.empty()) return AccessPtr();
  if (!ucs::access::prepare_sodium())
    return ucs::Error{ucs::ErrorCode::kUnavailable, "libsodium cannot be used on this system", ""};
  auto users = ucs::access::read_users_file(options.users_file, options.api.tenants);
  if (!users) return std::move(users).error();
  return std::make_unique<ucs::access::PasswordAccess>(*std::move(users));
}

/// Returns the keys of the tenants that requests can reach: the default one if none is configured.
std::vector<ucs::Text> tenant_keys(const ucs::http::ApiOptions& options) {
  if (options.tenants.empty()) return {""};
  std::vector<ucs::Text> keys;
  for (const ucs::http::Tenant& tenant : options.tenants)
    keys.emplace_back(std::to_string(tenant.dbid));
  return keys;
}

int serve(Options options) {
  const auto access = make_access(options);
  if (!access) {
    fmt::print(stderr, "ucs-shim: {}\n", access.error().message);
    return 1;
  }
  options.api.access = access->get();
  ucs::SystemClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine(store, clock, options.engine);
  const ucs::http::Api api(engine, options.api);
  const ucs::shim::RequestLog request_log(
      api, clock, std::make_shared<const ucs::LogFilter>(options.log_filter),
      [&](const ucs::shim::RequestEntry& entry) {
        ucs::shim::log_entry(entry, options.log_format);
      });
  if (options.logs_requests) {
    options.server.on_request = [&](const ucs::http::Request& request) {
      request_log.write(request);
    };
  }
  Server server(api, clock, options.server, [&](const ucs::shim::AccessEntry& entry) {
    ucs::shim::log_entry(entry, options.log_format);
  });
  const auto port = server.listen();
  if (!port) {
    complain(port.error());
    return 1;
  }
  if (!options.port_file.empty() && !write_port_file(options.port_file, *port)) {
    std::perror(("ucs-shim: cannot write the port file " + options.port_file).c_str());
    return 1;
  }
  const DueTimer timer(
      engine, tenant_keys(options.api), [](const ucs::Text& /*tenant*/, const ucs::Error& error) {
        fmt::print(stderr, "ucs-shim: what is due could not be applied, and is tried again: {}\n",
                   error.message);
      });
  announce(options, *port);
  const SignalWaiter waiter(server);
  const bool is_good = server.run();
  const auto flushed = store.flush();
  if (!flushed) fmt::print(stderr, "ucs-shim: {}\n", flushed.error().message);
  return is_good && flushed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals,
                  nullptr);  // inherited by every thread; wait_for_signals takes them
  std::signal(SIGPIPE, SIG_IGN);
  const auto parsed = ucs::shim::parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) {
    std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
    return exit->status;
  }
  const auto& options = std::get<Options>(parsed);
  return options.hashes_password ? ucs::shim::hash_password_of_stdin() : serve(options);
}
