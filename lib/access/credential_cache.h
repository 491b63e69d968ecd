// SPDX-License-Identifier: MIT
//
// Remembers which credentials were verified, so that a request does not pay for argon2 each time.
#pragma once

#include <ucs/access.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace ucs::access {

/// What stands for credentials in the cache: 256 bits by BLAKE2b under a key of this process.
/// Nothing can be told of a password from it, not even whether two users have the same.
using CredentialTag = std::array<std::uint8_t, 32>;

/// Verified credentials and their roles. Bounded: when a shard is full, any of its entries makes
/// room. Thread-safe.
class CredentialCache {
 public:
  /// Draws a random key. `entries_max` is rounded up to a multiple of kShards; 0: nothing is kept.
  explicit CredentialCache(std::size_t entries_max);

  /// Returns the tag of credentials within the limits of http::AccessAttempt.
  [[nodiscard]] CredentialTag tag(const http::AccessAttempt& attempt) const;

  [[nodiscard]] std::optional<http::Role> find(const CredentialTag& tag) const;
  void add(const CredentialTag& tag, http::Role role);
  /// Returns the number of entries.
  [[nodiscard]] std::size_t size() const;

  static constexpr std::size_t kShards = 16;

 private:
  /// A tag is as good as random.
  struct TagHash {
    [[nodiscard]] std::size_t operator()(const CredentialTag& tag) const noexcept;
  };
  struct Shard {
    mutable std::mutex mutex;  // guards roles
    std::unordered_map<CredentialTag, http::Role, TagHash> roles;
  };

  const std::size_t shard_entries_max_;
  std::array<std::uint8_t, 32> key_{};
  std::array<Shard, kShards> shards_;
};

}  // namespace ucs::access
