// SPDX-License-Identifier: MIT
// The limits of a text, each at its bound and one beyond, and names an object has twice.
#include <ucs/json.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/parsing.h"

namespace {

using ucs::json::kDepthMax;
using ucs::json::kValuesMax;
using ucs::tests::byte;
using ucs::tests::compact;
using ucs::tests::refusal;
using ucs::tests::refused_at;
using ucs::tests::repeated;

struct Case {
  std::string text;
  std::string expected;
};

const std::string kTwice = ": an object has a second member of the name ";

/// `{"n0":0,"n1":0,...}` of `count` members, each name with `prefix`.
std::string object_of(std::size_t count, const std::string& prefix = "n") {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ',';
    text += "\"" + prefix + std::to_string(i) + "\":0";
  }
  return text += '}';
}

}  // namespace

TEST_CASE("64 objects and arrays may be open at once, 65 are refused at the last bracket") {
  const std::string arrays = repeated("[", kDepthMax) + repeated("]", kDepthMax);
  CHECK(compact(arrays) == arrays);
  const std::string objects =
      repeated(R"({"a":)", kDepthMax - 1) + "{}" + repeated("}", kDepthMax - 1);
  CHECK(compact(objects) == objects);
  const std::string mixed =
      repeated(R"([{"a":)", kDepthMax / 2) + "1" + repeated("}]", kDepthMax / 2);
  CHECK(compact(mixed) == mixed);

  const std::string reason = ": more than 64 objects and arrays are open";
  CHECK(refusal("[" + arrays + "]") == byte(kDepthMax) + reason);
  CHECK(refusal(repeated(R"({"a":)", kDepthMax) + "{}" + repeated("}", kDepthMax)) ==
        byte(5 * kDepthMax) + reason);
  CHECK(refusal(repeated(R"([{"a":)", kDepthMax / 2) + "[]" + repeated("}]", kDepthMax / 2)) ==
        byte(6 * kDepthMax / 2) + reason);
}

TEST_CASE("depth counts what is open, not what was") {
  const std::string deep = repeated("[", kDepthMax - 1) + repeated("]", kDepthMax - 1);
  const std::string text = "[" + repeated(deep + ",", 100) + "0]";
  CHECK(compact(text) == text);
}

TEST_CASE("64 MB of brackets are refused at the 65th") {
  constexpr std::size_t kBytes = std::size_t{64} << 20U;
  CHECK(refused_at(std::string(kBytes, '[')) == byte(kDepthMax));
  CHECK(refused_at(repeated(R"({"":)", kBytes / 4)) == byte(4 * kDepthMax));
}

TEST_CASE("100,000 values are read, and the one beyond is refused where it stands") {
  const std::string elements = "[" + repeated("0,", kValuesMax - 2) + "0]";
  CHECK(compact(elements) == elements);
  const std::string reason = ": there are more than 100000 values";
  const std::string more = "[" + repeated("0,", kValuesMax - 1) + "0]";
  CHECK(refusal(more) == byte(more.size() - 2) + reason);

  for (const std::string last : {"null", "true", "false", "1.5", "\"x\"", "[]", "{}"}) {
    CAPTURE(last);
    const std::string fits = "[" + repeated("0,", kValuesMax - 2) + last + "]";
    CHECK(compact(fits) == fits);
    const std::string one_more = "[" + repeated("0,", kValuesMax - 1) + last + "]";
    CHECK(refusal(one_more) == byte(one_more.size() - 1 - last.size()) + reason);
  }
}

TEST_CASE("names do not count as values") {
  const std::string members = object_of(kValuesMax - 1);
  CHECK(compact(members) == members);
  CHECK(refusal(object_of(kValuesMax)) ==
        byte(object_of(kValuesMax).size() - 2) + ": there are more than 100000 values");
}

TEST_CASE("a text of more than the largest size is refused without being read") {
  // Nothing behind the first byte exists, so reading it would be a fault of memory.
  const char only = '1';
  CHECK(refusal(std::string_view(&only, ucs::json::kTextBytesMax + 1)) ==
        byte(ucs::json::kTextBytesMax) + ": expected at most 1073741824 bytes");
}

TEST_CASE("long texts are read: white space, one string, one number, one name") {
  constexpr std::size_t kBytes = std::size_t{8} << 20U;
  CHECK(compact(std::string(kBytes, ' ') + "1") == "1");
  const std::string string = "\"" + std::string(kBytes, 'x') + "\"";
  CHECK(compact(string) == string);
  const std::string escaped = "[\"" + repeated("\\u0041", kBytes / 8) + "\"]";
  CHECK(compact(escaped) == "[\"" + std::string(kBytes / 8, 'A') + "\"]");
  const std::vector<std::string> numbers = {
      std::string(kBytes, '9'), "0." + std::string(kBytes, '0'), "1e" + std::string(kBytes, '0'),
      "1e-" + std::string(kBytes, '9')};
  for (const std::string& number : numbers) {
    const bool is_kept = compact(number) == number;
    CHECK(is_kept);
  }
  const std::string name = "{" + string + ":1}";
  CHECK(compact(name) == name);
  CHECK(refused_at("{" + string + ":1," + string + ":2}") == byte(string.size() + 4));
}

TEST_CASE("a name an object has twice is refused where it stands the second time") {
  const std::vector<Case> cases = {
      {R"({"a":1,"a":1})", "byte 7" + kTwice + "\"a\""},
      {R"({"a":1,"b":2,"a":3})", "byte 13" + kTwice + "\"a\""},
      {R"({"":1,"":2})", "byte 6" + kTwice + "\"\""},
      {R"({"a":1,"\u0061":2})", "byte 7" + kTwice + "\"a\""},
      {R"({"\u0061":1,"a":2})", "byte 12" + kTwice + "\"a\""},
      {R"({"\ud83d\ude00":1,)"
       "\"\xF0\x9F\x98\x80\":2}",
       "byte 18" + kTwice + "\"\xF0\x9F\x98\x80\""},
      {R"({"\/":1,"/":2})", "byte 8" + kTwice + "\"/\""},
      {R"({"a\u0000":1,"a\u0000":2})", "byte 13" + kTwice + R"("a\x00")"},
      {R"([{"x":{"a":1,"a":2}}])", "byte 13" + kTwice + "\"a\""},
      {R"({"a":{"b":1},"a":2})", "byte 13" + kTwice + "\"a\""},
      {R"({"abcdefgh":1,"abcdefgh":2})", "byte 14" + kTwice + "\"abcdefgh\""},
      {R"({"abcdefghi":1,"abcdefghj":2,"abcdefghi":3})", "byte 29" + kTwice + "\"abcdefghi\""},
      {"{ \"a\" : 1 , \"a\" : 2 }", "byte 12" + kTwice + "\"a\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected);
  }
}

TEST_CASE("names that differ in anything are different") {
  for (const std::string text :
       {R"({"a":1,"A":2})", R"({"a":1,"b":{"a":2},"c":{"a":3}})", R"([{"a":1},{"a":2}])",
        R"({"a":{"a":{"a":1}}})", R"({"a":1,"aa":2,"aaa":3,"":4})",
        R"({"a":1,"a\u0000":2,"a\u0000\u0000":3})", R"({"abcdefgh":1,"abcdefghi":2,"abcdefg":3})",
        R"({"abcdefgh1":1,"abcdefgh2":2})", R"({" a":1,"a ":2,"a":3})"}) {
    CAPTURE(text);
    CHECK(compact(text) == text);
  }
  // An umlaut in one character and in two.
  CHECK(refused_at("{\"\xC3\xA4\":1,\"a\xCC\x88\":2}") == "ok");
}

TEST_CASE("a name is found twice in objects of every size, wherever the two stand") {
  for (std::size_t count = 2; count <= 60; ++count) {
    for (std::size_t first = 0; first < count; first += 3) {
      for (std::size_t second = first + 1; second < count; second += 4) {
        std::string text = "{";
        std::size_t offset = 0;
        for (std::size_t i = 0; i < count; ++i) {
          if (i > 0) text += ',';
          if (i == second) offset = text.size();
          text += "\"a_longer_name_" + std::to_string(i == second ? first : i) + "\":{\"x\":0}";
        }
        text += "}";
        REQUIRE(refused_at(text) == byte(offset));
      }
    }
  }
}

TEST_CASE("of several names a large object has twice the first is reported") {
  std::string text = object_of(50);
  text.pop_back();
  const std::size_t end = text.size();
  CHECK(refusal(text + R"(,"n30":1,"n3":1,"n30":1,"n1":1})") == byte(end + 1) + kTwice + "\"n30\"");
}

TEST_CASE("100,000 members are checked in time, also when their names are made to look alike") {
  const std::size_t count = kValuesMax - 1;
  const std::string alike = object_of(count, "the_same_beginning_in_every_name_");
  CHECK(compact(alike) == alike);
  std::string twice = object_of(count - 1);
  twice.insert(twice.size() - 1, R"(,"n0":0)");
  CHECK(refused_at(twice) == byte(twice.size() - 7));
  // Objects within objects, each a little too large for the quick way.
  const std::string inner = object_of(30);
  const std::string many = "[" + repeated(inner + ",", 3000) + "0]";
  CHECK(compact(many) == many);
}

TEST_CASE("a fault that stops the parser wins over a name an unclosed object has twice") {
  std::string text = object_of(50);
  text.pop_back();
  CHECK(refused_at(text + R"(,"n3":1,)") == byte(text.size() + 8));
}

TEST_CASE("a text may have limits of its own, for depth and for values") {
  const ucs::json::ParseLimits limits{ucs::json::kParsedDepthMax, kValuesMax + 1};
  const auto nested = [](std::size_t depth) { return repeated("[", depth) + repeated("]", depth); };
  CHECK(ucs::json::parse_value(nested(limits.depth_max), limits));
  const auto deep = ucs::json::parse_value(nested(limits.depth_max + 1), limits);
  REQUIRE(!deep);
  CHECK(deep.error().message == "the body is not valid JSON at " + byte(limits.depth_max) +
                                    ": more than " + std::to_string(limits.depth_max) +
                                    " objects and arrays are open");
  const auto list = [](std::size_t values) { return "[" + repeated("0,", values - 2) + "0]"; };
  CHECK(ucs::json::parse_value(list(limits.values_max), limits));
  CHECK(!ucs::json::parse_value(list(limits.values_max + 1), limits));
  CHECK(!ucs::json::parse_value(list(limits.values_max)));
  CHECK(!ucs::json::parse_value("[[]]", {1, 10}));
}
