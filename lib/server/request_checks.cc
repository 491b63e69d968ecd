// SPDX-License-Identifier: MIT
#include "lib/server/request_checks.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/host.h>

#include <string>
#include <vector>

namespace ucs::server {
namespace {

/// Returns the values of a header, whose name may be in any case.
std::vector<std::string_view> values_of(const http::Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const http::Header& header : request.headers) {
    if (detail::equal_ignoring_case(header.name, name)) values.emplace_back(header.value);
  }
  return values;
}

}  // namespace

std::string_view framing_problem(const http::Request& request) {
  const auto lengths = values_of(request, "content-length");
  const auto codings = values_of(request, "transfer-encoding");
  if (lengths.size() > 1) return "it has several Content-Length headers";
  if (lengths.size() == 1 && (lengths[0].empty() || lengths[0].size() > 18 ||
                              lengths[0].find_first_not_of("0123456789") != std::string::npos)) {
    return "its Content-Length is no number of bytes";
  }
  if (codings.empty()) return "";
  if (lengths.size() == 1) return "it has both Content-Length and Transfer-Encoding";
  if (codings.size() > 1 || detail::ascii_lower(codings[0]) != "chunked")
    return "its Transfer-Encoding is not chunked";
  return "";
}

bool has_body(const http::Request& request) {
  if (!values_of(request, "transfer-encoding").empty()) return true;
  const auto lengths = values_of(request, "content-length");
  return !lengths.empty() && lengths[0].find_first_of("123456789") != std::string::npos;
}

bool is_foreign_host(const http::Request& request) {
  const auto hosts = values_of(request, "host");
  return !hosts.empty() && !hosts[0].empty() && !detail::is_address_or_localhost(hosts[0]);
}

std::string_view health_check(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return "";
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  return path == "/healthz" || path == "/readyz" ? path : "";
}

Error invalid_http(std::string_view reason) {
  return Error{ErrorCode::kInvalidParameter,
               std::string("the request is not valid HTTP/1.1: ").append(reason), ""};
}

Error transport_error(int status) {
  switch (status) {
    case 414:
      return Error{ErrorCode::kInvalidParameter,
                   "the path and query are too long; expected at most 8192 bytes", ""};
    case 416:
      return Error{ErrorCode::kInvalidParameter, "the Range header is malformed", ""};
    default:
      break;
  }
  if (status >= 500) return Error{ErrorCode::kInternal, "the request failed unexpectedly", ""};
  return invalid_http("its first line or its headers are malformed");
}

Error foreign_host() {
  return Error{
      ErrorCode::kForbidden,
      "this server has no users, and so answers under no name but localhost or an address; "
      "give it users (--users-file), or let everybody in (--insecure)",
      "Host"};
}

}  // namespace ucs::server
