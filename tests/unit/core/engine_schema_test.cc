// SPDX-License-Identifier: MIT
// Extension schemas through the engine (META, spec 7).
#include <ucs/core.h>
#include <ucs/testing/describe.h>

#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/schemas.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using ucs::Dialect;
using ucs::Engine;
using ucs::EntityKind;
using ucs::Result;
using ucs::Schema;
using ucs::SchemaPtr;
using ucs::SchemaSetPtr;
using ucs::Scope;
using Type = ucs::AttributeType;

const Scope kV81{"", Dialect::kV81};

struct Fixture {
  ucs::MemoryStore store;
  ManualClock clock;
  Engine engine{store, clock};
};

std::string names(const Result<std::vector<SchemaPtr>>& schemas) {
  if (!schemas) return outcome(schemas);
  std::string text;
  for (const SchemaPtr& schema : *schemas) text += (text.empty() ? "" : " ") + schema->name;
  return text;
}

TEST_CASE("a schema is created, listed in order of creation, and found in any case") {
  Fixture f;
  CHECK(names(f.engine.query_schemas(EntityKind::kState)).empty());
  for (const char* name : {"b", "A", "c"}) {
    CHECK(outcome(f.engine.create_schema(EntityKind::kState, single(name, {text("x", 1)}))) ==
          "ok");
  }
  CHECK(names(f.engine.query_schemas(EntityKind::kState)) == "b A c");
  CHECK(names(f.engine.query_schemas(EntityKind::kService)).empty());
  const auto found = f.engine.query_schema(EntityKind::kState, "a");
  REQUIRE(found);
  CHECK(ucs::testing::describe(**found) == ucs::testing::describe(single("A", {text("x", 1)})));
}

TEST_CASE("an unknown schema is schema_not_found, also of another kind or tenant") {
  Fixture f;
  REQUIRE(f.engine.create_schema(EntityKind::kState, single("A", {}), {"one"}));
  const auto ask = [&](EntityKind kind, const char* name, const char* tenant) {
    return outcome_and_field(f.engine.query_schema(kind, name, {tenant}));
  };
  CHECK(ask(EntityKind::kState, "A", "one") == "ok");
  CHECK(ask(EntityKind::kState, "B", "one") == "schema_not_found name");
  CHECK(ask(EntityKind::kTask, "A", "one") == "schema_not_found name");
  CHECK(ask(EntityKind::kState, "A", "two") == "schema_not_found name");
  CHECK(ask(EntityKind::kState, "A", "") == "schema_not_found name");
}

TEST_CASE("a name twice, in any case, is already_exists and changes nothing") {
  Fixture f;
  REQUIRE(f.engine.create_schema(EntityKind::kTask, single("Feedback", {text("a", 1)})));
  const std::string before = dump(f.store);
  for (const char* name : {"Feedback", "FEEDBACK"}) {
    CHECK(outcome_and_field(f.engine.create_schema(EntityKind::kTask, single(name, {}))) ==
          "already_exists name");
  }
  CHECK(dump(f.store) == before);
  CHECK(outcome(f.engine.create_schema(EntityKind::kState, single("Feedback", {}))) == "ok");
}

TEST_CASE("a wrong definition is refused and stores nothing") {
  Fixture f;
  const std::string before = dump(f.store);
  CHECK(outcome(f.engine.create_schema(EntityKind::kTask, single("1", {}))) == "invalid_field");
  CHECK(outcome(f.engine.create_schema(EntityKind::kTask, multi("a", {}, {"b"}))) ==
        "invalid_field");
  CHECK(dump(f.store) == before);
}

TEST_CASE("a definition is stored in its checked form") {
  Fixture f;
  Schema schema = multi("S", {with_default(attribute("Rank", Type::kInteger), R"("1")")}, {"RANK"});
  REQUIRE(f.engine.create_schema(EntityKind::kTask, schema));
  const SchemaPtr stored = f.engine.query_schema(EntityKind::kTask, "s").value();
  CHECK(stored->unique == std::vector<std::string>{"Rank"});
  CHECK(stored->attributes[0].default_value->view() == "1");
}

TEST_CASE("a tenant has 1000 schemas of a kind and no more") {
  Fixture f;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(f.engine.create_schema(EntityKind::kTask, single("s" + std::to_string(i), {})));
  }
  const auto refused = f.engine.create_schema(EntityKind::kTask, single("one_more", {}));
  CHECK(outcome(refused) == "invalid_extension");
  CHECK_THAT(refused.error().message, contains("1000"));
  CHECK(outcome(f.engine.create_schema(EntityKind::kTask, single("S7", {}))) == "already_exists");
  CHECK(outcome(f.engine.create_schema(EntityKind::kState, single("one_more", {}))) == "ok");
  CHECK(outcome(f.engine.create_schema(EntityKind::kTask, single("other", {}), {"t"})) == "ok");
}

TEST_CASE("of 8 callers with one name exactly one creates the schema") {
  Fixture f;
  for (int round = 0; round < 30; ++round) {
    const std::string name = "s" + std::to_string(round);
    std::atomic<int> winners{0};
    std::atomic<int> others{0};
    run_threads(8, [&](std::size_t i) {
      const auto done = f.engine.create_schema(
          EntityKind::kService, single(i % 2 == 0 ? name : "S" + name.substr(1), {}));
      if (done) ++winners;
      if (!done && done.error().code == ucs::ErrorCode::kAlreadyExists) ++others;
    });
    CHECK(winners == 1);
    CHECK(others == 7);
  }
}

TEST_CASE("v81 writes are held against the schemas of their tenant") {
  Fixture f;
  REQUIRE(f.engine.create_schema(EntityKind::kService, single("S", {text("a", 3)}), {"one"}));
  ucs::StartService request = start_of("c");
  request.extensions = extensions({{"s", R"({"A":"x"})"}});
  const auto started = f.engine.start_service(request, {"one", Dialect::kV81});
  REQUIRE(started);
  CHECK(written((*f.engine.query_service(*started, {"one"}))->extensions) == R"(S={"a":"x"})");
  const std::string before = dump(f.store, {"", "one", "two"});
  CHECK(outcome(f.engine.start_service(request, {"two", Dialect::kV81})) == "unknown_extension");
  request.extensions = extensions({{"s", R"({"a":"long"})"}});
  CHECK(outcome(f.engine.start_service(request, {"one", Dialect::kV81})) == "invalid_extension");
  CHECK(dump(f.store, {"", "one", "two"}) == before);
}

TEST_CASE("a refused extension takes no id") {
  Fixture f;
  REQUIRE(f.engine.create_schema(EntityKind::kState, single("S", {})));
  REQUIRE(f.engine.start_service(start_of("c"), kV81).value() == 1);
  ucs::StartState bad = state_of("x");
  bad.extensions = extensions({{"S", "7"}});
  ucs::Transition bad_transition = transition_of(1, "x");
  CHECK(outcome(f.engine.start_state(1, bad, kV81)) == "invalid_extension");
  CHECK(f.engine.start_state(1, state_of("x"), kV81).value() == 1);
  bad_transition.to.extensions = bad.extensions;
  CHECK(outcome(f.engine.transition(1, bad_transition, kV81)) == "invalid_extension");
  CHECK(f.engine.start_state(1, state_of("x"), kV81).value() == 2);
}

TEST_CASE("a schema that is created later applies to what is written from then on") {
  Fixture f;
  ucs::StartService request = start_of("c");
  const ucs::Extension free = {"S", ucs::JsonText::unchecked(R"({"free":1})")};
  request.extensions = ucs::Extensions({free});
  REQUIRE(f.engine.start_service(request).value() == 1);
  REQUIRE(f.engine.create_schema(EntityKind::kService, single("S", {text("a", 3)})));
  CHECK(written((*f.engine.query_service(1, kV81))->extensions) == R"(S={"free":1})");
  CHECK(outcome(f.engine.complete_service(1, {}, kV81)) == "ok");
  const ucs::ActivityRef service = {1, {}, {}};
  CHECK(outcome(f.engine.update_extension(service, free, kV81)) == "invalid_extension");
  CHECK(outcome(f.engine.update_extension(service, free)) == "ok");
}

/// Tells how often it was asked for schemas, and can return no set at all.
struct CountsSchemaCalls final : ForwardingStore {
  using ForwardingStore::ForwardingStore;
  Result<SchemaSetPtr> schemas(std::string_view tenant) override {
    ++calls;
    if (returns_null) return SchemaSetPtr();
    return ForwardingStore::schemas(tenant);
  }
  int calls = 0;
  bool returns_null = false;
};

TEST_CASE("schemas are asked for only by v81 writes that have extensions") {
  ucs::MemoryStore memory;
  CountsSchemaCalls store(memory);
  ManualClock clock;
  Engine engine(store, clock);
  ucs::StartService request = start_of("c");
  REQUIRE(engine.start_service(request, kV81));
  REQUIRE(engine.start_state(1, state_of("x"), kV81));
  REQUIRE(engine.start_task(1, task_of("x"), kV81));
  REQUIRE(engine.transition(1, transition_of(1, "x"), kV81));
  REQUIRE(engine.query_service(1, kV81));
  request.extensions = extensions({{"S", "{}"}});
  REQUIRE(engine.start_service(request));
  CHECK(store.calls == 0);
  CHECK(outcome(engine.start_service(request, kV81)) == "unknown_extension");
  CHECK(store.calls == 1);
  store.returns_null = true;
  CHECK(outcome(engine.start_service(request, kV81)) == "internal");
  CHECK(outcome(engine.query_schemas(EntityKind::kTask)) == "internal");
}

}  // namespace
