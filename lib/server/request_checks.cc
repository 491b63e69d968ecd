// SPDX-License-Identifier: MIT
#include "lib/server/request_checks.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/host.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <string>

namespace ucs::server {

bool is_foreign_host(const http::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return detail::equal_ignoring_case(header.name, "host") && !header.value.empty() &&
           !detail::is_address_or_localhost(header.value);
  });
}

std::string_view health_check(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return "";
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  return path == "/healthz" || path == "/readyz" ? path : "";
}

Error error_of(const http::Request& request, const Refusal& refusal, const RequestLimits& limits) {
  const auto wrong = [](std::string_view begin, std::string_view reason) {
    return Error{ErrorCode::kInvalidParameter, std::string(begin).append(reason), ""};
  };
  switch (refusal.status) {
    case 408:
      return wrong("the request took too long: ", refusal.reason);
    case 413:
      return http::body_too_large(limits.body_bytes_max);
    case 414:
      return wrong("the first line of the request is too long; expected at most ",
                   std::to_string(limits.line_bytes_max) + " bytes");
    case 415:  // as the API says it where there is no gate
      return Error{
          ErrorCode::kUnsupportedMediaType,
          "Content-Encoding is " + detail::quoted(request.headers.back().value) + "; expected none",
          "Content-Encoding"};
    case 431:
      return wrong("the headers are too large; expected at most ",
                   std::to_string(limits.headers_max) + " with " +
                       std::to_string(limits.header_bytes_max) + " bytes together");
    case 503:
      return Error{
          ErrorCode::kUnavailable,
          std::string("the server has too many ").append(refusal.reason) + "; try again later", ""};
    default:
      return wrong("the request is not valid HTTP/1.1: ", refusal.reason);
  }
}

Error foreign_host() {
  return Error{
      ErrorCode::kForbidden,
      "this server has no users, and so answers under no name but localhost or an address; "
      "give it users (--users-file), or let everybody in (--insecure)",
      "Host"};
}

}  // namespace ucs::server
