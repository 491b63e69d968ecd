// SPDX-License-Identifier: MIT
//
// What every part of the HTTP layer does with requests and answers.
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/http.h>

#include <string>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace http {

/// Returns an answer without a body.
[[nodiscard]] inline Response empty_response(int status) {
  Response response;
  response.status = status;
  return response;
}

/// Returns a 200 with a JSON body.
[[nodiscard]] inline Response json_response(std::string body) {
  Response response;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

/// Returns the request's only header with this name, written in lower case; null if there is none
/// or several.
[[nodiscard]] inline const Header* only_header(const Request& request,
                                               std::string_view name) noexcept {
  const Header* only = nullptr;
  for (const Header& header : request.headers) {
    if (!detail::equal_ignoring_case(header.name, name)) continue;
    if (only != nullptr) return nullptr;
    only = &header;
  }
  return only;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
