// SPDX-License-Identifier: MIT
// Requests as text, member by member, so that a test sees everything a body has set.
#pragma once

#include <ucs/json.h>
#include <ucs/requests.h>
#include <ucs/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace ucs::tests {

/// Collects `name=value` of what is present. Strings stand in quotation marks, extensions after
/// `+`.
class RequestDump {
 public:
  void add(std::string_view name, const Text& value) {
    if (value.is_present()) put(name, "\"" + std::string(value.view()) + "\"");
  }
  void add(std::string_view name, const LongOrString& value) {
    if (value.is_integer()) put(name, value.text());
    if (value.is_string()) put(name, "\"" + value.text() + "\"");
  }
  template <class Integer>
  void add(std::string_view name, const std::optional<Integer>& value) {
    if constexpr (std::is_same_v<Integer, Timestamp>) {
      if (value) put(name, format_timestamp(*value));
    } else {
      if (value) put(name, std::to_string(*value));
    }
  }
  void add(const EventRequest& event) {
    add("session_id", event.session_id);
    add("interaction_id", event.interaction_id);
    add("application_type", event.application_type);
    add("application_id", event.application_id);
    add("resource_type", event.resource_type);
    add("resource_id", event.resource_id);
    add("media_type", event.media_type);
    add("timestamp", event.timestamp);
  }
  void add(std::string_view path, const Extensions& extensions) {
    for (const ExtensionView extension : extensions) {
      put("+" + std::string(path) + std::string(extension.name), std::string(extension.value));
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void put(std::string_view name, const std::string& value) {
    if (!text_.empty()) text_ += ' ';
    text_.append(name).append("=").append(value);
  }

  std::string text_;
};

inline std::string dump(const StartService& request) {
  RequestDump dump;
  dump.add("customer_id", request.customer_id);
  dump.add("contact_key", request.contact_key);
  dump.add("service_type", request.service_type);
  dump.add("est_duration", request.est_duration);
  dump.add("ttl", request.ttl);
  dump.add("expiration_time", request.expiration_time);
  dump.add("auto_complete_after", request.auto_complete_after);
  dump.add(request);
  dump.add("", request.extensions);
  return dump.text();
}

inline std::string dump(const StartState& request) {
  RequestDump dump;
  dump.add("state_type", request.state_type);
  dump.add("previous_state_id", request.previous_state_id);
  dump.add("est_duration", request.est_duration);
  dump.add(request);
  dump.add("", request.extensions);
  return dump.text();
}

inline std::string dump(const StartTask& request) {
  RequestDump dump;
  dump.add("task_type", request.task_type);
  dump.add("state_id", request.state_id);
  dump.add("est_duration", request.est_duration);
  dump.add(request);
  dump.add("", request.extensions);
  return dump.text();
}

inline std::string dump(const CompleteActivity& request) {
  RequestDump dump;
  dump.add("state_id", request.state_id);
  dump.add("disposition", request.disposition);
  dump.add("disposition_desc", request.disposition_desc);
  dump.add(request);
  dump.add("", request.extensions);
  return dump.text();
}

inline std::string dump(const Transition& request) {
  RequestDump dump;
  dump.add("from.state_id", request.from.state_id);
  dump.add("from.disposition", request.from.disposition);
  dump.add("from.disposition_desc", request.from.disposition_desc);
  dump.add("to.state_type", request.to.state_type);
  dump.add("to.est_duration", request.to.est_duration);
  dump.add(request);
  dump.add("", request.extensions);
  dump.add("from.", request.from.extensions);
  dump.add("to.", request.to.extensions);
  return dump.text();
}

/// Returns what a body has set, or `code field: message`.
template <class Request>
std::string outcome_of(const Result<Request>& result) {
  if (result) return dump(*result);
  const Error& error = result.error();
  return std::string(code_name(error.code)) + " " + error.field + ": " + error.message;
}

/// The operations that take a body.
enum class Body {
  kStartService,
  kStartState,
  kStartTask,
  kCompleteService,
  kCompleteState,
  kCompleteTask,
  kTransition,
};

inline constexpr Body kBodies[] = {
    Body::kStartService,  Body::kStartState,   Body::kStartTask, Body::kCompleteService,
    Body::kCompleteState, Body::kCompleteTask, Body::kTransition};

/// Reads a body of that operation; see outcome_of.
inline std::string read_body(Body kind, std::string_view body) {
  switch (kind) {
    case Body::kStartService:
      return outcome_of(json::parse_start_service(body));
    case Body::kStartState:
      return outcome_of(json::parse_start_state(body));
    case Body::kStartTask:
      return outcome_of(json::parse_start_task(body));
    case Body::kCompleteService:
      return outcome_of(json::parse_complete_service(body));
    case Body::kCompleteState:
      return outcome_of(json::parse_complete_state(body));
    case Body::kCompleteTask:
      return outcome_of(json::parse_complete_task(body));
    case Body::kTransition:
      return outcome_of(json::parse_transition(body));
  }
  return "";
}

}  // namespace ucs::tests
