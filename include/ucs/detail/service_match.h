// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/lifecycle.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace lifecycle {

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
