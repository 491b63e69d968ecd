// SPDX-License-Identifier: MIT
// Which paths and methods exist, where the dialects are served, and what is not there (spec 1, 4).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::http::ApiOptions;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::error_answer;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::Twins;

/// Every path of spec 3 that this version serves, and its methods.
struct PathRow {
  const char* path;
  const char* allow;
};
constexpr PathRow kPaths[] = {
    {"/services/start", "POST"},
    {"/services/1", "GET, HEAD, PUT, DELETE"},
    {"/services/1/end", "POST"},
    {"/maintenance/purge", "POST"},
    {"/maintenance/services/stream", "GET, HEAD"},
    {"/maintenance/services/files", "POST"},
    {"/services/1/extensions/Name", "PUT"},
    {"/services/1/extensions/Name/merge", "PUT"},
    {"/services/anonymous/key", "GET, HEAD"},
    {"/services/anonymous/key/active", "GET, HEAD"},
    {"/services/anonymous/key/completed", "GET, HEAD"},
    {"/customers/name/services", "GET, HEAD"},
    {"/customers/name/services/active", "GET, HEAD"},
    {"/customers/name/services/completed", "GET, HEAD"},
    {"/customers/name/services/1", "POST"},
    {"/services/1/states", "GET, HEAD"},
    {"/services/1/states/active", "GET, HEAD"},
    {"/services/1/states/completed", "GET, HEAD"},
    {"/services/1/states/start", "POST"},
    {"/services/1/states/transition", "POST"},
    {"/services/1/states/1", "GET, HEAD"},
    {"/services/1/states/1/end", "POST"},
    {"/services/1/states/1/extensions/Name", "PUT"},
    {"/services/1/states/1/extensions/Name/merge", "PUT"},
    {"/services/1/tasks", "GET, HEAD"},
    {"/services/1/tasks/active", "GET, HEAD"},
    {"/services/1/tasks/completed", "GET, HEAD"},
    {"/services/1/tasks/start", "POST"},
    {"/services/1/tasks/1", "GET, HEAD"},
    {"/services/1/tasks/1/end", "POST"},
    {"/services/1/tasks/1/extensions/Name", "PUT"},
    {"/services/1/tasks/1/extensions/Name/merge", "PUT"},
};

bool has_method(std::string_view allow, std::string_view method) {
  return (", " + std::string(allow) + ",").find(" " + std::string(method) + ",") !=
         std::string::npos;
}

Answer not_allowed(const Caller& caller, const std::string& method, const PathRow& row) {
  const Error error{ErrorCode::kMethodNotAllowed,
                    "method \"" + method + "\" is not allowed on \"" + caller.base() + row.path +
                        "\"; expected " + row.allow,
                    ""};
  Answer answer = caller.error(method, row.path, error);
  answer.allow = row.allow;
  if (method == "HEAD") answer.body.clear();
  return answer;
}

TEST_CASE("every path refuses the methods it has not with 405 and lists those it has in Allow") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    const std::string before = twins.dump();
    for (const PathRow& row : kPaths) {
      for (const std::string method :
           {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
        INFO(method << ' ' << row.path);
        const Answer answer = caller.send(method, row.path, "");
        if (has_method(row.allow, method)) {
          CHECK(answer.status != 405);
          CHECK(answer.allow.empty());
        } else {
          CHECK(answer == not_allowed(caller, method, row));
        }
      }
      // Methods nobody has heard of are answered too.
      CHECK(caller.send("BREW", row.path, "") == not_allowed(caller, "BREW", row));
    }
    CHECK(twins.dump() == before);
  }
}

TEST_CASE("the method is checked before the ids of the path and before the body") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  CHECK(caller.send("PUT", "/services/abc/states/xyz", "{").status == 405);
  CHECK(caller.send("DELETE", "/services/start", "{").status == 405);
}

TEST_CASE("a path that is none of the table is 404, names the path and changes nothing") {
  const std::vector<std::string> unknown = {
      "",
      "/",
      "/services",
      "/services/",
      "/service/1",
      "/Services/1",
      "/services/1/state",
      "/services/1/states/1/start",
      "/services/1/states/1/tasks",
      "/services/1/states/1/end/now",
      "/services/1/extensions",
      "/services/1/extensions/a/b",
      "/services/1/extensions/a/b/merge",
      "/services//states",
      "//services/1",
      "/services/1//",
      "/services/anonymous//active",
      "/services/anonymous/a/b",
      "/customers",
      "/customers/c",
      "/customers//services",
      "/customers/c/services/active/1",
      "/metadata/profiles/extensions",
      "/server",
      "/server/status/x",
      "/metadata/business-attributes/x/y",
      "/favicon.ico",
      "/genesys",
      "/genesys/1/csx/services/1",
      "/%73ervices/1x/end/",  // literal parts are not decoded
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    for (const std::string& path : unknown) {
      if (caller.base().empty() && path.empty()) continue;  // no request has an empty target
      for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
        INFO(method << ' ' << path);
        const Error error{ErrorCode::kNoSuchResource,
                          "there is no resource \"" + caller.base() + path + "\"", ""};
        CHECK(caller.send(method, path, R"({"customer_id":"c","service_type":1})") ==
              caller.error(method, path, error));
      }
    }
    CHECK(twins.dump() == "tenant \"\"\n");
  }
}

TEST_CASE("a trailing slash is ignored, on every path and before the query too") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    CHECK(caller.post("/services/start/", R"({"customer_id":"c","service_type":1})") ==
          created(caller.base() + "/services/1", R"({"service_id":1})"));
    CHECK(caller.get("/services/1/") == caller.get("/services/1"));
    CHECK(caller.get("/services/1/").status == 200);
    CHECK(caller.get("/services/1/?active_tasks=1").body ==
          caller.get("/services/1?active_tasks=1").body);
    CHECK(caller.get("/customers/c/services/").body == caller.get("/customers/c/services").body);
    CHECK(caller.post("/services/1/end/") == empty(204));
  }
}

TEST_CASE("HEAD is answered like GET without a body") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    REQUIRE(caller.post("/services/start", R"({"customer_id":"c","service_type":1})").status ==
            201);
    CHECK(caller.send("HEAD", "/services/1", "") == Answer{200, "", "application/json", "", ""});
    CHECK(caller.send("HEAD", "/customers/c/services", "") ==
          Answer{200, "", "application/json", "", ""});
    CHECK(caller.send("HEAD", "/services/2", "") ==
          Answer{caller.is_v81() ? 404 : 400, "", "application/json", "", ""});
  }
}

TEST_CASE("both dialects are served at their own places, and v81 under further base paths") {
  ApiOptions options;
  options.v81_base_paths = {"/cv", "ucs/81/", "/genesys/1/cs81"};  // a slash is added or dropped
  Twins twins(options);
  const char* body = R"({"customer_id":"c","service_type":1})";
  int id = 0;
  for (const std::string base : {"", "/cv", "/ucs/81", "/genesys/1/cs81", "/genesys/1/cs"}) {
    ++id;
    const std::string path = "/services/" + std::to_string(id);
    CHECK(twins.send("POST", base + "/services/start", body, {}) ==
          created(base + path, "{\"service_id\":" + std::to_string(id) + "}"));
    const Dialect dialect = base == "/genesys/1/cs" ? Dialect::kV85 : Dialect::kV81;
    const Error error{ErrorCode::kServiceNotFound, "there is no service 9", ""};
    CHECK(twins.send("GET", base + "/services/9") ==
          error_answer(dialect, "GET", base + "/services/9", error));
  }
}

TEST_CASE("a server of v81 only knows no v85") {
  ApiOptions options;
  options.serves_v85 = false;
  options.v81_base_paths = {"/cv"};
  Twins twins(options);
  CHECK(
      twins.send("POST", "/cv/services/start", R"({"customer_id":"c","service_type":1})").status ==
      201);
  CHECK(twins.send("GET", "/services/1").status == 200);
  const Error error{ErrorCode::kNoSuchResource, "there is no resource \"/genesys/1/cs/services/1\"",
                    ""};
  CHECK(twins.send("GET", "/genesys/1/cs/services/1") ==
        error_answer(Dialect::kV81, "GET", "/genesys/1/cs/services/1", error));
}

TEST_CASE("a server of v85 only knows no v81, and refuses in the form of v85 everywhere") {
  ApiOptions options;
  options.serves_v81 = false;
  Twins twins(options);
  CHECK(twins.send("POST", "/genesys/1/cs/services/start", R"({"customer_id":"c"})").status == 201);
  const Error error{ErrorCode::kNoSuchResource, "there is no resource \"/services/1\"", ""};
  CHECK(twins.send("GET", "/services/1") ==
        error_answer(Dialect::kV85, "GET", "/services/1", error));
  CHECK(twins.send("GET", "/cv/services/1").status == 404);
}

TEST_CASE("an unknown path is refused in the form of the dialect it lies in") {
  Twins twins;
  const auto refused = [&](Dialect dialect, const std::string& path) {
    const Error error{ErrorCode::kNoSuchResource, "there is no resource \"" + path + "\"", ""};
    return error_answer(dialect, "GET", path, error);
  };
  for (const char* path : {"/nothing", "/cv/nothing", "/genesys/1/nothing", "/genesys/1/cs2"})
    CHECK(twins.send("GET", path) == refused(Dialect::kV81, path));
  for (const char* path : {"/genesys/1/cs", "/genesys/1/cs/", "/genesys/1/cs/nothing"})
    CHECK(twins.send("GET", path) == refused(Dialect::kV85, path));
}

TEST_CASE("customers and contacts may have the names of the table's literal parts") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  // A contact key "1" does not hide service 1, a customer "services" is a customer.
  CHECK(caller.post("/services/start", R"({"contact_key":"active"})").status == 201);
  CHECK(caller.post("/services/start", R"({"customer_id":"services"})").status == 201);
  CHECK(caller.get("/services/anonymous/active") ==
        json("[" + caller.get("/services/1").body + "]"));
  CHECK(caller.get("/services/anonymous/active/active") ==
        json("[" + caller.get("/services/1").body + "]"));
  CHECK(caller.get("/customers/services/services/active") ==
        json("[" + caller.get("/services/2").body + "]"));
  // `anonymous` alone is no id; with a further part it always names a contact key.
  caller.check_error(caller.get("/services/anonymous"), "GET", "/services/anonymous",
                     ErrorCode::kInvalidId, {"service_id", "anonymous"});
  for (const char* path : {"/services/anonymous/states", "/services/anonymous/end"})
    CHECK(caller.get(path) == json("[]"));
  CHECK(caller.post("/services/anonymous/end").status == 405);
}

}  // namespace
