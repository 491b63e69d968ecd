// SPDX-License-Identifier: MIT
// Extension schemas over HTTP: creating and querying them (META, spec 7).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::error_answer;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

const std::string kPaths[] = {"/metadata/services/extensions", "/metadata/states/extensions",
                              "/metadata/tasks/extensions"};

constexpr const char* kFeedback =
    R"({"name":"Feedback","type":"single-valued","attributes":[)"
    R"({"name":"rating","type":"integer","mandatory":true},)"
    R"({"name":"notes","type":"string","length":64,"mandatory":false,"default":"none"}]})";

TEST_CASE("a schema is created with 201, its Location and its name, in the base path of the call") {
  Twins twins;
  for (const std::string base : {"", "/cv"}) {
    Caller caller(twins, Dialect::kV81, base);
    for (const std::string& path : kPaths) {
      const std::string name = base.empty() ? "Feedback" : "Other";
      const std::string body =
          R"({"name":")" + name + R"(","type":"multi-valued","attributes":[]})";
      CHECK(caller.post(path, body) ==
            created(base + path + "/" + name, R"({"name":")" + name + "\"}"));
    }
  }
}

TEST_CASE("schemas are queried by kind, all in order of creation and one by name in any case") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string other = R"({"name":"A","type":"multi-valued","attributes":[)"
                            R"({"name":"k","type":"long","mandatory":false}],"unique":["k"]})";
  for (const std::string& path : kPaths) {
    CHECK(caller.get(path) == json("[]"));
    require_created(caller.post(path, kFeedback));
    require_created(caller.post(path + "/", other));
    CHECK(caller.get(path) == json(std::string("[") + kFeedback + "," + other + "]"));
    CHECK(caller.get(path + "/Feedback") == json(kFeedback));
    CHECK(caller.get(path + "/FEEDBACK/") == json(kFeedback));
    CHECK(caller.get(path + "/a") == json(other));
    CHECK(twins.send("HEAD", path + "/a").status == 200);
    for (const char* unknown : {"/B", "/Feed%20back", "/%C3%A4"}) {
      caller.check_error(caller.get(path + unknown), "GET", path + unknown,
                         ErrorCode::kSchemaNotFound, {"extension schema"});
    }
  }
}

TEST_CASE("definitions in the leniency of the documents are stored in one form") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  require_created(caller.post(
      "/metadata/states/extensions",
      R"({ "name" : "Satisfaction", "type" : "Multi-Valued", "comment" : "ignored", "attributes" : [
           { "name":"Rating", "type":"INTEGER", "mandatory":"true", "default":"7" },
           { "name":"place", "type":"String", "length":"64", "mandatory":"FALSE" } ],
           "unique" : "PLACE, rating" })"));
  CHECK(caller.get("/metadata/states/extensions/satisfaction") ==
        json(R"({"name":"Satisfaction","type":"multi-valued","attributes":[)"
             R"({"name":"Rating","type":"integer","mandatory":true,"default":7},)"
             R"({"name":"place","type":"string","length":64,"mandatory":false}],)"
             R"("unique":["place","Rating"]})"));
}

TEST_CASE("a name twice, in any case, is 409 and changes nothing") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  for (const std::string& path : kPaths) {
    require_created(caller.post(path, kFeedback));
    const std::string before = twins.dump();
    for (const char* name : {"Feedback", "FEEDBACK"}) {
      const Answer answer = caller.post(
          path, std::string(R"({"name":")") + name + R"(","type":"multi-valued","attributes":[]})");
      CHECK(answer.status == 409);
      caller.check_error(answer, "POST", path, ErrorCode::kAlreadyExists, {name});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("a bad definition is refused and stores nothing") {
  struct Row {
    std::string body;
    ErrorCode code;
    std::vector<std::string> named;
  };
  const auto with_name = [](const std::string& name) {
    return R"({"name":")" + name + R"(","type":"single-valued","attributes":[]})";
  };
  const auto with_attributes = [](const std::string& attributes, const std::string& more = "") {
    return R"({"name":"S","type":"single-valued","attributes":[)" + attributes + "]" + more + "}";
  };
  const std::vector<Row> rows = {
      {"", ErrorCode::kMissingField, {"name"}},
      {"[]", ErrorCode::kInvalidJson, {"at byte 0", "an array"}},
      {"{", ErrorCode::kInvalidJson, {"at byte 1"}},
      {with_name(""), ErrorCode::kInvalidField, {"name"}},
      {with_name("1st"), ErrorCode::kInvalidField, {"1st", "letter"}},
      {with_name("a b"), ErrorCode::kInvalidField, {"a b"}},
      {with_name("a\\u0000"), ErrorCode::kInvalidField, {"name"}},
      {with_name("\xC3\xA4"), ErrorCode::kInvalidField, {"\xC3\xA4"}},
      {with_name("customer_id"), ErrorCode::kInvalidField, {"customer_id", "reserved"}},
      {with_name("abcdefghijklmnopqrstuvwxyz0"), ErrorCode::kFieldTooLong, {"27", "26"}},
      {R"({"name":"S","type":"classifier","attributes":[]})",
       ErrorCode::kInvalidField,
       {"classifier", "multi-valued"}},
      {R"({"name":"S","type":"single-valued"})", ErrorCode::kMissingField, {"attributes"}},
      {with_attributes(R"({"name":"a","type":"text"})"),
       ErrorCode::kInvalidField,
       {"attributes[0].type", "text", "currency"}},
      {with_attributes(R"({"name":"a","type":"long"},{"name":"A","type":"long"})"),
       ErrorCode::kInvalidField,
       {"attributes[1].name", "case"}},
      {with_attributes(R"({"name":"a","type":"string","length":0})"),
       ErrorCode::kInvalidField,
       {"attributes[0].length"}},
      {with_attributes(R"({"name":"a","type":"string","length":2,"default":"abc"})"),
       ErrorCode::kInvalidField,
       {"attributes[0].default", "abc"}},
      {with_attributes(R"({"name":"a","type":"long"})", R"(,"unique":["b"])"),
       ErrorCode::kInvalidField,
       {"unique", "b"}},
  };
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string before = twins.dump();
  for (const Row& row : rows) {
    INFO(row.body);
    for (const std::string& path : kPaths) {
      caller.check_error(caller.post(path, row.body), "POST", path, row.code, row.named);
    }
  }
  CHECK(twins.dump() == before);
}

TEST_CASE("a schema has 100 attributes, and a kind 1000 schemas, and no more") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string path = kPaths[0];
  const auto definition = [](int number, int attributes) {
    std::string body =
        R"({"name":"s)" + std::to_string(number) + R"(","type":"single-valued","attributes":[)";
    for (int i = 0; i < attributes; ++i) {
      body += (i == 0 ? "" : ",") + (R"({"name":"a)" + std::to_string(i)) + R"(","type":"long"})";
    }
    return body + "]}";
  };
  caller.check_error(caller.post(path, definition(0, 101)), "POST", path, ErrorCode::kInvalidField,
                     {"attributes would be 101", "100"});
  require_created(caller.post(path, definition(0, 100)));
  for (int i = 1; i < 1000; ++i) require_created(caller.post(path, definition(i, 0)));
  caller.check_error(caller.post(path, definition(1000, 0)), "POST", path,
                     ErrorCode::kInvalidExtension, {"1000"});
}

TEST_CASE("v85 has no extension schemas") {
  Twins twins;
  Caller v85(twins, Dialect::kV85);
  for (const std::string& path : kPaths) {
    for (const std::string& target : {path, path + "/Feedback"}) {
      const std::string full = v85.base() + target;
      const Error error{ErrorCode::kNoSuchResource, "there is no resource \"" + full + "\"", ""};
      CHECK(v85.get(target) == error_answer(Dialect::kV85, "GET", full, error));
      CHECK(v85.post(target, kFeedback) == error_answer(Dialect::kV85, "POST", full, error));
    }
  }
}

TEST_CASE("other methods on schemas are 405 with what is allowed") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  for (const std::string& path : kPaths) {
    CHECK(caller.put(path, "{}").allow == "POST, GET, HEAD");
    CHECK(caller.erase(path + "/A").status == 405);
    CHECK(caller.erase(path + "/A").allow == "GET, HEAD");
  }
  CHECK(caller.get("/metadata/profiles/extensions").status == 404);
  CHECK(caller.get("/metadata/services").status == 404);
}

TEST_CASE("a definition is JSON in UTF-8, by its Content-Type") {
  Twins twins;
  const Answer answer =
      twins.send("POST", kPaths[0], kFeedback, {{"Content-Type", "application/xml"}});
  CHECK(answer.status == 415);
  CHECK(twins.send("POST", kPaths[0], kFeedback).status == 201);
}

TEST_CASE("a store that fails is told, and no schema is half-made") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string before = twins.dump();
  for (const std::size_t call : {1U, 2U}) {
    twins.fail_store_at(call, Error{ErrorCode::kUnavailable, "the disk is full", ""});
    CHECK(caller.post(kPaths[0], kFeedback).status == 503);
    CHECK(twins.dump() == before);
  }
  twins.fail_store_at(1, Error{ErrorCode::kUnavailable, "the disk is full", ""});
  CHECK(caller.get(kPaths[0]).status == 503);
  twins.throw_in_store_at(1);
  CHECK(caller.get(kPaths[0] + "/Feedback").status == 500);
  twins.heal_store();
  require_created(caller.post(kPaths[0], kFeedback));
}

}  // namespace
