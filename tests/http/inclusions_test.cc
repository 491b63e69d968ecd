// SPDX-License-Identifier: MIT
// Which extensions a query selects, on services, states and tasks (spec 5).
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::tests::Answer;
using ucs::tests::Caller;
using ucs::tests::empty;
using ucs::tests::require_created;
using ucs::tests::Twins;

/// Returns the letters of the extensions in an answer, in their order: each has a name of one
/// letter, and its entity's letter as its value.
std::string extensions(const Answer& answer) {
  CHECK(answer.status == 200);
  std::string result;
  for (std::size_t i = 0; i + 7 <= answer.body.size(); ++i) {
    const std::string part = answer.body.substr(i, 7);
    if (part[0] == '"' && part.substr(2, 3) == "\":\"" && part[6] == '"')
      result += (result.empty() ? "" : " ") + std::string(1, part[5]) + part[1];
  }
  return result;
}

/// A service S with a state A and a task T in that state and a task U beside it, each with the
/// extensions a, b and B.
void start_family(Caller& caller) {
  const auto with = [](const std::string& members, const std::string& letter) {
    return "{" + members + "\"a\":\"" + letter + "\",\"b\":\"" + letter + "\",\"B\":\"" + letter +
           "\"}";
  };
  require_created(caller.post("/services/start", with(R"("customer_id":"c",)", "S")));
  require_created(caller.post("/services/1/states/start", with("", "A")));
  require_created(caller.post("/services/1/tasks/start", with(R"("state_id":1,)", "T")));
  require_created(caller.post("/services/1/tasks/start", with("", "U")));
}

struct Row {
  const char* path;
  const char* selected;
};

TEST_CASE("extensions are selected by name, by a comma list, repeatedly, and all by an asterisk") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const std::string all = "?active_states=1&active_tasks=1&extensions=";
  const Row rows[] = {
      // On a service: its own, and those of states and tasks by their prefix. Members stand in the
      // order states, tasks, extensions.
      {"", ""},
      {"a", "Sa"},
      {"a,b", "Sa Sb"},
      {"b,a", "Sa Sb"},
      {"a&extensions=b", "Sa Sb"},
      {"a%2Cb", "Sa Sb"},
      {"*", "SB Sa Sb"},
      {"%2A", "SB Sa Sb"},
      {"a,*", "SB Sa Sb"},
      {"c", ""},
      {"A", ""},
      {"b", "Sb"},
      {"State.a", "Aa"},
      {"State.*", "AB Aa Ab"},
      {"Task.b", "Tb Ub"},
      {"Task.*", "TB Ta Tb UB Ua Ub"},
      {"a,State.b,Task.a", "Ta Ab Ua Sa"},
      {"*,State.*,Task.*", "TB Ta Tb AB Aa Ab UB Ua Ub SB Sa Sb"},
      {"state.a,task.a", ""},
      {"State.", ""},
  };
  for (const Row& row : rows) {
    INFO(row.path);
    CHECK(extensions(caller.get("/services/1" + all + row.path)) == row.selected);
    CHECK(extensions(caller.get("/customers/c/services" + all + row.path)) == row.selected);
  }
}

TEST_CASE("on a state the bare names are its own, on a task as well") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  const Row rows[] = {
      {"/services/1/states/1?active_tasks=1&extensions=a", "Aa"},
      {"/services/1/states/1?active_tasks=1&extensions=*", "AB Aa Ab"},
      {"/services/1/states/1?active_tasks=1&extensions=Task.a", "Ta"},
      {"/services/1/states/1?active_tasks=1&extensions=Task.*,b", "TB Ta Tb Ab"},
      {"/services/1/states/1?active_tasks=1&extensions=State.a", ""},
      {"/services/1/states/1?extensions=Task.*", ""},  // no task is shown
      {"/services/1/states?active_tasks=1&extensions=a,Task.b", "Tb Aa"},
      {"/services/1/states/active?active_tasks=true&extensions=*", "AB Aa Ab"},
      {"/services/1/tasks/1?extensions=a", "Ta"},
      {"/services/1/tasks/1?extensions=*", "TB Ta Tb"},
      {"/services/1/tasks/2?extensions=Task.a", ""},
      {"/services/1/tasks?extensions=a", "Ta Ua"},
      {"/services/1/tasks/active?extensions=B,a&limit=1", "TB Ta"},
  };
  for (const Row& row : rows) {
    INFO(row.path);
    CHECK(extensions(caller.get(row.path)) == row.selected);
  }
}

TEST_CASE("names of extensions are exact in v85 and of either case in v81") {
  Twins twins;
  Caller v85(twins, Dialect::kV85);
  Caller v81(twins, Dialect::kV81);
  start_family(v85);
  const std::string path = "/services/1?active_states=1&active_tasks=1&extensions=";
  CHECK(extensions(v85.get(path + "b,State.B,Task.A")) == "AB Sb");
  CHECK(extensions(v81.get(path + "b,State.B,Task.A")) == "Ta AB Ab Ua SB Sb");
}

TEST_CASE(
    "a name may hold any character, and a prefix of its own when it is that of another kind") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  require_created(caller.post(
      "/services/start",
      R"({"customer_id":"c","a b":"1","a&b":"2","Task.x":"3","ä":"4","*":"5","%":"6","":"7"})"));
  require_created(caller.post("/services/1/tasks/start", R"({"Task.x":"8","State.x":"9"})"));
  const auto shows = [&](const std::string& path, const std::string& member) {
    const Answer answer = caller.get(path);
    INFO(path << ": " << answer);
    return answer.body.find(member) != std::string::npos;
  };
  CHECK(shows("/services/1?extensions=a%20b", R"("a b":"1")"));
  CHECK(shows("/services/1?extensions=a+b", R"("a b":"1")"));
  CHECK(shows("/services/1?extensions=a%26b", R"("a&b":"2")"));
  CHECK(shows("/services/1?extensions=%C3%A4", R"("ä":"4")"));
  CHECK(shows("/services/1?extensions=%25", R"("%":"6")"));
  CHECK(shows("/services/1?extensions=*", R"("":"7")"));
  // A service's own extension with the prefix of a task is shown by the asterisk only.
  CHECK_FALSE(shows("/services/1?extensions=Task.x", R"("Task.x":"3")"));
  CHECK(shows("/services/1?extensions=*", R"("Task.x":"3")"));
  // On a task there is nothing the prefix could refer to.
  CHECK(shows("/services/1/tasks/1?extensions=Task.x", R"("Task.x":"8")"));
  CHECK(shows("/services/1/tasks/1?extensions=State.x", R"("State.x":"9")"));
}

TEST_CASE("without the parameter no extension is shown, whatever else is") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  CHECK(extensions(caller.get("/services/1?active_states=1&active_tasks=1")).empty());
  CHECK(extensions(caller.get("/services/1/states")).empty());
  CHECK(extensions(caller.get("/services/1/tasks/1")).empty());
}

TEST_CASE("flags on an entity that has no such parts are ignored") {
  Twins twins;
  Caller caller(twins, Dialect::kV85);
  start_family(caller);
  CHECK(caller.get("/services/1/states/1?active_states=x") == caller.get("/services/1/states/1"));
  CHECK(caller.get("/services/1/tasks/1?active_tasks=x&completed_states=y") ==
        caller.get("/services/1/tasks/1"));
}

}  // namespace
