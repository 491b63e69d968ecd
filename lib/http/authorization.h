// SPDX-License-Identifier: MIT
//
// The header Authorization of HTTP Basic (RFC 7617).
#pragma once

#include <ucs/http.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {

/// The user and password of one request, decoded in place: reading them allocates nothing. Not
/// thread-safe; one thread at a time.
class BasicCredentials {
 public:
  static constexpr std::size_t kUserBytesMax = 256;
  static constexpr std::size_t kPasswordBytesMax = 1024;

  BasicCredentials() {}  // NOLINT(modernize-use-equals-default): bytes_ is left as it is
  BasicCredentials(const BasicCredentials&) = delete;
  BasicCredentials& operator=(const BasicCredentials&) = delete;
  ~BasicCredentials() = default;

  /// Reads the request's credentials. False unless it has exactly one Authorization header, of the
  /// scheme Basic, in canonical base64 of `user:password`, both in UTF-8 without control characters
  /// and within the limits above, the user not empty.
  [[nodiscard]] bool read(const Request& request);

  /// Empty before read, and after it failed.
  [[nodiscard]] std::string_view user() const noexcept { return {bytes_.data(), user_bytes_}; }
  [[nodiscard]] std::string_view password() const noexcept {
    return {bytes_.data() + user_bytes_ + 1, password_bytes_};
  }

 private:
  // As long as the longest user and password with their colon, rounded up to what base64 yields.
  // Not cleared: that would cost every request more than decoding does.
  std::array<char, (kUserBytesMax + kPasswordBytesMax + 1 + 2) / 3 * 3> bytes_;
  std::size_t user_bytes_ = 0;
  std::size_t password_bytes_ = 0;
};

/// Decodes canonical base64 (RFC 4648 with padding) into `out`, which has room for `out_bytes_max`
/// bytes, and returns the number of bytes, or kNotBase64: another character, a wrong length, bits
/// left over, or no room.
inline constexpr std::size_t kNotBase64 = static_cast<std::size_t>(-1);
[[nodiscard]] std::size_t base64_decode(std::string_view text, char* out,
                                        std::size_t out_bytes_max) noexcept;

}  // namespace http
}  // namespace v0
}  // namespace ucs
