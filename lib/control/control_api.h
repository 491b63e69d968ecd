// SPDX-License-Identifier: MIT
//
// The control API: how tests in any language move the time of a fake, fail its answers, and ask
// what it was asked. docs/control-api.md shows all of it.
#pragma once

#include <ucs/http.h>

#include <string>
#include <string_view>

#include "lib/control/namespaces.h"
#include "lib/http/cors.h"

namespace ucs::control {

/// Everything of the control API is this path, or below it.
inline constexpr std::string_view kControlPath = "/_ucs";

/// Reports whether a request is for the control API.
[[nodiscard]] bool is_control_request(const http::Request& request);

/// Answers the requests of the control API; never throws but for want of memory. Const methods are
/// thread-safe.
class ControlApi {
 public:
  /// `namespaces` must outlive it. `token` is what requests must have as their bearer token; empty:
  /// nothing.
  ControlApi(Namespaces& namespaces, std::string token);

  /// Carries out a request. Failures are answers, too: `code`, `message`, and `field` if it is
  /// about one. Checked in this order: origin, token, path, method, type of the body, namespace,
  /// and what it is about.
  [[nodiscard]] http::Response handle(const http::Request& request) const;

  /// Returns the answer that refuses a request, in the same form.
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) const;

  /// Returns method and path for a log, with `{name}` for names that a test gave.
  [[nodiscard]] static std::string describe(const http::Request& request);

 private:
  [[nodiscard]] http::Response answer(const http::Request& request) const;
  [[nodiscard]] bool is_authorized(const http::Request& request) const;

  Namespaces& namespaces_;
  const std::string token_;
  const http::Cors cors_;
};

}  // namespace ucs::control
