// SPDX-License-Identifier: MIT
// Services, states and tasks as plain maps of texts: what the model keeps, and what is compared.
#pragma once

#include <ucs/model.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ucs::tests::model {

/// Everything there is to see of one thing: "started.session_id" -> "s".
using Fields = std::map<std::string, std::string>;

inline std::string text(Timestamp time) { return std::to_string(time.time_since_epoch().count()); }

inline void set(Fields& fields, const std::string& name, const Text& value) {
  if (value.is_present()) fields[name] = std::string(value.view());
}
inline void set(Fields& fields, const std::string& name, const LongOrString& value) {
  if (value.is_present()) fields[name] = (value.is_string() ? "string " : "") + value.text();
}
inline void set(Fields& fields, const std::string& name, const std::optional<Timestamp>& value) {
  if (value) fields[name] = text(*value);
}
template <class Integer>
void set(Fields& fields, const std::string& name, const std::optional<Integer>& value) {
  if (value) fields[name] = std::to_string(*value);
}
inline void set(Fields& fields, const std::string& event, const EventFields& given) {
  set(fields, event + ".session_id", given.session_id);
  set(fields, event + ".interaction_id", given.interaction_id);
  set(fields, event + ".application_type", given.application_type);
  set(fields, event + ".resource_type", given.resource_type);
  set(fields, event + ".media_type", given.media_type);
  set(fields, event + ".application_id", given.application_id);
  set(fields, event + ".resource_id", given.resource_id);
}
inline void set(Fields& fields, const Extensions& given) {
  for (const ExtensionView extension : given) {
    fields["extension " + std::string(extension.name)] = extension.value;
  }
}

/// Adds what the engine shows of an activity.
inline void observe(Fields& fields, const Activity& activity) {
  set(fields, "type", activity.type);
  set(fields, "est_duration", activity.est_duration);
  set(fields, "started", activity.started);
  set(fields, "started.timestamp", std::optional(activity.started.timestamp));
  if (!activity.is_active()) {
    set(fields, "completed", activity.completion->event);
    set(fields, "completed.timestamp", std::optional(activity.completion->event.timestamp));
    set(fields, "disposition", activity.completion->disposition);
    set(fields, "disposition_desc", activity.completion->disposition_desc);
  }
  set(fields, activity.extensions);
}

/// All of a service in one map, with "state 7 " and "task 7 " in front of what those have.
inline Fields observe(const Service& service) {
  Fields all;
  observe(all, service);
  all["revision"] = std::to_string(service.revision);
  set(all, "customer_id", service.customer_id);
  set(all, "contact_key", service.contact_key);
  set(all, "updated", std::optional(service.updated));
  set(all, "expires", std::optional(service.expires));
  set(all, "auto_complete_after", service.auto_complete_after);
  const auto add = [&](const std::string& prefix, const Fields& fields) {
    for (const auto& [name, value] : fields) all[prefix + name] = value;
  };
  for (const State& state : service.states) {
    Fields fields;
    observe(fields, state);
    set(fields, "previous_state_id", state.previous_state_id);
    add("state " + std::to_string(state.id) + " ", fields);
  }
  for (const Task& task : service.tasks) {
    Fields fields;
    observe(fields, task);
    set(fields, "state_id", task.state_id);
    add("task " + std::to_string(task.id) + " ", fields);
  }
  return all;
}

/// Merges objects that have neither objects, arrays nor commas in them: {"a":1,"b":"x"}.
inline std::string merge_flat(const std::string& base, const std::string& added) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const std::string& object : {base, added}) {
    std::istringstream rest(object.substr(1, object.size() - 2));
    for (std::string member; std::getline(rest, member, ',');) {
      const std::string name = member.substr(0, member.find(':'));
      const auto known = std::find_if(members.begin(), members.end(),
                                      [&](const auto& other) { return other.first == name; });
      if (known == members.end()) {
        members.emplace_back(name, member);
      } else {
        known->second = member;
      }
    }
  }
  std::string merged;
  for (const auto& [name, member] : members) merged += (merged.empty() ? "" : ",") + member;
  return "{" + merged + "}";
}

inline std::string to_text(const Fields& fields) {
  std::string all;
  for (const auto& [name, value] : fields) all.append(name).append(" = ").append(value) += '\n';
  return all;
}

}  // namespace ucs::tests::model
