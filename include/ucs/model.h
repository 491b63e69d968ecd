// SPDX-License-Identifier: MIT
//
// What is stored: a Service with its states, tasks and extensions in one value (spec 2). Plain
// structs; a stored Service is immutable and shared (ServicePtr), and copies share their states,
// tasks and extension values, so a copy is cheap however large the service is. Const access is
// thread-safe.
#pragma once

#include <ucs/detail/persistent_map.h>
#include <ucs/extensions.h>
#include <ucs/text.h>
#include <ucs/time.h>
#include <ucs/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace ucs {
inline namespace v0 {

/// What every start and end event may carry besides its time (spec 2.1). An absent member was not
/// given.
struct EventFields {
  Text session_id;
  Text interaction_id;
  LongOrString application_type;
  LongOrString resource_type;
  LongOrString media_type;
  std::optional<std::int64_t> application_id;
  std::optional<std::int64_t> resource_id;
};

/// A start or end event as recorded.
struct Event : EventFields {
  Timestamp timestamp;
};

/// The end of a service, state or task.
struct Completion {
  Event event;
  LongOrString disposition;
  Text disposition_desc;
};

/// What services, states and tasks have in common: each starts, carries extensions, and completes.
struct Activity {
  /// service_type, state_type or task_type.
  LongOrString type;
  /// The estimated time to complete it, in seconds, 0 to 2^31 - 1.
  std::optional<std::int32_t> est_duration;
  Event started;
  /// Empty while active.
  std::shared_ptr<const Completion> completion;
  Extensions extensions;

  [[nodiscard]] bool is_active() const noexcept { return completion == nullptr; }

  /// Returns the time from start to completion, at least 0 (clocks differ); nothing while active.
  [[nodiscard]] std::optional<std::chrono::milliseconds> duration() const noexcept {
    if (is_active()) return std::nullopt;
    const std::chrono::milliseconds elapsed = completion->event.timestamp - started.timestamp;
    return elapsed.count() < 0 ? std::chrono::milliseconds{0} : elapsed;
  }
};

/// A step of a service. Several may be active at once, also of one type.
struct State : Activity {
  StateId id = 0;
  std::optional<StateId> previous_state_id;
};

/// A piece of work within a state, or directly within the service when `state_id` is absent.
struct Task : Activity {
  TaskId id = 0;
  std::optional<StateId> state_id;
};

/// Ordered by id; iterate with a range-for, look up with find(id) in O(log n).
using States = detail::PersistentMap<State>;
using Tasks = detail::PersistentMap<Task>;

/// A customer's journey towards one goal: a booking, a claim.
struct Service : Activity {
  ServiceId id = 0;
  Revision revision = 0;
  /// Absent while the service is anonymous.
  Text customer_id;
  /// Identifies an unknown customer by, say, a phone number; kept after association.
  Text contact_key;
  States states;
  Tasks tasks;
  /// When the service or anything in it last changed, by the engine's clock.
  Timestamp updated;
  /// When the service ceases to exist, at the end of the year 9999 at the latest. Written with each
  /// change, so that reading needs no settings.
  Timestamp expires = kTimestampMax;
  /// Seconds without a change, 0 to 2^31 - 1, after which the service completes itself; absent if
  /// it does not. Written with each change.
  std::optional<std::int32_t> auto_complete_after;
  /// Whether `expires` was given by an event and stays; else each change renews it.
  bool is_expires_given = false;
  /// Whether `auto_complete_after` was given by an event; else each change takes the setting.
  bool is_auto_complete_given = false;

  [[nodiscard]] bool is_anonymous() const noexcept { return !customer_id.is_present(); }

  /// Reports whether the service completes itself before it expires, if nothing changes until then.
  [[nodiscard]] bool has_auto_complete() const noexcept {
    return is_active() && auto_complete_after &&
           expires - updated > std::chrono::seconds(*auto_complete_after);
  }

  /// Returns the time at which the service does something on its own, if nothing changes until
  /// then: it completes itself, or else expires.
  [[nodiscard]] Timestamp due() const noexcept {
    return has_auto_complete() ? updated + std::chrono::seconds(*auto_complete_after) : expires;
  }
};

/// A stored service.
using ServicePtr = std::shared_ptr<const Service>;

}  // namespace v0
}  // namespace ucs
