// SPDX-License-Identifier: MIT
// An Access with two users, that counts how often it is asked.
#pragma once

#include <ucs/access.h>
#include <ucs/http.h>

#include <atomic>
#include <string>

namespace ucs::tests {

/// Knows `admin` and `super`, whose passwords are `pw`, and in tenant 101 `local`. Who is called
/// `busy` gets too_many_requests, `down` unavailable. Thread-safe.
class FakeAccess final : public http::Access {
 public:
  [[nodiscard]] http::AccessDecision authenticate(const http::AccessAttempt& attempt) override {
    ++asked;
    if (attempt.user == "busy") {
      return {Error{ErrorCode::kTooManyRequests, "too many", ""}, std::chrono::seconds(7)};
    }
    if (attempt.user == "down") return Error{ErrorCode::kUnavailable, "down", ""};
    if (attempt.password == "pw") {
      if (attempt.user == "admin") return http::Role::kAdministrator;
      if (attempt.user == "super") return http::Role::kSupervisor;
      if (attempt.user == "local" && attempt.tenant == "101") return http::Role::kAdministrator;
      if (attempt.user == attempt.client_address) return http::Role::kAdministrator;
    }
    return Error{ErrorCode::kUnauthorized, "who are you?", ""};
  }

  std::atomic<int> asked{0};
};

// HTTP Basic of `admin:pw` and its like.
inline const http::Header kAdmin{"Authorization", "Basic YWRtaW46cHc="};
inline const http::Header kSuper{"Authorization", "Basic c3VwZXI6cHc="};
inline const http::Header kLocal{"Authorization", "Basic bG9jYWw6cHc="};
inline const http::Header kBusy{"Authorization", "Basic YnVzeTpwdw=="};
inline const http::Header kDown{"Authorization", "Basic ZG93bjpwdw=="};
inline const http::Header kLoopback{"Authorization", "Basic MTI3LjAuMC4xOnB3"};
inline const http::Header kStranger{"Authorization", "Basic YWRtaW46cHg="};

}  // namespace ucs::tests
