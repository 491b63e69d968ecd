// SPDX-License-Identifier: MIT
// What a URL may lead to that is no store, or not now.
#include <ucs/postgres_store.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "lib/store/postgres/servers.h"
#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/postgres_server.h"

namespace {

using namespace ucs::tests;
using ucs::PostgresOptions;
using ucs::PostgresStore;

/// Opens a store that cannot be, and returns the code and the message.
std::string refusal(const std::string& url, const PostgresOptions& options = postgres_options()) {
  const auto store = PostgresStore::open(url, options);
  REQUIRE_FALSE(store.has_value());
  CHECK(store.error().message.find('\n') == std::string::npos);
  return std::string(ucs::code_name(store.error().code)) + " " + store.error().message;
}

TEST_CASE("a password in a URL is refused, and no message shows it") {
  for (const char* url :
       {"postgresql://ucs:secret@db/ucs", "postgres://:secret@db/ucs", "postgresql://u:secret@:x",
        "postgresql://u:a@secret@db/ucs", "postgresql://u:a/secret@db/ucs",
        "postgresql://db/ucs?user=u&password=secret", "postgresql://db/?sslpassword=secret",
        "postgresql://u:x?secret@db/ucs", "postgresql://u:x#secret@db/ucs"}) {
    CAPTURE(url);
    const std::string text = refusal(url);
    CHECK_THAT(text, Catch::Matchers::StartsWith("invalid_field cannot open the store: the URL "));
    CHECK(text.find("secret") == std::string::npos);
    CHECK(outcome(PostgresStore::check_url(url)) == "invalid_field");
  }
}

TEST_CASE("what is no URL of PostgreSQL is refused without connecting") {
  for (const char* url :
       {"", "db", "mysql://db/x", "postgresql:/db", "postgresql://db/x?colour=1",
        "postgresql:///x?host=a,b,c&port=1,2", "postgresql://a,b/x?hostaddr=1.1.1.1"}) {
    CAPTURE(url);
    CHECK(outcome(PostgresStore::check_url(url)) == "invalid_field");
  }
  for (const char* url : {"postgresql://", "postgres://db", "postgresql://u@[::1]:5433/x",
                          "postgresql://a,b:6000/x?target_session_attrs=any",
                          "postgresql://a:1,b:2/x?sslmode=require"}) {
    CAPTURE(url);
    CHECK(outcome(PostgresStore::check_url(url)) == "ok");
  }
}

TEST_CASE("options have bounds") {
  const auto field = [](std::chrono::milliseconds timeout, std::size_t connections,
                        std::size_t batch) {
    const PostgresOptions options{"", timeout, connections, batch};
    const auto store = PostgresStore::open("postgresql://postgres@127.0.0.1:1/x", options);
    return store ? "" : store.error().field;
  };
  using std::chrono::milliseconds;
  CHECK(field(milliseconds(99), 2, 1) == "timeout");
  CHECK(field(milliseconds(600001), 2, 1) == "timeout");
  CHECK(field(milliseconds(600000), 1, 1) == "connections_max");
  CHECK(field(milliseconds(600000), 257, 1) == "connections_max");
  CHECK(field(milliseconds(100), 256, 0) == "batch_max");
  CHECK(field(milliseconds(100), 256, 65) == "batch_max");
  CHECK(field(milliseconds(100), 256, 64).empty());
}

TEST_CASE("a server that is not there, or refuses, is named with the reason") {
  CHECK_THAT(refusal("postgresql://postgres@127.0.0.1:1/x"),
             contains("unavailable cannot open the store: the database cannot be reached: "));
  CHECK_THAT(refusal("postgresql://postgres@/none?host=/nowhere"), contains("/nowhere"));
  const std::string& shared = shared_postgres();
  const std::string of_none = "postgresql://postgres@/none" + shared.substr(shared.find('?'));
  CHECK_THAT(refusal(of_none), contains("database \"none\" does not exist"));
}

TEST_CASE("to another machine a connection is encrypted and its certificate checked by default") {
  const auto modes = [](const std::string& url) {
    std::string text;
    for (const auto& server : ucs::postgres::read_servers(url).value()) {
      std::string mode = "-";
      for (const auto& [name, value] : server) {
        if (name == "sslmode") mode = value;
      }
      text += (text.empty() ? "" : " ") + mode;
    }
    return text;
  };
  CHECK(modes("postgresql://db.example.com/x") == "verify-full");
  CHECK(modes("postgresql://10.0.0.1/x") == "verify-full");
  CHECK(modes("postgresql://127.example.com/x") == "verify-full");
  CHECK(modes("postgresql://[fe80::1]/x") == "verify-full");
  CHECK(modes("postgresql://localhost.example.com/x") == "verify-full");
  CHECK(modes("postgresql:///x?host=localhost&hostaddr=10.0.0.1") == "verify-full");
  CHECK(modes("postgresql:///x") == "verify-full");                     // PGHOST may name one
  CHECK(modes("postgresql://localhost/x?service=y") == "verify-full");  // which may have hostaddr
  CHECK(modes("postgresql://localhost,db,127.0.0.1/x") == "- verify-full -");
  CHECK(modes("postgresql:///x?host=/run/postgresql,%40abstract") == "- -");
  CHECK(modes("postgresql://[::1]/x") == "-");
  CHECK(modes("postgresql://db/x?sslmode=require") == "require");
}

TEST_CASE("the first server that takes changes is taken, whichever it is") {
  const PostgresSchema schema;
  const std::string directory = shared_postgres().substr(shared_postgres().find("host=") + 5);
  const std::string url = "postgresql://postgres@/postgres?host=/nowhere,127.0.0.1," + directory +
                          "&port=5432,1,5432&options=-csearch_path%3D" + schema.name;
  const auto store = PostgresStore::open(url, postgres_options());
  REQUIRE(store.has_value());
  CHECK((*store)->allocate_ids("", ucs::IdKind::kTask, 1).value() == 1);
}

TEST_CASE("a server that only reads is refused") {
  const PostgresSchema schema;
  CHECK_THAT(refusal(schema.url + "%20-cdefault_transaction_read_only%3Don"),
             contains("session is read-only"));
}

TEST_CASE("a database that is not UTF8 is refused") {
  run_postgres(shared_postgres(), "DROP DATABASE IF EXISTS latin");
  run_postgres(shared_postgres(),
               "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  const std::string& shared = shared_postgres();
  CHECK_THAT(refusal("postgresql://postgres@/latin" + shared.substr(shared.find('?'))),
             contains("the encoding of the database is LATIN1; expected UTF8"));
}

TEST_CASE("a database of a newer version is refused and stays as it is") {
  const PostgresSchema schema;
  REQUIRE(PostgresStore::open(schema.url, postgres_options()).has_value());
  run_postgres(schema.url, "INSERT INTO ucs_version VALUES (2)");
  CHECK_THAT(refusal(schema.url),
             contains("it is of version 2, which a newer ucs made; expected at most 1"));
}

TEST_CASE("a schema with a table of another program in the way is refused") {
  const PostgresSchema schema;
  run_postgres(schema.url, "CREATE TABLE services (x integer)");
  CHECK_THAT(refusal(schema.url), contains("expected a schema of its own"));
  CHECK(run_postgres(schema.url, "SELECT count(*) FROM ucs_version") == "0\n");
}

TEST_CASE("a password comes from a file, which is read again for each connection") {
  const TemporaryDirectory directory;
  PostgresOptions options = postgres_options();
  options.password_file = directory.file("password");
  const PostgresSchema schema;
  CHECK_THAT(refusal(schema.url, options),
             contains("cannot read a password from the file " + options.password_file));
  directory.write("password", "secret\r\nmore\n");  // this server asks for none
  CHECK(PostgresStore::open(schema.url, options).has_value());
}

TEST_CASE("a server that asks for a password gets it, and a wrong one is refused without it") {
  const PostgresServer server;
  run_postgres(server.url(),
               "CREATE ROLE guest LOGIN PASSWORD 'right-secret';"
               "CREATE SCHEMA own AUTHORIZATION guest");
  std::ofstream(server.directory() + "/data/pg_hba.conf")
      << "local all postgres trust\nlocal all all scram-sha-256\n";
  run_postgres(server.url(), "SELECT pg_reload_conf()");
  const std::string url =
      "postgresql://guest@/postgres?host=" + server.directory() + "&options=-csearch_path%3Down";
  // It reads the file by and by.
  for (int i = 0; i < 1000 && PostgresStore::open(url, postgres_options()).has_value(); ++i) {
  }
  CHECK_THAT(refusal(url), contains("no password supplied"));
  const TemporaryDirectory directory;
  PostgresOptions options = postgres_options();
  options.password_file = directory.file("password");
  directory.write("password", "wrong-secret\n");
  const std::string text = refusal(url, options);
  CHECK_THAT(text, contains("password authentication failed"));
  CHECK(text.find("secret") == std::string::npos);
  directory.write("password", "right-secret\n");
  CHECK(PostgresStore::open(url, options).has_value());
  ::setenv("PGPASSWORD", "right-secret", 1);
  const bool is_open = PostgresStore::open(url, postgres_options()).has_value();
  ::unsetenv("PGPASSWORD");
  CHECK(is_open);
}

}  // namespace
