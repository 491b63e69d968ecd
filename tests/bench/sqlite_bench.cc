// SPDX-License-Identifier: MIT
//
// The store in a file. Baselines: one caller of the same store, and bare SQLite on a file of the
// same schema: batches of 64 rows of as many customers, and a prepared SELECT. All of them sync
// every commit.
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <ucs/json.h>
#include <ucs/sqlite_store.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "lib/store/record.h"
#include "tests/bench/bench.h"
#include "tests/bench/waits.h"
#include "tests/crash/faulty_disk.h"
#include "tests/support/temporary_directory.h"

namespace ucs::bench {
namespace {

constexpr std::int64_t kServices = 100000;

/// A store in a file of its own, and an engine on it.
struct FileFixture {
  tests::TemporaryDirectory directory;
  std::string path = directory.file("bench.db");
  std::unique_ptr<SqliteStore> store = SqliteStore::open(path).value();
  SystemClock clock;
  Engine engine{*store, clock};
};

StartService request(std::size_t customer) {
  return json::parse_start_service(start_body(customer)).value();
}

std::unique_ptr<FileFixture> shared;

void set_up(const benchmark::State& /*state*/) { shared = std::make_unique<FileFixture>(); }
void tear_down(const benchmark::State& /*state*/) { shared.reset(); }

void sqlite_start(benchmark::State& state) {
  const StartService start = request(static_cast<std::size_t>(state.thread_index()));
  Waits waits(state);
  for (auto _ : state) {
    waits.take([&] {
      if (!shared->engine.start_service(start)) std::abort();
    });
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sqlite_start)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime()
    ->MinTime(2)
    ->Setup(set_up)
    ->Teardown(tear_down);

std::unique_ptr<tests::FaultyDisk> slow_disk;

void slow_disk_start(benchmark::State& state) { sqlite_start(state); }
BENCHMARK(slow_disk_start)
    ->Threads(1)
    ->Threads(64)
    ->UseRealTime()
    ->MinTime(2)
    ->Setup([](const benchmark::State& state) {
      slow_disk = std::make_unique<tests::FaultyDisk>();
      slow_disk->delay_syncs(std::chrono::milliseconds(2));
      set_up(state);
    })
    ->Teardown([](const benchmark::State& state) {
      tear_down(state);
      slow_disk.reset();
    });

/// A connection of our own to a file that the store made.
class Raw {
 public:
  explicit Raw(const std::string& path) {
    if (::sqlite3_open(path.c_str(), &database_) != SQLITE_OK) std::abort();
    execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -8192");
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { ::sqlite3_close_v2(database_); }

  void execute(const char* sql) {
    if (::sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) std::abort();
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (::sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) std::abort();
    return statement;
  }

 private:
  sqlite3* database_ = nullptr;
};

/// Rows in bare SQLite, so many in a transaction.
void raw_batch(benchmark::State& state) {
  const std::int64_t batch = state.range(0);
  FileFixture fixture;
  const ServiceId id = fixture.engine.start_service(request(1)).value();
  const std::string record = store::write_record(*fixture.store->get("", id).value()).value();
  fixture.store.reset();
  Raw raw(fixture.path);
  sqlite3_stmt* const begin = raw.prepare("BEGIN IMMEDIATE");
  sqlite3_stmt* const commit = raw.prepare("COMMIT");
  sqlite3_stmt* const insert = raw.prepare(
      "INSERT INTO services (tenant, service_id, revision, customer_id, service_type, started,"
      " updated, due, record) VALUES ('', ?1, 1, ?2, 'booking', ?1, ?1, ?1, ?3)");
  const auto run = [](sqlite3_stmt* statement) {
    if (::sqlite3_step(statement) != SQLITE_DONE) std::abort();
    ::sqlite3_reset(statement);
  };
  std::int64_t next = 1000;
  std::vector<Text> customers;  // those of the callers
  for (std::size_t i = 0; i < 64; ++i) customers.push_back(request(i).customer_id);
  while (state.KeepRunningBatch(batch)) {  // an iteration is a row
    run(begin);
    for (std::int64_t i = 0; i < batch; ++i) {
      ::sqlite3_bind_int64(insert, 1, next++);
      const std::string_view customer =
          customers[static_cast<std::size_t>(next) % customers.size()];
      ::sqlite3_bind_text(insert, 2, customer.data(), static_cast<int>(customer.size()), nullptr);
      ::sqlite3_bind_text(insert, 3, record.data(), static_cast<int>(record.size()), nullptr);
      run(insert);
    }
    run(commit);
  }
  state.SetItemsProcessed(state.iterations());
  for (sqlite3_stmt* statement : {begin, commit, insert}) ::sqlite3_finalize(statement);
}
BENCHMARK(raw_batch)->Arg(1)->Arg(64)->UseRealTime()->MinTime(2);

/// A file with kServices services, made once.
FileFixture& full() {
  static FileFixture fixture;
  static const bool is_filled = [] {
    const ServiceId id = fixture.engine.start_service(request(1)).value();
    if (id != 1 || !fixture.store->flush()) std::abort();
    fixture.store.reset();
    {
      Raw raw(fixture.path);
      const std::string fill =
          "WITH RECURSIVE n (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n WHERE id < " +
          std::to_string(kServices) +
          ") INSERT INTO services SELECT tenant, n.id, revision, customer_id || n.id, contact_key,"
          " service_type, started, completed, updated, due + n.id,"
          " replace(record, '\"service_id\":1,', '\"service_id\":' || n.id || ',')"
          " FROM services, n";
      raw.execute(fill.c_str());
    }
    fixture.store = SqliteStore::open(fixture.path).value();
    return true;
  }();
  if (!is_filled) std::abort();
  return fixture;
}

ServiceId random_id(std::minstd_rand& random) {
  return 1 + static_cast<ServiceId>(random()) % kServices;
}

void sqlite_get(benchmark::State& state) {
  SqliteStore& store = *full().store;
  std::minstd_rand random(1);
  for (auto _ : state) {
    const auto service = store.get("", random_id(random));
    if (!service || *service == nullptr) std::abort();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sqlite_get)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

void raw_get(benchmark::State& state) {
  Raw raw(full().path);
  sqlite3_stmt* const select =
      raw.prepare("SELECT record FROM services WHERE tenant = ?1 AND service_id = ?2");
  std::minstd_rand random(1);
  std::string record;
  for (auto _ : state) {
    ::sqlite3_bind_text(select, 1, "", 0, nullptr);
    ::sqlite3_bind_int64(select, 2, random_id(random));
    if (::sqlite3_step(select) != SQLITE_ROW) std::abort();
    record = reinterpret_cast<const char*>(::sqlite3_column_text(select, 0));
    benchmark::DoNotOptimize(record);
    ::sqlite3_reset(select);
  }
  ::sqlite3_finalize(select);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_get)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

void read_record(benchmark::State& state) {
  const std::string record = store::write_record(*full().store->get("", 7).value()).value();
  for (auto _ : state) benchmark::DoNotOptimize(store::read_record(record));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(record.size()));
}
BENCHMARK(read_record);

void write_record(benchmark::State& state) {
  const ServicePtr service = full().store->get("", 7).value();
  for (auto _ : state) benchmark::DoNotOptimize(store::write_record(*service));
}
BENCHMARK(write_record);

const bool kReported = [] {
  add_figure({"durable starts by 64 callers against by one, in a file", "sqlite_start/threads:64",
              "sqlite_start/threads:1", "at least 10", true});
  add_figure({"likewise on a disk whose sync takes 2 ms more", "slow_disk_start/threads:64",
              "slow_disk_start/threads:1", "at least 10", true});
  add_figure({"durable starts by 64 callers against bare SQLite in batches of 64 rows",
              "sqlite_start/threads:64", "raw_batch/64", "at least 0.5", true});
  add_figure({"bare SQLite in batches of 64 rows against single ones: the most that batches give",
              "raw_batch/64", "raw_batch/1", "", true});
  add_figure({"a durable start by one caller, in a file, against a row in bare SQLite",
              "sqlite_start/threads:1", "raw_batch/1", ""});
  add_figure({"get from a file of 100,000 services against a bare prepared SELECT", "sqlite_get",
              "raw_get", "at most 2"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
