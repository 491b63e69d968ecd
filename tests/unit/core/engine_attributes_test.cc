// SPDX-License-Identifier: MIT
// Business attributes in the operations: data-validation and map-names (spec 6).
#include <ucs/core.h>

#include <memory>
#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/business_attributes.h"
#include "tests/support/dump.h"

namespace {

using namespace ucs::tests;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::Engine;
using ucs::Filter;
using ucs::LongOrString;
using ucs::MemoryStore;
using ucs::Scope;
using ucs::Settings;
using ucs::StartService;
using ucs::StartState;
using ucs::StartTask;
using ucs::Transition;

constexpr Dialect kDialects[] = {Dialect::kV81, Dialect::kV85};

struct Fixture {
  explicit Fixture(const std::shared_ptr<const Settings>& settings) {
    REQUIRE(engine.set_settings(settings));
  }

  MemoryStore store;
  ManualClock clock;
  Engine engine{store, clock};
};

CompleteActivity end_of(const LongOrString& disposition) {
  CompleteActivity request;
  request.disposition = disposition;
  return request;
}

TEST_CASE(
    "each write of each dialect refuses a value that is none of its attribute, with no trace") {
  for (const Dialect dialect : kDialects) {
    Fixture f(validating_settings());
    const Scope scope{"", dialect};
    REQUIRE(f.engine.start_service(start_of("c", "flight booking"), scope).value() == 1);
    REQUIRE(f.engine.start_state(1, state_of("free"), scope).value() == 1);
    StartTask task = task_of("x");
    const std::string before = dump(f.store);

    CHECK(outcome_and_field(f.engine.start_service(start_of("c", "booking"), scope)) ==
          "invalid_business_attribute service_type");
    StartService start = start_of("c", 2);
    start.media_type = "fax";
    CHECK(outcome_and_field(f.engine.start_service(start, scope)) ==
          "invalid_business_attribute media_type");
    StartState state = state_of("free");
    state.media_type = 23;
    CHECK(outcome_and_field(f.engine.start_state(1, state, scope)) ==
          "invalid_business_attribute media_type");
    CHECK(outcome_and_field(f.engine.start_task(1, task, scope)) ==
          "invalid_business_attribute task_type");
    CHECK(outcome_and_field(f.engine.complete_service(1, end_of("It is done"), scope)) ==
          "invalid_business_attribute disposition");
    CHECK(outcome_and_field(f.engine.complete_state(1, 1, end_of(13), scope)) ==
          "invalid_business_attribute disposition");
    Transition transition = transition_of(1, "free");
    transition.from.disposition = "DONE";
    CHECK(outcome_and_field(f.engine.transition(1, transition, scope)) ==
          "invalid_business_attribute from.disposition");
    transition.from.disposition = "done";
    transition.media_type = "fax";
    CHECK(outcome_and_field(f.engine.transition(1, transition, scope)) ==
          "invalid_business_attribute media_type");
    StartService association;
    association.service_type = 5;
    CHECK(outcome_and_field(f.engine.associate_service("d", 1, association, scope)) ==
          "invalid_business_attribute service_type");
    CHECK(dump(f.store) == before);
  }
}

TEST_CASE(
    "names and DBIDs are accepted, and stored as they came; fields without a mapping are free") {
  for (const Dialect dialect : kDialects) {
    Fixture f(validating_settings());
    const Scope scope{"", dialect};
    for (const LongOrString& type : {LongOrString("claim"), LongOrString(2), LongOrString("2")}) {
      StartService start = start_of("c", type);
      start.application_type = "free";
      start.resource_type = 99;
      const auto id = f.engine.start_service(start, scope);
      REQUIRE(id);
      CHECK(f.engine.query_service(*id, scope).value()->type == type);
    }
    REQUIRE(f.engine.start_state(1, state_of("free"), scope));
    Transition transition = transition_of(1, "also free");
    transition.from.disposition = "12";
    CHECK(f.engine.transition(1, transition, scope));
    CHECK(f.engine.complete_state(1, 2, end_of("given up"), scope));
    CHECK(f.engine.complete_service(1, end_of(11), scope));
    CHECK(f.engine.complete_service(2, {}, scope));
  }
}

TEST_CASE("a task's end is held against the attribute of tasks") {
  Fixture f(validating_settings());
  REQUIRE(f.engine.start_service(start_of("c", 1)));
  REQUIRE(f.engine.start_task(1, StartTask()).value() == 1);
  CHECK(outcome_and_field(f.engine.complete_task(1, 1, end_of("x"))) ==
        "invalid_business_attribute disposition");
  CHECK(f.engine.complete_task(1, 1, end_of("done")));
}

TEST_CASE("without data-validation everything is accepted, and the settings change at run time") {
  Fixture f(settings_with(sample_attributes()));
  CHECK(f.engine.start_service(start_of("c", "anything")));
  REQUIRE(f.engine.set_settings(validating_settings()));
  CHECK_FALSE(f.engine.start_service(start_of("c", "anything")));
  // What was stored before does not stand in the way of other changes.
  CHECK(f.engine.complete_service(1, end_of("done")));
  REQUIRE(f.engine.set_settings(std::make_shared<const Settings>()));
  CHECK(f.engine.start_service(start_of("c", "anything")));
  CHECK(f.engine.business_attributes() == nullptr);
}

TEST_CASE("a tenant's own attributes go before those for all, also when it has none") {
  auto settings = std::make_shared<Settings>(*validating_settings());
  ucs::BusinessAttributesDefinition own;
  own.attributes = {{"Own", 1, "", "", {{"own type", 1}}}};
  own.mappings = {{"Service.type", "Own"}};
  own.validates_data = true;
  settings->business_attributes_by_tenant["7"] = ucs::BusinessAttributes::make(own).value();
  settings->business_attributes_by_tenant["8"] = nullptr;
  Fixture f(settings);
  const auto start = [&](const char* tenant, const char* type) {
    return outcome(f.engine.start_service(start_of("c", type), {tenant, Dialect::kV85}));
  };
  CHECK(start("6", "claim") == "ok");
  CHECK(start("6", "own type") == "invalid_business_attribute");
  CHECK(start("7", "claim") == "invalid_business_attribute");
  CHECK(start("7", "own type") == "ok");
  CHECK(start("8", "claim") == "ok");
  CHECK(start("8", "own type") == "ok");
  CHECK(start("", "own type") == "invalid_business_attribute");
}

TEST_CASE("with map-names a filter's name also finds its DBID; without, only what is stored") {
  for (const bool maps_names : {false, true}) {
    Fixture f(maps_names ? name_mapping_settings() : settings_with(sample_attributes()));
    for (const LongOrString& type :
         {LongOrString("claim"), LongOrString(2), LongOrString("2"), LongOrString("other")}) {
      REQUIRE(f.engine.start_service(start_of("c", type)));
    }
    const auto found = [&](std::vector<std::string> types) {
      Filter filter;
      filter.types = std::move(types);
      std::string ids;
      const auto services = f.engine.query_customer_services("c", filter);
      REQUIRE(services);
      for (const auto& service : *services) ids += std::to_string(service->id);
      return ids;
    };
    CHECK(found({"claim"}) == (maps_names ? "123" : "1"));
    CHECK(found({"2"}) == "23");
    CHECK(found({"other"}) == "4");
    CHECK(found({"other", "claim"}) == (maps_names ? "1234" : "14"));
    CHECK(found({"Claims \"and\" more"}).empty());
    CHECK(found({}) == "1234");
  }
}

}  // namespace
