// SPDX-License-Identifier: MIT
// Faults, journal and verification by the control API.
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "lib/control/handler.h"
#include "tests/catch.h"
#include "tests/support/control_client.h"

namespace {

using ucs::control::Handler;
using ucs::http::Response;
using ucs::tests::contains;
using ucs::tests::ControlClient;
using ucs::tests::kToken;

struct World {
  explicit World(const ucs::testing::FakeOptions& options = {})
      : handler(ucs::testing::Fake(options), {{}, kToken}), client(handler) {}

  [[nodiscard]] Response add(const std::string& rule) { return client.post("/_ucs/faults", rule); }
  [[nodiscard]] std::string verify(const std::string& body) {
    return client.post("/_ucs/verify", body).body;
  }

  Handler handler;
  ControlClient client;
};

TEST_CASE("a rule comes back as it was given, and as such is accepted again") {
  ucs::testing::FakeOptions options;
  options.api.tenants = {{101, "airline"}};
  World world(options);
  const std::vector<std::string> rules = {
      R"({"name":"a","when":{"operation":"complete_task","method":"POST","path":"/services/**"},"from":2,"times":3,"probability":0.1,"seed":18446744073709551615,"action":{"kind":"status","status":429,"retry_after":2000,"latency":5}})",
      R"({"name":"b","from":1,"probability":1,"seed":0,"action":{"kind":"dribble","bytes":3,"pause":7,"latency":{"min":1,"max":9}}})",
      R"({"name":"c","from":1,"probability":1,"seed":0,"action":{"kind":"delay","latency":{"median":20,"sigma":0.5}}})",
      R"({"name":"d","from":1,"probability":1,"seed":0,"action":{"kind":"truncate","bytes":0}})",
      R"({"name":"e","from":1,"probability":1,"seed":0,"action":{"kind":"fail_after_write","status":500}})",
      R"({"name":"f","from":1,"probability":1,"seed":0,"action":{"kind":"fail_before_write","status":503}})",
      R"({"name":"g","when":{"tenant":"airline"},"from":1,"probability":1,"seed":0,"action":{"kind":"reset"}})",
      R"({"name":"h","when":{"tenant":"101"},"from":1,"probability":1,"seed":0,"action":{"kind":"empty"}})",
      R"({"name":"i","from":1,"probability":1,"seed":0,"action":{"kind":"garble"}})",
      R"({"name":"j","from":1,"probability":1,"seed":0,"action":{"kind":"lose_answer"}})",
  };
  std::string list;
  std::string statuses;
  for (const std::string& rule : rules) {
    list += (list.empty() ? "[" : ",") + rule;
    statuses +=
        (statuses.empty() ? "[" : ",") + ("{\"rule\":" + rule) + R"(,"matched":0,"fired":0})";
  }
  CHECK(world.client.send("PUT", "/_ucs/faults", list + "]").status == 204);
  CHECK(world.client.get("/_ucs/faults").body == statuses + "]");
}

TEST_CASE("a rule works, counts, and is removed") {
  World world;
  const Response added = world.add(
      R"({"when":{"operation":"start_service"},"times":1,"action":{"kind":"status","retry_after":"2s"}})");
  CHECK(added.status == 201);
  CHECK(added.body == R"({"name":"fault-1"})");
  const Response failed = world.client.post("/services/start", "{}");
  CHECK(failed.status == 503);
  CHECK(failed.header("Retry-After") == "2");
  CHECK(world.client.start_service() == R"({"service_id":1})");
  CHECK_THAT(world.client.get("/_ucs/faults").body, contains(R"("matched":2,"fired":1)"));
  CHECK(world.client.send("DELETE", "/_ucs/faults/fault-2").status == 404);
  CHECK(world.client.send("DELETE", "/_ucs/faults/fault-1").status == 204);
  CHECK(world.client.get("/_ucs/faults").body == "[]");
}

TEST_CASE("a wrong rule is refused by the name of its member, and nothing has changed") {
  World world;
  REQUIRE(world.add(R"({"name":"old","action":{"kind":"reset"}})").status == 201);
  struct Row {
    const char* rule;
    const char* part;
  };
  const Row rows[] = {
      {R"({})", R"("code":"missing_field","message":"action is missing","field":"action")"},
      {R"([])", "the body is an array; expected an object"},
      {R"({"acton":{"kind":"reset"}})",
       R"(a rule has no member \"acton\"; did you mean \"action\"?)"},
      {R"({"action":"reset"})", R"(action is \"reset\"; expected an object)"},
      {R"({"action":{}})", "action.kind is missing"},
      {R"({"action":{"kind":"rest"}})",
       R"(action.kind is \"rest\"; expected the name of a fault; did you mean \"reset\"?)"},
      {R"({"action":{"kind":"status","stauts":500}})",
       R"(did you mean \"status\"?","field":"action.stauts")"},
      {R"({"action":{"kind":"reset","status":500}})",
       R"(an action of the kind reset has no member \"status\")"},
      {R"({"action":{"kind":"status","status":399}})", R"("field":"status")"},
      {R"({"action":{"kind":"status","status":"503"}})",
       R"(action.status is \"503\"; expected an integer)"},
      {R"({"action":{"kind":"status","status":2147483648}})",
       "expected an integer from 0 to 2147483647"},
      {R"({"action":{"kind":"status","retry_after":"2500ms"}})", "expected whole seconds"},
      {R"({"action":{"kind":"delay"}})", R"("field":"latency")"},
      {R"({"action":{"kind":"delay","latency":"soon"}})",
       "action.latency is \\\"soon\\\"; expected a time"},
      {R"({"action":{"kind":"delay","latency":{"min":1}}})", "action.latency.max is missing"},
      {R"({"action":{"kind":"delay","latency":{"median":1}}})", "action.latency.sigma is missing"},
      {R"({"action":{"kind":"delay","latency":{"min":1,"maks":2}}})",
       R"("field":"action.latency.maks")"},
      {R"({"action":{"kind":"reset"},"when":{"operation":"complete_tsk"}})",
       R"(did you mean \"complete_task\"?)"},
      {R"({"action":{"kind":"reset"},"when":{"opration":"x"}})", R"("field":"when.opration")"},
      {R"({"action":{"kind":"reset"},"from":0})", "from is 0"},
      {R"({"action":{"kind":"reset"},"from":-1})", "expected an integer from 0"},
      {R"({"action":{"kind":"reset"},"probability":2})", "probability is 2"},
      {R"({"action":{"kind":"reset"},"name":"old"})", "as that of another rule"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    const Response response = world.add(row.rule);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, contains(row.part));
    if (std::string(row.rule) != "[]" && std::string(row.part) != "as that of another rule") {
      const std::string both = R"([{"action":{"kind":"empty"}},)" + std::string(row.rule) + "]";
      const Response list = world.client.send("PUT", "/_ucs/faults", both);
      CHECK(list.status == 400);
      CHECK_THAT(list.body, contains("[1]"));
    }
  }
  CHECK(world.client.send("PUT", "/_ucs/faults", "{}").status == 400);
  CHECK(
      world.client.get("/_ucs/faults").body ==
      R"([{"rule":{"name":"old","from":1,"probability":1,"seed":0,"action":{"kind":"reset"}},"matched":0,"fired":0}])");
  CHECK(world.client.send("DELETE", "/_ucs/faults").status == 204);
  CHECK(world.client.get("/_ucs/faults").body == "[]");
}

TEST_CASE("the journal tells each request and its answer, but none of the control API") {
  World world;
  CHECK(world.client.get("/_ucs/journal").body == "[]");
  static_cast<void>(world.client.start_service());
  const std::string entry = world.client.get("/_ucs/journal").body;
  CHECK(
      entry ==
      R"([{"number":1,"time":"2000-01-01T00:00:00.000Z","method":"POST","target":"/services/start","path":"/services/start","operation":"start_service","tenant":"","headers":[{"name":"Content-Type","value":"application/json"}],"body":"{\"customer_id\":\"c1\",\"service_type\":\"booking\"}","body_bytes":45,"status":201,"response_body":"{\"service_id\":1}","response_body_bytes":16,"fault":""}])");
  CHECK(world.client.get("/_ucs/journal").body == entry);
}

TEST_CASE("the journal is searched by parameters, and by a query") {
  World world;
  static_cast<void>(world.client.start_service());
  world.client.get("/services/2?x=1");
  struct Row {
    const char* parameters;
    const char* query;
    bool has_first;
    bool has_second;
  };
  const Row rows[] = {
      {"", "{}", true, true},
      {"?operation=start_service", R"({"operation":"start_service"})", true, false},
      {"?method=GET&status=404", R"({"method":"GET","status":404})", false, true},
      {"?path=%2Fservices%2F*", R"({"path":"/services/*"})", true, true},
      {"?fault=none", R"({"fault":"none"})", false, false},
      {"?", R"({"body":{"customer_id":"c1","service_type":"booking"}})", true, false},
      {"?", R"({"headers":{"content-type":"application/json"}})", true, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const std::string posted = world.client.post("/_ucs/journal/query", row.query).body;
    CHECK((posted.find(R"("number":1)") != std::string::npos) == row.has_first);
    CHECK((posted.find(R"("number":2)") != std::string::npos) == row.has_second);
    if (std::string(row.parameters) != "?")
      CHECK(world.client.get("/_ucs/journal" + std::string(row.parameters)).body == posted);
  }
  CHECK(world.client.send("DELETE", "/_ucs/journal").status == 204);
  CHECK(world.client.get("/_ucs/journal").body == "[]");
}

TEST_CASE("a wrong question to the journal is refused by name") {
  World world;
  struct Row {
    const char* target;
    const char* body;
    const char* part;
  };
  const Row rows[] = {
      {"/_ucs/journal?operatoin=x", "", R"(did you mean \"operation\"?)"},
      {"/_ucs/journal?operation=x", "", "expected the name of an operation"},
      {"/_ucs/journal?status=many", "", "expected an integer"},
      {"/_ucs/journal?status=99", "", R"("field":"status")"},
      {"/_ucs/journal?path=%zz", "", "percent-encoded"},
      {"/_ucs/journal?path=/a&path=/b", "", "several parameters"},
      {"/_ucs/journal/query", R"({"body":[]})", "body is an array; expected an object"},
      {"/_ucs/journal/query", R"({"body":{"":1}})", "name of a body member is empty"},
      {"/_ucs/journal/query", R"({"headers":{"A":1}})", "headers.A is 1; expected a text"},
      {"/_ucs/journal/query", R"({"times":1})", "a query has no member"},
      {"/_ucs/verify", R"({"tims":1})",
       R"(an expectation has no member \"tims\"; did you mean \"times\"?)"},
      {"/_ucs/verify", R"({"times":1,"at_most":2})", "at_most is 2; expected none"},
      {"/_ucs/verify", R"({"at_least":2,"at_most":1})", R"("field":"at_most")"},
      {"/_ucs/verify", R"({"wait":"2h"})", "expected a time from 0 to an hour"},
      {"/_ucs/verify", R"({"wait":-1})", "expected a time from 0 to an hour"},
      {"/_ucs/verify", R"([{"operation":"x"}])", "expected the name of an operation"},
      {"/_ucs/verify", R"([{},{"wait":1}])", R"("field":"[1].wait")"},
      {"/_ucs/verify", R"("x")", "expected an object"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target, row.body);
    const bool is_get = std::string(row.body).empty();
    const Response response = world.client.send(is_get ? "GET" : "POST", row.target, row.body);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, contains(row.part));
  }
}

TEST_CASE("verification tells whether, and if not why") {
  World world;
  static_cast<void>(world.client.start_service());
  static_cast<void>(world.client.start_service());
  for (const char* met :
       {R"({"operation":"start_service"})", R"({"operation":"start_service","times":2})",
        R"({"operation":"start_task","times":0})", R"({"at_most":2})", R"({"at_least":2})",
        R"({"at_least":1,"at_most":2})", R"([{"operation":"start_service"},{"status":201}])",
        R"({"body":{"customer_id":"c1"},"times":2})", "[]", "{}"}) {
    CAPTURE(met);
    CHECK(world.verify(met) == R"({"is_met":true})");
  }
  for (const char* missed : {R"({"operation":"complete_service"})", R"({"times":3})",
                             R"({"at_most":1})", R"({"body":{"customer_id":"c2"}})",
                             R"({"at_least":3,"wait":"1ms"})", R"([{},{},{"method":"GET"}])"}) {
    CAPTURE(missed);
    CHECK_THAT(world.verify(missed), contains(R"({"is_met":false,"message":")"));
  }
}

TEST_CASE("a verification that waits is answered when the request comes") {
  World world;
  auto waiting = std::async(std::launch::async, [&] {
    return world.verify(R"({"operation":"start_service","wait":"1h"})");
  });
  static_cast<void>(world.client.start_service());
  CHECK(waiting.get() == R"({"is_met":true})");
}

}  // namespace
