// SPDX-License-Identifier: MIT
// Random operations on the engine and on the model, compared on everything there is to see. A
// failure prints the seed; run it again with UCS_MODEL_SEED=<seed>.
#include "tests/model/model.h"

#include <ucs/core.h>

#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_store.h"

namespace {

using namespace ucs::tests;
using model::Fields;
using model::Journey;
using model::Model;
using model::Outcome;
using std::chrono::milliseconds;
using ucs::Dialect;
using ucs::LongOrString;
using ucs::ServiceId;
using ucs::StateId;
using ucs::Text;

constexpr milliseconds kLifetime = std::chrono::hours(1);

class Run {
 public:
  Run(std::uint64_t seed, ucs::IdScope id_scope)
      : random_(seed), engine_(*store_, clock_, {id_scope, 1000}) {
    change_settings();
    model_.ids_are_per_service = id_scope == ucs::IdScope::kService;
  }

  void step() {
    move_clock();
    scope_ = {pick<std::string>({"", "", "second"}), chance(20) ? Dialect::kV81 : Dialect::kV85};
    model_.dialect = scope_.dialect;
    model_.tenant = scope_.tenant.view();
    if (below(200) == 0) change_settings();
    switch (below(23)) {
      case 0:
        return start_service();
      case 1:
        return associate();
      case 2:
        return chance(30) ? complete({any_service(), {}, {}}) : query_one();
      case 3:
        return chance(20) ? erase() : chance(20) ? create_schema() : query_one();
      case 4:
      case 5:
      case 6:
        return start_state();
      case 7:
        return complete_state();
      case 8:
      case 9:
      case 10:
        return transition();
      case 11:
      case 12:
        return start_task();
      case 13:
        return complete_task();
      case 14:
      case 15:
        return write_extension();
      case 16:
        return list_services();
      case 17:
        return list_states();
      case 18:
        return chance(50) ? update_expiration() : query_one();
      case 19:
        return chance(30) ? run_due() : query_one();
      case 20:
        return below(10) == 0 ? purge() : export_services();
      default:
        return list_tasks();
    }
  }

  /// Compares every record of the store, expired ones too.
  void compare_contents() {
    for (const char* tenant : {"", "second"}) {
      const auto records = store_->scan(tenant, 0, 1000000).value();
      const auto& journeys = model_.journeys[tenant];
      REQUIRE(records.size() == journeys.size());
      auto journey = journeys.begin();
      for (const auto& record : records) {
        REQUIRE(record->id == journey->first);
        compare(*record, journey->second);
        ++journey;
      }
    }
  }

 private:
  static void compare(const ucs::Service& service, const Journey& journey) {
    Fields expected = journey.fields;
    for (const auto& [kind, things] :
         {std::pair("state ", &journey.states), std::pair("task ", &journey.tasks)}) {
      for (const auto& [id, thing] : *things) {
        for (const auto& [name, value] : thing.fields) {
          expected[kind + std::to_string(id) + " " + name] = value;
        }
      }
    }
    const Fields got = model::observe(service);
    if (got != expected) REQUIRE(model::to_text(got) == model::to_text(expected));
  }

  template <class T>
  void expect(const char* operation, const ucs::Result<T>& got, const Outcome& expected) {
    INFO(operation);
    const std::string outcome = ucs::tests::outcome(got);
    CAPTURE(outcome, expected.errors);
    REQUIRE((expected.errors.empty() ? outcome == "ok" : expected.errors.count(outcome) == 1));
    if constexpr (!std::is_void_v<T>) {
      if (got) REQUIRE(*got == expected.id);
    }
  }

  void start_service() {
    const ucs::StartService request = any_start();
    expect("start_service", engine_.start_service(request, scope_), model_.start_service(request));
  }
  void associate() {
    const ServiceId id = any_service();
    const Text customer = any_customer();
    const ucs::StartService request = any_start();
    expect("associate_service", engine_.associate_service(customer, id, request, scope_),
           model_.associate(id, customer, request));
  }
  void update_expiration() {
    const ServiceId id = any_service();
    ucs::UpdateExpiration request;
    if (chance(40)) request.ttl = pick({0, 10, 3600, 2147483647});
    if (chance(40)) request.expiration_time = any_time();
    if (chance(40)) request.auto_complete_after = pick({0, 60, 1200});
    expect("update_expiration", engine_.update_expiration(id, request, scope_),
           model_.update_expiration(id, request));
  }
  /// Half of the time some of what is due is left for later.
  void run_due() {
    const std::size_t limit = pick<std::size_t>({1, 3, 1000, 1000});
    std::size_t applied = 0;
    while (applied < limit && model_.run_due()) ++applied;
    REQUIRE(engine_.run_due(limit, scope_)->total() == applied);
    if (chance(10)) compare_contents();
  }
  void purge() {
    using ucs::PurgeOperation;
    const auto operation =
        pick({PurgeOperation::kAll, PurgeOperation::kStarted, PurgeOperation::kStartedAnonymous,
              PurgeOperation::kCompleted, PurgeOperation::kCompletedAnonymous});
    const ucs::Timestamp limit = any_time() - std::chrono::minutes(20);
    REQUIRE(*engine_.purge(operation, limit, scope_) == model_.purge(operation, limit));
  }
  void export_services() {
    using Events = ucs::ExportFilter::Events;
    using Progress = ucs::Filter::Progress;
    ucs::ExportFilter filter;
    filter.time_from = any_time();
    if (chance(70)) filter.time_to = *filter.time_from + std::chrono::minutes(below(120));
    filter.events = pick({Events::kAny, Events::kStarted, Events::kCompleted});
    filter.progress = pick({Progress::kAny, Progress::kActive, Progress::kCompleted});
    auto cursor = engine_.export_services(filter, scope_);
    REQUIRE(cursor);
    std::vector<ServiceId> ids;
    while (!cursor->is_at_end()) {
      const auto page = cursor->next_page();
      REQUIRE(page);
      for (const ucs::ServicePtr& service : *page) ids.push_back(service->id);
    }
    REQUIRE(ids == model_.export_ids(filter));
  }
  void change_settings() {
    ucs::Settings settings;
    settings.default_lifetime = kLifetime * pick({1, 2});
    settings.lifetime_by_type["booking"] = kLifetime / 2;
    if (chance(50)) settings.auto_complete_after = std::chrono::minutes(20);
    settings.auto_complete_after_by_type["1"] = std::chrono::minutes(5);
    settings.auto_complete_after_by_type["booking"] = std::nullopt;
    if (chance(40)) {
      settings.business_attributes =
          ucs::BusinessAttributes::make(model::business_definition()).value();
    }
    model_.settings = settings;
    REQUIRE(engine_.set_settings(std::make_shared<const ucs::Settings>(settings)));
  }
  void create_schema() {
    ucs::Schema schema;
    schema.attributes = {
        {"a", ucs::AttributeType::kInteger, {}, true, {}},
        {"b", ucs::AttributeType::kString, 1, false, ucs::JsonText::unchecked(R"("y")")}};
    const auto kind =
        pick({ucs::EntityKind::kService, ucs::EntityKind::kState, ucs::EntityKind::kTask});
    const bool is_known = model_.schemas[model_.tenant].count(kind) == 1;
    schema.name = is_known && chance(50) ? "a" : "A";
    expect("create_schema", engine_.create_schema(kind, schema, scope_),
           model_.create_schema(kind));
  }
  void erase() {
    const ServiceId id = any_service();
    expect("delete_service", engine_.delete_service(id, scope_), model_.erase(id));
  }
  void start_state() {
    const ServiceId id = any_service();
    ucs::StartState request;
    fill(request);
    request.state_type = any_type();
    request.est_duration = any_duration();
    request.extensions = any_extensions();
    if (chance(20)) request.previous_state_id = any_state(id);
    expect("start_state", engine_.start_state(id, request, scope_),
           model_.start_state(id, request));
  }
  void start_task() {
    const ServiceId id = any_service();
    ucs::StartTask request;
    fill(request);
    request.task_type = any_type();
    request.est_duration = any_duration();
    request.extensions = any_extensions();
    if (chance(60)) request.state_id = any_state(id);
    expect("start_task", engine_.start_task(id, request, scope_), model_.start_task(id, request));
  }
  void complete_state() {
    const ServiceId id = any_service();
    complete({id, any_state(id), {}});
  }
  void complete_task() {
    const ServiceId id = any_service();
    complete({id, {}, any_task(id)});
  }
  void complete(const ucs::ActivityRef& target) {
    const ServiceId id = target.service_id;
    ucs::CompleteActivity request;
    fill(request);
    if (chance(50)) request.disposition = any_type();
    if (chance(50)) request.disposition_desc = "because";
    if (chance(20)) request.state_id = any_state(id);
    request.extensions = any_extensions();
    const Outcome expected = model_.complete(target, request);
    if (target.state_id) {
      expect("complete_state", engine_.complete_state(id, *target.state_id, request, scope_),
             expected);
    } else if (target.task_id) {
      expect("complete_task", engine_.complete_task(id, *target.task_id, request, scope_),
             expected);
    } else {
      expect("complete_service", engine_.complete_service(id, request, scope_), expected);
    }
  }
  void transition() {
    const ServiceId id = any_service();
    ucs::Transition request;
    fill(request);
    if (!chance(3)) request.from.state_id = any_state(id);
    if (chance(50)) request.from.disposition = any_type();
    request.to.state_type = any_type();
    request.to.est_duration = any_duration();
    request.extensions = any_extensions();
    request.from.extensions = any_extensions();
    request.to.extensions = any_extensions();
    expect("transition", engine_.transition(id, request, scope_), model_.transition(id, request));
  }
  void write_extension() {
    const ServiceId id = any_service();
    ucs::ActivityRef target{id, {}, {}};
    if (chance(40)) {
      target.state_id = any_state(id);
    } else if (chance(40)) {
      target.task_id = any_task(id);
    }
    const ucs::Extension extension = any_extension();
    if (chance(40)) {
      expect("update_extension", engine_.update_extension(target, extension, scope_),
             model_.update_extension(target, extension));
    } else {
      expect("merge_extension", engine_.merge_extension(target, extension, scope_),
             model_.merge_extension(target, extension));
    }
  }

  void query_one() {
    const ServiceId id = any_service();
    const Journey* journey = model_.find(id);
    const StateId state = any_state(id);
    const ucs::TaskId task = any_task(id);
    const auto service = engine_.query_service(id, scope_);
    REQUIRE(outcome(service) == (journey == nullptr ? "service_not_found" : "ok"));
    if (journey != nullptr) compare(**service, *journey);
    const auto expected = [&](const auto& things, std::int64_t wanted, const char* error) {
      if (journey == nullptr) return std::string("service_not_found");
      return std::string(things.count(wanted) == 0 ? error : "ok");
    };
    const Journey none;
    const Journey& known = journey == nullptr ? none : *journey;
    REQUIRE(outcome(engine_.query_state(id, state, scope_)) ==
            expected(known.states, state, "state_not_found"));
    REQUIRE(outcome(engine_.query_task(id, task, scope_)) ==
            expected(known.tasks, task, "task_not_found"));
  }
  void list_services() {
    const ucs::Filter filter = any_filter();
    const bool is_anonymous = chance(40);
    const std::string owner = is_anonymous ? pick<std::string>({"k1", "k2", "none"})
                                           : pick<std::string>({"c1", "c2", "none"});
    const auto got = is_anonymous ? engine_.query_anonymous_services(owner, filter, scope_)
                                  : engine_.query_customer_services(owner, filter, scope_);
    std::vector<std::int64_t> ids;
    for (const auto& service : got.value()) ids.push_back(service->id);
    REQUIRE(ids == Model::list(model_.journeys[model_.tenant], filter, [&](const Journey& j) {
              if (model_.is_gone(j)) return false;
              if (is_anonymous && j.fields.count("customer_id") != 0) return false;
              const auto name = j.fields.find(is_anonymous ? "contact_key" : "customer_id");
              return name != j.fields.end() && name->second == owner;
            }));
  }
  void list_states() {
    const ServiceId id = any_service();
    const ucs::Filter filter = any_filter();
    const auto got = engine_.query_states(id, filter, scope_);
    const Journey* journey = model_.find(id);
    REQUIRE(outcome(got) == (journey == nullptr ? "service_not_found" : "ok"));
    if (journey == nullptr) return;
    std::vector<std::int64_t> ids;
    for (const ucs::State* state : got->states) ids.push_back(state->id);
    REQUIRE(ids == Model::list(journey->states, filter, [](const auto&) { return true; }));
  }
  void list_tasks() {
    const ServiceId id = any_service();
    ucs::Filter filter = any_filter();
    if (chance(40)) filter.state_id = any_state(id);
    const auto got = engine_.query_tasks(id, filter, scope_);
    const Journey* journey = model_.find(id);
    REQUIRE(outcome(got) == (journey == nullptr ? "service_not_found" : "ok"));
    if (journey == nullptr) return;
    std::vector<std::int64_t> ids;
    for (const ucs::Task* task : got->tasks) ids.push_back(task->id);
    REQUIRE(ids == Model::list(journey->tasks, filter, [&](const model::Thing& task) {
              return !filter.state_id || task.state_id == filter.state_id;
            }));
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  template <class T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }

  void move_clock() {
    if (chance(60)) clock_.advance(milliseconds(below(5000)));
    if (chance(5)) clock_.advance(-milliseconds(below(60000)));
    if (below(400) == 0) clock_.advance(std::chrono::minutes(below(90)));
    model_.now = clock_.now();
  }
  /// One of the newest services that are there; now and then another number.
  ServiceId any_service() {
    std::vector<ServiceId> ids = {0, -1, 4000};
    const auto& journeys = model_.journeys[model_.tenant];
    if (!journeys.empty()) ids.back() = journeys.rbegin()->first;  // may have expired
    if (chance(4)) return ids[below(ids.size())];
    for (auto j = journeys.rbegin(); j != journeys.rend() && ids.size() < 9; ++j) {
      if (!model_.is_gone(j->second)) ids.push_back(j->first);
    }
    return ids.size() == 3 ? 1 : ids[3 + below(ids.size() - 3)];
  }
  template <class Things>
  std::int32_t any_of(const Things& things) {
    if (things.empty() || chance(5)) return pick({0, 1, 7, -1, 2147483647});
    auto thing = things.end();
    for (std::uint64_t back = below(std::min<std::uint64_t>(things.size(), 6)) + 1; back > 0;
         --back) {
      --thing;
    }
    return static_cast<std::int32_t>(thing->first);
  }
  StateId any_state(ServiceId id) {
    const Journey* journey = model_.find(id);
    return any_of(journey == nullptr ? decltype(journey->states)() : journey->states);
  }
  ucs::TaskId any_task(ServiceId id) {
    const Journey* journey = model_.find(id);
    return any_of(journey == nullptr ? decltype(journey->tasks)() : journey->tasks);
  }
  LongOrString any_type() {
    if (chance(10)) return {};
    if (chance(30)) return static_cast<std::int64_t>(below(3));
    return pick<std::string>(
        {"0", "1", "booking", "booking", "claim", "a type of more than 15 bytes"});
  }
  Text any_customer() { return chance(5) ? Text("") : pick<Text>({"c1", "c2", "c2", Text()}); }
  std::optional<std::int32_t> any_duration() {
    if (!chance(20)) return {};
    return pick({0, 60, 2147483647, -1});
  }
  ucs::Timestamp any_time() { return clock_.now() + milliseconds(below(7200000)) - kLifetime; }
  ucs::Extension any_extension() {
    const bool is_v81 = scope_.dialect == Dialect::kV81;
    const std::string of_any = pick<std::string>({"A", "B", "C", chance(10) ? "ttl" : "D"});
    return {is_v81 && !chance(10) ? pick<std::string>({"A", "A", "a"}) : of_any,
            ucs::JsonText::unchecked(pick<std::string>(
                {"{}", R"({"a":1})", R"({"b":"x","a":2})", R"({"c":1e400})", "5"}))};
  }
  ucs::Extensions any_extensions() {
    ucs::Extensions extensions;
    if (scope_.dialect == Dialect::kV81 && !chance(40)) return extensions;
    for (std::uint64_t n = chance(50) ? 0 : below(3); n > 0; --n) {
      const ucs::Extension extension = any_extension();
      extensions.set(extension.name, extension.value);
    }
    return extensions;
  }
  void fill(ucs::EventRequest& event) {
    if (chance(30)) event.session_id = characters(pick<std::size_t>({0, 5, 20, 32, 33}), 1);
    if (chance(2)) event.session_id = characters(257, 1);
    if (chance(30)) event.interaction_id = "interaction";
    if (chance(30)) event.application_type = any_type();
    if (chance(30)) event.resource_type = any_type();
    if (chance(30)) event.media_type = any_type();
    if (chance(30)) event.application_id = static_cast<std::int64_t>(random_());
    if (chance(30)) event.resource_id = 0;
    if (chance(20)) event.timestamp = any_time();
  }
  ucs::StartService any_start() {
    ucs::StartService request;
    fill(request);
    request.customer_id = any_customer();
    if (chance(60)) request.contact_key = pick<std::string>({"k1", "k2"});
    request.service_type = any_type();
    request.est_duration = any_duration();
    if (chance(10)) request.ttl = pick({0, 10, 3600, 2147483647});
    if (chance(10)) request.expiration_time = any_time();
    if (chance(10)) request.auto_complete_after = 60;
    request.extensions = any_extensions();
    return request;
  }
  ucs::Filter any_filter() {
    using Progress = ucs::Filter::Progress;
    ucs::Filter filter;
    filter.progress = pick({Progress::kAny, Progress::kActive, Progress::kCompleted});
    if (chance(30)) filter.types = {pick<std::string>({"1", "booking", "x"}), "0"};
    if (chance(20)) filter.started_from = any_time();
    if (chance(20)) filter.started_to = any_time();
    if (chance(20)) filter.offset = below(5);
    if (chance(20)) filter.limit = below(5);
    return filter;
  }

  std::mt19937_64 random_;
  const std::unique_ptr<ucs::Store> store_ = make_test_store();
  ManualClock clock_;
  ucs::Engine engine_;
  Model model_;
  ucs::Scope scope_;
};

TEST_CASE("random operations come to what the model says") {
  const char* chosen = std::getenv("UCS_MODEL_SEED");  // NOLINT(concurrency-mt-unsafe)
  const std::uint64_t first_seed = chosen == nullptr ? 20260301 : std::stoull(chosen);
  const std::uint64_t seeds = is_test_store_far() ? 1 : 3;
  for (std::uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
    for (const auto id_scope : {ucs::IdScope::kTenant, ucs::IdScope::kService}) {
      Run run(seed, id_scope);
      for (int step = 1; step <= 3000; ++step) {
        CAPTURE(seed, step, static_cast<int>(id_scope));
        run.step();
        if (step % 300 == 0) run.compare_contents();
      }
    }
  }
}

}  // namespace
