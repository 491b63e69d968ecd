// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/call_store.h>
#include <ucs/engine.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Adds to the types of the filter the DBIDs of those that are names, if names are shown in place
/// of DBIDs, and sorts them.
[[nodiscard]] inline Filter with_sorted_types(Filter filter, EntityKind kind,
                                              const BusinessAttributes* attributes) {
  if (attributes != nullptr && attributes->maps_names()) {
    const std::vector<std::string> names = filter.types;
    for (const std::string& name : names) {
      const BusinessValue* const value = attributes->find_value({kind, BusinessField::kType}, name);
      if (value != nullptr && value->name == name)
        filter.types.push_back(std::to_string(value->dbid));
    }
  }
  std::sort(filter.types.begin(), filter.types.end());
  return filter;
}

/// What decides the place of an activity in a list.
struct ListPlace {
  Timestamp started;
  std::int64_t id;
  std::size_t index;  // where it was

  friend bool operator<(const ListPlace& a, const ListPlace& b) noexcept {
    return a.started != b.started ? a.started < b.started : a.id < b.id;
  }
};

/// Puts `entries` (pointers to activities) into the order of every list, and keeps the part the
/// filter asks for.
template <class Pointer>
void sort_and_cut(std::vector<Pointer>& entries, const Filter& filter) {
  std::vector<ListPlace> places;
  places.reserve(entries.size());
  for (const Pointer& entry : entries)
    places.push_back({entry->started.timestamp, entry->id, places.size()});
  std::sort(places.begin(), places.end());
  const std::size_t first = std::min(filter.offset, places.size());
  const std::size_t count = std::min(filter.limit.value_or(places.size()), places.size() - first);
  std::vector<Pointer> kept;
  kept.reserve(count);
  for (std::size_t i = first; i < first + count; ++i)
    kept.push_back(std::move(entries[places[i].index]));
  entries = std::move(kept);
}

}  // namespace detail

inline Result<ServicePtr> Engine::query_service(ServiceId id, const Scope& scope) {
  return load(id, scope, clock_.now());
}

inline Result<StateView> Engine::query_state(ServiceId id, StateId state_id, const Scope& scope) {
  auto service = query_service(id, scope);
  if (!service) return std::move(service).error();
  const State* state = (*service)->states.find(state_id);
  if (state == nullptr)
    return lifecycle::detail::not_found(ErrorCode::kStateNotFound, "state", state_id, id);
  return StateView{*std::move(service), state};
}

inline Result<TaskView> Engine::query_task(ServiceId id, TaskId task_id, const Scope& scope) {
  auto service = query_service(id, scope);
  if (!service) return std::move(service).error();
  const Task* task = (*service)->tasks.find(task_id);
  if (task == nullptr)
    return lifecycle::detail::not_found(ErrorCode::kTaskNotFound, "task", task_id, id);
  return TaskView{*std::move(service), task};
}

inline Result<std::vector<ServicePtr>> Engine::query_owner(OwnerKind kind, std::string_view owner,
                                                           const Filter& filter,
                                                           const Scope& scope) {
  auto services = detail::call_store([&] { return store_.list(scope.tenant, kind, owner); });
  if (!services) return services;
  const Timestamp now = clock_.now();
  const Filter wanted =
      detail::with_sorted_types(filter, EntityKind::kService, business_attributes(scope));
  const auto is_unwanted = [&](const ServicePtr& service) {
    return lifecycle::is_expired(*service, now) ||
           (kind == OwnerKind::kContact && !service->is_anonymous()) ||
           !lifecycle::matches(*service, wanted);
  };
  services->erase(std::remove_if(services->begin(), services->end(), is_unwanted), services->end());
  detail::sort_and_cut(*services, filter);
  return services;
}

inline Result<std::vector<ServicePtr>> Engine::query_customer_services(std::string_view customer_id,
                                                                       const Filter& filter,
                                                                       const Scope& scope) {
  return query_owner(OwnerKind::kCustomer, customer_id, filter, scope);
}

inline Result<std::vector<ServicePtr>> Engine::query_anonymous_services(
    std::string_view contact_key, const Filter& filter, const Scope& scope) {
  return query_owner(OwnerKind::kContact, contact_key, filter, scope);
}

inline Result<StateList> Engine::query_states(ServiceId id, const Filter& filter,
                                              const Scope& scope) {
  auto service = query_service(id, scope);
  if (!service) return std::move(service).error();
  const Filter wanted =
      detail::with_sorted_types(filter, EntityKind::kState, business_attributes(scope));
  StateList list{*std::move(service), {}};
  for (const State& state : list.service->states) {
    if (lifecycle::matches(state, wanted)) list.states.push_back(&state);
  }
  detail::sort_and_cut(list.states, filter);
  return list;
}

inline Result<TaskList> Engine::query_tasks(ServiceId id, const Filter& filter,
                                            const Scope& scope) {
  auto service = query_service(id, scope);
  if (!service) return std::move(service).error();
  const Filter wanted =
      detail::with_sorted_types(filter, EntityKind::kTask, business_attributes(scope));
  TaskList list{*std::move(service), {}};
  for (const Task& task : list.service->tasks) {
    const bool is_in_state = !filter.state_id || task.state_id == filter.state_id;
    if (is_in_state && lifecycle::matches(task, wanted)) list.tasks.push_back(&task);
  }
  detail::sort_and_cut(list.tasks, filter);
  return list;
}

}  // namespace v0
}  // namespace ucs
