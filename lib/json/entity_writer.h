// SPDX-License-Identifier: MIT
//
// EntityWriter: the members of services, states and tasks as JSON text (spec 2.2), without what is
// nested in them.
#pragma once

#include <ucs/json.h>
#include <ucs/model.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/json/selection.h"
#include "lib/json/text_buffer.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// The ids that stand at the start of an entity; absent ones are not shown.
struct Ids {
  std::optional<ServiceId> service_id;
  std::optional<StateId> state_id;
  std::optional<TaskId> task_id;
};

/// Appends members to a text. Every entity is written by open_…, then nested arrays if any, then
/// close, which makes this order of members, everywhere the same: service_id, state_id, task_id,
/// type, customer_id, contact_key, previous_state_id, est_duration, duration, disposition,
/// disposition_desc, started, completed, nested arrays, extensions by name. Spec 2.2 leaves the
/// place of the disposition open: it stands where its table lists it, behind the timings. Absent
/// members are left out. Not thread-safe; one thread at a time.
class EntityWriter {
 public:
  /// Makes a writer to the end of `out`, which must outlive it. `attributes` are those by which
  /// stored DBIDs are shown as names, if they map names; null for none.
  explicit EntityWriter(TextBuffer& out, const BusinessAttributes* attributes = nullptr)
      : out_(out),
        attributes_(attributes != nullptr && attributes->maps_names() ? attributes : nullptr) {}

  void open_service(const Service& service);
  /// `service` is given if the state is the outermost object.
  void open_state(const State& state, const Service* service);
  /// `service` is given if the task is the outermost object.
  void open_task(const Task& task, const Service* service, bool shows_state_id);
  /// Ends the entity with those of its extensions that are selected.
  void close(const Extensions& extensions, const Selection& selection);

  /// Starts a nested array: `,"active_states":[`.
  void open_array(std::string_view name);
  void close_array() { out_.append(']'); }
  /// Separates the next element of an array from the one before it, if there is one.
  void next_element() {
    if (out_.back() != '[') out_.append(',');
  }

 private:
  void ids(const Ids& ids);
  void owner(const Service& service);
  void timings(const Activity& activity);
  void events(const Activity& activity);
  void event(const Event& event);
  void value(BusinessField field, std::string_view key, const LongOrString& value);

  // One member each, `key` being `,"name":`; nothing where the value is absent.
  void member(std::string_view key, std::int64_t value);
  void member(std::string_view key, const std::optional<std::int32_t>& value);
  void member(std::string_view key, const std::optional<std::int64_t>& value);
  void member(std::string_view key, const Text& value);
  void member(std::string_view key, const LongOrString& value);

  TextBuffer& out_;
  const BusinessAttributes* const attributes_;  // null where every value is shown as it is stored
  EntityKind kind_ = EntityKind::kService;      // of the entity opened last
};

}  // namespace json
}  // namespace v0
}  // namespace ucs
