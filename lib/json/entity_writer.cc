// SPDX-License-Identifier: MIT
#include "lib/json/entity_writer.h"

#include <ucs/time.h>

#include <charconv>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

constexpr std::size_t kIntegerBytesMax = 20;

void append_integer(TextBuffer& out, std::int64_t value) {
  out.append_written(kIntegerBytesMax,
                     [&](char* begin, char* end) { return std::to_chars(begin, end, value).ptr; });
}

void append_time(TextBuffer& out, Timestamp time) {
  out.append_written(kTimestampBytes, [&](char* begin, char* end) {
    format_timestamp(time, begin);
    return end;
  });
}

}  // namespace

void EntityWriter::open_service(const Service& service) {
  kind_ = EntityKind::kService;
  ids({service.id, std::nullopt, std::nullopt});
  value(BusinessField::kType, R"(,"service_type":)", service.type);
  owner(service);
  member(R"(,"contact_key":)", service.contact_key);
  timings(service);
  events(service);
}

void EntityWriter::open_state(const State& state, const Service* service) {
  kind_ = EntityKind::kState;
  ids({service == nullptr ? std::nullopt : std::optional(service->id), state.id, std::nullopt});
  value(BusinessField::kType, R"(,"state_type":)", state.type);
  if (service != nullptr) owner(*service);
  member(R"(,"previous_state_id":)", state.previous_state_id);
  timings(state);
  events(state);
}

void EntityWriter::open_task(const Task& task, const Service* service, bool shows_state_id) {
  kind_ = EntityKind::kTask;
  ids({service == nullptr ? std::nullopt : std::optional(service->id),
       shows_state_id ? task.state_id : std::nullopt, task.id});
  value(BusinessField::kType, R"(,"task_type":)", task.type);
  if (service != nullptr) owner(*service);
  timings(task);
  events(task);
}

void EntityWriter::close(const Extensions& extensions, const Selection& selection) {
  if (!selection.is_empty()) {
    for (const ExtensionView extension : extensions) {
      if (!selection.contains(extension.name)) continue;
      out_.append(',');
      out_.append_string(extension.name);
      out_.append(':');
      out_.append(extension.value);
    }
  }
  out_.append('}');
}

void EntityWriter::open_array(std::string_view name) {
  out_.append(",\"");
  out_.append(name);
  out_.append("\":[");
}

void EntityWriter::ids(const Ids& ids) {
  char separator = '{';
  const auto append_id = [&](std::string_view key, std::int64_t id) {
    out_.append(separator);
    out_.append(key);
    append_integer(out_, id);
    separator = ',';
  };
  if (ids.service_id) append_id(R"("service_id":)", *ids.service_id);
  if (ids.state_id) append_id(R"("state_id":)", *ids.state_id);
  if (ids.task_id) append_id(R"("task_id":)", *ids.task_id);
}

void EntityWriter::owner(const Service& service) {
  member(R"(,"customer_id":)", service.customer_id);
}

void EntityWriter::timings(const Activity& activity) {
  member(R"(,"est_duration":)", activity.est_duration);
  if (const auto duration = activity.duration()) member(R"(,"duration":)", duration->count());
}

void EntityWriter::events(const Activity& activity) {
  const Completion* const completion = activity.completion.get();
  if (completion != nullptr) {
    value(BusinessField::kDisposition, R"(,"disposition":)", completion->disposition);
    member(R"(,"disposition_desc":)", completion->disposition_desc);
  }
  out_.append(R"(,"started":)");
  event(activity.started);
  if (completion != nullptr) {
    out_.append(R"(,"completed":)");
    event(completion->event);
  }
}

void EntityWriter::event(const Event& event) {
  out_.append(R"({"timestamp":")");
  append_time(out_, event.timestamp);
  out_.append('"');
  member(R"(,"session_id":)", event.session_id);
  member(R"(,"interaction_id":)", event.interaction_id);
  value(BusinessField::kApplicationType, R"(,"application_type":)", event.application_type);
  member(R"(,"application_id":)", event.application_id);
  value(BusinessField::kResourceType, R"(,"resource_type":)", event.resource_type);
  member(R"(,"resource_id":)", event.resource_id);
  value(BusinessField::kMediaType, R"(,"media_type":)", event.media_type);
  out_.append('}');
}

void EntityWriter::value(BusinessField field, std::string_view key, const LongOrString& value) {
  if (attributes_ != nullptr) {
    if (const auto name = attributes_->shown_name({kind_, field}, value)) {
      out_.append(key);
      out_.append_string(*name);
      return;
    }
  }
  member(key, value);
}

void EntityWriter::member(std::string_view key, std::int64_t value) {
  out_.append(key);
  append_integer(out_, value);
}

void EntityWriter::member(std::string_view key, const std::optional<std::int32_t>& value) {
  if (value) member(key, std::int64_t{*value});
}

void EntityWriter::member(std::string_view key, const std::optional<std::int64_t>& value) {
  if (value) member(key, *value);
}

void EntityWriter::member(std::string_view key, const Text& value) {
  if (!value.is_present()) return;
  out_.append(key);
  out_.append_string(value);
}

void EntityWriter::member(std::string_view key, const LongOrString& value) {
  if (value.is_integer()) {
    member(key, value.integer());
  } else if (value.is_present()) {
    out_.append(key);
    out_.append_string(value.string());
  }
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
