// SPDX-License-Identifier: MIT
// The fields of start and end events: kinds, limits, and what each dialect demands (spec 1, 2.1).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::contains;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

/// An operation that takes an event, and the members without which it does not work.
struct Operation {
  std::string path;
  std::string needed;
  std::vector<std::string> fields;  // those it knows besides the event fields
};

const std::vector<Operation>& operations() {
  static const std::vector<Operation> kOperations = {
      {"/services/start", R"("customer_id":"c","service_type":1)", {"est_duration"}},
      {"/customers/c/services/1", "", {"service_type", "est_duration"}},
      {"/services/1/end", "", {"disposition", "disposition_desc"}},
      {"/services/1/states/start", R"("state_type":1)", {"est_duration"}},
      {"/services/1/states/1/end", "", {"disposition", "disposition_desc"}},
      {"/services/1/states/transition", R"("from":{"state_id":1},"to":{"state_type":1})", {}},
      {"/services/1/tasks/start", R"("task_type":1)", {"est_duration"}},
      {"/services/1/tasks/1/end", "", {"disposition", "disposition_desc"}},
  };
  return kOperations;
}

std::string body_of(const Operation& operation, const std::string& member) {
  return "{" + operation.needed + (operation.needed.empty() ? "" : ",") + member + "}";
}

/// A service with an active state and an active task.
void start_family(Caller& caller) {
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
  require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
}

/// Returns a text of so many characters, none of them of one byte.
std::string characters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i % 2 == 0 ? "\xC3\xA4" : "\xF0\x9F\x98\x80";
  return text;
}

TEST_CASE("a text field takes as many characters as its dialect allows, and not one more") {
  struct Limit {
    const char* field;
    std::size_t v81;
    std::size_t v85;
  };
  const Limit limits[] = {{"session_id", 32, 256},       {"interaction_id", 50, 256},
                          {"disposition_desc", 64, 256}, {"application_type", 256, 256},
                          {"resource_type", 256, 256},   {"media_type", 256, 256},
                          {"disposition", 256, 256},     {"service_type", 256, 256}};
  for (const Dialect dialect : kDialects) {
    for (const Operation& operation : operations()) {
      for (const Limit& limit : limits) {
        const std::string field = limit.field;
        const bool is_event_field = field.find("_desc") == std::string::npos &&
                                    field != "disposition" && field != "service_type";
        const bool is_own = std::find(operation.fields.begin(), operation.fields.end(), field) !=
                            operation.fields.end();
        if (!is_event_field && !is_own) continue;
        Twins twins;
        Caller caller(twins, dialect);
        start_family(caller);
        const std::size_t max = caller.is_v81() ? limit.v81 : limit.v85;
        INFO(operation.path << ' ' << field << " at most " << max);
        const std::string before = twins.dump();
        const std::string too_long =
            body_of(operation, "\"" + field + "\":\"" + characters(max + 1) + "\"");
        caller.check_error(caller.post(operation.path, too_long), "POST", operation.path,
                           ErrorCode::kFieldTooLong,
                           {field, std::to_string(max + 1), std::to_string(max)});
        CHECK(twins.dump() == before);
        const std::string longest =
            body_of(operation, "\"" + field + "\":\"" + characters(max) + "\"");
        CHECK(caller.post(operation.path, longest).status < 300);
      }
    }
  }
}

TEST_CASE("customer_id, contact_key and type names take 256 characters, in the body and the path") {
  const std::string longest = characters(256);
  const std::string too_long = characters(257);
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const std::string field : {"customer_id", "contact_key"}) {
      const auto body = [&](const std::string& value) {
        return "{\"service_type\":1,\"" + field + "\":\"" + value + "\"}";
      };
      caller.check_error(caller.post("/services/start", body(too_long)), "POST", "/services/start",
                         ErrorCode::kFieldTooLong, {field, "257", "256"});
      CHECK(twins.dump() == before);
    }
    require_created(caller.post("/services/start", R"({"service_type":1,"customer_id":")" +
                                                       longest + R"(","contact_key":")" + longest +
                                                       "\"}"));
    CHECK(caller.get("/customers/" + longest + "/services") ==
          json("[" + caller.get("/services/2").body + "]"));
    // No such customer can exist; a query finds none.
    CHECK(caller.get("/customers/" + too_long + "/services") == json("[]"));
    CHECK(caller.get("/services/anonymous/" + too_long) == json("[]"));
    for (const std::string type : {"state", "task"}) {
      const std::string path = "/services/1/" + type + "s/start";
      const auto body = [&](const std::string& value) {
        return "{\"" + type + "_type\":\"" + value + "\"}";
      };
      caller.check_error(caller.post(path, body(too_long)), "POST", path, ErrorCode::kFieldTooLong,
                         {type + "_type", "257", "256"});
      CHECK(caller.post(path, body(longest)).status == 201);
    }
  }
}

TEST_CASE("the type is mandatory in v81 and optional in v85, on every start") {
  struct Row {
    const char* path;
    const char* body;
    const char* field;
  };
  const Row rows[] = {
      {"/services/start", R"({"customer_id":"c"})", "service_type"},
      {"/services/1/states/start", "", "state_type"},
      {"/services/1/states/start", "{}", "state_type"},
      {"/services/1/states/start", R"({"service_type":1})", "state_type"},
      {"/services/1/tasks/start", R"({"state_id":1})", "task_type"},
      {"/services/1/states/transition", R"({"from":{"state_id":1},"to":{}})", "to.state_type"},
  };
  for (const Row& row : rows) {
    INFO(row.path << ' ' << row.body);
    Twins twins;
    Caller v81(twins, Dialect::kV81);
    Caller v85(twins, Dialect::kV85);
    start_family(v81);
    const std::string before = twins.dump();
    v81.check_error(v81.post(row.path, row.body), "POST", row.path, ErrorCode::kMissingField,
                    {row.field, "missing"});
    CHECK(twins.dump() == before);
    CHECK(v85.post(row.path, row.body).status == 201);
  }
}

TEST_CASE("starting a service needs a customer or a contact key, and takes both") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    for (const char* body : {"", "{}", R"({"service_type":1})"})
      caller.check_error(caller.post("/services/start", body), "POST", "/services/start",
                         ErrorCode::kMissingField, {"customer_id", "contact_key"});
    for (const char* body : {R"({"service_type":1,"customer_id":""})",
                             R"({"service_type":1,"customer_id":"c","contact_key":""})"})
      caller.check_error(caller.post("/services/start", body), "POST", "/services/start",
                         ErrorCode::kInvalidField, {"is empty"});
    CHECK(twins.dump() == "tenant \"\"\n");
    CHECK(
        caller.post("/services/start", R"({"service_type":1,"customer_id":"c","contact_key":"k"})")
            .status == 201);
  }
}

TEST_CASE("a string stays a string and an integer an integer") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  require_created(caller.post(
      "/services/start",
      R"({"customer_id":"c","service_type":"9","application_type":9,"resource_type":"-0","media_type":-9223372036854775808})"));
  REQUIRE(caller.post("/services/1/end", R"({"disposition":"10","media_type":"\u0000\n\"é"})") ==
          empty(204));
  CHECK(
      caller.get("/services/1") ==
      json(
          R"({"service_id":1,"service_type":"9","customer_id":"c","duration":0,"disposition":"10",)"
          R"("started":{"timestamp":"2026-03-01T12:00:00.000Z","application_type":9,"resource_type":"-0","media_type":-9223372036854775808},)"
          R"("completed":{"timestamp":"2026-03-01T12:00:00.000Z","media_type":"\u0000\n\"é"}})"));
}

TEST_CASE("integer fields arrive as numbers or strings of digits, and are returned as integers") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post(
        "/services/start",
        R"({"customer_id":"c","service_type":1,"est_duration":"2147483647","application_id":"9223372036854775807","resource_id":"-9223372036854775808","ttl":"2147483647","auto_complete_after":"0"})"));
    require_created(
        caller.post("/services/1/states/start",
                    R"({"state_type":1,"previous_state_id":"7","est_duration":"007"})"));
    require_created(caller.post("/services/1/tasks/start", R"({"task_type":1,"state_id":"1"})"));
    require_created(
        caller.post("/services/1/states/transition",
                    R"({"from":{"state_id":"1"},"to":{"state_type":1,"est_duration":"5"}})"));
    CHECK(caller.post("/services/1/tasks/1/end", R"({"state_id":"1"})") == empty(204));
    CHECK_THAT(
        caller.get("/services/1").body,
        contains(
            R"("est_duration":2147483647,"started":{"timestamp":"2026-03-01T12:00:00.000Z","application_id":9223372036854775807,"resource_id":-9223372036854775808})"));
    CHECK_THAT(caller.get("/services/1/states/1").body,
               contains(R"("previous_state_id":7,"est_duration":7,)"));
    CHECK_THAT(caller.get("/services/1/states/2").body, contains(R"("est_duration":5,)"));
    CHECK_THAT(caller.get("/services/1/tasks/1").body, contains(R"("state_id":1,"task_id":1,)"));
  }
}

/// Returns how a message names a JSON value.
std::string as_named(const std::string& value) {
  if (value.front() == '{') return "an object";
  if (value.front() == '[') return "an array";
  return value.front() == '"' ? value.substr(1, value.size() - 2) : value;
}

TEST_CASE("a field of the wrong kind or range is refused and named with its value") {
  struct Row {
    std::vector<const char*> fields;
    std::vector<const char*> values;
  };
  const Row rows[] = {
      {{"session_id", "interaction_id"}, {"1", "null", "true", "[]", "{}", "1.5"}},
      {{"application_type", "resource_type", "media_type"},
       {"1.5", "1e3", "null", "false", "[1]", "{}", "9223372036854775808", "-9223372036854775809"}},
      {{"application_id", "resource_id"},
       {"1.5", "null", "true", "[]", R"("")", R"("x")", R"(" 1")", R"("1.0")", R"("0x1")",
        R"("+1")", "9223372036854775808", R"("9223372036854775808")"}},
      {{"timestamp"}, {"1", "null", "{}", "1267444800000"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const Operation& operation : operations()) {
      for (const Row& row : rows) {
        for (const std::string field : row.fields) {
          for (const std::string value : row.values) {
            const std::string body = body_of(operation, "\"" + field + "\":" + value);
            INFO(operation.path << ' ' << body);
            const Answer answer = caller.post(operation.path, body);
            caller.check_error(answer, "POST", operation.path, ErrorCode::kInvalidField,
                               {field, as_named(value)});
          }
        }
      }
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("durations are 0 to 2147483647, ids 32 bits") {
  struct Row {
    std::string path;
    std::string before;
    std::string field;
    std::string after;
    bool may_be_negative;
  };
  const Row rows[] = {
      {"/services/start", R"({"customer_id":"c","service_type":1,)", "est_duration", "}", false},
      {"/services/start", R"({"customer_id":"c","service_type":1,)", "ttl", "}", false},
      {"/services/start", R"({"customer_id":"c","service_type":1,)", "auto_complete_after", "}",
       false},
      {"/services/1/states/start", R"({"state_type":1,)", "est_duration", "}", false},
      {"/services/1/states/start", R"({"state_type":1,)", "previous_state_id", "}", true},
      {"/services/1/tasks/start", R"({"task_type":1,)", "est_duration", "}", false},
      {"/services/1/tasks/start", R"({"task_type":1,)", "state_id", "}", true},
      {"/services/1/tasks/1/end", "{", "state_id", "}", true},
      {"/services/1/states/transition", R"({"from":{"state_id":1},"to":{"state_type":1,)",
       "est_duration", "}}", false},
      {"/services/1/states/transition", R"({"to":{"state_type":1},"from":{)", "state_id", "}}",
       true},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const Row& row : rows) {
      std::vector<std::string> values = {"2147483648", "\"2147483648\"", "1.0", "null", "true",
                                         "\"\"",       "-2147483649",    "1e1", "[]"};
      if (!row.may_be_negative) values.insert(values.end(), {"-1", "\"-1\""});
      for (const std::string& value : values) {
        const std::string body = row.before + "\"" + row.field + "\":" + value + row.after;
        INFO(row.path << ' ' << body);
        caller.check_error(caller.post(row.path, body), "POST", row.path, ErrorCode::kInvalidField,
                           {row.field});
      }
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("reserved members an operation does not use are ignored, whatever their value") {
  const std::string start =
      R"({"customer_id":"c","contact_key":"k","service_type":1,"est_duration":10,"ttl":100,"expiration_time":"2030-01-01T00:00:00Z",)"
      R"("auto_complete_after":5,"state_type":{},"task_type":[],"service_id":"x","task_id":null,"started":1,"completed":{},)"
      R"("duration":-1,"active_states":0,"completed_states":0,"active_tasks":0,"completed_tasks":0,"from":1,"to":2,"disposition":[],)"
      R"("disposition_desc":5,"state_id":"y","previous_state_id":[],"session_id":"s"})";
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", start));
    const std::string shown = caller.get("/services/1?extensions=*").body;
    CHECK(
        shown ==
        R"({"service_id":1,"service_type":1,"customer_id":"c","contact_key":"k","est_duration":10,)"
        R"("started":{"timestamp":"2026-03-01T12:00:00.000Z","session_id":"s"}})");
    // Clients send the start's body again with the end.
    const std::string resent =
        R"({"customer_id":"c","contact_key":"k","service_type":1,"est_duration":10,"ttl":100,"session_id":"s","disposition":1})";
    CHECK(caller.post("/services/1/end", resent) == empty(204));
    CHECK_THAT(
        caller.get("/services/1").body,
        contains(R"("completed":{"timestamp":"2026-03-01T12:00:00.000Z","session_id":"s"}})"));
  }
}

TEST_CASE("a service is gone when its ttl or expiration_time has come; ttl wins") {
  struct Row {
    const char* members;
    const char* last;   // it is there
    const char* first;  // it is gone
  };
  const Row rows[] = {
      {R"("ttl":60)", "2026-03-01T12:00:59.999Z", "2026-03-01T12:01:00Z"},
      {R"("ttl":60,"timestamp":"2026-03-01T11:59:30Z")", "2026-03-01T12:00:29.999Z",
       "2026-03-01T12:00:30Z"},
      {R"("expiration_time":"2026-03-02T00:00:00+01:00")", "2026-03-01T22:59:59.999Z",
       "2026-03-01T23:00:00Z"},
      {R"("ttl":60,"expiration_time":"2030-01-01T00:00:00Z")", "2026-03-01T12:00:59.999Z",
       "2026-03-01T12:01:00Z"},
  };
  for (const Dialect dialect : kDialects) {
    for (const Row& row : rows) {
      Twins twins;
      Caller caller(twins, dialect);
      INFO(row.members);
      require_created(
          caller.post("/services/start",
                      std::string(R"({"customer_id":"c","service_type":1,)") + row.members + "}"));
      twins.clock.set(row.last);
      CHECK(caller.get("/services/1").status == 200);
      CHECK(caller.get("/customers/c/services") ==
            json("[" + caller.get("/services/1").body + "]"));
      twins.clock.set(row.first);
      caller.check_error(caller.get("/services/1"), "GET", "/services/1",
                         ErrorCode::kServiceNotFound, {"1"});
      caller.check_error(caller.post("/services/1/end"), "POST", "/services/1/end",
                         ErrorCode::kServiceNotFound, {"1"});
      CHECK(caller.get("/customers/c/services") == json("[]"));
    }
  }
}

}  // namespace
