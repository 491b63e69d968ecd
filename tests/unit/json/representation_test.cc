// SPDX-License-Identifier: MIT
// Services, states and tasks in answers: their members and the order of these (spec 2.2).
#include <ucs/json.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/entities.h"
#include "tests/unit/json/parsing.h"

namespace {

using namespace ucs;
using ucs::tests::add_state;
using ucs::tests::add_task;
using ucs::tests::complete;
using ucs::tests::extensions_of;
using ucs::tests::rendered;
using ucs::tests::rendered_state;
using ucs::tests::rendered_task;
using ucs::tests::second;
using ucs::tests::service_of;

const std::string kStarted = R"("started":{"timestamp":"2026-03-01T12:00:00.000Z"})";

/// Sets everything an event can have.
void fill(Event& event, int at_second) {
  event.timestamp = second(at_second);
  event.session_id = "s1";
  event.interaction_id = "i1";
  event.application_type = 400;
  event.application_id = 40;
  event.resource_type = "agent";
  event.resource_id = std::int64_t{5000000005};
  event.media_type = "voice";
}

/// Sets everything an activity can have, completed.
void fill(Activity& activity) {
  activity.type = "booking";
  activity.est_duration = 3600;
  fill(activity.started, 0);
  Completion completion;
  fill(completion.event, 2);
  completion.disposition = 10;
  completion.disposition_desc = "said \"yes\"";
  activity.completion = std::make_shared<const Completion>(std::move(completion));
  activity.extensions = extensions_of({{"b", "[1]"}, {"a", "{}"}, {"B", "null"}});
}

std::string event_text(const std::string& time) {
  return R"({"timestamp":"2026-03-01T12:00:)" + time +
         R"(.000Z","session_id":"s1","interaction_id":"i1","application_type":400,)"
         R"("application_id":40,"resource_type":"agent","resource_id":5000000005,)"
         R"("media_type":"voice"})";
}

/// What all three have from the timings to the events.
std::string activity_text() {
  return R"("est_duration":3600,"duration":2000,"disposition":10,)"
         R"("disposition_desc":"said \"yes\"","started":)" +
         event_text("00") + R"(,"completed":)" + event_text("02");
}

/// A service with customer and contact and one state and task of it, all with every member.
Service full_service() {
  Service service = service_of(7);
  fill(service);
  service.customer_id = "c1";
  service.contact_key = "k1";
  State state;
  fill(state);
  state.id = 8;
  state.previous_state_id = 6;
  service.states.put(std::make_shared<const State>(state));
  Task task;
  fill(task);
  task.id = 9;
  task.state_id = 8;
  service.tasks.put(std::make_shared<const Task>(task));
  return service;
}

const std::string kExtensions = R"("B":null,"a":{},"b":[1])";

}  // namespace

TEST_CASE("absent members are left out") {
  Service service = service_of(1);
  add_state(service, 2, 0);
  add_task(service, 3, {}, 0);
  CHECK(rendered(service) == R"({"service_id":1,)" + kStarted + "}");
  CHECK(rendered_state(service, 2) == R"({"service_id":1,"state_id":2,)" + kStarted + "}");
  CHECK(rendered_task(service, 3) == R"({"service_id":1,"task_id":3,)" + kStarted + "}");
}

TEST_CASE("a service shows ids, type, owner, timings, disposition, events, extensions") {
  json::Inclusion inclusion;
  inclusion.service_extensions.is_all = true;
  const Service service = full_service();
  const std::string members =
      R"({"service_id":7,"service_type":"booking","customer_id":"c1","contact_key":"k1",)" +
      activity_text();
  CHECK(rendered(service) == members + "}");
  CHECK(rendered(service, inclusion) == members + "," + kExtensions + "}");
  CHECK(rendered(service, json::Inclusion::everything())
            .find("\"completed_states\":[{\"state_id\":8,") > rendered(service).size() - 2);
}

TEST_CASE("a state as the outermost object shows its service's id and customer") {
  const Service service = full_service();
  const std::string members =
      R"({"service_id":7,"state_id":8,"state_type":"booking","customer_id":"c1",)"
      R"("previous_state_id":6,)" +
      activity_text();
  CHECK(rendered_state(service, 8) == members + "}");
  json::Inclusion inclusion;
  inclusion.state_extensions.is_all = true;
  CHECK(rendered_state(service, 8, inclusion) == members + "," + kExtensions + "}");
}

TEST_CASE("a task as the outermost object shows its service's id and customer, and its state") {
  const Service service = full_service();
  const std::string members =
      R"({"service_id":7,"state_id":8,"task_id":9,"task_type":"booking","customer_id":"c1",)" +
      activity_text();
  CHECK(rendered_task(service, 9) == members + "}");
  json::Inclusion inclusion;
  inclusion.task_extensions.is_all = true;
  CHECK(rendered_task(service, 9, inclusion) == members + "," + kExtensions + "}");
}

TEST_CASE(
    "what is nested shows neither service_id nor customer_id, a task in its state no state_id") {
  const Service service = full_service();
  const std::string task =
      R"({"task_id":9,"task_type":"booking",)" + activity_text() + "," + kExtensions + "}";
  const std::string state = R"({"state_id":8,"state_type":"booking","previous_state_id":6,)" +
                            activity_text() + R"(,"active_tasks":[],"completed_tasks":[)" + task +
                            "]," + kExtensions + "}";
  CHECK(rendered(service, json::Inclusion::everything()) ==
        R"({"service_id":7,"service_type":"booking","customer_id":"c1","contact_key":"k1",)" +
            activity_text() + R"(,"active_states":[],"completed_states":[)" + state +
            R"(],"active_tasks":[],"completed_tasks":[],)" + kExtensions + "}");
}

TEST_CASE("contact_key is shown by services only, and is kept beside a customer") {
  Service service = service_of(1);
  service.contact_key = "k";
  add_state(service, 2, 0);
  add_task(service, 3, 2, 0);
  CHECK(rendered(service) == R"({"service_id":1,"contact_key":"k",)" + kStarted + "}");
  for (const std::string& text : {rendered_state(service, 2), rendered_task(service, 3)}) {
    CHECK(text.find("contact_key") == std::string::npos);
    CHECK(text.find("customer_id") == std::string::npos);
  }
}

TEST_CASE("texts may be empty, and are escaped where they must be") {
  Service service = service_of(1);
  service.customer_id = "";
  service.type = "";
  service.started.session_id = "a\"b\\c\n\x01 \xC3\xA4";
  CHECK(rendered(service) ==
        R"({"service_id":1,"service_type":"","customer_id":"","started":)"
        R"({"timestamp":"2026-03-01T12:00:00.000Z","session_id":"a\"b\\c\n\u0001 )"
        "\xC3\xA4\"}}");
}

TEST_CASE("a type is written as it was given, the string \"9\" as a string and 9 as an integer") {
  Service service = service_of(1);
  service.type = "9";
  CHECK(rendered(service) == R"({"service_id":1,"service_type":"9",)" + kStarted + "}");
  service.type = 9;
  CHECK(rendered(service) == R"({"service_id":1,"service_type":9,)" + kStarted + "}");
}

TEST_CASE("integers are written in full at their bounds") {
  Service service = service_of(std::numeric_limits<std::int64_t>::max());
  service.type = std::numeric_limits<std::int64_t>::min();
  service.started.application_id = std::numeric_limits<std::int64_t>::min();
  service.started.resource_id = 0;
  service.est_duration = std::numeric_limits<std::int32_t>::max();
  CHECK(rendered(service) ==
        R"({"service_id":9223372036854775807,"service_type":-9223372036854775808,)"
        R"("est_duration":2147483647,"started":{"timestamp":"2026-03-01T12:00:00.000Z",)"
        R"("application_id":-9223372036854775808,"resource_id":0}})");
}

TEST_CASE("duration is in milliseconds, at least 0, and shown when completed only") {
  Service service = service_of(1);
  CHECK(rendered(service).find("duration") == std::string::npos);
  complete(service, 90);
  CHECK(rendered(service) == R"({"service_id":1,"duration":90000,)" + kStarted +
                                 R"(,"completed":{"timestamp":"2026-03-01T12:01:30.000Z"}})");
  complete(service, -5);
  CHECK(rendered(service) == R"({"service_id":1,"duration":0,)" + kStarted +
                                 R"(,"completed":{"timestamp":"2026-03-01T11:59:55.000Z"}})");
}

TEST_CASE("what is appended follows what was there before") {
  std::string out = "before";
  json::append_service(out, service_of(1), {});
  CHECK(out == R"(before{"service_id":1,)" + kStarted + "}");
}

TEST_CASE("extension names are escaped, their values are spliced in as they are") {
  Service service = service_of(1);
  service.extensions =
      extensions_of({{"a\"b", R"({"x":1e400})"}, {"\xC3\xA4\n", "-0"}, {"", "[]"}});
  json::Inclusion inclusion;
  inclusion.service_extensions.is_all = true;
  CHECK(rendered(service, inclusion) == R"({"service_id":1,)" + kStarted +
                                            R"(,"":[],"a\"b":{"x":1e400},")"
                                            "\xC3\xA4\\n\":-0}");
}

TEST_CASE("whatever a body brought comes back as sent, in an answer that is JSON itself") {
  const std::string body =
      R"({"customer_id":"\u00e4\"\u0000","service_type":"t\\","a":[1e400,"\u0000\u001f/"],)"
      R"("b":{"x":0.10,"y":{}},"c\n":-0})";
  const auto request = json::parse_start_service(body);
  REQUIRE(request);
  Service service = service_of(1);
  service.customer_id = request->customer_id;
  service.type = request->service_type;
  service.extensions = request->extensions;
  const std::string text = rendered(service, json::Inclusion::everything());
  CHECK(tests::compact(text) == text);
  CHECK(text.find(R"("a":[1e400,"\u0000\u001f/"],"b":{"x":0.10,"y":{}},"c\n":-0})") !=
        std::string::npos);
}
