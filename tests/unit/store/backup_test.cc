// SPDX-License-Identifier: MIT
// Backups of a store at work: whole, of one moment, and nothing where they fail.
#include <sys/resource.h>
#include <sys/stat.h>
#include <ucs/core.h>
#include <ucs/sqlite_backup.h>
#include <ucs/sqlite_store.h>

#include <atomic>
#include <csignal>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/sqlite_file.h"

namespace {

using namespace ucs::tests;
using ucs::back_up_sqlite;
using ucs::ErrorCode;
using ucs::IdKind;
using ucs::ServiceId;
using ucs::SqliteBackupProgress;
using ucs::SqliteStore;
using Names = std::vector<std::string>;

ucs::ServicePtr record(ServiceId id, ucs::Revision revision = 1, std::size_t note_bytes = 10) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = "c";
  service->extensions = extensions({{"note", "\"" + std::string(note_bytes, 'x') + "\""}});
  return service;
}

void fill(SqliteStore& store, ServiceId services, std::size_t note_bytes = 10) {
  for (ServiceId id = 1; id <= services; ++id)
    REQUIRE(store.put_if("", record(id, 1, note_bytes), 0).value());
}

TEST_CASE("a backup has services, schemas and ids, and is for its owner alone") {
  const TemporaryDirectory directory;
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  fill(*store, 100);
  auto schema = std::make_shared<ucs::Schema>();
  schema->name = "s";
  REQUIRE(store->create_schema("t", ucs::EntityKind::kTask, schema).value());
  REQUIRE(store->allocate_ids("", IdKind::kService, 100).value() == 1);
  const ::mode_t before = ::umask(0);
  const auto bytes = back_up_sqlite(directory.file("store.db"), directory.file("backup.db"));
  ::umask(before);
  REQUIRE(bytes);
  CHECK(directory.names() ==
        Names{"backup.db", "store.db", "store.db-lock", "store.db-shm", "store.db-wal"});
  struct ::stat status {};
  REQUIRE(::stat(directory.file("backup.db").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  CHECK(static_cast<std::uint64_t>(status.st_size) == *bytes);
  const auto restored = SqliteStore::open(directory.file("backup.db")).value();
  CHECK(dump(*restored, {"", "t"}) == dump(*store, {"", "t"}));
  CHECK(restored->tenants().value() == Names{"", "t"});
  CHECK(restored->allocate_ids("", IdKind::kService, 1).value() > 100);
  CHECK(store->put_if("", record(101), 0).value());
}

TEST_CASE("a backup is of one moment, however much is written meanwhile") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  ucs::SqliteOptions options;
  options.durability = ucs::SqliteOptions::Durability::kNormal;
  const auto store = SqliteStore::open(path, options).value();
  fill(*store, 600, 8000);  // some MiB
  ServiceId written = 600;
  std::size_t told = 0;
  const auto bytes =
      back_up_sqlite(path, directory.file("backup.db"), [&](const SqliteBackupProgress& progress) {
        ++told;
        CHECK(progress.bytes <= progress.bytes_total);
        // Every service changes, so every page does.
        for (ServiceId id = 1; id <= 600; ++id) {
          const ucs::Revision revision = store->get("", id).value()->revision;
          REQUIRE(store->put_if("", record(id, revision + 1, 8000), revision).value());
        }
        REQUIRE(store->put_if("", record(++written), 0).value());
      });
  REQUIRE(bytes);
  CHECK(told >= 4);
  const auto restored = SqliteStore::open(directory.file("backup.db")).value();
  const auto services = restored->scan("", 0, 10000).value();
  CHECK(services.size() == 600);
  for (const auto& service : services) REQUIRE(service->revision == 1);
  CHECK(run_sql(directory.file("backup.db"), "PRAGMA integrity_check") == "ok\n");
}

TEST_CASE("backups of a store that threads write to hold all that was acknowledged before") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  const auto store = SqliteStore::open(path).value();
  std::atomic<ServiceId> acknowledged{0};
  std::atomic<bool> is_stopped{false};
  std::thread writer([&] {
    for (ServiceId id = 1; !is_stopped; ++id) {
      if (!store->put_if("", record(id), 0).value_or(false)) break;
      acknowledged = id;
    }
  });
  for (int round = 0; round < 10; ++round) {
    const ServiceId least = acknowledged;
    const std::string backup = directory.file("backup" + std::to_string(round));
    const auto bytes = back_up_sqlite(path, backup);
    const ServiceId most = acknowledged + 1;
    CHECK(outcome(bytes) == "ok");
    const auto restored = SqliteStore::open(backup);
    REQUIRE(restored);
    const auto services = (*restored)->scan("", 0, 1000000).value();
    CHECK(static_cast<ServiceId>(services.size()) >= least);
    CHECK(static_cast<ServiceId>(services.size()) <= most);
    for (std::size_t i = 0; i < services.size(); ++i)
      REQUIRE(services[i]->id == static_cast<ServiceId>(i + 1));
  }
  is_stopped = true;
  writer.join();
  CHECK(store->scan("", 0, 1000000)->size() == static_cast<std::size_t>(acknowledged));
}

TEST_CASE("a store that nobody has open is backed up, also after a crash") {
  const TemporaryDirectory directory;
  {
    const auto store = SqliteStore::open(directory.file("store.db")).value();
    fill(*store, 20);
    // What a crash leaves: the log has what the file has not.
    directory.write("crashed.db", directory.content("store.db"));
    directory.write("crashed.db-wal", directory.content("store.db-wal"));
  }
  for (const char* name : {"store.db", "crashed.db"}) {
    const std::string backup = directory.file(std::string("backup of ") + name);
    REQUIRE(back_up_sqlite(directory.file(name), backup));
    CHECK(SqliteStore::open(backup).value()->scan("", 0, 100)->size() == 20);
    CHECK(SqliteStore::open(directory.file(name)).value()->scan("", 0, 100)->size() == 20);
  }
}

TEST_CASE("what is no store, or is there, is refused, and nothing is left") {
  const TemporaryDirectory directory;
  {
    const auto store = SqliteStore::open(directory.file("store.db")).value();
    fill(*store, 1);
  }
  directory.write("text", "to be kept, and long enough for a header" + std::string(200, '.'));
  run_sql(directory.file("other.db"), "CREATE TABLE t (a)");
  const Names before = directory.names();
  const auto refusal = [&](const std::string& from, const std::string& to) {
    const auto bytes = back_up_sqlite(directory.file(from), directory.file(to));
    REQUIRE_FALSE(bytes);
    return outcome(bytes) + ": " + bytes.error().message;
  };
  CHECK_THAT(refusal("none.db", "b"), contains("unavailable: ") && contains("no such file"));
  CHECK_THAT(refusal("text", "b"), contains("file is not a database"));
  CHECK_THAT(refusal("other.db", "b"), contains("the database of another program"));
  CHECK_THAT(refusal("store.db", "text"), contains("already_exists: ") && contains("it is there"));
  CHECK_THAT(refusal("store.db", "store.db"), contains("already_exists: "));
  CHECK_THAT(refusal("store.db", "no/b"), contains("unavailable: ") && contains("No such file"));
  CHECK(directory.names() == before);
}

TEST_CASE("a file that appears meanwhile is not overwritten") {
  const TemporaryDirectory directory;
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  const auto bytes = back_up_sqlite(directory.file("store.db"), directory.file("b"),
                                    [&](const auto&) { directory.write("b", "mine"); });
  CHECK(outcome(bytes) == "already_exists");
  CHECK(directory.content("b") == "mine");
  CHECK(directory.names() ==
        Names{"b", "store.db", "store.db-lock", "store.db-shm", "store.db-wal"});
}

TEST_CASE("a full disk fails a backup as unavailable, and leaves nothing") {
  const TemporaryDirectory directory;
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  fill(*store, 100, 10000);
  const Names before = directory.names();
  struct ::rlimit limit {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  std::signal(SIGXFSZ, SIG_IGN);
  struct ::rlimit tight = limit;
  tight.rlim_cur = 300000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto bytes = back_up_sqlite(directory.file("store.db"), directory.file("b"));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  CHECK(outcome(bytes) == "unavailable");
  if (!bytes)
    CHECK_THAT(bytes.error().message, contains("the disk, or") || contains("the disk cannot be"));
  CHECK(directory.names() == before);
  CHECK(back_up_sqlite(directory.file("store.db"), directory.file("b")));
}

}  // namespace
