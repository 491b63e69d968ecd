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

#include <ucs/business_attributes.h>
#include <ucs/clock.h>
#include <ucs/export.h>
#include <ucs/lifecycle.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/schema.h>
#include <ucs/schema_rules.h>
#include <ucs/settings.h>
#include <ucs/store.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// In whose name an operation is done.
struct Scope {
  /// The tenant; services of other tenants do not exist for it. "" is the default tenant.
  Text tenant = "";
  /// Whose field rules apply. The default asks for nothing beforehand: types are optional,
  /// extensions are free. In kV81 types are mandatory, and each extension needs a schema
  /// (create_schema).
  Dialect dialect = Dialect::kV85;
};

/// Where state and task ids are unique.
enum class IdScope {
  kTenant,   ///< in the tenant, as documented; at most 2^31 - 1 of them
  kService,  ///< in their service only, for installations that would outgrow that
};

struct EngineOptions {
  IdScope id_scope = IdScope::kTenant;
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

/// What Engine::run_due did.
struct DueOutcome {
  std::size_t completed = 0;  ///< services that completed themselves
  std::size_t expired = 0;    ///< services that were removed

  [[nodiscard]] std::size_t total() const noexcept { return completed + expired; }
};

/// The operations. Thread-safe. Holds references to the store and the clock, which must outlive it;
/// has no other state than the settings.
///
/// Every operation may also return: unavailable, internal and, if it changes something,
/// outcome_unknown (from the store, see ucs/store.h; internal also when it throws), unavailable
/// when conflicts_max is exceeded, and, where it names a service, service_not_found: there is none
/// of that id in the tenant, or it has expired. The errors of an event are listed in
/// ucs/lifecycle.h. Operations on one service cost O(log n) in its states and tasks; the store's
/// costs come on top.
class Engine {
 public:
  Engine(Store& store, const Clock& clock, EngineOptions options = {})
      : store_(store), clock_(clock), options_(options) {
    generations_.push_back(std::make_shared<const Settings>());
    settings_ = generations_.back().get();
  }
  Engine(Store& store, const Clock&& clock, EngineOptions options = {}) = delete;

  /// Replaces the settings. They act on what is written from then on; services that are stored keep
  /// their times until they change. invalid_field: a value is out of its bounds. Former settings
  /// are kept until the engine ends, as somebody may still read them. `settings` is not null.
  inline Result<void> set_settings(std::shared_ptr<const Settings> settings);

  /// Returns the settings.
  [[nodiscard]] inline std::shared_ptr<const Settings> settings() const;

  /// Returns the time by the engine's clock.
  [[nodiscard]] Timestamp now() const { return clock_.now(); }

  /// Returns the business attributes of the scope's tenant (spec 6), or null if none are
  /// configured. They stay valid until the engine ends. O(log n) in the tenants that have their
  /// own.
  [[nodiscard]] inline const BusinessAttributes* business_attributes(const Scope& scope = {}) const;

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

  /// Changes when the service expires and, if given, when it completes itself (spec 3.5).
  /// missing_field: neither ttl nor expiration_time is given. invalid_field, invalid_timestamp.
  inline Result<void> update_expiration(ServiceId id, const UpdateExpiration& request,
                                        const Scope& scope = {});

  /// Applies what is due in the scope's tenant, in the order of time: a service whose
  /// auto_complete_after has passed is completed with its open states and tasks, at the time it was
  /// due; an expired service is removed. Returns what it did, once that is stored: `limit` (at
  /// least 1) changes at most; fewer mean that nothing more is due, or that another
  /// caller is applying it. Call it on a timer, at least
  /// once a second (spec 3.5). What another caller changes meanwhile is left alone if it is no
  /// longer due. After an error what was applied before it stays applied. O(log n) for each change.
  inline Result<DueOutcome> run_due(std::size_t limit, const Scope& scope = {});

  /// Removes the services that started earlier than `limit` and are of the kind `operation` names,
  /// with everything in them, and returns how many there were (spec 3.6). Goes through the tenant's
  /// services once, page by page; what starts meanwhile may be missed, and a service that changes
  /// meanwhile is judged as it then is. Expired services do not count. After an error what was
  /// removed before it stays removed. O(n) in the tenant's services.
  inline Result<std::size_t> purge(PurgeOperation operation, Timestamp limit,
                                   const Scope& scope = {});

  /// Begins an export of the services that pass `filter` (spec 3.7) and returns the cursor that
  /// reads them page by page; ucs/export.h tells what it shows of services that change meanwhile.
  /// missing_field: time_from is absent. invalid_parameter: time_to is earlier than time_from. An
  /// absent time_to is the time now. At most 53 look-ups in the store, whatever its size.
  [[nodiscard]] inline Result<ExportCursor> export_services(const ExportFilter& filter,
                                                            const Scope& scope = {});

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

  /// Creates the schema of an extension of services, states or tasks (META, spec 7). From then on
  /// v81 writes may have that extension, and are held against the schema. What is stored already
  /// stays as it is. already_exists: the tenant has one of this kind and name, in any case;
  /// invalid_field and field_too_long: the definition is wrong (check_schema, ucs/schema_rules.h);
  /// invalid_extension: there are kSchemasPerKindMax of this kind. Callers that create the last
  /// ones at once may exceed that by their number. O(n) in the tenant's schemas.
  inline Result<void> create_schema(EntityKind kind, const Schema& schema, const Scope& scope = {});

  /// Returns the tenant's schemas of a kind in the order of their creation.
  [[nodiscard]] inline Result<std::vector<SchemaPtr>> query_schemas(EntityKind kind,
                                                                    const Scope& scope = {});

  /// Returns the schema of this name, in any case. schema_not_found.
  [[nodiscard]] inline Result<SchemaPtr> query_schema(EntityKind kind, std::string_view name,
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
  /// `schemas` are those of schemas_for; the context refers to them.
  [[nodiscard]] inline lifecycle::Context context(const Scope& scope,
                                                  const SchemaSetPtr& schemas = {}) const;
  /// Returns the tenant's extension schemas, never null.
  [[nodiscard]] inline Result<SchemaSetPtr> load_schemas(const Scope& scope);
  /// Returns what a write needs of them: null if it has no extensions or its dialect asks for none.
  [[nodiscard]] inline Result<SchemaSetPtr> schemas_for(bool has_extensions, const Scope& scope);
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
  /// `schemas` are those the request needs.
  template <class Change>
  [[nodiscard]] Result<void> update(ServiceId id, const Scope& scope,
                                    const Result<SchemaSetPtr>& schemas, Change&& change);
  /// Applies what is due of one service: `due` or what others have made of it. Counts it in
  /// `outcome`, and returns whether the service is due once more at `now`.
  [[nodiscard]] inline Result<bool> apply_due(ServicePtr due, const Scope& scope, Timestamp now,
                                              DueOutcome& outcome);
  /// Removes one service: `service` or what others have made of it, unless `is_kept` of that.
  /// Returns whether it did.
  template <class IsKept>
  [[nodiscard]] Result<bool> erase_unless(ServicePtr service, const Scope& scope,
                                          const IsKept& is_kept);
  /// Returns an id that no service stored now exceeds, and every service exceeds that gets its id
  /// from now on, or 0.
  [[nodiscard]] inline Result<ServiceId> last_service_id(const Scope& scope);
  [[nodiscard]] inline Result<std::vector<ServicePtr>> query_owner(OwnerKind kind,
                                                                   std::string_view owner,
                                                                   const Filter& filter,
                                                                   const Scope& scope);

  Store& store_;
  const Clock& clock_;
  const EngineOptions options_;
  // Readers follow the pointer without a lock, at any time; so what it once pointed to is kept.
  std::atomic<const Settings*> settings_{nullptr};
  mutable std::mutex settings_mutex_;                         // guards generations_
  std::vector<std::shared_ptr<const Settings>> generations_;  // the last one is settings_
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/engine.h>          // IWYU pragma: export
#include <ucs/detail/engine_queries.h>  // IWYU pragma: export
#include <ucs/detail/engine_sweeps.h>   // IWYU pragma: export
