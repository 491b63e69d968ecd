// SPDX-License-Identifier: MIT
// Strings: which escapes are read, how a string is kept, and how one is written.
#include <ucs/json.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/parsing.h"

namespace {

using namespace std::string_literals;
using ucs::tests::byte;
using ucs::tests::compact;
using ucs::tests::refusal;
using ucs::tests::refused_at;

struct Case {
  std::string text;
  std::string expected;
};

std::string written(std::string_view text) {
  std::string out = ">";
  ucs::json::append_string(out, text);
  return out;
}

/// As the only element of an array, so that the text is taken as a slice and not from the parser.
std::string compact_in_array(const std::string& string) {
  const std::string array = compact("[" + string + "]");
  return array.substr(1, array.size() - 2);
}

/// As a name.
std::string compact_as_name(const std::string& string) {
  const std::string object = compact("{" + string + ":0}");
  return object.substr(1, object.size() - 4);
}

}  // namespace

TEST_CASE("a string is kept with no escapes but the necessary ones") {
  const std::vector<Case> cases = {
      {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\b\f\n\r\t")"},
      {R"("\u0041\u007a\u0020\u002F")", R"("Az /")"},
      {R"("\u0022\u005c\u005C")", R"("\"\\\\")"},
      {R"("\u0008\u000c\u000A\u000d\u0009")", R"("\b\f\n\r\t")"},
      {R"("\u0000\u0001\u001F")", R"("\u0000\u0001\u001f")"},
      {R"("\u007f\u0080")", "\"\x7F\xC2\x80\""},
      {R"("\u00e4\u00C4\u07ff")", "\"\xC3\xA4\xC3\x84\xDF\xBF\""},
      {R"("\u0800\u20AC\ud7ff\uE000\uffff")",
       "\"\xE0\xA0\x80\xE2\x82\xAC\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\""},
      {R"("\ud83d\ude00")", "\"\xF0\x9F\x98\x80\""},
      {R"("\uD800\uDC00\uDBFF\uDFFF")", "\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\""},
      {R"("a\u0062c\n d  e")", R"("abc\n d  e")"},
      {"\"\xC3\xA4\\u00e4\"", "\"\xC3\xA4\xC3\xA4\""},
      {R"("\\u0041")", R"("\\u0041")"},
      {R"("\\\\")", R"("\\\\")"},
      {R"("\\\"")", R"("\\\"")"},
      {"\"\x7F\"", "\"\x7F\""},
      {R"("// not a comment")", R"("// not a comment")"},
      {R"("{[,:]}")", R"("{[,:]}")"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(compact(c.text) == c.expected);
    CHECK(compact_in_array(c.text) == c.expected);
    CHECK(compact_as_name(c.text) == c.expected);
    CHECK(compact(c.expected) == c.expected);
  }
}

TEST_CASE("two spellings of one string are kept alike, wherever the escapes fall") {
  const std::string text = "0123456789abcdef0123456789";
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (std::size_t j = i + 1; j <= text.size(); ++j) {
      std::string spelled = "\"";
      for (std::size_t k = 0; k < text.size(); ++k) {
        if (k == i || k == j) {
          spelled += std::string("\\u00") + (text[k] < 'a' ? "3" : "6");
          spelled += text[k] < 'a' ? text[k] : static_cast<char>(text[k] - 'a' + '1');
        } else {
          spelled += text[k];
        }
      }
      spelled += '"';
      CAPTURE(spelled);
      REQUIRE(compact(spelled) == "\"" + text + "\"");
      REQUIRE(compact_in_array(spelled) == "\"" + text + "\"");
    }
  }
}

TEST_CASE("an unknown or incomplete escape is refused where it starts") {
  const std::string unknown = "unknown escape in a string: a backslash before ";
  const std::string one_of = R"(; expected one of "\/bfnrtu)";
  const std::string hex =
      R"(byte 1: incomplete escape in a string; expected four hexadecimal digits after \u)";
  const std::vector<Case> cases = {
      {R"("\x41")", "byte 1: " + unknown + "'x'" + one_of},
      {R"("\a")", "byte 1: " + unknown + "'a'" + one_of},
      {R"("\'")", "byte 1: " + unknown + "'''" + one_of},
      {R"("\0")", "byte 1: " + unknown + "'0'" + one_of},
      {R"("\U0041")", "byte 1: " + unknown + "'U'" + one_of},
      {R"("ab\N")", "byte 3: " + unknown + "'N'" + one_of},
      {"\"\\\n\"", "byte 1: " + unknown + "byte 0x0a" + one_of},
      {"\"\\\0\""s, "byte 1: " + unknown + "byte 0x00" + one_of},
      {"\"\\\xC3\xA4\"", "byte 1: " + unknown + "'\xC3\xA4'" + one_of},
      {"\"\\", "byte 1: " + unknown + "the end" + one_of},
      {R"("\u")", hex},
      {R"("\u004")", hex},
      {R"("\u004g")", hex},
      {R"("\u 041")", hex},
      {R"("\u-041")", hex},
      {R"("\u+041")", hex},
      {R"("\u00\u0041")", hex},
      {"\"\\u00\xC3\xA4\"", hex},
      {R"("\u004)", hex},
      {"\"\\u00\0\0\""s, hex},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected);
  }
}

TEST_CASE("half of a surrogate pair is refused where its escape starts") {
  const std::string reason =
      R"(: half of a surrogate pair in a string; expected both, as in \ud83d\ude00)";
  const std::vector<Case> cases = {
      {R"("\ud83d")", "byte 1"},
      {R"("\udbff")", "byte 1"},
      {R"("ab\ud83dx")", "byte 3"},
      {R"("\ud83d\n")", "byte 1"},
      {R"("\ud83d\ud83d\ude00")", "byte 1"},
      {R"("\ud83d\u0041")", "byte 1"},
      {R"("\ud83d\ue000")", "byte 1"},
      {R"("\ud800\udbff")", "byte 1"},
      {R"("\udc00")", "byte 1"},
      {R"("\uDFFF")", "byte 1"},
      {R"("abc\udE00d")", "byte 4"},
      {R"("\ud83d\ude00\ude00")", "byte 13"},
      {R"("\u00e4\\udc00\udc00")", "byte 14"},
      {R"(["ok","\udc00"])", "byte 7"},
      {R"({"\udc00":1})", "byte 2"},
      {R"({"a":{"b":"\udc00"}})", "byte 11"},
      {"\"\xED\x9F\xBF\xEE\x80\x80\\udc00\"", "byte 7"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected + reason);
  }
  // Both sides of the surrogates are characters.
  CHECK(compact("\"\\n\xED\x9F\xBF\xEE\x80\x80\"") == "\"\\n\xED\x9F\xBF\xEE\x80\x80\"");
}

TEST_CASE("every control character in a string is refused, and says which it is") {
  for (int code = 0; code < 0x20; ++code) {
    const char c = static_cast<char>(code);
    constexpr char kHex[] = "0123456789abcdef";
    const std::string name = "byte 0x"s + kHex[code / 16] + kHex[code % 16];
    CAPTURE(name);
    const std::string reason =
        ": a string contains " + name + "; expected control characters to be escaped";
    CHECK(refusal("\""s + c + "\"") == byte(1) + reason);
    CHECK(refusal("[\"0123456789"s + c + "0123456789\"]") == byte(12) + reason);
    CHECK(refusal("{\"ab\\n"s + c + "\":1}") == byte(6) + reason);
  }
}

TEST_CASE("a string without an end is refused at the end of the text") {
  const std::string reason = ": the text ends within a string; expected a quotation mark";
  CHECK(refusal("\"") == byte(1) + reason);
  CHECK(refusal("[\"abc]") == byte(6) + reason);
  CHECK(refusal("{\"a\":\"b}") == byte(8) + reason);
  CHECK(refusal(R"("\")") == byte(3) + reason);
}

TEST_CASE("strings of every length around a machine word are read and written whole") {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string plain(size, 'x');
    CAPTURE(size);
    CHECK(compact("\"" + plain + "\"") == "\"" + plain + "\"");
    CHECK(written(plain) == ">\"" + plain + "\"");
    for (std::size_t i = 0; i < size; ++i) {
      std::string text = plain;
      text[i] = '"';
      const std::string expected = "\"" + plain.substr(0, i) + "\\\"" + plain.substr(i + 1) + "\"";
      CHECK(written(text) == ">" + expected);
      CHECK(compact(expected) == expected);
      text[i] = '\xFF';
      CHECK(written(text) ==
            ">\"" + plain.substr(0, i) + "\xEF\xBF\xBD" + plain.substr(i + 1) + "\"");
      CHECK(refused_at("\"" + text + "\"") == byte(i + 1));
    }
  }
}

TEST_CASE("a string is written with the necessary escapes only") {
  CHECK(written("") == R"(>"")");
  CHECK(written("a/b'c") == R"(>"a/b'c")");
  CHECK(written("\"\\\b\f\n\r\t") == R"(>"\"\\\b\f\n\r\t")");
  CHECK(written("\0\x01\x1F\x7F"s) == ">\"\\u0000\\u0001\\u001f\x7F\"");
  CHECK(written("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80") ==
        ">\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"");
}

TEST_CASE("each byte that is not UTF-8 is written as U+FFFD") {
  const std::string r = "\xEF\xBF\xBD";
  CHECK(written("\x80") == ">\"" + r + "\"");
  CHECK(written("a\xC3") == ">\"a" + r + "\"");
  CHECK(written("\xED\xA0\x80") == ">\"" + r + r + r + "\"");
  CHECK(written("\xF0\x9F\x98") == ">\"" + r + r + r + "\"");
  CHECK(written("\xC3\xA4\xFF\"\xFEz") == ">\"\xC3\xA4" + r + "\\\"" + r + "z\"");
}
