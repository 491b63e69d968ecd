// SPDX-License-Identifier: MIT
#include "lib/http/percent.h"

#include <string>
#include <string_view>

#include "tests/catch.h"

namespace {

using ucs::http::percent_decode;
using ucs::http::Plus;

std::string encoded(unsigned byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return {'%', kHex[byte / 16], kHex[byte % 16]};
}

TEST_CASE("text without a percent sign is its own decoding") {
  for (const std::string text : {"", "a", "a b", "-._~!$&'()*,;=:@/?#[]", "\xC3\xA4"})
    CHECK(percent_decode(text, Plus::kItself) == text);
}

TEST_CASE("every byte of ASCII can be encoded, with hexadecimal digits of either case") {
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    const std::string expected(1, static_cast<char>(byte));
    std::string lower = encoded(byte);
    for (char& c : lower) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    CAPTURE(byte);
    CHECK(percent_decode(encoded(byte), Plus::kItself) == expected);
    CHECK(percent_decode(lower, Plus::kBlank) == expected);
  }
}

TEST_CASE("bytes above ASCII decode as UTF-8 only") {
  CHECK(percent_decode("%C3%A4", Plus::kItself) == "\xC3\xA4");
  CHECK(percent_decode("\xC3%A4", Plus::kItself) == "\xC3\xA4");
  CHECK(percent_decode("%e2%82%ac%F0%9F%98%80", Plus::kItself) == "\xE2\x82\xAC\xF0\x9F\x98\x80");
  for (unsigned byte = 0x80; byte <= 0xFF; ++byte)
    CHECK_FALSE(percent_decode(encoded(byte), Plus::kItself));
  for (const char* text : {"%C0%80", "%C1%BF", "%E0%80%AF", "%ED%A0%80", "%F4%90%80%80", "%C3x",
                           "%C3", "x%A4", "\xFF"})
    CHECK_FALSE(percent_decode(text, Plus::kItself));
}

TEST_CASE("a percent sign without two hexadecimal digits is no encoding") {
  for (const char* text : {"%", "a%", "%4", "%4g", "%g4", "% 4", "%%", "%%41", "%-1", "%+1",
                           "%0x41", "%u0041", "%\xC3\xA4"})
    CHECK_FALSE(percent_decode(text, Plus::kItself));
}

TEST_CASE("decoding is done once") {
  CHECK(percent_decode("%2541", Plus::kItself) == "%41");
  CHECK(percent_decode("%25", Plus::kItself) == "%");
}

TEST_CASE("a plus sign is a blank where forms are read, and encoded always a plus sign") {
  CHECK(percent_decode("a+b%2B", Plus::kItself) == "a+b+");
  CHECK(percent_decode("a+b%2B", Plus::kBlank) == "a b+");
  CHECK(percent_decode("+", Plus::kBlank) == " ");
}

}  // namespace
