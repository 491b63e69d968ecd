// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/detail/call_store.h>
#include <ucs/detail/quoted.h>
#include <ucs/engine.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline Error service_not_found(ServiceId id) {
  return Error{ErrorCode::kServiceNotFound, "there is no service " + std::to_string(id),
               "service_id"};
}

[[nodiscard]] inline Error id_twice(std::int64_t id) {
  return Error{ErrorCode::kInternal, "the store handed out id " + std::to_string(id) + " twice",
               ""};
}

[[nodiscard]] inline Error too_many_conflicts(ServiceId id) {
  return Error{
      ErrorCode::kUnavailable,
      "service " + std::to_string(id) + " is being changed by too many callers at once; try again",
      "service_id"};
}

[[nodiscard]] inline std::string plural_of(EntityKind kind) {
  switch (kind) {
    case EntityKind::kService:
      return "services";
    case EntityKind::kState:
      return "states";
    case EntityKind::kTask:
      return "tasks";
  }
  return {};
}

[[nodiscard]] inline Error schema_not_found(EntityKind kind, std::string_view name) {
  return Error{ErrorCode::kSchemaNotFound,
               "there is no extension schema " + detail::quoted(name) + " for " + plural_of(kind),
               "name"};
}

[[nodiscard]] inline Error schema_exists(EntityKind kind, std::string_view name) {
  return Error{ErrorCode::kAlreadyExists,
               "there is an extension schema " + detail::quoted(name) + " for " + plural_of(kind) +
                   " already; names are not case-sensitive",
               "name"};
}

[[nodiscard]] inline Error too_many_schemas(EntityKind kind, std::size_t count) {
  return Error{ErrorCode::kInvalidExtension,
               "there are " + std::to_string(count) + " extension schemas for " + plural_of(kind) +
                   "; expected at most " + std::to_string(kSchemasPerKindMax),
               "name"};
}

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

/// Puts `entries` (pointers to activities) into the order of every list, and keeps the part the
/// filter asks for.
template <class Pointer>
void sort_and_cut(std::vector<Pointer>& entries, const Filter& filter) {
  std::sort(entries.begin(), entries.end(), [](const Pointer& a, const Pointer& b) {
    if (a->started.timestamp != b->started.timestamp)
      return a->started.timestamp < b->started.timestamp;
    return a->id < b->id;
  });
  const auto size = entries.size();
  const auto first = std::min(filter.offset, size);
  const auto count = std::min(filter.limit.value_or(size), size - first);
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(first + count), entries.end());
  entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(first));
}

}  // namespace detail

inline lifecycle::Context Engine::context(const Scope& scope, const SchemaSetPtr& schemas) const {
  const Settings* const settings = settings_.load(std::memory_order_acquire);
  return {clock_.now(), field_rules(scope.dialect), settings, schemas.get(),
          settings->business_attributes_of(scope.tenant)};
}

inline Result<SchemaSetPtr> Engine::load_schemas(const Scope& scope) {
  auto schemas = detail::call_store([&] { return store_.schemas(scope.tenant); });
  if (schemas && *schemas == nullptr) {
    return Error{ErrorCode::kInternal, "the store returned no set of extension schemas", ""};
  }
  return schemas;
}

inline Result<SchemaSetPtr> Engine::schemas_for(bool has_extensions, const Scope& scope) {
  if (!has_extensions || !field_rules(scope.dialect).needs_extension_schema) return SchemaSetPtr();
  return load_schemas(scope);
}

inline Result<void> Engine::set_settings(std::shared_ptr<const Settings> settings) {
  UCS_ASSERT(settings != nullptr);
  if (auto checked = check_settings(*settings); !checked) return checked;
  const std::lock_guard lock(settings_mutex_);
  generations_.push_back(std::move(settings));
  settings_.store(generations_.back().get(), std::memory_order_release);
  return {};
}

inline std::shared_ptr<const Settings> Engine::settings() const {
  const std::lock_guard lock(settings_mutex_);
  return generations_.back();
}

inline const BusinessAttributes* Engine::business_attributes(const Scope& scope) const {
  return settings_.load(std::memory_order_acquire)->business_attributes_of(scope.tenant);
}

inline Result<ServicePtr> Engine::load(ServiceId id, const Scope& scope, Timestamp now) {
  auto found = detail::call_store([&] { return store_.get(scope.tenant, id); });
  if (!found) return found;
  if (*found == nullptr || lifecycle::is_expired(**found, now)) {
    return detail::service_not_found(id);
  }
  return found;
}

inline Result<std::int64_t> Engine::allocate_id(IdKind kind, const Scope& scope) {
  auto id = detail::call_store([&] { return store_.allocate_ids(scope.tenant, kind, 1); });
  if (id && (*id < 1 || *id > id_max(kind))) {
    return Error{ErrorCode::kInternal, "the store handed out " + std::to_string(*id) + " as an id",
                 ""};
  }
  return id;
}

template <class T>
auto Engine::nested_id(IdKind kind, const detail::PersistentMap<T>& siblings, decltype(T::id)& held,
                       const Scope& scope) -> Result<decltype(T::id)> {
  if (options_.id_scope == IdScope::kService) {
    if (siblings.last_id() < id_max(kind)) return siblings.last_id() + 1;
    return Error{ErrorCode::kIdSpaceExhausted, "no ids are left in this service", ""};
  }
  if (held == 0) {
    const auto id = allocate_id(kind, scope);
    if (!id) return id.error();
    held = static_cast<decltype(T::id)>(*id);
  }
  if (siblings.find(held) != nullptr) return detail::id_twice(held);
  return held;
}

template <class Change>
Result<void> Engine::update(ServiceId id, const Scope& scope, const Result<SchemaSetPtr>& schemas,
                            Change&& change) {
  if (!schemas) return schemas.error();
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    const lifecycle::Context now = context(scope, *schemas);
    const auto current = load(id, scope, now.now);
    if (!current) return current.error();
    Result<Service> changed = change(**current, now);
    if (!changed) return std::move(changed).error();
    changed->revision = (*current)->revision + 1;
    const ServicePtr next = std::make_shared<const Service>(std::move(*changed));
    const auto stored =
        detail::call_store([&] { return store_.put_if(scope.tenant, next, (*current)->revision); });
    if (!stored) return stored.error();
    if (*stored) return {};
  }
  return detail::too_many_conflicts(id);
}

inline Result<ServiceId> Engine::start_service(const StartService& request, const Scope& scope) {
  const auto schemas = schemas_for(!request.extensions.empty(), scope);
  if (!schemas) return schemas.error();
  // The id comes last, so that a refused request takes none.
  auto service = lifecycle::start_service(0, request, context(scope, *schemas));
  if (!service) return std::move(service).error();
  const auto id = allocate_id(IdKind::kService, scope);
  if (!id) return id.error();
  service->id = *id;
  service->revision = 1;
  const ServicePtr started = std::make_shared<const Service>(std::move(*service));
  const auto stored = detail::call_store([&] { return store_.put_if(scope.tenant, started, 0); });
  if (!stored) return stored.error();
  if (!*stored) return detail::id_twice(*id);
  return *id;
}

inline Result<void> Engine::associate_service(const Text& customer_id, ServiceId id,
                                              const StartService& request, const Scope& scope) {
  return update(id, scope, schemas_for(!request.extensions.empty(), scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::associate_service(service, customer_id, request, now);
                });
}

inline Result<void> Engine::complete_service(ServiceId id, const CompleteActivity& request,
                                             const Scope& scope) {
  return update(id, scope, schemas_for(!request.extensions.empty(), scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::complete_service(service, request, now);
                });
}

inline Result<void> Engine::delete_service(ServiceId id, const Scope& scope) {
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    const auto current = load(id, scope, clock_.now());
    if (!current) return current.error();
    const auto erased =
        detail::call_store([&] { return store_.erase_if(scope.tenant, id, (*current)->revision); });
    if (!erased) return erased.error();
    if (*erased) return {};
  }
  return detail::too_many_conflicts(id);
}

inline Result<void> Engine::update_expiration(ServiceId id, const UpdateExpiration& request,
                                              const Scope& scope) {
  return update(id, scope, SchemaSetPtr(),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::update_expiration(service, request, now);
                });
}

inline Result<bool> Engine::apply_due(ServicePtr due, const Scope& scope, Timestamp now,
                                      DueOutcome& outcome) {
  const ServiceId id = due->id;
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    if (due == nullptr || due->due() > now) return false;
    ServicePtr completed;
    if (due->has_auto_complete()) {
      lifecycle::Context then = context(scope);
      then.now = due->due();
      Service changed = lifecycle::auto_complete(*due, then);
      changed.revision = due->revision + 1;
      completed = std::make_shared<const Service>(std::move(changed));
    }
    const auto applied = detail::call_store([&] {
      return completed == nullptr ? store_.erase_if(scope.tenant, id, due->revision)
                                  : store_.put_if(scope.tenant, completed, due->revision);
    });
    if (!applied) return applied.error();
    if (*applied) {
      ++(completed == nullptr ? outcome.expired : outcome.completed);
      return completed != nullptr && completed->due() <= now;
    }
    auto current = detail::call_store([&] { return store_.get(scope.tenant, id); });
    if (!current) return std::move(current).error();
    due = *std::move(current);
  }
  return detail::too_many_conflicts(id);
}

inline Result<DueOutcome> Engine::run_due(std::size_t limit, const Scope& scope) {
  constexpr std::size_t kPage = 256;
  const Timestamp now = clock_.now();
  DueOutcome outcome;
  while (outcome.total() < limit) {
    const std::size_t before = outcome.total();
    const auto page = detail::call_store(
        [&] { return store_.list_due(scope.tenant, now, std::min(limit - before, kPage)); });
    if (!page) return page.error();
    for (const ServicePtr& due : *page) {
      const auto is_due_again = apply_due(due, scope, now, outcome);
      if (!is_due_again) return is_due_again.error();
      if (*is_due_again) break;  // perhaps before the next one of this page
    }
    // Nothing is due any more, or others have applied the same page.
    if (outcome.total() == before) return outcome;
  }
  return outcome;
}

template <class IsKept>
Result<bool> Engine::erase_unless(ServicePtr service, const Scope& scope, const IsKept& is_kept) {
  const ServiceId id = service->id;
  for (std::size_t conflicts = 0; conflicts <= options_.conflicts_max; ++conflicts) {
    if (service == nullptr || is_kept(*service)) return false;
    auto erased =
        detail::call_store([&] { return store_.erase_if(scope.tenant, id, service->revision); });
    if (!erased || *erased) return erased;
    auto current = detail::call_store([&] { return store_.get(scope.tenant, id); });
    if (!current) return std::move(current).error();
    service = *std::move(current);
  }
  return detail::too_many_conflicts(id);
}

inline Result<std::size_t> Engine::purge(PurgeOperation operation, Timestamp limit,
                                         const Scope& scope) {
  constexpr std::size_t kPage = 256;
  const auto is_kept = [&](const Service& service) {
    return !lifecycle::is_purged(service, operation, limit) ||
           lifecycle::is_expired(service, clock_.now());
  };
  std::size_t purged = 0;
  ServiceId after = std::numeric_limits<ServiceId>::min();
  for (;;) {
    const auto page = detail::call_store([&] { return store_.scan(scope.tenant, after, kPage); });
    if (!page) return page.error();
    for (const ServicePtr& service : *page) {
      const auto erased = erase_unless(service, scope, is_kept);
      if (!erased) return erased.error();
      if (*erased) ++purged;
    }
    if (page->size() < kPage) return purged;
    after = page->back()->id;
  }
}

inline Result<ServiceId> Engine::last_service_id(const Scope& scope) {
  ServiceId low = 0;  // there is a service above it, unless it is `high`
  ServiceId high = id_max(IdKind::kService);
  while (low < high) {
    const ServiceId middle = low + (high - low) / 2;
    const auto above = detail::call_store([&] { return store_.scan(scope.tenant, middle, 1); });
    if (!above) return above.error();
    if (above->empty()) {
      high = middle;
    } else {
      low = std::min(above->front()->id, high);
    }
  }
  return high;
}

inline Result<ExportCursor> Engine::export_services(const ExportFilter& filter,
                                                    const Scope& scope) {
  if (!filter.time_from) {
    return Error{ErrorCode::kMissingField,
                 "time_from is missing; expected a time such as 2026-03-01T12:00:00.000Z",
                 "time_from"};
  }
  if (filter.time_to && *filter.time_to < *filter.time_from) {
    return Error{ErrorCode::kInvalidParameter,
                 "time_to is \"" + format_timestamp(*filter.time_to) +
                     "\"; expected no time before time_from, \"" +
                     format_timestamp(*filter.time_from) + "\"",
                 "time_to"};
  }
  const auto last = last_service_id(scope);
  if (!last) return last.error();
  ExportFilter resolved = filter;
  if (!filter.time_to) resolved.time_to = clock_.now();
  return ExportCursor(store_, clock_, {scope.tenant, resolved, *last});
}

inline Result<StateId> Engine::start_state(ServiceId id, const StartState& request,
                                           const Scope& scope) {
  StateId held = 0;
  StateId started = 0;
  auto done = update(id, scope, schemas_for(!request.extensions.empty(), scope),
                     [&](const Service& service, const lifecycle::Context& now) -> Result<Service> {
                       if (auto checked = lifecycle::check_start_state(request, now); !checked)
                         return std::move(checked).error();
                       const auto state_id = nested_id(IdKind::kState, service.states, held, scope);
                       if (!state_id) return state_id.error();
                       started = *state_id;
                       return lifecycle::start_state(service, started, request, now);
                     });
  if (!done) return std::move(done).error();
  return started;
}

inline Result<void> Engine::complete_state(ServiceId id, StateId state_id,
                                           const CompleteActivity& request, const Scope& scope) {
  return update(id, scope, schemas_for(!request.extensions.empty(), scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::complete_state(service, state_id, request, now);
                });
}

inline Result<StateId> Engine::transition(ServiceId id, const Transition& request,
                                          const Scope& scope) {
  StateId held = 0;
  StateId started = 0;
  const bool has_extensions = !request.extensions.empty() || !request.from.extensions.empty() ||
                              !request.to.extensions.empty();
  auto done =
      update(id, scope, schemas_for(has_extensions, scope),
             [&](const Service& service, const lifecycle::Context& now) -> Result<Service> {
               if (auto checked = lifecycle::check_transition(service, request, now); !checked) {
                 return std::move(checked).error();
               }
               const auto state_id = nested_id(IdKind::kState, service.states, held, scope);
               if (!state_id) return state_id.error();
               started = *state_id;
               return lifecycle::transition(service, started, request, now);
             });
  if (!done) return std::move(done).error();
  return started;
}

inline Result<TaskId> Engine::start_task(ServiceId id, const StartTask& request,
                                         const Scope& scope) {
  TaskId held = 0;
  TaskId started = 0;
  auto done =
      update(id, scope, schemas_for(!request.extensions.empty(), scope),
             [&](const Service& service, const lifecycle::Context& now) -> Result<Service> {
               if (auto checked = lifecycle::check_start_task(service, request, now); !checked) {
                 return std::move(checked).error();
               }
               const auto task_id = nested_id(IdKind::kTask, service.tasks, held, scope);
               if (!task_id) return task_id.error();
               started = *task_id;
               return lifecycle::start_task(service, started, request, now);
             });
  if (!done) return std::move(done).error();
  return started;
}

inline Result<void> Engine::complete_task(ServiceId id, TaskId task_id,
                                          const CompleteActivity& request, const Scope& scope) {
  return update(id, scope, schemas_for(!request.extensions.empty(), scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::complete_task(service, task_id, request, now);
                });
}

inline Result<void> Engine::update_extension(const ActivityRef& target, const Extension& extension,
                                             const Scope& scope) {
  return update(target.service_id, scope, schemas_for(true, scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::update_extension(service, target, extension, now);
                });
}

inline Result<void> Engine::merge_extension(const ActivityRef& target, const Extension& extension,
                                            const Scope& scope) {
  return update(target.service_id, scope, schemas_for(true, scope),
                [&](const Service& service, const lifecycle::Context& now) {
                  return lifecycle::merge_extension(service, target, extension, now);
                });
}

inline Result<void> Engine::create_schema(EntityKind kind, const Schema& schema,
                                          const Scope& scope) {
  auto checked = check_schema(schema);
  if (!checked) return std::move(checked).error();
  const auto schemas = load_schemas(scope);
  if (!schemas) return schemas.error();
  const std::size_t count = (*schemas)->all(kind).size();
  const bool is_known = (*schemas)->find(kind, checked->name) != nullptr;
  if (!is_known && count >= kSchemasPerKindMax) return detail::too_many_schemas(kind, count);
  const SchemaPtr stored = std::make_shared<const Schema>(*std::move(checked));
  const auto created =
      detail::call_store([&] { return store_.create_schema(scope.tenant, kind, stored); });
  if (!created) return created.error();
  if (!*created) return detail::schema_exists(kind, stored->name);
  return {};
}

inline Result<std::vector<SchemaPtr>> Engine::query_schemas(EntityKind kind, const Scope& scope) {
  const auto schemas = load_schemas(scope);
  if (!schemas) return schemas.error();
  return (*schemas)->all(kind);
}

inline Result<SchemaPtr> Engine::query_schema(EntityKind kind, std::string_view name,
                                              const Scope& scope) {
  const auto schemas = load_schemas(scope);
  if (!schemas) return schemas.error();
  const Schema* found = (*schemas)->find(kind, name);
  if (found == nullptr) return detail::schema_not_found(kind, name);
  return SchemaPtr(*schemas, found);  // shares the set
}

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
