// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/detail/call_store.h>
#include <ucs/detail/engine_errors.h>
#include <ucs/engine.h>

#include <memory>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
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

}  // namespace v0
}  // namespace ucs
