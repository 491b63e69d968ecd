// SPDX-License-Identifier: MIT
// Definitions of extension schemas as JSON, in and out (spec 7).
#include "tests/support/schemas.h"

#include <ucs/json.h>
#include <ucs/testing/describe.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using namespace ucs::tests;
using ucs::JsonText;
using ucs::Schema;
using Type = ucs::AttributeType;

/// Returns what was read, in words, or "code field: message".
std::string read(const std::string& body) {
  const auto schema = ucs::json::parse_schema(body);
  if (schema) return ucs::testing::describe(*schema);
  const ucs::Error& error = schema.error();
  return std::string(ucs::code_name(error.code)) + " " + error.field + ": " + error.message;
}

std::string shown(const Schema& schema) {
  std::string out;
  ucs::json::append_schema(out, schema);
  return out;
}

/// A definition with one attribute that has these members, too.
std::string with(const std::string& members) {
  return R"({"name":"S","type":"single-valued","attributes":[{"name":"a","type":"string",)" +
         members + "}]}";
}

TEST_CASE("a definition is read with all its members") {
  Schema expected = multi("Satisfaction",
                          {mandatory("rating", Type::kInteger), text("place", 64),
                           with_default(attribute("usefull", Type::kBoolean), "true")},
                          {"place", "rating"});
  const std::string expected_text = ucs::testing::describe(expected);
  CHECK(read(R"({"name":"Satisfaction","type":"multi-valued","attributes":[
           {"name":"rating","type":"integer","mandatory":true},
           {"name":"place","type":"string","length":64},
           {"name":"usefull","type":"boolean","mandatory":false,"default":true}],
           "unique":["place","rating"]})") == expected_text);
  // As lenient as the documents: strings, a comma list, any case, members of others' making.
  CHECK(read(R"({"unique":" place , rating","version":3,"attributes":[
           {"mandatory":"TRUE","type":"Integer","name":"rating","comment":null},
           {"name":"place","type":"STRING","length":"64","mandatory":"false"},
           {"name":"usefull","type":"Boolean","default":true}],
           "type":"MULTI-valued","name":"Satisfaction"})") == expected_text);
}

TEST_CASE("optional members may be absent") {
  CHECK(read(R"({"name":"S","type":"single-valued","attributes":[]})") ==
        ucs::testing::describe(single("S", {})));
  for (const char* unique : {"[]", R"("")", R"("  ")"}) {
    CHECK(read(R"({"name":"S","type":"single-valued","attributes":[],"unique":)" +
               std::string(unique) + "}") == ucs::testing::describe(single("S", {})));
  }
}

TEST_CASE("all types are read in any case") {
  for (int i = 0; i < 8; ++i) {
    const std::string name(ucs::attribute_type_name(static_cast<Type>(i)));
    const std::string expected =
        ucs::testing::describe(single("S", {attribute("a", static_cast<Type>(i))}));
    std::string upper = name;
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    for (const std::string& spelled : {name, upper}) {
      CHECK(read(R"({"name":"S","type":"single-valued","attributes":[{"name":"a","type":")" +
                 spelled + "\"}]}") == expected);
    }
  }
}

TEST_CASE("a definition without a mandatory member is missing_field") {
  struct Row {
    const char* body;
    const char* field;
  };
  for (
      const Row& row : {
          Row{"", "name"},
          Row{"{}", "name"},
          Row{R"({"name":"S","attributes":[]})", "type"},
          Row{R"({"name":"S","type":"single-valued"})", "attributes"},
          Row{R"({"name":"S","type":"single-valued","attributes":[{"type":"long"}]})",
              "attributes[0].name"},
          Row{R"({"name":"S","type":"single-valued","attributes":[{"name":"a","type":"long"},{"name":"b"}]})",
              "attributes[1].type"},
      }) {
    CHECK_THAT(read(row.body),
               Catch::Matchers::StartsWith(std::string("missing_field ") + row.field + ": "));
  }
}

TEST_CASE("a member of a wrong type or value is invalid_field, and the message tells why") {
  struct Row {
    std::string body;
    const char* expected;
  };
  for (const Row& row : {
           Row{R"({"name":7,"type":"single-valued","attributes":[]})",
               "invalid_field name: name is 7; expected a string"},
           Row{R"({"name":"S","type":"classifier","attributes":[]})",
               "invalid_field type: type is \"classifier\"; expected \"single-valued\" or "
               "\"multi-valued\""},
           Row{R"({"name":"S","type":null,"attributes":[]})", "invalid_field type: type is null"},
           Row{R"({"name":"S","type":"single-valued","attributes":{}})",
               "invalid_field attributes: attributes is an object; expected an array of objects"},
           Row{R"({"name":"S","type":"single-valued","attributes":[[]]})",
               "invalid_field attributes[0]: attributes[0] is an array; expected an object"},
           Row{R"({"name":"S","type":"single-valued","attributes":[{"name":"a","type":"text"}]})",
               "invalid_field attributes[0].type: attributes[0].type is \"text\"; expected "
               "\"boolean\", \"string\""},
           Row{R"({"name":"S","type":"single-valued","attributes":[{"name":"a","type":1}]})",
               "invalid_field attributes[0].type: attributes[0].type is 1"},
           Row{with(R"("length":"x")"),
               "invalid_field attributes[0].length: attributes[0].length is \"x\"; expected an "
               "integer from 1 to 1000000"},
           Row{with(R"("length":-1)"), "invalid_field attributes[0].length"},
           Row{with(R"("length":1.5)"), "invalid_field attributes[0].length"},
           Row{with(R"("length":null)"), "invalid_field attributes[0].length"},
           Row{with(R"("length":4294967296)"), "invalid_field attributes[0].length"},
           Row{with(R"("mandatory":"yes")"),
               "invalid_field attributes[0].mandatory: attributes[0].mandatory is \"yes\"; "
               "expected true or false"},
           Row{with(R"("mandatory":1)"), "invalid_field attributes[0].mandatory"},
           Row{R"({"name":"S","type":"single-valued","attributes":[],"unique":{}})",
               "invalid_field unique: unique is an object"},
           Row{R"({"name":"S","type":"single-valued","attributes":[],"unique":["a",7]})",
               "invalid_field unique[1]: unique[1] is 7; expected a string"},
       }) {
    CAPTURE(row.body);
    CHECK_THAT(read(row.body), Catch::Matchers::StartsWith(row.expected));
  }
}

TEST_CASE("a definition that is not one JSON object is invalid_json") {
  CHECK_THAT(read("  []"), contains("at byte 2: expected an object, found an array"));
  CHECK_THAT(read("\"S\""), contains("at byte 0: expected an object, found \"S\""));
  CHECK_THAT(read("{\"name\":}"), contains("invalid_json"));
  CHECK_THAT(read(R"({"name":"S","name":"T"})"), contains("second member"));
  CHECK_THAT(read(with(R"("type":"long")")), contains("second member"));
}

TEST_CASE("a definition is shown with the members it has") {
  CHECK(shown(single("S", {})) == R"({"name":"S","type":"single-valued","attributes":[]})");
  CHECK(shown(multi("M",
                    {mandatory("a", Type::kInteger), text("b", 64),
                     with_default(attribute("c", Type::kDatetime), R"("2026-03-01T12:00:00Z")")},
                    {"a", "b"})) ==
        R"({"name":"M","type":"multi-valued","attributes":[)"
        R"({"name":"a","type":"integer","mandatory":true},)"
        R"({"name":"b","type":"string","length":64,"mandatory":false},)"
        R"({"name":"c","type":"datetime","mandatory":false,"default":"2026-03-01T12:00:00Z"}],)"
        R"("unique":["a","b"]})");
  std::string list;
  ucs::json::append_schemas(list, {});
  CHECK(list == "[]");
  list.clear();
  const auto one = std::make_shared<const Schema>(single("A", {}));
  const auto two = std::make_shared<const Schema>(single("B", {}));
  ucs::json::append_schemas(list, {one, two});
  CHECK(list == "[" + shown(*one) + "," + shown(*two) + "]");
}

TEST_CASE("what is shown can be sent again") {
  Schema schema = multi("M", {with_default(text("a", 5), R"("x\n\u0000")")}, {"a"});
  schema.attributes.push_back(mandatory("b", Type::kCurrency));
  CHECK(read(shown(schema)) == ucs::testing::describe(schema));
}

}  // namespace
