// SPDX-License-Identifier: MIT
//
// What the server itself finds out about a request, and says of those it refuses.
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>

#include <string_view>

#include "lib/server/request_scanner.h"

namespace ucs::server {

/// Reports whether the request is for a server of another name than localhost or an address.
[[nodiscard]] bool is_foreign_host(const http::Request& request);

/// Returns the path of a question for the server's own health, or an empty text.
[[nodiscard]] std::string_view health_check(const http::Request& request);

[[nodiscard]] Error foreign_host();
/// The error for a request that the gate refuses, by the limits of the server.
[[nodiscard]] Error error_of(const http::Request& request, const Refusal& refusal,
                             const RequestLimits& limits);

}  // namespace ucs::server
