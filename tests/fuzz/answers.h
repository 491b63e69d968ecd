// SPDX-License-Identifier: MIT
// What every answer of the API must be, whatever was asked.
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>
#include <ucs/json.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tests/fuzz/fuzz.h"

namespace ucs::fuzz {

/// The statuses of docs/http-api.md and docs/errors.md that need neither users, tenants nor faults.
inline bool is_documented(int status) {
  constexpr std::array<int, 11> kStatuses = {200, 201, 204, 400, 403, 404, 405, 409, 413, 415, 503};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

inline bool is_no_header_value(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    return c == '\x7F' || (static_cast<unsigned char>(c) < 0x20 && c != '\t');
  });
}

/// Demands that an answer is one: a documented status, JSON or nothing, headers that can be sent.
/// Returns it, whole.
inline http::Response checked(http::Response response, const http::Request& request) {
  const std::string asked = request.method + " " + request.target + "\n" + request.body + "\n" +
                            std::to_string(response.status) + " " + response.body;
  demand(is_documented(response.status), "the status is documented", asked);
  demand(response.complete().has_value(), "the rest of an answer can be made", asked);
  if (response.body.empty()) {
    demand(response.status < 300, "an error has a body", asked);
  } else {
    demand(response.content_type == "application/json", "a body has its type", asked);
    demand(json::parse_value(response.body, {json::kParsedDepthMax, 10 * json::kValuesMax})
               .has_value(),
           "a body is JSON", asked);
  }
  for (const http::Header& header : response.headers)
    demand(!is_no_header_value(header.value), "a header can be sent", asked);
  demand(response.status != 201 || !response.header("Location").empty(),
         "what was created has a place", asked);
  demand((response.status == 405) == !response.header("Allow").empty(),
         "a wrong method is told the right ones", asked);
  return response;
}

}  // namespace ucs::fuzz
