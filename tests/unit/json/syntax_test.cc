// SPDX-License-Identifier: MIT
// What is JSON (RFC 8259) and what is not, and where the fault is.
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

}  // namespace

TEST_CASE("every kind of value is read, with white space around and within it") {
  const std::vector<Case> cases = {
      {"null", "null"},
      {"true", "true"},
      {"false", "false"},
      {"0", "0"},
      {"\"\"", "\"\""},
      {"{}", "{}"},
      {"[]", "[]"},
      {" \t\r\n null \t\r\n ", "null"},
      {" [ ] ", "[]"},
      {" { } ", "{}"},
      {" [ 1 , [ ] , { } , \" x \" ] ", R"([1,[],{}," x "])"},
      {"{\r\n\t\"a\" :\t1 ,\n\"b\" : [ true , false , null ] }",
       R"({"a":1,"b":[true,false,null]})"},
      {R"({"":{"":[{"":""}]}})", R"({"":{"":[{"":""}]}})"},
      {R"({"z":1,"a":2,"m":3})", R"({"z":1,"a":2,"m":3})"},
      {"[[[[]]]]", "[[[[]]]]"},
      {"\xC3\xA4", "invalid_json"},
      {"\"\xC3\xA4\"", "\"\xC3\xA4\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(compact(c.text) == c.expected);
  }
}

TEST_CASE("what is not JSON is refused, with the offset of the offending byte and a reason") {
  const std::vector<Case> cases = {
      // Nothing, too little, too much.
      {"", "byte 0: expected a value, found the end"},
      {"   ", "byte 3: expected a value, found the end"},
      {"1 2", "byte 2: expected nothing more after the value, found '2'"},
      {"{}{}", "byte 2: expected nothing more after the value, found '{'"},
      {"[] x", "byte 3: expected nothing more after the value, found 'x'"},
      {"[]]", "byte 2: expected nothing more after the value, found ']'"},
      {"null,", "byte 4: expected nothing more after the value, found ','"},
      // Brackets.
      {"]", "byte 0: expected a value, found ']'"},
      {"}", "byte 0: expected a value, found '}'"},
      {":", "byte 0: expected a value, found ':'"},
      {",", "byte 0: expected a value, found ','"},
      {"[", "byte 1: expected a value, found the end"},
      {"[1", "byte 2: expected a comma or ']' after the element, found the end"},
      {"[1}", "byte 2: expected a comma or ']' after the element, found '}'"},
      {"[1 2]", "byte 3: expected a comma or ']' after the element, found '2'"},
      {"[1:2]", "byte 2: expected a comma or ']' after the element, found ':'"},
      {"[,1]", "byte 1: expected a value, found ','"},
      {"[1,,2]", "byte 3: expected a value, found ','"},
      {"[1,]", "byte 3: expected a value, found ']'"},
      {"[}", "byte 1: expected a value, found '}'"},
      {"{", "byte 1: expected a member name in double quotes, found the end"},
      {"{]", "byte 1: expected a member name in double quotes, found ']'"},
      {"{1:2}", "byte 1: expected a member name in double quotes, found '1'"},
      {"{a:1}", "byte 1: expected a member name in double quotes, found 'a'"},
      {"{'a':1}", "byte 1: expected a member name in double quotes, found '''"},
      {"{null:1}", "byte 1: expected a member name in double quotes, found 'n'"},
      {"{[]:1}", "byte 1: expected a member name in double quotes, found '['"},
      {"{,}", "byte 1: expected a member name in double quotes, found ','"},
      {R"({"a"})", "byte 4: expected a colon after the member name, found '}'"},
      {R"({"a" 1})", "byte 5: expected a colon after the member name, found '1'"},
      {R"({"a","b":1})", "byte 4: expected a colon after the member name, found ','"},
      {R"({"a"::1})", "byte 5: expected a value, found ':'"},
      {R"({"a":})", "byte 5: expected a value, found '}'"},
      {R"({"a":,"b":1})", "byte 5: expected a value, found ','"},
      {R"({"a":1)", "byte 6: expected a comma or '}' after the member, found the end"},
      {R"({"a":1])", "byte 6: expected a comma or '}' after the member, found ']'"},
      {R"({"a":1 "b":2})", "byte 7: expected a comma or '}' after the member, found '\"'"},
      {R"({"a":25 000})", "byte 8: expected a comma or '}' after the member, found '0'"},
      {R"({"a":1,})", "byte 7: expected a member name in double quotes, found '}'"},
      {R"({"a":1,,"b":2})", "byte 7: expected a member name in double quotes, found ','"},
      // Words.
      {"nul", "byte 3: expected null, found the end in it"},
      {"nulL", "byte 3: expected null, found 'L' in it"},
      {"[tru]", "byte 4: expected true, found ']' in it"},
      {"fals", "byte 4: expected false, found the end in it"},
      {"truex", "byte 4: expected nothing more after the value, found 'x'"},
      {"[nullnull]", "byte 5: expected a comma or ']' after the element, found 'n'"},
      {"True", "byte 0: expected a value, found 'T'"},
      {"NULL", "byte 0: expected a value, found 'N'"},
      {"NaN", "byte 0: expected a value, found 'N'"},
      {"Infinity", "byte 0: expected a value, found 'I'"},
      {"undefined", "byte 0: expected a value, found 'u'"},
      {"[abc]", "byte 1: expected a value, found 'a'"},
      // What other notations have.
      {"// c\n1", "byte 0: expected a value, found '/'"},
      {"[1/* c */]", "byte 2: expected a comma or ']' after the element, found '/'"},
      {"[1] // c", "byte 4: expected nothing more after the value, found '/'"},
      {"# c\n1", "byte 0: expected a value, found '#'"},
      {"['a']", "byte 1: expected a value, found '''"},
      {"[\xE2\x80\x9C"
       "a\xE2\x80\x9D]",
       "byte 1: expected a value, found '\xE2\x80\x9C'"},
      {"[\xF0\x9F\x98\x80]", "byte 1: expected a value, found '\xF0\x9F\x98\x80'"},
      {"(1)", "byte 0: expected a value, found '('"},
      {"[\f1]", "byte 1: expected a value, found byte 0x0c"},
      {"[\v1]", "byte 1: expected a value, found byte 0x0b"},
      {"[1\x7F]", "byte 2: expected a comma or ']' after the element, found byte 0x7f"},
      {"[\xC2\xA0"
       "1]",
       "byte 1: expected a value, found '\xC2\xA0'"},
      {"1\xE2\x80\xA8", "byte 1: expected nothing more after the value, found '\xE2\x80\xA8'"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected);
  }
}

TEST_CASE("a NUL byte outside of strings is refused wherever it stands") {
  const std::vector<Case> cases = {
      {"\0"s, "byte 0: expected a value, found byte 0x00"},
      {"\0[]"s, "byte 0: expected a value, found byte 0x00"},
      {"[]\0"s, "byte 2: expected nothing more after the value, found byte 0x00"},
      {"[] \0 \0"s, "byte 3: expected nothing more after the value, found byte 0x00"},
      {"[]\0[]"s, "byte 2: expected nothing more after the value, found byte 0x00"},
      {"[\0]"s, "byte 1: expected a value, found byte 0x00"},
      {"[1\0]"s, "byte 2: expected a comma or ']' after the element, found byte 0x00"},
      {"[1,\0]"s, "byte 3: expected a value, found byte 0x00"},
      {"{\0}"s, "byte 1: expected a member name in double quotes, found byte 0x00"},
      {"{\"a\"\0:1}"s, "byte 4: expected a colon after the member name, found byte 0x00"},
      {"{\"a\":\0}"s, "byte 5: expected a value, found byte 0x00"},
      {"{\"a\":1\0}"s, "byte 6: expected a comma or '}' after the member, found byte 0x00"},
      {"nu\0ll"s, "byte 2: expected null, found byte 0x00 in it"},
      {"1\0"s, "byte 1: expected nothing more after the value, found byte 0x00"},
      {"-\0"s, "byte 1: expected a digit after the minus sign, found byte 0x00"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    CHECK(refusal(c.text) == c.expected);
  }
}

TEST_CASE("a valid text cut anywhere is refused at its end") {
  const std::string text =
      R"( {"a":[1,-2.5e+10,true,false,null,"x\n\u00e4\ud83d\ude00"],"b":{"c":{}}, "":[[]]} )";
  REQUIRE(refused_at(text) == "ok");
  const std::size_t end = text.rfind('}') + 1;
  for (std::size_t size = 0; size < end; ++size) {
    const std::string cut = text.substr(0, size);
    CAPTURE(cut);
    // An escape is one thing, reported where it starts, and so is a pair of them.
    const std::size_t pair = cut.find("\\ud83d");
    const std::size_t escape = pair == std::string::npos ? cut.rfind('\\') : pair;
    const bool is_in_escape = escape != std::string::npos && refused_at(cut) == byte(escape);
    CHECK((is_in_escape || refused_at(cut) == byte(size)));
  }
}

TEST_CASE("a byte too many anywhere in a text without strings is refused at that byte or behind") {
  const std::string text = R"([[],{},[null],0])";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    for (const char extra : {'x', ':', '"', '\\', '\0', '\x1f', '/'}) {
      std::string longer = text;
      longer.insert(i, 1, extra);
      CAPTURE(longer);
      const std::string reason = refused_at(longer);
      REQUIRE(reason.substr(0, 5) == "byte ");
      CHECK(std::stoul(reason.substr(5)) >= i);
    }
  }
}

TEST_CASE("a byte-order mark is refused by its name, and so is text in UTF-16") {
  CHECK(refusal("\xEF\xBB\xBF{}") ==
        "byte 0: the text starts with a byte-order mark; expected UTF-8 without one");
  CHECK(refusal("\xEF\xBB\xBF") ==
        "byte 0: the text starts with a byte-order mark; expected UTF-8 without one");
  CHECK(refusal("\xFF\xFE{\0}\0"s) == "byte 0: this is not UTF-8");
  CHECK(refusal("\xFE\xFF\0{\0}"s) == "byte 0: this is not UTF-8");
  CHECK(refusal("{\0}\0"s) == "byte 1: expected a member name in double quotes, found byte 0x00");
  CHECK(compact("\"\xEF\xBB\xBF\"") == "\"\xEF\xBB\xBF\"");  // within a string it is a character
}

TEST_CASE("text that is not UTF-8 is refused at the first bad byte, before anything else") {
  const std::vector<Case> cases = {
      {"\"\x80\"", "byte 1"},
      {"\"a\xC3\"", "byte 2"},
      {"\"\xC0\x80\"", "byte 1"},          // overlong NUL
      {"\"\xC1\xBF\"", "byte 1"},          // overlong
      {"\"\xE0\x80\xAF\"", "byte 1"},      // overlong
      {"\"\xF0\x80\x80\xAF\"", "byte 1"},  // overlong
      {"\"\xED\xA0\x80\"", "byte 1"},      // a surrogate
      {"\"\xED\xBF\xBF\"", "byte 1"},      // a surrogate
      {"\"\xF4\x90\x80\x80\"", "byte 1"},  // beyond U+10FFFF
      {"\"\xF5\x80\x80\x80\"", "byte 1"},
      {"\"\xF0\x9F\x98", "byte 1"},
      {"\"\xFF\"", "byte 1"},
      {"{\"\xE9t\xE9\":1}", "byte 2"},
      {"[1,2 \xA0]", "byte 5"},
      {"}\xFF", "byte 1"},  // though byte 0 is wrong too
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected + ": this is not UTF-8");
  }
}
