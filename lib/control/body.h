// SPDX-License-Identifier: MIT
//
// The body of a request of the control API.
#pragma once

#include <ucs/http.h>
#include <ucs/json.h>
#include <ucs/result.h>

namespace ucs::control {

/// Returns the body as compact JSON; without one an empty object. invalid_json.
[[nodiscard]] inline Result<JsonText> json_of(const http::Request& request) {
  return json::parse_value(request.body.empty() ? "{}" : request.body);
}

}  // namespace ucs::control
