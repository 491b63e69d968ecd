// SPDX-License-Identifier: MIT
//
// Access by users and passwords.
//
//   auto users = ucs::access::read_users_file("users", api_options.tenants);
//   ucs::access::PasswordAccess access(*std::move(users));
//   api_options.access = &access;
#pragma once

#include <ucs/access.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "lib/access/login_throttle.h"
#include "lib/access/users.h"

namespace ucs::access {

struct PasswordAccessOptions {
  /// Verified credentials that are kept in mind; a few dozen bytes each.
  std::size_t cached_max = 4096;
  /// Passwords that are verified at once, 1 or more. Each takes the memory its hash asks for, 64
  /// MiB if made by hash_password.
  std::size_t verifications_max = 2;
  /// Requests that may wait for that; each holds a thread of the server. Further ones are
  /// unavailable.
  std::size_t waiting_max = 16;
  ThrottleOptions throttle;
  MonotonicClock now = std::chrono::steady_clock::now;
};

/// Lets in whom a list of users knows. A credential is verified by argon2id once and then known by
/// a keyed hash, in memory, until the users change. Who fails too often from one address must wait,
/// even with the right password: else the answer would tell that it is the right one. An unknown
/// user costs as much time as a known one. Thread-safe.
class PasswordAccess final : public http::Access {
 public:
  explicit PasswordAccess(std::vector<User> users, PasswordAccessOptions options = {});
  ~PasswordAccess() override;

  /// unauthorized: wrong user or password, or a user of another tenant. too_many_requests: too many
  /// failures from this address. unavailable: too many passwords to verify, or no memory for it;
  /// such an attempt does not count as a failure.
  [[nodiscard]] http::AccessDecision authenticate(const http::AccessAttempt& attempt) override;

  /// Replaces the users and forgets every verified credential. Attempts in flight may still be
  /// decided by the former ones.
  void set_users(std::vector<User> users);

  /// Returns how many verified credentials are kept in mind.
  [[nodiscard]] std::size_t cached() const;

 private:
  class Roster;
  class Slots;

  [[nodiscard]] static std::shared_ptr<Roster> make_roster(std::vector<User> users,
                                                           std::size_t cached_max);
  /// Decides about a credential that is not in the cache. The caller has a slot.
  [[nodiscard]] http::AccessDecision verify(Roster& roster, const http::AccessAttempt& attempt);

  const PasswordAccessOptions options_;
  std::shared_ptr<Roster> roster_;  // read and replaced by std::atomic_load and atomic_store
  LoginThrottle throttle_;
  std::unique_ptr<Slots> slots_;
};

}  // namespace ucs::access
