// SPDX-License-Identifier: MIT
// What v81 writes against extension schemas, over HTTP (spec 3.4 and 7).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kEntities[] = {"/services/1", "/services/1/states/1", "/services/1/tasks/1"};

/// Makes the schemas Survey (single-valued) and Seats (multi-valued) for every kind, and a service
/// with a state and a task.
void set_up(Caller& caller) {
  for (const char* kind : {"services", "states", "tasks"}) {
    const std::string path = std::string("/metadata/") + kind + "/extensions";
    require_created(
        caller.post(path, R"({"name":"Survey","type":"single-valued","attributes":[)"
                          R"({"name":"rating","type":"integer","mandatory":true},)"
                          R"({"name":"place","type":"string","length":5,"default":"home"}]})"));
    require_created(
        caller.post(path, R"({"name":"Seats","type":"multi-valued","attributes":[)"
                          R"({"name":"row","type":"integer"},{"name":"price","type":"currency"}],)"
                          R"("unique":["row"]})"));
  }
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
  require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
}

/// Returns the extensions of an entity, as members.
std::string extensions_of(Caller& caller, const std::string& entity) {
  const std::string plain = caller.get(entity).body;
  const std::string body = caller.get(entity + "?extensions=*").body;
  if (body.size() <= plain.size()) return "";
  return body.substr(plain.size(), body.size() - plain.size() - 1);
}

struct Row {
  const char* path;
  std::string before;  // the members around the extensions
  std::string after;
};

/// Every v81 write that takes extensions in its body.
const std::vector<Row>& writes() {
  static const std::vector<Row> kWrites = {
      {"/services/start", R"({"customer_id":"c","service_type":1,)", "}"},
      {"/services/1/end", R"({"disposition":1,)", "}"},
      {"/customers/d/services/1", R"({"session_id":"s",)", "}"},
      {"/services/1/states/start", R"({"state_type":1,)", "}"},
      {"/services/1/states/1/end", R"({"disposition":1,)", "}"},
      {"/services/1/states/transition", R"({"from":{"state_id":1,)", R"(},"to":{"state_type":2}})"},
      {"/services/1/states/transition", R"({"from":{"state_id":1},"to":{"state_type":2,)", "}}"},
      {"/services/1/states/transition", "{", R"(,"from":{"state_id":1},"to":{"state_type":2}})"},
      {"/services/1/tasks/start", R"({"task_type":1,)", "}"},
      {"/services/1/tasks/1/end", "{", "}"},
  };
  return kWrites;
}

/// Extensions that are refused, and what the message tells.
struct Refused {
  const char* member;
  ErrorCode code;
  std::vector<std::string> named;
};
const std::vector<Refused>& refused() {
  static const std::vector<Refused> kRefused = {
      {R"("Other":{})", ErrorCode::kUnknownExtension, {"Other"}},
      {R"("Survey":{"rating":1},"Other":{})", ErrorCode::kUnknownExtension, {"Other"}},
      {R"("Survey":[{"rating":1}])", ErrorCode::kInvalidExtension, {"Survey", "single-valued"}},
      {R"("Survey":7)", ErrorCode::kInvalidExtension, {"Survey", "7"}},
      {R"("Survey":null)", ErrorCode::kInvalidExtension, {"Survey", "null"}},
      {R"("Seats":{"row":1})", ErrorCode::kInvalidExtension, {"Seats", "multi-valued"}},
      {R"("Survey":{})", ErrorCode::kInvalidExtension, {"Survey", "rating", "missing"}},
      {R"("survey":{"rating":"seven"})",
       ErrorCode::kInvalidExtension,
       {"Survey", "rating", "seven", "2147483647"}},
      {R"("Survey":{"rating":2147483648})", ErrorCode::kInvalidExtension, {"2147483648"}},
      {R"("Survey":{"rating":1.5})", ErrorCode::kInvalidExtension, {"1.5"}},
      {R"("Survey":{"rating":1,"place":"abcdef"})",
       ErrorCode::kInvalidExtension,
       {"place", "abcdef", "5 characters"}},
      {R"("Survey":{"rating":1,"extra":1})", ErrorCode::kInvalidExtension, {"extra", "rating"}},
      {R"("Survey":{"rating":1,"RATING":2})", ErrorCode::kInvalidExtension, {"rating", "twice"}},
      {R"("Survey":{"rating":1},"SURVEY":{"rating":1})", ErrorCode::kInvalidExtension, {"twice"}},
      {R"("Seats":[{"row":1},{"row":"1"}])",
       ErrorCode::kDuplicateRecord,
       {"Seats", "records 0 and 1", "row"}},
      {R"("Seats":[{"row":1},7])", ErrorCode::kInvalidExtension, {"record 1", "7"}},
      {R"("Seats":[{},{"row":2,"price":"free"}])",
       ErrorCode::kInvalidExtension,
       {"record 1", "price", "free"}},
  };
  return kRefused;
}

TEST_CASE("a refused extension stores nothing of the request, whatever the operation") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  set_up(caller);
  const std::string before = twins.dump();
  for (const Row& row : writes()) {
    for (const Refused& each : refused()) {
      const std::string body = row.before + each.member + row.after;
      INFO(row.path << ' ' << body);
      caller.check_error(caller.post(row.path, body), "POST", row.path, each.code, each.named);
      CHECK(twins.dump() == before);
    }
  }
  // No id was taken either.
  CHECK(caller.post("/services/1/states/start", R"({"state_type":1})") ==
        created("/services/1/states/2", R"({"state_id":2})"));
  CHECK(caller.post("/services/1/tasks/start", R"({"task_type":1})") ==
        created("/services/1/tasks/2", R"({"task_id":2})"));
}

TEST_CASE("every v81 write stores extensions under the schema's names, with defaults, exactly") {
  for (const Row& row : writes()) {
    Twins twins;
    Caller caller(twins, Dialect::kV81);
    set_up(caller);
    const std::string body =
        row.before + R"("SURVEY":{"Rating":7},"seats":[{"PRICE":9.90,"row":1},{}])" + row.after;
    INFO(row.path << ' ' << body);
    CHECK(caller.post(row.path, body).status / 100 == 2);
    const std::string stored =
        R"(extension "Seats" [{"price":9.90,"row":1},{}])" + std::string("\n");
    const std::string dump = twins.dump();
    CHECK_THAT(dump, ucs::tests::contains(stored));
    CHECK_THAT(dump, ucs::tests::contains(R"(extension "Survey" {"rating":7,"place":"home"})"));
    CHECK(dump.find("SURVEY") == std::string::npos);
  }
}

TEST_CASE(
    "an extension is updated by a body of its kind, replaced whole, in any case of its name") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  set_up(caller);
  for (const std::string entity : kEntities) {
    INFO(entity);
    CHECK(caller.put(entity + "/extensions/SURVEY", R"({"RATING":7,"place":"x"})") == empty(204));
    CHECK(extensions_of(caller, entity) == R"("Survey":{"rating":7,"place":"x"})");
    CHECK(caller.put(entity + "/extensions/survey", R"({"rating":8})") == empty(204));
    CHECK(caller.put(entity + "/extensions/seats", R"([{"row":1}])") == empty(204));
    const std::string stored = R"("Seats":[{"row":1}],"Survey":{"rating":8,"place":"home"})";
    CHECK(extensions_of(caller, entity) == stored);
    for (const Refused& each : refused()) {
      // One extension only, by the name in its member.
      const std::string member = each.member;
      if (member.find("},\"") != std::string::npos) continue;
      const std::size_t colon = member.find(':');
      const std::string path = entity + "/extensions/" + member.substr(1, colon - 2);
      caller.check_error(caller.put(path, member.substr(colon + 1)), "PUT", path, each.code,
                         each.named);
    }
    CHECK(extensions_of(caller, entity) == stored);
  }
}

TEST_CASE("a merge is held against the schema") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  set_up(caller);
  for (const std::string entity : kEntities) {
    INFO(entity);
    const std::string path = entity + "/extensions/SURVEY/merge";
    caller.check_error(caller.put(path, R"({"place":"x"})"), "PUT", path,
                       ErrorCode::kInvalidExtension, {"rating", "missing"});
    CHECK(caller.put(path, R"({"Rating":1})") == empty(200));
    CHECK(caller.put(path, R"({"survey":{"PLACE":"x"}})") == empty(200));
    CHECK(extensions_of(caller, entity) == R"("Survey":{"rating":1,"place":"x"})");
    caller.check_error(caller.put(path, R"({"place":7})"), "PUT", path,
                       ErrorCode::kInvalidExtension, {"place", "7"});
    caller.check_error(caller.put(path, R"({"extra":7})"), "PUT", path,
                       ErrorCode::kInvalidExtension, {"extra"});
    const std::string seats = entity + "/extensions/Seats/merge";
    caller.check_error(caller.put(seats, R"({"row":7})"), "PUT", seats,
                       ErrorCode::kInvalidExtension, {"Seats", "multi-valued"});
    CHECK(extensions_of(caller, entity) == R"("Survey":{"rating":1,"place":"x"})");
  }
}

TEST_CASE("what v85 attaches is not looked at, and shown in both dialects") {
  Twins twins;
  Caller v81(twins, Dialect::kV81);
  Caller v85(twins, Dialect::kV85);
  set_up(v81);
  for (const std::string entity : kEntities) {
    CHECK(v85.put(entity + "/extensions/Survey", "7") == empty(200));
    CHECK(v85.put(entity + "/extensions/Free", R"({"a":1})") == empty(200));
    CHECK(extensions_of(v81, entity) == R"("Free":{"a":1},"Survey":7)");
    // The schema's extension takes its place when v81 writes it.
    CHECK(v81.put(entity + "/extensions/survey", R"({"rating":1})") == empty(204));
    CHECK(extensions_of(v85, entity) == R"("Free":{"a":1},"Survey":{"rating":1,"place":"home"})");
  }
}

TEST_CASE("a store that fails on the way to the schemas is told, and nothing was changed") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  set_up(caller);
  const std::string before = twins.dump();
  twins.fail_store_at(1, Error{ErrorCode::kUnavailable, "the disk is full", ""});
  CHECK(caller.post("/services/1/end", R"({"Survey":{"rating":1}})").status == 503);
  twins.throw_in_store_at(1);
  CHECK(caller.put("/services/1/extensions/Survey", R"({"rating":1})").status == 500);
  twins.heal_store();
  CHECK(twins.dump() == before);
}

}  // namespace
