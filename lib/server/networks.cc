// SPDX-License-Identifier: MIT
#include "lib/server/networks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <ucs/detail/ascii.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace ucs::server {
namespace {

constexpr int kMappedBits = 96;  // what all addresses of IPv4 begin with, as IPv6 has them
constexpr int kAddressBits = 128;

[[nodiscard]] bool is_ipv4(const Network& network) {
  return network.bits >= kMappedBits && network.address[10] == 0xFF &&
         network.address[11] == 0xFF &&
         std::all_of(network.address.begin(), network.address.begin() + 10,
                     [](std::uint8_t byte) { return byte == 0; });
}

[[nodiscard]] bool contains(const Network& network, const Network& address) {
  for (int bit = 0; bit < network.bits; bit += 8) {
    const auto index = static_cast<std::size_t>(bit / 8);
    const int left = std::min(network.bits - bit, 8);
    const unsigned difference = network.address[index] ^ address.address[index];
    if (difference >> static_cast<unsigned>(8 - left) != 0) return false;
  }
  return true;
}

[[nodiscard]] std::string to_text(const Network& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_short = is_ipv4(address);
  const void* bytes = address.address.data() + (is_short ? kMappedBits / 8 : 0);
  ::inet_ntop(is_short ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

/// Reads one address.
std::optional<Network> parse_address(std::string_view text) {
  Network address;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  if (::inet_pton(AF_INET6, terminated.c_str(), address.address.data()) == 1) return address;
  address.address[10] = address.address[11] = 0xFF;
  if (::inet_pton(AF_INET, terminated.c_str(), address.address.data() + kMappedBits / 8) == 1)
    return address;
  return std::nullopt;
}

/// Takes the last item off a list.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const bool is_only = comma == std::string_view::npos;
  const std::string_view item = detail::trimmed(is_only ? list : list.substr(comma + 1));
  list = is_only ? std::string_view() : list.substr(0, comma);
  return item;
}

}  // namespace

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto network = parse_address(text.substr(0, slash));
  if (!network || slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const int first = is_ipv4(*network) && text.find(':') == std::string_view::npos ? kMappedBits : 0;
  int bits = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, bits);
  if (read.ec != std::errc() || read.ptr != end || bits < 0 || bits > kAddressBits - first)
    return std::nullopt;
  network->bits = first + bits;
  return network;
}

std::string client_of(const std::string& peer, const http::Request& request,
                      const std::vector<Network>& proxies) {
  if (proxies.empty()) return peer;
  const auto is_proxy = [&](const Network& address) {
    return std::any_of(proxies.begin(), proxies.end(),
                       [&](const Network& proxy) { return contains(proxy, address); });
  };
  auto reached = parse_address(peer);
  if (!reached || !is_proxy(*reached)) return peer;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (!detail::equal_ignoring_case(header->name, "x-forwarded-for")) continue;
    for (std::string_view list = header->value; !list.empty();) {
      const auto address = parse_address(take_last(list));
      if (!address) return to_text(*reached);
      reached = address;
      if (!is_proxy(*address)) return to_text(*address);
    }
  }
  return to_text(*reached);
}

}  // namespace ucs::server
