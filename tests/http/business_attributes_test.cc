// SPDX-License-Identifier: MIT
// Business attributes over HTTP: their queries, data-validation and map-names (spec 6).
#include "tests/support/business_attributes.h"

#include <memory>
#include <string>

#include "tests/support/http_json.h"
#include "tests/support/http_twins.h"

namespace {

using namespace ucs::tests;
using ucs::BusinessAttributesDefinition;
using ucs::Dialect;
using ucs::ErrorCode;

const std::string kPath = "/metadata/business-attributes";

const std::string kServiceTypes =
    R"({"name":"Service Types","dbid":101,"display_name":"Kinds of services",)"
    R"("description":"What we do","map_name":false,"cv_attributes":["Service.type"],"values":[)"
    R"({"name":"flight booking","dbid":1,"display_name":"Booking a flight","description":"",)"
    R"("default":true},)"
    R"({"name":"claim","dbid":2,"display_name":"Claims \"and\" more","description":"Lost things",)"
    R"("default":false},)"
    R"({"name":"404","dbid":404,"display_name":"Not found","description":"","default":false}]})";

const std::string kEmpty =
    R"({"name":"Empty","dbid":104,"display_name":"","description":"","map_name":false,)"
    R"("cv_attributes":["Task.type"],"values":[]})";

TEST_CASE(
    "all attributes are an array, one is an object, by its name or by the field it is mapped to") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    twins.set_settings(settings_with(sample_attributes()));
    const Answer all = caller.get(kPath);
    CHECK(all.status == 200);
    CHECK(all.content_type == "application/json");
    CHECK_THAT(all.body,
               Catch::Matchers::StartsWith("[" + kServiceTypes + ",{\"name\":\"Outcome\""));
    CHECK_THAT(all.body, Catch::Matchers::EndsWith("," + kEmpty + "]"));
    CHECK(caller.get(kPath + "/") == all);
    CHECK(caller.get(kPath + "/Service%20Types") == json(kServiceTypes));
    CHECK(caller.get(kPath + "/Empty") == json(kEmpty));
    for (const char* field : {"Service.type", "Service.service_type", "Service%2Etype"})
      CHECK(caller.get(kPath + "?cv-attribute=" + field) == json(kServiceTypes));
    CHECK(caller.get(kPath + "?cv-attribute=State.type&cv-attribute=Task.task_type") ==
          json(kEmpty));
    const Answer outcome = caller.get(kPath + "/Outcome");
    CHECK(missing_members(
              R"({"cv_attributes":["Service.disposition","State.disposition","Task.disposition"]})",
              outcome.body)
              .empty());
    CHECK(member_names(outcome.body) ==
          "name dbid display_name description map_name cv_attributes values");
    CHECK(twins.send("HEAD", caller.base() + kPath).status == 200);
  }
}

TEST_CASE("what is no attribute is attribute_not_found, and none configured is an empty array") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    const auto check = [&](const std::string& path, const std::string& named) {
      caller.check_error(caller.get(path), "GET", path, ErrorCode::kAttributeNotFound, {named});
    };
    CHECK(caller.get(kPath) == json("[]"));
    check(kPath + "/Outcome", R"(there is no business attribute \"Outcome\")");
    check(kPath + "?cv-attribute=Service.type", "mapped to Service.type");
    twins.set_settings(settings_with(sample_attributes()));
    check(kPath + "/outcome", "outcome");
    check(kPath + "/Kinds%20of%20services", "Kinds of services");
    check(kPath + "?cv-attribute=State.type", "no business attribute is mapped to State.type");
    check(kPath + "?cv-attribute=service.type", "such as Service.type");
    check(kPath + "?cv-attribute=", "such as Service.type");
    CHECK(caller.get(kPath + "?cv-attribute=%FF").status == 400);
    CHECK(caller.post(kPath, "{}").status == 405);
  }
}

TEST_CASE(
    "with data-validation a wrong value is refused with the valid names, and nothing is done") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    twins.set_settings(validating_settings());
    const std::string start = "/services/start";
    require_created(caller.post(start, R"({"customer_id":"c","service_type":"flight booking"})"));
    require_created(caller.post(start, R"({"customer_id":"c","service_type":2})"));
    require_created(caller.post(start, R"({"customer_id":"c","service_type":"2"})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":"free"})"));
    const std::string before = twins.dump();
    struct Row {
      std::string path;
      std::string body;
      std::string named;
    };
    const Row rows[] = {
        {start, R"({"customer_id":"c","service_type":"Booking a flight"})",
         R"(names: \"flight booking\", \"claim\", \"404\")"},
        {start, R"({"customer_id":"c","service_type":7})", "service_type is 7, which is no value"},
        {start, R"({"customer_id":"c","service_type":1,"media_type":"fax"})", "media_type"},
        {"/services/1/end", R"({"disposition":"It is done"})", "disposition"},
        {"/services/1/states/start", R"({"state_type":"x","media_type":"chat "})", "media_type"},
        {"/services/1/states/1/end", R"({"disposition":1})", R"(names: \"done\", \"given up\")"},
        {"/services/1/states/transition",
         R"({"from":{"state_id":1,"disposition":"x"},"to":{"state_type":"x"}})",
         "from.disposition"},
        {"/services/1/tasks/start", R"({"task_type":"x"})", "it has none"},
        {"/customers/d/services/1", R"({"service_type":"x"})", "service_type"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.path, row.body);
      caller.check_error(caller.post(row.path, row.body), "POST", row.path,
                         ErrorCode::kInvalidBusinessAttribute, {row.named});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE(
    "with map-names a stored DBID is shown as a name wherever it stands, else as it is stored") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller v85(twins, Dialect::kV85);
    Caller caller(twins, dialect);
    require_created(
        v85.post("/services/start", R"({"customer_id":"c","service_type":2,"media_type":"21"})"));
    require_created(v85.post("/services/1/states/start",
                             R"({"state_type":2,"media_type":22,"resource_type":5})"));
    require_created(v85.post("/services/1/tasks/start", R"({"task_type":2,"media_type":21})"));
    CHECK(v85.post("/services/1/tasks/1/end", R"({"disposition":"12"})").status == 204);
    CHECK(v85.post("/services/1/end", R"({"disposition":11,"media_type":99})").status == 204);
    const std::string query =
        "?active_states=1&completed_states=1&active_tasks=1&completed_tasks=1";
    const auto check = [&](const std::string& service, const std::string& state,
                           const std::string& task) {
      const std::string one = caller.get("/services/1" + query).body;
      CHECK(missing_members(service, one) == "");
      CHECK(missing_members(
                R"({"active_states":[)" + state + R"(],"completed_tasks":[)" + task + "]}", one) ==
            "");
      const std::string list = caller.get("/customers/c/services" + query).body;
      CHECK(list == "[" + one + "]");
      CHECK(missing_members(state, caller.get("/services/1/states/1").body) == "");
      CHECK(missing_members("[" + state + "]", caller.get("/services/1/states").body) == "");
      CHECK(missing_members(task, caller.get("/services/1/tasks/1").body) == "");
      CHECK(missing_members("[" + task + "]", caller.get("/services/1/tasks").body) == "");
    };
    const std::string before = twins.dump();
    check(R"({"service_type":2,"disposition":11,"started":{"media_type":"21"},)"
          R"("completed":{"media_type":99}})",
          R"({"state_type":2,"started":{"media_type":22,"resource_type":5}})",
          R"({"task_type":2,"disposition":"12","started":{"media_type":21}})");
    twins.set_settings(name_mapping_settings());
    check(R"({"service_type":"claim","disposition":"done","started":{"media_type":"chat"},)"
          R"("completed":{"media_type":99}})",
          R"({"state_type":2,"started":{"media_type":"e mail","resource_type":5}})",
          R"({"task_type":2,"disposition":"given up","started":{"media_type":21}})");
    const auto found = [&](const std::string& types) {
      return caller.get("/customers/c/services?service_types=" + types).body != "[]";
    };
    CHECK(found("claim"));
    CHECK(found("2"));
    CHECK(found("flight%20booking,claim"));
    CHECK_FALSE(found("flight%20booking"));
    CHECK_THAT(caller.get(kPath).body, contains(R"("map_name":true)"));
    CHECK(twins.dump() == before);
    twins.set_settings(std::make_shared<const ucs::Settings>());
    CHECK_FALSE(found("claim"));
  }
}

}  // namespace
