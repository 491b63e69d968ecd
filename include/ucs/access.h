// SPDX-License-Identifier: MIT
//
// Who may use the API over HTTP (spec 10): a port that ucs::http::Api asks before it does anything.
// ucs-shim implements it with a file of users; a program of your own may ask whatever knows its
// users.
#pragma once

#include <ucs/result.h>

#include <chrono>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace http {

/// What somebody may do.
enum class Role {
  kSupervisor,     ///< GET and HEAD
  kAdministrator,  ///< every method
};

/// The well-formed credentials of one request, and where it came from. Views into the request,
/// valid during the call.
struct AccessAttempt {
  /// Both in UTF-8 without control characters; the user has no colon. At most 256 and 1,024 bytes.
  std::string_view user;
  std::string_view password;
  /// The key of the tenant the request names (ucs::Scope). Empty without tenants, and when the
  /// request names none that is configured: who is let in then learns that it is invalid_tenant.
  std::string_view tenant;
  /// http::Request::client_address.
  std::string_view client_address;
};

/// What Access decided.
struct AccessDecision {
  AccessDecision(Role granted) : role(granted) {}
  AccessDecision(Error error, std::chrono::seconds retry_after_s = std::chrono::seconds(0))
      : role(std::move(error)), retry_after(retry_after_s) {}

  Result<Role> role;
  /// When it makes sense to try again; goes out as the header Retry-After of a refusal. 0: not
  /// known.
  std::chrono::seconds retry_after{0};
};

/// Decides who may enter. Implementations are thread-safe, and do not throw.
class Access {
 public:
  Access() = default;
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;
  virtual ~Access() = default;

  /// Returns the role of whom the credentials belong to. unauthorized: to nobody, in this tenant;
  /// the answer is the same whether the user is unknown or the password is wrong.
  /// too_many_requests: this client has failed too often. unavailable: it cannot be decided now.
  /// Called for every request that has credentials, so it must be fast for those that return.
  [[nodiscard]] virtual AccessDecision authenticate(const AccessAttempt& attempt) = 0;
};

}  // namespace http
}  // namespace v0
}  // namespace ucs
