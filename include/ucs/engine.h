// SPDX-License-Identifier: MIT
//
// The engine: the operations of the Context Services API as function calls. Start here.
//
//   ucs::MemoryStore store;
//   ucs::SystemClock clock;
//   ucs::Engine engine(store, clock);
//
//   ucs::StartService booking;
//   booking.customer_id = "00027a52JCGY000M";
//   booking.service_type = "booking";
//   ucs::Result<ucs::ServiceId> id = engine.start_service(booking);
//   if (!id) report(id.error().message);
//
// Every operation acts on one service atomically: it reads the stored service, applies one rule of
// ucs/lifecycle.h to a copy, and stores the copy if nobody else changed the service meanwhile; else
// it starts over. An operation that returns an error has stored nothing, if the store keeps its
// word (ucs/store.h); if it does not, still nothing or all of the change.
#pragma once

#include <ucs/clock.h>
#include <ucs/lifecycle.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/store.h>

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// In whose name an operation is done.
struct Scope {
  /// The tenant; services of other tenants do not exist for it. "" is the default tenant.
  Text tenant = "";
  /// Whose field rules apply. The default asks for nothing beforehand: types are optional,
  /// extensions are free.
  Dialect dialect = Dialect::kV85;
};

/// Where state and task ids are unique.
enum class IdScope {
  kTenant,   ///< in the tenant, as documented; at most 2^31 - 1 of them
  kService,  ///< in their service only, for installations that would outgrow that
};

struct EngineOptions {
  IdScope id_scope = IdScope::kTenant;
  /// The lifetime of a service that names none, counted from its last update (spec 3.5): 5 years.
  std::chrono::milliseconds default_lifetime = std::chrono::hours(24) * 365 * 5;
  /// How often an operation starts over because somebody else changed the service meanwhile. Each
  /// time means that another caller succeeded.
  std::size_t conflicts_max = 1000;
};

/// One state and the service it belongs to, of one moment.
struct StateView {
  ServicePtr service;
  const State* state;  ///< in *service
};

/// One task and the service it belongs to, of one moment.
struct TaskView {
  ServicePtr service;
  const Task* task;  ///< in *service
};

/// States of one service, of one moment, oldest first.
struct StateList {
  ServicePtr service;
  std::vector<const State*> states;  ///< in *service
};

/// Tasks of one service, of one moment, oldest first.
struct TaskList {
  ServicePtr service;
  std::vector<const Task*> tasks;  ///< in *service
};

/// The operations. Thread-safe. Holds references to the store and the clock, which must outlive it;
/// has no other state.
///
/// Every operation may also return: unavailable and internal (from the store; internal also when it
/// throws), unavailable when conflicts_max is exceeded, and, where it names a service,
/// service_not_found: there is none of that id in the tenant, or it has expired. The errors of an
/// event are listed in ucs/lifecycle.h. Operations on one service cost O(log n) in its states and
/// tasks; the store's costs come on top.
class Engine {
 public:
  Engine(Store& store, const Clock& clock, EngineOptions options = {})
      : store_(store), clock_(clock), options_(options) {}
  Engine(Store& store, const Clock&& clock, EngineOptions options = {}) = delete;

  /// Starts a service and returns its id (SRV.1, spec 3.1). Also id_space_exhausted.
  inline Result<ServiceId> start_service(const StartService& request, const Scope& scope = {});

  /// Makes the service one of `customer_id` (SRV.2, spec 3.3): it leaves the lists of its former
  /// customer and the anonymous ones. Fields given in `request` replace those of its start.
  inline Result<void> associate_service(const Text& customer_id, ServiceId id,
                                        const StartService& request = {}, const Scope& scope = {});

  /// Completes the service (SRV.3). Its open states and tasks stay open. already_completed: it was
  /// before.
  inline Result<void> complete_service(ServiceId id, const CompleteActivity& request = {},
                                       const Scope& scope = {});

  /// Removes the service with everything in it.
  inline Result<void> delete_service(ServiceId id, const Scope& scope = {});

  /// Starts a state of the service and returns its id (SRV.5). Also id_space_exhausted.
  inline Result<StateId> start_state(ServiceId id, const StartState& request,
                                     const Scope& scope = {});

  /// Completes a state (SRV.6). state_not_found, already_completed.
  inline Result<void> complete_state(ServiceId id, StateId state_id,
                                     const CompleteActivity& request = {}, const Scope& scope = {});

  /// Completes one state and starts another, both or neither, and returns the new id (SRV.7,
  /// spec 3.2). Of several callers with one `from` state exactly one succeeds. state_not_found,
  /// already_completed, id_space_exhausted.
  inline Result<StateId> transition(ServiceId id, const Transition& request,
                                    const Scope& scope = {});

  /// Starts a task of the service, or of one of its states, and returns its id (SRV.8).
  /// state_not_found, id_space_exhausted.
  inline Result<TaskId> start_task(ServiceId id, const StartTask& request, const Scope& scope = {});

  /// Completes a task (SRV.9). task_not_found, already_completed, state_not_found.
  inline Result<void> complete_task(ServiceId id, TaskId task_id,
                                    const CompleteActivity& request = {}, const Scope& scope = {});

  /// Replaces an extension whole, or creates it (SRV.4, SRV.17, SRV.18). state_not_found,
  /// task_not_found.
  inline Result<void> update_extension(const ActivityRef& target, const Extension& extension,
                                       const Scope& scope = {});

  /// Adds the members of an object to an extension (spec 3.4). state_not_found, task_not_found,
  /// invalid_extension.
  inline Result<void> merge_extension(const ActivityRef& target, const Extension& extension,
                                      const Scope& scope = {});

  /// Returns the service with everything in it (SRV.14). The value is of one moment and never
  /// changes.
  [[nodiscard]] inline Result<ServicePtr> query_service(ServiceId id, const Scope& scope = {});

  /// Returns one state (SRV.15). state_not_found.
  [[nodiscard]] inline Result<StateView> query_state(ServiceId id, StateId state_id,
                                                     const Scope& scope = {});

  /// Returns one task (SRV.16). task_not_found.
  [[nodiscard]] inline Result<TaskView> query_task(ServiceId id, TaskId task_id,
                                                   const Scope& scope = {});

  /// Returns the customer's services that pass the filter (SRV.11), oldest first, ties by id; none
  /// for an unknown customer. O(n log n) in that customer's services.
  [[nodiscard]] inline Result<std::vector<ServicePtr>> query_customer_services(
      std::string_view customer_id, const Filter& filter = {}, const Scope& scope = {});

  /// Returns the services under the contact key that have no customer now (SRV.10), like
  /// query_customer_services.
  [[nodiscard]] inline Result<std::vector<ServicePtr>> query_anonymous_services(
      std::string_view contact_key, const Filter& filter = {}, const Scope& scope = {});

  /// Returns the states of the service that pass the filter (SRV.12), oldest first, ties by id. O(n
  /// log n).
  [[nodiscard]] inline Result<StateList> query_states(ServiceId id, const Filter& filter = {},
                                                      const Scope& scope = {});

  /// Returns the tasks of the service and of its states that pass the filter (SRV.13), likewise.
  [[nodiscard]] inline Result<TaskList> query_tasks(ServiceId id, const Filter& filter = {},
                                                    const Scope& scope = {});

 private:
  [[nodiscard]] inline lifecycle::Context context(const Scope& scope) const;
  /// Returns the stored service unless it has expired.
  [[nodiscard]] inline Result<ServicePtr> load(ServiceId id, const Scope& scope, Timestamp now);
  /// Takes one id from the store. internal: what the store returns is no id.
  [[nodiscard]] inline Result<std::int64_t> allocate_id(IdKind kind, const Scope& scope);
  /// Returns the id for a new state or task among `siblings`: the one in `held`, which is taken
  /// from the store at first, or with IdScope::kService the one that follows.
  template <class T>
  [[nodiscard]] auto nested_id(IdKind kind, const detail::PersistentMap<T>& siblings,
                               decltype(T::id)& held, const Scope& scope)
      -> Result<decltype(T::id)>;
  /// Applies `change` (const Service&, Context -> Result<Service>) until the outcome is stored.
  template <class Change>
  [[nodiscard]] Result<void> update(ServiceId id, const Scope& scope, Change&& change);
  [[nodiscard]] inline Result<std::vector<ServicePtr>> query_owner(OwnerKind kind,
                                                                   std::string_view owner,
                                                                   const Filter& filter,
                                                                   const Scope& scope);

  Store& store_;
  const Clock& clock_;
  const EngineOptions options_;
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/engine.h>  // IWYU pragma: export
