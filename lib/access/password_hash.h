// SPDX-License-Identifier: MIT
//
// Passwords as argon2id hashes, by libsodium.
#pragma once

#include <ucs/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs::access {

/// Bounds of a password, in bytes. The upper one is that of http::AccessAttempt.
inline constexpr std::size_t kPasswordBytesMax = 1024;

/// What a verification costs. The default takes 64 MiB and about a tenth of a second.
struct HashCost {
  std::size_t memory_kib = std::size_t{64} * 1024;
  unsigned passes = 2;
};

/// The most a hash may ask for: 1 GiB, 100 passes, 16 lanes.
inline constexpr std::size_t kHashMemoryKibMax = std::size_t{1024} * 1024;
inline constexpr unsigned kHashPassesMax = 100;
inline constexpr unsigned kHashLanesMax = 16;

/// Returns a salted argon2id hash in its text form, `$argon2id$v=19$m=65536,t=2,p=1$…`; another one
/// each time. invalid_field: the password is empty, longer than kPasswordBytesMax, not UTF-8, or
/// has a control character. unavailable: there is not enough memory, or `cost` is out of bounds.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, HashCost cost = {});

/// Tells what keeps `hash` from being a hash that verify_password can work with. invalid_field: it
/// is not of the text form above, or asks for more than allowed. The message does not repeat it.
[[nodiscard]] Result<void> check_hash(std::string_view hash);

enum class Verdict {
  kMatch,
  kMismatch,
  kUndecided,  ///< there was not enough memory
};

/// Verifies a password, in time and memory that depend on the hash alone. `hash` satisfies
/// check_hash. Thread-safe.
[[nodiscard]] Verdict verify_password(const std::string& hash, std::string_view password);

/// Prepares libsodium; false: it cannot be used on this system. Done once, thread-safe.
[[nodiscard]] bool prepare_sodium();

}  // namespace ucs::access
