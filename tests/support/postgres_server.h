// SPDX-License-Identifier: MIT
// PostgreSQL servers of tests, stores on them, and a look into them beside the store.
#pragma once

#include <libpq-fe.h>
#include <ucs/postgres_store.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/temporary_directory.h"

namespace ucs::tests {

/// Runs SQL on a connection of its own, as psql does. Returns the rows of the last statement,
/// columns separated by `|`, each row closed by a newline; throws a std::runtime_error with what
/// PostgreSQL says.
inline std::string run_postgres(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&::PQfinish)> connection(::PQconnectdb(url.c_str()),
                                                                  &::PQfinish);
  if (::PQstatus(connection.get()) != CONNECTION_OK)
    throw std::runtime_error(::PQerrorMessage(connection.get()));
  ::PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&::PQclear)> result(
      ::PQexec(connection.get(), sql.c_str()), &::PQclear);
  const ExecStatusType status = ::PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(::PQerrorMessage(connection.get()));
  std::string rows;
  for (int row = 0; row < ::PQntuples(result.get()); ++row) {
    for (int column = 0; column < ::PQnfields(result.get()); ++column) {
      if (column > 0) rows += '|';
      rows += ::PQgetvalue(result.get(), row, column);
    }
    rows += '\n';
  }
  return rows;
}

/// A server of one test's own. Nothing but a socket leads to it, unless settings say otherwise.
class PostgresServer {
 public:
  explicit PostgresServer(const std::vector<std::string>& settings = {}) {
    // Whom the server runs as must get to its files.
    std::filesystem::permissions(scratch_.path(), std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    std::vector<std::string> arguments = {kScript, "init", directory()};
    arguments.insert(arguments.end(), settings.begin(), settings.end());
    ChildProcess init(kBash, arguments);
    if (init.wait() != 0) throw std::runtime_error("initdb: " + init.stderr_text());
    start();
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer() {
    resume();
    stop(SIGQUIT);
  }

  void start() {
    process_.emplace(kBash, std::vector<std::string>{kScript, "run", directory()});
    process_->await_stderr("database system is ready to accept connections");
  }
  /// Ends it: SIGINT in an orderly way, SIGQUIT as a crash does.
  void stop(int signal) {
    if (!process_) return;
    process_->send_signal(signal);
    process_->wait();
    process_.reset();
  }
  /// Lets nothing of it run any more, as if the machine hung; and goes on.
  void pause() { signal_all(SIGSTOP); }
  void resume() {
    if (process_) signal_all(SIGCONT);
  }

  [[nodiscard]] std::string directory() const { return scratch_.file("server"); }
  [[nodiscard]] std::string url() const {
    return "postgresql://postgres@/postgres?host=" + directory();
  }

 private:
  static constexpr const char* kBash = "/bin/bash";
  static constexpr const char* kScript = UCS_SOURCE_DIR "/tests/support/postgres.sh";

  /// To the server, and to the processes that serve connections, whose parent it is.
  void signal_all(int signal) {
    const std::string parent = std::to_string(process_->pid());
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream stat(entry.path() / "stat");
      std::string pid;
      std::string name;
      std::string state;
      std::string of;
      if (stat >> pid >> name >> state >> of && of == parent) ::kill(std::stoi(pid), signal);
    }
    process_->send_signal(signal);
  }

  TemporaryDirectory scratch_;
  std::optional<ChildProcess> process_;
};

/// Returns the URL of the server that the tests share: that of the file UCS_TESTS_POSTGRES names,
/// else one of this process.
inline const std::string& shared_postgres() {
  static const std::string url = [] {
    const char* const file = std::getenv("UCS_TESTS_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
    if (file == nullptr) {
      static const PostgresServer server;
      return server.url();
    }
    std::string directory;
    std::getline(std::ifstream(file), directory);
    return "postgresql://postgres@/postgres?host=" + directory;
  }();
  return url;
}

/// A schema of its own in a database, where a store may make its tables. It goes with the server.
struct PostgresSchema {
  explicit PostgresSchema(const std::string& server = shared_postgres()) {
    static std::atomic<int> count{0};
    name = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    run_postgres(server, "CREATE SCHEMA " + name);
    url = server + "&options=-csearch_path%3D" + name;
  }

  std::string name;
  std::string url;
};

/// Returns the options of a store of tests: few connections.
inline PostgresOptions postgres_options() {
  PostgresOptions options;
  options.connections_max = 4;
  options.timeout = std::chrono::seconds(60);
  return options;
}

/// A schema, and the store in it.
struct PostgresFixture {
  explicit PostgresFixture(const PostgresOptions& options = postgres_options())
      : store(PostgresStore::open(schema.url, options).value()) {}

  PostgresSchema schema;
  std::unique_ptr<PostgresStore> store;
};

/// A PostgresStore that nobody shares.
class TemporaryPostgresStore final : private PostgresFixture, public ForwardingStore {
 public:
  explicit TemporaryPostgresStore(const PostgresOptions& options = postgres_options())
      : PostgresFixture(options), ForwardingStore(*store) {}
};

}  // namespace ucs::tests
