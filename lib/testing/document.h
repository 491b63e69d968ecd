// SPDX-License-Identifier: MIT
//
// The parts of a document (docs/seeds.md) as they are written, and the tables of their members: the
// one place that knows what a document may have.
#pragma once

#include <ucs/requests.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/document_node.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// What services, states and tasks have in common.
struct ActivityDraft {
  std::optional<std::int64_t> id;
  LongOrString type;
  std::optional<std::int32_t> est_duration;
  EventRequest started;
  /// `state_id` and `extensions` are not read.
  std::optional<CompleteActivity> completed;
  Extensions extensions;
};

struct StateDraft : ActivityDraft {
  std::optional<std::int32_t> previous_state_id;
};

struct TaskDraft : ActivityDraft {
  std::optional<std::int64_t> state_id;
};

struct ServiceDraft : ActivityDraft {
  LongOrString tenant;
  std::optional<std::int64_t> revision;
  Text customer_id;
  Text contact_key;
  std::optional<Timestamp> updated;
  std::optional<Timestamp> expires;
  std::optional<bool> is_expires_given;
  std::optional<std::int32_t> auto_complete_after;
  std::optional<bool> is_auto_complete_given;
  std::vector<StateDraft> states;
  std::vector<TaskDraft> tasks;
};

/// The highest ids that a tenant has handed out.
struct LastIdsDraft {
  LongOrString tenant;
  std::optional<std::int64_t> service;
  std::optional<std::int64_t> state;
  std::optional<std::int64_t> task;
};

/// A schema but for its definition, which is read by json::parse_schema.
struct SchemaDraft {
  LongOrString tenant;
  Text entity;
};

/// The document but for its lists, which are gone through one by one.
struct DocumentDraft {
  std::optional<std::int64_t> version;
  std::optional<Timestamp> time;
  std::optional<Node> last_ids;
  std::optional<Node> schemas;
  std::optional<Node> services;
};

/// What a member's value may be.
enum class MemberType {
  kText,
  kLongOrString,
  kInteger64,
  kInteger32,
  kBoolean,
  kTime,
  kEvent,       ///< an object of an event's members, or its time alone
  kCompletion,  ///< likewise
  kExtensions,
  kStates,
  kTasks,
  kList,
  kAny,  ///< read elsewhere
};

/// Returns what a value of this type is: `a string`.
[[nodiscard]] std::string_view expected_value(MemberType type);

/// One member a document may have: of which kind of object (`service`), and its name.
struct KnownMember {
  std::string_view object;
  std::string_view name;
  MemberType type;
};

/// Returns all members of all objects; those of one object are together.
[[nodiscard]] std::vector<KnownMember> known_members();

/// Reads the parts of one document. Keeps the first error and then reads what comes as if it were
/// absent. Not thread-safe; one thread at a time.
class DocumentReader {
 public:
  /// `findings` must outlive it. `now` is what relative times are relative to.
  DocumentReader(Findings& findings, Timestamp now) : findings_(findings), now_(now) {}

  /// Relative times from here on are relative to `now`.
  void set_now(Timestamp now) { now_ = now; }
  [[nodiscard]] Timestamp now() const noexcept { return now_; }

  void read(const Node& node, DocumentDraft& document);
  void read(const Node& node, LastIdsDraft& ids);
  void read(const Node& node, SchemaDraft& schema);
  void read(const Node& node, ServiceDraft& service);

  // Values, by the type of their member.
  void read(const Node& node, Text& value);
  void read(const Node& node, LongOrString& value);
  void read(const Node& node, std::optional<std::int64_t>& value);
  void read(const Node& node, std::optional<std::int32_t>& value);
  void read(const Node& node, std::optional<bool>& value);
  void read(const Node& node, std::optional<Timestamp>& value);
  void read(const Node& node, EventRequest& event);
  void read(const Node& node, std::optional<CompleteActivity>& completion);
  void read(const Node& node, Extensions& extensions);
  void read(const Node& node, StateDraft& state);
  void read(const Node& node, TaskDraft& task);
  void read(const Node& node, std::vector<StateDraft>& states) { read_list(node, states); }
  void read(const Node& node, std::vector<TaskDraft>& tasks) { read_list(node, tasks); }
  void read(const Node& node, std::optional<Node>& list);

 private:
  template <class Draft>
  void read_list(const Node& node, std::vector<Draft>& drafts);
  /// Reads the members of an object by their table.
  template <class Draft>
  void read_members(const Node& node, Draft& draft);
  template <class Integer>
  void read_integer(const Node& node, std::optional<Integer>& value);
  /// Reports whether the value begins with `first`; it is told what it should be if not.
  [[nodiscard]] bool is_of(const Node& node, char first, std::string_view what);

  Findings& findings_;
  Timestamp now_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
