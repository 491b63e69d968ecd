// SPDX-License-Identifier: MIT
//
// The settings of [limits], and what else says how the server meets its clients.
#include <ucs/detail/quoted.h>

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/server/networks.h"
#include "shim/setting_values.h"
#include "shim/value_readers.h"

namespace ucs::shim {
namespace {

constexpr std::size_t kKibi = 1024;
constexpr std::size_t kMebi = kKibi * kKibi;
constexpr std::size_t kCountMax = 1000000;

/// Reads a time from `low` to an hour.
Outcome read_timeout(const std::string& item, std::chrono::seconds low,
                     std::chrono::seconds& target) {
  std::chrono::seconds timeout{0};
  if (auto problem = read_duration(item, timeout)) return problem;
  if (timeout < low || timeout > std::chrono::hours(1))
    return expected(item, std::to_string(low.count()) + "s to 1h");
  target = timeout;
  return {};
}

Outcome read_timeout(const std::string& item, std::chrono::seconds& target) {
  return read_timeout(item, std::chrono::seconds(1), target);
}

}  // namespace

Outcome set_request_line_bytes_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 64, kMebi, options.server.line_bytes_max);
}
Outcome set_headers_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 8, 10000, options.server.headers_max);
}
Outcome set_header_bytes_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 256, kMebi, options.server.header_bytes_max);
}
Outcome set_header_timeout(const Items& items, Options& options) {
  return read_timeout(items[0], options.server.header_max);
}
Outcome set_body_timeout(const Items& items, Options& options) {
  return read_timeout(items[0], options.server.body_max);
}
Outcome set_idle_timeout(const Items& items, Options& options) {
  return read_timeout(items[0], options.server.idle_max);
}
Outcome set_send_timeout(const Items& items, Options& options) {
  return read_timeout(items[0], options.server.stall_max);
}
Outcome set_connections_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 1, kCountMax, options.server.connections_max);
}
Outcome set_requests_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 1, kCountMax, options.server.requests_max);
}
Outcome set_buffer_bytes_max(const Items& items, Options& options) {
  return read_integer<std::size_t>(items[0], 0, kKibi * kKibi * kMebi,
                                   options.server.buffer_bytes_max);
}
Outcome set_drain_delay(const Items& items, Options& options) {
  return read_timeout(items[0], std::chrono::seconds(0), options.server.drain_delay);
}
Outcome set_drain_timeout(const Items& items, Options& options) {
  return read_timeout(items[0], options.server.drain_max);
}
Outcome set_trusted_proxies(const Items& items, Options& options) {
  std::vector<server::Network> proxies;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto network = server::parse_network(items[i]);
    if (!network)
      return expected(items[i], "an address or a network, such as 10.0.0.1, 10.0.0.0/8 or ::1", i);
    proxies.push_back(*network);
  }
  options.server.trusted_proxies = std::move(proxies);
  return {};
}

}  // namespace ucs::shim
