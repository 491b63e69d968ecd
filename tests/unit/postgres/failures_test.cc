// SPDX-License-Identifier: MIT
// Servers that hang, end, and come back; and answers that are lost.
#include <ucs/core.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/answer_dropper.h"
#include "tests/support/builders.h"
#include "tests/support/postgres_server.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using Cut = AnswerDropper::Cut;
using ucs::IdKind;
using ucs::PostgresOptions;
using ucs::PostgresStore;

PostgresOptions options_of(std::chrono::milliseconds timeout) {
  PostgresOptions options = postgres_options();
  options.timeout = timeout;
  return options;
}

ucs::ServicePtr record(ucs::ServiceId id, ucs::Revision revision = 1) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = "marked";
  return service;
}

/// A store whose answers can be lost on their way.
struct Lossy {
  explicit Lossy(std::chrono::milliseconds timeout = std::chrono::seconds(60))
      : store(PostgresStore::open(url(), options_of(timeout)).value()) {}

  static std::string server_directory() {
    return shared_postgres().substr(shared_postgres().find("host=") + 5);
  }
  [[nodiscard]] std::string url() const {
    return "postgresql://postgres@/postgres?host=" + dropper.directory() +
           "&options=-csearch_path%3D" + schema.name;
  }
  /// Runs SQL past the proxy.
  [[nodiscard]] std::string run(const std::string& sql) const {
    return run_postgres(schema.url, sql);
  }

  PostgresSchema schema;
  AnswerDropper dropper{server_directory()};
  std::unique_ptr<PostgresStore> store;
};

TEST_CASE(
    "a change whose answer is lost is found to be made; one that did not arrive is repeated") {
  for (const Cut how : {Cut::kBeforeAnswer, Cut::kBeforeServer}) {
    Lossy f;
    REQUIRE(f.store->put_if("", record(7), 0).value());
    REQUIRE(f.store->put_if("", record(7, 2), 1).value());
    REQUIRE(f.store->erase_if("", 9, 1).value() == false);
    f.dropper.cut(how, "marked");
    CHECK(f.store->put_if("", record(8), 0).value());
    f.dropper.cut(how, "marked");
    CHECK(f.store->put_if("", record(7, 3), 2).value());
    CHECK(f.dropper.cuts() == 2);
    CHECK(f.store->get("", 8).value()->revision == 1);
    CHECK(f.store->get("", 7).value()->revision == 3);
    // One that another change made impossible stays refused.
    f.dropper.cut(how, "marked");
    CHECK_FALSE(f.store->put_if("", record(7, 3), 2).value());
    CHECK(f.dropper.cuts() == 3);
  }
}

TEST_CASE("an erase whose answer is lost is unknown; one that did not arrive is repeated") {
  Lossy f;
  REQUIRE(f.store->put_if("t-erase", record(7), 0).value());
  REQUIRE(f.store->put_if("t-erase", record(8), 0).value());
  f.dropper.cut(Cut::kBeforeServer, "t-erase");
  CHECK(f.store->erase_if("t-erase", 7, 1).value());
  CHECK(f.store->get("t-erase", 7).value() == nullptr);
  f.dropper.cut(Cut::kBeforeAnswer, "t-erase");
  const auto erased = f.store->erase_if("t-erase", 8, 1);
  CHECK(outcome(erased) == "outcome_unknown");
  CHECK_THAT(erased.error().message, contains("Read what it was to change before trying again"));
  f.dropper.cut(Cut::kBeforeAnswer, "t-erase");
  REQUIRE(f.store->put_if("", record(9), 0).value());
  CHECK(f.store->get("t-erase", 8).value() == nullptr);
}

TEST_CASE("a change whose answer is lost and that others have changed since is unknown") {
  Lossy f;
  REQUIRE(f.store->put_if("", record(7), 0).value());
  // As another server would, between the change and the question.
  static_cast<void>(f.run(
      "CREATE FUNCTION move_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.revision = 9;"
      " NEW.operation = 'other'; RETURN NEW; END $$;"
      "CREATE TRIGGER move_on BEFORE UPDATE ON services FOR EACH ROW EXECUTE FUNCTION move_on()"));
  f.dropper.cut(Cut::kBeforeAnswer, "marked");
  CHECK(outcome(f.store->put_if("", record(7, 2), 1)) == "outcome_unknown");
}

TEST_CASE("a change that finds no server again is unknown at its deadline") {
  Lossy f(std::chrono::milliseconds(300));
  REQUIRE(f.store->put_if("", record(7), 0).value());
  f.dropper.cut(Cut::kBeforeAnswer, "", 1000000);
  CHECK(outcome(f.store->put_if("", record(7, 2), 1)) == "outcome_unknown");
  CHECK(outcome(f.store->get("", 7)) == "unavailable");
  // Without a connection nothing was sent.
  CHECK(outcome(f.store->put_if("", record(7, 3), 2)) == "unavailable");
  f.dropper.cut(Cut::kNever, "", 0);
  CHECK(f.store->get("", 7).value()->revision == 2);
}

TEST_CASE("a schema whose answer is lost is created once; ids whose answer is lost are a gap") {
  Lossy f;
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = "marked";
  static_cast<void>(f.store->schemas("").value());
  f.dropper.cut(Cut::kBeforeAnswer, "marked");
  CHECK(f.store->create_schema("", ucs::EntityKind::kState, schema).value());
  CHECK(f.dropper.cuts() == 1);
  CHECK_FALSE(f.store->create_schema("", ucs::EntityKind::kState, schema).value());
  CHECK(f.store->schemas("").value()->all(ucs::EntityKind::kState).size() == 1);
  f.dropper.cut(Cut::kBeforeAnswer, "INSERT INTO ids");
  CHECK(f.store->allocate_ids("", IdKind::kTask, 1).value() == 1001);
  CHECK(f.dropper.cuts() == 2);
}

TEST_CASE(
    "reads go on when a connection is lost, and every change of a lost batch has an outcome") {
  Lossy f;
  for (ucs::ServiceId id = 1; id <= 32; ++id) REQUIRE(f.store->put_if("", record(id), 0).value());
  f.dropper.cut(Cut::kBeforeAnswer, "marked", 6);
  std::atomic<int> made{0};
  run_threads(32, [&](std::size_t i) {
    const auto id = static_cast<ucs::ServiceId>(i + 1);
    if (f.store->put_if("", record(id, 2), 1).value_or(false)) ++made;
    if (f.store->get("", id).value_or(nullptr) == nullptr) made = -1000;
  });
  CHECK(made == 32);
  CHECK(f.dropper.cuts() == 6);
  CHECK(f.run("SELECT count(*) FROM services WHERE revision = 2") == "32\n");
}

TEST_CASE("a server that hangs holds nobody up beyond the deadline, and is used again after it") {
  PostgresServer server;
  const auto store =
      PostgresStore::open(server.url(), options_of(std::chrono::milliseconds(500))).value();
  REQUIRE(store->put_if("", record(1), 0).value());
  REQUIRE(store->allocate_ids("", IdKind::kService, 1).value() == 1);
  server.pause();
  std::atomic<int> unavailable{0};
  std::atomic<int> unknown{0};
  const auto begin = std::chrono::steady_clock::now();
  run_threads(12, [&](std::size_t i) {
    std::string outcome;
    if (i % 3 == 0) outcome = ucs::tests::outcome(store->get("", 1));
    if (i % 3 == 1) outcome = ucs::tests::outcome(store->put_if("", record(1, 2), 1));
    if (i % 3 == 2) outcome = ucs::tests::outcome(store->allocate_ids("t", IdKind::kTask, 1));
    if (outcome == "unavailable") ++unavailable;
    if (outcome == "outcome_unknown") ++unknown;
  });
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(unavailable + unknown == 12);
  CHECK(unavailable >= 8);
  CHECK(unknown >= 1);
  server.resume();
  // What was on its way may arrive now.
  for (;;) {
    const auto found = store->get("", 1);
    if (found) break;
    CHECK(outcome(found) == "unavailable");
  }
  const auto now = store->get("", 1).value()->revision;
  CHECK((now == 1 || now == 2));
  CHECK(store->put_if("", record(2), 0).value());
}

TEST_CASE("a server that ends and comes back is used again, with all that was acknowledged") {
  PostgresServer server;
  const auto store = PostgresStore::open(server.url(), postgres_options()).value();
  for (const int signal : {SIGINT, SIGQUIT}) {
    const ucs::ServiceId id = signal;
    REQUIRE(store->put_if("", record(id), 0).value());
    server.stop(signal);
    CHECK(outcome(store->get("", id)) == "unavailable");
    CHECK(outcome(store->put_if("", record(id, 2), 1)) == "unavailable");
    CHECK(outcome(store->allocate_ids("x", IdKind::kTask, 1)) == "unavailable");
    server.start();
    CHECK(store->get("", id).value()->revision == 1);
    CHECK(store->put_if("", record(id, 2), 1).value());
  }
}

TEST_CASE("a change that the server calls a conflict is tried again, but not for ever") {
  for (const std::string state : {"40001", "40P01"}) {
    Lossy f(std::chrono::milliseconds(1500));
    REQUIRE(f.store->put_if("", record(7), 0).value());
    // A sequence counts what is rolled back, too.
    const auto refuse = [&](int times) {
      static_cast<void>(f.run(
          "DROP SEQUENCE IF EXISTS tries; CREATE SEQUENCE tries;"
          "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
          " IF nextval('tries') <= " +
          std::to_string(times) + " THEN RAISE EXCEPTION 'try again' USING ERRCODE = '" + state +
          "'; END IF; RETURN NEW; END $$;"
          "CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE ON services FOR EACH ROW"
          " EXECUTE FUNCTION refuse()"));
    };
    refuse(2);
    CHECK(f.store->put_if("", record(7, 2), 1).value());
    CHECK(f.run("SELECT last_value FROM tries") == "3\n");
    refuse(1'000'000);
    CHECK(outcome(f.store->put_if("", record(7, 3), 2)) == "unavailable");
    CHECK(f.store->get("", 7).value()->revision == 2);
  }
}

TEST_CASE("what changes goes on with the server that has taken over, once the first only reads") {
  PostgresServer first;
  const PostgresServer second;
  REQUIRE(PostgresStore::open(second.url(), postgres_options()).has_value());
  const auto only_reads = [&](const std::string& value) {
    const std::string name = "default_transaction_read_only";
    static_cast<void>(run_postgres(first.url(), "ALTER SYSTEM SET " + name + " = " + value));
    static_cast<void>(run_postgres(first.url(), "SELECT pg_reload_conf()"));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (run_postgres(first.url(), "SHOW " + name) != value + "\n")
      REQUIRE(std::chrono::steady_clock::now() < deadline);
  };
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = "marked";
  using Change = std::function<std::string(PostgresStore&)>;
  const std::vector<Change> changes = {
      [](PostgresStore& store) { return outcome(store.put_if("", record(1), 0)); },
      [](PostgresStore& store) { return outcome(store.allocate_ids("", IdKind::kTask, 1)); },
      [&](PostgresStore& store) {
        return outcome(store.create_schema("", ucs::EntityKind::kState, schema));
      }};
  const std::string url =
      "postgresql://postgres@/postgres?host=" + first.directory() + "," + second.directory();
  ucs::ServiceId next_id = 100;
  for (const Change& change : changes) {
    only_reads("off");
    const auto store = PostgresStore::open(url, postgres_options()).value();
    // With connections to the first one, of both kinds.
    REQUIRE(store->get("", 99).value() == nullptr);
    REQUIRE(store->put_if("", record(next_id++), 0).value());
    only_reads("on");
    CHECK(change(*store) == "ok");
  }
  CHECK(run_postgres(second.url(), "SELECT count(*) FROM services") == "1\n");
  CHECK(run_postgres(first.url(), "SELECT count(*) FROM services") == "3\n");
}

TEST_CASE("a commit that did not wait for the standby is not acknowledged") {
  PostgresServer server({"synchronous_standby_names = 'nobody'"});
  // Without a standby every commit waits; the operator gives up waiting for one.
  const std::string local = server.url() + "&options=-csynchronous_commit%3Dlocal";
  REQUIRE(PostgresStore::open(local, postgres_options()).has_value());
  const auto store =
      PostgresStore::open(server.url(), options_of(std::chrono::milliseconds(1500))).value();
  std::atomic<bool> is_done{false};
  std::thread operators([&] {
    while (!is_done) {
      static_cast<void>(run_postgres(
          local,
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));
    }
  });
  const auto put = store->put_if("", record(1), 0);
  is_done = true;
  operators.join();
  CHECK(outcome(put) == "outcome_unknown");
  CHECK_THAT(put.error().message, contains("did not wait until another server had the change"));
  CHECK(run_postgres(local, "SELECT count(*) FROM services") == "1\n");
}

}  // namespace
