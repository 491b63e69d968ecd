// SPDX-License-Identifier: MIT
//
// The data of a request as pairs for a log.
#pragma once

#include <ucs/http.h>
#include <ucs/log_filter.h>

#include <string>
#include <string_view>
#include <vector>

#include "lib/http/routes.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// A request whose route is known, or null.
struct RoutedRequest {
  const Request& request;
  const Route* route;
  const PathParts& parts;
  std::string_view query;
};

/// Returns what http::Api::log_pairs promises.
[[nodiscard]] std::vector<std::string> log_pairs(const RoutedRequest& routed,
                                                 const LogFilter& filter);

}  // namespace http
}  // namespace v0
}  // namespace ucs
