// SPDX-License-Identifier: MIT
// What must be in a store after a process that worked on it was killed, from what it reported.
#pragma once

#include <ucs/store.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/crash/digest.h"

namespace ucs::tests {

/// Follows one store through many processes (tests/crash/crash_child.cc). Not thread-safe; one
/// thread at a time.
class CrashChecker {
 public:
  /// `threads` of each process, so that many changes may be under way when it is killed.
  explicit CrashChecker(std::size_t threads) : threads_(threads) {}

  /// Takes one line of a report. Returns what is wrong with it, or "".
  std::string note(const std::string& line) {
    std::istringstream words(line);
    std::string what;
    ServiceId id = 0;
    words >> what >> id;
    if (what == "try") tried_.insert(id);
    if (what == "gone") {
      known_.erase(id);
      gone_.insert(id);
      ++acknowledged_;
    }
    if (what != "ack") return "";
    Known now;
    words >> now.revision >> now.digest;
    const bool is_new = known_.count(id) == 0;
    const bool is_twice = is_new ? gone_.count(id) > 0 : now.revision == 1;
    known_[id] = now;
    ++acknowledged_;
    return is_twice ? "the id " + std::to_string(id) + " was handed out twice" : "";
  }

  /// Compares the store with what was reported, and goes on from there. Returns what is wrong.
  std::vector<std::string> check(Store& store) {
    faults_.clear();
    std::map<ServiceId, Known> found;
    std::size_t unreported = 0;
    for (const ServicePtr& service : store.scan("", 0, 1000000).value()) {
      check_invariants(*service);
      const Known now{service->revision, digest(*service)};
      found[service->id] = now;
      const auto known = known_.find(service->id);
      if (known == known_.end()) {
        ++unreported;
        if (now.revision != 1) fault(service->id, "was never started");
        if (gone_.count(service->id) > 0) fault(service->id, "is back after it was deleted");
      } else if (now.revision == known->second.revision + 1) {
        ++unreported;
      } else if (now.revision != known->second.revision || now.digest != known->second.digest) {
        fault(service->id, "is not what was acknowledged: revision " +
                               std::to_string(now.revision) + " in place of " +
                               std::to_string(known->second.revision));
      }
    }
    for (const auto& [id, known] : known_) {
      if (found.count(id) > 0) continue;
      ++unreported;
      gone_.insert(id);
      if (tried_.count(id) == 0) fault(id, "is missing");
    }
    if (unreported > threads_) faults_.push_back("more changed than was under way");
    check_lists(store, found);
    known_ = std::move(found);
    tried_.clear();
    return faults_;
  }

  [[nodiscard]] std::size_t acknowledged() const noexcept { return acknowledged_; }
  [[nodiscard]] std::size_t services() const noexcept { return known_.size(); }

 private:
  struct Known {
    Revision revision = 0;
    std::uint64_t digest = 0;
  };

  void fault(ServiceId id, const std::string& what) {
    faults_.push_back("service " + std::to_string(id) + " " + what);
  }

  void check_invariants(const Service& service) {
    std::uint64_t states = 0;
    std::uint64_t active = 0;
    StateId previous = 0;
    for (const State& state : service.states) {
      ++states;
      active += state.is_active() ? 1U : 0U;
      if (state.previous_state_id.value_or(0) != previous) fault(service.id, "has a broken chain");
      if (!state_owners_.emplace(state.id, service.id).second &&
          state_owners_[state.id] != service.id)
        fault(service.id, "has a state id that another one has");
      previous = state.id;
    }
    std::uint64_t tasks = 0;
    for (const Task& task : service.tasks) {
      ++tasks;
      if (!task_owners_.emplace(task.id, service.id).second && task_owners_[task.id] != service.id)
        fault(service.id, "has a task id that another one has");
    }
    const std::string count(service.extensions.find("Count").value_or("-1"));
    if (states > 0 && active != 1) fault(service.id, "has half of a transition");
    if (service.revision != 1 + states + tasks + std::stoull(count))
      fault(service.id, "has a revision of another moment");
  }

  void check_lists(Store& store, const std::map<ServiceId, Known>& found) {
    std::size_t listed = 0;
    for (int i = 0; i < 5; ++i)
      listed += store.list("", OwnerKind::kCustomer, "customer " + std::to_string(i))->size();
    if (listed != found.size()) faults_.push_back("the lists are not those of the services");
    if (store.list_due("", kTimestampMax, 1000000)->size() != found.size())
      faults_.push_back("what is due is not what there is");
  }

  const std::size_t threads_;
  std::map<ServiceId, Known> known_;
  std::set<ServiceId> tried_;  // about to be deleted, of the last process
  std::set<ServiceId> gone_;
  std::map<StateId, ServiceId> state_owners_;
  std::map<TaskId, ServiceId> task_owners_;
  std::size_t acknowledged_ = 0;
  std::vector<std::string> faults_;
};

}  // namespace ucs::tests
