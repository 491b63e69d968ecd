// SPDX-License-Identifier: MIT
#include "lib/access/token.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "lib/access/input_file.h"
#include "lib/access/password_hash.h"

namespace ucs::access {
namespace {

constexpr std::size_t kMadeBytes = 32;
// A token and a few line feeds.
constexpr std::size_t kFileBytesMax = kTokenBytesMax + 64;

[[nodiscard]] Error invalid_token(const std::string& message) {
  return {ErrorCode::kInvalidField, message, "token"};
}

[[nodiscard]] bool is_token(std::string_view text) {
  return text.size() >= kTokenBytesMin && text.size() <= kTokenBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// Takes line feeds off the ends, too.
[[nodiscard]] std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kWhite), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(kWhite) + 1);
}

}  // namespace

Result<std::string> make_token() {
  if (!prepare_sodium())
    return Error{ErrorCode::kUnavailable, "libsodium cannot be used on this system", ""};
  std::array<unsigned char, kMadeBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * kMadeBytes + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return std::string(text.data());
}

Result<std::string> read_token_file(const std::string& path) {
  const InputFile file(path);
  const auto unreadable = [&](int problem) {
    return invalid_token("cannot read " + path + ": " + std::generic_category().message(problem));
  };
  if (file.error() != 0) return unreadable(file.error());
  if (!file.is_regular()) return invalid_token(path + " is no regular file");
  if ((file.facts().st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0) {
    return invalid_token(
        path +
        " is open to others: anybody may read it, or others than its owner may write "
        "it; do: chmod 600 " +
        path);
  }
  const InputFile::Content content = file.read(kFileBytesMax);
  if (content.error != 0) return unreadable(content.error);
  const std::string_view token = trimmed(content.text);
  if (is_token(token)) return std::string(token);
  return invalid_token(path + " has no token; expected " + std::to_string(kTokenBytesMin) + " to " +
                       std::to_string(kTokenBytesMax) +
                       " printable characters of ASCII, without blanks");
}

bool is_same_token(std::string_view given, std::string_view expected) noexcept {
  return given.size() == expected.size() &&
         sodium_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

}  // namespace ucs::access
