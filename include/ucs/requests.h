// SPDX-License-Identifier: MIT
//
// What the operations take: the events of spec 2.1 and 3, as plain structs. Absent members were not
// given. Durations are in seconds, 0 to 2^31 - 1. Which member is mandatory, and each limit,
// depends on the dialect: ucs/lifecycle.h.
#pragma once

#include <ucs/extensions.h>
#include <ucs/model.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// The part every start and end event shares. Without a timestamp the engine's clock fills it in.
struct EventRequest : EventFields {
  std::optional<Timestamp> timestamp;
};

/// SRV.1, and the fields an association replaces (SRV.2).
struct StartService : EventRequest {
  Text customer_id;
  Text contact_key;
  LongOrString service_type;
  std::optional<std::int32_t> est_duration;
  /// The lifetime in seconds from this event; wins over expiration_time.
  std::optional<std::int32_t> ttl;
  std::optional<Timestamp> expiration_time;
  std::optional<std::int32_t> auto_complete_after;
  Extensions extensions;
};

/// The fields of an Update Expiration (spec 3.5). At least one of ttl and expiration_time is given.
struct UpdateExpiration {
  /// The lifetime in seconds from now; wins over expiration_time.
  std::optional<std::int32_t> ttl;
  std::optional<Timestamp> expiration_time;
  std::optional<std::int32_t> auto_complete_after;
};

/// SRV.5.
struct StartState : EventRequest {
  LongOrString state_type;
  std::optional<StateId> previous_state_id;
  std::optional<std::int32_t> est_duration;
  Extensions extensions;
};

/// SRV.8.
struct StartTask : EventRequest {
  LongOrString task_type;
  /// The state the task belongs to; absent for a task of the service itself.
  std::optional<StateId> state_id;
  std::optional<std::int32_t> est_duration;
  Extensions extensions;
};

/// SRV.3, SRV.6 and SRV.9.
struct CompleteActivity : EventRequest {
  LongOrString disposition;
  Text disposition_desc;
  /// Read when a task is completed only: if given, it must be the task's state.
  std::optional<StateId> state_id;
  Extensions extensions;
};

/// SRV.7. The event fields are recorded on both events; the extensions here on both states, unless
/// `from` or `to` has one of the same name.
struct Transition : EventRequest {
  struct From {
    std::optional<StateId> state_id;
    LongOrString disposition;
    Text disposition_desc;
    Extensions extensions;
  };
  struct To {
    LongOrString state_type;
    std::optional<std::int32_t> est_duration;
    Extensions extensions;
  };

  From from;
  To to;
  Extensions extensions;
};

/// Names a service, or one state or one task of it. At most one of state_id and task_id is given.
struct ActivityRef {
  ServiceId service_id = 0;
  std::optional<StateId> state_id;
  std::optional<TaskId> task_id;
};

/// What a purge removes (spec 3.6), of the services whose start event is earlier than its limit.
enum class PurgeOperation {
  kAll,                 ///< purge.service.all: every one
  kStarted,             ///< purge.service.started: those not completed
  kStartedAnonymous,    ///< purge.service.started.anonymous: of these, those without a customer
  kCompleted,           ///< purge.service.completed
  kCompletedAnonymous,  ///< purge.service.completed.anonymous: of these, those without a customer
};

/// Returns the operation of this exact name, or nothing.
[[nodiscard]] inline std::optional<PurgeOperation> find_purge_operation(
    std::string_view name) noexcept {
  if (name == "purge.service.all") return PurgeOperation::kAll;
  if (name == "purge.service.started") return PurgeOperation::kStarted;
  if (name == "purge.service.started.anonymous") return PurgeOperation::kStartedAnonymous;
  if (name == "purge.service.completed") return PurgeOperation::kCompleted;
  if (name == "purge.service.completed.anonymous") return PurgeOperation::kCompletedAnonymous;
  return std::nullopt;
}

/// Which entries of a list are wanted (spec 5). All conditions must hold; the default wants
/// everything.
struct Filter {
  enum class Progress { kAny, kActive, kCompleted };

  Progress progress = Progress::kAny;
  /// An item matches a stored integer or string of the same text, and where map-names is on (spec
  /// 6) an item that is a name also the DBID of that value; empty for every type.
  std::vector<std::string> types;
  /// The start event's time: from (inclusive), to (exclusive).
  std::optional<Timestamp> started_from;
  std::optional<Timestamp> started_to;
  /// Only tasks of this state. Read by lists of tasks only.
  std::optional<StateId> state_id;
  /// The entries to skip, and the entries to return at most, in the order of the list.
  std::size_t offset = 0;
  std::optional<std::size_t> limit;
};

/// Which services an export has (spec 3.7). All conditions must hold.
struct ExportFilter {
  /// The event whose time lies in [time_from, time_to).
  enum class Events {
    kAny,  ///< one of the two, or both
    kStarted,
    kCompleted,
  };

  /// Inclusive. Mandatory.
  std::optional<Timestamp> time_from;
  /// Exclusive. If absent, the time at which the export begins.
  std::optional<Timestamp> time_to;
  Events events = Events::kAny;
  /// Of the service itself, when the export comes to it.
  Filter::Progress progress = Filter::Progress::kAny;
};

}  // namespace v0
}  // namespace ucs
