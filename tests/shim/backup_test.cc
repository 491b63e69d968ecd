// SPDX-License-Identifier: MIT
// `ucs-shim backup` of the real executable, while a server works on the store.
#include <sys/stat.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/child_process.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::tests::ChildProcess;
using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::Process;
using ucs::tests::ShimProcess;
using ucs::tests::TemporaryDirectory;
using Arguments = std::vector<std::string>;

const std::string kBase = "/genesys/1/cs";

/// Starts services one after the other, as many as it may. Each has a state and a task.
class Client {
 public:
  explicit Client(const ShimProcess& shim) : shim_(shim), thread_([this] { work(); }) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

  /// How many are answered for.
  [[nodiscard]] int acknowledged() {
    const std::lock_guard lock(mutex_);
    return acknowledged_;
  }
  /// Lets it start so many more. Not too many in all: nobody reads the log of its server.
  void allow(int count) {
    const std::lock_guard lock(mutex_);
    allowed_ += count;
    changed_.notify_all();
  }
  /// Waits until all but `rest` of them are answered for, or something failed.
  void await_all_but(int rest) {
    std::unique_lock lock(mutex_);
    const int count = allowed_ - rest;
    changed_.wait(lock, [&] { return acknowledged_ >= count || !failure_.empty(); });
    CHECK(failure_.empty());
  }

 private:
  void work() {
    try {
      auto connection = shim_.connect();
      for (int id = 1; may_start(id); ++id) {
        const std::string service = "/services/" + std::to_string(id);
        post(connection, "/services/start", R"({"customer_id":"c","N":"x"})");
        post(connection, service + "/states/start", R"({"state_type":"s"})");
        post(connection, service + "/tasks/start", R"({"task_type":"t"})");
        const std::lock_guard lock(mutex_);
        acknowledged_ = id;
        changed_.notify_all();
      }
    } catch (const std::runtime_error& error) {
      const std::lock_guard lock(mutex_);
      failure_ = error.what();
      changed_.notify_all();
    }
  }

  bool may_start(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_stopped_ || count <= allowed_; });
    return !is_stopped_;
  }

  static void post(HttpConnection& connection, const std::string& path, const std::string& body) {
    const auto answer =
        connection.exchange({"POST", kBase + path, {{"Content-Type", "application/json"}}, body});
    if (answer.status != 201) throw std::runtime_error(answer.body);
  }

  const ShimProcess& shim_;
  std::mutex mutex_;  // guards what follows, but for the thread
  std::condition_variable changed_;
  bool is_stopped_ = false;
  int allowed_ = 0;
  int acknowledged_ = 0;
  std::string failure_;
  std::thread thread_;
};

TEST_CASE("a backup of a store at work has what was answered before, and the server goes on") {
  const TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("ucs.db");
  const ShimProcess shim({"--store", store});
  Client client(shim);
  for (int round = 1; round <= 3; ++round) {
    const std::string file = directory.file("backup " + std::to_string(round));
    client.allow(40);
    client.await_all_but(35);
    const int before = client.acknowledged();
    Process backup({"backup", store, file});
    CHECK(backup.wait() == 0);
    CHECK(backup.stderr_text().empty());
    struct ::stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    CHECK(backup.stdout_text() == file + ": " + std::to_string(status.st_size) + " bytes\n");
    const int after = client.acknowledged();
    client.allow(1);
    client.await_all_but(0);  // it goes on

    const ShimProcess restored({"--store", "sqlite:" + file});
    for (int id = 1; id <= before; ++id) {
      const std::string service = kBase + "/services/" + std::to_string(id);
      CHECK(restored.exchange({"GET", service + "/states", {}, ""}).body.size() > 10);
      CHECK(restored.exchange({"GET", service + "/tasks", {}, ""}).status == 200);
    }
    CHECK(restored.exchange({"GET", kBase + "/services/" + std::to_string(after + 5), {}, ""})
              .status != 200);
  }
}

TEST_CASE("what cannot be backed up, or not there, is told, and nothing is left") {
  const TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("ucs.db");
  directory.write("old", "to be kept");
  const auto refusal = [](const Arguments& words, int status) {
    Process backup(words);
    CHECK(backup.wait() == status);
    CHECK(backup.stdout_text().empty());
    return backup.stderr_text();
  };
  CHECK_THAT(refusal({"backup", store, directory.file("b")}, 1), contains("there is no such file"));
  {
    ShimProcess shim({"--store", store});
    shim.send_signal(SIGTERM);
    CHECK(shim.wait() == 0);
  }
  CHECK(refusal({"backup", store, directory.file("old")}, 1) ==
        "ucs-shim: cannot write " + directory.file("old") +
            ": it is there; expected a path where nothing is yet\n");
  CHECK(directory.content("old") == "to be kept");
  CHECK_THAT(refusal({"backup", store, directory.file("no/b")}, 1),
             contains("cannot write " + directory.file("no/b") + ": No such file or directory"));
  CHECK_THAT(refusal({"backup", "memory", "b"}, 2), contains("FROM: memory is gone with"));
  CHECK_THAT(refusal({"backup", directory.file("ucs.db"), "b"}, 2), contains("FROM: "));
  CHECK_THAT(refusal({"backup", store}, 2), contains("backup takes two words, not 1"));
  CHECK_THAT(refusal({"backup", store, "--now"}, 2), contains("backup has no option --now"));
  CHECK(directory.names() == Arguments{"old", "ucs.db", "ucs.db-lock"});

  Process help({"backup", "-h"});
  CHECK(help.wait() == 0);
  CHECK_THAT(help.stdout_text(), contains("ucs-shim backup FROM FILE: copies a store"));
}

TEST_CASE("a full disk fails a backup, and leaves no file of it") {
  const TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("ucs.db");
  ShimProcess shim({"--store", store});
  REQUIRE(shim.exchange({"POST",
                         kBase + "/services/start",
                         {{"Content-Type", "application/json"}},
                         R"({"customer_id":"c","Note":")" + std::string(300000, 'x') + "\"}"})
              .status == 201);
  ChildProcess limited(
      "/bin/bash", {"-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "bash", UCS_SHIM_EXECUTABLE,
                    "backup", store, directory.file("backup.db")});
  CHECK(limited.wait() == 1);
  CHECK_THAT(limited.stderr_text(), contains("the database: the disk "));
  CHECK(directory.names() == Arguments{"ucs.db", "ucs.db-lock", "ucs.db-shm", "ucs.db-wal"});
  Process backup({"backup", store, directory.file("backup.db")});
  CHECK(backup.wait() == 0);
}

}  // namespace
