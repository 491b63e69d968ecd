// SPDX-License-Identifier: MIT
//
// What a server tells of each answer.
#pragma once

#include <ucs/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace ucs::server {

/// One answered request. Holds no personal data (http::Api::describe).
struct AccessEntry {
  Timestamp time;
  /// The address of the other end of the connection.
  std::string client;
  /// Method and path: `GET /services/7`.
  std::string request;
  int status = 0;
  /// The size of the answer's body, in bytes; of a body that was broken off, what was sent of it.
  std::size_t body_bytes = 0;
  std::chrono::microseconds duration{0};
  /// Why the body was broken off: "connection" if that ended before, or else the code of an error.
  /// Empty if it was not.
  std::string_view broken_off{};
};

}  // namespace ucs::server
