// SPDX-License-Identifier: MIT
// What a path may lead to that is no store, or not now; and what a crash leaves behind.
#include <sys/stat.h>
#include <ucs/sqlite_store.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace ucs::tests;
using ucs::IdKind;
using ucs::SqliteOptions;
using ucs::SqliteStore;
using Names = std::vector<std::string>;

ucs::ServicePtr record(ucs::ServiceId id, ucs::Revision revision = 1) {
  auto service = std::make_shared<ucs::Service>();
  service->id = id;
  service->revision = revision;
  service->customer_id = "c";
  return service;
}

/// Opens a store that cannot be, checks the code, and returns the message.
std::string refusal(const std::string& path, ucs::ErrorCode code = ucs::ErrorCode::kUnavailable) {
  const auto store = SqliteStore::open(path);
  REQUIRE_FALSE(store.has_value());
  CHECK(store.error().code == code);
  CHECK_THAT(store.error().message, Catch::Matchers::StartsWith("cannot open the store "));
  CHECK(store.error().message.find('\n') == std::string::npos);
  return store.error().message;
}

void make_store(const std::string& path) {
  const auto store = SqliteStore::open(path);
  REQUIRE(store.has_value());
  REQUIRE((*store)->put_if("", record(1), 0).value());
}

TEST_CASE("a path that leads to no file is refused, and nothing is made") {
  const TemporaryDirectory directory;
  CHECK_THAT(refusal(directory.file("no/store.db")),
             contains("there is no directory " + directory.file("no")));
  CHECK_THAT(refusal(directory.path()), contains("it is a directory; expected a file"));
  CHECK_THAT(refusal(""), contains("it has no name"));
  CHECK_THAT(refusal("/dev/null"), contains("it is no regular file"));
  CHECK(directory.names().empty());
}

TEST_CASE("a place that cannot be written is refused") {
  CHECK_THAT(refusal("/proc/store.db"), contains("cannot make /proc/store.db-lock"));
  if (::geteuid() == 0) return;  // may write everywhere else
  const TemporaryDirectory directory;
  make_store(directory.file("store.db"));
  ::chmod(directory.file("store.db").c_str(), 0400);
  CHECK_THAT(refusal(directory.file("store.db")), contains("it cannot be written"));
}

TEST_CASE("a file of something else is refused, and stays as it is") {
  const TemporaryDirectory directory;
  directory.write("text", "to be kept");
  directory.write("long", std::string(100000, 'x'));
  run_sql(directory.file("other.db"), "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  run_sql(directory.file("wal.db"), "PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  const Names before = directory.names();
  const std::string other = directory.content("other.db");
  CHECK_THAT(refusal(directory.file("text")), contains("it is no SQLite database; expected a"));
  CHECK_THAT(refusal(directory.file("long")), contains("it is no SQLite database"));
  CHECK_THAT(refusal(directory.file("other.db")), contains("database of another program"));
  CHECK_THAT(refusal(directory.file("wal.db")), contains("database of another program"));
  CHECK(directory.content("text") == "to be kept");
  CHECK(directory.content("other.db") == other);
  CHECK(directory.names() == before);
}

TEST_CASE("an empty file becomes a store") {
  const TemporaryDirectory directory;
  directory.write("empty.db", "");
  make_store(directory.file("empty.db"));
  CHECK(SqliteStore::open(directory.file("empty.db")).value()->get("", 1).value() != nullptr);
}

TEST_CASE("a database of a newer version is refused and stays as it is") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  make_store(path);
  run_sql(path, "PRAGMA user_version = 2");
  CHECK_THAT(refusal(path),
             contains("it is of version 2, which a newer ucs made; expected at most 1"));
  CHECK(run_sql(path, "PRAGMA user_version") == "2\n");
  run_sql(path, "PRAGMA user_version = 1");
  CHECK(SqliteStore::open(path).value()->get("", 1).value() != nullptr);
}

TEST_CASE("one store at a time: another one is refused until the first is gone") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  std::filesystem::create_symlink("store.db", directory.file("link.db"));
  auto first = SqliteStore::open(path).value();
  const std::string expected = "in use by process " + std::to_string(::getpid());
  CHECK_THAT(refusal(path), contains(expected));
  CHECK_THAT(refusal(directory.path() + "/./store.db"), contains(expected));
  CHECK_THAT(refusal(directory.file("link.db")), contains(expected));
  // The refused ones have not broken the locks of the first.
  CHECK(first->put_if("", record(1), 0).value());
  CHECK(run_sql(path, "SELECT service_id FROM services") == "1\n");
  first.reset();
  CHECK(SqliteStore::open(directory.file("link.db")).value()->get("", 1).value() != nullptr);
}

TEST_CASE("the files are for their owner alone") {
  const TemporaryDirectory directory;
  const ::mode_t before = ::umask(0);
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  ::umask(before);
  REQUIRE(store->put_if("", record(1), 0).value());
  CHECK(directory.names() == Names{"store.db", "store.db-lock", "store.db-shm", "store.db-wal"});
  for (const std::string& name : directory.names()) {
    struct stat status {};
    REQUIRE(::stat(directory.file(name).c_str(), &status) == 0);
    CAPTURE(name);
    CHECK((status.st_mode & 0777U) == 0600U);
  }
}

TEST_CASE("a relative path, also one with the name of no file, is a file") {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  make_store(":memory:");
  make_store("file:x?mode=memory");
  std::filesystem::current_path(before);
  CHECK(directory.names() ==
        Names{":memory:", ":memory:-lock", "file:x?mode=memory", "file:x?mode=memory-lock"});
}

TEST_CASE("a copy of the files of a store at work is a store: nothing acknowledged is missing") {
  const TemporaryDirectory directory;
  const auto store = SqliteStore::open(directory.file("store.db")).value();
  for (ucs::ServiceId id = 1; id <= 50; ++id) REQUIRE(store->put_if("", record(id), 0).value());
  REQUIRE(store->allocate_ids("", IdKind::kService, 50).value() == 1);
  directory.write("copy.db", directory.content("store.db"));
  const std::string log = directory.content("store.db-wal");
  REQUIRE_FALSE(log.empty());
  directory.write("copy.db-wal", log);
  {
    const auto copy = SqliteStore::open(directory.file("copy.db")).value();
    CHECK(copy->scan("", 0, 100)->size() == 50);
    CHECK(copy->allocate_ids("", IdKind::kService, 1).value() == 1001);
  }
  // Torn at any place the log loses changes from its end, and nothing else.
  std::size_t most = 0;
  for (std::size_t size = 0; size <= log.size(); size += 4096 + 1234) {
    const std::string name = "torn" + std::to_string(size) + ".db";
    directory.write(name, directory.content("store.db"));
    directory.write(name + "-wal", log.substr(0, size));
    const auto torn = SqliteStore::open(directory.file(name)).value();
    const auto services = torn->scan("", 0, 100).value();
    for (std::size_t i = 0; i < services.size(); ++i)
      REQUIRE(services[i]->id == static_cast<ucs::ServiceId>(i + 1));
    CHECK(services.size() >= most);
    most = services.size();
  }
}

TEST_CASE("a damaged file is refused, or its damage reported where it is met; never served") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  {
    const auto store = SqliteStore::open(path).value();
    for (ucs::ServiceId id = 1; id <= 2000; ++id) {
      auto service = std::make_shared<ucs::Service>(*record(id));
      service->contact_key = std::string(100, 'k');
      REQUIRE(store->put_if("", service, 0).value());
    }
  }
  const std::string good = directory.content("store.db");
  for (std::size_t page = 0; page < good.size() / 4096; page += 3) {
    std::string damaged = good;
    damaged.replace(page * 4096 + (page == 0 ? 100 : 0), 2000, std::string(2000, '\xA5'));
    directory.write("store.db", damaged);
    CAPTURE(page);
    const auto store = SqliteStore::open(path);
    if (!store) {
      CHECK_THAT(store.error().message, contains("damaged"));
      continue;
    }
    for (ucs::ServiceId id = 1; id <= 2000; ++id) {
      const auto service = (*store)->get("", id);
      if (!service) {
        REQUIRE(service.error().code == ucs::ErrorCode::kInternal);
        continue;
      }
      REQUIRE(*service != nullptr);  // nothing is lost without a word
      REQUIRE((*service)->id == id);
    }
    const auto all = (*store)->scan("", 0, 5000);
    if (all) CHECK(all->size() == 2000);
    static_cast<void>((*store)->put_if("", record(5000), 0));
  }
}

TEST_CASE("the number of readers is bounded") {
  const TemporaryDirectory directory;
  for (const std::size_t readers : {std::size_t{0}, std::size_t{65}}) {
    SqliteOptions options;
    options.readers_max = readers;
    const auto store = SqliteStore::open(directory.file("store.db"), options);
    CHECK(outcome_and_field(store) == "invalid_field readers_max");
  }
  SqliteOptions options;
  options.readers_max = 64;
  CHECK(SqliteStore::open(directory.file("store.db"), options).has_value());
}

}  // namespace
