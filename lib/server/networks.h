// SPDX-License-Identifier: MIT
//
// Addresses of the network, and whose word about a client's address is taken.
#pragma once

#include <ucs/http.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::server {

/// All addresses that begin with the same bits; those of IPv4 as IPv6 has them (::ffff:0:0/96).
struct Network {
  std::array<std::uint8_t, 16> address{};
  int bits = 128;
};

/// Reads `192.0.2.1`, `10.0.0.0/8`, `2001:db8::1` or `fd00::/8`; nothing of any other text.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

/// Returns the address of the client of a request that came from `peer`. If that is one of
/// `proxies`, it is the last address in X-Forwarded-For that is of no proxy; where there is no such
/// address, or something else before it, the one that was reached. An address that was read there
/// is in the form of the system.
[[nodiscard]] std::string client_of(const std::string& peer, const http::Request& request,
                                    const std::vector<Network>& proxies);

}  // namespace ucs::server
