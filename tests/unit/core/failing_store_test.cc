// SPDX-License-Identifier: MIT
// Every operation of the engine, with every one of its store calls failing in turn.
#include "tests/support/failing_store.h"

#include <ucs/core.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::Error;
using ucs::ErrorCode;
using ucs::JsonText;
using Moment = FailingStore::Moment;

const ucs::Scope kV81{"", ucs::Dialect::kV81};

/// A schema with the attributes x and y, integers.
ucs::Schema schema_of(const std::string& name) {
  ucs::Schema schema;
  schema.name = name;
  for (const char* attribute : {"x", "y"}) {
    schema.attributes.push_back({attribute, ucs::AttributeType::kInteger, {}, false, {}});
  }
  return schema;
}

/// One operation on the store that Fixture prepares.
struct Operation {
  std::string name;
  std::function<std::string(Engine&)> run;  // returns its outcome()
  /// The outcome when the same is asked once more: "ok", or the error that tells it was done.
  std::string again = "ok";
  /// A query only.
  bool is_query = false;
  std::size_t calls = 2;  // that it makes of the store
};

/// A store with service 1 of customer "c" and service 2 of contact "k". Service 1 has the active
/// states 1 and 2, the active task 1, and the extension A. Services have a schema for A.
struct Fixture {
  explicit Fixture(ucs::IdScope id_scope = ucs::IdScope::kTenant) {
    options.id_scope = id_scope;
    ucs::StartService anonymous;
    anonymous.contact_key = "k";
    Engine engine(memory, clock, options);
    REQUIRE(engine.start_service(start_of("c")).value() == 1);
    REQUIRE(engine.start_service(anonymous).value() == 2);
    REQUIRE(engine.start_state(1, state_of("x")).value() == 1);
    REQUIRE(engine.start_state(1, state_of("x")).value() == 2);
    REQUIRE(engine.start_task(1, task_of("x", 1)).value() == 1);
    const auto object = JsonText::unchecked(R"({"x":1})");
    REQUIRE(engine.update_extension({1, {}, {}}, {"A", object}).has_value());
    REQUIRE(engine.create_schema(ucs::EntityKind::kService, schema_of("A")).has_value());
    clock.advance(std::chrono::seconds(1));
  }

  ucs::MemoryStore memory;
  FailingStore store{memory};
  ManualClock clock;
  ucs::EngineOptions options;
};

const std::vector<Operation>& operations() {
  static const ucs::Extension object = {"A", JsonText::unchecked(R"({"y":2})")};
  static const std::vector<Operation> all = {
      {"start_service", [](Engine& e) { return outcome(e.start_service(start_of("d"))); }},
      {"associate_service", [](Engine& e) { return outcome(e.associate_service("d", 1)); }},
      {"complete_service", [](Engine& e) { return outcome(e.complete_service(1)); },
       "already_completed"},
      {"delete_service", [](Engine& e) { return outcome(e.delete_service(1)); },
       "service_not_found"},
      {"start_state", [](Engine& e) { return outcome(e.start_state(1, state_of("y"))); }, "ok",
       false, 3},
      {"complete_state", [](Engine& e) { return outcome(e.complete_state(1, 1)); },
       "already_completed"},
      {"transition", [](Engine& e) { return outcome(e.transition(1, transition_of(1, "y"))); },
       "already_completed", false, 3},
      {"start_task", [](Engine& e) { return outcome(e.start_task(1, task_of("y", 2))); }, "ok",
       false, 3},
      {"complete_task", [](Engine& e) { return outcome(e.complete_task(1, 1)); },
       "already_completed"},
      {"update_extension of a service",
       [](Engine& e) {
         return outcome(e.update_extension({1, {}, {}}, object));
       }},
      {"update_extension of a state",
       [](Engine& e) {
         return outcome(e.update_extension({1, 1, {}}, object));
       }},
      {"update_extension of a task",
       [](Engine& e) {
         return outcome(e.update_extension({1, {}, 1}, object));
       }},
      {"merge_extension of a service",
       [](Engine& e) {
         return outcome(e.merge_extension({1, {}, {}}, object));
       }},
      {"merge_extension of a state",
       [](Engine& e) {
         return outcome(e.merge_extension({1, 1, {}}, object));
       }},
      {"merge_extension of a task",
       [](Engine& e) {
         return outcome(e.merge_extension({1, {}, 1}, object));
       }},
      {"start_service in v81 without extensions",
       [](Engine& e) { return outcome(e.start_service(start_of("d"), kV81)); }},
      {"start_service in v81",
       [](Engine& e) {
         ucs::StartService request = start_of("d");
         request.extensions = ucs::Extensions({object});
         return outcome(e.start_service(request, kV81));
       },
       "ok", false, 3},
      {"merge_extension in v81",
       [](Engine& e) {
         return outcome(e.merge_extension({1, {}, {}}, object, kV81));
       },
       "ok", false, 3},
      {"create_schema",
       [](Engine& e) { return outcome(e.create_schema(ucs::EntityKind::kState, schema_of("A"))); },
       "already_exists"},
      {"query_schemas",
       [](Engine& e) { return outcome(e.query_schemas(ucs::EntityKind::kService)); }, "ok", true,
       1},
      {"query_schema",
       [](Engine& e) { return outcome(e.query_schema(ucs::EntityKind::kService, "a")); }, "ok",
       true, 1},
      {"query_service", [](Engine& e) { return outcome(e.query_service(1)); }, "ok", true, 1},
      {"query_state", [](Engine& e) { return outcome(e.query_state(1, 1)); }, "ok", true, 1},
      {"query_task", [](Engine& e) { return outcome(e.query_task(1, 1)); }, "ok", true, 1},
      {"query_customer_services", [](Engine& e) { return outcome(e.query_customer_services("c")); },
       "ok", true, 1},
      {"query_anonymous_services",
       [](Engine& e) { return outcome(e.query_anonymous_services("k")); }, "ok", true, 1},
      {"query_states", [](Engine& e) { return outcome(e.query_states(1)); }, "ok", true, 1},
      {"query_tasks", [](Engine& e) { return outcome(e.query_tasks(1)); }, "ok", true, 1},
  };
  return all;
}

/// What one operation does when nothing fails.
struct GoodRun {
  std::size_t calls;
  std::string before;
  std::string after;
};

GoodRun run_well(const Operation& operation, ucs::IdScope id_scope) {
  Fixture f(id_scope);
  Engine engine(f.store, f.clock, f.options);
  const std::string before = dump(f.memory);
  f.store.heal();
  REQUIRE(operation.run(engine) == "ok");
  return {f.store.calls(), before, dump(f.memory)};
}

/// Lets one call fail and checks all that must hold then.
void run_failing(const Operation& operation, ucs::IdScope id_scope, const GoodRun& good,
                 const std::function<void(FailingStore&)>& fail, const std::string& expected) {
  Fixture f(id_scope);
  Engine engine(f.store, f.clock, f.options);
  fail(f.store);
  CHECK(operation.run(engine) == expected);
  const std::string left = dump(f.memory);
  const bool is_done = left == good.after && !operation.is_query;
  CHECK((is_done || left == good.before));
  f.store.heal();
  CHECK(operation.run(engine) == (is_done ? operation.again : "ok"));
}

TEST_CASE("every operation makes the store calls it needs, and no more") {
  for (const Operation& operation : operations()) {
    CAPTURE(operation.name);
    const GoodRun good = run_well(operation, ucs::IdScope::kTenant);
    CHECK(good.calls == operation.calls);
    CHECK((good.before == good.after) == operation.is_query);
  }
}

TEST_CASE("whichever store call fails, the error is reported and nothing is half-done") {
  for (const auto id_scope : {ucs::IdScope::kTenant, ucs::IdScope::kService}) {
    for (const Operation& operation : operations()) {
      const GoodRun good = run_well(operation, id_scope);
      for (std::size_t call = 1; call <= good.calls; ++call) {
        for (const Moment moment : {Moment::kBefore, Moment::kAfter}) {
          CAPTURE(operation.name, call, static_cast<int>(moment));
          for (const ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kInternal}) {
            run_failing(
                operation, id_scope, good,
                [&](FailingStore& store) {
                  store.fail_at(call, moment, Error{code, "the disk is full", ""});
                },
                std::string(ucs::code_name(code)));
          }
          run_failing(
              operation, id_scope, good, [&](FailingStore& store) { store.throw_at(call, moment); },
              "internal");
        }
      }
    }
  }
}

TEST_CASE("a call that fails before it took effect leaves the store as it was") {
  for (const Operation& operation : operations()) {
    const GoodRun good = run_well(operation, ucs::IdScope::kTenant);
    for (std::size_t call = 1; call <= good.calls; ++call) {
      CAPTURE(operation.name, call);
      Fixture f;
      Engine engine(f.store, f.clock);
      f.store.throw_at(call, Moment::kBefore);
      CHECK(operation.run(engine) == "internal");
      CHECK(dump(f.memory) == good.before);
      f.store.heal();
      CHECK(operation.run(engine) == "ok");
    }
  }
}

TEST_CASE("the store's own error reaches the caller unchanged") {
  Fixture f;
  Engine engine(f.store, f.clock);
  f.store.fail_at(1, Moment::kBefore, Error{ErrorCode::kUnavailable, "no connection", "store"});
  const auto failed = engine.query_service(1);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::kUnavailable);
  CHECK(failed.error().message == "no connection");
  CHECK(failed.error().field == "store");
}

TEST_CASE("what a store throws is not told to the caller") {
  Fixture f;
  Engine engine(f.store, f.clock);
  f.store.throw_at(1, Moment::kBefore);
  const auto failed = engine.query_service(1);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::kInternal);
  CHECK(failed.error().message.find("fire") == std::string::npos);
}

}  // namespace
