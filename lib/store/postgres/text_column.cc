// SPDX-License-Identifier: MIT
#include "lib/store/postgres/text_column.h"

#include <ucs/detail/utf8.h>

#include <cstddef>

namespace ucs {
inline namespace v0 {
namespace postgres {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kEscapeBytes = 4;  // \x00

}  // namespace

std::string to_column(std::string_view text) {
  std::string column;
  column.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = detail::utf8_sequence_bytes(text);
    if (text.front() == '\\') {
      column += "\\\\";
    } else if (bytes > 0 && text.front() != '\0') {
      column += text.substr(0, bytes);
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      column += "\\x";
      column += kHex[byte >> 4U];
      column += kHex[byte & 0xFU];
    }
    text.remove_prefix(bytes > 0 ? bytes : 1);
  }
  return column;
}

std::string from_column(std::string_view column) {
  std::string text;
  text.reserve(column.size());
  while (!column.empty()) {
    if (column.front() == '\\' && column.size() >= kEscapeBytes && column[1] == 'x') {
      const std::size_t high = kHex.find(column[2]);
      const std::size_t low = kHex.find(column[3]);
      text += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
      column.remove_prefix(kEscapeBytes);
      continue;
    }
    if (column.front() == '\\' && column.size() > 1) column.remove_prefix(1);
    text += column.front();
    column.remove_prefix(1);
  }
  return text;
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
