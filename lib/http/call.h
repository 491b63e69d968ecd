// SPDX-License-Identifier: MIT
//
// What a route's handler works with.
#pragma once

#include <ucs/http.h>
#include <ucs/requests.h>
#include <ucs/result.h>

#include <string>
#include <string_view>

#include "lib/http/query.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// The variable parts of a path, decoded.
struct PathValues {
  /// service_id, and state_id or task_id where the path has one.
  ActivityRef ids;
  /// The customer_id, contact_key or extension name; no path has two of them.
  std::string text;
};

class ServerState;

/// One request on its way to the engine.
struct Call {
  Engine& engine;
  const ServerState& server;
  const Request& request;
  Scope scope;
  /// The base path the request came under, for Location; empty for the root.
  std::string_view base;
  PathValues path;
  Query query;
};

/// Carries out one operation. The error of a failed one is rendered by the caller.
using Handler = Result<Response> (*)(Call& call);

}  // namespace http
}  // namespace v0
}  // namespace ucs
