// SPDX-License-Identifier: MIT
//
// Every rule of the domain, once: pure functions that take one Service and an event and return the
// Service as it is afterwards, or the reason why the event is refused. They read no clock, allocate
// no id and touch no store, so that every store and every entry obeys the same rules. ucs/engine.h
// composes them with a store; most programs use that.
//
// Errors every function that takes an event may return:
//   field_too_long     a text has more characters than the dialect allows (FieldRules, ucs/rules.h)
//   invalid_field      a text is not UTF-8, customer_id or contact_key is given and empty, or a
//                      duration is negative
//   invalid_timestamp  a time lies outside the years 0000 to 9999
//   missing_field      a type is absent where the dialect demands one
//   invalid_extension  an extension has a reserved name or a value larger than kExtensionBytesMax,
//                      or there are more than kExtensionsPerActivityMax afterwards; or it is not
//                      what its schema says (check_extension, ucs/schema_rules.h), or given twice
//                      in different case, where the dialect demands a schema
//   duplicate_record   two records of it are equal where its schema says `unique`
//   invalid_business_attribute
//                      data-validation is on, and a value is none of the business attribute its
//                      field is mapped to (spec 6)
//   unknown_extension  the dialect demands a schema for the extension and there is none
//
// Where the dialect demands schemas an extension is stored under its schema's spelling and with the
// schema's defaults.
//
// The returned Service has the revision of the one it was made from; who stores it counts it up.
// Every change renews what the settings say of its expiry and auto-completion (spec 3.5).
// All functions are thread-safe. Costs are O(log n) in the number of states and tasks unless a line
// says otherwise.
#pragma once

#include <ucs/lifecycle_context.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>

#include <string_view>

namespace ucs {
inline namespace v0 {
namespace lifecycle {

/// Returns a new, active service (spec 3.1). Also missing_field: neither customer_id nor
/// contact_key is given.
[[nodiscard]] inline Result<Service> start_service(ServiceId id, const StartService& request,
                                                   const Context& context);

/// Returns `service` completed (spec 3.1); its open states and tasks stay open. Also
/// already_completed.
[[nodiscard]] inline Result<Service> complete_service(const Service& service,
                                                      const CompleteActivity& request,
                                                      const Context& context);

/// Returns `service` as one of `customer_id` (spec 3.3): fields given in `request` replace those of
/// the start, given extensions replace theirs; the request's own customer_id is not read. Allowed
/// on completed and on associated services. Also missing_field: `customer_id` is absent.
[[nodiscard]] inline Result<Service> associate_service(const Service& service,
                                                       const Text& customer_id,
                                                       const StartService& request,
                                                       const Context& context);

/// Returns `service` with another time at which it expires and, if given, at which it completes
/// itself (spec 3.5). Also missing_field: neither ttl nor expiration_time is given.
[[nodiscard]] inline Result<Service> update_expiration(const Service& service,
                                                       const UpdateExpiration& request,
                                                       const Context& context);

/// Returns `service`, which is active, completed at `context.now` together with its open states and
/// tasks (spec 3.5). O(n log n) in those.
[[nodiscard]] inline Service auto_complete(const Service& service, const Context& context);

/// Returns the first error start_state would return, whatever the id. Lets a caller allocate ids
/// for good requests only.
[[nodiscard]] inline Result<void> check_start_state(const StartState& request,
                                                    const Context& context);

/// Returns `service` with one more active state (spec 3.1). `id` is not that of a state of the
/// service.
[[nodiscard]] inline Result<Service> start_state(const Service& service, StateId id,
                                                 const StartState& request, const Context& context);

/// Returns `service` with the state completed. Also state_not_found, already_completed.
[[nodiscard]] inline Result<Service> complete_state(const Service& service, StateId id,
                                                    const CompleteActivity& request,
                                                    const Context& context);

/// Returns the first error transition would return, whatever the new id.
[[nodiscard]] inline Result<void> check_transition(const Service& service,
                                                   const Transition& request,
                                                   const Context& context);

/// Returns `service` with the state `from` completed and a new one started at the same time
/// (spec 3.2). Also missing_field: from.state_id is absent; state_not_found; already_completed.
[[nodiscard]] inline Result<Service> transition(const Service& service, StateId new_id,
                                                const Transition& request, const Context& context);

/// Returns the first error start_task would return, whatever the id.
[[nodiscard]] inline Result<void> check_start_task(const Service& service, const StartTask& request,
                                                   const Context& context);

/// Returns `service` with one more active task (spec 3.1). `id` is not that of a task of the
/// service. Also state_not_found: state_id is given and names no state of the service.
[[nodiscard]] inline Result<Service> start_task(const Service& service, TaskId id,
                                                const StartTask& request, const Context& context);

/// Returns `service` with the task completed. Also task_not_found, already_completed, and
/// state_not_found: state_id is given and is not the task's.
[[nodiscard]] inline Result<Service> complete_task(const Service& service, TaskId id,
                                                   const CompleteActivity& request,
                                                   const Context& context);

/// Returns `service` with the extension replaced whole, or created (spec 3.4). Also
/// state_not_found, task_not_found.
[[nodiscard]] inline Result<Service> update_extension(const Service& service,
                                                      const ActivityRef& target,
                                                      const Extension& extension,
                                                      const Context& context);

/// Returns `service` with the members of the object `extension.value` added to the stored object,
/// or that object stored when there is none (spec 3.4). An object whose one member is an object
/// under the extension's own name stands for that inner object. Where the dialect demands a schema
/// the outcome is held against it, and names are not case-sensitive. Also state_not_found,
/// task_not_found, and invalid_extension: the stored value or the given one is not an object, or
/// the result is larger than kExtensionBytesMax. O(n log n) in the size of both.
[[nodiscard]] inline Result<Service> merge_extension(const Service& service,
                                                     const ActivityRef& target,
                                                     const Extension& extension,
                                                     const Context& context);

/// Reports whether `service` has ceased to exist at `now` (spec 3.5).
[[nodiscard]] inline bool is_expired(const Service& service, Timestamp now) noexcept {
  return now >= service.expires;
}

/// Reports whether a purge removes `service` (spec 3.6): it started earlier than `limit`, and is of
/// the kind `operation` names.
[[nodiscard]] inline bool is_purged(const Service& service, PurgeOperation operation,
                                    Timestamp limit) noexcept;

/// Reports whether an export has `service` (spec 3.7). An absent time of `filter` is no bound.
[[nodiscard]] inline bool is_exported(const Service& service, const ExportFilter& filter) noexcept;

/// Reports whether `activity` passes the conditions of `filter` but offset, limit and state_id
/// (spec 5). `filter.types` is in ascending order. O(log n) in the number of types.
[[nodiscard]] inline bool matches(const Activity& activity, const Filter& filter);

}  // namespace lifecycle
}  // namespace v0
}  // namespace ucs

#include <ucs/detail/lifecycle.h>      // IWYU pragma: export
#include <ucs/detail/service_match.h>  // IWYU pragma: export
