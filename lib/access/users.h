// SPDX-License-Identifier: MIT
//
// Who may use the server, and the file they stand in.
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::access {

/// One user. Of a name there may be one for each tenant, and one for all others.
struct User {
  std::string name;
  http::Role role = http::Role::kSupervisor;
  /// Satisfies check_hash.
  std::string password_hash;
  /// The key of the only tenant the user belongs to, in which it stands in place of a user of that
  /// name for all; empty: all tenants.
  std::string tenant;
};

inline constexpr std::size_t kUserNameBytesMax = 256;
inline constexpr std::size_t kUsersMax = 10000;
inline constexpr std::size_t kUsersFileBytesMax = std::size_t{4} << 20U;

/// Reads users, one a line: `name:role:hash` or `name:role:hash:tenant`. The role is administrator
/// or supervisor, the tenant a DBID or a name of `tenants`. Empty lines and those that begin with #
/// do not count. invalid_field: a line is wrong, a user is there twice, or there is none at all;
/// the message names the line and what is wrong in it, and repeats no hash.
[[nodiscard]] Result<std::vector<User>> parse_users(std::string_view text,
                                                    const std::vector<http::Tenant>& tenants);

/// Reads a file of users. Also unavailable: it cannot be read. invalid_field, too, if it is no
/// regular file, is larger than kUsersFileBytesMax, or others than its owner and its group may read
/// it, or others than its owner may write it.
[[nodiscard]] Result<std::vector<User>> read_users_file(const std::string& path,
                                                        const std::vector<http::Tenant>& tenants);

}  // namespace ucs::access
