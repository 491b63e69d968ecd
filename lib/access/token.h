// SPDX-License-Identifier: MIT
//
// Bearer tokens: secrets that a server and its clients share.
#pragma once

#include <ucs/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ucs::access {

/// Bounds of a token that is given, in bytes.
inline constexpr std::size_t kTokenBytesMin = 16;
inline constexpr std::size_t kTokenBytesMax = 1024;

/// Returns a new token, 32 bytes from the system's secure source in hexadecimal. unavailable:
/// libsodium cannot be used on this system.
[[nodiscard]] Result<std::string> make_token();

/// Reads a token from a file; white space around it does not count. invalid_field: the file cannot
/// be read or is no regular one, anybody may read it or others than its owner may write it, or what
/// is in it is not kTokenBytesMin to kTokenBytesMax printable characters of ASCII without blanks.
/// The message does not repeat it.
[[nodiscard]] Result<std::string> read_token_file(const std::string& path);

/// Compares in a time that tells nothing of what `expected` is but its size.
[[nodiscard]] bool is_same_token(std::string_view given, std::string_view expected) noexcept;

}  // namespace ucs::access
