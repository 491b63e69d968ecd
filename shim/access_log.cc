// SPDX-License-Identifier: MIT
#include "shim/access_log.h"

#include <fmt/format.h>
#include <ucs/json.h>
#include <ucs/time.h>

#include <cstdio>
#include <string_view>

namespace ucs::shim {
namespace {

std::string json_string(std::string_view text) {
  std::string result;
  json::append_string(result, text);
  return result;
}

}  // namespace

std::string format_entry(const AccessEntry& entry, LogFormat format) {
  const std::string time = format_timestamp(entry.time);
  // As JSON strings also in the text form: that escapes whatever could end the line.
  const std::string client = json_string(entry.client);
  const std::string request = json_string(entry.request);
  if (format == LogFormat::kJson) {
    return fmt::format(
        R"({{"time":"{}","client":{},"request":{},"status":{},"body_bytes":{},"duration_us":{}}})"
        "\n",
        time, client, request, entry.status, entry.body_bytes, entry.duration.count());
  }
  return fmt::format("{} {} {} {} {} bytes {} us\n", time, client.substr(1, client.size() - 2),
                     request, entry.status, entry.body_bytes, entry.duration.count());
}

void log_entry(const AccessEntry& entry, LogFormat format) {
  const std::string line = format_entry(entry, format);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ucs::shim
