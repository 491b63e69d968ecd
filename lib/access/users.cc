// SPDX-License-Identifier: MIT
#include "lib/access/users.h"

#include <sys/stat.h>
#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "lib/access/input_file.h"
#include "lib/access/password_hash.h"

namespace ucs::access {
namespace {

Error invalid(std::string message) {
  return Error{ErrorCode::kInvalidField, std::move(message), "users"};
}

Error unreadable(const std::string& path, int error) {
  return Error{ErrorCode::kUnavailable,
               "cannot read " + path + ": " + std::generic_category().message(error), ""};
}

/// Takes the text before the next colon, or all of it, off the front of `line`.
std::string_view take_part(std::string_view& line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view part = line.substr(0, colon);
  line.remove_prefix(std::min(colon + 1, line.size()));
  return part;
}

std::optional<http::Role> role_of(std::string_view name) {
  if (detail::equal_ignoring_case(name, "administrator")) return http::Role::kAdministrator;
  if (detail::equal_ignoring_case(name, "supervisor")) return http::Role::kSupervisor;
  return std::nullopt;
}

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= kUserNameBytesMax && detail::is_utf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7F;
         });
}

/// Returns the key of a tenant, or an empty text.
std::string key_of(std::string_view dbid_or_name, const std::vector<http::Tenant>& tenants) {
  for (const http::Tenant& tenant : tenants) {
    std::string key = std::to_string(tenant.dbid);
    if (key == dbid_or_name || tenant.name == dbid_or_name) return key;
  }
  return "";
}

Result<User> parse_user(std::string_view line, const std::vector<http::Tenant>& tenants) {
  User user;
  // What stands there may be a password that somebody put in the wrong place: only names of users,
  // which come first, are repeated.
  const auto colons = std::count(line.begin(), line.end(), ':');
  if (colons < 2 || colons > 3) return invalid("expected name:role:hash or name:role:hash:tenant");
  user.name = take_part(line);
  if (!is_user_name(user.name)) {
    return invalid("expected a name of 1 to " + std::to_string(kUserNameBytesMax) +
                   " bytes of UTF-8 without control characters");
  }
  const auto role = role_of(take_part(line));
  if (!role) return invalid("expected the role administrator or supervisor");
  user.role = *role;
  user.password_hash = take_part(line);
  if (auto checked = check_hash(user.password_hash); !checked) return std::move(checked).error();
  if (colons == 3) {
    user.tenant = key_of(line, tenants);
    if (user.tenant.empty()) return invalid("there is no tenant " + detail::quoted(line));
  }
  return user;
}

Result<void> check_file(const std::string& path, const InputFile& file) {
  const struct stat& facts = file.facts();
  if (!file.is_regular()) return invalid(path + " is no regular file");
  if (static_cast<std::size_t>(facts.st_size) > kUsersFileBytesMax) {
    return invalid(path + " is too large; expected at most " + std::to_string(kUsersFileBytesMax) +
                   " bytes");
  }
  if ((facts.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0) {
    return invalid(path +
                   " is open to others: anybody may read it, or others than its owner may "
                   "write it; do: chmod 600 " +
                   path);
  }
  return {};
}

}  // namespace

Result<std::vector<User>> parse_users(std::string_view text,
                                      const std::vector<http::Tenant>& tenants) {
  std::vector<User> users;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (detail::trimmed(line).empty() || line.front() == '#') continue;
    auto user = parse_user(line, tenants);
    const std::string where = "line " + std::to_string(number) + ": ";
    if (!user) return invalid(where + user.error().message);
    if (!seen.emplace(user->name, user->tenant).second)
      return invalid(where + "the user " + detail::quoted(user->name) + " is there twice");
    if (users.size() == kUsersMax)
      return invalid(where + "expected at most " + std::to_string(kUsersMax) + " users");
    users.push_back(*std::move(user));
  }
  if (users.empty()) return invalid("there is no user in it; expected at least one");
  return users;
}

Result<std::vector<User>> read_users_file(const std::string& path,
                                          const std::vector<http::Tenant>& tenants) {
  const InputFile file(path);
  if (file.error() != 0) return unreadable(path, file.error());
  if (auto checked = check_file(path, file); !checked) return std::move(checked).error();
  const InputFile::Content content = file.read(kUsersFileBytesMax);
  if (content.error != 0) return unreadable(path, content.error);
  if (content.text.size() > kUsersFileBytesMax) return invalid(path + " grows while it is read");
  auto users = parse_users(content.text, tenants);
  if (!users) return invalid(path + ": " + users.error().message);
  return users;
}

}  // namespace ucs::access
