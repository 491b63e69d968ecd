// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/extension_merge.h>
#include <ucs/detail/field_checker.h>
#include <ucs/lifecycle_context.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>

#include <memory>
#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace lifecycle::detail {

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

}  // namespace lifecycle::detail
}  // namespace v0
}  // namespace ucs
