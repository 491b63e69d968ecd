// SPDX-License-Identifier: MIT
//
// Everything a service or an extension schema holds, as text: for tests that compare them and show
// what differs.
#pragma once

#include <ucs/detail/json_text.h>
#include <ucs/model.h>
#include <ucs/schema.h>
#include <ucs/time.h>

#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Returns every member of `service` in lines of text, states and tasks included. Two services have
/// one text exactly if they hold the same. For people and for comparisons; the form may change.
[[nodiscard]] inline std::string describe(const Service& service);

/// Returns every member of `schema` in one line of text, likewise.
[[nodiscard]] inline std::string describe(const Schema& schema);

namespace detail {

/// Appends ` name=value`, for values that are given.
class MemberWriter {
 public:
  explicit MemberWriter(std::string& out) : out_(out) {}

  void number(std::string_view name, std::int64_t value) { start(name) += std::to_string(value); }
  template <class Integer>
  void number(std::string_view name, std::optional<Integer> value) {
    if (value) number(name, std::int64_t{*value});
  }
  void text(std::string_view name, const Text& value) {
    if (value.is_present()) ucs::detail::append_json_string(start(name), value);
  }
  void business_value(std::string_view name, const LongOrString& value) {
    if (value.is_integer()) number(name, value.integer());
    if (value.is_string()) ucs::detail::append_json_string(start(name), value.string());
  }
  void time(std::string_view name, Timestamp value) {
    const bool is_writable = value >= kTimestampMin && value <= kTimestampMax;
    start(name) += is_writable ? format_timestamp(value)
                               : std::to_string(value.time_since_epoch().count()) + "ms";
  }

 private:
  std::string& start(std::string_view name) { return out_.append(1, ' ').append(name) += '='; }

  std::string& out_;
};

inline void describe_event(std::string& out, const Event& event) {
  MemberWriter member(out);
  member.time("timestamp", event.timestamp);
  member.text("session_id", event.session_id);
  member.text("interaction_id", event.interaction_id);
  member.business_value("application_type", event.application_type);
  member.number("application_id", event.application_id);
  member.business_value("resource_type", event.resource_type);
  member.number("resource_id", event.resource_id);
  member.business_value("media_type", event.media_type);
}

/// Ends the line of the activity's own members and appends the lines of its events and extensions.
inline void describe_activity(std::string& out, const Activity& activity,
                              const std::string& indent) {
  MemberWriter member(out);
  member.business_value("type", activity.type);
  member.number("est_duration", activity.est_duration);
  describe_event(out.append("\n").append(indent).append("started"), activity.started);
  if (activity.completion != nullptr) {
    describe_event(out.append("\n").append(indent).append("completed"), activity.completion->event);
    member.business_value("disposition", activity.completion->disposition);
    member.text("disposition_desc", activity.completion->disposition_desc);
  }
  for (const ExtensionView extension : activity.extensions) {
    out.append("\n").append(indent).append("extension ");
    ucs::detail::append_json_string(out, extension.name);
    out.append(" ").append(extension.value);
  }
  out += '\n';
}

}  // namespace detail

inline std::string describe(const Service& service) {
  std::string out = "service " + std::to_string(service.id);
  detail::MemberWriter member(out);
  out += " revision=" + std::to_string(service.revision);
  member.text("customer_id", service.customer_id);
  member.text("contact_key", service.contact_key);
  member.time("updated", service.updated);
  member.time(service.is_expires_given ? "given_expires" : "expires", service.expires);
  member.number(
      service.is_auto_complete_given ? "given_auto_complete_after" : "auto_complete_after",
      service.auto_complete_after);
  detail::describe_activity(out, service, "  ");
  for (const State& state : service.states) {
    out += "  state " + std::to_string(state.id);
    member.number("previous_state_id", state.previous_state_id);
    detail::describe_activity(out, state, "    ");
  }
  for (const Task& task : service.tasks) {
    out += "  task " + std::to_string(task.id);
    member.number("state_id", task.state_id);
    detail::describe_activity(out, task, "    ");
  }
  return out;
}

inline std::string describe(const Schema& schema) {
  std::string out = "schema";
  detail::MemberWriter member(out);
  member.text("name", Text(schema.name));
  if (schema.is_multi_valued) out += " multi-valued";
  for (const SchemaAttribute& attribute : schema.attributes) {
    out += ", attribute";
    member.text("name", Text(attribute.name));
    out.append(" ").append(attribute_type_name(attribute.type));
    if (attribute.length) member.number("length", static_cast<std::int64_t>(*attribute.length));
    if (attribute.is_mandatory) out += " mandatory";
    if (attribute.default_value) out.append(" default=").append(attribute.default_value->view());
  }
  for (const std::string& name : schema.unique) member.text("unique", Text(name));
  return out + "\n";
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
