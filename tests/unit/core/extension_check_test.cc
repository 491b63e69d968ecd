// SPDX-License-Identifier: MIT
// Values against their schema: types, names, defaults, records (spec 7).
#include <ucs/schema_rules.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/schemas.h"

namespace {

using namespace ucs::tests;
using ucs::AttributeType;
using ucs::JsonText;
using ucs::Schema;
using ucs::SchemaAttribute;
using Type = ucs::AttributeType;

/// Returns the value as it is stored, or "code: message".
std::string stored(const Schema& schema, const std::string& value) {
  const auto checked = ucs::check_extension(schema, JsonText::unchecked(value));
  if (checked) return std::string(checked->view());
  CHECK(checked.error().field == schema.name);
  return std::string(ucs::code_name(checked.error().code)) + ": " + checked.error().message;
}

bool is_accepted(const SchemaAttribute& attribute, const std::string& value) {
  const std::string object = "{\"a\":" + value + "}";
  const std::string result = stored(single("S", {attribute}), object);
  if (result == object) return true;  // exactly as sent
  CHECK_THAT(result, Catch::Matchers::StartsWith("invalid_extension: attribute \"a\" of extension "
                                                 "\"S\" is "));
  return false;
}

struct Row {
  Type type;
  std::vector<std::string> accepted;
  std::vector<std::string> refused;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {Type::kBoolean,
       {"true", "false", R"("true")", R"("FALSE")", R"("True")"},
       {"0", "1", R"("")", R"("yes")", R"(" true")"}},
      {Type::kString, {R"("")", R"("9")", R"("\u0000")"}, {"9", "true", "1.5"}},
      {Type::kInteger,
       {"0", "-0", "2147483647", "-2147483648", R"("24")", R"("-1")"},
       {"2147483648", "-2147483649", "1.0", "1e2", R"("")", R"("seven")", R"("+1")", R"(" 1")",
        R"("1 ")", "true"}},
      {Type::kLong,
       {"0", "9223372036854775807", "-9223372036854775808", R"("9223372036854775807")"},
       {"9223372036854775808", "-9223372036854775809", "1.5", "1e400", R"("x")", "false"}},
      {Type::kDouble,
       {"0", "-1.50", "1e400", "0.1000000000000000055511151231257827", R"("2.5")", R"("1E+2")",
        "123456789012345678901234567890"},
       {R"("")", R"("1.")", R"(".5")", R"("01")", R"("1e")", R"("NaN")", R"("0x1")", R"("-")",
        "true"}},
      {Type::kDate,
       {R"("2026-03-01")", R"("2024-02-29")", R"("0000-01-01")", R"("9999-12-31")",
        R"("1981-03-17T02:00:00.000Z")"},
       {R"("2026-02-29")", R"("2026-3-1")", R"("2026-03-01Z")", R"("01.03.2026")", R"("")",
        "20260301"}},
      {Type::kDatetime,
       {R"("2026-03-01T12:00:00.000Z")", R"("2026-03-01T12:00:00")",
        R"("2026-03-01T12:00:00.123456789+02:00")"},
       {R"("2026-03-01")", R"("2026-03-01 12:00:00")", R"("2026-02-30T12:00:00")",
        R"("2026-03-01T24:00:00")", "1772366400000"}},
      {Type::kCurrency,
       {"0", "259.90", "-0.0001", "999999999999999.9999", R"("259.90")"},
       {"1000000000000000", "0.00001", "1e2", R"("259,90")", R"("EUR 5")", R"("5.")", "false"}},
  };
  return kRows;
}

TEST_CASE("each attribute type takes its values as they were sent, and no others") {
  for (const Row& row : rows()) {
    const SchemaAttribute of_type = attribute("a", row.type);
    for (const std::string& value : row.accepted) {
      CAPTURE(ucs::attribute_type_name(row.type), value);
      CHECK(is_accepted(of_type, value));
    }
    std::vector<std::string> refused = row.refused;
    for (const char* never : {"null", "{}", "[]", "[1]", R"({"a":1})"}) refused.emplace_back(never);
    for (const std::string& value : refused) {
      CAPTURE(ucs::attribute_type_name(row.type), value);
      CHECK_FALSE(is_accepted(of_type, value));
    }
  }
}

TEST_CASE("a string has at most `length` characters, escapes counted as what they stand for") {
  const SchemaAttribute three = text("a", 3);
  CHECK(is_accepted(three, R"("")"));
  CHECK(is_accepted(three, "\"" + characters(3, 4) + "\""));
  CHECK(is_accepted(three, R"("\n\u0000\"")"));
  CHECK(is_accepted(three, R"("\\\\\\")"));
  CHECK_FALSE(is_accepted(three, R"("abcd")"));
  CHECK_FALSE(is_accepted(three, "\"" + characters(4, 4) + "\""));
  CHECK_FALSE(is_accepted(three, R"("\n\u0000\"x")"));
  const std::string most(ucs::kAttributeLengthMax, 'x');
  CHECK(is_accepted(text("a", ucs::kAttributeLengthMax), "\"" + most + "\""));
  CHECK_FALSE(is_accepted(text("a", ucs::kAttributeLengthMax), "\"" + most + "x\""));
  // Other types do not look at it.
  SchemaAttribute number = attribute("a", Type::kInteger);
  number.length = 1;
  CHECK(is_accepted(number, "12345"));
}

TEST_CASE("names of attributes match in any case and are stored as the schema spells them") {
  const Schema schema = single("S", {attribute("Rating", Type::kInteger), text("notes", 9)});
  CHECK(stored(schema, "{}") == "{}");
  CHECK(stored(schema, R"({"RATING":7,"NOTES":"Warm"})") == R"({"Rating":7,"notes":"Warm"})");
  CHECK(stored(schema, R"({"notes":"x","rating":7})") == R"({"notes":"x","Rating":7})");
  CHECK(stored(schema, R"({"rating":7,"Rating":8})") ==
        "invalid_extension: attribute \"Rating\" of extension \"S\" is given twice; names are not "
        "case-sensitive");
  CHECK(stored(schema, R"({"rate":7})") ==
        "invalid_extension: attribute \"rate\" of extension \"S\" is none of its schema; expected "
        "one of Rating, notes");
  CHECK(stored(single("S", {}), R"({"":7})") ==
        "invalid_extension: attribute \"\" of extension \"S\" is none of its schema; expected no "
        "attributes at all");
}

TEST_CASE("a value that needs no change shares its text") {
  const Schema schema = single("S", {text("notes", 900)});
  const auto value = JsonText::unchecked(R"({"notes":")" + std::string(500, 'x') + "\"}");
  const auto checked = ucs::check_extension(schema, value);
  REQUIRE(checked);
  CHECK(checked->view().data() == value.view().data());
}

TEST_CASE("a mandatory attribute must be there, unless a default takes its place") {
  const Schema schema = single(
      "S", {mandatory("a", Type::kInteger), with_default(mandatory("b", Type::kInteger), "7"),
            with_default(attribute("c", Type::kString), R"("x")"), text("d", 1)});
  CHECK(stored(schema, R"({"a":1})") == R"({"a":1,"b":7,"c":"x"})");
  CHECK(stored(schema, R"({"C":"y","a":1})") == R"({"c":"y","a":1,"b":7})");
  CHECK(stored(schema, R"({"d":"z","c":"y","b":2,"a":1})") == R"({"d":"z","c":"y","b":2,"a":1})");
  CHECK(stored(schema, R"({"b":1})") ==
        "invalid_extension: attribute \"a\" of extension \"S\" is missing; expected an integer "
        "from -2147483648 to 2147483647");
  const Schema only_defaults = multi("M", {with_default(attribute("b", Type::kInteger), "7")});
  CHECK(stored(only_defaults, "[{},{\"b\":1},{}]") == R"([{"b":7},{"b":1},{"b":7}])");
}

TEST_CASE("single-valued is one object, multi-valued an array of objects") {
  const Schema one = single("S", {text("a", 9)});
  const Schema many = multi("M", {text("a", 9)});
  for (const char* value : {"[]", R"([{"a":"x"}])", "7", "\"x\"", "null", "true"}) {
    CHECK_THAT(stored(one, value), contains("expected an object, as its schema is single-valued"));
  }
  CHECK(stored(many, "[]") == "[]");
  CHECK(stored(many, "[{}]") == "[{}]");
  CHECK(stored(many, R"([{"a":"x"},{"a":"x"}])") == R"([{"a":"x"},{"a":"x"}])");
  for (const char* value : {"{}", R"({"a":"x"})", "7", "null"}) {
    CHECK_THAT(stored(many, value), contains("expected an array of objects"));
  }
  CHECK(stored(many, R"([{"a":"x"},7])") ==
        "invalid_extension: record 1 of extension \"M\" is 7; expected an object");
  CHECK_THAT(stored(many, "[[]]"), contains("record 0 of extension \"M\" is an array"));
  CHECK(stored(many, R"([{"a":"x"},{},{"a":null}])") ==
        "invalid_extension: attribute \"a\" of record 2 of extension \"M\" is null; expected a "
        "string of at most 9 characters");
}

TEST_CASE("no two records have equal values in all attributes of `unique`") {
  const Schema schema =
      multi("M", {text("a", 9), attribute("b", Type::kInteger), text("c", 9)}, {"a", "b"});
  CHECK_THAT(stored(schema, R"([{"a":"x","b":1},{"a":"x","b":2},{"a":"X","b":1},{"b":1}])"),
             Catch::Matchers::StartsWith("["));
  CHECK(stored(schema, R"([{"a":"x","b":1,"c":"y"},{},{"b":1,"a":"x","c":"z"}])") ==
        "duplicate_record: records 0 and 2 of extension \"M\" have the same a, b; expected no two "
        "records with equal values there");
  CHECK_THAT(stored(schema, R"([{"a":"x","b":1},{"a":"x","b":"1"}])"), contains("duplicate"));
  CHECK_THAT(stored(schema, R"([{"c":"x"},{"c":"y"}])"), contains("duplicate"));  // both absent
  CHECK_THAT(stored(schema, R"([{"a":""},{}])"), Catch::Matchers::StartsWith("["));
  // A default counts as if it had been sent.
  const Schema filled = multi("M", {with_default(attribute("b", Type::kInteger), "1")}, {"b"});
  CHECK_THAT(stored(filled, R"([{"b":1},{}])"), contains("duplicate_record: records 0 and 1"));
}

TEST_CASE("values of `unique` are compared by what they mean") {
  struct Pair {
    Type type;
    const char* a;
    const char* b;
    bool is_equal;
  };
  for (const Pair& pair : {
           Pair{Type::kDouble, "1", "1.0", true},
           Pair{Type::kDouble, "10", "1e1", true},
           Pair{Type::kDouble, "0.010", R"("1E-2")", true},
           Pair{Type::kDouble, "0", "-0.0e5", true},
           Pair{Type::kDouble, "1", "-1", false},
           Pair{Type::kDouble, "1e99999999999999999999", "1e99999999999999999998", false},
           Pair{Type::kDouble, "12", "1.2", false},
           Pair{Type::kCurrency, "5", "5.00", true},
           Pair{Type::kInteger, "0", "-0", true},
           Pair{Type::kLong, "7", R"("7")", true},
           Pair{Type::kBoolean, "true", R"("TRUE")", true},
           Pair{Type::kBoolean, "true", "false", false},
           Pair{Type::kString, R"("a")", R"("A")", false},
           Pair{Type::kString, R"("1")", R"("1.0")", false},
           Pair{Type::kDate, R"("2026-03-01")", R"("2026-03-01T00:00:00Z")", true},
           Pair{Type::kDatetime, R"("2026-03-01T12:00:00Z")", R"("2026-03-01T14:00:00.000+02:00")",
                true},
           Pair{Type::kDatetime, R"("2026-03-01T12:00:00Z")", R"("2026-03-01T12:00:00.001Z")",
                false},
       }) {
    CAPTURE(ucs::attribute_type_name(pair.type), pair.a, pair.b);
    const Schema schema = multi("M", {attribute("k", pair.type)}, {"k"});
    const std::string records = std::string("[{\"k\":") + pair.a + "},{\"k\":" + pair.b + "}]";
    CHECK((stored(schema, records) != records) == pair.is_equal);
  }
}

TEST_CASE("defaults cannot make a value larger than 16 MiB") {
  const std::string filling(1000, 'x');
  const Schema schema =
      multi("M", {with_default(attribute("a", Type::kString), "\"" + filling + "\"")});
  const auto records = [](std::size_t count) {
    std::string text = "[{}";
    for (std::size_t i = 1; i < count; ++i) text += ",{}";
    return text + "]";
  };
  // Each record comes to 1,009 bytes with its comma.
  constexpr std::size_t kFits = (ucs::kExtensionBytesMax - 1) / 1009;
  CHECK(stored(schema, records(kFits)).size() == kFits * 1009 + 1);
  CHECK(stored(schema, records(kFits + 1)) ==
        "invalid_extension: extension \"M\" with its defaults has more than 16777216 bytes; "
        "expected at most that");
}

TEST_CASE("a deeply nested value is refused without recursion") {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  const Schema schema = single("S", {text("a", 9)});
  CHECK_THAT(stored(schema, "{\"a\":" + deep + "}"), contains("is an array; expected a string"));
}

}  // namespace
