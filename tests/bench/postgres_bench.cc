// SPDX-License-Identifier: MIT
//
// The store in PostgreSQL, on a server of its own that syncs every commit. Baselines: bare libpq,
// which inserts the same row into the same table by one prepared statement a commit, as pgbench
// does, from one connection and from 64; and a prepared SELECT. Without a server it is skipped.
#include <benchmark/benchmark.h>
#include <libpq-fe.h>
#include <ucs/json.h>
#include <ucs/postgres_store.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/store/record.h"
#include "tests/bench/bench.h"
#include "tests/bench/waits.h"
#include "tests/support/postgres_server.h"

namespace ucs::bench {
namespace {

/// A store in a database of its own, and an engine on it.
struct DatabaseFixture {
  tests::PostgresServer server{
      std::vector<std::string>{"fsync = on", "shared_buffers = 128MB", "autovacuum = on"}};
  std::unique_ptr<PostgresStore> store = PostgresStore::open(server.url()).value();
  SystemClock clock;
  Engine engine{*store, clock};
};

/// One server for all of them; or nothing, and why.
DatabaseFixture* shared(std::string* why = nullptr) {
  static std::string problem;
  static const std::unique_ptr<DatabaseFixture> fixture = []() -> std::unique_ptr<DatabaseFixture> {
    try {
      return std::make_unique<DatabaseFixture>();
    } catch (const std::exception& error) {
      problem = std::string("no PostgreSQL server: ") + error.what();
      return nullptr;
    }
  }();
  if (why != nullptr) *why = problem;
  return fixture.get();
}

/// Returns the fixture, or null with the benchmark skipped.
DatabaseFixture* fixture_of(benchmark::State& state) {
  std::string why;
  DatabaseFixture* const fixture = shared(&why);
  if (fixture == nullptr) state.SkipWithError(why.c_str());
  return fixture;
}

// Before threads are there.
void set_up(const benchmark::State& /*state*/) { static_cast<void>(shared()); }

void postgres_start(benchmark::State& state) {
  DatabaseFixture* const fixture = fixture_of(state);
  if (fixture == nullptr) return;
  const StartService start =
      json::parse_start_service(start_body(static_cast<std::size_t>(state.thread_index()))).value();
  Waits waits(state);
  for (auto _ : state) {
    waits.take([&] {
      if (!fixture->engine.start_service(start)) std::abort();
    });
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(postgres_start)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime()
    ->MinTime(2)
    ->Setup(set_up);

/// A connection of our own.
class Raw {
 public:
  explicit Raw(const std::string& url) : connection_(::PQconnectdb(url.c_str())) {
    if (::PQstatus(connection_) != CONNECTION_OK) std::abort();
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { ::PQfinish(connection_); }

  void prepare(const char* sql) { check(::PQprepare(connection_, "s", sql, 0, nullptr)); }
  template <std::size_t kCount>
  void run(const std::array<const char*, kCount>& values) {
    check(::PQexecPrepared(connection_, "s", static_cast<int>(kCount), values.data(), nullptr,
                           nullptr, 0));
  }

 private:
  static void check(PGresult* result) {
    const ExecStatusType status = ::PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) std::abort();
    benchmark::DoNotOptimize(::PQntuples(result));
    ::PQclear(result);
  }

  PGconn* connection_;
};

void raw_postgres_insert(benchmark::State& state) {
  DatabaseFixture* const fixture = fixture_of(state);
  if (fixture == nullptr) return;
  static std::atomic<std::int64_t> next{std::int64_t{1} << 40U};
  const StartService start = json::parse_start_service(start_body(1)).value();
  const ServiceId id = fixture->engine.start_service(start).value();
  const std::string record = store::write_record(*fixture->store->get("", id).value()).value();
  Raw raw(fixture->server.url());
  raw.prepare(
      "INSERT INTO services (tenant, service_id, revision, operation, customer_id, service_type,"
      " started, updated, due, record) VALUES ('', $1, 1, '0-0', $2, 'booking', $1, $1, $1, $3)");
  for (auto _ : state) {
    const std::string number = std::to_string(++next);
    raw.run(std::array{number.c_str(), "00027a52JCGY000M", record.c_str()});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_postgres_insert)->Threads(1)->Threads(64)->UseRealTime()->MinTime(2)->Setup(set_up);

void postgres_get(benchmark::State& state) {
  DatabaseFixture* const fixture = fixture_of(state);
  if (fixture == nullptr) return;
  const StartService start = json::parse_start_service(start_body(1)).value();
  const ServiceId id = fixture->engine.start_service(start).value();
  for (auto _ : state) {
    const auto service = fixture->store->get("", id);
    if (!service || *service == nullptr) std::abort();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(postgres_get)->UseRealTime()->Repetitions(3)->ReportAggregatesOnly()->Setup(set_up);

void raw_postgres_get(benchmark::State& state) {
  DatabaseFixture* const fixture = fixture_of(state);
  if (fixture == nullptr) return;
  const StartService start = json::parse_start_service(start_body(1)).value();
  const std::string id = std::to_string(fixture->engine.start_service(start).value());
  Raw raw(fixture->server.url());
  raw.prepare("SELECT record FROM services WHERE tenant = '' AND service_id = $1");
  for (auto _ : state) raw.run(std::array{id.c_str()});
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_postgres_get)->UseRealTime()->Repetitions(3)->ReportAggregatesOnly()->Setup(set_up);

const bool kReported = [] {
  add_figure({"durable starts by 64 callers in PostgreSQL against bare inserts of one connection",
              "postgres_start/threads:64", "raw_postgres_insert/threads:1", "at least 2.5", true});
  add_figure({"durable starts by 64 callers in PostgreSQL against bare inserts of 64 connections",
              "postgres_start/threads:64", "raw_postgres_insert/threads:64", "", true});
  add_figure({"a durable start by one caller in PostgreSQL against a bare insert",
              "postgres_start/threads:1", "raw_postgres_insert/threads:1", ""});
  add_figure({"get from PostgreSQL against a bare prepared SELECT", "postgres_get",
              "raw_postgres_get", ""});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
