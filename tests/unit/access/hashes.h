// SPDX-License-Identifier: MIT
// Users whose passwords are quick to verify.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "lib/access/password_hash.h"
#include "lib/access/users.h"

namespace ucs::tests {

/// The least that argon2id can cost.
inline constexpr access::HashCost kCheap{8, 1};

inline std::string cheap_hash(std::string_view password) {
  return access::hash_password(password, kCheap).value();
}

inline access::User user_of(std::string name, std::string_view password,
                            http::Role role = http::Role::kAdministrator, std::string tenant = "") {
  return {std::move(name), role, cheap_hash(password), std::move(tenant)};
}

}  // namespace ucs::tests
