// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/extension_merge.h>
#include <ucs/detail/field_checker.h>
#include <ucs/lifecycle.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace lifecycle {
namespace detail {

using ucs::detail::FieldChecker;

[[nodiscard]] inline FieldChecker checker_of(const Context& context) {
  return FieldChecker(context.rules, context.schemas);
}

/// Returns a checker that also holds fields of `kind` against the business attributes.
[[nodiscard]] inline FieldChecker checker_of(const Context& context, EntityKind kind) {
  FieldChecker check = checker_of(context);
  check.validate(kind, context.attributes);
  return check;
}

[[nodiscard]] inline Error not_found(ErrorCode code, const char* kind, std::int64_t id,
                                     ServiceId service_id) {
  return Error{code,
               std::string("service ") + std::to_string(service_id) + " has no " + kind + " " +
                   std::to_string(id),
               std::string(kind) + "_id"};
}

[[nodiscard]] inline Error already_completed(const char* kind, std::int64_t id,
                                             const Activity& activity) {
  return Error{ErrorCode::kAlreadyCompleted,
               std::string(kind) + " " + std::to_string(id) + " was already completed, at " +
                   format_timestamp(activity.completion->event.timestamp),
               std::string(kind) + "_id"};
}

[[nodiscard]] inline Event make_event(const EventRequest& request, Timestamp now) {
  Event event;
  static_cast<EventFields&>(event) = request;
  event.timestamp = request.timestamp.value_or(now);
  return event;
}

[[nodiscard]] inline Completion make_completion(const EventRequest& request,
                                                const LongOrString& disposition,
                                                const Text& disposition_desc, Timestamp now) {
  Completion completion;
  completion.event = make_event(request, now);
  completion.disposition = disposition;
  completion.disposition_desc = disposition_desc;
  return completion;
}

[[nodiscard]] constexpr EntityKind kind_of(const Service& /*type*/) { return EntityKind::kService; }
[[nodiscard]] constexpr EntityKind kind_of(const State& /*type*/) { return EntityKind::kState; }
[[nodiscard]] constexpr EntityKind kind_of(const Task& /*type*/) { return EntityKind::kTask; }

/// Adds `extensions` to a service, state or task, if that does not make them too many.
template <class Entity>
[[nodiscard]] Result<void> attach(Entity& entity, const Extensions& extensions,
                                  const Context& context) {
  FieldChecker check = checker_of(context);
  entity.extensions.set_all(check.extensions(kind_of(entity), extensions));
  check.count(entity.extensions);
  return std::move(check).result();
}

/// Completes `entity`, which is active, and adds the extensions given with the end.
template <class Entity>
[[nodiscard]] Result<void> complete(Entity& entity, const CompleteActivity& request,
                                    const Context& context) {
  FieldChecker check = checker_of(context, kind_of(entity));
  check.event(request);
  check.disposition(request.disposition, request.disposition_desc);
  if (auto checked = std::move(check).result(); !checked) return checked;
  entity.completion = std::make_shared<const Completion>(
      make_completion(request, request.disposition, request.disposition_desc, context.now));
  return attach(entity, request.extensions, context);
}

/// Checks everything a start of a service and an association share but the extensions.
inline void check_start_fields(FieldChecker& check, const StartService& request) {
  check.event(request);
  check.owner("contact_key", request.contact_key, kContactKeyMax);
  check.seconds("est_duration", request.est_duration);
  check.seconds("ttl", request.ttl);
  check.time("expiration_time", request.expiration_time);
  check.seconds("auto_complete_after", request.auto_complete_after);
}

/// Sets when the service expires and completes itself, if `request` says so; `ttl` wins (spec 3.5).
template <class Request>
void apply_lifetime(Service& service, const Request& request, Timestamp event_time) {
  if (request.ttl) {
    service.expires =
        std::min<Timestamp>(event_time + std::chrono::seconds(*request.ttl), kTimestampMax);
    service.is_expires_given = true;
  } else if (request.expiration_time) {
    service.expires = *request.expiration_time;
    service.is_expires_given = true;
  }
  if (request.auto_complete_after) {
    service.auto_complete_after = request.auto_complete_after;
    service.is_auto_complete_given = true;
  }
}

[[nodiscard]] inline const Settings& default_settings() {
  static const Settings kDefault;
  return kDefault;
}

/// Notes that the service changes now, and renews what follows from that and the settings. Comes
/// after the service's type and lifetime are set.
inline void touch(Service& service, const Context& context) {
  service.updated = context.now;
  if (service.is_expires_given && service.is_auto_complete_given) return;
  const Settings& settings = context.settings == nullptr ? default_settings() : *context.settings;
  if (!service.is_expires_given) {
    const auto lifetime = settings.lifetime_of(service.type);
    const bool is_last = lifetime >= kTimestampMax - context.now;  // the sum could overflow
    service.expires = is_last ? kTimestampMax : context.now + lifetime;
  }
  if (!service.is_auto_complete_given) {
    const auto after = settings.auto_complete_after_of(service.type);
    service.auto_complete_after.reset();
    if (after) service.auto_complete_after = static_cast<std::int32_t>(after->count());
  }
}

/// Completes those of `activities` that are open.
template <class T>
void complete_open(ucs::detail::PersistentMap<T>& activities,
                   const std::shared_ptr<const Completion>& completion) {
  const ucs::detail::PersistentMap<T> before = activities;
  for (const T& activity : before) {
    if (!activity.is_active()) continue;
    T completed = activity;
    completed.completion = completion;
    activities.put(std::make_shared<const T>(std::move(completed)));
  }
}

// Extensions at the top level of a transition are recorded on both states; those inside `from` and
// `to` come later and win (spec 3.2).
struct TransitionExtensions {
  Extensions completed;
  Extensions started;
};
[[nodiscard]] inline TransitionExtensions transition_extensions(FieldChecker& check,
                                                                const State& from,
                                                                const Transition& request) {
  const Extensions both = check.extensions(EntityKind::kState, request.extensions);
  TransitionExtensions result{from.extensions, both};
  result.completed.set_all(both);
  result.completed.set_all(check.extensions(EntityKind::kState, request.from.extensions));
  result.started.set_all(check.extensions(EntityKind::kState, request.to.extensions));
  check.count(result.completed);
  check.count(result.started);
  return result;
}

template <class Value>
void replace_if_given(Value& value, const Value& given) {
  if (given.is_present()) value = given;
}
template <class Value>
void replace_if_given(std::optional<Value>& value, const std::optional<Value>& given) {
  if (given) value = given;
}

inline void replace_given_fields(Event& event, const EventRequest& request) {
  replace_if_given(event.session_id, request.session_id);
  replace_if_given(event.interaction_id, request.interaction_id);
  replace_if_given(event.application_type, request.application_type);
  replace_if_given(event.resource_type, request.resource_type);
  replace_if_given(event.media_type, request.media_type);
  replace_if_given(event.application_id, request.application_id);
  replace_if_given(event.resource_id, request.resource_id);
  if (request.timestamp) event.timestamp = *request.timestamp;
}

/// Replaces the extensions of `entity` by what `change` (EntityKind, Extensions& -> Result<void>)
/// makes of them.
template <class Entity, class Change>
[[nodiscard]] Result<void> change_extensions(Entity& entity, const Context& context,
                                             Change&& change) {
  if (auto changed = change(kind_of(entity), entity.extensions); !changed) return changed;
  FieldChecker check(context.rules);
  check.count(entity.extensions);
  return std::move(check).result();
}

/// Applies `change` to the extensions of what `target` names, on a copy of `service`.
template <class Change>
[[nodiscard]] Result<Service> change_target(const Service& service, const ActivityRef& target,
                                            const Context& context, Change&& change) {
  Service next = service;
  touch(next, context);
  if (target.task_id) {
    const Task* found = service.tasks.find(*target.task_id);
    if (found == nullptr)
      return not_found(ErrorCode::kTaskNotFound, "task", *target.task_id, service.id);
    Task task = *found;
    if (auto changed = change_extensions(task, context, change); !changed)
      return std::move(changed).error();
    next.tasks.put(std::make_shared<const Task>(std::move(task)));
  } else if (target.state_id) {
    const State* found = service.states.find(*target.state_id);
    if (found == nullptr)
      return not_found(ErrorCode::kStateNotFound, "state", *target.state_id, service.id);
    State state = *found;
    if (auto changed = change_extensions(state, context, change); !changed)
      return std::move(changed).error();
    next.states.put(std::make_shared<const State>(std::move(state)));
  } else if (auto changed = change_extensions(next, context, change); !changed) {
    return std::move(changed).error();
  }
  return next;
}

/// Checks a start of a state and returns its extensions as they are stored.
[[nodiscard]] inline Extensions check_start(FieldChecker& check, const StartState& request) {
  check.type("state_type", request.state_type);
  check.event(request);
  check.seconds("est_duration", request.est_duration);
  return check.extensions(EntityKind::kState, request.extensions);
}

/// Likewise of a task, but for its state.
[[nodiscard]] inline Extensions check_start(FieldChecker& check, const StartTask& request) {
  check.type("task_type", request.task_type);
  check.event(request);
  check.seconds("est_duration", request.est_duration);
  return check.extensions(EntityKind::kTask, request.extensions);
}

/// Checks a transition and returns the extensions of both states as they are stored.
[[nodiscard]] inline Result<TransitionExtensions> checked_transition(const Service& service,
                                                                     const Transition& request,
                                                                     const Context& context) {
  if (!request.from.state_id) {
    return Error{ErrorCode::kMissingField,
                 "from.state_id is missing; expected the id of the state to complete",
                 "from.state_id"};
  }
  const StateId from_id = *request.from.state_id;
  const State* from = service.states.find(from_id);
  if (from == nullptr) return not_found(ErrorCode::kStateNotFound, "state", from_id, service.id);
  if (!from->is_active()) return already_completed("state", from_id, *from);
  FieldChecker check = checker_of(context, EntityKind::kState);
  check.event(request);
  check.business_value(BusinessField::kDisposition, "from.disposition", request.from.disposition);
  check.text("from.disposition_desc", request.from.disposition_desc,
             context.rules.disposition_desc_max);
  check.type("to.state_type", request.to.state_type);
  check.seconds("to.est_duration", request.to.est_duration);
  TransitionExtensions extensions = transition_extensions(check, *from, request);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  return extensions;
}

/// Checks that the state a new task shall belong to exists.
[[nodiscard]] inline Result<void> check_state(const Service& service, const StartTask& request) {
  if (!request.state_id || service.states.find(*request.state_id) != nullptr) return {};
  return not_found(ErrorCode::kStateNotFound, "state", *request.state_id, service.id);
}

}  // namespace detail

inline Result<Service> start_service(ServiceId id, const StartService& request,
                                     const Context& context) {
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kService);
  if (!request.customer_id.is_present() && !request.contact_key.is_present()) {
    check.fail(ErrorCode::kMissingField, "customer_id",
               "is missing, and so is contact_key; expected at least one of them");
  }
  check.owner("customer_id", request.customer_id, kCustomerIdMax);
  check.type("service_type", request.service_type);
  detail::check_start_fields(check, request);
  Extensions extensions = check.extensions(EntityKind::kService, request.extensions);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  Service service;
  service.id = id;
  service.customer_id = request.customer_id;
  service.contact_key = request.contact_key;
  service.type = request.service_type;
  service.est_duration = request.est_duration;
  service.started = detail::make_event(request, context.now);
  service.extensions = std::move(extensions);
  detail::apply_lifetime(service, request, service.started.timestamp);
  detail::touch(service, context);
  return service;
}

inline Result<Service> complete_service(const Service& service, const CompleteActivity& request,
                                        const Context& context) {
  if (!service.is_active()) return detail::already_completed("service", service.id, service);
  Service next = service;
  detail::touch(next, context);
  if (auto done = detail::complete(next, request, context); !done) return std::move(done).error();
  return next;
}

inline Result<Service> associate_service(const Service& service, const Text& customer_id,
                                         const StartService& request, const Context& context) {
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kService);
  if (!customer_id.is_present()) {
    check.fail(ErrorCode::kMissingField, "customer_id", "is missing; expected a text");
  }
  check.owner("customer_id", customer_id, kCustomerIdMax);
  check.business_value(BusinessField::kType, "service_type", request.service_type);
  detail::check_start_fields(check, request);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  Service next = service;
  next.customer_id = customer_id;
  detail::replace_if_given(next.contact_key, request.contact_key);
  detail::replace_if_given(next.type, request.service_type);
  detail::replace_if_given(next.est_duration, request.est_duration);
  detail::replace_given_fields(next.started, request);
  detail::apply_lifetime(next, request, request.timestamp.value_or(context.now));
  detail::touch(next, context);
  if (auto done = detail::attach(next, request.extensions, context); !done)
    return std::move(done).error();
  return next;
}

inline Result<Service> update_expiration(const Service& service, const UpdateExpiration& request,
                                         const Context& context) {
  detail::FieldChecker check(context.rules);
  if (!request.ttl && !request.expiration_time) {
    check.fail(ErrorCode::kMissingField, "ttl",
               "is missing, and so is expiration_time; expected at least one of them");
  }
  check.seconds("ttl", request.ttl);
  check.time("expiration_time", request.expiration_time);
  check.seconds("auto_complete_after", request.auto_complete_after);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  Service next = service;
  detail::apply_lifetime(next, request, context.now);
  detail::touch(next, context);
  return next;
}

inline Service auto_complete(const Service& service, const Context& context) {
  const auto completion =
      std::make_shared<const Completion>(detail::make_completion({}, {}, {}, context.now));
  Service next = service;
  next.completion = completion;
  detail::complete_open(next.states, completion);
  detail::complete_open(next.tasks, completion);
  detail::touch(next, context);
  return next;
}

inline Result<void> check_start_state(const StartState& request, const Context& context) {
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kState);
  static_cast<void>(detail::check_start(check, request));
  return std::move(check).result();
}

inline Result<Service> start_state(const Service& service, StateId id, const StartState& request,
                                   const Context& context) {
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kState);
  Extensions extensions = detail::check_start(check, request);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  State state;
  state.id = id;
  state.type = request.state_type;
  state.previous_state_id = request.previous_state_id;
  state.est_duration = request.est_duration;
  state.started = detail::make_event(request, context.now);
  state.extensions = std::move(extensions);
  Service next = service;
  detail::touch(next, context);
  next.states.put(std::make_shared<const State>(std::move(state)));
  return next;
}

inline Result<Service> complete_state(const Service& service, StateId id,
                                      const CompleteActivity& request, const Context& context) {
  const State* found = service.states.find(id);
  if (found == nullptr)
    return detail::not_found(ErrorCode::kStateNotFound, "state", id, service.id);
  if (!found->is_active()) return detail::already_completed("state", id, *found);
  State state = *found;
  if (auto done = detail::complete(state, request, context); !done) return std::move(done).error();
  Service next = service;
  detail::touch(next, context);
  next.states.put(std::make_shared<const State>(std::move(state)));
  return next;
}

inline Result<void> check_transition(const Service& service, const Transition& request,
                                     const Context& context) {
  if (auto checked = detail::checked_transition(service, request, context); !checked) {
    return std::move(checked).error();
  }
  return {};
}

inline Result<Service> transition(const Service& service, StateId new_id, const Transition& request,
                                  const Context& context) {
  auto extensions = detail::checked_transition(service, request, context);
  if (!extensions) return std::move(extensions).error();
  State completed = *service.states.find(*request.from.state_id);
  completed.completion = std::make_shared<const Completion>(detail::make_completion(
      request, request.from.disposition, request.from.disposition_desc, context.now));
  State started;
  started.id = new_id;
  started.type = request.to.state_type;
  started.previous_state_id = completed.id;
  started.est_duration = request.to.est_duration;
  started.started = detail::make_event(request, context.now);
  completed.extensions = std::move(extensions->completed);
  started.extensions = std::move(extensions->started);
  Service next = service;
  detail::touch(next, context);
  next.states.put(std::make_shared<const State>(std::move(completed)));
  next.states.put(std::make_shared<const State>(std::move(started)));
  return next;
}

inline Result<void> check_start_task(const Service& service, const StartTask& request,
                                     const Context& context) {
  if (auto checked = detail::check_state(service, request); !checked) return checked;
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kTask);
  static_cast<void>(detail::check_start(check, request));
  return std::move(check).result();
}

inline Result<Service> start_task(const Service& service, TaskId id, const StartTask& request,
                                  const Context& context) {
  if (auto checked = detail::check_state(service, request); !checked)
    return std::move(checked).error();
  detail::FieldChecker check = detail::checker_of(context, EntityKind::kTask);
  Extensions extensions = detail::check_start(check, request);
  if (auto checked = std::move(check).result(); !checked) return std::move(checked).error();
  Task task;
  task.id = id;
  task.type = request.task_type;
  task.state_id = request.state_id;
  task.est_duration = request.est_duration;
  task.started = detail::make_event(request, context.now);
  task.extensions = std::move(extensions);
  Service next = service;
  detail::touch(next, context);
  next.tasks.put(std::make_shared<const Task>(std::move(task)));
  return next;
}

inline Result<Service> complete_task(const Service& service, TaskId id,
                                     const CompleteActivity& request, const Context& context) {
  const Task* found = service.tasks.find(id);
  if (found == nullptr) return detail::not_found(ErrorCode::kTaskNotFound, "task", id, service.id);
  if (request.state_id && request.state_id != found->state_id) {
    return Error{ErrorCode::kStateNotFound,
                 "state_id is " + std::to_string(*request.state_id) + ", but task " +
                     std::to_string(id) +
                     (found->state_id ? " belongs to state " + std::to_string(*found->state_id)
                                      : " belongs to no state"),
                 "state_id"};
  }
  if (!found->is_active()) return detail::already_completed("task", id, *found);
  Task task = *found;
  if (auto done = detail::complete(task, request, context); !done) return std::move(done).error();
  Service next = service;
  detail::touch(next, context);
  next.tasks.put(std::make_shared<const Task>(std::move(task)));
  return next;
}

inline Result<Service> update_extension(const Service& service, const ActivityRef& target,
                                        const Extension& extension, const Context& context) {
  return detail::change_target(service, target, context,
                               [&](EntityKind kind, Extensions& extensions) {
                                 detail::FieldChecker check = detail::checker_of(context);
                                 const auto changed = check.extension(kind, extension);
                                 const Extension& stored = changed ? *changed : extension;
                                 extensions.set(stored.name, stored.value);
                                 return std::move(check).result();
                               });
}

inline Result<Service> merge_extension(const Service& service, const ActivityRef& target,
                                       const Extension& extension, const Context& context) {
  return detail::change_target(
      service, target, context, [&](EntityKind kind, Extensions& extensions) -> Result<void> {
        detail::FieldChecker check = detail::checker_of(context);
        const Schema* schema =
            check.extension_schema(kind, {extension.name, extension.value.view()});
        if (auto checked = std::move(check).result(); !checked) return checked;
        const auto stored =
            extensions.find(schema == nullptr ? extension.name.view() : schema->name);
        const auto merged = ucs::detail::merge_extension(stored, extension, schema);
        if (!merged) return merged.error();
        extensions.set(merged->name, merged->value);
        detail::FieldChecker size_check = detail::checker_of(context);
        static_cast<void>(size_check.extension_schema(kind, {merged->name, merged->value.view()}));
        return std::move(size_check).result();
      });
}

inline bool is_purged(const Service& service, PurgeOperation operation, Timestamp limit) noexcept {
  if (service.started.timestamp >= limit) return false;
  switch (operation) {
    case PurgeOperation::kAll:
      return true;
    case PurgeOperation::kStarted:
      return service.is_active();
    case PurgeOperation::kStartedAnonymous:
      return service.is_active() && service.is_anonymous();
    case PurgeOperation::kCompleted:
      return !service.is_active();
    case PurgeOperation::kCompletedAnonymous:
      return !service.is_active() && service.is_anonymous();
  }
  return false;
}

inline bool is_exported(const Service& service, const ExportFilter& filter) noexcept {
  if (filter.progress == Filter::Progress::kActive && !service.is_active()) return false;
  if (filter.progress == Filter::Progress::kCompleted && service.is_active()) return false;
  const auto is_in_time = [&](const Event& event) {
    return (!filter.time_from || event.timestamp >= *filter.time_from) &&
           (!filter.time_to || event.timestamp < *filter.time_to);
  };
  using Events = ExportFilter::Events;
  if (filter.events != Events::kCompleted && is_in_time(service.started)) return true;
  return filter.events != Events::kStarted && !service.is_active() &&
         is_in_time(service.completion->event);
}

inline bool matches(const Activity& activity, const Filter& filter) {
  const Timestamp started = activity.started.timestamp;
  if (filter.progress == Filter::Progress::kActive && !activity.is_active()) return false;
  if (filter.progress == Filter::Progress::kCompleted && activity.is_active()) return false;
  if (filter.started_from && started < *filter.started_from) return false;
  if (filter.started_to && started >= *filter.started_to) return false;
  if (filter.types.empty()) return true;
  return activity.type.is_present() &&
         std::binary_search(filter.types.begin(), filter.types.end(), activity.type.text());
}

}  // namespace lifecycle
}  // namespace v0
}  // namespace ucs
