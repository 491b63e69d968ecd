// SPDX-License-Identifier: MIT
#include <ucs/json_text.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::JsonText;
using ucs::detail::json_members;
using ucs::detail::json_value_end;
using ucs::detail::merge_json_objects;
using namespace std::string_view_literals;

std::string string_json(std::string_view value) {
  const auto text = JsonText::string(value);
  return text ? std::string(text->view()) : std::string(ucs::code_name(text.error().code));
}

TEST_CASE("scalars are written as JSON") {
  CHECK(JsonText().view() == "null");
  CHECK(JsonText::boolean(true).view() == "true");
  CHECK(JsonText::boolean(false).view() == "false");
  CHECK(JsonText::integer(0).view() == "0");
  CHECK(JsonText::integer(std::numeric_limits<std::int64_t>::min()).view() ==
        "-9223372036854775808");
  CHECK(JsonText::integer(std::numeric_limits<std::int64_t>::max()).view() ==
        "9223372036854775807");
}

TEST_CASE("a string has the necessary escapes and no others") {
  CHECK(string_json("") == R"("")");
  CHECK(string_json("plain / text") == R"("plain / text")");
  CHECK(string_json(R"(a"b\c)") == R"("a\"b\\c")");
  CHECK(string_json("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(string_json("\0\x01\x0b\x1f"sv) == R"("\u0000\u0001\u000b\u001f")");
  CHECK(string_json("\x7f\xC3\xA4\xF0\x9F\x98\x80") == "\"\x7f\xC3\xA4\xF0\x9F\x98\x80\"");
}

TEST_CASE("a string that is not UTF-8 is invalid_extension") {
  CHECK(string_json("a\xFF") == "invalid_extension");
  CHECK(string_json("\xED\xA0\x80") == "invalid_extension");
}

TEST_CASE("only objects are objects") {
  CHECK(JsonText::unchecked("{}").is_object());
  CHECK(JsonText::unchecked(R"({"a":1})").is_object());
  for (const char* text : {"null", "true", "1", "\"{\"", "[]", "[{}]"}) {
    CHECK_FALSE(JsonText::unchecked(text).is_object());
  }
}

TEST_CASE("values are equal when their texts are") {
  CHECK(JsonText::integer(1) == JsonText::unchecked("1"));
  CHECK(JsonText::unchecked("1") != JsonText::unchecked("1.0"));
}

TEST_CASE("a value ends where the next token outside of it begins") {
  for (const std::string& value : std::vector<std::string>{
           "1", "-1.5e400", "true", "null", R"("a")", R"("]},")", R"("\"\\")", "{}", "[]",
           R"({"a":[1,{"b":"}"}],"c":"\\"})", R"([[["]"]],{},""])"}) {
    CAPTURE(value);
    CHECK(json_value_end(value, 0) == value.size());
    CHECK(json_value_end(value + ",1", 0) == value.size());
    CHECK(json_value_end("[" + value + "]", 1) == value.size() + 1);
    CHECK(json_value_end("{\"k\":" + value + "}", 5) == value.size() + 5);
  }
}

TEST_CASE("a value nested as deep as its text is long ends without recursion") {
  const std::size_t depth = 1000000;
  const std::string deep = std::string(depth, '[') + std::string(depth, ']');
  CHECK(json_value_end(deep, 0) == deep.size());
}

TEST_CASE("members are read in their order, names as written") {
  CHECK(json_members("{}").empty());
  const std::string object = R"({"a":1,"b\"c":{"x":[1,2]},"":"s,}"})";
  const auto members = json_members(object);
  REQUIRE(members.size() == 3);
  CHECK(members[0].name == R"("a")");
  CHECK(members[0].value == "1");
  CHECK(members[1].name == R"("b\"c")");
  CHECK(members[1].value == R"({"x":[1,2]})");
  CHECK(members[2].name == R"("")");
  CHECK(members[2].value == R"("s,}")");
}

TEST_CASE("a merge lets the new value win in the old place and appends new members") {
  CHECK(merge_json_objects("{}", "{}") == "{}");
  CHECK(merge_json_objects("{}", R"({"a":1})") == R"({"a":1})");
  CHECK(merge_json_objects(R"({"a":1})", "{}") == R"({"a":1})");
  CHECK(merge_json_objects(R"({"b":1,"a":2})", R"({"c":3,"a":[4]})") == R"({"b":1,"a":[4],"c":3})");
}

TEST_CASE("a merge replaces members whole: it does not merge what is inside them") {
  CHECK(merge_json_objects(R"({"a":{"x":1}})", R"({"a":{"y":2}})") == R"({"a":{"y":2}})");
}

TEST_CASE("a merge keeps numbers as they were written") {
  CHECK(merge_json_objects(R"({"a":9223372036854775807,"b":0.10})", R"({"c":1e400})") ==
        R"({"a":9223372036854775807,"b":0.10,"c":1e400})");
}

TEST_CASE("a merge of many members matches them by name") {
  std::string base = "{";
  std::string added = "{";
  std::string expected = "{";
  for (int i = 0; i < 2000; ++i) {
    const std::string name = "\"n" + std::to_string(i) + "\":";
    const std::string comma = i == 0 ? "" : ",";
    base.append(comma).append(name).append("1");
    if (i % 2 == 0) added.append(comma).append(name).append("2");
    expected.append(comma).append(name).append(i % 2 == 0 ? "2" : "1");
  }
  CHECK(merge_json_objects(base + "}", added + "}") == expected + "}");
}

}  // namespace
