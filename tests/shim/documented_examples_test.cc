// SPDX-License-Identifier: MIT
// The examples of the product's documents against the real executable, repaired and raw. Ids are
// those the server assigned.
#include "tests/shim/documented_examples.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/http_answer.h"
#include "tests/support/http_json.h"
#include "tests/support/shim_process.h"

namespace {

using namespace ucs::tests::documented;  // NOLINT(google-build-using-namespace): a table of texts
using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::contains;
using ucs::tests::created;
using ucs::tests::empty;
using ucs::tests::HttpConnection;
using ucs::tests::json;
using ucs::tests::member_names;
using ucs::tests::missing_members;
using ucs::tests::ShimProcess;
using ucs::tests::WireResponse;

constexpr const char* kV85 = "/genesys/1/cs";

/// A client of the executable.
class Client {
 public:
  Answer send(const std::string& method, const std::string& target, const std::string& body = "") {
    std::vector<ucs::http::Header> headers;
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    const WireResponse response = shim_.exchange({method, target, headers, body});
    return {response.status, response.body, response.header("Content-Type"),
            response.header("Location"), response.header("Allow")};
  }
  Answer get(const std::string& target) { return send("GET", target); }
  Answer post(const std::string& target, const std::string& body = "") {
    return send("POST", target, body);
  }

  /// Returns everything service 1 holds.
  std::string everything() {
    return get("/services/1?active_states=1&completed_states=1&active_tasks=1&completed_tasks=1"
               "&extensions=*,State.*,Task.*")
        .body;
  }

  /// Checks that a body is refused as malformed from this byte on, and changes nothing.
  void check_malformed(const std::string& target, const std::string& body, std::size_t offset) {
    CAPTURE(target, body);
    const std::string before = everything();
    const bool is_v85 = target.rfind(kV85, 0) == 0;
    const bool is_extension = target.find("/extensions/") != std::string::npos;
    const std::string method = is_extension ? "PUT" : "POST";
    const std::string message = ucs::tests::error_message(send(method, target, body),
                                                          is_v85 ? Dialect::kV85 : Dialect::kV81,
                                                          method, target, ErrorCode::kInvalidJson);
    CHECK_THAT(message, contains("at byte " + std::to_string(offset) + ": "));
    CHECK(everything() == before);
  }

  /// Checks that v81 refuses a body for its extension, and stores nothing of it.
  void check_unknown_extension(const std::string& target, const std::string& body,
                               const std::string& name) {
    CAPTURE(target, body);
    const std::string before = everything();
    const std::string message = ucs::tests::error_message(post(target, body), Dialect::kV81, "POST",
                                                          target, ErrorCode::kUnknownExtension);
    CHECK_THAT(message, contains(name));
    CHECK(everything() == before);
  }

  ShimProcess& shim() noexcept { return shim_; }

 private:
  ShimProcess shim_;
};

/// Starts service 1 with states 1 and 2 and tasks 1 and 2, the second of each in state 1.
void start_family(Client& client) {
  REQUIRE(client.post("/services/start", R"({"customer_id":"c","service_type":1})") ==
          created("/services/1", R"({"service_id":1})"));
  for (const char* id : {"1", "2"}) {
    REQUIRE(client.post("/services/1/states/start", R"({"state_type":100})").body ==
            std::string("{\"state_id\":") + id + "}");
    const std::string state = *id == '1' ? "" : ",\"state_id\":1";
    REQUIRE(client.post("/services/1/tasks/start", "{\"task_type\":5" + state + "}").body ==
            std::string("{\"task_id\":") + id + "}");
  }
}

/// Makes the schemas that v81 asks for.
void create_schemas(Client& client) {
  for (const std::string kind : {"services", "states", "tasks"}) {
    for (const char* schema : kSchemas) {
      REQUIRE(client.post("/metadata/" + kind + "/extensions", schema).status == 201);
    }
  }
}

std::string object(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "{ " : ",\n") + member;
  return text + " }";
}

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const std::size_t position = text.find(part);
  REQUIRE(position != std::string::npos);
  return text.replace(position, part.size(), by);
}

/// What the pages' end events come to.
constexpr const char* kCompletedService =
    R"({"disposition":10,"disposition_desc":"SUCCESS","completed":{"timestamp":"2009-05-12T12:05:12.145Z",)"
    R"("interaction_id":"123ABCAADFJ1259ACF","resource_type":2,"resource_id":5005,"media_type":1}})";

TEST_CASE("Complete Service, as documented, with its extensions in v85") {
  Client client;
  start_family(client);
  const std::string body = object({kCompleteServiceFields, kFeedback, kSatisfaction});
  CHECK(client.post(std::string(kV85) + "/services/1/end", body) == empty(204));
  const std::string service = client.get("/services/1?extensions=*").body;
  CHECK(missing_members(kCompletedService, service).empty());
  CHECK(missing_members(object({kFeedback, kSatisfaction}), service).empty());
  CHECK(member_names(service) ==
        "service_id service_type customer_id duration disposition disposition_desc started "
        "completed Feedback Satisfaction");
}

TEST_CASE("Complete Service, as documented, in v81: 204 without extensions") {
  Client client;
  start_family(client);
  CHECK(client.post("/services/1/end", object({kCompleteServiceFields})) == empty(204));
  CHECK(missing_members(kCompletedService, client.get("/services/1").body).empty());
}

TEST_CASE("Complete Service, as documented, in v81 with its extensions, once they have schemas") {
  Client client;
  start_family(client);
  const std::string body = object({kCompleteServiceFields, kFeedback, kSatisfaction});
  client.check_unknown_extension("/services/1/end", body, "Feedback");
  create_schemas(client);
  CHECK(client.post("/services/1/end", body) == empty(204));
  const std::string service = client.get("/services/1?extensions=feedback,SATISFACTION").body;
  CHECK(missing_members(kCompletedService, service).empty());
  CHECK_THAT(service, Catch::Matchers::EndsWith(std::string("},") + kFeedbackShown + "," +
                                                kSatisfactionShown + "}"));
}

TEST_CASE("Complete Service as the page has it is malformed") {
  Client client;
  start_family(client);
  for (const std::string base : {"", kV85}) {
    const std::string target = base + "/services/1/end";
    std::string body = kCompleteServiceRaw;
    client.check_malformed(target, body, body.find("\"timestamp\""));  // no object
    body = "{" + body + "}";
    client.check_malformed(target, body, body.find("\"notes\""));  // no comma
    body = replaced(body, "\"SUCCESS\"", "\"SUCCESS\", \"Feedback\": {");
    body = replaced(body, "trip\"", "trip\" }");
    client.check_malformed(target, body, body.find("\"Satisfaction\""));  // no comma
    body = replaced(body, "trip\" }", "trip\" },");
    client.check_malformed(target, body, body.find("\"place\"") + 7);  // no brace
    body = replaced(body, "\"place\":\"Terranova", "{\"place\":\"Terranova");
    client.check_malformed(target, body, body.rfind("\"place\""));  // no brace, no comma
    body = replaced(body, "resort\"", "resort\"},{");
    client.check_malformed(target, body, body.size());  // neither bracket nor brace at the end
  }
  const std::string repaired =
      replaced(replaced(kCompleteServiceRaw, "\"SUCCESS\"", "\"SUCCESS\", \"Feedback\": {"),
               "trip\"", "trip\" },");
  std::string body = replaced(replaced(repaired, "[\n", "[{"), "resort\"", "resort\"},{");
  CHECK(client.post(std::string(kV85) + "/services/1/end", "{" + body + "}]}") == empty(204));
}

TEST_CASE("Complete State, as documented: 200 in v81, 204 in v85") {
  for (const std::string base : {"", kV85}) {
    Client client;
    start_family(client);
    // With an integer, and with a business value's name.
    const int status = base.empty() ? 200 : 204;
    CHECK(client.post(base + "/services/1/states/1/end", object({kCompleteStateFields})) ==
          empty(status));
    CHECK(client.post(base + "/services/1/states/2/end",
                      R"({"disposition":"SUCCESS","disposition_desc":"SUCCESS"})") ==
          empty(status));
    CHECK(missing_members(object({kCompleteStateFields}), client.get("/services/1/states/1").body)
              .empty());
    CHECK(missing_members(R"({"disposition":"SUCCESS","disposition_desc":"SUCCESS"})",
                          client.get("/services/1/states/2").body)
              .empty());
  }
}

TEST_CASE("Complete State, as documented, updates its extensions, in v81 once they have schemas") {
  const std::string feedback = object({kCompleteStateFields, kFeedback});
  const std::string both = object({kCompleteStateFields, kFeedback, kSatisfaction});
  for (const std::string base : {"", kV85}) {
    Client client;
    start_family(client);
    client.check_unknown_extension("/services/1/states/1/end", feedback, "Feedback");
    client.check_unknown_extension("/services/1/states/2/end", both, "Feedback");
    create_schemas(client);
    // The former values are replaced whole.
    for (const char* name : {"Feedback", "Satisfaction"})
      CHECK(client.send("PUT", std::string(kV85) + "/services/1/states/2/extensions/" + name,
                        R"({"old":1})") == empty(200));
    const int status = base.empty() ? 200 : 204;
    CHECK(client.post(base + "/services/1/states/1/end", feedback) == empty(status));
    CHECK(client.post(base + "/services/1/states/2/end", both) == empty(status));
    CHECK_THAT(client.get("/services/1/states/1?extensions=*").body,
               Catch::Matchers::EndsWith(std::string("},") + kFeedbackShown + "}"));
    CHECK_THAT(client.get("/services/1/states/2?extensions=*").body,
               Catch::Matchers::EndsWith(std::string("},") + kFeedbackShown + "," +
                                         kSatisfactionShown + "}"));
  }
}

TEST_CASE("Complete State as the page has it is malformed") {
  Client client;
  start_family(client);
  for (const std::string base : {"", kV85}) {
    const std::string target = base + "/services/1/states/1/end";
    for (const std::string raw : {kCompleteStateRaw, kCompleteStateRawBoth})
      client.check_malformed(target, raw, raw.find("\"disposition\""));
    std::string body = std::string("{") + kCompleteStateRaw;
    client.check_malformed(target, body, body.size());  // no end
    body = std::string("{") + kCompleteStateRawBoth;
    client.check_malformed(target, body, body.find("\"Satisfaction\""));  // no comma
    body = replaced(body, "trip\"", "trip\",");
    client.check_malformed(target, body, body.find("\"place\"") + 7);  // no brace
  }
}

TEST_CASE("Complete Task, as documented, with its attached data") {
  Client client;
  start_family(client);
  const std::string target = std::string(kV85) + "/services/1/tasks/2/end";
  std::string body = replaced(kCompleteTaskRaw, "0000CSS0FXZUP6UR", "\"0000CSS0FXZUP6UR\"");
  body = replaced(replaced(body, "25 000", "25000"), "70 000", "70000");
  // The page's state_id is another one than the task's.
  const std::string before = client.everything();
  const std::string message = ucs::tests::error_message(client.post(target, body), Dialect::kV85,
                                                        "POST", target, ErrorCode::kStateNotFound);
  CHECK_THAT(message, contains("state_id is 24, but task 2 belongs to state 1"));
  CHECK(client.everything() == before);
  for (const char* of_the_task : {"1", "\"1\""}) {
    if (of_the_task[0] == '"') {
      REQUIRE(client.post("/services/1/tasks/start", R"({"task_type":5,"state_id":1})").status ==
              201);
    }
    const std::string id = of_the_task[0] == '"' ? "3" : "2";
    CHECK(client.post(std::string(kV85) + "/services/1/tasks/" + id + "/end",
                      replaced(body, "\"state_id\":24",
                               std::string("\"state_id\":") + of_the_task)) == empty(204));
    const std::string task = client.get("/services/1/tasks/" + id + "?extensions=*").body;
    CHECK(missing_members(
              R"({"disposition":10,"disposition_desc":"SUCCESS","state_id":1,"task_type":5,)"
              R"("completed":{"interaction_id":"0000CSS0FXZUP6UR"}})",
              task)
              .empty());
    CHECK_THAT(task,
               Catch::Matchers::EndsWith(std::string("},") + kCompleteTaskExtensionsShown + "}"));
  }
}

TEST_CASE("Complete Task in v81: 204 without attached data, and with it once it has a schema") {
  Client client;
  start_family(client);
  const char* fields =
      R"("interaction_id":"0000CSS0FXZUP6UR","state_id":1,"disposition": 10,"disposition_desc": "SUCCESS")";
  const std::string body = object({fields, R"("Survey":{"question1":7,"question2":true})"});
  client.check_unknown_extension("/services/1/tasks/2/end", body, "Survey");
  create_schemas(client);
  CHECK(client.post("/services/1/tasks/2/end", body) == empty(204));
  CHECK_THAT(client.get("/services/1/tasks/2?extensions=*").body,
             Catch::Matchers::EndsWith(
                 R"(},"Survey":{"question1":7,"question2":true,"question3":"no answer"}})"));
  CHECK(client.post("/services/1/tasks/start", R"({"task_type":5,"state_id":1})").status == 201);
  CHECK(client.post("/services/1/tasks/3/end", object({fields})) == empty(204));
}

TEST_CASE("Complete Task as the page has it is malformed, fault after fault") {
  Client client;
  start_family(client);
  for (const std::string base : {"", kV85}) {
    const std::string target = base + "/services/1/tasks/2/end";
    std::string body = kCompleteTaskRaw;
    client.check_malformed(target, body, body.find("0000CSS0FXZUP6UR") + 1);  // 0 ends the number
    body = replaced(body, "0000CSS0FXZUP6UR", "\"0000CSS0FXZUP6UR\"");
    client.check_malformed(target, body, body.find("25 000") + 3);
    body = replaced(body, "25 000", "25000");
    client.check_malformed(target, body, body.find("70 000") + 3);
  }
}

std::string transition(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  return object({kTransitionFields, "\"from\": " + object(from), "\"to\": " + object(to)});
}

TEST_CASE("Perform State Transition, as documented, with its extensions in both dialects") {
  struct Example {
    std::vector<std::string> from;
    std::vector<std::string> to;
    std::string from_shown;
    std::string to_shown;
  };
  const std::string from = replaced(kTransitionFrom, "1001", "1");
  const std::vector<Example> examples = {
      {{from, kFeedback, kSatisfaction},
       {kTransitionTo, kSponsoring},
       std::string(kFeedbackShown) + "," + kSatisfactionShown,
       kSponsoringShown},
      {{from, kFeedback, kSponsoring},
       {kTransitionTo, kSatisfactionOfTo},
       std::string(kFeedbackShown) + "," + kSponsoringShown,
       kSatisfactionOfToShown},
  };
  for (std::size_t i = 0; i < 2 * examples.size(); ++i) {
    const Example& example = examples[i / 2];
    const bool is_v81 = i % 2 == 0;
    const std::string base = is_v81 ? "" : kV85;
    Client client;
    start_family(client);
    if (is_v81) create_schemas(client);
    const std::string body = transition(example.from, example.to);
    // The page's own id first: there is no state 1001.
    const std::string target = base + "/services/1/states/transition";
    const std::string message = ucs::tests::error_message(
        client.post(target, replaced(body, "\"state_id\": 1", "\"state_id\": 1001")),
        is_v81 ? Dialect::kV81 : Dialect::kV85, "POST", target, ErrorCode::kStateNotFound);
    CHECK_THAT(message, contains("state 1001"));
    CHECK(client.post(target, body) == created(base + "/services/1/states/3", R"({"state_id":3})"));
    const std::string event =
        R"({"timestamp":"2009-05-07T12:05:20.157Z","session_id":"11000ABC-80236C1A-1010","interaction_id":"123ABC908ABFFD8080"})";
    const std::string completed = client.get("/services/1/states/1?extensions=*").body;
    CHECK(
        missing_members(
            R"({"state_id":1,"state_type":100,"disposition":1,"disposition_desc":"SUCCESS","duration":0})",
            completed)
            .empty());
    CHECK_THAT(completed, Catch::Matchers::EndsWith(R"("completed":)" + event + "," +
                                                    example.from_shown + "}"));
    CHECK(
        client.get("/services/1/states/3?extensions=*") ==
        json(
            R"({"service_id":1,"state_id":3,"state_type":8,"customer_id":"c","previous_state_id":1,"est_duration":500,)"
            R"("started":)" +
            event + "," + example.to_shown + "}"));
  }
}

TEST_CASE(
    "Perform State Transition in v81: 201 without extensions, and without schemas no others") {
  Client client;
  start_family(client);
  const std::string from = replaced(kTransitionFrom, "1001", "1");
  const std::string target = "/services/1/states/transition";
  client.check_unknown_extension(target, transition({from, kFeedback}, {kTransitionTo}),
                                 "Feedback");
  client.check_unknown_extension(target, transition({from}, {kTransitionTo, kSponsoring}),
                                 "Sponsoring");
  CHECK(client.post(target, transition({from}, {kTransitionTo})) ==
        created("/services/1/states/3", R"({"state_id":3})"));
  CHECK(client.get("/services/1/states/1/").status == 200);
}

TEST_CASE("Perform State Transition without one of its commas, braces or quotation marks") {
  Client client;
  start_family(client);
  const std::string body =
      transition({replaced(kTransitionFrom, "1001", "1"), kFeedback}, {kTransitionTo});
  for (const std::string base : {"", kV85}) {
    const std::string target = base + "/services/1/states/transition";
    std::string broken = replaced(body, "\"SUCCESS\",", "\"SUCCESS\"");
    client.check_malformed(target, broken, broken.find("\"Feedback\""));
    broken = body.substr(0, body.size() - 1);
    client.check_malformed(target, broken, broken.size());
    broken = replaced(body, "\"11000ABC-80236C1A-1010\"", "11000ABC-80236C1A-1010");
    client.check_malformed(target, broken, broken.find("11000ABC") + 5);
    broken = replaced(body, "\"to\"", "// the state to start\n\"to\"");
    client.check_malformed(target, broken, broken.find("//"));
  }
}

/// Starts the state of Query State by ID, with its tasks.
void start_documented_state(Client& client) {
  const std::string base = kV85;
  REQUIRE(client.post(base + "/services/start", R"({"customer_id":"c"})").status == 201);
  const std::string fields =
      R"("state_type" : 100, "est_duration" : 60, "timestamp" : "2010-05-18T15:23:34.447Z", "application_type" : 400,
         "resource_id" : 20, "media_type" : 2, "resource_type" : 200, "application_id" : 40, "interaction_id" : "51")";
  REQUIRE(client
              .post(base + "/services/1/states/start",
                    object({fields, kFeedback, kSatisfaction, R"("Other":1)"}))
              .status == 201);
  REQUIRE(
      client
          .post(
              base + "/services/1/tasks/start",
              R"({"state_id":1,"task_type":2,"timestamp":"2009-05-07T12:02:23.715","interaction_id":"123ABC908ABFFD8080"})")
          .status == 201);
  REQUIRE(
      client
          .post(base + "/services/1/tasks/1/end",
                R"({"disposition":10,"disposition_desc":"<text describing quote result>",)"
                R"("timestamp":"2009-05-07T12:06:23.715","interaction_id":"157C9A208AFD523D01"})")
          .status == 204);
  REQUIRE(
      client
          .post(
              base + "/services/1/tasks/start",
              R"({"state_id":1,"task_type":5,"est_duration":300,"timestamp":"2009-05-07T12:08:53.298"})")
          .status == 201);
}

TEST_CASE("Query State by ID answers as documented, with tasks and extensions, in both dialects") {
  Client client;
  start_documented_state(client);
  const std::string documented = object(
      {R"("service_id" : 1, "state_id" : 1, "state_type" : 100, "est_duration" : 60, "started" : {
           "timestamp" : "2010-05-18T15:23:34.447Z", "application_type" : 400, "resource_id" : 20, "media_type" : 2,
           "resource_type" : 200, "application_id" : 40, "interaction_id" : "51" })",
       kFeedback, kSatisfaction,
       R"("active_tasks": [ { "task_id": 2, "task_type": 5, "est_duration": 300,
           "started": { "timestamp": "2009-05-07T12:08:53.298Z" } } ],
         "completed_tasks": [ { "task_id": 1, "task_type": 2, "disposition": 10,
           "disposition_desc": "<text describing quote result>",
           "started": { "timestamp": "2009-05-07T12:02:23.715Z", "interaction_id": "123ABC908ABFFD8080" },
           "completed": { "timestamp": "2009-05-07T12:06:23.715Z", "interaction_id": "157C9A208AFD523D01" } } ])"});
  const std::string query =
      "/services/1/states/"
      "1?active_tasks=true&completed_tasks=true&extensions=Feedback,Satisfaction";
  for (const std::string base : {"", kV85}) {
    const Answer answer = client.get(base + query);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/json");
    CHECK(missing_members(documented, answer.body).empty());
    // The whole representation: besides the example's members the owner and the task's duration.
    CHECK(
        answer.body ==
        std::string(
            R"({"service_id":1,"state_id":1,"state_type":100,"customer_id":"c","est_duration":60,)"
            R"("started":{"timestamp":"2010-05-18T15:23:34.447Z","interaction_id":"51","application_type":400,)"
            R"("application_id":40,"resource_type":200,"resource_id":20,"media_type":2},)"
            R"("active_tasks":[{"task_id":2,"task_type":5,"est_duration":300,"started":{"timestamp":"2009-05-07T12:08:53.298Z"}}],)"
            R"("completed_tasks":[{"task_id":1,"task_type":2,"duration":240000,"disposition":10,)"
            R"("disposition_desc":"<text describing quote result>",)"
            R"("started":{"timestamp":"2009-05-07T12:02:23.715Z","interaction_id":"123ABC908ABFFD8080"},)"
            R"("completed":{"timestamp":"2009-05-07T12:06:23.715Z","interaction_id":"157C9A208AFD523D01"}}],)") +
            kFeedbackShown + "," + kSatisfactionShown + "}");
    // Nothing that was not asked for.
    CHECK(member_names(client.get(base + "/services/1/states/1").body) ==
          "service_id state_id state_type customer_id est_duration started");
  }
}

TEST_CASE("the answer of Query State by ID as the page has it is malformed, fault after fault") {
  Client client;
  start_documented_state(client);
  std::string body = kQueryStateRaw;
  const auto check = [&](std::size_t offset) {
    for (const std::string base : {"", kV85})
      client.check_malformed(base + "/services/1/states/1/extensions/Page", body, offset);
  };
  for (const std::string comment :
       {"// array of one or more state object",
        "// included given specification of \"results\" attribute",
        "// array of one or more Task objects", "// application-defined task type"}) {
    check(body.find("//"));
    body = replaced(body, comment, "");
    if (comment.find("state object") == std::string::npos) continue;
    check(body.find("\"Satisfaction\"") + 14);  // a brace too many, and a name where none can be
    body = replaced(body, "trip\"} }", "trip\"}");
  }
  check(body.find(", } } ]") + 2);  // a comma too many
  body = replaced(body, ", } } ]", " } } ]");
  check(body.find("\"completed_tasks\""));  // a comma missing
  body = replaced(body, "\"completed_tasks\"", ", \"completed_tasks\"");
  for (const char* comment : {"// e.g. task for processing quote", "// e.g. quote completed"}) {
    check(body.find("//"));
    body = replaced(body, comment, "");
  }
  // Now it is JSON, and an extension as good as any.
  CHECK(client.send("PUT", std::string(kV85) + "/services/1/states/1/extensions/Page", body) ==
        empty(200));
}

}  // namespace
