// SPDX-License-Identifier: MIT
//
// What the server itself finds out about a request, and says of those it refuses.
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>

#include <string_view>

namespace ucs::server {

/// Returns what makes it uncertain where the body ends, or an empty text. Two parties that disagree
/// on that take a part of the body for a request.
[[nodiscard]] std::string_view framing_problem(const http::Request& request);

/// Reports whether a body follows the headers.
[[nodiscard]] bool has_body(const http::Request& request);

/// Reports whether the request is for a server of another name than localhost or an address.
[[nodiscard]] bool is_foreign_host(const http::Request& request);

/// Returns the path of a question for the server's own health, or an empty text.
[[nodiscard]] std::string_view health_check(const http::Request& request);

[[nodiscard]] Error invalid_http(std::string_view reason);
[[nodiscard]] Error foreign_host();
/// The error for what cpp-httplib refuses before a handler sees it: it leaves a status and no body.
[[nodiscard]] Error transport_error(int status);

}  // namespace ucs::server
