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
  /// When the service ceases to exist, if its start event said so; else the default lifetime
  /// applies.
  std::optional<Timestamp> expiration_time;
  /// Seconds without a change after which the service completes itself, if its start event said so.
  std::optional<std::int32_t> auto_complete_after;

  [[nodiscard]] bool is_anonymous() const noexcept { return !customer_id.is_present(); }
};

/// A stored service.
using ServicePtr = std::shared_ptr<const Service>;

}  // namespace v0
}  // namespace ucs
