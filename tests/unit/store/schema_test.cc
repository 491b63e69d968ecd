// SPDX-License-Identifier: MIT
// How a database of an older version becomes one of this version.
#include "lib/store/sqlite/schema.h"

#include <string>
#include <vector>

#include "lib/store/sqlite/connection.h"
#include "tests/catch.h"
#include "tests/support/temporary_directory.h"

namespace {

using ucs::sqlite::Connection;
using ucs::sqlite::migrate;
using ucs::tests::TemporaryDirectory;
using Steps = std::vector<const char*>;

TEST_CASE("each step of a migration is whole or not at all, and what is left is done next time") {
  const TemporaryDirectory directory;
  directory.write("a.db", "");
  Connection connection = Connection::open(directory.file("a.db")).value();
  const auto version = [&] { return connection.read_integer("PRAGMA user_version").value(); };
  const auto tables = [&] {
    return connection.read_text("SELECT group_concat(name) FROM sqlite_schema").value();
  };
  const Steps failing = {"CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO none VALUES (1)"};
  CHECK_FALSE(migrate(connection, 0, failing));
  CHECK(version() == 1);
  CHECK(tables() == "a");
  CHECK_FALSE(connection.is_in_transaction());
  const Steps good = {"this was done before", "CREATE TABLE b (x)", "DROP TABLE a"};
  REQUIRE(migrate(connection, 1, good));
  CHECK(version() == 3);
  CHECK(tables() == "b");
  REQUIRE(migrate(connection, 3, good));
  CHECK(version() == 3);
}

TEST_CASE("the steps there are lead to the present version") {
  CHECK(ucs::sqlite::schema_steps().size() == ucs::sqlite::kSchemaVersion);
}

}  // namespace
