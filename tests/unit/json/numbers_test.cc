// SPDX-License-Identifier: MIT
// Numbers: kept digit by digit, whatever their size (spec 3.4).
#include <ucs/json.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/parsing.h"

namespace {

using ucs::tests::compact;
using ucs::tests::refusal;
using ucs::tests::refused_at;

struct Case {
  std::string text;
  std::string expected;
};

/// Numbers no double holds: RapidJSON refuses them, we do not.
std::vector<std::string> large_numbers() {
  return {"1e309",
          "1e400",
          "-1E+400",
          "0e999",
          "1.5e999999999999999999999",
          "1e-999999999999999999999",
          std::string(400, '9'),
          "-" + std::string(400, '9') + ".5",
          "0." + std::string(400, '0') + "1e9999"};
}

}  // namespace

TEST_CASE("a number is kept exactly as it was sent") {
  std::vector<std::string> numbers = {"0",
                                      "-0",
                                      "1",
                                      "-1",
                                      "10",
                                      "0.0",
                                      "-0.0",
                                      "0.1",
                                      "0.10",
                                      "1.0",
                                      "100",
                                      "1e0",
                                      "1E0",
                                      "1e+2",
                                      "1E+2",
                                      "1e-2",
                                      "1E-2",
                                      "0e0",
                                      "0E+0",
                                      "1e00",
                                      "1e+00010",
                                      "123.456e-789",
                                      "9007199254740993",
                                      "9223372036854775807",
                                      "-9223372036854775808",
                                      "9223372036854775808",
                                      "12345678901234567890",
                                      "18446744073709551616",
                                      "3.141592653589793238462643383279502884",
                                      "5e-324",
                                      "1e-400",
                                      "1e308",
                                      "1.7976931348623157e308",
                                      "179769313486231580793728971405301e276"};
  for (const std::string& large : large_numbers()) numbers.push_back(large);
  for (const std::string& number : numbers) {
    CAPTURE(number);
    CHECK(compact(number) == number);
    CHECK(compact(" " + number + "\n") == number);
    CHECK(compact("[" + number + "]") == "[" + number + "]");
    CHECK(compact("[ " + number + " , " + number + " ]") == "[" + number + "," + number + "]");
    CHECK(compact("{\"" + number + "\":" + number + "}") == "{\"" + number + "\":" + number + "}");
  }
}

TEST_CASE("numbers no double holds change nothing about the values around them") {
  for (const std::string& number : large_numbers()) {
    CAPTURE(number);
    const std::string text = R"({"a":[1,22,-333,4.5,1e400],"b":"1e400 \n","\t":)" + number +
                             R"(,"c":{"d":true},"e":"\ud83d\ude00 12345"})";
    const std::string expected = R"({"a":[1,22,-333,4.5,1e400],"b":"1e400 \n","\t":)" + number +
                                 ",\"c\":{\"d\":true},\"e\":\"\xF0\x9F\x98\x80 12345\"}";
    CHECK(compact(text) == expected);
  }
}

TEST_CASE("what is no number is refused at the offending byte") {
  const std::vector<Case> cases = {
      {"-", "byte 1: expected a digit after the minus sign, found the end"},
      {"--1", "byte 1: expected a digit after the minus sign, found '-'"},
      {"-a", "byte 1: expected a digit after the minus sign, found 'a'"},
      {"-Infinity", "byte 1: expected a digit after the minus sign, found 'I'"},
      {"- 1", "byte 1: expected a digit after the minus sign, found ' '"},
      {"+1", "byte 0: expected a value, found '+'"},
      {".5", "byte 0: expected a value, found '.'"},
      {"-.5", "byte 1: expected a digit after the minus sign, found '.'"},
      {"1.", "byte 2: expected a digit after the decimal point, found the end"},
      {"1.e5", "byte 2: expected a digit after the decimal point, found 'e'"},
      {"[1.]", "byte 3: expected a digit after the decimal point, found ']'"},
      {"1e", "byte 2: expected a digit in the exponent, found the end"},
      {"1e+", "byte 3: expected a digit in the exponent, found the end"},
      {"1e1.5", "byte 3: expected nothing more after the value, found '.'"},
      {"1eE2", "byte 2: expected a digit in the exponent, found 'E'"},
      {"1e+-2", "byte 3: expected a digit in the exponent, found '-'"},
      {"01", "byte 1: a number starts with 0; expected no digit after it"},
      {"-01", "byte 2: a number starts with 0; expected no digit after it"},
      {"[00]", "byte 2: a number starts with 0; expected no digit after it"},
      {R"({"a":007})", "byte 6: a number starts with 0; expected no digit after it"},
      {"1.5.5", "byte 3: expected nothing more after the value, found '.'"},
      {"0x10", "byte 1: expected nothing more after the value, found 'x'"},
      {"1_000", "byte 1: expected nothing more after the value, found '_'"},
      {"25 000", "byte 3: expected nothing more after the value, found '0'"},
      {"1,5", "byte 1: expected nothing more after the value, found ','"},
      {"\xEF\xBC\x91", "byte 0: expected a value, found '\xEF\xBC\x91'"},  // a full-width 1
      {"1\xC2\xB2", "byte 1: expected nothing more after the value, found '\xC2\xB2'"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(refusal(c.text) == c.expected);
  }
}

TEST_CASE("faults before and after a number no double holds are found at their place") {
  const std::vector<std::string> faults = {"01",    "-",      "1e",  "--1",     "1..2",    "--123",
                                           "-0123", "12e3e4", "nul", "\"\\x\"", "\"\t",    "[1,]",
                                           "{1:2",  "}",      "1 2", "+",       "\xC3\xA4"};
  for (const std::string& number : large_numbers()) {
    for (const std::string& fault : faults) {
      CAPTURE(number, fault);
      const std::string before = "[" + fault + "," + number + "]";
      CHECK(refused_at(before) == refused_at("[" + fault + ",1]"));
      const std::string after = "[" + number + "," + fault + "]";
      const std::string blank(number.size(), ' ');
      CHECK(refused_at(after) == refused_at("[" + blank.substr(1) + "1," + fault + "]"));
    }
  }
}

TEST_CASE("a number no double holds, with rubbish behind it, is refused") {
  for (const std::string& number : large_numbers()) {
    for (const char* rubbish :
         {"x", ".", "..5", "e", "e5.", "e5e5", ".5.5", "-", "+1", "\"", "0x", " 1"}) {
      CAPTURE(number, rubbish);
      CHECK(refused_at(number + rubbish).substr(0, 5) == "byte ");
      CHECK(refused_at("[" + number + rubbish + "]").substr(0, 5) == "byte ");
    }
  }
}

TEST_CASE("a number that no double holds has one exponent") {
  CHECK(refused_at("1e401e00") == "byte 5");
  CHECK(refused_at("[-1.5e400E+7]") == "byte 9");
  CHECK(refused_at("{\"a\":1e400,\"b\":1e5e6}") == "byte 18");
}

TEST_CASE("a text of large numbers only costs two passes, not one for each number") {
  std::string text = "[1e400";
  for (int i = 0; i < 90000; ++i) text += ",1e400";
  text += "]";
  CHECK(compact(text) == text);
}
