// SPDX-License-Identifier: MIT
#include "lib/store/postgres/servers.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <ios>
#include <iterator>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace postgres {
namespace {

[[nodiscard]] bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

[[nodiscard]] Error refused(const std::string& problem) {
  return {ErrorCode::kInvalidField, "the URL " + problem, "url"};
}

/// Reports whether there is a password among what was read, or in the URL something that may be
/// meant as one.
[[nodiscard]] bool has_password(std::string_view url, const Result<Parameters>& parsed) {
  const bool is_read =
      parsed && std::any_of(parsed->begin(), parsed->end(), [](const auto& parameter) {
        return parameter.first == "password" || parameter.first == "sslpassword";
      });
  if (is_read) return true;
  const std::string_view rest = url.substr(url.find("//") + 2);
  const std::string_view place = rest.substr(0, rest.find_first_of("?#"));
  const std::size_t at = place.rfind('@');
  return (at != std::string_view::npos &&
          place.substr(0, at).find(':') != std::string_view::npos) ||
         rest.find("password") != std::string_view::npos;
}

/// Returns the elements of a list of libpq: separated by commas, one empty element at least.
[[nodiscard]] std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> elements;
  for (;;) {
    const std::size_t comma = list.find(',');
    elements.emplace_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return elements;
    list.remove_prefix(comma + 1);
  }
}

/// Reports whether packets to a host leave this machine.
[[nodiscard]] bool is_remote(std::string_view host) {
  if (host.empty() || host.front() == '/' || host.front() == '@') return false;  // a socket
  const bool is_of_loopback =
      starts_with(host, "127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host != "localhost" && host != "::1" && !is_of_loopback;
}

class UrlReader {
 public:
  explicit UrlReader(Parameters parameters) : given_(std::move(parameters)) {}

  [[nodiscard]] std::string take(std::string_view name) {
    const auto found = std::find_if(given_.begin(), given_.end(),
                                    [&](const auto& given) { return given.first == name; });
    if (found == given_.end()) return "";
    std::string value = std::move(found->second);
    given_.erase(found);
    return value;
  }

  /// Returns the parameters of each server.
  [[nodiscard]] Result<std::vector<Parameters>> servers() {
    const auto hosts = split(take("host"));
    const auto addresses = split(take("hostaddr"));
    const auto ports = split(take("port"));
    const std::string ssl_mode = take("sslmode");
    add_default("application_name", "ucs");
    add_default("target_session_attrs", "read-write");
    given_.emplace_back("client_encoding", "UTF8");
    const std::size_t count = std::max(hosts.size(), addresses.size());
    if ((hosts.size() != count && hosts != kNone) ||
        (addresses.size() != count && addresses != kNone) ||
        (ports.size() != count && ports.size() != 1))
      return refused(
          "has other numbers of hosts, addresses and ports; expected one of each "
          "for every server");
    Result<std::vector<Parameters>> servers(std::in_place);
    for (std::size_t i = 0; i < count; ++i) {
      Parameters server = given_;
      const std::string host = hosts.size() == count ? hosts[i] : "";
      const std::string address = addresses.size() == count ? addresses[i] : "";
      add(server, "host", host);
      add(server, "hostaddr", address);
      add(server, "port", ports.size() == count ? ports[i] : ports[0]);
      // Without a host the environment of libpq may have one, and a service whatever is not here;
      // for sockets it means nothing.
      const bool is_unknown = address.empty() && (host.empty() || has("service"));
      const bool is_verified = is_unknown || is_remote(address.empty() ? host : address);
      add(server, "sslmode", ssl_mode.empty() && is_verified ? "verify-full" : ssl_mode);
      servers->push_back(std::move(server));
    }
    return servers;
  }

 private:
  inline static const std::vector<std::string> kNone = {""};

  static void add(Parameters& parameters, const char* name, const std::string& value) {
    if (!value.empty()) parameters.emplace_back(name, value);
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::any_of(given_.begin(), given_.end(),
                       [&](const auto& given) { return given.first == name; });
  }
  void add_default(const char* name, const char* value) {
    if (!has(name)) given_.emplace_back(name, value);
  }

  Parameters given_;
};

/// Returns the first line of a file.
[[nodiscard]] Result<std::string> read_password(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string password;
  if (!std::getline(file, password))
    return Error{ErrorCode::kUnavailable, "cannot read a password from the file " + path, ""};
  if (!password.empty() && password.back() == '\r') password.pop_back();
  return password;
}

}  // namespace

Result<std::vector<Parameters>> read_servers(const std::string& url) {
  if (!starts_with(url, "postgresql://") && !starts_with(url, "postgres://"))
    return refused("does not begin with postgresql:// or postgres://");
  if (url.find('\0') != std::string::npos) return refused("has a NUL");
  auto parsed = parse_url(url);
  if (has_password(url, parsed)) {
    return refused(
        "has a password, which others would see in lists of processes and in logs. Give it in "
        "a file, or by libpq's PGPASSFILE or PGPASSWORD");
  }
  if (!parsed) {
    // What libpq says quotes the URL, in which a mistake may have put a password anywhere.
    if (url.find('@') != std::string::npos) return refused("is malformed");
    return refused("is malformed: " + parsed.error().message);
  }
  return UrlReader(*std::move(parsed)).servers();
}

Result<std::unique_ptr<Servers>> Servers::make(const std::string& url,
                                               const std::string& password_file) {
  auto servers = read_servers(url);
  if (!servers) return std::move(servers).error();
  return std::unique_ptr<Servers>(new Servers(*std::move(servers), password_file));
}

Result<std::unique_ptr<Connection>> Servers::connect(Deadline deadline) {
  const std::size_t first = last_found_.load();
  std::string problems;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (time_left(deadline).count() == 0) {
      problems += (problems.empty() ? "" : "; ") + std::string("no time was left");
      break;
    }
    const std::size_t index = (first + i) % servers_.size();
    const auto share = time_left(deadline) / static_cast<int>(servers_.size() - i);
    auto connection = connect(servers_[index], std::chrono::steady_clock::now() + share);
    if (connection) {
      last_found_ = index;
      return connection;
    }
    problems += (problems.empty() ? "" : "; ") + connection.error().message;
  }
  return Error{ErrorCode::kUnavailable, "the database cannot be reached: " + problems, ""};
}

Result<std::unique_ptr<Connection>> Servers::connect(const Parameters& server,
                                                     Deadline deadline) const {
  if (password_file_.empty()) return Connection::open(server, deadline);
  auto password = read_password(password_file_);
  if (!password) return std::move(password).error();
  Parameters parameters = server;
  parameters.emplace_back("password", *std::move(password));
  return Connection::open(parameters, deadline);
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
