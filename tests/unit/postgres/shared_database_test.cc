// SPDX-License-Identifier: MIT
// Several stores on one database, as of several processes.
#include <ucs/core.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/schemas.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::IdKind;
using ucs::PostgresStore;

std::unique_ptr<PostgresStore> open(const PostgresSchema& schema) {
  return PostgresStore::open(schema.url, postgres_options()).value();
}

/// An engine on a store of its own.
struct Server {
  explicit Server(const PostgresSchema& schema) : store(open(schema)) {}

  std::unique_ptr<PostgresStore> store;
  ManualClock clock;
  Engine engine{*store, clock};
};

TEST_CASE("what one store has started another one goes on with at once") {
  const PostgresSchema schema;
  Server one(schema);
  Server other(schema);
  const auto id = one.engine.start_service(start_of("c")).value();
  CHECK(other.engine.query_service(id).value()->revision == 1);
  const auto state = other.engine.start_state(id, state_of("x")).value();
  CHECK(one.engine.complete_state(id, state).has_value());
  CHECK(outcome(other.engine.complete_state(id, state)) == "already_completed");
  CHECK(other.store->list("", ucs::OwnerKind::kCustomer, "c")->size() == 1);
  CHECK(one.engine.delete_service(id).has_value());
  CHECK(outcome(other.engine.query_service(id)) == "service_not_found");
}

TEST_CASE("of racing transitions by two stores exactly one wins") {
  const PostgresSchema schema;
  Server servers[] = {Server(schema), Server(schema)};
  const auto id = servers[0].engine.start_service(start_of("c")).value();
  auto from = servers[0].engine.start_state(id, state_of("x")).value();
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> winners{0};
    std::atomic<int> losers{0};
    std::atomic<ucs::StateId> winner{0};
    run_threads(8, [&](std::size_t i) {
      const auto to = servers[i % 2].engine.transition(id, transition_of(from, "y"));
      if (to) {
        ++winners;
        winner = *to;
      } else if (outcome(to) == "already_completed") {
        ++losers;
      }
    });
    CHECK(winners == 1);
    CHECK(losers == 7);
    from = winner;
  }
  CHECK(servers[1].engine.query_service(id).value()->revision == 22);
}

TEST_CASE("changes of many services by two stores, in other orders, do not stand in their way") {
  const PostgresSchema schema;
  const std::unique_ptr<PostgresStore> stores[] = {open(schema), open(schema)};
  constexpr ucs::ServiceId kServices = 16;
  const auto record = [](ucs::ServiceId id, ucs::Revision revision) {
    auto service = std::make_shared<ucs::Service>();
    service->id = id;
    service->revision = revision;
    return service;
  };
  for (ucs::ServiceId id = 1; id <= kServices; ++id)
    REQUIRE(stores[0]->put_if("", record(id, 1), 0).value());
  std::atomic<int> won{0};
  std::atomic<int> failed{0};
  run_threads(16, [&](std::size_t i) {
    for (ucs::Revision revision = 1; revision <= 10; ++revision) {
      const auto id = static_cast<ucs::ServiceId>(i % 2 == 0 ? i + 1 : kServices - i + 1);
      const auto done = stores[i % 2]->put_if("", record(id, revision + 1), revision);
      if (!done) ++failed;
      if (done.value_or(false)) ++won;
    }
  });
  CHECK(failed == 0);
  CHECK(won >= 80);
}

TEST_CASE("ids are never given twice, whatever store takes them, and each store's ascend") {
  const PostgresSchema schema;
  std::mutex mutex;
  std::vector<std::int64_t> all;
  bool are_ascending = true;
  for (int round = 0; round < 2; ++round) {
    const std::unique_ptr<PostgresStore> stores[] = {open(schema), open(schema), open(schema)};
    run_threads(6, [&](std::size_t i) {
      std::vector<std::int64_t> own;
      for (std::int64_t count = 1; count <= 60; ++count) {
        const std::int64_t first =
            stores[i % 3]->allocate_ids("t", IdKind::kService, count).value_or(0);
        for (std::int64_t id = first; id < first + count; ++id) own.push_back(id);
      }
      const std::lock_guard lock(mutex);
      are_ascending = are_ascending && std::is_sorted(own.begin(), own.end());
      all.insert(all.end(), own.begin(), own.end());
    });
  }
  CHECK(are_ascending);
  std::sort(all.begin(), all.end());
  CHECK(all.front() == 1);
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("a store that ends in an orderly way gives back its ids, unless others came behind") {
  const PostgresSchema schema;
  CHECK(open(schema)->allocate_ids("", IdKind::kState, 3).value() == 1);
  auto first = open(schema);
  CHECK(first->allocate_ids("", IdKind::kState, 1).value() == 4);
  const auto second = open(schema);
  CHECK(second->allocate_ids("", IdKind::kState, 1).value() == 1004);
  first.reset();
  CHECK(open(schema)->allocate_ids("", IdKind::kState, 1).value() == 2004);
  CHECK(second->allocate_ids("", IdKind::kState, 998).value() == 1005);
}

TEST_CASE("an extension schema created by one store is there for the other, and its name taken") {
  const PostgresSchema schema;
  const std::unique_ptr<PostgresStore> stores[] = {open(schema), open(schema)};
  std::atomic<int> created{0};
  run_threads(8, [&](std::size_t i) {
    for (int n = 0; n < 10; ++n) {
      auto definition = std::make_shared<ucs::Schema>();
      definition->name = "s" + std::to_string(n);
      if (stores[i % 2]->create_schema("", ucs::EntityKind::kTask, definition).value_or(false))
        ++created;
    }
  });
  CHECK(created == 10);
  for (const auto& store : stores) {
    const auto set = store->schemas("").value();
    CHECK(set->all(ucs::EntityKind::kTask).size() == 10);
    CHECK(set->find(ucs::EntityKind::kTask, "S7") != nullptr);
  }
}

TEST_CASE("the tables are such that engines with the protocol of PostgreSQL have them, too") {
  const PostgresSchema schema;
  static_cast<void>(open(schema));
  const auto count = [&](const std::string& what) {
    return run_postgres(schema.url, "SELECT count(*) FROM " + what);
  };
  const std::string here = "= '" + schema.name + "'::regnamespace";
  CHECK(count("pg_class WHERE relkind = 'r' AND relnamespace " + here) != "0\n");
  CHECK(count("pg_class WHERE relkind IN ('S', 'm', 'f', 't') AND relnamespace " + here) == "0\n");
  CHECK(count("pg_constraint WHERE contype = 'f' AND connamespace " + here) == "0\n");
  CHECK(count("pg_proc WHERE pronamespace " + here) == "0\n");
  CHECK(count("pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace " + here) ==
        "0\n");
  CHECK(count("information_schema.columns WHERE data_type = 'jsonb' AND table_schema = '" +
              schema.name + "'") == "0\n");
}

TEST_CASE("states, tasks and extensions can be asked for by SQL") {
  const PostgresSchema schema;
  Server server(schema);
  ucs::StartService start = start_of("c");
  start.extensions = extensions({{"Note", R"({"text":"é"})"}});
  const auto id = server.engine.start_service(start).value();
  const auto state = server.engine.start_state(id, state_of("offered")).value();
  ucs::StartTask task = task_of("call");
  task.state_id = state;
  REQUIRE(server.engine.start_task(id, task));
  CHECK(run_postgres(schema.url, "SELECT service_id, state_id, state_type FROM states") ==
        std::to_string(id) + "|" + std::to_string(state) + "|offered\n");
  CHECK(run_postgres(schema.url, "SELECT state_id, task_type FROM tasks") ==
        std::to_string(state) + "|call\n");
  CHECK(run_postgres(schema.url, "SELECT name, value FROM extensions") ==
        "Note|{\"text\":\"é\"}\n");
}

TEST_CASE("stores that make the tables at the same time all open") {
  for (int round = 0; round < 3; ++round) {
    const PostgresSchema schema;
    std::atomic<int> opened{0};
    run_threads(6, [&](std::size_t) {
      if (PostgresStore::open(schema.url, postgres_options())) ++opened;
    });
    CHECK(opened == 6);
    CHECK(run_postgres(schema.url, "SELECT version FROM ucs_version") == "1\n");
  }
}

TEST_CASE("a tenant and owners of any bytes, and a backslash, stay what they are") {
  const PostgresSchema schema;
  const auto store = open(schema);
  const std::vector<std::string> tenants = {
      "", std::string("\0", 1), "\\", "\\x00", "\\\\", "\xFF", "\xC3\xA4"};
  for (const std::string& tenant : tenants)
    CHECK(store->allocate_ids(tenant, IdKind::kTask, 1).value() == 1);
  std::vector<std::string> sorted = tenants;
  std::sort(sorted.begin(), sorted.end());
  CHECK(store->tenants().value() == sorted);
}

}  // namespace
