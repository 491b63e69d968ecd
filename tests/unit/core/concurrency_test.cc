// SPDX-License-Identifier: MIT
// The engine and a store under 8 threads. Work is bounded by counts, never by time.
#include <ucs/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_store.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::JsonText;
using ucs::ServiceId;
using ucs::ServicePtr;
using ucs::StateId;

constexpr std::size_t kThreads = 8;
using Outcomes = std::array<std::string, kThreads>;

struct Fixture {
  const std::unique_ptr<ucs::Store> store = make_test_store();
  ManualClock clock;
  Engine engine{*store, clock};
};

auto count_of(const Outcomes& outcomes, const std::string& wanted) {
  return std::count(outcomes.begin(), outcomes.end(), wanted);
}

std::size_t active_states(const ucs::Service& service) {
  return static_cast<std::size_t>(
      std::count_if(service.states.begin(), service.states.end(),
                    [](const ucs::State& state) { return state.is_active(); }));
}

TEST_CASE("of 8 racing transitions from one state exactly one wins") {
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  StateId from = f.engine.start_state(id, state_of("x")).value();
  for (std::size_t round = 1; round <= 25; ++round) {
    Outcomes outcomes;
    std::atomic<StateId> winner{0};
    run_threads(kThreads, [&](std::size_t i) {
      const auto started = f.engine.transition(id, transition_of(from, "y"));
      outcomes[i] = outcome(started);
      if (started) winner = *started;
    });
    CHECK(count_of(outcomes, "ok") == 1);
    CHECK(count_of(outcomes, "already_completed") == kThreads - 1);
    const auto states = f.engine.query_states(id).value();
    CHECK(states.states.size() == round + 1);
    CHECK(active_states(*states.service) == 1);
    CHECK(states.service->states.find(winner)->previous_state_id == from);
    from = winner;
  }
}

TEST_CASE("of 8 racing completions exactly one wins") {
  Fixture f;
  for (int round = 0; round < 25; ++round) {
    const ServiceId id = f.engine.start_service(start_of("c")).value();
    const StateId state = f.engine.start_state(id, state_of("x")).value();
    const ucs::TaskId task = f.engine.start_task(id, task_of("x")).value();
    Outcomes services;
    Outcomes states;
    Outcomes tasks;
    run_threads(kThreads, [&](std::size_t i) {
      services[i] = outcome(f.engine.complete_service(id));
      states[i] = outcome(f.engine.complete_state(id, state));
      tasks[i] = outcome(f.engine.complete_task(id, task));
    });
    for (const Outcomes& outcomes : {services, states, tasks}) {
      CHECK(count_of(outcomes, "ok") == 1);
      CHECK(count_of(outcomes, "already_completed") == kThreads - 1);
    }
    CHECK(f.engine.query_service(id).value()->revision == 6);
  }
}

TEST_CASE("states, tasks and extensions started in parallel on one service are all kept") {
  constexpr std::size_t kEach = 25;
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  std::array<std::vector<StateId>, kThreads> started;
  std::atomic<int> failures{0};
  run_threads(kThreads, [&](std::size_t i) {
    for (std::size_t n = 0; n < kEach; ++n) {
      const auto state = f.engine.start_state(id, state_of("x"));
      const auto task = f.engine.start_task(id, task_of("y", state.value_or(0)));
      const std::string name = "n" + std::to_string(i) + "-" + std::to_string(n);
      const auto updated = f.engine.update_extension({id, {}, {}}, {name, JsonText()});
      if (!state || !task || !updated) ++failures;
      started[i].push_back(state.value_or(0));
    }
  });
  CHECK(failures == 0);
  const ServicePtr service = f.engine.query_service(id).value();
  std::set<StateId> ids;
  for (const auto& of_thread : started) {
    CHECK(std::is_sorted(of_thread.begin(), of_thread.end()));
    ids.insert(of_thread.begin(), of_thread.end());
  }
  CHECK(ids.size() == kThreads * kEach);
  CHECK(*ids.rbegin() == static_cast<StateId>(kThreads * kEach));
  CHECK(active_states(*service) == kThreads * kEach);
  CHECK(service->tasks.last_id() == static_cast<ucs::TaskId>(kThreads * kEach));
  CHECK(service->extensions.size() == kThreads * kEach);
  CHECK(service->revision == 1 + 3 * kThreads * kEach);
}

TEST_CASE("merges in parallel into one extension lose no member") {
  constexpr std::size_t kEach = 20;
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  run_threads(kThreads, [&](std::size_t i) {
    for (std::size_t n = 0; n < kEach; ++n) {
      const std::string member = std::to_string(i) + "-" + std::to_string(n);
      const auto added = JsonText::unchecked("{\"" + member + "\":1}");
      static_cast<void>(f.engine.merge_extension({id, {}, {}}, {"A", added}));
    }
  });
  const ServicePtr service = f.engine.query_service(id).value();
  const auto members = ucs::detail::json_members(*service->extensions.find("A"));
  CHECK(members.size() == kThreads * kEach);
}

/// What is wrong with a service whose states were made by a chain of transitions, or "".
std::string fault_of_chain(const ucs::Service& service) {
  StateId previous = 0;
  std::size_t states = 0;
  for (const ucs::State& state : service.states) {
    if (state.previous_state_id.value_or(0) != previous) return "a broken chain";
    previous = state.id;
    ++states;
  }
  if (active_states(service) != 1) return std::to_string(active_states(service)) + " active states";
  if (!service.states.find(previous)->is_active()) return "the last state is not the active one";
  if (service.revision != states + 1) return "a revision of another moment";
  return "";
}

TEST_CASE("readers see a transition whole: always exactly one active state") {
  constexpr int kTransitions = 400;
  Fixture f;
  const ServiceId id = f.engine.start_service(start_of("c")).value();
  REQUIRE(f.engine.start_state(id, state_of("x")).value() == 1);
  Outcomes faults;
  std::atomic<bool> is_done{false};
  run_threads(kThreads, [&](std::size_t i) {
    if (i == 0) {
      for (StateId from = 1; from <= kTransitions; ++from) {
        const auto moved = f.engine.transition(id, transition_of(from, "x"));
        if (!moved || *moved != from + 1) faults[i] = "a failed transition";
      }
      is_done = true;
      return;
    }
    do {
      std::string fault;
      if (i % 3 == 0) fault = fault_of_chain(*f.engine.query_service(id).value());
      if (i % 3 == 1) {
        const auto list = f.engine.query_customer_services("c").value();
        fault = list.size() == 1 ? fault_of_chain(*list.front()) : "not one service";
      }
      if (i % 3 == 2) {
        ucs::Filter active;
        active.progress = ucs::Filter::Progress::kActive;
        const auto states = f.engine.query_states(id, active).value();
        fault = states.states.size() == 1 ? fault_of_chain(*states.service) : "not one active";
      }
      if (!fault.empty()) faults[i] = fault;
    } while (!is_done);
  });
  for (const std::string& fault : faults) CHECK(fault.empty());
}

TEST_CASE("a service that changes its customer is never listed under the wrong one") {
  constexpr int kMoves = 600;
  Fixture f;
  for (int n = 0; n < 100; ++n) {  // long lists, and the service that moves is their last
    REQUIRE(f.engine.start_service(start_of(n % 2 == 0 ? "a" : "b")).has_value());
  }
  const ServiceId id = f.engine.start_service(start_of("a")).value();
  Outcomes faults;
  std::atomic<bool> is_done{false};
  run_threads(kThreads, [&](std::size_t i) {
    if (i == 0) {
      for (int n = 0; n < kMoves; ++n) {
        if (!f.engine.associate_service(n % 2 == 0 ? "b" : "a", id)) faults[i] = "a failure";
      }
      is_done = true;
      return;
    }
    do {
      const char* customer = i % 2 == 0 ? "a" : "b";
      for (const ServicePtr& service : *f.engine.query_customer_services(customer)) {
        if (service->customer_id != customer) faults[i] = "another customer's service";
      }
    } while (!is_done);
  });
  for (const std::string& fault : faults) CHECK(fault.empty());
  CHECK(f.engine.query_customer_services("a")->size() == 51);
  CHECK(f.engine.query_customer_services("b")->size() == 50);
}

TEST_CASE("services started in parallel have ids of their own and are all listed") {
  constexpr std::size_t kEach = 50;
  Fixture f;
  std::array<std::vector<ServiceId>, kThreads> started;
  std::atomic<int> failures{0};
  run_threads(kThreads, [&](std::size_t i) {
    const std::string own = "customer " + std::to_string(i);
    for (std::size_t n = 0; n < kEach; ++n) {
      ucs::StartService request = start_of(own);
      request.contact_key = "shared";
      const ServiceId id = f.engine.start_service(request).value_or(0);
      started[i].push_back(id);
      const auto state = f.engine.start_state(id, state_of("x"));
      if (!state || !f.engine.transition(id, transition_of(*state, "y"))) ++failures;
      if (n % 2 == 1 && !f.engine.delete_service(id)) ++failures;
      if (f.engine.query_customer_services(own)->size() != n / 2 + 1) ++failures;
    }
  });
  CHECK(failures == 0);
  std::set<ServiceId> ids;
  for (const auto& of_thread : started) ids.insert(of_thread.begin(), of_thread.end());
  CHECK(ids.size() == kThreads * kEach);
  CHECK(*ids.begin() == 1);
  CHECK(f.store->list("", ucs::OwnerKind::kContact, "shared")->size() == kThreads * kEach / 2);
}

TEST_CASE("of racing deletions one wins, and no change brings the service back") {
  Fixture f;
  for (int round = 0; round < 25; ++round) {
    const ServiceId id = f.engine.start_service(start_of("c")).value();
    Outcomes outcomes;
    run_threads(kThreads, [&](std::size_t i) {
      if (i % 2 == 0) {
        outcomes[i] = outcome(f.engine.delete_service(id));
      } else {
        for (int n = 0; n < 5; ++n) static_cast<void>(f.engine.start_state(id, state_of("x")));
        outcomes[i] = "a writer";
      }
    });
    CHECK(count_of(outcomes, "ok") == 1);
    CHECK(count_of(outcomes, "service_not_found") == kThreads / 2 - 1);
    CHECK(outcome(f.engine.query_service(id)) == "service_not_found");
  }
  CHECK(f.engine.query_customer_services("c")->empty());
}

}  // namespace
