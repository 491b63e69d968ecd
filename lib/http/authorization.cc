// SPDX-License-Identifier: MIT
#include "lib/http/authorization.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/utf8.h>

#include <algorithm>
#include <cstdint>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  for (std::uint8_t& digit : digits) digit = kNoDigit;
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789+/"))
    digits[static_cast<unsigned char>(c)] = value++;
  return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = make_digits();

std::uint32_t digit_of(char c) noexcept { return kDigits[static_cast<unsigned char>(c)]; }

bool has_control_character(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

}  // namespace

std::size_t base64_decode(std::string_view text, char* out, std::size_t out_bytes_max) noexcept {
  if (text.empty()) return 0;
  if (text.size() % 4 != 0) return kNotBase64;
  const std::size_t padding = text.back() != '=' ? 0 : (text[text.size() - 2] == '=' ? 2 : 1);
  const std::size_t bytes = text.size() / 4 * 3 - padding;
  if (bytes > out_bytes_max) return kNotBase64;
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool is_last = i + 4 == text.size();
    std::uint32_t group = 0;
    std::uint32_t wrong = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const bool is_padding = is_last && k >= 4 - padding;
      const std::uint32_t digit = is_padding ? 0 : digit_of(text[i + k]);
      wrong |= digit & 0xC0U;
      group = group << 6U | (digit & 0x3FU);
    }
    if (wrong != 0) return kNotBase64;
    for (std::size_t k = 0; k < 3 && written < bytes; ++k) {
      out[written++] = static_cast<char>(group >> (16 - 8 * k) & 0xFFU);
      if (written == bytes && k < 2 && (group & ((1U << (16 - 8 * k)) - 1)) != 0) return kNotBase64;
    }
  }
  return bytes;
}

bool BasicCredentials::read(const Request& request) {
  user_bytes_ = password_bytes_ = 0;
  const Header* header = only_header(request, "authorization");
  if (header == nullptr) return false;
  const std::string_view value = detail::trimmed(header->value);
  const std::size_t blank = value.find(' ');
  if (blank == std::string_view::npos ||
      !detail::equal_ignoring_case(value.substr(0, blank), "basic"))
    return false;
  const std::size_t bytes =
      base64_decode(detail::trimmed(value.substr(blank)), bytes_.data(), bytes_.size());
  if (bytes == kNotBase64) return false;
  const std::string_view decoded(bytes_.data(), bytes);
  const std::size_t colon = decoded.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  if (colon > kUserBytesMax || bytes - colon - 1 > kPasswordBytesMax) return false;
  if (has_control_character(decoded) || !detail::is_utf8(decoded)) return false;
  user_bytes_ = colon;
  password_bytes_ = bytes - colon - 1;
  return true;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
