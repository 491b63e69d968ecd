// SPDX-License-Identifier: MIT
// Verification of what a client sent.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "tests/catch.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::testing;
using ucs::tests::contains;

const std::string kStart = R"({"customer_id":"c"})";

/// A journey: a service, two tasks of it, the first of them completed, the service completed twice.
Fake journey() {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", kStart);
  client.post("/services/1/tasks/start", R"({"task_type":"call"})");
  client.post("/services/1/tasks/start", R"({"task_type":"mail","est_duration":5})");
  client.post("/services/1/tasks/1/end", R"({"disposition":"done"})");
  client.post("/services/1/end");
  client.post("/services/1/end");
  return fake;
}

TEST_CASE("how often something was sent is verified") {
  const Fake fake = journey();
  CHECK(fake.verify(operation("complete_service").times(2)));
  CHECK(fake.verify(operation("complete_task")));
  CHECK(fake.verify(operation("complete_state").never()));
  CHECK(fake.verify(operation("start_task").at_least(1)));
  CHECK(fake.verify(operation("start_task").at_least(2)));
  CHECK(fake.verify(operation("start_task").at_most(2)));
  CHECK(fake.verify(requests().times(6)));
  CHECK_FALSE(fake.verify(operation("complete_service").times(1)));
  CHECK_FALSE(fake.verify(operation("complete_service").times(3)));
  CHECK_FALSE(fake.verify(operation("complete_service").never()));
  CHECK_FALSE(fake.verify(operation("start_task").at_least(3)));
  CHECK_FALSE(fake.verify(operation("start_task").at_most(1)));
  CHECK(fake.verify(Expectation{{}, 6, 6}));
}

TEST_CASE("each part of a query counts") {
  const Fake fake = journey();
  CHECK(fake.verify(requests().method("POST").times(6)));
  CHECK(fake.verify(requests().method("GET").never()));
  CHECK(fake.verify(requests().path("/services/1/end").times(2)));
  CHECK(fake.verify(requests().path("/services/*/tasks/**").times(3)));
  CHECK(fake.verify(operation("complete_service").status(409).times(1)));
  CHECK(fake.verify(requests().header("content-type", "application/json").times(4)));
  CHECK(fake.verify(requests().header("content-type", "text/plain").never()));
  CHECK(fake.verify(requests().fault("none").never()));
  CHECK(fake.verify(requests().body_has("task_type", "\"mail\"").times(1)));
  CHECK(fake.verify(requests().body_has("est_duration", "5").times(1)));
  CHECK(fake.verify(
      requests().body_has("est_duration", "5").body_has("task_type", "\"call\"").never()));
}

TEST_CASE("a tenant is meant by its name or its DBID") {
  FakeOptions options;
  options.api.tenants = {{101, "airline"}, {102, "hotel"}};
  Fake fake(options);
  static_cast<void>(Client(fake, {ucs::Dialect::kV85, {}, "hotel", {}}).get("/services/1"));
  static_cast<void>(Client(fake, {ucs::Dialect::kV85, {}, "102", {}}).get("/services/1"));
  CHECK(fake.verify(requests().tenant("hotel").times(2)));
  CHECK(fake.verify(requests().tenant("102").times(2)));
  CHECK(fake.verify(requests().tenant("airline").never()));
}

TEST_CASE("body members are compared as values, in objects as well, whatever their order") {
  Fake fake;
  const Client client(fake);
  client.post("/services/1/states/transition",
              R"({"from":{"state_id":1}, "to":{"state_type":"b", "x/y":[1, {"b":2,"a":1}]}})");
  CHECK(fake.verify(requests().body_has("/to/state_type", R"("b")")));
  CHECK(fake.verify(requests().body_has("/to/x~1y", R"([1,{"a":1,"b":2}])")));
  CHECK(fake.verify(requests().body_has("to", R"({"x/y":[1,{"a":1,"b":2}],"state_type":"b"})")));
  CHECK(fake.verify(requests().body_has("/to/x~1y", R"([{"a":1,"b":2},1])").never()));
  CHECK(fake.verify(requests().body_has("/to/none", "1").never()));
  CHECK(fake.verify(requests().body_has("/from/state_id/deeper", "1").never()));
  CHECK(fake.verify(requests().body_has("/from/state_id", "1.0").never()));
}

TEST_CASE("a failure shows what there was, what came closest, and what differs") {
  const Fake fake = journey();
  const auto few = fake.verify(operation("complete_task").body_has("disposition", "\"open\""));
  CHECK_FALSE(few.is_met);
  CHECK_FALSE(few.refusal);
  CHECK_THAT(few.message, contains("expected at least 1 request with operation \"complete_task\""));
  CHECK_THAT(few.message, contains("there were 0 among 6"));
  CHECK_THAT(few.message,
             contains(R"(near: #4 POST "/genesys/1/cs/services/1/tasks/1/end" complete_task 204: )"
                      R"(body member "disposition" is "done", expected "open")"));
  const auto many = fake.verify(operation("complete_service").never());
  CHECK_THAT(many.message, contains("expected no requests"));
  CHECK_THAT(many.message, contains("matches: #5") && contains("matches: #6"));
  CHECK_THAT(many.message, !contains("near:"));
  const auto other = fake.verify(operation("complete_service").path("/services/2/end").status(204));
  CHECK_THAT(
      other.message,
      contains("near: #5") && contains(R"(path is "/services/1/end", expected "/services/2/end")"));
}

TEST_CASE("a failure on an empty journal says so") {
  const Fake fake;
  const auto verified = fake.verify(operation("start_service"));
  CHECK_THAT(verified.message, contains("there were 0 among 0 in the journal"));
}

TEST_CASE("an expectation that is wrong is refused, with the nearest name") {
  Fake fake;
  const auto refusal = [&](const Expectation& expectation) {
    const Verification verified = fake.verify(expectation);
    CHECK_FALSE(verified.is_met);
    REQUIRE(verified.refusal);
    CHECK(verified.message == verified.refusal->message);
    CHECK(verified.refusal->code == ucs::ErrorCode::kInvalidField);
    return verified.refusal->field + ": " + verified.message;
  };
  CHECK_THAT(refusal(operation("complete_taks").never()),
             contains("operation: ") && contains("did you mean \"complete_task\"?"));
  CHECK_THAT(refusal(requests().method("get")), contains("method: ") && contains("\"GET\"?"));
  CHECK_THAT(refusal(requests().path("services")), contains("path: "));
  CHECK_THAT(refusal(requests().path("/**/end")), contains("path: "));
  CHECK_THAT(refusal(requests().path("/" + std::string(kConditionPathBytesMax, 'x'))),
             contains("path: "));
  CHECK_THAT(refusal(requests().tenant("airline")),
             contains("tenant: ") && contains("the server has no tenants"));
  CHECK_THAT(refusal(requests().body_has("", "1")), contains("body: "));
  CHECK_THAT(refusal(requests().body_has("a", "text")), contains("body: ") && contains("\"a\""));
  CHECK_THAT(refusal(requests().status(99)), contains("status: "));
  CHECK_THAT(refusal(requests().status(600)), contains("status: "));
  CHECK_THAT(refusal(Expectation{{}, 2, 1}), contains("at_most: "));
  CHECK(fake.verify(requests().path("/" + std::string(kConditionPathBytesMax - 1, 'x')).never()));
  CHECK_FALSE(fake.verify_in_order({operation("start_service"), operation("nothing")}).is_met);
}

TEST_CASE("an order is verified, with others between") {
  const Fake fake = journey();
  CHECK(fake.verify_in_order({}));
  CHECK(fake.verify_in_order(
      {operation("start_service"), operation("complete_task"), operation("complete_service")}));
  CHECK(fake.verify_in_order({operation("start_task"), operation("start_task")}));
  CHECK_FALSE(fake.verify_in_order(
      {operation("start_task"), operation("start_task"), operation("start_task")}));
  const auto turned = fake.verify_in_order({operation("complete_task"), operation("start_task")});
  CHECK_FALSE(turned);
  CHECK_THAT(turned.message,
             contains("as step 2 of 2") && contains("none after #4") && contains("too early: #2"));
  CHECK_THAT(fake.verify_in_order({operation("purge")}).message, contains("there is none"));
}

TEST_CASE("an upper bound is not met when the journal gave up requests, a lower bound may be") {
  FakeOptions options;
  options.journal.requests_max = 2;
  Fake fake(options);
  const Client client(fake);
  for (int i = 0; i < 3; ++i) static_cast<void>(client.get("/services/1"));
  CHECK(fake.verify(operation("query_service").at_least(2)));
  const auto never = fake.verify(operation("start_service").never());
  CHECK_FALSE(never);
  CHECK_THAT(never.message, contains("no longer has 1 earlier"));
  fake.clear_journal();
  CHECK(fake.verify(operation("start_service").never()));
}

TEST_CASE("a body that was cut does not match, and the failure says why") {
  FakeOptions options;
  options.journal.body_bytes_max = 5;
  Fake fake(options);
  Client(fake).post("/services/start", kStart);
  const auto verified = fake.verify(requests().body_has("customer_id", "\"c\""));
  CHECK_FALSE(verified);
  CHECK_THAT(verified.message, contains("cut after 5 of 19 bytes"));
}

TEST_CASE("what is met already is not waited for, and what does not come is waited for no longer") {
  const Fake fake = journey();
  CHECK(fake.eventually(std::chrono::hours(1), operation("complete_task")));
  CHECK(fake.eventually(-1s, operation("complete_task")));
  CHECK_FALSE(fake.eventually(1ms, operation("complete_state")));
  CHECK_FALSE(fake.eventually(std::chrono::milliseconds::min(), operation("complete_state")));
  CHECK(fake.eventually(std::chrono::hours(1), operation("complete_stat")).refusal);
}

TEST_CASE("a request in the background is waited for") {
  Fake fake;
  std::thread sender([&] {
    const Client client(fake);
    for (int i = 0; i < 10; ++i) static_cast<void>(client.get("/services/1"));
    client.post("/services/start", kStart);
  });
  CHECK(fake.eventually(std::chrono::minutes(1), operation("start_service").times(1)));
  sender.join();
  CHECK(fake.verify(requests().times(11)));
}

TEST_CASE("who waits sees that the journal was emptied") {
  Fake fake;
  static_cast<void>(Client(fake).get("/services/1"));
  std::thread resetter([&] { fake.reset(); });
  CHECK(fake.eventually(std::chrono::minutes(1), requests().never()));
  resetter.join();
}

TEST_CASE("verification goes on while requests come and the fake goes back") {
  Fake fake;
  std::atomic<bool> is_done{false};
  std::thread sender([&] {
    const Client client(fake);
    while (!is_done) static_cast<void>(client.get("/services/1"));
  });
  for (int i = 0; i < 20; ++i) {
    static_cast<void>(fake.verify(operation("start_service")));
    fake.reset();
  }
  CHECK_FALSE(fake.verify(operation("start_service")));
  is_done = true;
  sender.join();
}

TEST_CASE("the end of waits ends waiting for requests, and from then on nobody waits for them") {
  Fake fake = journey();
  std::atomic<bool> is_met{true};
  std::thread waiting(
      [&] { is_met = fake.eventually(std::chrono::hours(1), requests().times(7)).is_met; });
  fake.end_waits();
  waiting.join();
  CHECK_FALSE(is_met);
  CHECK_FALSE(fake.eventually(std::chrono::hours(1), requests().times(7)));
  CHECK(fake.eventually(std::chrono::hours(1), requests().times(6)));
}

}  // namespace
