// SPDX-License-Identifier: MIT
// The services of a document: each is carried out as if its events had happened when they say.
#include <ucs/detail/activity_change.h>
#include <ucs/lifecycle.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "lib/testing/contents_builder.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Fills in when what is left out happened: an end now, a start with its service, but not after its
/// end.
void fill_in_times(ActivityDraft& draft, Timestamp start, Timestamp now) {
  if (draft.completed && !draft.completed->timestamp) draft.completed->timestamp = now;
  if (draft.started.timestamp) return;
  draft.started.timestamp = draft.completed ? std::min(start, *draft.completed->timestamp) : start;
}

void fill_in_times(ServiceDraft& draft, Timestamp now) {
  fill_in_times(draft, now, now);
  for (StateDraft& state : draft.states) fill_in_times(state, *draft.started.timestamp, now);
  for (TaskDraft& task : draft.tasks) fill_in_times(task, *draft.started.timestamp, now);
}

/// Returns the time of the last event of an activity.
[[nodiscard]] Timestamp last_event(const Activity& activity) {
  const Timestamp started = activity.started.timestamp;
  return activity.is_active() ? started : std::max(started, activity.completion->event.timestamp);
}

/// Returns the time of the last event of a service and of all in it.
[[nodiscard]] Timestamp last_event_in(const Service& service) {
  Timestamp last = last_event(service);
  for (const State& state : service.states) last = std::max(last, last_event(state));
  for (const Task& task : service.tasks) last = std::max(last, last_event(task));
  return last;
}

/// Returns the request to start what a draft describes.
template <class Request, class Draft>
[[nodiscard]] Request start_request(const Draft& draft) {
  Request request;
  static_cast<EventRequest&>(request) = draft.started;
  request.est_duration = draft.est_duration;
  request.extensions = draft.extensions;
  return request;
}

static_assert(std::is_same_v<StateId, TaskId>);

/// How the states of a service are built.
struct StateKind {
  using Draft = StateDraft;
  static constexpr std::string_view kList = "states";
  static constexpr IdKind kIds = IdKind::kState;

  static bool has(const Service& service, StateId id) { return service.states.find(id) != nullptr; }
  static Result<Service> start(const Service& service, StateId id, const Draft& draft,
                               const lifecycle::Context& context) {
    auto request = start_request<StartState>(draft);
    request.state_type = draft.type;
    request.previous_state_id = draft.previous_state_id;
    return lifecycle::start_state(service, id, request, context);
  }
  static Result<Service> complete(const Service& service, StateId id,
                                  const CompleteActivity& request,
                                  const lifecycle::Context& context) {
    return lifecycle::complete_state(service, id, request, context);
  }
};

/// How its tasks are.
struct TaskKind {
  using Draft = TaskDraft;
  static constexpr std::string_view kList = "tasks";
  static constexpr IdKind kIds = IdKind::kTask;

  static bool has(const Service& service, TaskId id) { return service.tasks.find(id) != nullptr; }
  static Result<Service> start(const Service& service, TaskId id, const Draft& draft,
                               const lifecycle::Context& context) {
    auto request = start_request<StartTask>(draft);
    request.task_type = draft.type;
    request.state_id = draft.state_id;
    return lifecycle::start_task(service, id, request, context);
  }
  static Result<Service> complete(const Service& service, TaskId id,
                                  const CompleteActivity& request,
                                  const lifecycle::Context& context) {
    return lifecycle::complete_task(service, id, request, context);
  }
};

}  // namespace

void ContentsBuilder::build_service(const Node& node) {
  ServiceDraft draft;
  reader_.read(node, draft);
  if (!findings_.is_empty()) return;
  fill_in_times(draft, reader_.now());
  const std::string tenant = tenant_of(node, draft.tenant);
  TenantIds& ids = ids_[tenant];
  const ServiceId id = id_of(node, draft.id, IdKind::kService, ids[IdKind::kService]);
  if (!findings_.is_empty()) return;
  auto service = start(node, draft, id);
  if (!service) return;
  build_activities<StateKind>(node, draft.states, ids, *service);
  if (findings_.is_empty()) build_activities<TaskKind>(node, draft.tasks, ids, *service);
  if (findings_.is_empty()) finish(node, draft, *service);
  if (findings_.is_empty()) store(node, tenant, *std::move(service));
}

std::optional<Service> ContentsBuilder::start(const Node& node, const ServiceDraft& draft,
                                              ServiceId id) {
  auto request = start_request<StartService>(draft);
  request.customer_id = draft.customer_id;
  request.contact_key = draft.contact_key;
  request.service_type = draft.type;
  request.auto_complete_after = draft.auto_complete_after;
  Service service;
  const auto context = at(*request.timestamp);
  if (!apply(node, "started", lifecycle::start_service(id, request, context), service))
    return std::nullopt;
  return service;
}

template <class Kind>
void ContentsBuilder::build_activities(const Node& node,
                                       const std::vector<typename Kind::Draft>& drafts,
                                       TenantIds& ids, Service& service) {
  std::int64_t own_highest = 0;
  for (const auto& draft : drafts) own_highest = std::max(own_highest, draft.id.value_or(0));
  const bool is_own = options_.id_scope == IdScope::kService;
  std::int64_t& highest = is_own ? own_highest : ids[Kind::kIds];
  const auto nodes = node.find(Kind::kList);
  if (!nodes) return;
  for (const Node& element : nodes->elements()) {
    const auto& draft = drafts[element.index];
    const auto id = static_cast<StateId>(id_of(element, draft.id, Kind::kIds, highest));
    if (!findings_.is_empty()) return;
    if (Kind::has(service, id)) {
      findings_.expected(*element.find(id_name(Kind::kIds)),
                         "an id that nothing else in these " + std::string(Kind::kList) + " has");
      return;
    }
    const auto context = at(*draft.started.timestamp);
    if (!apply(element, "started", Kind::start(service, id, draft, context), service)) return;
    if (draft.completed && !apply(element, "completed",
                                  Kind::complete(service, id, *draft.completed, context), service))
      return;
  }
}

void ContentsBuilder::finish(const Node& node, const ServiceDraft& draft, Service& service) {
  const auto context = at(*draft.started.timestamp);
  if (draft.completed &&
      !apply(node, "completed", lifecycle::complete_service(service, *draft.completed, context),
             service))
    return;
  if (draft.is_expires_given && !draft.expires) {
    return findings_.add(*node.find("expires_given"), ErrorCode::kInvalidField,
                         "is there, and expires is not; expected both or neither");
  }
  if (draft.is_auto_complete_given.value_or(false) && !draft.auto_complete_after) {
    return findings_.add(*node.find("auto_complete_given"), ErrorCode::kInvalidField,
                         "is true, and auto_complete_after is missing; expected both");
  }
  if (draft.revision && *draft.revision < 1)
    return findings_.expected(*node.find("revision"), "an integer from 1 on");
  service.revision = static_cast<Revision>(draft.revision.value_or(1));
  service.is_expires_given = draft.is_expires_given.value_or(draft.expires.has_value());
  service.is_auto_complete_given =
      draft.is_auto_complete_given.value_or(draft.auto_complete_after.has_value());
  // What the settings say of its expiry counts from its last change; what the document says stays.
  lifecycle::detail::touch(service, at(draft.updated.value_or(last_event_in(service))));
  if (draft.expires) service.expires = *draft.expires;
  if (draft.is_auto_complete_given || draft.auto_complete_after)
    service.auto_complete_after = draft.auto_complete_after;
}

void ContentsBuilder::store(const Node& node, const std::string& tenant, Service service) {
  const auto stored = store_.put_if(tenant, std::make_shared<const Service>(std::move(service)), 0);
  if (!stored) return findings_.add(node, stored.error());
  if (!*stored) {
    // Only one that is given can be there already.
    return findings_.expected(*node.find("service_id"),
                              "an id that no other service of the tenant has");
  }
  ++services_;
}

void ContentsBuilder::close_ids(const Node& root) {
  for (auto& [tenant, ids] : ids_) {
    for (const IdKind kind : {IdKind::kService, IdKind::kState, IdKind::kTask}) {
      const auto index = static_cast<std::size_t>(kind);
      std::int64_t last = ids.highest[index];
      // Where each service counts its own, the tenant's counter may be behind.
      const bool counts_alone = kind != IdKind::kService && options_.id_scope == IdScope::kService;
      if (ids.given && counts_alone) last = (*ids.given)[index];
      if (last == 0) continue;
      const auto taken = store_.allocate_ids(tenant, kind, last);
      if (!taken) findings_.add(root, taken.error());
    }
  }
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
