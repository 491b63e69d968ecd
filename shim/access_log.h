// SPDX-License-Identifier: MIT
//
// What goes to stderr: one line for each answer and, if asked for, one with the data of each
// request.
#pragma once

#include <ucs/types.h>

#include <string>
#include <vector>

#include "lib/server/access_entry.h"

namespace ucs::shim {

enum class LogFormat { kText, kJson };

using server::AccessEntry;

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
