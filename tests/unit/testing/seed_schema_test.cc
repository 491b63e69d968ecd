// SPDX-License-Identifier: MIT
// The published schema of documents says what the reader does.
#include <rapidjson/document.h>
#include <ucs/testing/contents.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "lib/testing/document.h"
#include "tests/catch.h"
#include "tests/support/source_file.h"

namespace {

using rapidjson::Value;
using ucs::testing::known_members;
using ucs::testing::KnownMember;
using ucs::testing::MemberType;

const rapidjson::Document& schema() {
  static const auto kDocument = [] {
    rapidjson::Document document;
    document.Parse(ucs::tests::source_file("docs/seed.schema.json").c_str());
    return document;
  }();
  REQUIRE(!kDocument.HasParseError());
  return kDocument;
}

/// Returns the schema of an object that the reader knows by this name.
const Value& schema_of(const std::string& object) {
  if (object == "document") return schema();
  REQUIRE(schema()["$defs"].HasMember(object.c_str()));
  const Value& found = schema()["$defs"][object.c_str()];
  return found.HasMember("oneOf") ? found["oneOf"][1] : found;  // the first is a time alone
}

/// Returns what the schema of a member demands: `string`, `integer|string`, `array of task`.
std::string demanded(const Value& member) {
  const auto name_of = [](const Value& reference) {
    return std::string(reference["$ref"].GetString()).substr(std::string("#/$defs/").size());
  };
  if (member.HasMember("$ref")) return name_of(member);
  if (member.HasMember("const")) return "integer";
  if (!member.HasMember("type")) return "any";
  if (member["type"].IsArray()) {
    std::set<std::string> types;
    for (const Value& type : member["type"].GetArray()) types.insert(type.GetString());
    std::string text;
    for (const std::string& type : types) text += (text.empty() ? "" : "|") + type;
    return text;
  }
  std::string type = member["type"].GetString();
  if (type == "array") type += " of " + name_of(member["items"]);
  return type;
}

/// Returns what the reader demands, in the same words.
std::string demanded(const KnownMember& member) {
  switch (member.type) {
    case MemberType::kText:
      return "string";
    case MemberType::kLongOrString:
      return "integer|string";
    case MemberType::kInteger64:
    case MemberType::kInteger32:
      return "integer";
    case MemberType::kBoolean:
      return "boolean";
    case MemberType::kTime:
      return "time";
    case MemberType::kEvent:
      return "event";
    case MemberType::kCompletion:
      return "completion";
    case MemberType::kExtensions:
      return "object";
    case MemberType::kStates:
      return "array of state";
    case MemberType::kTasks:
      return "array of task";
    case MemberType::kList: {
      const std::string name(member.name);
      return "array of " + (name == "last_ids" ? name : name.substr(0, name.size() - 1));
    }
    case MemberType::kAny:
      break;
  }
  return "";
}

TEST_CASE("the schema has the members the reader knows, and no others") {
  std::set<std::string> objects;
  std::set<std::string> known;
  for (const KnownMember& member : known_members()) {
    objects.emplace(member.object);
    known.insert(std::string(member.object) + "." + std::string(member.name));
  }
  std::set<std::string> published;
  for (const std::string& object : objects) {
    const Value& definition = schema_of(object);
    INFO(object);
    REQUIRE(definition.HasMember("additionalProperties"));
    CHECK(definition["additionalProperties"].IsFalse());
    for (const auto& property : definition["properties"].GetObject())
      published.insert(object + "." + property.name.GetString());
  }
  CHECK(published == known);
  objects.erase("document");
  objects.insert("time");
  std::set<std::string> defined;
  for (const auto& definition : schema()["$defs"].GetObject())
    defined.insert(definition.name.GetString());
  CHECK(defined == objects);
}

TEST_CASE("the schema demands of each member the type the reader demands") {
  for (const KnownMember& member : known_members()) {
    if (member.type == MemberType::kAny) continue;
    INFO(member.object << "." << member.name);
    const Value& definition = schema_of(std::string(member.object));
    const Value& property = definition["properties"][std::string(member.name).c_str()];
    CHECK(demanded(property) == demanded(member));
    CHECK(std::string(definition["properties"][std::string(member.name).c_str()]["description"]
                          .GetString()) != "");
  }
}

TEST_CASE("the schema's version is the one that is written") {
  CHECK(schema()["properties"]["ucs_version"]["const"].GetInt() == ucs::testing::kContentsVersion);
  CHECK(std::string(schema()["required"][0].GetString()) == "ucs_version");
}

TEST_CASE("the schema's form of a time is the reader's") {
  const std::regex pattern(schema()["$defs"]["time"]["pattern"].GetString());
  for (const std::string text : {"-2h",
                                 "+90s",
                                 "-3d",
                                 "-1M",
                                 "-1y",
                                 "+0w",
                                 "2026-03-01T12:00:00Z",
                                 "2026-03-01T12:00:00",
                                 "2026-03-01T12:00:00.123456789+01:00",
                                 "",
                                 "-",
                                 "2h",
                                 "-2",
                                 "-2x",
                                 "+ 2h",
                                 "--2h",
                                 "2026-03-01",
                                 "2026-03-01 12:00:00Z",
                                 "2026-03-01T12:00Z",
                                 "2026-03-01T12:00:00.Z",
                                 "now"}) {
    INFO(text);
    const bool is_read = ucs::testing::read_contents(R"({"ucs_version":1,"time":")" + text + "\"}",
                                                     {ucs::Timestamp(), {}, {}, {}})
                             .has_value();
    CHECK(std::regex_match(text, pattern) == is_read);
  }
}

}  // namespace
