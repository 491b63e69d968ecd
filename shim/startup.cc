// SPDX-License-Identifier: MIT
#include "shim/startup.h"

#include <fmt/core.h>
#include <ucs/copy_store.h>
#include <ucs/version.h>

#include <cstdio>
#include <thread>
#include <utility>

#include "lib/access/password_hash.h"
#include "shim/contents_files.h"
#include "shim/process_limits.h"

namespace ucs::shim {
namespace {

/// Says why the server cannot listen, and what to do.
void complain(const Error& error, const Options& options) {
  constexpr const char* kBusy =
      "Choose another one with --host and --port; --port 0 takes any free port.";
  constexpr const char* kNoUsers =
      "Whoever reaches it could do everything: there are no users. Give them by --users-file "
      "(--hash-password makes their hashes), choose another address by --host, or let everybody in "
      "by --insecure.";
  constexpr const char* kOpen =
      "Whoever reaches it could do everything: --control-open is for this machine alone. Leave it "
      "out, so that the control API wants a token, or choose another address by --host.";
  const char* const advice = error.code != ErrorCode::kForbidden ? kBusy
                             : options.control.is_open           ? kOpen
                                                                 : kNoUsers;
  fmt::print(stderr, "ucs-shim: {}. {}\n", error.message, advice);
}

/// Returns what the announcement says of the store.
std::string describe_store(const Options& options,
                           const std::optional<testing::Contents>& contents) {
  if (!options.store.is_memory()) {
    return fmt::format("  store         {}: everything is kept when the server ends\n",
                       options.store.sqlite_file + options.store.postgres_url);
  }
  std::string text = "  store         memory";
  if (contents) {
    text += fmt::format(", with {} services of {}", contents->services, options.first_file());
  }
  return text +=
         options.final_export_file.empty()
             ? std::string(": nothing is kept when the server ends\n")
             : fmt::format(": goes to {} when the server ends\n", options.final_export_file);
}

/// Returns the store, unless somebody began to copy to it and did not end.
Result<std::unique_ptr<Store>> if_whole(std::unique_ptr<Store> store) {
  const auto is_unfinished = is_unfinished_copy(*store);
  if (!is_unfinished) return is_unfinished.error();
  if (!*is_unfinished) return store;
  return Error{ErrorCode::kUnavailable,
               "the store is a copy that was not finished. Make it empty, and copy again", ""};
}

}  // namespace

void tell(const std::string& line) {
  std::string text = "ucs-shim: " + line;
  if (text.back() != '\n') text += '\n';
  std::fputs(text.c_str(), stderr);
}

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
  if (options.is_memory()) return std::unique_ptr<Store>();
  if (!options.postgres_url.empty()) {
    auto store = PostgresStore::open(options.postgres_url, options.postgres);
    if (!store) return std::move(store).error();
    return if_whole(*std::move(store));
  }
  auto store = SqliteStore::open(options.sqlite_file, options.sqlite);
  if (!store) return std::move(store).error();
  return if_whole(*std::move(store));
}

Result<AccessPtr> make_access(const std::vector<access::User>& users) {
  if (users.empty()) return AccessPtr();
  if (!access::prepare_sodium())
    return Error{ErrorCode::kUnavailable, "libsodium cannot be used on this system", ""};
  return std::make_unique<access::PasswordAccess>(users);
}

void fit_to_machine(Options& options) {
  options.server.threads = options.threads_on(std::thread::hardware_concurrency());
  options.server.connections_max = make_room_for(options.server.connections_max);
}

std::optional<int> listen(server::Server& server, const Options& options) {
  const auto port = server.listen();
  if (!port) {
    complain(port.error(), options);
    return std::nullopt;
  }
  if (options.port_file.empty()) return *port;
  const auto written = write_whole_file(options.port_file, std::to_string(*port) + "\n");
  if (written) return *port;
  tell("the port file " + written.error().message);
  return std::nullopt;
}

void announce(const Options& options, int port, const std::optional<testing::Contents>& contents,
              const std::string& more) {
  const bool is_ipv6 = options.server.host.find(':') != std::string::npos;
  const std::string url =
      fmt::format(is_ipv6 ? "http://[{}]:{}" : "http://{}:{}", options.server.host, port);
  std::string text = fmt::format("ucs-shim {} listens on {}\n", kVersion, url);
  if (options.api.serves_v81) text += fmt::format("  v81 dialect   {}/\n", url);
  for (const std::string& base : options.api.v81_base_paths)
    text += fmt::format("  v81 dialect   {}{}\n", url, base);
  if (options.api.serves_v85)
    text += fmt::format("  v85 dialect   {}{}\n", url, http::kV85BasePath);
  for (const http::Tenant& tenant : options.api.tenants)
    text += fmt::format("  tenant        {} {}\n", tenant.dbid, tenant.name);
  if (options.api.access != nullptr)
    text += fmt::format("  access        for the users of {}\n", options.users_file);
  text += more;
  text += describe_store(options, contents);
  std::fputs(text.c_str(), stderr);
}

}  // namespace ucs::shim
