// SPDX-License-Identifier: MIT
// Which states and tasks an answer shows, where, and in which order (spec 2.2 and 5).
#include <ucs/json.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/json/entities.h"

namespace {

using namespace ucs;
using ucs::tests::add_state;
using ucs::tests::add_task;
using ucs::tests::rendered;
using ucs::tests::rendered_state;
using ucs::tests::service_of;

/// Leaves of an answer what tells where things are: `{"state_id":2` becomes s2, `{"task_id":3` t3,
/// and
/// `{"state_id":2,"task_id":3` s2/t3; members of no interest are left out.
std::string outline(std::string text) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t i = text.find(from); i != std::string::npos; i = text.find(from, i)) {
      text.replace(i, from.size(), to);
    }
  };
  const auto remove = [&](const std::string& begin, const std::string& end) {
    for (std::size_t i = text.find(begin); i != std::string::npos; i = text.find(begin, i)) {
      text.erase(i, text.find(end, i) + end.size() - i);
    }
  };
  remove(",\"duration\":", "0");  // seconds, and in them nothing but zeros
  while (text.find("0,\"started\"") != std::string::npos) replace("0,\"started\"", ",\"started\"");
  remove(",\"started\":{", "}");
  remove(",\"completed\":{", "}");
  replace("{\"service_id\":", "S");
  replace("{\"state_id\":", "s");
  replace(",\"state_id\":", "s");
  replace(",\"task_id\":", "/t");
  replace("{\"task_id\":", "t");
  replace("\"active_", "a");
  replace("\"completed_", "c");
  replace("states\":", "S");
  replace("tasks\":", "T");
  replace("}", "");
  return text;
}

/// Two states, one of them completed, each with a task that is active and one that is completed,
/// and the same without a state. Their start times go against their ids.
Service sample() {
  Service service = service_of(1);
  add_state(service, 1, 50);
  add_state(service, 2, 40, 60);
  add_task(service, 1, 1, 59);
  add_task(service, 2, 1, 58, 60);
  add_task(service, 3, 2, 57);
  add_task(service, 4, 2, 56, 60);
  add_task(service, 5, {}, 55);
  add_task(service, 6, {}, 54, 60);
  return service;
}

json::Inclusion including(const std::string& parts) {
  json::Inclusion inclusion;
  inclusion.active_states = parts.find("aS") != std::string::npos;
  inclusion.completed_states = parts.find("cS") != std::string::npos;
  inclusion.active_tasks = parts.find("aT") != std::string::npos;
  inclusion.completed_tasks = parts.find("cT") != std::string::npos;
  return inclusion;
}

}  // namespace

TEST_CASE("a service shows the arrays that were asked for, and each task once") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "S1"},
      {"aS", "S1,aS[s1]"},
      {"cS", "S1,cS[s2]"},
      {"aS cS", "S1,aS[s1],cS[s2]"},
      // Without states every task is the service's own, with the state it belongs to.
      {"aT", "S1,aT[t5,s2/t3,s1/t1]"},
      {"cT", "S1,cT[t6,s2/t4,s1/t2]"},
      {"aT cT", "S1,aT[t5,s2/t3,s1/t1],cT[t6,s2/t4,s1/t2]"},
      // A task is in its state if that is shown, else in the service's own array.
      {"aS aT", "S1,aS[s1,aT[t1]],aT[t5,s2/t3]"},
      {"cS aT", "S1,cS[s2,aT[t3]],aT[t5,s1/t1]"},
      {"aS cT", "S1,aS[s1,cT[t2]],cT[t6,s2/t4]"},
      {"cS cT", "S1,cS[s2,cT[t4]],cT[t6,s1/t2]"},
      {"aS cS aT cT", "S1,aS[s1,aT[t1],cT[t2]],cS[s2,aT[t3],cT[t4]],aT[t5],cT[t6]"},
  };
  const Service service = sample();
  for (const auto& [asked_for, expected] : cases) {
    CAPTURE(asked_for);
    CHECK(outline(rendered(service, including(asked_for))) == expected);
  }
}

TEST_CASE("arrays that were asked for are shown when empty") {
  CHECK(outline(rendered(service_of(1), json::Inclusion::everything())) ==
        "S1,aS[],cS[],aT[],cT[]");
  Service service = service_of(1);
  add_state(service, 4, 0);
  CHECK(outline(rendered(service, json::Inclusion::everything())) ==
        "S1,aS[s4,aT[],cT[]],cS[],aT[],cT[]");
  CHECK(outline(rendered_state(service, 4, json::Inclusion::everything())) == "S1s4,aT[],cT[]");
}

TEST_CASE("a state shows its own tasks, if these were asked for") {
  const Service service = sample();
  CHECK(outline(rendered_state(service, 1)) == "S1s1");
  CHECK(outline(rendered_state(service, 1, including("aT"))) == "S1s1,aT[t1]");
  CHECK(outline(rendered_state(service, 1, including("cT"))) == "S1s1,cT[t2]");
  CHECK(outline(rendered_state(service, 2, including("aS cS aT cT"))) == "S1s2,aT[t3],cT[t4]");
}

TEST_CASE("a task of a state that is not there is shown in the service's own array") {
  Service service = service_of(1);
  add_task(service, 7, 99, 0);
  CHECK(outline(rendered(service, json::Inclusion::everything())) ==
        "S1,aS[],cS[],aT[s99/t7],cT[]");
}

TEST_CASE("nested arrays are in the order of start times, ties in the order of ids") {
  Service service = service_of(1);
  for (const int id : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const int started = id % 3;
    add_state(service, id, started);
    add_task(service, id, 1, started, id % 2 == 0 ? std::optional<int>(9) : std::nullopt);
    add_task(service, 100 + id, {}, -started);
  }
  json::Inclusion inclusion = including("aS aT cT");
  CHECK(outline(rendered(service, including("aS"))) == "S1,aS[s3,s6,s1,s4,s7,s2,s5,s8]");
  CHECK(outline(rendered_state(service, 1, inclusion)) == "S1s1,aT[t3,t1,t7,t5],cT[t6,t4,t2,t8]");
  CHECK(outline(rendered(service, including("aT"))) ==
        "S1,aT[t102,t105,t108,t101,t104,t107,s1/t3,t103,t106,s1/t1,s1/t7,s1/t5]");
}

TEST_CASE("lists are arrays of outermost objects in the order given") {
  const Service service = sample();
  const json::Inclusion all = json::Inclusion::everything();
  std::string out;
  json::append_states(out, service, {}, all);
  CHECK(out == "[]");
  out.clear();
  json::append_states(out, service, {service.states.find(2), service.states.find(1)}, all);
  CHECK(out == "[" + rendered_state(service, 2, all) + "," + rendered_state(service, 1, all) + "]");
  CHECK(outline(out) == "[S1s2,aT[t3],cT[t4],S1s1,aT[t1],cT[t2]]");
  out.clear();
  json::append_tasks(out, service, {service.tasks.find(4), service.tasks.find(5)}, all);
  CHECK(outline(out) == "[S1s2/t4,S1/t5]");
  out.clear();
  json::append_tasks(out, service, {}, all);
  json::append_services(out, {}, all);
  CHECK(out == "[][]");
  out.clear();
  const auto other = std::make_shared<const Service>(service_of(9));
  json::append_services(out, {other, std::make_shared<const Service>(service)}, including("aS"));
  CHECK(outline(out) == "[S9,aS[],S1,aS[s1]]");
}

TEST_CASE("of 10,000 states with a task each every one is written once, with its task") {
  Service service = service_of(1);
  for (int id = 1; id <= 10000; ++id) {
    add_state(service, id, 0);
    add_task(service, id, 10001 - id, 0);
  }
  std::string out;
  json::append_service(out, service, json::Inclusion::everything());
  std::vector<const State*> states;
  for (const State& state : service.states) states.push_back(&state);
  std::string list;
  json::append_states(list, service, states, json::Inclusion::everything());
  const auto count = [](const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + 1))
      ++found;
    return found;
  };
  CHECK(count(out, "{\"state_id\":") == 10000);
  CHECK(count(out, "\"active_tasks\":[{\"task_id\":") == 10000);
  CHECK(count(list, "\"active_tasks\":[{\"task_id\":") == 10000);
}
