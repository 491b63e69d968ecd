// SPDX-License-Identifier: MIT
#include "lib/http/gate.h"

#include <ucs/detail/quoted.h>

#include <utility>

#include "lib/http/authorization.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// Returns the challenge of RFC 7617 with the realm as a quoted string.
std::string challenge(std::string_view realm) {
  std::string text = "Basic realm=\"";
  for (const char c : realm) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) continue;
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text += R"(", charset="UTF-8")";
}

bool is_reading(std::string_view method) noexcept { return method == "GET" || method == "HEAD"; }

}  // namespace

Gate::Gate(const ApiOptions& options)
    : access_(options.access),
      uses_roles_(options.uses_roles),
      challenge_(challenge(options.realm)) {}

std::optional<Refusal> Gate::check(const Request& request, std::string_view tenant) const {
  BasicCredentials credentials;
  if (!credentials.read(request)) {
    Error error{
        ErrorCode::kUnauthorized,
        "the request has no valid credentials; expected a user and a password by HTTP Basic",
        "Authorization"};
    return Refusal{std::move(error), {{"WWW-Authenticate", challenge_}}};
  }
  const AccessDecision decision = access_->authenticate(
      {credentials.user(), credentials.password(), tenant, request.client_address});
  if (!decision.role) {
    Refusal refusal{decision.role.error(), {}};
    if (refusal.error.code == ErrorCode::kUnauthorized)
      refusal.headers.push_back({"WWW-Authenticate", challenge_});
    if (decision.retry_after.count() > 0)
      refusal.headers.push_back({"Retry-After", std::to_string(decision.retry_after.count())});
    return refusal;
  }
  if (!uses_roles_ || *decision.role == Role::kAdministrator || is_reading(request.method))
    return std::nullopt;
  return Refusal{Error{ErrorCode::kForbidden,
                       "the role Supervisor may not use the method " +
                           detail::quoted(request.method) + "; expected GET or HEAD",
                       ""},
                 {}};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
