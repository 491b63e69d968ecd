// SPDX-License-Identifier: MIT
#include "lib/forms/bytes_json.h"

#include <ucs/detail/json_text.h>
#include <ucs/detail/utf8.h>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

void append_bytes(std::string& out, std::string_view bytes) {
  if (ucs::detail::is_utf8(bytes)) return ucs::detail::append_json_string(out, bytes);
  out += R"({"hex":")";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  out += "\"}";
}

std::string write_bytes(std::string_view bytes) {
  std::string out;
  append_bytes(out, bytes);
  return out;
}

Result<std::string> to_bytes(const Value& value) {
  constexpr std::string_view kExpected =
      R"(a text, or bytes in pairs of hexadecimal digits, such as {"hex":"00ff"})";
  if (value.json.front() == '"') return to_text(value);
  if (value.json.front() != '{') return unexpected(value, kExpected);
  ObjectReader object(value, "a text of bytes");
  std::string digits;
  static_cast<void>(object.require("hex"));
  object.read("hex", digits);
  if (auto done = object.done(); !done) return std::move(done).error();
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const std::size_t high = kDigits.find(digits[i]);
    const std::size_t low = kDigits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return unexpected(value, kExpected);
    bytes += static_cast<char>(high * 16 + low);
  }
  if (digits.size() % 2 != 0) return unexpected(value, kExpected);
  return bytes;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
