// SPDX-License-Identifier: MIT
#include "lib/access/password_hash.h"

#include <sodium.h>
#include <ucs/detail/utf8.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>

namespace ucs::access {
namespace {

constexpr std::string_view kPrefix = "$argon2id$v=19$";
constexpr std::size_t kSaltBytesMin = 8;
constexpr std::size_t kDigestBytesMin = 16;
constexpr std::size_t kMemoryKibMin = 8;

Error invalid_hash(std::string_view reason) {
  return Error{ErrorCode::kInvalidField,
               "the hash of the password is none of argon2id: " + std::string(reason), "hash"};
}

/// Takes `name` and a decimal number that ends at `end` off the front of `text`.
std::optional<std::size_t> take_number(std::string_view& text, std::string_view name, char end) {
  if (text.substr(0, name.size()) != name) return std::nullopt;
  text.remove_prefix(name.size());
  std::size_t number = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || last == text.data() + text.size() || *last != end)
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(last - text.data()) + 1);
  return number;
}

/// Returns how many bytes canonical base64 without padding stands for; 0 if it is none.
std::size_t decoded_bytes(std::string_view text) {
  std::array<unsigned char, crypto_pwhash_STRBYTES> bytes{};
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return 0;
  }
  return size;
}

}  // namespace

bool prepare_sodium() { return sodium_init() >= 0; }

Result<std::string> hash_password(std::string_view password, HashCost cost) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  };
  if (password.empty() || password.size() > kPasswordBytesMax || !detail::is_utf8(password) ||
      std::any_of(password.begin(), password.end(), is_control)) {
    return Error{ErrorCode::kInvalidField,
                 "the password cannot be used; expected UTF-8 of 1 to " +
                     std::to_string(kPasswordBytesMax) + " bytes without control characters",
                 "password"};
  }
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (!prepare_sodium() || cost.memory_kib > kHashMemoryKibMax || cost.passes > kHashPassesMax ||
      crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes,
                            cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorCode::kUnavailable,
                 "the password could not be hashed in " + std::to_string(cost.memory_kib) +
                     " KiB of memory and " + std::to_string(cost.passes) + " passes",
                 ""};
  }
  return std::string(text.data());
}

Result<void> check_hash(std::string_view hash) {
  if (hash.size() >= crypto_pwhash_STRBYTES || hash.substr(0, kPrefix.size()) != kPrefix)
    return invalid_hash("expected less than 128 bytes that begin with " + std::string(kPrefix));
  std::string_view rest = hash.substr(kPrefix.size());
  const auto memory_kib = take_number(rest, "m=", ',');
  const auto passes = take_number(rest, "t=", ',');
  const auto lanes = take_number(rest, "p=", '$');
  if (!memory_kib || !passes || !lanes) return invalid_hash("expected m=, t= and p= with numbers");
  if (*lanes < 1 || *lanes > kHashLanesMax || *passes < 1 || *passes > kHashPassesMax ||
      *memory_kib < kMemoryKibMin * *lanes || *memory_kib > kHashMemoryKibMax) {
    return invalid_hash("expected m of at most " + std::to_string(kHashMemoryKibMax) +
                        " and at least 8 for each lane, t of 1 to " +
                        std::to_string(kHashPassesMax) + " and p of 1 to " +
                        std::to_string(kHashLanesMax));
  }
  const std::size_t dollar = rest.find('$');
  if (dollar == std::string_view::npos || decoded_bytes(rest.substr(0, dollar)) < kSaltBytesMin ||
      decoded_bytes(rest.substr(dollar + 1)) < kDigestBytesMin) {
    return invalid_hash("its salt or its digest is cut or no base64");
  }
  return {};
}

Verdict verify_password(const std::string& hash, std::string_view password) {
  // libsodium tells a wrong password from a failure by errno only.
  errno = 0;
  if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0)
    return Verdict::kMatch;
  return errno == EINVAL ? Verdict::kMismatch : Verdict::kUndecided;
}

}  // namespace ucs::access
