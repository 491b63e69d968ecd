// SPDX-License-Identifier: MIT
// Services, states and tasks to be written, without an engine.
#pragma once

#include <ucs/json.h>
#include <ucs/model.h>
#include <ucs/time.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs::tests {

/// The time `second` seconds after 2026-03-01T12:00:00Z.
inline Timestamp second(int second) {
  return parse_timestamp("2026-03-01T12:00:00Z").value() + std::chrono::seconds(second);
}

/// Completes an activity without saying more.
inline void complete(Activity& activity, int at_second) {
  Completion completion;
  completion.event.timestamp = second(at_second);
  activity.completion = std::make_shared<const Completion>(std::move(completion));
}

inline Service service_of(ServiceId id) {
  Service service;
  service.id = id;
  service.started.timestamp = second(0);
  return service;
}

/// Adds a state, completed if `completed_at` is given.
inline void add_state(Service& service, StateId id, int started_at,
                      std::optional<int> completed_at = std::nullopt) {
  State state;
  state.id = id;
  state.started.timestamp = second(started_at);
  if (completed_at) complete(state, *completed_at);
  service.states.put(std::make_shared<const State>(std::move(state)));
}

/// Adds a task, of the service itself if `state_id` is absent, completed if `completed_at` is
/// given.
inline void add_task(Service& service, TaskId id, std::optional<StateId> state_id, int started_at,
                     std::optional<int> completed_at = std::nullopt) {
  Task task;
  task.id = id;
  task.state_id = state_id;
  task.started.timestamp = second(started_at);
  if (completed_at) complete(task, *completed_at);
  service.tasks.put(std::make_shared<const Task>(std::move(task)));
}

inline Extensions extensions_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<Extension> all;
  for (const auto& [name, value] : members) all.push_back({name, JsonText::unchecked(value)});
  return Extensions(std::move(all));
}

inline std::string rendered(const Service& service, const json::Inclusion& inclusion = {}) {
  std::string out;
  json::append_service(out, service, inclusion);
  return out;
}
inline std::string rendered_state(const Service& service, StateId id,
                                  const json::Inclusion& inclusion = {}) {
  std::string out;
  json::append_state(out, service, *service.states.find(id), inclusion);
  return out;
}
inline std::string rendered_task(const Service& service, TaskId id,
                                 const json::Inclusion& inclusion = {}) {
  std::string out;
  json::append_task(out, service, *service.tasks.find(id), inclusion);
  return out;
}

}  // namespace ucs::tests
