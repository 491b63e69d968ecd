// SPDX-License-Identifier: MIT
// Definitions of extension schemas, and sets of them (spec 7).
#include <ucs/schema_rules.h>
#include <ucs/testing/describe.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/schemas.h"

namespace {

using namespace ucs::tests;
using ucs::EntityKind;
using ucs::Schema;
using ucs::SchemaAttribute;
using ucs::SchemaPtr;
using ucs::SchemaSet;
using Type = ucs::AttributeType;

/// Returns "ok", or "code field".
std::string defined(const Schema& schema) { return outcome_and_field(ucs::check_schema(schema)); }

Schema with_attribute(const SchemaAttribute& attribute) {
  return single("S", {text("first", 9), attribute});
}

TEST_CASE("types have names, which are found in any case") {
  for (int i = 0; i < 8; ++i) {
    const auto type = static_cast<Type>(i);
    std::string upper(ucs::attribute_type_name(type));
    CHECK(ucs::find_attribute_type(upper) == type);
    for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
    CHECK(ucs::find_attribute_type(upper) == type);
  }
  for (const char* name : {"", "int", "strings", "date time", "boolean "}) {
    CHECK_FALSE(ucs::find_attribute_type(name));
  }
}

TEST_CASE("a name is a letter, then letters, digits and underscores, 26 characters at most") {
  for (const char* name : {"a", "Z", "Feedback_2", "a_", "abcdefghijklmnopqrstuvwxyz"}) {
    CHECK(defined(single(name, {})) == "ok");
    CHECK(defined(with_attribute(attribute(name, Type::kLong))) == "ok");
  }
  for (const char* name : {"", "1a", "_a", "a b", "a-b", "a.b", "\xC3\xA4", "a\xC3\xA4", "a\n",
                           "car type", "a\xFF", "a\"b"}) {
    CAPTURE(name);
    CHECK(defined(single(name, {})) == "invalid_field name");
    CHECK(defined(with_attribute(attribute(name, Type::kLong))) ==
          "invalid_field attributes[1].name");
  }
  const std::string longer = "abcdefghijklmnopqrstuvwxyz_";
  CHECK(defined(single(longer, {})) == "field_too_long name");
  CHECK(defined(with_attribute(attribute(longer, Type::kLong))) ==
        "field_too_long attributes[1].name");
}

TEST_CASE("a reserved name is no name of a schema, in any case, but may be one of an attribute") {
  for (const char* name : {"ttl", "TTL", "Customer_Id", "from"}) {
    CHECK(defined(single(name, {})) == "invalid_field name");
    CHECK(defined(with_attribute(attribute(name, Type::kLong))) == "ok");
  }
}

TEST_CASE("attributes have different names, not case-sensitive, and are at most 100") {
  const Schema twice = single("S", {text("a", 1), text("b", 1), text("A", 1)});
  CHECK(defined(twice) == "invalid_field attributes[2].name");
  CHECK_THAT(ucs::check_schema(twice).error().message, contains("attributes[0].name"));
  Schema most = single("S", {});
  for (int i = 0; i < 100; ++i) most.attributes.push_back(text("a" + std::to_string(i), 1));
  CHECK(defined(most) == "ok");
  most.attributes.push_back(text("a100", 1));
  CHECK(defined(most) == "invalid_field attributes");
  CHECK(defined(single("S", {})) == "ok");
}

TEST_CASE("a length is from 1 to 1,000,000") {
  CHECK(defined(with_attribute(text("a", 1))) == "ok");
  CHECK(defined(with_attribute(text("a", 1000000))) == "ok");
  CHECK(defined(with_attribute(text("a", 0))) == "invalid_field attributes[1].length");
  CHECK(defined(with_attribute(text("a", 1000001))) == "invalid_field attributes[1].length");
}

TEST_CASE("a default is a value of its attribute, and of 1,024 bytes at most") {
  const auto with = [](const SchemaAttribute& of, const std::string& json) {
    return defined(with_attribute(with_default(of, json)));
  };
  CHECK(with(attribute("a", Type::kInteger), "0") == "ok");
  CHECK(with(text("a", 3), R"("abc")") == "ok");
  for (const char* wrong : {"null", "\"x\"", "1.5", "2147483648", "[]", "{}"}) {
    CHECK(with(attribute("a", Type::kInteger), wrong) == "invalid_field attributes[1].default");
  }
  CHECK(with(text("a", 3), R"("abcd")") == "invalid_field attributes[1].default");
  const SchemaAttribute any = attribute("a", Type::kString);
  CHECK(with(any, "\"" + std::string(1022, 'x') + "\"") == "ok");
  CHECK(with(any, "\"" + std::string(1023, 'x') + "\"") == "invalid_field attributes[1].default");
}

TEST_CASE("a default in quotation marks becomes what it is") {
  const auto kept = [](Type type, const std::string& json) {
    const auto schema = ucs::check_schema(with_attribute(with_default(attribute("a", type), json)));
    REQUIRE(schema);
    return std::string(schema->attributes[1].default_value->view());
  };
  CHECK(kept(Type::kInteger, R"("007")") == "7");
  CHECK(kept(Type::kLong, R"("-9223372036854775808")") == "-9223372036854775808");
  CHECK(kept(Type::kDouble, R"("1.50e3")") == "1.50e3");
  CHECK(kept(Type::kCurrency, R"("9.90")") == "9.90");
  CHECK(kept(Type::kBoolean, R"("TRUE")") == "true");
  CHECK(kept(Type::kBoolean, R"("false")") == "false");
  CHECK(kept(Type::kString, R"("1")") == R"("1")");
  CHECK(kept(Type::kDate, R"("2026-03-01")") == R"("2026-03-01")");
  CHECK(kept(Type::kDouble, "1.50") == "1.50");
}

TEST_CASE("`unique` names attributes, each once, and takes their spelling") {
  const std::vector<SchemaAttribute> attributes = {text("One", 1), text("Two", 1)};
  const auto checked = ucs::check_schema(multi("S", attributes, {"TWO", "one"}));
  REQUIRE(checked);
  CHECK(checked->unique == std::vector<std::string>{"Two", "One"});
  CHECK(defined(multi("S", attributes, {"three"})) == "invalid_field unique");
  CHECK(defined(multi("S", attributes, {""})) == "invalid_field unique");
  CHECK(defined(multi("S", attributes, {"one", "two", "One"})) == "invalid_field unique");
  CHECK(defined({"S", false, attributes, {"one"}}) == "ok");  // nothing to compare, no harm
}

TEST_CASE("errors about definitions are UTF-8 and short, whatever the name") {
  for (const std::string& name :
       {std::string("\xFF"), characters(100000, 4), std::string(100000, 'x')}) {
    for (const Schema& schema :
         {single(name, {}), single("S", {text(name, 1)}), multi("S", {text("a", 1)}, {name})}) {
      const auto refused = ucs::check_schema(schema);
      REQUIRE_FALSE(refused);
      CHECK(ucs::detail::is_utf8(refused.error().message));
      CHECK(refused.error().message.size() < 300);
    }
  }
}

TEST_CASE("a set keeps the order of creation and finds names in any case, by kind") {
  SchemaSet set;
  const auto add = [&](EntityKind kind, const char* name) {
    return set.add(kind, std::make_shared<const Schema>(single(name, {})));
  };
  CHECK(set.find(EntityKind::kService, "b") == nullptr);
  CHECK(set.all(EntityKind::kService).empty());
  for (const char* name : {"b", "A", "C_1", "c"}) CHECK(add(EntityKind::kService, name));
  CHECK_FALSE(add(EntityKind::kService, "c_1"));
  CHECK(add(EntityKind::kTask, "c_1"));
  std::string names;
  for (const SchemaPtr& schema : set.all(EntityKind::kService)) names += schema->name + " ";
  CHECK(names == "b A C_1 c ");
  CHECK(set.find(EntityKind::kService, "a")->name == "A");
  CHECK(set.find(EntityKind::kService, "c_1")->name == "C_1");
  CHECK(set.find(EntityKind::kService, "C")->name == "c");
  CHECK(set.find(EntityKind::kTask, "C_1")->name == "c_1");
  CHECK(set.find(EntityKind::kState, "a") == nullptr);
  CHECK(set.find(EntityKind::kService, "") == nullptr);
  CHECK(set.find(EntityKind::kService, "zz") == nullptr);
  const SchemaSet copy = set;
  CHECK(add(EntityKind::kService, "later"));
  CHECK(copy.find(EntityKind::kService, "later") == nullptr);
}

TEST_CASE("describe tells schemas apart by every member") {
  const Schema base = multi("M", {text("a", 1)}, {"a"});
  std::vector<Schema> all(7, base);
  all[1].name = "N";
  all[2].is_multi_valued = false;
  all[3].attributes[0].type = Type::kLong;
  all[4].attributes[0].is_mandatory = true;
  all[5].attributes[0].default_value = ucs::JsonText::integer(1);
  all[6].unique.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(ucs::testing::describe(all[i]) != ucs::testing::describe(all[j]));
    }
  }
}

}  // namespace
