// SPDX-License-Identifier: MIT
// Extensions: exact values, replacing, merging, and which names are refused (spec 2.1, 3.4).
#include <string>
#include <utility>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kEntities[] = {"/services/1", "/services/1/states/1", "/services/1/tasks/1"};

/// A service with one state and one task, each with these members besides the mandatory ones.
void start_family(Caller& caller, const std::string& members = "") {
  require_created(caller.post(
      "/services/start", "{\"customer_id\":\"c\"" + (members.empty() ? "" : "," + members) + "}"));
  require_created(caller.post("/services/1/states/start", "{" + members + "}"));
  require_created(caller.post("/services/1/tasks/start", "{" + members + "}"));
}

/// Returns the extensions of an entity, as members: what stands behind its events.
std::string extensions_of(Caller& caller, const std::string& entity) {
  const std::string plain = caller.get(entity).body;
  const std::string body = caller.get(entity + "?extensions=*").body;
  CHECK(body.substr(0, plain.size() - 1) == plain.substr(0, plain.size() - 1));
  if (body.size() <= plain.size()) return "";
  return body.substr(plain.size(), body.size() - plain.size() - 1);
}

/// A value as it is sent, and as it comes back.
struct Value {
  std::string sent;
  std::string shown;
};

const std::vector<Value>& values() {
  static const std::vector<Value> kValues = {
      {"null", "null"},
      {"true", "true"},
      {"false", "false"},
      {"0", "0"},
      {"-0", "-0"},
      {"9007199254740993", "9007199254740993"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551616", "18446744073709551616"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"0.1", "0.1"},
      {"1.10", "1.10"},
      {"-0.0", "-0.0"},
      {"1e400", "1e400"},
      {"2.2e310", "2.2e310"},
      {"1E+2", "1E+2"},
      {"1e-400", "1e-400"},
      {"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"},
      {R"("")", R"("")"},
      {R"("9")", R"("9")"},
      {R"("\u0000")", R"("\u0000")"},
      {R"("a\u0000b")", R"("a\u0000b")"},
      {R"("\ud83d\ude00")", "\"\xF0\x9F\x98\x80\""},
      {"\"\xF0\x9F\x98\x80\xC3\xA4\"", "\"\xF0\x9F\x98\x80\xC3\xA4\""},
      {R"("\u00e4\u0041\/")",
       "\"\xC3\xA4"
       "A/\""},
      {R"("\"\\\b\f\n\r\t\u001f\u007f")", "\"\\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7F\""},
      {R"("</script>")", R"("</script>")"},
      {"[]", "[]"},
      {"{}", "{}"},
      {" [ 1 , [ ] , { } ] ", "[1,[],{}]"},
      {"\t{\r\n\"b\" : 1 ,\n\"a\" : { \"c d\" : \" e \" } }\n", R"({"b":1,"a":{"c d":" e "}})"},
      {R"({"service_id":1,"timestamp":"no time","":null})",
       R"({"service_id":1,"timestamp":"no time","":null})"},
      {R"([{"rating":2},{"rating":2}])", R"([{"rating":2},{"rating":2}])"},
  };
  return kValues;
}

TEST_CASE("every JSON value given on start comes back as it was sent, without blanks") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  std::string sent;
  std::string shown;
  int number = 100;  // so that names sort as they stand
  for (const Value& value : values()) {
    const std::string name = "\"x" + std::to_string(number++) + "\":";
    sent += (sent.empty() ? "" : ",") + name + value.sent;
    shown += (shown.empty() ? "" : ",") + name + value.shown;
  }
  start_family(caller, sent);
  for (const char* entity : kEntities) CHECK(extensions_of(caller, entity) == shown);
}

TEST_CASE("PUT stores its body as the value, whatever kind it has") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  for (const std::string entity : kEntities) {
    for (const Value& value : values()) {
      INFO(entity << ' ' << value.sent);
      CHECK(caller.put(entity + "/extensions/Value", value.sent) == empty(200));
      CHECK(extensions_of(caller, entity) == "\"Value\":" + value.shown);
    }
  }
}

TEST_CASE("an extension given again replaces the former value whole, wherever it is given") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller, R"("kept":1,"Feedback":{"rating":7,"notes":"warm"})");
  for (const std::string entity : kEntities) {
    CHECK(caller.put(entity + "/extensions/Feedback", R"({"rating":8})") == empty(200));
    CHECK(extensions_of(caller, entity) == R"("Feedback":{"rating":8},"kept":1)");
    CHECK(caller.post(entity + "/end", R"({"Feedback":[9],"new":2})") == empty(204));
    CHECK(extensions_of(caller, entity) == R"("Feedback":[9],"kept":1,"new":2)");
    // A completed entity takes updates too.
    CHECK(caller.put(entity + "/extensions/Feedback", "null") == empty(200));
    CHECK(extensions_of(caller, entity) == R"("Feedback":null,"kept":1,"new":2)");
  }
}

TEST_CASE("extensions are sorted by the bytes of their names, whatever the order they came in") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller, R"("b":1,"ä":2,"a":3,"B":4,"aa":5,"":6,"_":7)");
  CHECK(caller.put("/services/1/extensions/Z", "8") == empty(200));
  CHECK(extensions_of(caller, "/services/1") ==
        R"("":6,"B":4,"Z":8,"_":7,"a":3,"aa":5,"b":1,"ä":2)");
}

TEST_CASE("merge adds members, new values win, other members survive") {
  struct Row {
    const char* stored;
    const char* merged;
    const char* result;
  };
  const Row rows[] = {
      {R"({"a":1,"b":2})", R"({"b":3,"c":4})", R"({"a":1,"b":3,"c":4})"},
      {R"({})", R"({"a":1})", R"({"a":1})"},
      {R"({"a":1})", R"({})", R"({"a":1})"},
      {R"({"a":{"x":1}})", R"({"a":{"y":2}})", R"({"a":{"y":2}})"},  // one level deep
      {R"({"a":1})", R"({"a":null})", R"({"a":null})"},
      {R"({"a":1})", " { \"b\" : 1.50 } ", R"({"a":1,"b":1.50})"},
      {R"({"\u00e4":1})", R"({"ä":2})", R"({"ä":2})"},
      {R"({"a":"},{"})", R"({"b":"\"}"})", R"({"a":"},{","b":"\"}"})"},
      // The name may stand around the object.
      {R"({"a":1})", R"({"Data":{"b":2}})", R"({"a":1,"b":2})"},
      {R"({"a":1})", R"({"Data":{}})", R"({"a":1})"},
      {R"({"a":1})", R"({"Data":5})", R"({"a":1,"Data":5})"},
      {R"({"a":1})", R"({"Data":{"b":2},"c":3})", R"({"a":1,"Data":{"b":2},"c":3})"},
      {R"({"a":1})", R"({"data":{"b":2}})", R"({"a":1,"data":{"b":2}})"},
      {R"({"a":1})", R"({"Data":{"Data":{"b":2}}})", R"({"a":1,"Data":{"b":2}})"},
  };
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  for (const std::string entity : kEntities) {
    const std::string path = entity + "/extensions/Data";
    for (const Row& row : rows) {
      INFO(entity << ' ' << row.stored << " + " << row.merged);
      REQUIRE(caller.put(path, row.stored) == empty(200));
      CHECK(caller.put(path + "/merge", row.merged) == empty(200));
      CHECK(extensions_of(caller, entity) == std::string("\"Data\":") + row.result);
    }
  }
}

TEST_CASE("merge creates the extension when there is none") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  for (const std::string entity : kEntities) {
    CHECK(caller.put(entity + "/extensions/Data/merge", R"({"b":1})") == empty(200));
    CHECK(caller.put(entity + "/extensions/More/merge", R"({"More":{"c":1}})") == empty(200));
    CHECK(extensions_of(caller, entity) == R"("Data":{"b":1},"More":{"c":1})");
  }
}

TEST_CASE("merge is refused when the stored value or the body is no object") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller, R"("Object":{"a":1},"Array":[1],"Text":"{}","Null":null)");
  const std::string before = twins.dump();
  for (const std::string entity : kEntities) {
    for (const char* body : {"[1]", "1", "\"{}\"", "null", "true"}) {
      INFO(body);
      const std::string path = entity + "/extensions/Object/merge";
      caller.check_error(caller.put(path, body), "PUT", path, ErrorCode::kInvalidExtension,
                         {"Object", "given"});
    }
    for (const std::string name : {"Array", "Text", "Null"}) {
      const std::string path = entity + "/extensions/" + name + "/merge";
      caller.check_error(caller.put(path, R"({"a":1})"), "PUT", path, ErrorCode::kInvalidExtension,
                         {name, "stored"});
    }
  }
  CHECK(twins.dump() == before);
}

TEST_CASE("a reserved name cannot be updated or merged, and in a body it is no extension") {
  const char* const reserved[] = {"session_id",
                                  "interaction_id",
                                  "application_type",
                                  "resource_type",
                                  "media_type",
                                  "application_id",
                                  "resource_id",
                                  "timestamp",
                                  "customer_id",
                                  "contact_key",
                                  "service_type",
                                  "est_duration",
                                  "ttl",
                                  "state_type",
                                  "previous_state_id",
                                  "auto_complete_after",
                                  "task_type",
                                  "state_id",
                                  "disposition",
                                  "disposition_desc",
                                  "service_id",
                                  "task_id",
                                  "started",
                                  "completed",
                                  "duration",
                                  "active_states",
                                  "completed_states",
                                  "active_tasks",
                                  "completed_tasks",
                                  "from",
                                  "to",
                                  "expiration_time"};
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string before = twins.dump();
  for (const std::string name : reserved) {
    for (const std::string entity : kEntities) {
      for (const char* suffix : {"", "/merge"}) {
        const std::string path = entity + "/extensions/" + name + suffix;
        INFO(path);
        caller.check_error(caller.put(path, "{}"), "PUT", path, ErrorCode::kInvalidExtension,
                           {name, "reserved"});
      }
    }
  }
  CHECK(twins.dump() == before);
  // Percent-encoded it is the same name.
  const std::string path = "/services/1/extensions/t%6f";
  caller.check_error(caller.put(path, "1"), "PUT", path, ErrorCode::kInvalidExtension,
                     {"\\\"to\\\""});
}

TEST_CASE("extension names in the path may have every character, percent-encoded") {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"a%20b", R"("a b")"},
      {"a+b", R"("a+b")"},  // a plus sign is itself in a path
      {"a%2Fb", R"("a/b")"},
      {"%2f", R"("/")"},
      {"%3F%23%25", R"("?#%")"},
      {"%00", R"("\u0000")"},
      {"%0a%22%5C", R"("\n\"\\")"},
      {"%C3%A4", "\"\xC3\xA4\""},
      {"\xC3\xA4", "\"\xC3\xA4\""},
      {"%F0%9F%98%80", "\"\xF0\x9F\x98\x80\""},
      {"merge", R"("merge")"},
      {"Task.x", R"("Task.x")"},
      {"*", R"("*")"},
      {"a;b=c&d@e:f,g!$'()~", R"("a;b=c&d@e:f,g!$'()~")"},
  };
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  int id = 0;
  for (const auto& [encoded, shown] : names) {
    INFO(encoded);
    const std::string service = "/services/" + std::to_string(++id);
    require_created(caller.post("/services/start", R"({"customer_id":"c"})"));
    CHECK(caller.put(service + "/extensions/" + encoded, R"({"a":1})") == empty(200));
    CHECK(caller.put(service + "/extensions/" + encoded + "/merge", R"({"b":2})") == empty(200));
    CHECK(extensions_of(caller, service) == shown + R"(:{"a":1,"b":2})");
  }
}

TEST_CASE(
    "in v81 an extension without a schema is unknown on every operation, and nothing is stored") {
  struct Row {
    const char* path;
    const char* body;
  };
  const Row rows[] = {
      {"/services/start", R"({"customer_id":"c","service_type":1,"Survey":1})"},
      {"/services/1/end", R"({"disposition":1,"Survey":1})"},
      {"/customers/d/services/1", R"({"session_id":"s","Survey":1})"},
      {"/services/1/states/start", R"({"state_type":1,"Survey":{}})"},
      {"/services/1/states/1/end", R"({"disposition":1,"Survey":[]})"},
      {"/services/1/states/transition",
       R"({"from":{"state_id":1,"Survey":1},"to":{"state_type":2}})"},
      {"/services/1/states/transition",
       R"({"from":{"state_id":1},"to":{"state_type":2,"Survey":1}})"},
      {"/services/1/states/transition",
       R"({"Survey":1,"from":{"state_id":1},"to":{"state_type":2}})"},
      {"/services/1/tasks/start", R"({"task_type":1,"Survey":1})"},
      {"/services/1/tasks/1/end", R"({"Survey":1})"},
  };
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
  require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
  const std::string before = twins.dump();
  for (const Row& row : rows) {
    INFO(row.path << ' ' << row.body);
    caller.check_error(caller.post(row.path, row.body), "POST", row.path,
                       ErrorCode::kUnknownExtension, {"Survey"});
    CHECK(twins.dump() == before);
  }
  // No id was taken either.
  CHECK(caller.post("/services/1/states/start", R"({"state_type":1})") ==
        created("/services/1/states/2", R"({"state_id":2})"));
}

TEST_CASE("an entity holds 1000 extensions and no more") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  std::string members;
  for (int i = 0; i < 1000; ++i) members += (i == 0 ? "\"x" : ",\"x") + std::to_string(i) + "\":1";
  require_created(caller.post("/services/start", R"({"customer_id":"c",)" + members + "}"));
  CHECK(caller.put("/services/1/extensions/x999", "2") == empty(200));
  const std::string before = twins.dump();
  const std::string path = "/services/1/extensions/one_more";
  caller.check_error(caller.put(path, "1"), "PUT", path, ErrorCode::kInvalidExtension,
                     {"1001", "1000"});
  caller.check_error(caller.put(path + "/merge", "{}"), "PUT", path + "/merge",
                     ErrorCode::kInvalidExtension, {"1001"});
  caller.check_error(caller.post("/services/start", R"({"customer_id":"c","y":1,)" + members + "}"),
                     "POST", "/services/start", ErrorCode::kInvalidExtension, {"1001"});
  caller.check_error(caller.post("/services/1/end", R"({"y":1})"), "POST", "/services/1/end",
                     ErrorCode::kInvalidExtension, {"1001"});
  CHECK(twins.dump() == before);
}

}  // namespace
