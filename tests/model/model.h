// SPDX-License-Identifier: MIT
// The engine once more, so simple that it is obviously right: maps of texts, nothing shared, no
// threads, no store. It knows the rules, and of the limits those that model_test.cc runs into.
#pragma once

#include <ucs/requests.h>
#include <ucs/rules.h>
#include <ucs/schema.h>
#include <ucs/settings.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "tests/model/fields.h"

namespace ucs::tests::model {

struct Thing {
  Fields fields;
  Timestamp started;
  std::optional<std::string> type;  // as text
  bool is_active = true;
  std::optional<StateId> state_id;  // of a task
};

struct Journey : Thing {
  std::map<std::int64_t, Thing> states, tasks;
  Timestamp updated, expires;
  bool is_expires_given = false;
  std::optional<std::int64_t> auto_complete_after;
  bool is_auto_complete_given = false;
};

/// What the one schema of the model makes of a value that model_test.cc may have sent, or merged:
/// `a` is mandatory, `b` has a default, `c` is unknown. Empty if it refuses the value.
inline std::string by_schema(const std::string& value) {
  const auto has = [&](const char* name) { return value.find(name) != std::string::npos; };
  if (value[0] != '{' || has("\"c\"") || !has("\"a\"")) return "";
  return has("\"b\"") ? value : value.substr(0, value.size() - 1) + R"(,"b":"y"})";
}

/// Business attributes that some runs validate data by: the types of services and states, the
/// disposition of tasks, and the medium of services are `booking` or `claim`.
inline BusinessAttributesDefinition business_definition() {
  BusinessAttributesDefinition definition;
  definition.attributes = {{"Values", 7, "", "", {{"booking", 1}, {"claim", 2}}}};
  for (const char* field :
       {"Service.type", "State.type", "Task.disposition", "Service.media_type"}) {
    definition.mappings.push_back({field, "Values"});
  }
  definition.validates_data = true;
  return definition;
}

/// What an operation must come to: one of these errors, or success if there is none.
struct Outcome {
  std::set<std::string> errors;
  std::int64_t id = 0;
};

class Model {
 public:
  Timestamp now;
  Settings settings;
  bool ids_are_per_service = false;
  Dialect dialect = Dialect::kV85;  // of the next operation, as is the tenant
  std::string tenant;
  std::map<std::string, std::map<ServiceId, Journey>> journeys;  // by tenant; expired ones too

  std::map<std::string, std::set<EntityKind>> schemas;  // for "A", by tenant

  /// Creates the schema of the extension "A".
  Outcome create_schema(EntityKind kind) {
    if (!schemas[tenant].insert(kind).second) return {{"already_exists"}};
    return {};
  }

  /// Returns the journey, or null when there is none now.
  Journey* find(ServiceId id) {
    const auto found = journeys[tenant].find(id);
    return found == journeys[tenant].end() || is_gone(found->second) ? nullptr : &found->second;
  }
  bool is_gone(const Journey& j) const { return now >= j.expires; }

  Outcome update_expiration(ServiceId id, const UpdateExpiration& request) {
    Journey* journey = find(id);
    if (journey == nullptr) return {{"service_not_found"}};
    if (!request.ttl && !request.expiration_time) return {{"missing_field"}};
    set_lifetime(*journey, request, now);
    return changed(*journey, {});
  }
  std::size_t purge(PurgeOperation operation, Timestamp limit) {
    std::size_t purged = 0;
    std::map<ServiceId, Journey>& all = journeys[tenant];
    for (auto j = all.begin(); j != all.end();) {
      const bool is_anonymous = j->second.fields.count("customer_id") == 0;
      const bool is_wanted =
          operation == PurgeOperation::kAll ||
          (operation == PurgeOperation::kStarted && j->second.is_active) ||
          (operation == PurgeOperation::kStartedAnonymous && j->second.is_active && is_anonymous) ||
          (operation == PurgeOperation::kCompleted && !j->second.is_active) ||
          (operation == PurgeOperation::kCompletedAnonymous && !j->second.is_active &&
           is_anonymous);
      const bool is_purged = is_wanted && j->second.started < limit && !is_gone(j->second);
      purged += is_purged ? 1 : 0;
      j = is_purged ? all.erase(j) : std::next(j);
    }
    return purged;
  }
  std::vector<ServiceId> export_ids(const ExportFilter& filter) {
    const auto is_in_time = [&](Timestamp time) {
      return time >= *filter.time_from && time < filter.time_to.value_or(now);
    };
    std::vector<ServiceId> ids;
    for (const auto& [id, j] : journeys[tenant]) {
      const bool starts_in_time = is_in_time(j.started);
      const bool ends_in_time =
          !j.is_active && is_in_time(Timestamp(std::chrono::milliseconds(
                              std::stoll(j.fields.at("completed.timestamp")))));
      const bool is_wanted =
          (filter.events != ExportFilter::Events::kCompleted && starts_in_time) ||
          (filter.events != ExportFilter::Events::kStarted && ends_in_time);
      const bool is_left_out = filter.progress != Filter::Progress::kAny &&
                               (filter.progress == Filter::Progress::kActive) != j.is_active;
      if (is_wanted && !is_left_out && !is_gone(j)) ids.push_back(id);
    }
    return ids;
  }
  /// Applies one thing that is due, the earliest, and returns whether there was one.
  bool run_due() {
    const auto due = [](const Journey& j) {
      if (!j.is_active || !j.auto_complete_after) return j.expires;
      return std::min(j.expires, j.updated + std::chrono::seconds(*j.auto_complete_after));
    };
    std::map<ServiceId, Journey>& all = journeys[tenant];
    const auto first = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
      return due(a.second) < due(b.second);
    });
    if (first == all.end() || due(first->second) > now) return false;
    Journey& journey = first->second;
    const Timestamp time = due(journey);
    if (time == journey.expires) {
      all.erase(first);
      return true;
    }
    EventRequest event;
    event.timestamp = time;
    end(journey, event, {}, {});
    for (auto* things : {&journey.states, &journey.tasks}) {
      for (auto& [id, thing] : *things) {
        if (thing.is_active) end(thing, event, {}, {});
      }
    }
    const Timestamp later = std::exchange(now, time);
    static_cast<void>(changed(journey, {}));
    now = later;
    return true;
  }

  Outcome start_service(const StartService& request) {
    Outcome out = check(request, EntityKind::kService, request.extensions, request.est_duration);
    check_type(out, request.service_type);
    check_value(out, request.service_type);
    if (request.customer_id == "") out.errors.insert("invalid_field");
    if (!request.customer_id.is_present() && !request.contact_key.is_present()) {
      out.errors.insert("missing_field");
    }
    if (!out.errors.empty()) return out;
    out.id = ++last_ids_[tenant]["service"];
    Journey& journey = journeys[tenant][out.id];
    start(journey, request, request.service_type, request.est_duration);
    set(journey.fields, "customer_id", request.customer_id);
    return start_journey(journey, request, out);
  }
  Outcome associate(ServiceId id, const Text& customer, const StartService& request) {
    if (find(id) == nullptr) return {{"service_not_found"}};
    Outcome out = check(request, EntityKind::kService, request.extensions, request.est_duration);
    check_value(out, request.service_type);
    if (customer == "") out.errors.insert("invalid_field");
    if (!customer.is_present()) out.errors.insert("missing_field");
    if (!out.errors.empty()) return out;
    Journey& journey = *find(id);
    const Timestamp started = request.timestamp.value_or(journey.started);
    start(journey, request, request.service_type, request.est_duration);
    journey.started = started;
    set(journey.fields, "started.timestamp", std::optional(started));
    set(journey.fields, "customer_id", customer);
    return start_journey(journey, request, out);
  }
  Outcome erase(ServiceId id) {
    if (find(id) == nullptr) return {{"service_not_found"}};
    journeys[tenant].erase(id);
    return {};
  }
  Outcome start_state(ServiceId id, const StartState& request) {
    if (find(id) == nullptr) return {{"service_not_found"}};
    Outcome out = check(request, EntityKind::kState, request.extensions, request.est_duration);
    check_type(out, request.state_type);
    check_value(out, request.state_type);
    if (!out.errors.empty()) return out;
    Thing& state = add("state", find(id)->states, out);
    start(state, request, request.state_type, request.est_duration);
    set(state.fields, "previous_state_id", request.previous_state_id);
    return changed(id, out);
  }
  Outcome start_task(ServiceId id, const StartTask& request) {
    if (Outcome lost = look_for({id, request.state_id, {}}); !lost.errors.empty()) return lost;
    Outcome out = check(request, EntityKind::kTask, request.extensions, request.est_duration);
    check_type(out, request.task_type);
    if (!out.errors.empty()) return out;
    Thing& task = add("task", find(id)->tasks, out);
    start(task, request, request.task_type, request.est_duration);
    set(task.fields, "state_id", request.state_id);
    task.state_id = request.state_id;
    return changed(id, out);
  }
  /// Completes the service, or the state or task of it.
  Outcome complete(const ActivityRef& target, const CompleteActivity& request) {
    if (Outcome lost = look_for(target); !lost.errors.empty()) return lost;
    Outcome out = check(request, kind_of(target), request.extensions);
    if (target.task_id) check_value(out, request.disposition);
    if (!thing(target).is_active) out.errors.insert("already_completed");
    if (target.task_id && request.state_id && request.state_id != thing(target).state_id) {
      out.errors = {"state_not_found"};
    }
    if (!out.errors.empty()) return out;
    end(thing(target), request, request.disposition, request.disposition_desc);
    attach(thing(target), request.extensions);
    return changed(target.service_id, out);
  }
  Outcome transition(ServiceId id, const Transition& request) {
    if (find(id) == nullptr) return {{"service_not_found"}};
    if (!request.from.state_id) return {{"missing_field"}};
    const ActivityRef from{id, request.from.state_id, {}};
    if (Outcome lost = look_for(from); !lost.errors.empty()) return lost;
    constexpr EntityKind kState = EntityKind::kState;
    Outcome out = check(request, kState, request.extensions, request.to.est_duration);
    out.errors.merge(check({}, kState, request.from.extensions).errors);
    out.errors.merge(check({}, kState, request.to.extensions).errors);
    check_type(out, request.to.state_type);
    check_value(out, request.to.state_type);
    if (!thing(from).is_active) out.errors.insert("already_completed");
    if (!out.errors.empty()) return out;
    end(thing(from), request, request.from.disposition, request.from.disposition_desc);
    attach(thing(from), request.extensions);
    attach(thing(from), request.from.extensions);
    Thing& to = add("state", find(id)->states, out);
    start(to, request, request.to.state_type, request.to.est_duration);
    attach(to, request.extensions);
    attach(to, request.to.extensions);
    set(to.fields, "previous_state_id", request.from.state_id);
    return changed(id, out);
  }
  Outcome update_extension(const ActivityRef& target, const Extension& extension) {
    if (Outcome lost = look_for(target); !lost.errors.empty()) return lost;
    Outcome out = check({}, kind_of(target), Extensions({extension}));
    if (!out.errors.empty()) return out;
    attach(thing(target), Extensions({extension}));
    return changed(target.service_id, out);
  }
  Outcome merge_extension(const ActivityRef& target, const Extension& extension) {
    if (Outcome lost = look_for(target); !lost.errors.empty()) return lost;
    // Of a merge the schema sees the outcome, so the name alone is checked here.
    const bool is_v81 = dialect == Dialect::kV81;
    const Extension any{extension.name, JsonText::unchecked(R"({"a":1})")};
    Outcome out = check({}, kind_of(target), Extensions({is_v81 ? any : extension}));
    Fields& fields = thing(target).fields;
    const std::string name = "extension " + stored_name(extension.name);
    const std::string stored = fields.count(name) == 0 ? "{}" : fields[name];
    if (stored[0] != '{' || !extension.value.is_object()) out.errors.insert("invalid_extension");
    if (!out.errors.empty()) return out;
    std::string merged = merge_flat(stored, std::string(extension.value.view()));
    if (is_v81) merged = by_schema(merged);
    if (merged.empty()) return {{"invalid_extension"}};
    fields[name] = merged;
    return changed(target.service_id, out);
  }

  /// Returns the ids of `things` that pass the filter, in the order of lists.
  template <class Map, class IsWanted>
  static std::vector<std::int64_t> list(const Map& things, const Filter& f, const IsWanted& also) {
    std::vector<std::pair<Timestamp, std::int64_t>> found;
    for (const auto& [id, thing] : things) {
      const bool is_of_type =
          f.types.empty() ||
          (thing.type && std::count(f.types.begin(), f.types.end(), *thing.type) > 0);
      const bool is_of_progress = f.progress == Filter::Progress::kAny ||
                                  (f.progress == Filter::Progress::kActive) == thing.is_active;
      const bool is_in_time = (!f.started_from || thing.started >= *f.started_from) &&
                              (!f.started_to || thing.started < *f.started_to);
      if (is_of_type && is_of_progress && is_in_time && also(thing)) {
        found.emplace_back(thing.started, id);
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::int64_t> ids;
    for (std::size_t i = f.offset; i < found.size() && ids.size() < f.limit.value_or(i + 1); ++i) {
      ids.push_back(found[i].second);
    }
    return ids;
  }

 private:
  static EntityKind kind_of(const ActivityRef& target) {
    if (target.task_id) return EntityKind::kTask;
    return target.state_id ? EntityKind::kState : EntityKind::kService;
  }
  std::string stored_name(std::string_view name) const {
    return dialect == Dialect::kV81 && name == "a" ? "A" : std::string(name);
  }
  /// Stores extensions that were checked.
  void attach(Thing& thing, const Extensions& extensions) const {
    for (const ExtensionView extension : extensions) {
      const std::string value(extension.value);
      thing.fields["extension " + stored_name(extension.name)] =
          dialect == Dialect::kV81 ? by_schema(value) : value;
    }
  }
  Outcome check(const EventRequest& request, EntityKind kind, const Extensions& extensions,
                std::optional<std::int32_t> est_duration = {}) const {
    Outcome out;
    const std::size_t max = dialect == Dialect::kV81 ? 32 : 256;
    if (request.session_id.view().size() > max) out.errors.insert("field_too_long");
    if (est_duration.value_or(0) < 0) out.errors.insert("invalid_field");
    if (kind == EntityKind::kService) check_value(out, request.media_type);
    const auto known = schemas.find(tenant);
    const bool has_schema = known != schemas.end() && known->second.count(kind) == 1;
    int of_schema = 0;
    for (const ExtensionView extension : extensions) {
      if (extension.name == "ttl") out.errors.insert("invalid_extension");
      if (dialect == Dialect::kV85) continue;
      if (!has_schema || stored_name(extension.name) != "A") {
        out.errors.insert("unknown_extension");
      } else if (++of_schema == 2 || by_schema(std::string(extension.value)).empty()) {
        out.errors.insert("invalid_extension");
      }
    }
    return out;
  }
  void check_type(Outcome& out, const LongOrString& type) const {
    if (dialect == Dialect::kV81 && !type.is_present()) out.errors.insert("missing_field");
  }
  /// Checks a value of one of the fields that business_definition maps, if they are validated.
  void check_value(Outcome& out, const LongOrString& value) const {
    if (settings.business_attributes == nullptr || !value.is_present()) return;
    const std::string text =
        value.is_integer() ? std::to_string(value.integer()) : std::string(value.string());
    const std::set<std::string> valid = {"booking", "1", "claim", "2"};
    if (valid.count(text) == 0) out.errors.insert("invalid_business_attribute");
  }
  Outcome look_for(const ActivityRef& target) {
    Journey* journey = find(target.service_id);
    if (journey == nullptr) return {{"service_not_found"}};
    if (target.task_id && journey->tasks.count(*target.task_id) == 0) return {{"task_not_found"}};
    if (target.state_id && journey->states.count(*target.state_id) == 0) {
      return {{"state_not_found"}};
    }
    return {};
  }
  Thing& thing(const ActivityRef& target) {
    Journey& journey = *find(target.service_id);
    if (target.task_id) return journey.tasks.at(*target.task_id);
    return target.state_id ? journey.states.at(*target.state_id) : journey;
  }
  Thing& add(const std::string& kind, std::map<std::int64_t, Thing>& things, Outcome& out) {
    if (ids_are_per_service) {
      out.id = things.empty() ? 1 : things.rbegin()->first + 1;
    } else {
      out.id = ++last_ids_[tenant][kind];
    }
    return things[out.id];
  }
  template <class Request>
  void start(Thing& thing, const Request& request, const LongOrString& type,
             const std::optional<std::int32_t>& est_duration) const {
    thing.started = request.timestamp.value_or(now);
    if (type.is_present()) thing.type = type.text();
    set(thing.fields, "type", type);
    set(thing.fields, "est_duration", est_duration);
    set(thing.fields, "started", static_cast<const EventFields&>(request));
    set(thing.fields, "started.timestamp", std::optional(thing.started));
    attach(thing, request.extensions);
  }
  Outcome start_journey(Journey& journey, const StartService& request, Outcome out) const {
    set_lifetime(journey, request, request.timestamp.value_or(now));
    set(journey.fields, "contact_key", request.contact_key);
    return changed(journey, std::move(out));
  }
  template <class Request>
  static void set_lifetime(Journey& journey, const Request& request, Timestamp event) {
    if (request.expiration_time) journey.expires = *request.expiration_time;
    if (request.ttl) journey.expires = event + std::chrono::seconds(*request.ttl);
    if (request.expiration_time || request.ttl) journey.is_expires_given = true;
    if (!request.auto_complete_after) return;
    journey.auto_complete_after = request.auto_complete_after;
    journey.is_auto_complete_given = true;
  }
  void end(Thing& thing, const EventRequest& request, const LongOrString& disposition,
           const Text& disposition_desc) const {
    thing.is_active = false;
    set(thing.fields, "completed", static_cast<const EventFields&>(request));
    set(thing.fields, "completed.timestamp", std::optional(request.timestamp.value_or(now)));
    set(thing.fields, "disposition", disposition);
    set(thing.fields, "disposition_desc", disposition_desc);
  }
  Outcome changed(Journey& journey, Outcome out) const {
    journey.updated = now;
    const std::string type = journey.type.value_or("no type");
    if (!journey.is_expires_given) {
      const auto found = settings.lifetime_by_type.find(type);
      journey.expires = now + (found == settings.lifetime_by_type.end() ? settings.default_lifetime
                                                                        : found->second);
    }
    if (!journey.is_auto_complete_given) {
      const auto found = settings.auto_complete_after_by_type.find(type);
      const auto after = found == settings.auto_complete_after_by_type.end()
                             ? settings.auto_complete_after
                             : found->second;
      journey.auto_complete_after.reset();
      if (after) journey.auto_complete_after = after->count();
    }
    set(journey.fields, "updated", std::optional(now));
    set(journey.fields, "expires", std::optional(journey.expires));
    journey.fields.erase("auto_complete_after");
    set(journey.fields, "auto_complete_after", journey.auto_complete_after);
    std::string& revision = journey.fields["revision"];
    revision = revision.empty() ? "1" : std::to_string(std::stoull(revision) + 1);
    return out;
  }
  Outcome changed(ServiceId id, Outcome out) { return changed(*find(id), std::move(out)); }

  std::map<std::string, std::map<std::string, std::int64_t>> last_ids_;  // by tenant, then kind
};

}  // namespace ucs::tests::model
