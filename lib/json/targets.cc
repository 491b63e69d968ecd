// SPDX-License-Identifier: MIT
#include "lib/json/targets.h"

#include <ucs/rules.h>

#include <string>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

constexpr std::size_t kExtensionsUsual = 8;

/// Returns where the fields of every event go.
[[nodiscard]] Slot event_slot(EventRequest& request, Field field) {
  switch (field) {
    case Field::kSessionId:
      return &request.session_id;
    case Field::kInteractionId:
      return &request.interaction_id;
    case Field::kApplicationType:
      return &request.application_type;
    case Field::kApplicationId:
      return &request.application_id;
    case Field::kResourceType:
      return &request.resource_type;
    case Field::kResourceId:
      return &request.resource_id;
    case Field::kMediaType:
      return &request.media_type;
    case Field::kTimestamp:
      return &request.timestamp;
    default:
      return {};
  }
}

[[nodiscard]] Error missing_object(const std::string& name) {
  return Error{ErrorCode::kMissingField, name + " is missing; expected an object", name};
}

}  // namespace

Slot ObjectTarget::member(std::string_view name) {
  const Field field = find_field(name);
  if (field != Field::kNone) return slot(field);
  return is_reserved_name(name) ? Slot() : unreserved(name);
}

Slot ObjectTarget::slot(Field /*field*/) { return {}; }

Slot ObjectTarget::unreserved(std::string_view name) {
  if (extensions_.empty()) extensions_.reserve(kExtensionsUsual);
  extensions_.push_back({name, {}});
  return &extensions_.back().value;
}

Slot StartServiceTarget::slot(Field field) {
  switch (field) {
    case Field::kCustomerId:
      return &request_.customer_id;
    case Field::kContactKey:
      return &request_.contact_key;
    case Field::kServiceType:
      return &request_.service_type;
    case Field::kEstDuration:
      return Seconds{&request_.est_duration};
    case Field::kTtl:
      return Seconds{&request_.ttl};
    case Field::kExpirationTime:
      return &request_.expiration_time;
    case Field::kAutoCompleteAfter:
      return Seconds{&request_.auto_complete_after};
    default:
      return event_slot(request_, field);
  }
}

Slot UpdateExpirationTarget::slot(Field field) {
  switch (field) {
    case Field::kTtl:
      return Seconds{&request_.ttl};
    case Field::kExpirationTime:
      return &request_.expiration_time;
    case Field::kAutoCompleteAfter:
      return Seconds{&request_.auto_complete_after};
    default:
      return {};
  }
}

Slot PurgeTarget::unreserved(std::string_view name) {
  if (name == "operation") return &request_.operation;
  if (name == "limit") return &request_.limit;
  return {};
}

Slot ModeTarget::unreserved(std::string_view name) {
  if (name == "mode") return &mode_;
  return {};
}

Slot StartStateTarget::slot(Field field) {
  switch (field) {
    case Field::kStateType:
      return &request_.state_type;
    case Field::kPreviousStateId:
      return &request_.previous_state_id;
    case Field::kEstDuration:
      return Seconds{&request_.est_duration};
    default:
      return event_slot(request_, field);
  }
}

Slot StartTaskTarget::slot(Field field) {
  switch (field) {
    case Field::kTaskType:
      return &request_.task_type;
    case Field::kStateId:
      return &request_.state_id;
    case Field::kEstDuration:
      return Seconds{&request_.est_duration};
    default:
      return event_slot(request_, field);
  }
}

Slot CompletionTarget::slot(Field field) {
  switch (field) {
    case Field::kDisposition:
      return &request_.disposition;
    case Field::kDispositionDesc:
      return &request_.disposition_desc;
    default:
      return event_slot(request_, field);
  }
}

Slot TaskCompletionTarget::slot(Field field) {
  if (field == Field::kStateId) return &request().state_id;
  return CompletionTarget::slot(field);
}

Slot TransitionTarget::FromTarget::slot(Field field) {
  switch (field) {
    case Field::kStateId:
      return &from_.state_id;
    case Field::kDisposition:
      return &from_.disposition;
    case Field::kDispositionDesc:
      return &from_.disposition_desc;
    default:
      return {};
  }
}

Slot TransitionTarget::ToTarget::slot(Field field) {
  switch (field) {
    case Field::kStateType:
      return &to_.state_type;
    case Field::kEstDuration:
      return Seconds{&to_.est_duration};
    default:
      return {};
  }
}

Slot TransitionTarget::slot(Field field) {
  switch (field) {
    case Field::kFrom:
      has_from_ = true;
      return static_cast<ObjectTarget*>(&from_);
    case Field::kTo:
      has_to_ = true;
      return static_cast<ObjectTarget*>(&to_);
    default:
      return event_slot(request_, field);
  }
}

void TransitionTarget::close() {
  request_.extensions = take_extensions();
  from_.close();
  to_.close();
}

std::optional<Error> TransitionTarget::missing() const {
  if (!has_from_) return missing_object("from");
  if (!has_to_) return missing_object("to");
  return std::nullopt;
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
