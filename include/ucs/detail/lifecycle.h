// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/activity_change.h>
#include <ucs/lifecycle.h>

#include <string>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace lifecycle {

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
  Result<Service> started(std::in_place);  // a Service is large: it is not moved
  Service& service = *started;
  service.id = id;
  service.customer_id = request.customer_id;
  service.contact_key = request.contact_key;
  service.type = request.service_type;
  service.est_duration = request.est_duration;
  service.started = detail::make_event(request, context.now);
  service.extensions = std::move(extensions);
  detail::apply_lifetime(service, request, service.started.timestamp);
  detail::touch(service, context);
  return started;
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

}  // namespace lifecycle
}  // namespace v0
}  // namespace ucs
