// SPDX-License-Identifier: MIT
#include "lib/http/cors.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/host.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// How long a browser may remember the answer to a preflight: 10 minutes.
constexpr const char* kMaxAgeSeconds = "600";

/// Reports whether `origin` is the address that the request was sent to.
bool is_own_origin(const Request& request, std::string_view origin) {
  const Header* host = only_header(request, "host");
  if (host == nullptr || !detail::is_address_or_localhost(host->value)) return false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.substr(0, scheme.size()) == scheme)
      return detail::equal_ignoring_case(origin.substr(scheme.size()), host->value);
  }
  return false;
}

bool is_host_character(char c) noexcept {
  return detail::is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

/// Takes a host off the front of `text`: a name, an address, or one of IPv6 in brackets.
bool take_host(std::string_view& text) {
  std::size_t size = 0;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    const std::string_view inside = text.substr(1, close - 1);
    if (inside.find_first_not_of("0123456789abcdef:.") != std::string_view::npos) return false;
    size = close + 1;
  } else {
    while (size < text.size() && is_host_character(text[size])) ++size;
  }
  text.remove_prefix(size);
  return size > 0;
}

/// Reports whether browsers write an origin like this one.
bool is_origin(std::string_view text) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const bool is_https = text.substr(0, kHttps.size()) == kHttps;
  if (!is_https && text.substr(0, kHttp.size()) != kHttp) return false;
  text.remove_prefix(is_https ? kHttps.size() : kHttp.size());
  if (!take_host(text)) return false;
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  text.remove_prefix(1);
  // Browsers leave the usual port away.
  return !text.empty() && text.size() <= 5 && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), detail::is_digit) &&
         text != (is_https ? "443" : "80");
}

}  // namespace

Cors::Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {
  std::sort(origins_.begin(), origins_.end());
}

std::string_view Cors::origin_of(const Request& request) const {
  const Header* header = only_header(request, "origin");
  return header != nullptr && is_listed(header->value) ? header->value : std::string_view();
}

bool Cors::is_foreign_write(const Request& request) const {
  const std::string_view method = request.method;
  if (method == "GET" || method == "HEAD" || method == "OPTIONS") return false;
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const Header& header) {
    return detail::equal_ignoring_case(header.name, "origin") && !is_listed(header.value) &&
           !is_own_origin(request, header.value);
  });
}

bool Cors::is_listed(std::string_view origin) const {
  return std::binary_search(origins_.begin(), origins_.end(), origin);
}

bool Cors::is_preflight(const Request& request) {
  return request.method == "OPTIONS" &&
         only_header(request, "access-control-request-method") != nullptr;
}

Response Cors::preflight_response(std::string allow) {
  Response response;
  response.status = 204;
  response.headers = {
      {"Access-Control-Allow-Methods", std::move(allow)},
      {"Access-Control-Allow-Headers", "Authorization, Content-Type, ContactCenterId"},
      {"Access-Control-Max-Age", kMaxAgeSeconds},
  };
  return response;
}

void Cors::add_headers(std::string_view origin, Response& response) {
  response.headers.push_back({"Vary", "Origin"});
  if (origin.empty()) return;
  response.headers.push_back({"Access-Control-Allow-Origin", std::string(origin)});
  response.headers.push_back({"Access-Control-Expose-Headers", "Location"});
}

Result<void> check_origins(const std::vector<std::string>& origins) {
  for (const std::string& origin : origins) {
    if (is_origin(origin)) continue;
    return Error{ErrorCode::kInvalidField,
                 detail::quoted(origin) +
                     " is no origin; expected one as browsers send it, like "
                     "https://desk.example.com or http://localhost:3000: in lower case, without a "
                     "path, and with a port only if it is not the usual one",
                 "cors_origins"};
  }
  return {};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
