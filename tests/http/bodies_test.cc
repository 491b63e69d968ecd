// SPDX-License-Identifier: MIT
// Bodies and their headers: content types, absent bodies, sizes (spec 3.1).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::http::Header;
using ucs::tests::Answer;
using ucs::tests::base_of;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::error_message;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

constexpr const char* kStart = R"({"customer_id":"c","service_type":1})";

TEST_CASE(
    "a body is read as JSON with application/json, with UTF-8 as charset, and without a type") {
  const std::vector<std::vector<Header>> accepted = {
      {},
      {{"Content-Type", "application/json"}},
      {{"content-type", "application/json"}},
      {{"CONTENT-TYPE", "Application/JSON"}},
      {{"Content-Type", "application/json; charset=utf-8"}},
      {{"Content-Type", "application/json;charset=UTF-8"}},
      {{"Content-Type", "application/json ; charset=\"utf-8\""}},
      {{"Content-Type", "application/json; charset=utf8"}},
      {{"Content-Type", "application/json; charset=UTF-8; version=1"}},
      {{"Content-Type", "application/json; profile=\"x\""}},
      {{"Content-Type", "application/json;"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    for (const auto& headers : accepted) {
      CAPTURE(headers.empty() ? "none" : headers[0].value);
      CHECK(twins.send("POST", base_of(dialect) + "/services/start", kStart, headers).status ==
            201);
    }
  }
}

TEST_CASE("any other type of a body is 415, named, and nothing is stored") {
  const char* const refused[] = {
      "text/plain",
      "text/json",
      "application/xml",
      "application/jsonp",
      "application/json5",
      "application/problem+json",
      "application/x-www-form-urlencoded",
      "application/octet-stream",
      "multipart/form-data; boundary=x",
      "multipart/form-data",
      "application/json; charset=iso-8859-1",
      "application/json; charset=utf-16",
      "application/json; charset=",
      "json",
      "application/json, text/plain",
      "*/*",
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const std::string before = twins.dump();
    for (const std::string type : refused) {
      for (const std::string path :
           {"/services/start", "/services/1/end", "/services/1/states/start"}) {
        CAPTURE(type, path);
        const std::string target = base_of(dialect) + path;
        const Answer answer = twins.send("POST", target, kStart, {{"Content-Type", type}});
        caller.check_error(answer, "POST", path, ErrorCode::kUnsupportedMediaType,
                           {"Content-Type", type, "application/json"});
      }
      const std::string path = "/services/1/extensions/x";
      caller.check_error(twins.send("PUT", base_of(dialect) + path, "{}", {{"Content-Type", type}}),
                         "PUT", path, ErrorCode::kUnsupportedMediaType, {type});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("a form is 415 also where its parts are empty, and never stands for an absent body") {
  const std::string form = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--x--\r\n";
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const std::string before = twins.dump();
    for (const char* type : {"multipart/form-data; boundary=x", "multipart/form-data; boundary=y",
                             "multipart/form-data", "application/x-www-form-urlencoded"}) {
      for (const std::string path : {"/services/1/end", "/customers/d/services/1"}) {
        const std::string target = base_of(dialect) + path;
        const Answer answer = twins.send("POST", target, form, {{"Content-Type", type}});
        caller.check_error(answer, "POST", path, ErrorCode::kUnsupportedMediaType, {type});
        CHECK(twins.dump() == before);
      }
    }
    CHECK(caller.get("/services/1").status == 200);
  }
}

TEST_CASE("a body that is encoded is 415, whatever the server could unpack") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    for (const std::string coding : {"gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip"}) {
      CAPTURE(coding);
      const std::vector<Header> headers = {{"Content-Type", "application/json"},
                                           {"Content-Encoding", coding}};
      // The second body is the first one packed by gzip.
      for (const std::string& body :
           {std::string(kStart), std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", 10)}) {
        const Answer answer =
            twins.send("POST", base_of(dialect) + "/services/start", body, headers);
        caller.check_error(answer, "POST", "/services/start", ErrorCode::kUnsupportedMediaType,
                           {"Content-Encoding", coding});
      }
    }
    CHECK(twins.dump() == "tenant \"\"\n");
    CHECK(twins
              .send("POST", base_of(dialect) + "/services/start", kStart,
                    {{"Content-Encoding", "identity"}})
              .status == 201);
  }
}

TEST_CASE("the type of a request without a body does not matter") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    for (const char* type : {"text/plain", "multipart/form-data", "application/json; charset=x"}) {
      const std::vector<Header> headers = {{"Content-Type", type}};
      CHECK(twins.send("GET", base_of(dialect) + "/services/1", "", headers) ==
            caller.get("/services/1"));
      CHECK(twins.send("POST", base_of(dialect) + "/customers/c/services/1", "", headers) ==
            empty(200));
    }
  }
}

TEST_CASE("a body that a method has no use for is dropped, and so is one of GET without a socket") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const Answer plain = caller.get("/services/1");
    for (const char* body : {"{}", "x", "DELETE /services/1 HTTP/1.1\r\nHost: x\r\n\r\n"}) {
      CHECK(caller.send("GET", "/services/1", body) == plain);
      CHECK(caller.send("HEAD", "/services/1", body) ==
            Answer{200, "", "application/json", "", ""});
      CHECK(caller.send("OPTIONS", "/services/1", body).status == 405);
    }
    CHECK(caller.get("/services/1") == plain);
    CHECK(caller.send("DELETE", "/services/1", "not read") == empty(200));
  }
}

TEST_CASE("an absent body stands for {} where every field is optional") {
  for (const std::string body : {"", "{}", " { } "}) {
    for (const Dialect dialect : kDialects) {
      Twins twins;
      Caller caller(twins, dialect);
      require_created(caller.post("/services/start", kStart));
      require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
      require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
      CHECK(caller.post("/customers/d/services/1", body) == empty(200));
      CHECK(caller.post("/services/1/states/1/end", body) == empty(caller.is_v81() ? 200 : 204));
      CHECK(caller.post("/services/1/tasks/1/end", body) == empty(204));
      CHECK(caller.post("/services/1/end", body) == empty(204));
    }
  }
}

TEST_CASE("an absent body is no value of an extension") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const std::string before = twins.dump();
    for (const char* path : {"/services/1/extensions/x", "/services/1/extensions/x/merge"}) {
      for (const char* body : {"", " ", "\n"})
        caller.check_error(caller.put(path, body), "PUT", path, ErrorCode::kInvalidJson, {});
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("a body of the largest size is read, one byte more is 413 and changes nothing") {
  ucs::http::ApiOptions options;
  options.body_bytes_max = 1000;
  for (const Dialect dialect : kDialects) {
    Twins twins(options);
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", kStart));
    const std::string before = twins.dump();
    const std::string longest = "{" + std::string(998, ' ') + "}";
    for (const std::string path :
         {"/services/1/end", "/services/start", "/services/1/states/start"}) {
      const std::string message = caller.check_error(caller.post(path, longest + " "), "POST", path,
                                                     ErrorCode::kBodyTooLarge, {"1000"});
      CHECK(message == "the body is too large; expected at most 1000 bytes");
      CHECK(twins.dump() == before);
    }
    // The size counts before the type of the content, and where there should be no body.
    CHECK(twins
              .send("POST", base_of(dialect) + "/services/1/end", longest + " ",
                    {{"Content-Type", "text/plain"}})
              .status == 413);
    CHECK(caller.send("GET", "/services/1", longest + " ").status == 413);
    CHECK(caller.send("GET", "/services/1", longest).status == 200);
    CHECK(caller.post("/services/1/end", longest) == empty(204));
  }
}

TEST_CASE("an unknown path or method is told before the body is looked at") {
  Twins twins;
  const std::vector<Header> xml = {{"Content-Type", "application/xml"}};
  CHECK(twins.send("POST", "/nothing", "<x/>", xml).status == 404);
  CHECK(twins.send("PUT", "/services/start", "<x/>", xml).status == 405);
}

TEST_CASE("the answer is JSON without a charset parameter, and empty answers have no type") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    CHECK(caller.post("/services/start", kStart).content_type == "application/json");
    CHECK(caller.get("/services/1").content_type == "application/json");
    CHECK(caller.get("/services/2").content_type == "application/json");
    CHECK(caller.post("/services/1/end").content_type.empty());
    CHECK(caller.erase("/services/1").content_type.empty());
  }
}

}  // namespace
