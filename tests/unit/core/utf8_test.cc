// SPDX-License-Identifier: MIT
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/catch.h"

namespace {

using ucs::detail::is_utf8;
using ucs::detail::kQuotedBytesMax;
using ucs::detail::quoted;
using ucs::detail::utf8_scan;
using namespace std::string_view_literals;

TEST_CASE("characters are counted as code points, at every offset from an eight-byte word") {
  for (std::size_t ascii = 0; ascii <= 20; ++ascii) {
    const std::string before(ascii, 'a');
    for (const auto& [text, characters] : {std::pair{""sv, 0U},
                                           {"\xC3\xA4"sv, 1U},
                                           {"\xE2\x82\xAC"sv, 1U},
                                           {"\xF0\x9F\x98\x80"sv, 1U},
                                           {"\xC3\xA4x\xE2\x82\xAC"sv, 3U},
                                           {"\0"sv, 1U}}) {
      const std::string whole = before + std::string(text) + before;
      const auto scan = utf8_scan(whole);
      CAPTURE(ascii, text);
      CHECK(scan.characters == 2 * ascii + characters);
      CHECK(scan.valid_bytes == whole.size());
    }
  }
}

TEST_CASE("the first and last sequence of each length are well-formed") {
  for (const auto text :
       {"\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv,
        "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    CHECK(is_utf8(text));
  }
}

TEST_CASE("malformed sequences are found, and where they begin") {
  for (const auto bad :
       {"\x80"sv, "\xBF"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xC2"sv, "\xC2\x7F"sv, "\xE0\x9F\xBF"sv,
        "\xE2\x82"sv, "\xED\xA0\x80"sv, "\xED\xBF\xBF"sv, "\xF0\x8F\xBF\xBF"sv, "\xF0\x9F\x98"sv,
        "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv}) {
    CHECK_FALSE(is_utf8(bad));
    for (const std::size_t ascii : {0U, 3U, 8U, 13U}) {
      const auto scan = utf8_scan(std::string(ascii, 'a') + std::string(bad) + "bbbbbbbbb");
      CAPTURE(ascii, bad);
      CHECK(scan.valid_bytes == ascii);
      CHECK(scan.characters == ascii);
    }
  }
}

TEST_CASE("a quoted value is cut behind the limit, never inside a character") {
  const std::string at_max(kQuotedBytesMax, 'x');
  CHECK(quoted(at_max) == "\"" + at_max + "\"");
  CHECK(quoted(at_max + "y") == "\"" + at_max + "...\"");
  const std::string before(kQuotedBytesMax - 1, 'x');
  CHECK(quoted(before + "\xE2\x82\xAC") == "\"" + before + "...\"");
  CHECK(quoted("") == "\"\"");
}

TEST_CASE("a quoted value shows control characters and forges no second line") {
  CHECK(quoted("a\nb\x7F\0"sv) == R"("a\x0ab\x7f\x00")");
  CHECK(quoted("\xC3\xA4") == "\"\xC3\xA4\"");
}

TEST_CASE("a quoted value is UTF-8 whatever the bytes") {
  CHECK(quoted("a\xFFz") == R"("a\xffz")");
  CHECK(quoted("\xC3") == R"("\xc3")");
  CHECK(quoted("\xED\xA0\x80") == R"("\xed\xa0\x80")");
  CHECK(is_utf8(quoted(std::string(100, '\x80'))));
}

}  // namespace
