// SPDX-License-Identifier: MIT
#include <ucs/core.h>
#include <ucs/http.h>

#include <string>

#include "tests/catch.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::http::Api;
using ucs::http::ApiOptions;
using ucs::http::Request;
using ucs::http::Response;

struct Fixture {
  ucs::tests::ManualClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine{store, clock};
};

TEST_CASE("a description has the base path and no personal data, and a dash for what is unknown") {
  Fixture fixture;
  ApiOptions options;
  options.v81_base_paths = {"/cv"};
  const Api api(fixture.engine, options);
  struct Row {
    const char* method;
    const char* target;
    const char* described;
  };
  const Row rows[] = {
      {"GET", "/services/7?extensions=Jane", "GET /services/7"},
      {"GET", "/cv/customers/Jane/services/active",
       "GET /cv/customers/{customer_id}/services/active"},
      {"PUT", "/genesys/1/cs/services/7/extensions/Jane",
       "PUT /genesys/1/cs/services/7/extensions/{name}"},
      {"GET", "/services/anonymous/Jane/", "GET /services/anonymous/{contact_key}"},
      {"DELETE", "/customers/Jane", "DELETE -"},
      {"GET", "", "GET -"},
      {"GET", "/", "GET -"},
      {"BREW", "/services/7", "BREW /services/7"},
      {"get", "/services/7", "- /services/7"},
      {"", "/services/7", "- /services/7"},
      {"JANEDOES", "/services/7", "- /services/7"},
      {"A\nB", "/Jane\n", "- -"},
  };
  for (const Row& row : rows) {
    INFO(row.method << ' ' << row.target);
    CHECK(api.describe(Request{row.method, row.target, {}, ""}) == row.described);
  }
}

TEST_CASE("refuse answers in the form of the dialect a path lies in") {
  Fixture fixture;
  const Api api(fixture.engine);
  const ucs::Error error = ucs::http::body_too_large(1000);
  CHECK(error.message == "the body is too large; expected at most 1000 bytes");
  const Response v81 = api.refuse({"POST", "/services/start?x=1", {}, ""}, error);
  CHECK(v81.status == 413);
  CHECK(v81.body == R"({"http_method":"POST","uri":"/services/start","code":"body_too_large",)"
                    R"("description":"the body is too large; expected at most 1000 bytes"})");
  const Response v85 = api.refuse({"POST", "/genesys/1/cs/nothing", {}, ""}, error);
  CHECK(v85.status == 413);
  CHECK(v85.body ==
        R"({"message":"the body is too large; expected at most 1000 bytes","exception":)"
        R"("com.genesyslab.gsg.services.contextservices.exceptions.BadRequestException"})");
}

TEST_CASE("a response finds its headers by their exact name") {
  Response response;
  CHECK(response.header("Location").empty());
  response.headers = {{"Location", "/a"}, {"Location", "/b"}, {"Allow", ""}};
  CHECK(response.header("Location") == "/a");
  CHECK(response.header("location").empty());
  CHECK(response.header("Allow").empty());
  CHECK(response.header("Content-Type").empty());
  response.content_type = "application/json";
  CHECK(response.header("Content-Type") == "application/json");
}

TEST_CASE("an api can be moved and keeps its options") {
  Fixture fixture;
  ApiOptions options;
  options.body_bytes_max = 5;
  options.serves_v85 = false;
  Api first(fixture.engine, options);
  Api second = std::move(first);
  CHECK(second.options().body_bytes_max == 5);
  CHECK_FALSE(second.options().serves_v85);
  CHECK(second.handle({"POST", "/services/start", {}, "123456"}).status == 413);
  first = std::move(second);
  CHECK(first.handle({"POST", "/services/start", {}, "12345"}).status == 400);
}

TEST_CASE("an api that serves nothing knows no path") {
  Fixture fixture;
  ApiOptions options;
  options.serves_v81 = false;
  options.serves_v85 = false;
  const Api api(fixture.engine, options);
  for (const char* target : {"/services/1", "/genesys/1/cs/services/1", "", "no path at all"})
    CHECK(api.handle({"GET", target, {}, ""}).status == 404);
}

}  // namespace
