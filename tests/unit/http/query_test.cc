// SPDX-License-Identifier: MIT
#include "lib/http/query.h"

#include <ucs/time.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::format_timestamp;
using ucs::http::Query;
using ucs::http::Subject;

using Names = std::vector<std::string>;

ucs::json::Inclusion inclusion(const char* text, Subject subject, Dialect dialect = Dialect::kV85) {
  const auto read = Query(text).inclusion(subject, dialect);
  REQUIRE(read);
  return *read;
}

ucs::Filter filter(const char* text, Subject subject = Subject::kService) {
  const auto read = Query(text).filter(subject);
  REQUIRE(read);
  return *read;
}

TEST_CASE("an empty query asks for nothing, and filters nothing") {
  for (const Subject subject : {Subject::kService, Subject::kState, Subject::kTask}) {
    for (const char* text : {"", "&", "&&&", "=", "=x", "x", "x=", "unknown=1&other=2"}) {
      const auto read = inclusion(text, subject);
      CHECK_FALSE(read.active_states);
      CHECK_FALSE(read.completed_states);
      CHECK_FALSE(read.active_tasks);
      CHECK_FALSE(read.completed_tasks);
      CHECK_FALSE(read.service_extensions.is_all);
      CHECK(read.service_extensions.names.empty());
      CHECK(read.state_extensions.names.empty());
      CHECK(read.task_extensions.names.empty());
      const auto all = filter(text, subject);
      CHECK(all.types.empty());
      CHECK_FALSE(all.started_from);
      CHECK_FALSE(all.started_to);
      CHECK_FALSE(all.state_id);
      CHECK_FALSE(all.limit);
      CHECK(all.offset == 0);
    }
  }
}

TEST_CASE("flags count for the entities that have such parts") {
  const char* all = "active_states=1&completed_states=true&active_tasks=TRUE&completed_tasks=True";
  const auto service = inclusion(all, Subject::kService);
  CHECK((service.active_states && service.completed_states && service.active_tasks &&
         service.completed_tasks));
  const auto state = inclusion(all, Subject::kState);
  CHECK_FALSE((state.active_states || state.completed_states));
  CHECK((state.active_tasks && state.completed_tasks));
  const auto task = inclusion(all, Subject::kTask);
  CHECK_FALSE(
      (task.active_states || task.completed_states || task.active_tasks || task.completed_tasks));
}

TEST_CASE("each flag is one of its own, and the last of several counts") {
  CHECK(inclusion("active_states=1", Subject::kService).active_states);
  CHECK_FALSE(inclusion("active_states=1", Subject::kService).completed_states);
  CHECK(inclusion("completed_states=1", Subject::kService).completed_states);
  CHECK(inclusion("active_tasks=1", Subject::kService).active_tasks);
  CHECK(inclusion("completed_tasks=1", Subject::kService).completed_tasks);
  CHECK_FALSE(inclusion("active_tasks=1&active_tasks=0", Subject::kTask).active_tasks);
  CHECK_FALSE(inclusion("active_tasks=1&active_tasks=0", Subject::kState).active_tasks);
}

TEST_CASE("extensions are sorted under the entities they are of") {
  const char* text = "extensions=a,State.b,Task.c,State.*&extensions=Task.d,%2A,Task.e%2Cf";
  const auto service = inclusion(text, Subject::kService);
  CHECK(service.service_extensions.is_all);
  CHECK(service.service_extensions.names == Names{"a", "f"});
  CHECK(service.state_extensions.is_all);
  CHECK(service.state_extensions.names == Names{"b"});
  CHECK_FALSE(service.task_extensions.is_all);
  CHECK(service.task_extensions.names == Names{"c", "d", "e"});
  const auto state = inclusion(text, Subject::kState);
  CHECK(state.service_extensions.names.empty());
  CHECK(state.state_extensions.is_all);
  CHECK(state.state_extensions.names == Names{"a", "State.b", "State.*", "f"});
  CHECK(state.task_extensions.names == Names{"c", "d", "e"});
  const auto task = inclusion(text, Subject::kTask);
  CHECK(task.state_extensions.names.empty());
  CHECK(task.task_extensions.is_all);
  CHECK(task.task_extensions.names ==
        Names{"a", "State.b", "Task.c", "State.*", "Task.d", "Task.e", "f"});
}

TEST_CASE("names match in either case in v81, exactly in v85") {
  for (const bool is_v81 : {false, true}) {
    const auto read = inclusion("extensions=a,State.b,Task.c", Subject::kService,
                                is_v81 ? Dialect::kV81 : Dialect::kV85);
    CHECK(read.service_extensions.ignores_case == is_v81);
    CHECK(read.state_extensions.ignores_case == is_v81);
    CHECK(read.task_extensions.ignores_case == is_v81);
  }
}

TEST_CASE("a list of types is split at commas after it was decoded, empty items dropped") {
  CHECK(filter("service_types=a,b&service_types=c").types == Names{"a", "b", "c"});
  CHECK(filter("service_types=,a,,b%2C,c%20d,e+f,g%2Bh").types ==
        Names{"a", "b", "c d", "e f", "g+h"});
  CHECK(filter("service_types=%C3%A4,%00").types == Names{"\xC3\xA4", std::string(1, '\0')});
  CHECK(filter("state_types=a&task_types=b&service_types=c").types == Names{"c"});
  CHECK(filter("state_types=a&task_types=b&service_types=c", Subject::kState).types == Names{"a"});
  CHECK(filter("state_types=a&task_types=b&service_types=c", Subject::kTask).types == Names{"b"});
}

TEST_CASE("times, numbers and the state of a filter are read") {
  const auto read = filter(
      "started_from=2026-03-01T12:00:00+01:00&started_to=2026-03-02T00%3A00%3A00Z&limit=10&offset="
      "20&state_id=3",
      Subject::kTask);
  REQUIRE(read.started_from);
  CHECK(format_timestamp(*read.started_from) == "2026-03-01T11:00:00.000Z");
  REQUIRE(read.started_to);
  CHECK(format_timestamp(*read.started_to) == "2026-03-02T00:00:00.000Z");
  CHECK(read.limit == 10U);
  CHECK(read.offset == 20U);
  CHECK(read.state_id == 3);
  CHECK_FALSE(filter("state_id=3", Subject::kService).state_id);
  CHECK_FALSE(filter("state_id=x", Subject::kState).state_id);
}

TEST_CASE("a choice is the index of its exact value, and the first without the parameter") {
  const std::vector<std::string_view> colors = {"red", "green", "blue"};
  CHECK(Query("").choice("color", colors).value() == 0);
  CHECK(Query("color=red").choice("color", colors).value() == 0);
  CHECK(Query("color=bl%75e").choice("color", colors).value() == 2);
  CHECK(Query("color=red&color=green").choice("color", colors).value() == 1);
  for (const char* text : {"color", "color=", "color=Red", "color=red+", "color=%ff"}) {
    INFO(text);
    const auto read = Query(text).choice("color", colors);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::kInvalidParameter);
    CHECK(read.error().field == "color");
  }
  CHECK(Query("color=pink").choice("color", colors).error().message ==
        "color is \"pink\"; expected red, green or blue");
  CHECK(Query("color=pink").choice("color", {"red"}).error().message ==
        "color is \"pink\"; expected red");
}

TEST_CASE("what cannot be read is an error that names the parameter") {
  struct Row {
    const char* text;
    ErrorCode code;
    const char* field;
  };
  const Row rows[] = {
      {"limit=x", ErrorCode::kInvalidParameter, "limit"},
      {"limit=-1", ErrorCode::kInvalidParameter, "limit"},
      {"limit", ErrorCode::kInvalidParameter, "limit"},
      {"offset=1e3", ErrorCode::kInvalidParameter, "offset"},
      {"offset=%", ErrorCode::kInvalidParameter, "offset"},
      {"started_from=x", ErrorCode::kInvalidTimestamp, "started_from"},
      {"started_to=2026-03-01", ErrorCode::kInvalidTimestamp, "started_to"},
      {"started_to=%ff", ErrorCode::kInvalidParameter, "started_to"},
      {"task_types=%ff", ErrorCode::kInvalidParameter, "task_types"},
      {"state_id=99999999999", ErrorCode::kInvalidParameter, "state_id"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto read = Query(row.text).filter(Subject::kTask);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == row.code);
    CHECK(read.error().field == row.field);
    CHECK_THAT(read.error().message, ucs::tests::contains(row.field));
  }
  for (const char* flag :
       {"active_states", "completed_states", "active_tasks", "completed_tasks"}) {
    for (const char* value : {"", "=", "=2", "=yes", "=truee", "=%zz", "=+true"}) {
      const std::string text = std::string(flag) + value;
      INFO(text);
      const auto read = Query(text).inclusion(Subject::kService, Dialect::kV81);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == ErrorCode::kInvalidParameter);
      CHECK(read.error().field == flag);
    }
  }
}

}  // namespace
