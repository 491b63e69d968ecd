// SPDX-License-Identifier: MIT
// The known members of each body: which of them it reads, and what each may be (spec 2.1).
#include <ucs/json.h>
#include <ucs/rules.h>

#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/request_dump.h"

namespace {

using ucs::tests::Body;
using ucs::tests::kBodies;
using ucs::tests::read_body;

enum class Kind { kText, kLongOrString, kLong, kInt, kSeconds, kTime, kObject };

/// A member, and where it is read.
struct Member {
  std::string name;
  Kind kind;
  std::set<Body> bodies;
};

const std::set<Body> kAll(std::begin(kBodies), std::end(kBodies));
const std::set<Body> kStarts = {Body::kStartService, Body::kStartState, Body::kStartTask};
const std::set<Body> kEnds = {Body::kCompleteService, Body::kCompleteState, Body::kCompleteTask};

const std::vector<Member>& members() {
  static const std::vector<Member> kMembers = {
      {"session_id", Kind::kText, kAll},
      {"interaction_id", Kind::kText, kAll},
      {"application_type", Kind::kLongOrString, kAll},
      {"resource_type", Kind::kLongOrString, kAll},
      {"media_type", Kind::kLongOrString, kAll},
      {"application_id", Kind::kLong, kAll},
      {"resource_id", Kind::kLong, kAll},
      {"timestamp", Kind::kTime, kAll},
      {"customer_id", Kind::kText, {Body::kStartService}},
      {"contact_key", Kind::kText, {Body::kStartService}},
      {"service_type", Kind::kLongOrString, {Body::kStartService}},
      {"ttl", Kind::kSeconds, {Body::kStartService}},
      {"expiration_time", Kind::kTime, {Body::kStartService}},
      {"auto_complete_after", Kind::kSeconds, {Body::kStartService}},
      {"est_duration", Kind::kSeconds, kStarts},
      {"state_type", Kind::kLongOrString, {Body::kStartState}},
      {"previous_state_id", Kind::kInt, {Body::kStartState}},
      {"task_type", Kind::kLongOrString, {Body::kStartTask}},
      {"state_id", Kind::kInt, {Body::kStartTask, Body::kCompleteTask}},
      {"disposition", Kind::kLongOrString, kEnds},
      {"disposition_desc", Kind::kText, kEnds},
      {"from", Kind::kObject, {Body::kTransition}},
      {"to", Kind::kObject, {Body::kTransition}},
  };
  return kMembers;
}

/// Every reserved name of spec 2.1.
const std::vector<std::string> kReserved = {"session_id",
                                            "interaction_id",
                                            "application_type",
                                            "application_id",
                                            "resource_type",
                                            "resource_id",
                                            "media_type",
                                            "timestamp",
                                            "customer_id",
                                            "contact_key",
                                            "service_type",
                                            "est_duration",
                                            "ttl",
                                            "expiration_time",
                                            "state_type",
                                            "auto_complete_after",
                                            "task_type",
                                            "previous_state_id",
                                            "disposition",
                                            "disposition_desc",
                                            "service_id",
                                            "state_id",
                                            "task_id",
                                            "started",
                                            "completed",
                                            "duration",
                                            "active_states",
                                            "completed_states",
                                            "active_tasks",
                                            "completed_tasks",
                                            "from",
                                            "to"};

/// A value as sent, and as it is dumped; nothing for one that is refused.
struct Value {
  std::string sent;
  std::string kept;
};

const char* const kOther[] = {"null", "true", "false", "[]", "[1]", "{}", R"({"a":1})"};

std::vector<Value> values_of(Kind kind) {
  const std::vector<Value> integers = {{"0", "0"},
                                       {"24", "24"},
                                       {"2147483647", "2147483647"},
                                       {"-0", "0"},
                                       {"\"24\"", "24"},
                                       {"\"0\"", "0"},
                                       {"\"-0\"", "0"},
                                       {"\"007\"", "7"},
                                       {R"("\u0032\u0034")", "24"},
                                       {"\"2147483647\"", "2147483647"},
                                       {"1.0", ""},
                                       {"1e2", ""},
                                       {"0.5", ""},
                                       {"1E400", ""},
                                       {"9223372036854775808", ""},
                                       {"-9223372036854775809", ""},
                                       {"\"9223372036854775808\"", ""},
                                       {"99999999999999999999", ""},
                                       {"\"\"", ""},
                                       {"\"-\"", ""},
                                       {"\"+1\"", ""},
                                       {"\" 1\"", ""},
                                       {"\"1 \"", ""},
                                       {"\"1.0\"", ""},
                                       {"\"1e2\"", ""},
                                       {"\"0x10\"", ""},
                                       {"\"abc\"", ""},
                                       {"\"--1\"", ""},
                                       {"\"1\\u0000\"", ""},
                                       {"\"\xD9\xA1\"", ""}};
  std::vector<Value> values;
  switch (kind) {
    case Kind::kText:
      return {{"\"\"", "\"\""},
              {"\"a b\"", "\"a b\""},
              {R"("\u0041\/\n")", "\"A/\n\""},
              {"\"\xC3\xA4 is long enough\"", "\"\xC3\xA4 is long enough\""},
              {"\"24\"", "\"24\""},
              {"0", ""},
              {"24", ""},
              {"-1.5", ""}};
    case Kind::kLongOrString:
      return {{"\"\"", "\"\""},
              {"\"9\"", "\"9\""},
              {"9", "9"},
              {"-0", "0"},
              {R"("\u0041")", "\"A\""},
              {"9223372036854775807", "9223372036854775807"},
              {"-9223372036854775808", "-9223372036854775808"},
              {"9223372036854775808", ""},
              {"-9223372036854775809", ""},
              {"1.0", ""},
              {"1e2", ""},
              {"1e400", ""},
              {"\"1e400\"", "\"1e400\""},
              {"\"9223372036854775808\"", "\"9223372036854775808\""}};
    case Kind::kLong:
      values = {{"9223372036854775807", "9223372036854775807"},
                {"2147483648", "2147483648"},
                {"-9223372036854775808", "-9223372036854775808"},
                {"\"-9223372036854775808\"", "-9223372036854775808"}};
      break;
    case Kind::kInt:
      values = {{"-2147483648", "-2147483648"},
                {"\"-2147483648\"", "-2147483648"},
                {"-1", "-1"},
                {"2147483648", ""},
                {"\"2147483648\"", ""},
                {"-2147483649", ""}};
      break;
    case Kind::kSeconds:
      values = {{"-1", ""},
                {"\"-1\"", ""},
                {"2147483648", ""},
                {"\"2147483648\"", ""},
                {"-2147483648", ""}};
      break;
    case Kind::kTime:
      return {{"\"2026-03-01T12:00:00.123Z\"", "2026-03-01T12:00:00.123Z"},
              {"\"2026-03-01T12:00:00\"", "2026-03-01T12:00:00.000Z"},
              {R"("2026-03-01T14:00:00.5\u002b02:00")", "2026-03-01T12:00:00.500Z"},
              {"1", ""},
              {"1772366400000", ""},
              {"1.5", ""}};
    case Kind::kObject:
      return {{"1", ""}, {"\"x\"", ""}};
  }
  values.insert(values.end(), integers.begin(), integers.end());
  return values;
}

/// A body with one member, and what a transition needs besides.
std::string body_with(Body kind, const std::string& name, const std::string& value) {
  std::string body = "{\"" + name + "\":" + value;
  for (const std::string side : {"from", "to"}) {
    if (kind == Body::kTransition && name != side) body += ",\"" + side + "\":{}";
  }
  return body + "}";
}

}  // namespace

TEST_CASE(
    "each known member takes the values of its kind and no others, in every body that reads it") {
  for (const Member& member : members()) {
    for (const Body body : member.bodies) {
      std::vector<Value> values = values_of(member.kind);
      for (const char* other : kOther) {
        if (member.kind != Kind::kObject || *other != '{') values.push_back({other, ""});
      }
      for (const Value& value : values) {
        CAPTURE(member.name, value.sent);
        const std::string outcome = read_body(body, body_with(body, member.name, value.sent));
        if (!value.kept.empty()) {
          CHECK(outcome == member.name + "=" + value.kept);
        } else {
          const std::string expected = "invalid_field " + member.name + ": " + member.name + " is ";
          CHECK(outcome.substr(0, expected.size()) == expected);
        }
      }
    }
  }
}

TEST_CASE("a reserved name that a body does not read is ignored whatever its value") {
  for (const Body body : kBodies) {
    for (const std::string& name : kReserved) {
      bool is_read = false;
      for (const Member& member : members()) {
        is_read = is_read || (member.name == name && member.bodies.count(body) > 0);
      }
      if (is_read) continue;
      for (const std::string value :
           {"null", "true", "1.5", "\"x\"", "[[1,{\"a\":null}]]", R"({"a":{"b":[1e400]}})"}) {
        CAPTURE(name, value);
        CHECK(read_body(body, body_with(body, name, value)).empty());
      }
    }
  }
}

TEST_CASE("the names bodies read are reserved, and there are no other reserved names than tested") {
  for (const Member& member : members()) CHECK(ucs::is_reserved_name(member.name));
  for (const std::string& name : kReserved) CHECK(ucs::is_reserved_name(name));
  CHECK(kReserved.size() == 32);
}

TEST_CASE("an ignored member must be JSON all the same") {
  for (const Body body : kBodies) {
    CHECK(read_body(body, R"({"duration":{"a":[1,]}})") ==
          "invalid_json : the body is not valid JSON at byte 20: expected a value, found ']'");
    CHECK(read_body(body, R"({"active_states":{"a":1,"a":2}})") ==
          "invalid_json : the body is not valid JSON at byte 24: an object has a second member of "
          "the name \"a\"");
  }
}

TEST_CASE("names are compared exactly, so another spelling is an extension") {
  CHECK(read_body(Body::kStartService, R"({"Customer_id":"x","CUSTOMER_ID":1,"customer_id ":2})") ==
        R"(+CUSTOMER_ID=1 +Customer_id="x" +customer_id =2)");
  CHECK(read_body(Body::kStartService, R"({"\u0063ustomer_id":"x"})") == "customer_id=\"x\"");
  CHECK(read_body(Body::kStartService, R"({"customer_i":1,"customer_idd":2,"":3})") ==
        "+=3 +customer_i=1 +customer_idd=2");
}

TEST_CASE("an error names the member, the value and what was expected") {
  const auto error_of = [](const std::string& member) {
    return read_body(Body::kStartService, "{" + member + "}");
  };
  CHECK(error_of(R"("customer_id":17)") ==
        "invalid_field customer_id: customer_id is 17; expected a string");
  CHECK(error_of(R"("customer_id":null)") ==
        "invalid_field customer_id: customer_id is null; expected a string");
  CHECK(error_of(R"("service_type":1.5)") ==
        "invalid_field service_type: service_type is 1.5; expected a string, or an integer from "
        "-9223372036854775808 to 9223372036854775807");
  CHECK(error_of(R"("application_id":"4 0")") ==
        "invalid_field application_id: application_id is \"4 0\"; expected an integer from "
        "-9223372036854775808 to 9223372036854775807, or a string of its digits");
  CHECK(error_of(R"("est_duration":-1)") ==
        "invalid_field est_duration: est_duration is -1; expected seconds: an integer from 0 to "
        "2147483647, or a string of its digits");
  CHECK(error_of(R"("session_id":{"a":"secret"})") ==
        "invalid_field session_id: session_id is an object; expected a string");
  CHECK(error_of(R"("session_id":[1])") ==
        "invalid_field session_id: session_id is an array; expected a string");
  CHECK(error_of(R"("timestamp":true)") ==
        "invalid_field timestamp: timestamp is true; expected a string of the form "
        "2026-03-01T12:00:00.000Z");
  CHECK(error_of(R"("expiration_time":"tomorrow")") ==
        "invalid_timestamp expiration_time: expiration_time is \"tomorrow\", which is no valid "
        "time; expected the form 2026-03-01T12:00:00.000Z");
  CHECK(read_body(Body::kStartState, R"({"previous_state_id":4294967296})") ==
        "invalid_field previous_state_id: previous_state_id is 4294967296; expected an integer "
        "from -2147483648 to 2147483647, or a string of its digits");
}

TEST_CASE("a time that is none is invalid_timestamp, in every member that is a time") {
  for (const std::string name : {"timestamp", "expiration_time"}) {
    for (const std::string value : {"", "2026-02-30T00:00:00Z", "2026-03-01T24:00:00Z", "20260301",
                                    "2026-03-01 12:00:00", "01 Mar 2026", "2026-3-1T1:2:3Z"}) {
      CAPTURE(name, value);
      const std::string outcome =
          read_body(Body::kStartService, body_with(Body::kStartService, name, "\"" + value + "\""));
      const std::string expected = "invalid_timestamp " + name + ": " + name + " is \"" + value;
      CHECK(outcome.substr(0, expected.size()) == expected);
    }
  }
}

TEST_CASE(
    "an error shows no more than the start of a long value, and control characters as codes") {
  const std::string string(1000, 'x');
  CHECK(read_body(Body::kStartTask, R"({"state_id":")" + string + "\"}") ==
        "invalid_field state_id: state_id is \"" + string.substr(0, 64) +
            "...\"; expected an integer from -2147483648 to 2147483647, or a string of its digits");
  const std::string digits(1000, '7');
  CHECK(read_body(Body::kStartTask, R"({"state_id":)" + digits + "}") ==
        "invalid_field state_id: state_id is " + digits.substr(0, 64) +
            "...; expected an integer from -2147483648 to 2147483647, or a string of its digits");
  CHECK(read_body(Body::kStartTask, R"({"state_id":"1\n\u0000"})") ==
        "invalid_field state_id: state_id is \"1\\x0a\\x00\"; expected an integer from -2147483648 "
        "to 2147483647, or a string of its digits");
  // The cut does not divide a character.
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\xC3\xA4";
  CHECK(read_body(Body::kStartTask, R"({"state_id":"x)" + umlauts + "\"}") ==
        "invalid_field state_id: state_id is \"x" + umlauts.substr(0, 62) +
            "...\"; expected an integer from -2147483648 to 2147483647, or a string of its digits");
}
