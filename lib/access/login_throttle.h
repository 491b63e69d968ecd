// SPDX-License-Identifier: MIT
//
// Slows down who guesses at passwords.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

namespace ucs::access {

/// Tells a time that never steps back. Thread-safe.
using MonotonicClock = std::function<std::chrono::steady_clock::time_point()>;

struct ThrottleOptions {
  /// Failures a client may have at once, 1 or more.
  std::int64_t failures_max = 10;
  /// The time after which it may have one more.
  std::chrono::milliseconds failure_interval{6000};
  /// Clients that are kept in mind, rounded up to a power of two, at least 8; 32 bytes each. When
  /// there are more, those are forgotten first whose failures are few or long ago.
  std::size_t clients_max = 8192;
};

/// Counts failed logins by the address they come from: one of IPv4, or 64 bits of one of IPv6,
/// which is what one customer of a provider has. Addresses that cannot be read count as one. All
/// memory is taken at the start. Thread-safe.
class LoginThrottle {
 public:
  explicit LoginThrottle(const ThrottleOptions& options, MonotonicClock now);

  /// Returns how long the client must wait, or 0 if it may try. Changes nothing; takes no lock
  /// while nobody has failed of late.
  [[nodiscard]] std::chrono::nanoseconds delay(std::string_view address) const;

  /// Counts a failure in advance, before it is known whether the attempt is one, so that attempts
  /// made all at once do not slip through, and returns 0; or counts nothing and returns how long
  /// the client must wait.
  [[nodiscard]] std::chrono::nanoseconds count(std::string_view address);

  /// Takes a counted failure back: it was none.
  void take_back(std::string_view address);

 private:
  using Nanoseconds = std::int64_t;
  using Address = std::array<std::uint8_t, 16>;

  /// A token bucket as a point in time: when it is full again. One that is full is as good as none.
  struct Client {
    Address address{};
    Nanoseconds full_at = 0;
  };

  [[nodiscard]] static Address normalized(std::string_view address);
  [[nodiscard]] Nanoseconds now() const;
  [[nodiscard]] Nanoseconds wait_for(Nanoseconds full_at, Nanoseconds now) const;
  [[nodiscard]] std::size_t set_of(const Address& address) const;
  [[nodiscard]] Client* find(const Address& address);
  [[nodiscard]] const Client* find(const Address& address) const;

  const Nanoseconds interval_;
  const Nanoseconds burst_;
  const MonotonicClock clock_;
  const std::uint64_t seed_;
  std::atomic<Nanoseconds> all_full_at_{0};  // no client's full_at is later
  mutable std::mutex mutex_;                 // guards clients_
  std::vector<Client> clients_;              // in sets of kWays; an address belongs to one set
};

}  // namespace ucs::access
