// SPDX-License-Identifier: MIT
// Contents as a document (docs/seeds.md), each service in a line of its own.
#include <ucs/json.h>
#include <ucs/testing/contents.h>
#include <ucs/time.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "lib/testing/kinds.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Writes the members of one object, those that are given. Closes it when it is destroyed.
class GivenMembers {
 public:
  explicit GivenMembers(std::string& out) : out_(out) { out_ += '{'; }
  GivenMembers(const GivenMembers&) = delete;
  GivenMembers& operator=(const GivenMembers&) = delete;
  ~GivenMembers() { out_ += '}'; }

  /// Begins a member, and returns where its value goes.
  std::string& member(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    json::append_string(out_, name);
    return out_ += ':';
  }

  void add(std::string_view name, const Text& value) {
    if (value.is_present()) json::append_string(member(name), value);
  }
  void add(std::string_view name, const LongOrString& value) {
    if (value.is_integer()) add(name, value.integer());
    if (value.is_string()) json::append_string(member(name), value.string());
  }
  void add(std::string_view name, std::int64_t value) { member(name) += std::to_string(value); }
  void add(std::string_view name, bool value) { member(name) += value ? "true" : "false"; }
  void add(std::string_view name, Timestamp value) {
    member(name).append("\"").append(format_timestamp(value)).append("\"");
  }
  template <class Value>
  void add(std::string_view name, const std::optional<Value>& value) {
    if (value) add(name, Value{*value});
  }
  void add(std::string_view name, std::int32_t value) { add(name, std::int64_t{value}); }

 private:
  std::string& out_;
};

void write_event(GivenMembers& object, const Event& event) {
  object.add("timestamp", event.timestamp);
  object.add("session_id", event.session_id);
  object.add("interaction_id", event.interaction_id);
  object.add("application_type", event.application_type);
  object.add("application_id", event.application_id);
  object.add("resource_type", event.resource_type);
  object.add("resource_id", event.resource_id);
  object.add("media_type", event.media_type);
}

/// Writes what services, states and tasks have in common behind their own members.
void write_activity(GivenMembers& object, const Activity& activity) {
  object.add("est_duration", activity.est_duration);
  {
    GivenMembers started(object.member("started"));
    write_event(started, activity.started);
  }
  if (const Completion* completion = activity.completion.get()) {
    GivenMembers completed(object.member("completed"));
    write_event(completed, completion->event);
    completed.add("disposition", completion->disposition);
    completed.add("disposition_desc", completion->disposition_desc);
  }
  if (activity.extensions.empty()) return;
  GivenMembers extensions(object.member("extensions"));
  for (const ExtensionView extension : activity.extensions)
    extensions.member(extension.name) += extension.value;
}

/// Appends an array, if there is something in it, of what `write` writes of each element.
template <class Elements, class Write>
void write_array(GivenMembers& object, std::string_view name, const Elements& elements,
                 const Write& write) {
  if (elements.empty()) return;
  std::string& out = object.member(name) += '[';
  for (const auto& element : elements) {
    if (out.back() != '[') out += ',';
    GivenMembers writer(out);
    write(writer, element);
  }
  out += ']';
}

void write_service(GivenMembers& object, const Text& tenant, const Service& service) {
  object.add("tenant", tenant);
  object.add("service_id", service.id);
  object.add("revision", static_cast<std::int64_t>(service.revision));
  object.add("service_type", service.type);
  object.add("customer_id", service.customer_id);
  object.add("contact_key", service.contact_key);
  object.add("updated", service.updated);
  object.add("expires", service.expires);
  object.add("expires_given", service.is_expires_given);
  object.add("auto_complete_after", service.auto_complete_after);
  object.add("auto_complete_given", service.is_auto_complete_given);
  write_activity(object, service);
  write_array(object, "states", service.states, [](GivenMembers& writer, const State& state) {
    writer.add("state_id", state.id);
    writer.add("state_type", state.type);
    writer.add("previous_state_id", state.previous_state_id);
    write_activity(writer, state);
  });
  write_array(object, "tasks", service.tasks, [](GivenMembers& writer, const Task& task) {
    writer.add("task_id", task.id);
    writer.add("task_type", task.type);
    writer.add("state_id", task.state_id);
    write_activity(writer, task);
  });
}

/// Writes the lists of a document. Works on a store of its own, whose ids it takes.
class DocumentWriter {
 public:
  explicit DocumentWriter(const MemoryStore::Snapshot& snapshot) : store_(snapshot) {}

  [[nodiscard]] std::string write(std::optional<Timestamp> time) {
    out_ = "{\"ucs_version\":" + std::to_string(kContentsVersion);
    if (time) out_.append(",\n\"time\":\"").append(format_timestamp(*time)).append("\"");
    write_list("last_ids", &DocumentWriter::write_last_ids);
    write_list("schemas", &DocumentWriter::write_schemas);
    write_list("services", &DocumentWriter::write_services);
    return std::move(out_.append("}\n"));
  }

 private:
  void write_list(std::string_view name, void (DocumentWriter::*write_of)(const std::string&)) {
    out_.append(",\n\"").append(name).append("\":[");
    for (const std::string& tenant : *store_.tenants()) (this->*write_of)(tenant);
    out_ += out_.back() == '[' ? "]" : "\n]";
  }

  void begin_line() { out_ += out_.back() == '[' ? "\n" : ",\n"; }

  void write_last_ids(const std::string& tenant) {
    std::array<std::int64_t, 3> last{};
    for (std::size_t i = 0; i < last.size(); ++i) {
      const auto next = store_.allocate_ids(tenant, kIdKinds[i], 1);
      last[i] = next ? *next - 1 : id_max(kIdKinds[i]);
    }
    if (last == std::array<std::int64_t, 3>{}) return;
    begin_line();
    GivenMembers object(out_);
    object.add("tenant", Text(tenant));
    for (std::size_t i = 0; i < last.size(); ++i) object.add(kKindNames[i], last[i]);
  }

  void write_schemas(const std::string& tenant) {
    const SchemaSetPtr schemas = *store_.schemas(tenant);
    for (std::size_t i = 0; i < std::size(kEntities); ++i) {
      for (const SchemaPtr& schema : schemas->all(kEntities[i])) {
        begin_line();
        {
          GivenMembers object(out_);
          object.add("tenant", Text(tenant));
          object.add("entity", Text(kKindNames[i]));
        }
        // The definition's members follow: its brace gives way to a comma.
        const std::size_t brace = out_.size() - 1;
        out_.pop_back();
        json::append_schema(out_, *schema);
        out_[brace] = ',';
      }
    }
  }

  void write_services(const std::string& tenant) {
    constexpr std::size_t kBatch = 1000;
    const Text key(tenant);
    ServiceId after = std::numeric_limits<ServiceId>::min();
    for (;;) {
      const auto batch = *store_.scan(tenant, after, kBatch);
      for (const ServicePtr& service : batch) {
        begin_line();
        GivenMembers object(out_);
        write_service(object, key, *service);
      }
      if (batch.size() < kBatch) return;
      after = batch.back()->id;
    }
  }

  MemoryStore store_;
  std::string out_;
};

}  // namespace

std::string export_contents(const MemoryStore::Snapshot& snapshot, std::optional<Timestamp> time) {
  return DocumentWriter(snapshot).write(time);
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
