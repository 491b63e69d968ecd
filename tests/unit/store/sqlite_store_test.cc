// SPDX-License-Identifier: MIT
// What the SQLite store does beyond what every store does.
#include <sys/resource.h>
#include <ucs/core.h>
#include <ucs/sqlite_store.h>
#include <ucs/testing/describe.h>
#include <ucs/testing/fake.h>

#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "tests/support/random_contents.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using ucs::EntityKind;
using ucs::IdKind;
using ucs::OwnerKind;
using ucs::ServicePtr;
using ucs::SqliteOptions;
using ucs::SqliteStore;
using ucs::testing::describe;

std::shared_ptr<ucs::Service> record(ucs::ServiceId id, ucs::Revision revision = 1) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  return service;
}

std::string describe_all(ucs::Store& store, const std::string& tenant) {
  std::string text;
  for (const ServicePtr& service : store.scan(tenant, 0, 100000).value())
    text += describe(*service);
  for (const EntityKind kind : {EntityKind::kService, EntityKind::kState, EntityKind::kTask}) {
    for (const auto& schema : store.schemas(tenant).value()->all(kind)) text += describe(*schema);
  }
  return text;
}

TEST_CASE("services, lists, schemas and ids are there again when the file is opened again") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  ucs::testing::Fake fake;
  RandomWork(fake, 7).steps(800);
  for (const char* tenant : {"", "7", "other \"tenant\""}) {
    const std::string expected = describe_all(fake.store(), tenant);
    {
      const auto store = SqliteStore::open(path).value();
      for (const ServicePtr& service : *fake.store().scan(tenant, 0, 1000))
        REQUIRE(store->put_if(tenant, service, 0).value());
      const auto schemas = fake.store().schemas(tenant).value();
      for (const EntityKind kind : {EntityKind::kService, EntityKind::kState, EntityKind::kTask}) {
        for (const auto& schema : schemas->all(kind))
          REQUIRE(store->create_schema(tenant, kind, schema).value());
      }
      REQUIRE(store->allocate_ids(tenant, IdKind::kTask, 5).value() == 1);
      CHECK(describe_all(*store, tenant) == expected);
    }
    const auto again = SqliteStore::open(path).value();
    CHECK(describe_all(*again, tenant) == expected);
    CHECK(again->allocate_ids(tenant, IdKind::kTask, 1).value() == 6);
    CHECK(again->list(tenant, OwnerKind::kCustomer, "owner")->size() ==
          fake.store().list(tenant, OwnerKind::kCustomer, "owner")->size());
  }
}

TEST_CASE("ids are leased in blocks, and what an orderly end leaves of one is given back") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const std::string leased = "SELECT last FROM ids WHERE kind = 'state'";
  {
    const auto store = SqliteStore::open(path).value();
    CHECK(store->allocate_ids("", IdKind::kState, 1).value() == 1);
    CHECK(run_sql(path, leased) == "1000\n");
    CHECK(store->allocate_ids("", IdKind::kState, 999).value() == 2);
    CHECK(run_sql(path, leased) == "1000\n");
    CHECK(store->allocate_ids("", IdKind::kState, 1).value() == 1001);
    CHECK(run_sql(path, leased) == "2000\n");
    CHECK(store->allocate_ids("", IdKind::kState, 5000).value() == 1002);
    CHECK(run_sql(path, leased) == "6001\n");
  }
  CHECK(run_sql(path, leased) == "6001\n");
  {
    const auto store = SqliteStore::open(path).value();
    CHECK(store->allocate_ids("", IdKind::kState, 2).value() == 6002);
  }
  CHECK(run_sql(path, leased) == "6003\n");
}

TEST_CASE("text that was erased or replaced is not in the files any more") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const std::string secret = "a planted secret 4711";
  constexpr ucs::ServiceId kServices = 300;
  const auto has_secret = [&] {
    std::string where;
    for (const std::string& name : directory.names()) {
      if (directory.content(name).find(secret) != std::string::npos) where += name + " ";
    }
    return where;
  };
  const auto store = SqliteStore::open(path).value();
  for (ucs::ServiceId id = 1; id <= kServices; ++id) {
    const auto service = record(id);
    service->customer_id = secret + std::to_string(id);
    service->contact_key = secret;
    // Records of all sizes, some over many pages.
    service->extensions =
        extensions({{"note", "\"" + secret + std::string(static_cast<std::size_t>(id * 40), 'x') +
                                 secret + "\""}});
    REQUIRE(store->put_if("", service, 0).value());
  }
  REQUIRE(store->flush());
  CHECK(has_secret() == "store.db ");
  for (ucs::ServiceId id = 1; id <= kServices; ++id) {
    if (id % 2 == 0) {
      REQUIRE(store->erase_if("", id, 1).value());
    } else {
      REQUIRE(store->put_if("", record(id, 2), 1).value());
    }
  }
  REQUIRE(store->flush());
  CHECK(has_secret().empty());
  CHECK(store->scan("", 0, 1000)->size() == kServices / 2);
}

TEST_CASE("flush leaves everything in the file itself, whatever the durability") {
  for (const auto durability :
       {SqliteOptions::Durability::kFull, SqliteOptions::Durability::kNormal}) {
    const TemporaryDirectory directory;
    SqliteOptions options;
    options.durability = durability;
    const auto store = SqliteStore::open(directory.file("store.db"), options).value();
    REQUIRE(store->put_if("", record(1), 0).value());
    REQUIRE(store->flush());
    CHECK(directory.content("store.db-wal").empty());
    directory.write("copy.db", directory.content("store.db"));
    CHECK(SqliteStore::open(directory.file("copy.db")).value()->get("", 1).value() != nullptr);
    CHECK(store->put_if("", record(2), 0).value());
  }
}

TEST_CASE("others can read the file meanwhile; flush does not wait for them") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  REQUIRE(store->put_if("", record(1), 0).value());
  sqlite3* other = nullptr;
  REQUIRE(::sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(::sqlite3_exec(other, "BEGIN; SELECT * FROM services", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  REQUIRE(store->put_if("", record(2), 0).value());
  CHECK(store->flush());
  CHECK(store->put_if("", record(3), 0).value());
  CHECK(store->scan("", 0, 10)->size() == 3);
  ::sqlite3_close(other);
  CHECK(run_sql(path, "SELECT count(*) FROM services") == "3\n");
}

// It waits for 5 s: so long SQLite tries.
TEST_CASE(
    "another process that locks the file for writing fails changes, not reads, until it ends") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  REQUIRE(store->put_if("", record(1), 0).value());
  sqlite3* other = nullptr;
  REQUIRE(::sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(::sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto put = store->put_if("", record(2), 0);
  CHECK(outcome(put) == "unavailable");
  if (!put) CHECK_THAT(put.error().message, contains("another process keeps it locked"));
  CHECK(store->get("", 1).value() != nullptr);
  ::sqlite3_close(other);
  CHECK(store->get("", 2).value() == nullptr);
  CHECK(store->put_if("", record(2), 0).value());
}

TEST_CASE("a full disk fails changes as unavailable, loses nothing, and is overcome") {
  const TemporaryDirectory directory;
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  REQUIRE(store->put_if("", record(1), 0).value());
  struct ::rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, SIG_IGN);
  struct ::rlimit tight = before;
  tight.rlim_cur = 100000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  std::vector<ucs::ServiceId> stored = {1};
  std::string failure;
  for (ucs::ServiceId id = 2; id < 1000 && failure.empty(); ++id) {
    const auto put = store->put_if("", record(id), 0);
    if (put) {
      stored.push_back(id);
    } else {
      failure = outcome(put);
    }
  }
  const bool is_readable = store->get("", 1).has_value();
  const auto ids = store->allocate_ids("", IdKind::kService, 1);
  const auto schema = store->create_schema(
      "", EntityKind::kTask, std::make_shared<const ucs::Schema>(ucs::Schema{"x", false, {}, {}}));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(failure == "unavailable");
  CHECK(outcome(ids) == "unavailable");
  CHECK(outcome(schema) == "unavailable");
  CHECK(is_readable);
  CHECK(store->scan("", 0, 1000)->size() == stored.size());
  CHECK(store->schemas("").value()->all(EntityKind::kTask).empty());
  CHECK(store->allocate_ids("", IdKind::kService, 1).value() == 1);
  CHECK(store->put_if("", record(5000), 0).value());
}

TEST_CASE("a record that somebody damaged is reported, and others are served") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  REQUIRE(store->put_if("", record(1), 0).value());
  REQUIRE(store->put_if("", record(2), 0).value());
  run_sql(path, "UPDATE services SET record = '{\"v\":1}' WHERE service_id = 1");
  CHECK(outcome(store->get("", 1)) == "internal");
  CHECK_THAT(store->get("", 1).error().message,
             contains("service 1 cannot be read: the record is damaged"));
  CHECK(outcome(store->scan("", 0, 10)) == "internal");
  CHECK(store->get("", 2).value()->id == 2);
  CHECK(store->scan("", 1, 10)->size() == 1);
}

TEST_CASE("a service too odd to be read again is refused, and nothing is stored") {
  TemporarySqliteStore store;
  const auto service = record(1);
  service->customer_id = "\xFF";
  CHECK(outcome(store.put_if("", service, 0)) == "invalid_field");
  CHECK(store.get("", 1).value() == nullptr);
}

TEST_CASE("what is looked up and listed is found and ordered by an index") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  for (const char* condition :
       {"service_id = 1", "customer_id = 'c' ORDER BY service_id",
        "contact_key = 'c' ORDER BY service_id", "service_id > 1 ORDER BY service_id LIMIT 5",
        "due <= 1 ORDER BY due, service_id LIMIT 5"}) {
    const std::string plan = run_sql(
        path, std::string("EXPLAIN QUERY PLAN SELECT record FROM services WHERE tenant = '' AND ") +
                  condition);
    CAPTURE(condition);
    CHECK_THAT(plan, contains("SEARCH services USING INDEX"));
    CHECK_THAT(plan, !contains("TEMP B-TREE"));
  }
}

TEST_CASE("the views show what is in the records") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  ManualClock clock;
  ucs::Engine engine(*store, clock);
  ucs::Scope scope;
  scope.tenant = "airline";
  const ucs::ServiceId id = engine.start_service(start_of("c", 9), scope).value();
  ucs::StartState search = state_of("search");
  search.extensions = extensions({{"Hits", "[1,2]"}});
  const ucs::StateId first = engine.start_state(id, search, scope).value();
  REQUIRE(engine.transition(id, transition_of(first, 7), scope));
  ucs::StartTask task = task_of("call", first);
  task.extensions = extensions({{"Note", "\"x\""}});
  REQUIRE(engine.start_task(id, task, scope));
  REQUIRE(engine.update_extension({id, {}, {}}, {"Count", ucs::JsonText::integer(3)}, scope));
  CHECK(run_sql(path, "SELECT typeof(service_type), service_type FROM services") == "integer|9\n");
  CHECK(run_sql(path,
                "SELECT tenant, service_id, state_id, state_type, previous_state_id,"
                " completed IS NULL FROM states ORDER BY state_id") ==
        "airline|1|1|search||0\nairline|1|2|7|1|1\n");
  CHECK(run_sql(path, "SELECT tenant, task_id, task_type, state_id FROM tasks") ==
        "airline|1|call|1\n");
  CHECK(run_sql(path,
                "SELECT service_id, state_id, task_id, name, value FROM extensions"
                " ORDER BY name") == "1|||Count|3\n1|1||Hits|[1,2]\n1||1|Note|x\n");
}

TEST_CASE("revisions use all 64 bits") {
  TemporarySqliteStore store;
  const ucs::Revision highest = std::numeric_limits<ucs::Revision>::max();
  REQUIRE(store.put_if("", record(1, highest), 0).value());
  CHECK(store.get("", 1).value()->revision == highest);
  CHECK_FALSE(store.put_if("", record(1, 1), highest - 1).value());
  CHECK(store.put_if("", record(1, 1), highest).value());
}

TEST_CASE("an engine works on it, also from many threads") {
  TemporarySqliteStore store;
  ManualClock clock;
  ucs::Engine engine(store, clock);
  const ucs::ServiceId shared = engine.start_service(start_of("shared")).value();
  std::vector<std::set<ucs::ServiceId>> started(8);
  run_threads(8, [&](std::size_t i) {
    for (int n = 0; n < 20; ++n) {
      started[i].insert(engine.start_service(start_of("own")).value_or(0));
      static_cast<void>(engine.start_state(shared, state_of("x")));
    }
  });
  std::set<ucs::ServiceId> all;
  for (const auto& own : started) all.insert(own.begin(), own.end());
  CHECK(all.size() == 160);
  CHECK(all.count(0) == 0);
  CHECK(engine.query_customer_services("own")->size() == 160);
  CHECK(engine.query_states(shared).value().states.size() == 160);
}

}  // namespace
