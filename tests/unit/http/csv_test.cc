// SPDX-License-Identifier: MIT
#include "lib/http/csv.h"

#include <ucs/core.h>

#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/business_attributes.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::http::append_csv;
using ucs::http::csv_headings;
using ucs::http::CsvTables;

constexpr const char* kActivity =
    "est_duration,duration,disposition,disposition_desc,started.timestamp,started.session_id,"
    "started.interaction_id,started.application_type,started.application_id,"
    "started.resource_type,started.resource_id,started.media_type,completed.timestamp,"
    "completed.session_id,completed.interaction_id,completed.application_type,"
    "completed.application_id,completed.resource_type,completed.resource_id,"
    "completed.media_type,extensions\r\n";

/// The columns behind the ids and the type, of what was started and has nothing else.
constexpr const char* kOpen = ",,,,,2026-03-01T12:00:00.000Z,,,,,,,,,,,,,,,,\r\n";

struct Fixture {
  /// Returns the rows of service 1.
  CsvTables rows(const ucs::BusinessAttributes* attributes = nullptr) {
    CsvTables tables;
    append_csv(tables, **engine.query_service(1), attributes);
    return tables;
  }

  ucs::MemoryStore store;
  ManualClock clock;
  ucs::Engine engine{store, clock};
};

TEST_CASE("the first line of each table names its columns") {
  const CsvTables tables = csv_headings();
  CHECK(tables.services ==
        std::string("service_id,service_type,customer_id,contact_key,") + kActivity);
  CHECK(tables.states ==
        std::string("service_id,state_id,state_type,previous_state_id,") + kActivity);
  CHECK(tables.tasks == std::string("service_id,task_id,state_id,task_type,") + kActivity);
}

TEST_CASE("what is absent is empty, and every row has every column") {
  Fixture fixture;
  ucs::StartService start;
  start.contact_key = "k";
  REQUIRE(fixture.engine.start_service(start));
  REQUIRE(fixture.engine.start_state(1, {}));
  REQUIRE(fixture.engine.start_task(1, {}));
  const CsvTables tables = fixture.rows();
  CHECK(tables.services == std::string(R"(1,,,"k")") + kOpen);
  CHECK(tables.states == std::string("1,1,,") + kOpen);
  CHECK(tables.tasks == std::string("1,1,,") + kOpen);
}

TEST_CASE("texts stand in quotes, numbers and times do not") {
  Fixture fixture;
  ucs::StartService start = start_of("Jane \"J\" Doe, Esq.", "9");
  start.est_duration = 60;
  start.session_id = "";
  start.interaction_id = "a\r\nb";
  start.application_type = 9;
  start.application_id = -40;
  start.resource_type = "=1+1";
  start.resource_id = 5;
  start.media_type = "\"";
  start.extensions = extensions({{"b\"c", R"({"x":"y"})"}, {"A", "[1,2]"}});
  REQUIRE(fixture.engine.start_service(start));
  ucs::CompleteActivity completion;
  completion.timestamp = at("2026-03-01T12:00:01.5Z");
  completion.disposition = 7;
  completion.disposition_desc = "fine";
  completion.session_id = "s";
  REQUIRE(fixture.engine.complete_service(1, completion));
  CHECK(fixture.rows().services ==
        "1,\"9\",\"Jane \"\"J\"\" Doe, Esq.\",,60,1500,7,\"fine\","
        "2026-03-01T12:00:00.000Z,\"\",\"a\r\nb\",9,-40,\"=1+1\",5,\"\"\"\","
        "2026-03-01T12:00:01.500Z,\"s\",,,,,,,"
        "\"{\"\"A\"\":[1,2],\"\"b\\\"\"c\"\":{\"\"x\"\":\"\"y\"\"}}\"\r\n");
}

TEST_CASE("states and tasks stand in tables of their own, in the order of their ids") {
  Fixture fixture;
  REQUIRE(fixture.engine.start_service(start_of("c")));
  REQUIRE(fixture.engine.start_state(1, state_of("a")));
  REQUIRE(fixture.engine.transition(1, transition_of(1, "b")));
  REQUIRE(fixture.engine.start_task(1, task_of("t", 2)));
  REQUIRE(fixture.engine.start_task(1, task_of("u")));
  const CsvTables tables = fixture.rows();
  CHECK(tables.states == R"(1,1,"a",,,0,,,2026-03-01T12:00:00.000Z,,,,,,,,)"
                         "2026-03-01T12:00:00.000Z,,,,,,,,\r\n" +
                             (R"(1,2,"b",1)" + std::string(kOpen)));
  CHECK(tables.tasks == R"(1,1,2,"t")" + std::string(kOpen) + R"(1,2,,"u")" + kOpen);
}

TEST_CASE("values are shown as names where map-names says so") {
  Fixture fixture;
  REQUIRE(fixture.engine.set_settings(name_mapping_settings()));
  ucs::StartService start = start_of("c", 1);
  start.media_type = "21";
  REQUIRE(fixture.engine.start_service(start));
  ucs::CompleteActivity completion;
  completion.disposition = 12;
  REQUIRE(fixture.engine.complete_service(1, completion));
  const std::string row = fixture.rows(fixture.engine.business_attributes()).services;
  CHECK(row == R"(1,"flight booking","c",,,0,"given up",,2026-03-01T12:00:00.000Z,,,,,,,"chat",)"
               "2026-03-01T12:00:00.000Z,,,,,,,,\r\n");
  CHECK(fixture.rows().services.substr(0, 8) == R"(1,1,"c",)");
}

}  // namespace
