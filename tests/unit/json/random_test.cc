// SPDX-License-Identifier: MIT
// Random texts: each value written in two ways at once, as somebody may send it and as it is kept.
#include <ucs/json.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "tests/catch.h"
#include "tests/unit/json/parsing.h"
#include "tests/unit/json/request_dump.h"

namespace {

using ucs::tests::compact;
using ucs::tests::refused_at;

constexpr char kHexDigits[] = "0123456789abcdef";

std::string utf8(std::uint32_t c) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  const auto continuation = [&](std::uint32_t bits) { return byte(0x80 | (bits & 0x3F)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6)), continuation(c)};
  if (c < 0x10000) return {byte(0xE0 | (c >> 12)), continuation(c >> 6), continuation(c)};
  return {byte(0xF0 | (c >> 18)), continuation(c >> 12), continuation(c >> 6), continuation(c)};
}

/// A value as it may be sent, and as it must be kept.
struct Pair {
  std::string sent;
  std::string kept;
};

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Pair value(int depth) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0:
        return same(below(3) == 0 ? "null" : below(2) == 0 ? "true" : "false");
      case 1:
      case 2:
        return same(number());
      case 3:
      case 4:
        return string();
      case 5:
        return array(depth);
      default:
        return object(depth);
    }
  }

  Pair object(int depth) {
    Pair result{"{" + space(), "{"};
    const std::uint32_t size = below(5) == 0 ? below(40) : below(5);
    for (std::uint32_t i = 0; i < size; ++i) {
      Pair name = string();
      // Names are made different by a number behind their last number sign.
      name.sent.insert(name.sent.size() - 1, "#" + std::to_string(i));
      name.kept.insert(name.kept.size() - 1, "#" + std::to_string(i));
      const Pair member = value(depth - 1);
      if (i > 0) append(result, same(","), true);
      append(result,
             {name.sent + space() + ":" + space() + member.sent, name.kept + ":" + member.kept},
             true);
    }
    append(result, same("}"), false);
    return result;
  }

  std::uint32_t below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
  }

  std::string space() {
    if (is_compact_) return "";
    std::string result;
    while (below(4) == 0) result += " \t\r\n"[below(4)];
    return result;
  }

  /// Whether values are sent in the form they are kept in.
  void set_compact(bool is_compact) { is_compact_ = is_compact; }

 private:
  static Pair same(const std::string& text) { return {text, text}; }

  void append(Pair& pair, const Pair& part, bool has_space_after) {
    pair.sent += part.sent + (has_space_after ? space() : "");
    pair.kept += part.kept;
  }

  Pair array(int depth) {
    Pair result{"[" + space(), "["};
    const std::uint32_t size = below(5);
    for (std::uint32_t i = 0; i < size; ++i) {
      if (i > 0) append(result, same(","), true);
      append(result, value(depth - 1), true);
    }
    append(result, same("]"), false);
    return result;
  }

  std::string digits(std::uint32_t count_max) {
    std::string result;
    for (std::uint32_t i = below(count_max) + 1; i > 0; --i) result += kHexDigits[below(10)];
    return result;
  }

  std::string number() {
    std::string result = below(3) == 0 ? "-" : "";
    result += below(4) == 0 ? "0" : kHexDigits[1 + below(9)] + digits(20);
    if (below(3) == 0) result += "." + digits(20);
    if (below(4) == 0) {
      result += below(2) == 0 ? "e" : "E";
      if (below(2) == 0) result += below(2) == 0 ? "+" : "-";
      result += digits(4);
    }
    return result;
  }

  static std::string escape(std::uint32_t unit) {
    std::string result = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) result += kHexDigits[(unit >> shift) & 0xF];
    return result;
  }

  std::uint32_t character() {
    switch (below(8)) {
      case 0:
        return static_cast<unsigned char>("\"\\/\b\f\n\r\t"[below(8)]);
      case 1:
        return below(0x20);
      case 2:
        return below(0x800);
      case 3: {
        const std::uint32_t c = below(0x10000);
        return c >= 0xD800 && c <= 0xDFFF ? 0x20AC : c;
      }
      case 4:
        return 0x10000 + below(0x100000);
      default:
        return 0x20 + below(0x5F);
    }
  }

  /// One character in one of its spellings.
  std::string spelled(std::uint32_t c, const std::string& kept) {
    if (is_compact_) return kept;
    if (below(3) == 0 && c >= 0x10000) {
      return escape(0xD800 + ((c - 0x10000) >> 10)) + escape(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    if (below(3) == 0 && c < 0x10000) return escape(c);
    if (c == '/' && below(2) == 0) return "\\/";
    return kept;
  }

  Pair string() {
    Pair result{"\"", "\""};
    const std::uint32_t size = below(10) == 0 ? below(60) : below(12);
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t c = character();
      std::string kept;
      ucs::json::append_string(kept, utf8(c));
      kept = kept.substr(1, kept.size() - 2);
      result.sent += spelled(c, kept);
      result.kept += kept;
    }
    result.sent += '"';
    result.kept += '"';
    return result;
  }

  std::mt19937 random_;
  bool is_compact_ = false;
};

}  // namespace

TEST_CASE("a random value is kept compact, with numbers as sent and strings in one spelling") {
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    Generator generator(seed);
    generator.set_compact(seed % 4 == 0);
    const Pair value = generator.value(5);
    CAPTURE(seed, value.sent);
    REQUIRE(compact(generator.space() + value.sent + generator.space()) == value.kept);
    REQUIRE(compact(value.kept) == value.kept);
  }
}

TEST_CASE("a random value is kept the same as an extension among others") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    Generator generator(seed);
    const Pair first = generator.value(4);
    const Pair second = generator.object(4);
    CAPTURE(seed, first.sent, second.sent);
    const std::string body = "{\"a\":" + first.sent + ",\"completed\":" + second.sent +
                             ",\"b\" : " + second.sent + " ,\"state_id\":\"5\"}";
    REQUIRE(ucs::tests::read_body(ucs::tests::Body::kStartTask, body) ==
            "state_id=5 +a=" + first.kept + " +b=" + second.kept);
  }
}

TEST_CASE("a random text with a fault is refused within it, or is another valid text") {
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    Generator generator(seed);
    std::string text = generator.object(2).sent;
    const std::size_t at = generator.below(static_cast<std::uint32_t>(text.size()));
    static const std::string kFaults =
        std::string("\0\x01\"\\,:[]{}0-+.eEu/ntf \x7F\xC3\xFF\xED", 26);
    const char fault = kFaults[generator.below(static_cast<std::uint32_t>(kFaults.size()))];
    if (generator.below(2) == 0) {
      text[at] = fault;
    } else {
      text.insert(at, 1, fault);
    }
    CAPTURE(seed, text);
    const std::string at_byte = refused_at(text);
    if (at_byte == "ok") {
      const std::string kept = compact(text);
      REQUIRE(compact(kept) == kept);
    } else {
      REQUIRE(at_byte.substr(0, 5) == "byte ");
      REQUIRE(std::stoul(at_byte.substr(5)) <= text.size());
    }
  }
}
