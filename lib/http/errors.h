// SPDX-License-Identifier: MIT
//
// Errors over HTTP: the one table from code to status and exception class, and the body of each
// dialect (spec 8).
#pragma once

#include <ucs/http.h>

#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {

/// Returns the status of an error code in a dialect.
[[nodiscard]] int error_status(ErrorCode code, Dialect dialect) noexcept;

/// Returns the answer that reports `error`. `path` is the request's path as sent.
[[nodiscard]] Response error_response(const Request& request, std::string_view path,
                                      Dialect dialect, const Error& error);

}  // namespace http
}  // namespace v0
}  // namespace ucs
