// SPDX-License-Identifier: MIT
#include "shim/startup.h"

#include <fmt/core.h>
#include <ucs/version.h>

#include <cstdio>

#include "lib/access/password_hash.h"

namespace ucs::shim {
namespace {

/// Writes the port so that a reader sees either no file or the whole number.
bool write_port_file(const std::string& path, int port) {
  const std::string unfinished = path + ".tmp";
  std::FILE* file = std::fopen(unfinished.c_str(), "w");
  if (file == nullptr) return false;
  const bool is_written = std::fprintf(file, "%d\n", port) > 0;
  const bool is_closed = std::fclose(file) == 0;
  return is_written && is_closed && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

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

}  // namespace

void tell(const std::string& line) {
  std::string text = "ucs-shim: " + line;
  if (text.back() != '\n') text += '\n';
  std::fputs(text.c_str(), stderr);
}

Result<AccessPtr> make_access(const std::vector<access::User>& users) {
  if (users.empty()) return AccessPtr();
  if (!access::prepare_sodium())
    return Error{ErrorCode::kUnavailable, "libsodium cannot be used on this system", ""};
  return std::make_unique<access::PasswordAccess>(users);
}

std::optional<int> listen(server::Server& server, const Options& options) {
  const auto port = server.listen();
  if (!port) {
    complain(port.error(), options);
    return std::nullopt;
  }
  if (!options.port_file.empty() && !write_port_file(options.port_file, *port)) {
    std::perror(("ucs-shim: cannot write the port file " + options.port_file).c_str());
    return std::nullopt;
  }
  return *port;
}

void announce(const Options& options, int port, const std::string& more) {
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
  text += "  store         memory: nothing is kept when the server ends\n";
  std::fputs(text.c_str(), stderr);
}

}  // namespace ucs::shim
