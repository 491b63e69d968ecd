// SPDX-License-Identifier: MIT
//
// Whether two services, or two extension schemas, hold the same, member by member.
#pragma once

#include <ucs/model.h>
#include <ucs/schema.h>

#include <algorithm>

namespace ucs {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline bool is_same(const Event& a, const Event& b) {
  return a.timestamp == b.timestamp && a.session_id == b.session_id &&
         a.interaction_id == b.interaction_id && a.application_type == b.application_type &&
         a.resource_type == b.resource_type && a.media_type == b.media_type &&
         a.application_id == b.application_id && a.resource_id == b.resource_id;
}

[[nodiscard]] inline bool is_same_activity(const Activity& a, const Activity& b) {
  if (a.type != b.type || a.est_duration != b.est_duration || !is_same(a.started, b.started) ||
      a.is_active() != b.is_active() || !(a.extensions == b.extensions)) {
    return false;
  }
  if (a.is_active()) return true;
  return is_same(a.completion->event, b.completion->event) &&
         a.completion->disposition == b.completion->disposition &&
         a.completion->disposition_desc == b.completion->disposition_desc;
}

[[nodiscard]] inline bool is_same(const State& a, const State& b) {
  return a.id == b.id && a.previous_state_id == b.previous_state_id && is_same_activity(a, b);
}

[[nodiscard]] inline bool is_same(const Task& a, const Task& b) {
  return a.id == b.id && a.state_id == b.state_id && is_same_activity(a, b);
}

/// Linear in what is in them.
[[nodiscard]] inline bool is_same(const Service& a, const Service& b) {
  const auto is_same_item = [](const auto& x, const auto& y) { return is_same(x, y); };
  return a.id == b.id && a.revision == b.revision && a.customer_id == b.customer_id &&
         a.contact_key == b.contact_key && a.updated == b.updated && a.expires == b.expires &&
         a.auto_complete_after == b.auto_complete_after &&
         a.is_expires_given == b.is_expires_given &&
         a.is_auto_complete_given == b.is_auto_complete_given && is_same_activity(a, b) &&
         std::equal(a.states.begin(), a.states.end(), b.states.begin(), b.states.end(),
                    is_same_item) &&
         std::equal(a.tasks.begin(), a.tasks.end(), b.tasks.begin(), b.tasks.end(), is_same_item);
}

[[nodiscard]] inline bool is_same(const SchemaAttribute& a, const SchemaAttribute& b) {
  return a.name == b.name && a.type == b.type && a.length == b.length &&
         a.is_mandatory == b.is_mandatory && a.default_value == b.default_value;
}

[[nodiscard]] inline bool is_same(const Schema& a, const Schema& b) {
  const auto is_same_item = [](const auto& x, const auto& y) { return is_same(x, y); };
  return a.name == b.name && a.is_multi_valued == b.is_multi_valued && a.unique == b.unique &&
         std::equal(a.attributes.begin(), a.attributes.end(), b.attributes.begin(),
                    b.attributes.end(), is_same_item);
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
