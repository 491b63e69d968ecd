// SPDX-License-Identifier: MIT
#include "tests/support/business_attributes.h"

#include <ucs/business_attributes.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace ucs::tests;
using ucs::BusinessAttributes;
using ucs::BusinessAttributesDefinition;
using ucs::BusinessAttributesPtr;
using ucs::BusinessField;
using ucs::BusinessValue;
using ucs::CvAttribute;
using ucs::EntityKind;
using ucs::LongOrString;

constexpr CvAttribute kServiceType{EntityKind::kService, BusinessField::kType};
constexpr CvAttribute kStateType{EntityKind::kState, BusinessField::kType};
constexpr CvAttribute kTaskType{EntityKind::kTask, BusinessField::kType};

BusinessAttributesPtr sample() { return BusinessAttributes::make(sample_attributes()).value(); }

std::string found_name(const BusinessAttributes& all, CvAttribute field,
                       const LongOrString& value) {
  const BusinessValue* const found = all.find_value(field, value);
  return found == nullptr ? "-" : found->name;
}

TEST_CASE("every field of every kind has a name, and types have a second one") {
  const char* const kNames[] = {
      "Service.type",          "Service.disposition", "Service.application_type",
      "Service.resource_type", "Service.media_type",  "State.type",
      "State.disposition",     "State.media_type",    "Task.type",
      "Task.application_type", "Task.resource_type",  "Task.media_type"};
  for (const char* name : kNames) {
    CAPTURE(name);
    const auto found = ucs::find_cv_attribute(name);
    REQUIRE(found);
    CHECK(ucs::cv_attribute_name(*found) == name);
  }
  CHECK(ucs::cv_attribute_name(*ucs::find_cv_attribute("Service.service_type")) == "Service.type");
  CHECK(ucs::cv_attribute_name(*ucs::find_cv_attribute("State.state_type")) == "State.type");
  CHECK(ucs::cv_attribute_name(*ucs::find_cv_attribute("Task.task_type")) == "Task.type");
  for (const char* name : {"", ".", "Service", "Service.", ".type", "service.type", "Service.Type",
                           "Service.state_type", "Task.service_type", "Service.type.type",
                           "Customer.type", "Service.type "}) {
    CAPTURE(name);
    CHECK_FALSE(ucs::find_cv_attribute(name));
  }
}

TEST_CASE("a value is found by its name, its DBID or the digits of that, and by nothing else") {
  const BusinessAttributesPtr all = sample();
  CHECK(found_name(*all, kServiceType, "flight booking") == "flight booking");
  CHECK(found_name(*all, kServiceType, 1) == "flight booking");
  CHECK(found_name(*all, kServiceType, "1") == "flight booking");
  CHECK(found_name(*all, kServiceType, "404") == "404");
  CHECK(found_name(*all, kServiceType, 404) == "404");
  for (const LongOrString& value : std::vector<LongOrString>{{},
                                                             "",
                                                             "Flight booking",
                                                             "flight booking ",
                                                             "Booking a flight",
                                                             "01",
                                                             "+1",
                                                             " 1",
                                                             "1.0",
                                                             "0",
                                                             "-1",
                                                             0,
                                                             -1,
                                                             3,
                                                             9223372036854775807,
                                                             "9223372036854775808"}) {
    CAPTURE(value.text());
    CHECK(found_name(*all, kServiceType, value) == "-");
  }
  CHECK(found_name(*all, kStateType, "claim") == "-");
  CHECK(found_name(*all, kTaskType, "claim") == "-");
}

TEST_CASE("an attribute is found by its exact name, and knows the fields mapped to it") {
  const BusinessAttributesPtr all = sample();
  CHECK(all->all().size() == 4);
  REQUIRE(all->find("Outcome") != nullptr);
  CHECK(all->find("Outcome")->dbid == 102);
  CHECK(all->find("outcome") == nullptr);
  CHECK(all->find("Kinds of services") == nullptr);
  CHECK(all->find("") == nullptr);
  CHECK(all->cv_attributes(*all->find("Outcome")) ==
        std::vector<std::string>{"Service.disposition", "State.disposition", "Task.disposition"});
  CHECK(all->mapped(kServiceType) == all->find("Service Types"));
  CHECK(all->mapped(kTaskType) == all->find("Empty"));
  CHECK(all->mapped(kStateType) == nullptr);
}

TEST_CASE(
    "a value that is none of the mapped attribute is refused, and the valid names are listed") {
  const BusinessAttributesPtr all = sample();
  CHECK(all->check(kServiceType, "service_type", "claim"));
  CHECK(all->check(kServiceType, "service_type", {}));
  CHECK(all->check(kStateType, "state_type", "anything"));
  const auto refused = all->check(kServiceType, "service_type", "Booking a flight");
  REQUIRE(outcome_and_field(refused) == "invalid_business_attribute service_type");
  CHECK(refused.error().message ==
        "service_type is \"Booking a flight\", which is no value of the business attribute "
        "\"Service Types\"; expected a DBID or one of these names: \"flight booking\", \"claim\", "
        "\"404\"");
  CHECK_THAT(all->check(kServiceType, "service_type", 3).error().message,
             contains("service_type is 3,"));
  CHECK_THAT(all->check(kTaskType, "task_type", "x").error().message, contains("it has none"));
}

TEST_CASE("an error lists 20 names at most, each of bounded size") {
  BusinessAttributesDefinition definition;
  definition.attributes = {{"many", 1}};
  definition.mappings = {{"Service.type", "many"}};
  for (int i = 1; i <= 21; ++i)
    definition.attributes[0].values.push_back({std::to_string(i) + std::string(250, 'x'), i});
  const auto all = BusinessAttributes::make(definition).value();
  const std::string message = all->check(kServiceType, "t", std::string(256, 'y')).error().message;
  CHECK_THAT(message, contains("\"20xx"));
  CHECK_THAT(message, !contains("\"21xx"));
  CHECK_THAT(message, Catch::Matchers::EndsWith(" and 1 more"));
  CHECK(message.size() < 2000);
}

TEST_CASE("a stored DBID has a name to show, and what is no DBID has none") {
  const BusinessAttributesPtr all = sample();
  CHECK(all->shown_name(kServiceType, 1) == "flight booking");
  CHECK(all->shown_name(kServiceType, "2") == "claim");
  CHECK(all->shown_name(kServiceType, "claim").value_or("claim") == "claim");
  CHECK_FALSE(all->shown_name(kServiceType, 7));
  CHECK_FALSE(all->shown_name(kServiceType, "old name"));
  CHECK_FALSE(all->shown_name(kServiceType, {}));
  CHECK_FALSE(all->shown_name(kStateType, 1));
}

TEST_CASE("a wrong definition is refused, and the text says what is wrong with it") {
  const auto check = [](const std::function<void(BusinessAttributesDefinition&)>& change,
                        const std::string& named, const std::string& code = "invalid_field") {
    BusinessAttributesDefinition definition = sample_attributes();
    change(definition);
    const auto made = BusinessAttributes::make(definition);
    CAPTURE(named);
    REQUIRE(outcome_and_field(made) == code + " business-attributes");
    CHECK_THAT(made.error().message, contains(named));
  };
  using D = BusinessAttributesDefinition;
  check([](D& d) { d.attributes[1].name = "Media"; }, "one name: \"Media\" and \"Media\"");
  check([](D& d) { d.attributes[1].dbid = 103; }, "one DBID: \"Outcome\" and \"Media\"");
  check([](D& d) { d.attributes[1].name = ""; }, "business attribute \"\" has no name");
  check([](D& d) { d.attributes[1].dbid = 0; }, "has the DBID 0; expected a positive integer");
  check([](D& d) { d.attributes[0].values[1].name = "404"; }, "one name: \"404\"");
  check([](D& d) { d.attributes[0].values[1].dbid = 1; }, "one DBID: \"flight booking\"");
  check([](D& d) { d.attributes[0].values[1].dbid = -2; }, "value \"claim\" of business attribute");
  check([](D& d) { d.attributes[0].values[1].name = ""; }, "value \"\" of business attribute");
  check([](D& d) { d.attributes[0].values[1].name = "1"; }, "which is the DBID of another one");
  check([](D& d) { d.attributes[0].values[1].is_default = true; },
        "two default values: \"flight booking\" and \"claim\"");
  check([](D& d) { d.attributes[0].values[1].name = "\xFF"; }, "not UTF-8");
  check([](D& d) { d.attributes[0].display_name = "\xFF"; }, "display name that is not UTF-8");
  check([](D& d) { d.attributes[0].name = characters(257); }, "257 characters", "field_too_long");
  check([](D& d) { d.attributes[0].values[0].description = characters(4097); }, "at most 4096",
        "field_too_long");
  check(
      [](D& d) {
        d.mappings.push_back({"Service.type", "Media"});
      },
      "Service.type is mapped twice");
  check([](D& d) { d.mappings.push_back({"State.type", "media"}); }, "\"media\", which is no");
  check([](D& d) { d.mappings.push_back({"Service.ttl", "Media"}); }, "\"Service.ttl\" is no");
}

TEST_CASE("definitions at their bounds are accepted, and one more is refused") {
  BusinessAttributesDefinition definition;
  for (int i = 1; i <= 1000; ++i) definition.attributes.push_back({"a" + std::to_string(i), i});
  CHECK(BusinessAttributes::make(definition));
  definition.attributes.push_back({"b", 1001});
  CHECK(outcome(BusinessAttributes::make(definition)) == "invalid_field");
  definition.attributes = {
      {characters(256), 9223372036854775807, characters(256), characters(4096)}};
  for (int i = 1; i <= 10000; ++i)
    definition.attributes[0].values.push_back({"v" + std::to_string(i), i});
  CHECK(BusinessAttributes::make(definition));
  definition.attributes[0].values.push_back({"w", 10001});
  CHECK(outcome(BusinessAttributes::make(definition)) == "invalid_field");
  const auto nothing = BusinessAttributes::make({});
  REQUIRE(nothing);
  CHECK((*nothing)->all().empty());
  CHECK_FALSE((*nothing)->validates_data());
  CHECK_FALSE((*nothing)->maps_names());
}

TEST_CASE("an empty mapping takes nothing, and leaves the field free") {
  BusinessAttributesDefinition definition = sample_attributes();
  definition.mappings.push_back({"State.type", ""});
  const auto all = BusinessAttributes::make(definition);
  REQUIRE(all);
  CHECK((*all)->mapped(kStateType) == nullptr);
}

}  // namespace
