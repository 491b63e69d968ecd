// SPDX-License-Identifier: MIT
// The query string: which entries a list has, and in which order (spec 5).
#include <string>
#include <utility>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

/// Returns the ids of a list's entries as text: "1,2,3".
std::string ids(const Answer& answer, const std::string& kind) {
  CHECK(answer.status == 200);
  const std::string label = "\"" + kind + "_id\":";
  std::string result;
  for (std::size_t i = answer.body.find(label); i != std::string::npos;
       i = answer.body.find(label, i + 1)) {
    const std::size_t begin = i + label.size();
    const std::size_t end = answer.body.find_first_not_of("0123456789", begin);
    result += (result.empty() ? "" : ",") + answer.body.substr(begin, end - begin);
  }
  return result;
}

/// Fills the list of each kind with entries 1 to 6, of these types and start days.
void fill(Caller& caller) {
  constexpr const char* kTypes[] = {"9", "\"9\"", "\"offer\"", "-1", R"("a b+c/ä")", "\"\""};
  constexpr const char* kDays[] = {"03", "01", "02", "02", "04", "05"};
  for (int i = 0; i < 6; ++i) {
    const std::string members = std::string("_type\":") + kTypes[i] + R"(,"timestamp":"2026-02-)" +
                                kDays[i] + R"(T00:00:00Z"})";
    require_created(caller.post("/services/start", R"({"customer_id":"c","service)" + members));
    require_created(caller.post("/services/1/states/start", "{\"state" + members));
    require_created(caller.post("/services/1/tasks/start", "{\"task" + members));
  }
}

struct List {
  std::string kind;
  std::string path;
};
const std::vector<List>& lists() {
  static const std::vector<List> kLists = {{"service", "/customers/c/services"},
                                           {"state", "/services/1/states"},
                                           {"task", "/services/1/tasks"}};
  return kLists;
}

/// A query, in which TYPES stands for the list's own parameter, and the ids it selects.
using Rows = std::vector<std::pair<std::string, std::string>>;

void check_rows(Caller& caller, const List& list, const Rows& rows) {
  for (const auto& [query, expected] : rows) {
    std::string own = query;
    for (std::size_t i = own.find("TYPES"); i != std::string::npos; i = own.find("TYPES"))
      own.replace(i, 5, list.kind + "_types");
    INFO(list.path << '?' << own);
    CHECK(ids(caller.get(list.path + "?" + own), list.kind) == expected);
  }
}

TEST_CASE("lists are ordered by start time, ties by id, oldest first") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    fill(caller);
    for (const List& list : lists()) {
      CHECK(ids(caller.get(list.path), list.kind) == "2,3,4,1,5,6");
      CHECK(ids(caller.get(list.path + "/active"), list.kind) == "2,3,4,1,5,6");
      CHECK(ids(caller.get(list.path + "/completed"), list.kind).empty());
    }
  }
}

TEST_CASE("types match integers and strings of the same text, in a comma list or repeated") {
  const Rows rows = {
      {"TYPES=9", "2,1"},
      {"TYPES=offer", "3"},
      {"TYPES=OFFER", ""},
      {"TYPES=9,offer", "2,3,1"},
      {"TYPES=9&TYPES=offer", "2,3,1"},
      {"TYPES=9,-1&TYPES=offer,none", "2,3,4,1"},
      {"TYPES=offer,offer", "3"},
      {"TYPES=09", ""},
      {"TYPES=9.0", ""},
      {"TYPES=none", ""},
      {"TYPES=%39", "2,1"},
      {"TYPES=9%2Coffer", "2,3,1"},  // many clients encode the comma too
      {"TYPES=a+b%2Bc%2F%C3%A4", "5"},
      {"TYPES=a%20b%2Bc/%c3%a4", "5"},
      {"TYPES=a%20b+c/%C3%A4", ""},
      {"TYPES=", "2,3,4,1,5,6"},  // no items: no filter
      {"TYPES", "2,3,4,1,5,6"},
      {"TYPES=,", "2,3,4,1,5,6"},
      {"TYPES=,9,,", "2,1"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    fill(caller);
    for (const List& list : lists()) check_rows(caller, list, rows);
  }
}

TEST_CASE("each list reads its own parameter of types only") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  fill(caller);
  for (const List& list : lists()) {
    for (const List& other : lists()) {
      const std::string query = "?" + other.kind + "_types=offer";
      CHECK(ids(caller.get(list.path + query), list.kind) ==
            (other.kind == list.kind ? "3" : "2,3,4,1,5,6"));
    }
  }
}

TEST_CASE("started_from is inclusive, started_to exclusive, in any form of time") {
  const Rows rows = {
      {"started_from=2026-02-02T00:00:00.000Z", "3,4,1,5,6"},
      {"started_from=2026-02-02T00:00:00.001Z", "1,5,6"},
      {"started_to=2026-02-02T00:00:00.000Z", "2"},
      {"started_to=2026-02-02T00:00:00.001Z", "2,3,4"},
      {"started_from=2026-02-02T00:00:00&started_to=2026-02-04T00:00:00", "3,4,1"},
      {"started_from=2026-02-04T00:00:00&started_to=2026-02-02T00:00:00", ""},
      {"started_from=2026-02-02T01:30:00%2B01:30", "3,4,1,5,6"},
      {"started_from=2026-02-02T01:30:00+01:30", "3,4,1,5,6"},  // a plus sign sent as it is
      {"started_from=2026-02-01T22:30:00-01:30", "3,4,1,5,6"},
      {"started_from=2026-02-02T00%3A00%3A00Z", "3,4,1,5,6"},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    fill(caller);
    for (const List& list : lists()) check_rows(caller, list, rows);
  }
}

TEST_CASE("limit and offset cut the filtered, ordered list") {
  const Rows rows = {
      {"limit=2", "2,3"},
      {"limit=0", ""},
      {"limit=6", "2,3,4,1,5,6"},
      {"limit=7", "2,3,4,1,5,6"},
      {"limit=18446744073709551615", "2,3,4,1,5,6"},
      {"offset=0", "2,3,4,1,5,6"},
      {"offset=5", "6"},
      {"offset=6", ""},
      {"offset=18446744073709551615", ""},
      {"offset=1&limit=2", "3,4"},
      {"offset=5&limit=2", "6"},
      {"TYPES=9,offer&offset=1&limit=1", "3"},
      {"limit=1&limit=2", "2,3"},  // the last one counts
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    fill(caller);
    for (const List& list : lists()) check_rows(caller, list, rows);
  }
}

TEST_CASE("all filters of a list must hold together, its progress too") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  fill(caller);
  REQUIRE(caller.post("/services/4/end") == empty(204));
  REQUIRE(caller.post("/services/1/states/4/end") == empty(204));
  REQUIRE(caller.post("/services/1/tasks/4/end") == empty(204));
  for (const List& list : lists()) {
    const std::string query =
        "?" + list.kind + "_types=offer,-1&started_to=2026-02-03T00:00:00&limit=5";
    CHECK(ids(caller.get(list.path + query), list.kind) == "3,4");
    CHECK(ids(caller.get(list.path + "/active" + query), list.kind) == "3");
    CHECK(ids(caller.get(list.path + "/completed" + query), list.kind) == "4");
    CHECK(ids(caller.get(list.path + "/completed" + query + "&offset=1"), list.kind).empty());
  }
}

TEST_CASE("state_id on a list of tasks keeps those of one state") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
    require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
    for (const char* members : {"", R"(,"state_id":1)", R"(,"state_id":2)", R"(,"state_id":"1")"})
      require_created(
          caller.post("/services/1/tasks/start", std::string("{\"task_type\":1") + members + "}"));
    REQUIRE(caller.post("/services/1/tasks/4/end") == empty(204));
    const std::string path = "/services/1/tasks";
    CHECK(ids(caller.get(path), "task") == "1,2,3,4");
    CHECK(ids(caller.get(path + "?state_id=1"), "task") == "2,4");
    CHECK(ids(caller.get(path + "/active?state_id=1"), "task") == "2");
    CHECK(ids(caller.get(path + "/completed?state_id=1"), "task") == "4");
    CHECK(ids(caller.get(path + "?state_id=2"), "task") == "3");
    CHECK(ids(caller.get(path + "?state_id=3"), "task").empty());
    // Elsewhere it is an unknown parameter.
    CHECK(caller.get("/services/1/states?state_id=x").status == 200);
  }
}

TEST_CASE("an unknown customer or contact key has an empty list") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    for (const char* suffix : {"", "/active", "/completed", "?service_types=1&limit=3"}) {
      CHECK(caller.get(std::string("/customers/nobody/services") + suffix) == json("[]"));
      CHECK(caller.get(std::string("/services/anonymous/nobody") + suffix) == json("[]"));
    }
  }
}

TEST_CASE("anonymous lists have only services without a customer, however they came by the key") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"contact_key":"k","service_type":1})"));
    require_created(caller.post("/services/start", R"({"contact_key":"k","service_type":1})"));
    require_created(caller.post("/services/start",
                                R"({"contact_key":"k","customer_id":"c","service_type":1})"));
    const std::string path = "/services/anonymous/k";
    CHECK(ids(caller.get(path), "service") == "1,2");
    CHECK(ids(caller.get("/customers/c/services"), "service") == "3");
    CHECK(ids(caller.get(path + "?service_types=1&offset=1"), "service") == "2");
    REQUIRE(caller.post("/customers/c/services/1") == empty(200));
    CHECK(ids(caller.get(path), "service") == "2");
    CHECK(ids(caller.get("/customers/c/services"), "service") == "1,3");
  }
}

TEST_CASE("unknown parameters and empty ones are ignored") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    const Answer plain = caller.get("/services/1");
    for (const char* query : {"?", "?&", "?&&", "?=", "?=1", "?unknown=1", "?Active_States=true",
                              "?active_state=true", "?unknown=%zz", "?limit=x", "?service_types=2",
                              "?%61ctive_tasks2=1", "?a=b=c", "?a=b?c=d", "??"}) {
      INFO(query);
      CHECK(caller.get(std::string("/services/1") + query) == plain);
    }
  }
}

TEST_CASE("a parameter that cannot be read is refused and named with its value") {
  struct Row {
    const char* query;
    ErrorCode code;
    std::vector<std::string> named;
  };
  const ErrorCode invalid = ErrorCode::kInvalidParameter;
  const std::vector<Row> on_lists = {
      {"limit=-1", invalid, {"limit", "-1"}},
      {"limit=1.5", invalid, {"limit", "1.5"}},
      {"limit=ten", invalid, {"limit", "ten"}},
      {"limit=", invalid, {"limit"}},
      {"limit=+1", invalid, {"limit"}},
      {"limit=18446744073709551616", invalid, {"limit", "18446744073709551616"}},
      {"offset=x", invalid, {"offset", "x"}},
      {"offset=1&offset=", invalid, {"offset"}},
      {"started_from=yesterday", ErrorCode::kInvalidTimestamp, {"started_from", "yesterday"}},
      {"started_to=2026-02-30T00:00:00Z", ErrorCode::kInvalidTimestamp, {"started_to", "02-30"}},
      {"started_from=", ErrorCode::kInvalidTimestamp, {"started_from"}},
      {"started_to=%ff", invalid, {"started_to", "%ff"}},
      {"active_tasks=yes", invalid, {"active_tasks", "yes"}},
      {"completed_tasks=2", invalid, {"completed_tasks", "2"}},
      {"active_tasks=", invalid, {"active_tasks"}},
      {"active_tasks", invalid, {"active_tasks"}},
      {"active_tasks=%zz", invalid, {"active_tasks", "%zz"}},
      {"extensions=%c3", invalid, {"extensions", "%c3"}},
  };
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    for (const std::string path : {"/customers/c/services", "/services/anonymous/k",
                                   "/services/1/states", "/services/1/states/active"}) {
      for (const Row& row : on_lists) {
        INFO(path << '?' << row.query);
        caller.check_error(caller.get(path + "?" + row.query), "GET", path, row.code, row.named);
      }
    }
    const std::string tasks = "/services/1/tasks";
    for (const char* value : {"x", "2147483648", "1.0", ""})
      caller.check_error(caller.get(tasks + "?state_id=" + value), "GET", tasks, invalid,
                         {"state_id", value});
    caller.check_error(caller.get(tasks + "?task_types=%"), "GET", tasks, invalid, {"task_types"});
    caller.check_error(caller.get("/services/1?active_states=maybe"), "GET", "/services/1", invalid,
                       {"active_states", "maybe"});
  }
}

TEST_CASE("booleans are true, false, 1 and 0 in any case") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
    const Answer without = caller.get("/services/1");
    const Answer with = caller.get("/services/1?active_tasks=true");
    CHECK(with.body != without.body);
    for (const char* value :
         {"true", "True", "TRUE", "tRuE", "1", "%74rue", "false&active_tasks=1"})
      CHECK(caller.get(std::string("/services/1?active_tasks=") + value) == with);
    for (const char* value : {"false", "False", "FALSE", "0", "true&active_tasks=false"})
      CHECK(caller.get(std::string("/services/1?active_tasks=") + value) == without);
  }
}

}  // namespace
