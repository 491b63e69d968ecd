// SPDX-License-Identifier: MIT
// RFC 8259 once more, as plainly as possible: what the reader of the library is held against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace ucs::fuzz {

/// Decides whether one text is JSON as ucs/json.h wants it: one value in valid UTF-8, no lone
/// surrogates, no member twice, at most `depth_max` objects and arrays in each other and
/// `values_max` values. Recurses as deep as the limit.
class StrictJson {
 public:
  StrictJson(std::string_view text, std::size_t depth_max, std::size_t values_max)
      : text_(text), depth_max_(depth_max), values_max_(values_max) {}

  [[nodiscard]] bool is_valid() {
    skip_blanks();
    if (!value(0)) return false;
    skip_blanks();
    return at_ == text_.size();
  }

 private:
  [[nodiscard]] int peek() const {
    return at_ < text_.size() ? static_cast<unsigned char>(text_[at_]) : -1;
  }
  bool skip(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  bool value(std::size_t depth) {
    if (++values_ > values_max_) return false;
    switch (peek()) {
      case '{':
        return depth < depth_max_ && object(depth + 1);
      case '[':
        return depth < depth_max_ && array(depth + 1);
      case '"': {
        std::string ignored;
        return string(ignored);
      }
      case 't':
        return skip("true");
      case 'f':
        return skip("false");
      case 'n':
        return skip("null");
      default:
        return number();
    }
  }

  bool object(std::size_t depth) {
    std::set<std::string> names;
    ++at_;
    skip_blanks();
    if (skip("}")) return true;
    for (;;) {
      std::string name;
      if (!string(name) || !names.insert(name).second) return false;
      skip_blanks();
      if (!skip(":")) return false;
      skip_blanks();
      if (!value(depth)) return false;
      skip_blanks();
      if (skip("}")) return true;
      if (!skip(",")) return false;
      skip_blanks();
    }
  }

  bool array(std::size_t depth) {
    ++at_;
    skip_blanks();
    if (skip("]")) return true;
    for (;;) {
      if (!value(depth)) return false;
      skip_blanks();
      if (skip("]")) return true;
      if (!skip(",")) return false;
      skip_blanks();
    }
  }

  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }
  bool number() {
    skip("-");
    if (!skip("0") && !digits()) return false;
    if (skip(".") && !digits()) return false;
    if (!skip("e") && !skip("E")) return true;
    if (!skip("+")) skip("-");
    return digits();
  }

  /// Reads four hexadecimal digits.
  bool unit(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const int c = peek();
      const bool is_digit = c >= '0' && c <= '9';
      const int lower = c | 0x20;
      if (!is_digit && (lower < 'a' || lower > 'f')) return false;
      out = out * 16 + static_cast<std::uint32_t>(is_digit ? c - '0' : lower - 'a' + 10);
    }
    return true;
  }
  bool escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      if (!skip(kLetters.substr(i, 1))) continue;
      out += kMeanings[i];
      return true;
    }
    std::uint32_t c = 0;
    if (!skip("u") || !unit(c) || (c >= 0xDC00 && c < 0xE000)) return false;
    if (c >= 0xD800 && c < 0xDC00) {
      std::uint32_t low = 0;
      if (!skip("\\u") || !unit(low) || low < 0xDC00 || low >= 0xE000) return false;
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(out, c);
    return true;
  }
  static void append_utf8(std::string& out, std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
      put(0xC0 | (c >> 6U));
    } else {
      if (c < 0x10000) {
        put(0xE0 | (c >> 12U));
      } else {
        put(0xF0 | (c >> 18U));
        put(0x80 | ((c >> 12U) & 0x3FU));
      }
      put(0x80 | ((c >> 6U) & 0x3FU));
    }
    put(0x80 | (c & 0x3FU));
  }
  /// Goes past one character of UTF-8 that takes more than one byte (Unicode 15, table 3-7).
  bool wide(std::string& out) {
    const int first = peek();
    const std::size_t begin = at_++;
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4) return false;
    for (int i = 0; i < more; ++i, ++at_) {
      const int low = i > 0 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
      const int high = i > 0 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
      if (peek() < low || peek() > high) return false;
    }
    out += text_.substr(begin, at_ - begin);
    return true;
  }
  bool string(std::string& out) {
    if (!skip("\"")) return false;
    while (!skip("\"")) {
      if (skip("\\")) {
        if (!escape(out)) return false;
      } else if (peek() < 0x20) {
        return false;
      } else if (peek() >= 0x80) {
        if (!wide(out)) return false;
      } else {
        out += text_[at_++];
      }
    }
    return true;
  }

  const std::string_view text_;
  const std::size_t depth_max_;
  const std::size_t values_max_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
};

}  // namespace ucs::fuzz
