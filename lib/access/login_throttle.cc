// SPDX-License-Identifier: MIT
#include "lib/access/login_throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <sys/socket.h>
#include <ucs/detail/seeded_hash.h>

#include <algorithm>
#include <string>
#include <utility>

namespace ucs::access {
namespace {

constexpr std::size_t kWays = 8;

std::size_t rounded(std::size_t clients) {
  std::size_t size = kWays;
  while (size < clients && size < (std::size_t{1} << 24U)) size *= 2;
  return size;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  randombytes_buf(&seed, sizeof seed);
  return seed;
}

}  // namespace

LoginThrottle::LoginThrottle(const ThrottleOptions& options, MonotonicClock now)
    : interval_(std::chrono::nanoseconds(options.failure_interval).count()),
      burst_(interval_ * std::max<std::int64_t>(options.failures_max, 1)),
      clock_(std::move(now)),
      seed_(random_seed()),
      clients_(rounded(options.clients_max)) {}

LoginThrottle::Address LoginThrottle::normalized(std::string_view address) {
  Address bytes{};
  const std::string text(address.substr(0, address.find('%')));  // without the zone of fe80::1%eth0
  in_addr ipv4{};
  in6_addr ipv6{};
  if (::inet_pton(AF_INET, text.c_str(), &ipv4) == 1) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&ipv4);
    bytes[10] = bytes[11] = 0xFF;
    std::copy_n(first, 4, bytes.begin() + 12);
  } else if (::inet_pton(AF_INET6, text.c_str(), &ipv6) == 1) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&ipv6);
    std::copy_n(first, IN6_IS_ADDR_V4MAPPED(&ipv6) ? 16 : 8, bytes.begin());
  } else {
    bytes.fill(0xFF);
  }
  return bytes;
}

LoginThrottle::Nanoseconds LoginThrottle::now() const {
  return std::chrono::nanoseconds(clock_().time_since_epoch()).count();
}

LoginThrottle::Nanoseconds LoginThrottle::wait_for(Nanoseconds full_at, Nanoseconds now) const {
  return std::max<Nanoseconds>(std::max(full_at, now) + interval_ - burst_ - now, 0);
}

std::size_t LoginThrottle::set_of(const Address& address) const {
  const std::string_view bytes(reinterpret_cast<const char*>(address.data()), address.size());
  return detail::seeded_hash(bytes, seed_) % (clients_.size() / kWays) * kWays;
}

const LoginThrottle::Client* LoginThrottle::find(const Address& address) const {
  const std::size_t begin = set_of(address);
  for (std::size_t i = begin; i < begin + kWays; ++i) {
    if (clients_[i].address == address && clients_[i].full_at != 0) return &clients_[i];
  }
  return nullptr;
}

LoginThrottle::Client* LoginThrottle::find(const Address& address) {
  return const_cast<Client*>(std::as_const(*this).find(address));
}

std::chrono::nanoseconds LoginThrottle::delay(std::string_view address) const {
  const Nanoseconds all_full_at = all_full_at_.load(std::memory_order_acquire);
  if (all_full_at == 0) return std::chrono::nanoseconds(0);
  const Nanoseconds time = now();
  if (all_full_at <= time) return std::chrono::nanoseconds(0);
  const Address key = normalized(address);
  const std::lock_guard lock(mutex_);
  const Client* client = find(key);
  return std::chrono::nanoseconds(client == nullptr ? 0 : wait_for(client->full_at, time));
}

std::chrono::nanoseconds LoginThrottle::count(std::string_view address) {
  const Address key = normalized(address);
  const Nanoseconds time = now();
  const std::lock_guard lock(mutex_);
  Client* client = find(key);
  if (client == nullptr) {
    const auto begin = clients_.begin() + static_cast<std::ptrdiff_t>(set_of(key));
    client = &*std::min_element(begin, begin + kWays, [](const Client& a, const Client& b) {
      return a.full_at < b.full_at;
    });
    *client = {key, time};
  }
  const Nanoseconds wait = wait_for(client->full_at, time);
  if (wait > 0) return std::chrono::nanoseconds(wait);
  client->full_at = std::max(client->full_at, time) + interval_;
  if (client->full_at > all_full_at_.load(std::memory_order_relaxed))
    all_full_at_.store(client->full_at, std::memory_order_release);
  return std::chrono::nanoseconds(0);
}

void LoginThrottle::take_back(std::string_view address) {
  const Address key = normalized(address);
  const std::lock_guard lock(mutex_);
  if (Client* client = find(key)) client->full_at -= interval_;
}

}  // namespace ucs::access
