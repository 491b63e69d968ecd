// SPDX-License-Identifier: MIT
//
// What each object of a document may have, and what each member is read into: docs/seeds.md and
// docs/seed.schema.json say the same. For document.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/testing/document.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// One member of a Draft.
template <class Draft>
struct Member {
  std::string_view name;
  MemberType type;
  void (*read)(DocumentReader& reader, const Node& node, Draft& draft);
};

// The type of a member follows from that of the variable it is read into.
constexpr MemberType type_of(const Text* /*value*/) { return MemberType::kText; }
constexpr MemberType type_of(const LongOrString* /*value*/) { return MemberType::kLongOrString; }
constexpr MemberType type_of(const std::optional<std::int64_t>* /*value*/) {
  return MemberType::kInteger64;
}
constexpr MemberType type_of(const std::optional<std::int32_t>* /*value*/) {
  return MemberType::kInteger32;
}
constexpr MemberType type_of(const std::optional<bool>* /*value*/) { return MemberType::kBoolean; }
constexpr MemberType type_of(const std::optional<Timestamp>* /*value*/) {
  return MemberType::kTime;
}
constexpr MemberType type_of(const EventRequest* /*value*/) { return MemberType::kEvent; }
constexpr MemberType type_of(const std::optional<CompleteActivity>* /*value*/) {
  return MemberType::kCompletion;
}
constexpr MemberType type_of(const Extensions* /*value*/) { return MemberType::kExtensions; }
constexpr MemberType type_of(const std::vector<StateDraft>* /*value*/) {
  return MemberType::kStates;
}
constexpr MemberType type_of(const std::vector<TaskDraft>* /*value*/) { return MemberType::kTasks; }
constexpr MemberType type_of(const std::optional<Node>* /*value*/) { return MemberType::kList; }

template <class Value, class Owner>
constexpr const Value* value_of(Value Owner::* /*member*/) {
  return nullptr;
}

/// Returns the row of a member that is read into `kVariable`.
template <class Draft, auto kVariable>
constexpr Member<Draft> row(std::string_view name) {
  return {name, type_of(value_of(kVariable)),
          [](DocumentReader& reader, const Node& node, Draft& draft) {
            reader.read(node, draft.*kVariable);
          }};
}

/// Returns the row of a member that is read by other means.
template <class Draft>
constexpr Member<Draft> read_elsewhere(std::string_view name) {
  return {name, MemberType::kAny, [](DocumentReader&, const Node&, Draft&) {}};
}

/// The members of a kind of object, and the name by which messages call it.
template <class Draft>
struct Table;

template <>
struct Table<DocumentDraft> {
  static constexpr std::string_view kName = "document";
  static constexpr Member<DocumentDraft> kMembers[] = {
      read_elsewhere<DocumentDraft>("$schema"),
      row<DocumentDraft, &DocumentDraft::version>("ucs_version"),
      row<DocumentDraft, &DocumentDraft::time>("time"),
      row<DocumentDraft, &DocumentDraft::last_ids>("last_ids"),
      row<DocumentDraft, &DocumentDraft::schemas>("schemas"),
      row<DocumentDraft, &DocumentDraft::services>("services"),
  };
};

template <>
struct Table<LastIdsDraft> {
  static constexpr std::string_view kName = "last_ids";
  static constexpr Member<LastIdsDraft> kMembers[] = {
      row<LastIdsDraft, &LastIdsDraft::tenant>("tenant"),
      row<LastIdsDraft, &LastIdsDraft::service>("service"),
      row<LastIdsDraft, &LastIdsDraft::state>("state"),
      row<LastIdsDraft, &LastIdsDraft::task>("task"),
  };
};

/// An attribute of a schema, which json::parse_schema reads.
struct AttributeDraft {};

template <>
struct Table<AttributeDraft> {
  static constexpr std::string_view kName = "attribute";
  static constexpr Member<AttributeDraft> kMembers[] = {
      read_elsewhere<AttributeDraft>("name"),    read_elsewhere<AttributeDraft>("type"),
      read_elsewhere<AttributeDraft>("length"),  read_elsewhere<AttributeDraft>("mandatory"),
      read_elsewhere<AttributeDraft>("default"),
  };
};

template <>
struct Table<SchemaDraft> {
  static constexpr std::string_view kName = "schema";
  static constexpr Member<SchemaDraft> kMembers[] = {
      row<SchemaDraft, &SchemaDraft::tenant>("tenant"),
      row<SchemaDraft, &SchemaDraft::entity>("entity"),
      read_elsewhere<SchemaDraft>("name"),
      read_elsewhere<SchemaDraft>("type"),
      read_elsewhere<SchemaDraft>("attributes"),
      read_elsewhere<SchemaDraft>("unique"),
  };
};

template <>
struct Table<EventRequest> {
  using E = EventRequest;
  static constexpr std::string_view kName = "event";
  static constexpr Member<E> kMembers[] = {
      row<E, &E::timestamp>("timestamp"),
      row<E, &E::session_id>("session_id"),
      row<E, &E::interaction_id>("interaction_id"),
      row<E, &E::application_type>("application_type"),
      row<E, &E::application_id>("application_id"),
      row<E, &E::resource_type>("resource_type"),
      row<E, &E::resource_id>("resource_id"),
      row<E, &E::media_type>("media_type"),
  };
};

template <>
struct Table<CompleteActivity> {
  using C = CompleteActivity;
  static constexpr std::string_view kName = "completion";
  static constexpr Member<C> kMembers[] = {
      row<C, &C::timestamp>("timestamp"),
      row<C, &C::session_id>("session_id"),
      row<C, &C::interaction_id>("interaction_id"),
      row<C, &C::application_type>("application_type"),
      row<C, &C::application_id>("application_id"),
      row<C, &C::resource_type>("resource_type"),
      row<C, &C::resource_id>("resource_id"),
      row<C, &C::media_type>("media_type"),
      row<C, &C::disposition>("disposition"),
      row<C, &C::disposition_desc>("disposition_desc"),
  };
};

template <>
struct Table<StateDraft> {
  using S = StateDraft;
  static constexpr std::string_view kName = "state";
  static constexpr Member<S> kMembers[] = {
      row<S, &S::id>("state_id"),
      row<S, &S::type>("state_type"),
      row<S, &S::previous_state_id>("previous_state_id"),
      row<S, &S::est_duration>("est_duration"),
      row<S, &S::started>("started"),
      row<S, &S::completed>("completed"),
      row<S, &S::extensions>("extensions"),
  };
};

template <>
struct Table<TaskDraft> {
  using T = TaskDraft;
  static constexpr std::string_view kName = "task";
  static constexpr Member<T> kMembers[] = {
      row<T, &T::id>("task_id"),
      row<T, &T::type>("task_type"),
      row<T, &T::state_id>("state_id"),
      row<T, &T::est_duration>("est_duration"),
      row<T, &T::started>("started"),
      row<T, &T::completed>("completed"),
      row<T, &T::extensions>("extensions"),
  };
};

template <>
struct Table<ServiceDraft> {
  using S = ServiceDraft;
  static constexpr std::string_view kName = "service";
  static constexpr Member<S> kMembers[] = {
      row<S, &S::tenant>("tenant"),
      row<S, &S::id>("service_id"),
      row<S, &S::revision>("revision"),
      row<S, &S::type>("service_type"),
      row<S, &S::customer_id>("customer_id"),
      row<S, &S::contact_key>("contact_key"),
      row<S, &S::est_duration>("est_duration"),
      row<S, &S::updated>("updated"),
      row<S, &S::expires>("expires"),
      row<S, &S::is_expires_given>("expires_given"),
      row<S, &S::auto_complete_after>("auto_complete_after"),
      row<S, &S::is_auto_complete_given>("auto_complete_given"),
      row<S, &S::started>("started"),
      row<S, &S::completed>("completed"),
      row<S, &S::extensions>("extensions"),
      row<S, &S::states>("states"),
      row<S, &S::tasks>("tasks"),
  };
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
