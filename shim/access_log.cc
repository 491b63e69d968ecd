// SPDX-License-Identifier: MIT
#include "shim/access_log.h"

#include <fmt/format.h>
#include <ucs/json.h>
#include <ucs/time.h>
#include <unistd.h>

#include "shim/write_all.h"

namespace ucs::shim {
namespace {

std::string json_string(std::string_view text) {
  std::string result;
  json::append_string(result, text);
  return result;
}

/// Past stdio, whose lock all threads would wait for while one of them is in the system. What
/// cannot be written is lost, and the request is not.
void write_line(const std::string& line) { static_cast<void>(write_all(STDERR_FILENO, line)); }

}  // namespace

std::string format_entry(const AccessEntry& entry, LogFormat format) {
  const std::string time = format_timestamp(entry.time);
  // As JSON strings also in the text form: that escapes whatever could end the line.
  const std::string client = json_string(entry.client);
  const std::string request = json_string(entry.request);
  const bool is_whole = entry.broken_off.empty();
  if (format == LogFormat::kJson) {
    return fmt::format(
        R"({{"time":"{}","client":{},"request":{},"status":{},"body_bytes":{},"duration_us":{}{}}})"
        "\n",
        time, client, request, entry.status, entry.body_bytes, entry.duration.count(),
        is_whole ? "" : fmt::format(R"(,"broken_off":"{}")", entry.broken_off));
  }
  return fmt::format("{} {} {} {} {} bytes {} us{}\n", time, client.substr(1, client.size() - 2),
                     request, entry.status, entry.body_bytes, entry.duration.count(),
                     is_whole ? "" : fmt::format(" broken off: {}", entry.broken_off));
}

std::string format_entry(const RequestEntry& entry, LogFormat format) {
  const std::string time = format_timestamp(entry.time);
  const std::string client = json_string(entry.client);
  const std::string request = json_string(entry.request);
  std::string pairs;
  for (const std::string& pair : entry.pairs) {
    if (!pairs.empty()) pairs += format == LogFormat::kJson ? "," : ", ";
    pairs += format == LogFormat::kJson ? json_string(pair) : pair;
  }
  if (format == LogFormat::kJson) {
    return fmt::format(R"({{"time":"{}","client":{},"request":{},"pairs":[{}]}})"
                       "\n",
                       time, client, request, pairs);
  }
  return fmt::format("{} {} {}: {}\n", time, client.substr(1, client.size() - 2), request, pairs);
}

void log_entry(const AccessEntry& entry, LogFormat format) {
  write_line(format_entry(entry, format));
}
void log_entry(const RequestEntry& entry, LogFormat format) {
  write_line(format_entry(entry, format));
}

}  // namespace ucs::shim
