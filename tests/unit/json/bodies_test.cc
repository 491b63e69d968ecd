// SPDX-License-Identifier: MIT
// Bodies as wholes: extensions, transitions, empty ones, and which of several errors is reported.
#include <ucs/json.h>
#include <ucs/rules.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/parsing.h"
#include "tests/unit/json/request_dump.h"

namespace {

using ucs::tests::Body;
using ucs::tests::kBodies;
using ucs::tests::read_body;

std::string invalid_json_at(std::size_t offset) {
  return "invalid_json : the body is not valid JSON at byte " + std::to_string(offset) + ": ";
}

/// What stands before the reason.
std::string without_reason(const std::string& outcome) {
  return outcome.substr(0, outcome.find(": ", outcome.find(" at byte ")) + 2);
}

}  // namespace

TEST_CASE("a whole start body is read member by member") {
  CHECK(read_body(Body::kStartService, R"({
      "customer_id": "00027a52JCGY000M", "contact_key": "+1 555", "service_type": "booking",
      "est_duration": "3600", "timestamp": "2026-03-01T12:00:00.000Z", "ttl": 60,
      "expiration_time": "2027-01-01T00:00:00+01:00", "auto_complete_after": "30",
      "session_id": "11000ABC-80236C1A-1010", "interaction_id": "123ABC908ABFFD8080",
      "application_type": 400, "application_id": 40, "resource_type": "200", "resource_id": "5005",
      "media_type": "voice", "service_id": 9, "started": {"x": 1},
      "Feedback": {"rating": 7, "notes": "thanks for the nice trip"}, "Empty": {} })") ==
        R"(customer_id="00027a52JCGY000M" contact_key="+1 555" service_type="booking" )"
        R"(est_duration=3600 ttl=60 expiration_time=2026-12-31T23:00:00.000Z )"
        R"(auto_complete_after=30 session_id="11000ABC-80236C1A-1010" )"
        R"(interaction_id="123ABC908ABFFD8080" application_type=400 application_id=40 )"
        R"(resource_type="200" resource_id=5005 media_type="voice" )"
        R"(timestamp=2026-03-01T12:00:00.000Z +Empty={} )"
        R"(+Feedback={"rating":7,"notes":"thanks for the nice trip"})");
}

TEST_CASE("an empty body stands for an empty object, white space does not") {
  for (const Body body : kBodies) {
    if (body == Body::kTransition) continue;
    CHECK(read_body(body, "").empty());
    CHECK(read_body(body, "{}").empty());
    CHECK(read_body(body, " { } \n").empty());
    CHECK(without_reason(read_body(body, " ")) == invalid_json_at(1));
  }
  CHECK(read_body(Body::kTransition, "") ==
        "missing_field from: from is missing; expected an object");
}

TEST_CASE("a body that is no object is refused where it starts") {
  for (const Body body : kBodies) {
    CHECK(read_body(body, " [1]") == invalid_json_at(1) + "expected an object, found an array");
    CHECK(read_body(body, "\"x\"") == invalid_json_at(0) + "expected an object, found \"x\"");
    CHECK(read_body(body, "null") == invalid_json_at(0) + "expected an object, found null");
    CHECK(read_body(body, "\t-5 ") == invalid_json_at(1) + "expected an object, found -5");
    CHECK(read_body(body, "true") == invalid_json_at(0) + "expected an object, found true");
    CHECK(read_body(body, "false") == invalid_json_at(0) + "expected an object, found false");
    CHECK(read_body(body, "{} {}") ==
          invalid_json_at(3) + "expected nothing more after the value, found '{'");
  }
}

TEST_CASE("every other member is an extension, kept as compact JSON whatever its kind") {
  for (const Body body : kBodies) {
    const std::string sides = body == Body::kTransition ? R"("from":{},"to":{},)" : "";
    CHECK(read_body(body, "{" + sides + R"("o" : { "b" : 1 , "a" : [ 1e400 , "\u0041 b" ] } ,
        "a":[ ], "n":null, "t":true, "f":false, "i":12345678901234567890, "d":0.10, "z":-0,
        "s":"\u0041\/\n\u0000\ud83d\ude00", "e":"" , "x y/\u00e4\"":1 })") ==
          R"(+a=[] +d=0.10 +e="" +f=false +i=12345678901234567890 +n=null )"
          R"(+o={"b":1,"a":[1e400,"A b"]} +s="A/\n\u0000)"
          "\xF0\x9F\x98\x80\" "
          "+t=true +x y/\xC3\xA4\"=1 +z=-0");
  }
}

TEST_CASE("extensions are kept whole around fields and ignored members of every kind") {
  CHECK(
      read_body(Body::kStartService,
                R"({"a":{"customer_id":5},"customer_id":"c","from":{"b":{"x":[]}},"b":[[1]],)"
                R"("to":[{"c":1}],"c":[{"to":{}}],"timestamp":"2026-03-01T12:00:00Z","d":"e"})") ==
      R"(customer_id="c" timestamp=2026-03-01T12:00:00.000Z +a={"customer_id":5} +b=[[1]] )"
      R"(+c=[{"to":{}}] +d="e")");
}

TEST_CASE("a slice without white space and escapes is kept the same as one with") {
  const std::vector<std::string> compact = {R"({"a":{},"b":[],"c":{"d":[{}]}})",
                                            R"([[],[[]],[1],[1,2],[1,2,3]])",
                                            R"({"x":""})",
                                            R"([true,false,null,-1.5e+7,"a b c"])",
                                            R"({"":{"":""}})",
                                            "[0]",
                                            R"([[[[0]]]])"};
  for (const std::string& value : compact) {
    CAPTURE(value);
    CHECK(read_body(Body::kStartTask, R"({"e":)" + value + "}") == "+e=" + value);
    for (std::size_t i = 1; i < value.size(); ++i) {
      std::string wide = value;
      wide.insert(i, " ");
      if (ucs::tests::compact(wide) != value)
        continue;  // the space is in a string, or divides a token
      CHECK(read_body(Body::kStartTask, R"({"e":)" + wide + R"(,"f":1})") ==
            "+e=" + value + " +f=1");
    }
  }
}

TEST_CASE("many extensions are read, whatever limit the engine has") {
  std::string body = "{";
  for (int i = 0; i < 50000; ++i)
    body += "\"n" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  body += "\"customer_id\":\"c\"}";
  const auto request = ucs::json::parse_start_service(body);
  REQUIRE(request);
  CHECK(request->customer_id == "c");
  REQUIRE(request->extensions.size() == 50000);
  REQUIRE(request->extensions.find("n49999").has_value());
  CHECK(*request->extensions.find("n49999") == "49999");
}

TEST_CASE("a transition reads the fields of the event, of from and of to, each with extensions") {
  CHECK(read_body(Body::kTransition, R"({"timestamp":"2009-05-07T12:05:20.157","session_id":"s",
      "from":{"state_id":"1001","disposition":1,"disposition_desc":"SUCCESS","F":{"a": 1}},
      "shared":[1, 2],"to":{"state_type":8,"est_duration":500,"T":"x","F":2},"media_type":2})") ==
        R"(from.state_id=1001 from.disposition=1 from.disposition_desc="SUCCESS" to.state_type=8 )"
        R"(to.est_duration=500 session_id="s" media_type=2 timestamp=2009-05-07T12:05:20.157Z )"
        R"(+shared=[1,2] +from.F={"a":1} +to.F=2 +to.T="x")");
  CHECK(read_body(Body::kTransition, R"({"to":{},"from":{}})").empty());
}

TEST_CASE("in from and to, reserved names they do not read are ignored whatever their value") {
  CHECK(read_body(Body::kTransition,
                  R"({"from":{"state_type":[],"est_duration":null,"timestamp":1,"session_id":{},)"
                  R"("from":{"state_id":1},"to":3,"state_id":7},)"
                  R"("to":{"state_id":"x","disposition":[],"disposition_desc":0,"timestamp":"x",)"
                  R"("customer_id":{},"to":{"state_type":1},"from":null}})") == "from.state_id=7");
}

TEST_CASE("from and to are mandatory objects") {
  const auto outcome = [](const std::string& body) { return read_body(Body::kTransition, body); };
  CHECK(outcome("{}") == "missing_field from: from is missing; expected an object");
  CHECK(outcome(R"({"to":{}})") == "missing_field from: from is missing; expected an object");
  CHECK(outcome(R"({"from":{}})") == "missing_field to: to is missing; expected an object");
  CHECK(outcome(R"({"from":1,"to":{}})") == "invalid_field from: from is 1; expected an object");
  CHECK(outcome(R"({"from":{},"to":[{}]})") ==
        "invalid_field to: to is an array; expected an object");
  CHECK(outcome(R"({"from":null})") == "invalid_field from: from is null; expected an object");
}

TEST_CASE("an error in from or to has the path of its member") {
  const auto outcome = [](const std::string& body) { return read_body(Body::kTransition, body); };
  CHECK(outcome(R"({"from":{"state_id":"x"},"to":{}})") ==
        "invalid_field from.state_id: from.state_id is \"x\"; expected an integer from -2147483648 "
        "to 2147483647, or a string of its digits");
  CHECK(outcome(R"({"from":{"disposition_desc":1},"to":{}})") ==
        "invalid_field from.disposition_desc: from.disposition_desc is 1; expected a string");
  CHECK(outcome(R"({"from":{"disposition":true},"to":{}})").substr(0, 31) ==
        "invalid_field from.disposition:");
  CHECK(outcome(R"({"from":{},"to":{"state_type":[]}})").substr(0, 28) ==
        "invalid_field to.state_type:");
  CHECK(outcome(R"({"from":{},"to":{"est_duration":-1}})").substr(0, 30) ==
        "invalid_field to.est_duration:");
  // Back at the top level there is no path.
  CHECK(outcome(R"({"from":{},"to":{"a":1},"session_id":1})") ==
        "invalid_field session_id: session_id is 1; expected a string");
}

TEST_CASE("of several bad members the first of the body is reported") {
  CHECK(read_body(Body::kStartService, R"({"ttl":-1,"customer_id":1,"timestamp":"x"})")
            .substr(0, 18) == "invalid_field ttl:");
  CHECK(read_body(Body::kStartService, R"({"timestamp":"x","customer_id":1,"ttl":-1})")
            .substr(0, 28) == "invalid_timestamp timestamp:");
  CHECK(read_body(Body::kTransition, R"({"session_id":1})").substr(0, 25) ==
        "invalid_field session_id:");
}

TEST_CASE("invalid JSON anywhere in the body wins over bad members") {
  for (const std::string fault :
       {",}", ",\"a\":01}", ",\"a\":1,\"a\":2}", ",\"a\":\"\\udc00\"}", "", "}x"}) {
    const std::string body = R"({"customer_id":1)" + fault;
    CAPTURE(body);
    CHECK(read_body(Body::kStartService, body).substr(0, 13) == "invalid_json ");
  }
}

TEST_CASE("a number no double holds in the body changes nothing else") {
  CHECK(read_body(Body::kStartService,
                  R"({"customer_id":"c","a":[1e400],"ttl":60,"b":1e400,"c":{"d":[ 1 ]}})") ==
        R"(customer_id="c" ttl=60 +a=[1e400] +b=1e400 +c={"d":[1]})");
  CHECK(read_body(Body::kTransition,
                  R"({"from":{"a":1,"state_id":12345},"b":1e400,"to":{"c":1,"state_type":-1e400}})")
            .substr(0, 28) == "invalid_field to.state_type:");
  CHECK(
      read_body(Body::kTransition, R"({"from":{"a":1,"state_id":12345},"b":1e400,"to":{"c":1}})") ==
      "from.state_id=12345 +b=1e400 +from.a=1 +to.c=1");
}
