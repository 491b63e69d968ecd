// SPDX-License-Identifier: MIT
#include "lib/http/csv.h"

#include <ucs/json.h>
#include <ucs/time.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::string_view kActivityColumns =
    ",est_duration,duration,disposition,disposition_desc"
    ",started.timestamp,started.session_id,started.interaction_id,started.application_type"
    ",started.application_id,started.resource_type,started.resource_id,started.media_type"
    ",completed.timestamp,completed.session_id,completed.interaction_id,completed.application_type"
    ",completed.application_id,completed.resource_type,completed.resource_id,completed.media_type"
    ",extensions\r\n";

/// Appends one row, column by column.
class Row {
 public:
  Row(std::string& out, EntityKind kind, const BusinessAttributes* attributes)
      : out_(out), kind_(kind), attributes_(attributes) {}

  void integer(std::int64_t value) {
    begin();
    out_ += std::to_string(value);
  }
  template <class Integer>
  void integer(const std::optional<Integer>& value) {
    if (value) return integer(std::int64_t{*value});
    begin();
  }
  void text(const Text& value) {
    begin();
    if (value.is_present()) quote(value.view());
  }
  void value(BusinessField field, const LongOrString& value) {
    begin();
    if (attributes_ != nullptr) {
      if (const auto name = attributes_->shown_name({kind_, field}, value)) return quote(*name);
    }
    if (value.is_integer()) {
      out_ += std::to_string(value.integer());
    } else if (value.is_present()) {
      quote(value.string());
    }
  }

  /// The columns of kActivityColumns, and the end.
  void activity(const Activity& activity) {
    const Completion* completion = activity.completion.get();
    integer(activity.est_duration);
    const auto duration = activity.duration();
    integer(duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt);
    value(BusinessField::kDisposition,
          completion == nullptr ? LongOrString() : completion->disposition);
    text(completion == nullptr ? Text() : completion->disposition_desc);
    event(&activity.started);
    event(completion == nullptr ? nullptr : &completion->event);
    extensions(activity.extensions);
    out_ += "\r\n";
  }

 private:
  void begin() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }

  void quote(std::string_view value) {
    out_ += '"';
    for (std::size_t mark = 0; (mark = value.find('"')) != std::string_view::npos;) {
      out_.append(value.substr(0, mark)).append("\"\"");
      value.remove_prefix(mark + 1);
    }
    out_.append(value).append("\"");
  }

  void event(const Event* event) {
    begin();
    if (event != nullptr) out_ += format_timestamp(event->timestamp);
    const EventFields none;
    const EventFields& fields = event == nullptr ? none : *event;
    text(fields.session_id);
    text(fields.interaction_id);
    value(BusinessField::kApplicationType, fields.application_type);
    integer(fields.application_id);
    value(BusinessField::kResourceType, fields.resource_type);
    integer(fields.resource_id);
    value(BusinessField::kMediaType, fields.media_type);
  }

  void extensions(const Extensions& extensions) {
    begin();
    if (extensions.empty()) return;
    std::string object = "{";
    for (const ExtensionView extension : extensions) {
      if (object.size() > 1) object += ',';
      json::append_string(object, extension.name);
      object.append(":").append(extension.value);
    }
    quote(object += '}');
  }

  std::string& out_;
  const EntityKind kind_;
  const BusinessAttributes* const attributes_;
  bool is_first_ = true;
};

std::string heading(std::string_view columns) {
  return std::string(columns).append(kActivityColumns);
}

}  // namespace

CsvTables csv_headings() {
  return {heading("service_id,service_type,customer_id,contact_key"),
          heading("service_id,state_id,state_type,previous_state_id"),
          heading("service_id,task_id,state_id,task_type")};
}

void append_csv(CsvTables& tables, const Service& service, const BusinessAttributes* attributes) {
  Row service_row(tables.services, EntityKind::kService, attributes);
  service_row.integer(service.id);
  service_row.value(BusinessField::kType, service.type);
  service_row.text(service.customer_id);
  service_row.text(service.contact_key);
  service_row.activity(service);
  for (const State& state : service.states) {
    Row row(tables.states, EntityKind::kState, attributes);
    row.integer(service.id);
    row.integer(state.id);
    row.value(BusinessField::kType, state.type);
    row.integer(state.previous_state_id);
    row.activity(state);
  }
  for (const Task& task : service.tasks) {
    Row row(tables.tasks, EntityKind::kTask, attributes);
    row.integer(service.id);
    row.integer(task.id);
    row.integer(task.state_id);
    row.value(BusinessField::kType, task.type);
    row.activity(task);
  }
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
