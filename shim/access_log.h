// SPDX-License-Identifier: MIT
//
// What goes to stderr: one line for each answer and, if asked for, one with the data of each
// request.
#pragma once

#include <ucs/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::shim {

enum class LogFormat { kText, kJson };

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

/// The data of one request, on its way in.
struct RequestEntry {
  Timestamp time;
  std::string client;
  /// As in AccessEntry.
  std::string request;
  /// What http::Api::log_pairs returned, filtered and escaped.
  std::vector<std::string> pairs;
};

/// Returns the entry as one line with its line feed. Characters that could end or forge a line are
/// escaped.
[[nodiscard]] std::string format_entry(const AccessEntry& entry, LogFormat format);
[[nodiscard]] std::string format_entry(const RequestEntry& entry, LogFormat format);

/// Writes the entry to stderr with one system call, so that lines of several threads do not mix.
/// Thread-safe.
void log_entry(const AccessEntry& entry, LogFormat format);
void log_entry(const RequestEntry& entry, LogFormat format);

}  // namespace ucs::shim
