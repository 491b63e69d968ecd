// SPDX-License-Identifier: MIT
// What is wrong in a document is told by its path, its place, its value and what was expected.
#include <ucs/testing/contents.h>

#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace ucs::tests;
using ucs::testing::ContentsOptions;
using ucs::testing::read_contents;

/// Returns the error of a document: its code, its field, and its message.
std::string mistake(const std::string& document, const ContentsOptions& options = {}) {
  const auto contents = read_contents(document, options);
  return contents ? "ok" : outcome_and_field(contents) + ": " + contents.error().message;
}

/// The same of a document with these members.
std::string mistake_in(const std::string& members, const ContentsOptions& options = {}) {
  return mistake("{\"ucs_version\":1," + members + "}", options);
}
/// The same of one with a service that has these members, besides its owner.
std::string mistake_of(const std::string& members) {
  return mistake_in(R"("services":[{"customer_id":"c",)" + members + "}]");
}

TEST_CASE("a document that is no JSON and no TOML is refused, with the place") {
  CHECK(mistake("{\"ucs_version\":1,\n  \"services\":[}") ==
        "invalid_json : the document is not valid JSON at byte 32: expected a value, found '}' "
        "(line 2, column 15)");
  CHECK_THAT(mistake("ucs_version = 1\n[["), contains("(line 2, column "));
  CHECK_THAT(mistake(R"({"ucs_version":1,"time":"-1h","time":"-2h"})"),
             contains("second member of the name \"time\""));
  CHECK_THAT(mistake("ucs_version = 1\nucs_version = 2"), contains("invalid_json"));
  CHECK_THAT(mistake("{\"ucs_version\":1}{"), contains("nothing more"));
  CHECK_THAT(mistake("ucs_version = 1\n[[services]]\ncustomer_id = \"c\"\nextensions.x = nan"),
             contains("inf and nan are no values of a document (line 4, column 16)"));
  CHECK_THAT(mistake("ucs_version = 1\n#" + std::string(1U << 20U, 'x')), contains("larger than"));
}

TEST_CASE("an empty document, another version, and a list are refused") {
  for (const char* empty : {"", " ", "{}", "# nothing"})
    CHECK_THAT(mistake(empty),
               contains("missing_field ucs_version: ucs_version is missing; expect"));
  CHECK(mistake(R"({"ucs_version":2})") ==
        "invalid_field ucs_version: ucs_version is 2; expected 1: the document is for a later ucs "
        "(line 1, column 16)");
  CHECK_THAT(mistake(R"({"ucs_version":0})"), contains("ucs_version is 0; expected 1 ("));
  CHECK_THAT(mistake(R"({"ucs_version":"1"})"), contains("is \"1\"; expected an integer"));
  CHECK_THAT(mistake("[[["), contains("no JSON, and this is no TOML"));
}

TEST_CASE("unknown members are refused by name, with the nearest one") {
  CHECK(mistake_in(R"("service":[])") ==
        "invalid_field service: service is no member of the document; did you mean \"services\"? "
        "(line 1, column 28)");
  for (const char* of_service : {"states", "tasks"}) {
    CHECK_THAT(mistake_in('"' + std::string(of_service) + "\":[{}]"),
               contains(std::string(of_service) + " is no member of the document"));
  }
  CHECK_THAT(mistake_of(R"("custommer":1)"), contains("services[0].custommer is no member of the "
                                                      "service; did you mean \"customer_id\"?"));
  CHECK_THAT(mistake_of(R"("states":[{"id":1}])"),
             contains("services[0].states[0].id is no member of the state; did you mean"));
  CHECK_THAT(mistake_of(R"("tasks":[{"started":{"time":"-1h"}}])"),
             contains("services[0].tasks[0].started.time is no member of the event"));
  CHECK_THAT(mistake_of(R"("completed":{"dispositon":1})"), contains("mean \"disposition\"?"));
  CHECK_THAT(mistake_in(R"("last_ids":[{"services":1}])"), contains("mean \"service\"?"));
  CHECK_THAT(mistake_in(R"("schemas":[{"entty":1}])"), contains("mean \"entity\"?"));
  CHECK_THAT(mistake_in(R"("schemas":[{"entity":"task","attributes":[{"nam":1}]}])"),
             contains("schemas[0].attributes[0].nam is no member of the attribute"));
  CHECK_THAT(mistake("ucs_version = 1\n\n[[services]]\n  custom_id = 1"),
             contains("did you mean \"customer_id\"? (line 4, column"));
}

TEST_CASE("two services of one id in a tenant are refused; in two tenants they are not") {
  CHECK(mistake_in("\"services\":[{\"service_id\":7,\"customer_id\":\"a\"},\n"
                   "{\"service_id\":7,\"customer_id\":\"b\"}]") ==
        "invalid_field services[1].service_id: services[1].service_id is 7; expected an id that no "
        "other service of the tenant has (line 2, column 15)");
  CHECK(mistake_in(R"("services":[{"service_id":7,"customer_id":"a"},
      {"service_id":7,"customer_id":"b","tenant":"x"}])") == "ok");
}

TEST_CASE("two states or tasks of one id in a service are refused; in two services they are not") {
  CHECK_THAT(mistake_of(R"("states":[{"state_id":1},{"state_id":1}])"),
             contains("invalid_field services[0].states[1].state_id: services[0].states[1]."
                      "state_id is 1; expected an id that nothing else in these states has"));
  CHECK_THAT(mistake_of(R"("tasks":[{"task_id":1},{"task_id":1}])"),
             contains("services[0].tasks[1].task_id is 1;"));
  CHECK(mistake_in(R"("services":[{"customer_id":"c","states":[{"state_id":1}]},
      {"customer_id":"c","states":[{"state_id":1}]}])") == "ok");
}

TEST_CASE("a task of a state that is not there is refused") {
  CHECK_THAT(mistake_of(R"("tasks":[{"state_id":4}])"),
             contains("state_not_found services[0].tasks[0].state_id: services[0].tasks[0]: "
                      "service 1 has no state 4"));
  CHECK(mistake_of(R"("tasks":[{"state_id":4}],"states":[{"state_id":4}])") == "ok");
}

TEST_CASE("a time that is no time is refused, wherever it is") {
  CHECK_THAT(mistake_of(R"("states":[{"started":{"timestamp":"yesterday"}}])"),
             contains("invalid_timestamp services[0].states[0].started.timestamp: "
                      "services[0].states[0].started.timestamp is \"yesterday\"; expected a time "
                      "such as \"2026-03-01T12:00:00.000Z\", or a relative one such as \"-2h\""));
  for (const char* time : {"", "-", "2h", "-2", "-2x", "- 2h", "-2H", "+-2h",
                           "2026-02-30T00:00:00Z", "-99999999999h", "2026-03-01"}) {
    INFO(time);
    CHECK_THAT(mistake_of(R"("expires":")" + std::string(time) + "\""),
               contains("invalid_timestamp services[0].expires"));
  }
  CHECK_THAT(mistake_in(R"("time":"0000-01-01T00:00:00Z","services":[{"customer_id":"c",)"
                        R"("started":"-1s"}])"),
             contains("invalid_timestamp services[0].started"));
  CHECK_THAT(mistake_of(R"("updated":5)"), contains("services[0].updated is 5; expected a time"));
}

TEST_CASE("a value of a wrong type, or out of its bounds, is refused") {
  const auto check = [](const std::string& members, const std::string& expected) {
    INFO(members);
    CHECK_THAT(mistake_of(members), contains(expected));
  };
  check(R"("service_id":"7")", "services[0].service_id is \"7\"; expected an integer");
  check(R"("service_id":0)", "service_id is 0; expected an integer from 1 to 9007199254740991");
  check(R"("service_id":9007199254740992)", "expected an integer from 1 to 9007199254740991");
  check(R"("service_id":99999999999999999999)", "expected an integer from -92");
  check(R"("states":[{"state_id":2147483648}])", "expected an integer from 1 to 2147483647");
  check(R"("tasks":[{"task_id":0}])", "tasks[0].task_id is 0");
  check(R"("tasks":[{"task_id":null}])", "tasks[0].task_id is null; expected an integer");
  check(R"("states":{})", "services[0].states is an object; expected an array of objects");
  check(R"("states":[1])", "services[0].states[0] is 1; expected an object");
  check(R"("service_type":1.5)", "service_type is 1.5; expected a string, or an integer");
  check(R"("contact_key":5)", "contact_key is 5; expected a string");
  check(R"("contact_key":"")", "services[0].contact_key is empty");
  check(R"("expires_given":1)", "expires_given is 1; expected true or false");
  check(R"("expires_given":true)", "expected both or neither");
  check(R"("auto_complete_given":true)", "auto_complete_after is missing");
  check(R"("auto_complete_after":-1)", "services[0].auto_complete_after is -1; expected seconds");
  check(R"("est_duration":-1)", "services[0].est_duration is -1");
  check(R"("revision":0)", "services[0].revision is 0; expected an integer from 1 on");
  check(R"("started":5)", "started is 5; expected an object, or a time");
  check(R"("completed":null)", "completed is null; expected an object, or a time");
  check(R"("extensions":[])", "extensions is an array; expected an object");
  check(R"("tenant":true)", "services[0].tenant is true; expected a string, or an integer");
}

TEST_CASE("the rules of the engine hold, and their errors tell where") {
  const std::string long_text = characters(257, 1);
  CHECK_THAT(mistake_in(R"("services":[{}])"),
             contains("missing_field services[0].customer_id: services[0].customer_id is missing, "
                      "and so is contact_key"));
  CHECK(mistake_of(R"("contact_key":")" + characters(256) + "\"") == "ok");
  CHECK_THAT(mistake_of(R"("contact_key":")" + long_text + "\""),
             contains("field_too_long services[0].contact_key: services[0].contact_key has 257"));
  CHECK_THAT(mistake_of(R"("started":{"session_id":")" + long_text + "\"}"),
             contains("field_too_long services[0].started.session_id"));
  CHECK_THAT(mistake_of(R"("states":[{"completed":{"disposition_desc":")" + long_text + "\"}}]"),
             contains("field_too_long services[0].states[0].completed.disposition_desc"));
  CHECK_THAT(mistake_of(R"("tasks":[{"task_type":")" + long_text + "\"}]"),
             contains("field_too_long services[0].tasks[0].task_type"));
  CHECK_THAT(mistake_of(R"("extensions":{"timestamp":1})"),
             contains("invalid_extension services[0].timestamp: services[0]: extension "
                      "\"timestamp\" has a reserved name"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "\"n" + std::to_string(i) + "\":1,";
  CHECK(mistake_of(R"("extensions":{)" + many.substr(0, many.size() - 1) + "}") == "ok");
  CHECK_THAT(mistake_of(R"("extensions":{)" + many + "\"x\":1}"),
             contains("invalid_extension services[0].extensions"));
}

TEST_CASE("schemas are held against their rules") {
  const auto check = [](const std::string& schema, const std::string& expected) {
    INFO(schema);
    CHECK_THAT(mistake_in("\"schemas\":[" + schema + "]"), contains(expected));
  };
  const std::string good = R"({"entity":"task","name":"S","type":"single-valued","attributes":[]})";
  CHECK(mistake_in("\"schemas\":[" + good + "]") == "ok");
  check(R"({"name":"S"})", "missing_field schemas[0].entity");
  check(R"({"entity":"job"})", R"(schemas[0].entity is "job"; expected "service", "state")");
  check(R"({"entity":"task","name":"S","type":"single-valued"})",
        "missing_field schemas[0].attributes: schemas[0].attributes is missing");
  check(R"({"entity":"task","name":"1","type":"single-valued","attributes":[]})",
        "schemas[0].name is \"1\"");
  check(R"({"entity":"task","name":"S","type":"x","attributes":[]})", "schemas[0].type is \"x\"");
  check(good + "," + good, "already_exists");
  check(R"({"entity":"task","name":"S","type":"single-valued","attributes":[{"name":"a"}]})",
        "missing_field schemas[0].attributes[0].type");
}

TEST_CASE("last ids are refused out of their bounds, and twice for one tenant") {
  CHECK(mistake_in(R"("last_ids":[{"task":2147483647},{"tenant":"x"}])") == "ok");
  CHECK_THAT(mistake_in(R"("last_ids":[{"task":2147483648}])"),
             contains("last_ids[0].task is 2147483648; expected an integer from 0 to 2147483647"));
  CHECK_THAT(mistake_in(R"("last_ids":[{"service":-1}])"), contains("last_ids[0].service is -1"));
  CHECK_THAT(mistake_in(R"("last_ids":[{},{"tenant":""}])"), contains("last_ids[1] is a second"));
  CHECK_THAT(mistake_in(R"("last_ids":[{"task":2147483647}],)"
                        R"("services":[{"customer_id":"c","tasks":[{}]}])"),
             contains("id_space_exhausted services[0].tasks[0]"));
}

TEST_CASE("where there are tenants, another one is refused, with the nearest") {
  ContentsOptions options;
  options.tenants = {{101, "airline"}, {102, "hotel"}};
  const auto check = [&](const std::string& members) {
    CHECK_THAT(mistake_in(members, options),
               contains("is \"airlin\", which is no tenant; did you mean \"airline\"?"));
  };
  check(R"("services":[{"customer_id":"c","tenant":"airlin"}])");
  check(R"("last_ids":[{"tenant":"airlin"}])");
  check(R"("schemas":[{"tenant":"airlin","entity":"task","name":"S","type":"single-valued",)"
        R"("attributes":[]}])");
}

TEST_CASE("a name in a message is short and harmless") {
  CHECK_THAT(mistake_of("\"" + std::string(5000, 'x') + "\":1"), !contains(std::string(100, 'x')));
  CHECK_THAT(mistake_of(R"("a\nb":1)"), !contains("\n"));
}

}  // namespace
