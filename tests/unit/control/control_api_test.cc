// SPDX-License-Identifier: MIT
// The control API, request by request.
#include <string>
#include <vector>

#include "lib/control/handler.h"
#include "tests/catch.h"
#include "tests/support/control_client.h"
#include "tests/support/recorded_fake.h"

namespace {

using ucs::control::Handler;
using ucs::http::Request;
using ucs::http::Response;
using ucs::tests::contains;
using ucs::tests::ControlClient;
using ucs::tests::kToken;

struct World {
  explicit World(ucs::testing::FakeOptions options = {}, const std::string& token = kToken)
      : handler(ucs::testing::Fake(std::move(options)), {{}, token}), client(handler) {}

  [[nodiscard]] Response send(const std::string& method, const std::string& target,
                              const std::string& body = "") {
    return client.send(method, target, body);
  }

  Handler handler;
  ControlClient client;
};

TEST_CASE("the index lists every resource, and each is there") {
  World world;
  const Response index = world.send("GET", "/_ucs/");
  CHECK(index.status == 200);
  CHECK(index.header("Content-Type") == "application/json");
  for (const char* path :
       {"/_ucs/", "/_ucs/clock", "/_ucs/clock/advance", "/_ucs/reset", "/_ucs/snapshots",
        "/_ucs/snapshots/{name}", "/_ucs/snapshots/{name}/restore", "/_ucs/faults",
        "/_ucs/faults/{name}", "/_ucs/journal", "/_ucs/journal/query", "/_ucs/verify",
        "/_ucs/namespaces", "/_ucs/namespaces/{name}", "/_ucs/recording"}) {
    CHECK_THAT(index.body, contains("\"path\":\"" + std::string(path) + "\""));
    CHECK(world.send("PATCH", path).status == 405);
  }
  CHECK(world.send("GET", "/_ucs").status == 200);
  CHECK(world.send("HEAD", "/_ucs/clock/").status == 200);
}

TEST_CASE("only paths below /_ucs are the control API's") {
  World world;
  for (const char* path : {"/_ucsx", "/_uc", "/_UCS/clock", "/genesys/1/cs/_ucs/clock"})
    CHECK_THAT(world.send("GET", path).body, contains("there is no resource") && !contains("mean"));
}

TEST_CASE("a parameter that a resource has not is refused, and nothing is done") {
  World world;
  REQUIRE(
      world.send("POST", "/services/start", R"({"customer_id":"c","service_type":"b"})").status ==
      201);
  REQUIRE(world.send("POST", "/_ucs/faults", R"({"from":99,"action":{"kind":"reset"}})").status ==
          201);
  for (const std::string target :
       {"DELETE /_ucs/journal?operation=start_service", "DELETE /_ucs/faults?name=fault-1",
        "POST /_ucs/reset?operation", "GET /_ucs/namespaces?&operation=x", "GET /_ucs/?x&y"}) {
    CAPTURE(target);
    const std::size_t blank = target.find(' ');
    const Response response = world.send(target.substr(0, blank), target.substr(blank + 1));
    CHECK(response.status == 400);
    CHECK_THAT(response.body, contains("there is no parameter"));
    CHECK_THAT(response.body, contains("expected none"));
  }
  CHECK(world.send("GET", "/_ucs/clock?").status == 200);
  CHECK_THAT(world.send("GET", "/_ucs/journal").body, contains("start_service"));
  CHECK_THAT(world.send("GET", "/_ucs/faults").body, contains("fault-1"));
}

TEST_CASE("what is refused is told with its bounds, its kind, and its place among others") {
  World world;
  const auto refused = [&](const char* method, const char* target, const char* body) {
    const Response response = world.send(method, target, body);
    CHECK(response.status == 400);
    return response.body;
  };
  CHECK(world.send("POST", "/_ucs/clock/advance", R"({"by":"68y"})").status == 200);
  CHECK_THAT(refused("POST", "/_ucs/clock/advance", R"({"by":"69y"})"),
             contains(R"(up to \"68y\")"));
  CHECK_THAT(refused("PUT", "/_ucs/clock", R"({"mode":"system","time":"2026-03-01T12:00:00Z"})"),
             contains(R"(a clock of the mode system has no member \"time\")"));
  CHECK_THAT(refused("PUT", "/_ucs/faults",
                     R"([{"action":{"kind":"reset"}},{"action":{"kind":"status","status":99}}])"),
             contains("\"[1]: status is 99; expected 400 to 599\",\"field\":\"[1].status\""));
}

struct Row {
  const char* method;
  const char* target;
  const char* body;
  int status;
  const char* part;
};

void check(World& world, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.method, row.target, row.body);
    const Response response = world.send(row.method, row.target, row.body);
    CHECK(response.status == row.status);
    CHECK_THAT(response.body, contains(row.part));
  }
}

TEST_CASE("the clock is set, moved, and made to go on in another way") {
  World world;
  check(world,
        {{"GET", "/_ucs/clock", "", 200, R"({"mode":"frozen","time":"2000-01-01T00:00:00.000Z"})"},
         {"POST", "/_ucs/clock/advance", R"({"by":"30m"})", 200, "2000-01-01T00:30:00.000Z"},
         {"POST", "/_ucs/clock/advance", R"({"by":1500})", 200, "2000-01-01T00:30:01.500Z"},
         {"POST", "/_ucs/clock/advance", R"({"by":"250ms"})", 200, "2000-01-01T00:30:01.750Z"},
         {"PUT", "/_ucs/clock", R"({"time":"1999-12-31T23:00:00Z"})", 200, "1999-12-31T23:00:00"},
         {"PUT", "/_ucs/clock", R"({"mode":"frozen"})", 200, "1999-12-31T23:00:00.000Z"},
         {"PUT", "/_ucs/clock", R"({"mode":"frozen","time":"2010-01-01T00:00:00+01:00"})", 200,
          R"("mode":"frozen","time":"2009-12-31T23:00:00.000Z")"},
         {"PUT", "/_ucs/clock", R"({"mode":"scaled","rate":0.000001})", 200,
          R"("mode":"scaled","rate":1e-06,"time":"2009-12-31T23:00:00.)"},
         {"PUT", "/_ucs/clock", R"({"mode":"offset","offset":"-2h"})", 200,
          R"("mode":"offset","offset":-7200000,"time":)"},
         {"PUT", "/_ucs/clock", R"({"mode":"system"})", 200, R"({"mode":"system","time":)"}});
}

TEST_CASE("what becomes due when the time moves is told, and has happened") {
  World world;
  const char* const hour = R"({"customer_id":"c1","service_type":"booking","ttl":3600})";
  CHECK(world.send("POST", "/services/start", hour).status == 201);
  CHECK_THAT(world.send("POST", "/_ucs/clock/advance", R"({"by":"59m"})").body,
             contains(R"("due":{"completed":0,"expired":0})"));
  CHECK_THAT(world.send("POST", "/_ucs/clock/advance", R"({"by":"1m"})").body,
             contains(R"("due":{"completed":0,"expired":1})"));
  CHECK(world.send("GET", "/services/1").status == 404);
  CHECK(world.send("POST", "/services/start", hour).status == 201);
  CHECK_THAT(world.send("PUT", "/_ucs/clock", R"({"mode":"offset","offset":0})").body,
             contains(R"("due":{"completed":0,"expired":1})"));
}

TEST_CASE("a clock that cannot be set is as it was") {
  World world;
  check(
      world,
      {{"PUT", "/_ucs/clock", "", 400, "mode or time is missing"},
       {"PUT", "/_ucs/clock", "[]", 400, "the body is an array; expected an object"},
       {"PUT", "/_ucs/clock", "{", 400, "invalid_json"},
       {"PUT", "/_ucs/clock", R"({"time":"x","time":"y"})", 400, "invalid_json"},
       {"PUT", "/_ucs/clock", R"({"mode":"frosen"})", 400, R"(did you mean \"frozen\"?)"},
       {"PUT", "/_ucs/clock", R"({"mode":7})", 400, "mode is 7; expected a text"},
       {"PUT", "/_ucs/clock", R"({"tiem":"2000-01-01T00:00:00Z"})", 400,
        R"(a clock has no member \"tiem\"; did you mean \"time\"?)"},
       {"PUT", "/_ucs/clock", R"({"mode":"frozen","rate":2})", 400, R"(no member \"rate\")"},
       {"PUT", "/_ucs/clock", R"({"time":"yesterday"})", 400, "invalid_timestamp"},
       {"PUT", "/_ucs/clock", R"({"time":true})", 400, "time is true; expected a time"},
       {"PUT", "/_ucs/clock", R"({"mode":"scaled","rate":0})", 400, "rate is 0.000000"},
       {"PUT", "/_ucs/clock", R"({"mode":"scaled","rate":"2"})", 400, "expected a number"},
       {"PUT", "/_ucs/clock", R"({"mode":"scaled","rate":1e999})", 400, "expected a number"},
       {"PUT", "/_ucs/clock", R"({"mode":"offset","offset":"2 h"})", 400, "expected a time"},
       {"PUT", "/_ucs/clock", R"({"mode":"offset","offset":9223372036854775807})", 400,
        "in either direction"},
       {"POST", "/_ucs/clock/advance", "", 400, R"("code":"missing_field")"},
       {"POST", "/_ucs/clock/advance", R"({"by":-1})", 400, "to go back, set the time"},
       {"POST", "/_ucs/clock/advance", R"({"by":"-30m"})", 400, "to go back, set the time"},
       {"POST", "/_ucs/clock/advance", R"({"by":9223372036854775807})", 400, "past the year 9999"},
       {"POST", "/_ucs/clock/advance", R"({"by":9223372036854775808})", 400, "expected a time"},
       {"POST", "/_ucs/clock/advance", R"({"by":1.5})", 400, "by is 1.5; expected a time"},
       {"POST", "/_ucs/clock/advance", R"({"by":"30"})", 400, R"(by is \"30\"; expected)"},
       {"POST", "/_ucs/clock/advance", R"({"by":null})", 400, "by is null"},
       {"POST", "/_ucs/clock/advance", R"({"by":"1m","to":1})", 400, R"(no member \"to\")"},
       {"GET", "/_ucs/clock", "", 200, R"({"mode":"frozen","time":"2000-01-01T00:00:00.000Z"})"}});
}

TEST_CASE("snapshots are kept, listed, gone back to and forgotten") {
  World world;
  static_cast<void>(world.client.start_service());
  check(world, {{"PUT", "/_ucs/snapshots/one%2Ftwo%20%22", "", 204, ""},
                {"GET", "/_ucs/snapshots", "", 200, R"(["one/two \""])"},
                {"POST", "/_ucs/clock/advance", R"({"by":"10y"})", 200, R"("expired":1)"},
                {"GET", "/services/1", "", 404, ""},
                {"POST", "/_ucs/snapshots/one%2Ftwo%20%22/restore", "", 204, ""},
                {"GET", "/services/1", "", 200, ""},
                {"POST", "/_ucs/snapshots/one/restore", "", 404, "did you mean"},
                {"DELETE", "/_ucs/snapshots/one", "", 404, R"("code":"no_such_resource")"},
                {"PUT", "/_ucs/snapshots/%ff", "", 400, "percent-encoded"},
                {"DELETE", "/_ucs/snapshots/one%2Ftwo%20%22", "", 204, ""},
                {"GET", "/_ucs/snapshots", "", 200, "[]"}});
  const std::string longest(ucs::testing::kSnapshotNameBytesMax, 'x');
  CHECK(world.send("PUT", "/_ucs/snapshots/" + longest).status == 204);
  CHECK(world.send("PUT", "/_ucs/snapshots/" + longest + "x").status == 400);
}

TEST_CASE("a seed is the beginning from then on, whole or not at all, and a dump is a seed") {
  World world;
  const std::string seed = R"({"ucs_version":1,"services":[{"service_id":7,"customer_id":"c7"}]})";
  CHECK(world.send("PUT", "/_ucs/seed", seed).status == 204);
  CHECK(world.send("GET", "/services/7").status == 200);
  const Response dump = world.send("GET", "/_ucs/dump");
  CHECK(dump.status == 200);
  CHECK(dump.header("Content-Type") == "application/json");
  CHECK_THAT(dump.body, contains(R"("customer_id":"c7")"));

  CHECK(world.client.start_service() == R"({"service_id":8})");
  const Response refused =
      world.send("PUT", "/_ucs/seed", R"({"ucs_version":1,"services":[{"custmer_id":"c"}]})");
  CHECK(refused.status == 400);
  CHECK_THAT(refused.body, contains("custmer_id") && contains("customer_id"));
  CHECK(world.send("GET", "/services/8").status == 200);

  CHECK(world.send("POST", "/_ucs/reset").status == 204);
  CHECK(world.send("GET", "/services/8").status == 404);
  CHECK(world.send("GET", "/_ucs/dump").body == dump.body);
  CHECK(world.send("PUT", "/_ucs/seed", dump.body).status == 204);
  CHECK(world.send("GET", "/_ucs/dump").body == dump.body);
  CHECK(world.send("PUT", "/_ucs/seed").status == 400);
}

TEST_CASE("what is no resource has a nearest one, and a wrong method those that are right") {
  World world;
  check(world, {{"GET", "/_ucs/clok", "", 404, R"(did you mean \"/_ucs/clock\"?)"},
                {"GET", "/_ucs/snapshots/a/b/c", "", 404, "there is no resource"},
                {"PUT", "/_ucs/snapshots//restore", "", 404, "there is no resource"},
                {"POST", "/_ucs/clock", "", 405, "expected GET, HEAD, PUT"},
                {"GET", "/_ucs/reset", "", 405, "expected POST"}});
  CHECK(world.send("POST", "/_ucs/clock").header("Allow") == "GET, HEAD, PUT");
}

TEST_CASE("a body that is not JSON by its type is refused") {
  World world;
  const Request request{
      "POST",
      "/_ucs/clock/advance",
      {{"Content-Type", "text/plain"}, {"Authorization", "Bearer 0123456789abcdef"}},
      R"({"by":1})"};
  CHECK(world.handler.handle(request).response.status == 415);
}

TEST_CASE("without the token nothing is told, whatever the path") {
  World world;
  for (const char* value :
       {"", "Bearer", "Bearer ", "Bearer 0123456789abcdeX", "Basic abcd", "Bearer 0123456789abcde",
        "Bearer 0123456789abcdef0", "0123456789abcdef"}) {
    CAPTURE(value);
    for (const char* target : {"/_ucs/clock", "/_ucs/nothing", "/_ucs"}) {
      const Response response =
          world.handler.handle({"GET", target, {{"Authorization", value}}, ""}).response;
      CHECK(response.status == 401);
      CHECK(response.header("WWW-Authenticate") == "Bearer realm=\"ucs\"");
      CHECK_THAT(response.body, contains(R"("code":"unauthorized")"));
    }
  }
  CHECK(world.handler.handle({"POST", "/_ucs/reset", {}, ""}).response.status == 401);
  const std::string right = std::string("bearer  ") + kToken;
  CHECK(world.handler.handle({"GET", "/_ucs", {{"AUTHORIZATION", right}}, ""}).response.status ==
        200);
  const Request twice{"GET", "/_ucs", {{"Authorization", right}, {"Authorization", right}}, ""};
  CHECK(world.handler.handle(twice).response.status == 401);
  // Neither the token nor its want matters to the API itself.
  CHECK(world.handler.handle({"GET", "/services/1", {}, ""}).response.status == 404);
}

TEST_CASE("with an empty token everybody may") {
  World world({}, "");
  CHECK(world.handler.handle({"POST", "/_ucs/reset", {}, ""}).response.status == 204);
}

TEST_CASE("a page of another origin changes nothing, a listed one may") {
  ucs::testing::FakeOptions options;
  options.api.cors_origins = {"https://desk.example.com"};
  World world(options, "");
  const auto reset_from = [&](const char* origin) {
    return world.handler
        .handle({"POST", "/_ucs/reset", {{"Host", "localhost:8080"}, {"Origin", origin}}, ""})
        .response;
  };
  CHECK(reset_from("https://evil.example.com").status == 403);
  CHECK(reset_from("null").status == 403);
  CHECK(reset_from("http://localhost:8081").status == 403);
  CHECK(reset_from("http://localhost:8080").status == 204);
  const Response listed = reset_from("https://desk.example.com");
  CHECK(listed.status == 204);
  CHECK(listed.header("Access-Control-Allow-Origin") == "https://desk.example.com");
  World closed({}, "");
  const Request foreign{"POST", "/_ucs/reset", {{"Origin", "https://desk.example.com"}}, ""};
  CHECK(closed.handler.handle(foreign).response.status == 403);
}

TEST_CASE("the log shows which resource it was, and no name that a test gave") {
  World world;
  const auto shown = [&](const char* method, const char* target) {
    return world.handler.describe({method, target, {}, ""});
  };
  CHECK(shown("PUT", "/_ucs/snapshots/secret") == "PUT /_ucs/snapshots/{name}");
  CHECK(shown("GET", "/_ucs/journal?path=/x") == "GET /_ucs/journal");
  CHECK(shown("GET", "/_ucs/secret") == "- /_ucs");
  CHECK(shown("GET", "/services/7") == "GET /services/7");
}

TEST_CASE("what the transport refuses has the form of the path") {
  World world;
  const ucs::Error error{ucs::ErrorCode::kBodyTooLarge, "too large", ""};
  CHECK(world.handler.refuse({"POST", "/_ucs/verify", {}, ""}, error).body ==
        R"({"code":"body_too_large","message":"too large"})");
  CHECK_THAT(world.handler.refuse({"POST", "/services/start", {}, ""}, error).body,
             contains(R"("http_method":"POST")"));
}

TEST_CASE("each namespace has a recording of its own, if the server records") {
  World world(ucs::tests::recording_options());
  const ControlClient in_a(world.handler, "a");
  const ControlClient in_b(world.handler, "b");
  CHECK(in_a.start_service() == R"({"service_id":1})");
  in_b.post("/_ucs/faults", R"({"action":{"kind":"garble"},"probability":0.5,"seed":3})");
  static_cast<void>(in_b.start_service());
  in_a.send("PUT", "/_ucs/clock", R"({"mode":"scaled","rate":1000,"time":"2026-03-01T12:00:00Z"})");
  in_a.post("/_ucs/clock/advance", R"({"by":"30m"})");
  in_b.send("PUT", "/_ucs/seed", R"({"ucs_version":1,"services":[{"customer_id":"c1"}]})");
  in_b.get("/services/1");
  in_a.get("/services/1");
  CHECK(world.send("GET", "/services/1").status == 404);
  for (const ControlClient& client : {in_a, in_b, world.client}) {
    const Response answer = client.get("/_ucs/recording");
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "application/json");
    CHECK(ucs::tests::outcome_of(answer.body) == "same");
  }
  const auto steps = [](const ControlClient& client) {
    return ucs::testing::replay(client.get("/_ucs/recording").body).value().steps;
  };
  CHECK(steps(in_a) == 5);
  CHECK(steps(in_b) == 4);
  CHECK(steps(world.client) == 1);
}

TEST_CASE("a server that does not record has no recording, and says how it would") {
  World world;
  const Response answer = world.send("GET", "/_ucs/recording");
  CHECK(answer.status == 404);
  CHECK_THAT(answer.body, contains("--recording-bytes-max"));
}

}  // namespace
