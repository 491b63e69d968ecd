// SPDX-License-Identifier: MIT
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/statements.h>

#include <chrono>
#include <string>

#include "tests/catch.h"
#include "tests/support/journey.h"

namespace {

using ucs::testing::Fake;
using ucs::testing::service;
using ucs::testing::Statement;
using ucs::tests::play_journey;

/// Returns the complaint, or that there is none.
std::string complaint(const Fake& fake, const Statement& statement) {
  return statement.complaint(fake).value_or("holds");
}

TEST_CASE("statements about activities are true of what was done, and of nothing else") {
  Fake fake;
  play_journey(fake);
  CHECK(complaint(fake, service(1).is_active()) == "holds");
  CHECK(complaint(fake, service(1).state(1).is_completed()) == "holds");
  CHECK(complaint(fake, service(1).state(2).is_active()) == "holds");
  CHECK(complaint(fake, service(1).task(1).is_completed("sold")) == "holds");
  CHECK(complaint(fake, service(1).is_completed()) == "service 1 is active");
  CHECK(complaint(fake, service(1).state(1).is_active()) ==
        "state 1 of service 1 is completed at 2000-01-01T00:00:00.000Z with the disposition none");
  CHECK(complaint(fake, service(1).task(1).is_completed("lost")) ==
        "task 1 of service 1 is completed at 2000-01-01T00:00:00.000Z with the disposition "
        "\"sold\"");
  CHECK(complaint(fake, service(1).is_completed("sold")) == "service 1 is active");
}

TEST_CASE("what is not there is told with what is") {
  Fake fake;
  CHECK(complaint(fake, service(1).is_active()) == "there is no service 1; those stored are: none");
  play_journey(fake);
  CHECK(complaint(fake, service(7).is_completed()) == "there is no service 7; those stored are: 1");
  CHECK(complaint(fake, service(1).state(9).is_active()) ==
        "service 1 has no state 9; its states are: 1 (type \"offer\", completed at "
        "2000-01-01T00:00:00.000Z with the disposition none), 2 (type \"payment\", active)");
  CHECK(complaint(fake, service(1).task(9).is_active()) ==
        "service 1 has no task 9; its tasks are: 1 (type 5, completed at "
        "2000-01-01T00:00:00.000Z with the disposition \"sold\")");
  CHECK(complaint(fake, service(1).has_active_state("offer")) ==
        "the states of service 1 are: 1 (type \"offer\", completed at 2000-01-01T00:00:00.000Z "
        "with the disposition none), 2 (type \"payment\", active)");
  CHECK(complaint(fake, service(1).has_active_state("payment")) == "holds");
}

TEST_CASE("long lists end after ten entries") {
  Fake fake;
  const ucs::testing::Client client(fake);
  for (int i = 0; i < 11; ++i) client.post("/services/start", R"({"customer_id":"c"})");
  CHECK(complaint(fake, service(99).is_active()) ==
        "there is no service 99; those stored are: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …");
}

TEST_CASE("a thing is gone when it never was, was deleted, or has expired") {
  Fake fake;
  CHECK(complaint(fake, service(1).is_gone()) == "holds");
  play_journey(fake);
  CHECK(complaint(fake, service(1).is_gone()) == "service 1 is there: active");
  CHECK(complaint(fake, service(1).state(3).is_gone()) == "holds");
  const ucs::testing::Client client(fake);
  client.post("/services/start", R"({"customer_id":"c","ttl":60})");
  CHECK(complaint(fake, service(2).is_gone()) == "service 2 is there: active");
  REQUIRE(fake.clock().advance(std::chrono::seconds(60)));
  CHECK(complaint(fake, service(2).is_gone()) == "holds");
  client.del("/services/1");
  CHECK(complaint(fake, service(1).is_gone()) == "holds");
}

TEST_CASE("an extension is compared as JSON") {
  Fake fake;
  play_journey(fake);
  const auto says = [&](const std::string& name, const std::string& json) {
    return complaint(fake, service(1).has_extension(name, json));
  };
  CHECK(says("seat", R"({"row":7,"window":true})") == "holds");
  CHECK(says("seat", R"( { "window" : true, "row" : 7 } )") == "holds");
  CHECK(says("seat", R"({"row":7.0,"window":true})") ==
        R"(the extension "seat" of service 1 is {"row":7,"window":true})");
  CHECK(says("Seat", "7") == R"(service 1 has no extension "Seat"; its extensions are: "seat")");
  CHECK_THAT(says("seat", "window"),
             ucs::tests::contains("the value expected, \"window\", is not JSON"));
  CHECK(complaint(fake, service(1).state(2).has_extension("seat", "1")) ==
        R"(state 2 of service 1 has no extension "seat"; its extensions are: none)");
}

TEST_CASE("a customer is compared in whole, and may be missing") {
  Fake fake;
  play_journey(fake);
  CHECK(complaint(fake, service(1).is_of_customer("00027a52JCGY000M")) == "holds");
  CHECK(complaint(fake, service(1).is_of_customer("0002")) ==
        "service 1 is of the customer \"00027a52JCGY000M\"");
  const ucs::testing::Client client(fake);
  client.post("/services/start", R"({"contact_key":"+15551234"})");
  CHECK(complaint(fake, service(2).is_of_customer("+15551234")) == "service 2 is anonymous");
}

TEST_CASE("statements are about one tenant") {
  ucs::testing::FakeOptions options;
  options.api.tenants = {{101, "Airline"}, {102, "Hotel"}};
  Fake fake(options);
  ucs::testing::ClientOptions airline;
  airline.tenant = "Airline";
  ucs::testing::Client(fake, airline).post("/services/start", R"({"customer_id":"c"})");
  CHECK(complaint(fake, service(1).in_tenant("101").is_active()) == "holds");
  CHECK(complaint(fake, service(1).in_tenant("102").is_gone()) == "holds");
  CHECK(service(1).in_tenant("102").is_active().words() == "service 1 of tenant 102 is active");
}

TEST_CASE("a statement says itself in words") {
  CHECK(service(1).is_active().words() == "service 1 is active");
  CHECK(service(1).state(2).is_completed().words() == "state 2 of service 1 is completed");
  CHECK(service(1).task(3).is_completed(7).words() ==
        "task 3 of service 1 is completed with the disposition 7");
  CHECK(service(1).state(2).task(3).is_gone().words() == "task 3 of service 1 is gone");
  CHECK(service(1).task(3).state(2).is_gone().words() == "state 2 of service 1 is gone");
  CHECK(service(1).has_extension("seat", "{\"row\":7}").words() ==
        R"(service 1 has the extension "seat" with the value {"row":7})");
  CHECK(service(1).is_of_customer("c").words() == "service 1 is of the customer \"c\"");
  CHECK(service(1).has_active_state(4).words() == "service 1 has an active state of the type 4");
}

TEST_CASE("to look is no request: the journal does not have it, and no fault touches it") {
  Fake fake;
  play_journey(fake);
  fake.clear_journal();
  REQUIRE(fake.add_fault({ucs::testing::FaultAction::answer(503)}));
  CHECK(complaint(fake, service(1).is_active()) == "holds");
  CHECK(fake.journal()->empty());
}

}  // namespace
