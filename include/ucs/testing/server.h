// SPDX-License-Identifier: MIT
//
// A fake behind a socket, for client code that cannot be given another way to send. Part of the
// library ucs::testing_server, which is there where ucs was built with cpp-httplib;
// docs/testing-your-client.md is the guide.
//
//   ucs::testing::Server server;                        // listens; on 127.0.0.1, on a free port
//   MyClient client(server.url());                      // http://127.0.0.1:40123
//   client.book("00027a52JCGY000M");
//   server.fake().advance(std::chrono::hours(1));       // all of ucs/testing/fake.h
//
// Whoever can give its client a function to send with needs no server: Fake::handle gives the same
// answers, faster.
#pragma once

#include <ucs/result.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing {

struct ServerOptions {
  /// 0 to 65535; 0 is any free port, which is what tests that run at once should take.
  int port = 0;
  /// How many threads serve requests, at most; 1 to 1024. They are started when they are wanted: a
  /// server that nobody was connected to has one thread, which waits for connections. Requests
  /// beyond wait until a thread is free; connections with nothing to do occupy none.
  std::size_t threads_max = 64;
  /// How long a connection may have nothing to do before the server closes it: 1 s to an hour.
  std::chrono::seconds idle_max{5};
};

/// Serves one fake over HTTP/1.1, from construction to destruction, to this machine only. Requests
/// go through Fake::exchange, and so obey its clock, faults and turnstile, and are in its journal;
/// `/healthz` and `/readyz` are answered beside it, as by ucs-shim. Nothing is logged. Const
/// methods are thread-safe.
///
/// This is the only class of ucs::testing that starts threads. It also makes the process ignore
/// SIGPIPE, as cpp-httplib does. As many as there are ports and files can be had at once: a server
/// takes five files, and one for each connection.
///
/// A server that was moved from can only be destroyed or assigned.
class Server {
 public:
  /// Returns a server with a fake of its own, or one for a fake that must outlive it and must not
  /// be moved meanwhile. It is ready: who connects from here on is served. unavailable: the port is
  /// in use, or there are no more ports, files or threads. invalid_field: an option is out of its
  /// bounds; the message has them.
  [[nodiscard]] static Result<Server> start(FakeOptions fake = {}, ServerOptions options = {});
  [[nodiscard]] static Result<Server> start(Fake& fake, ServerOptions options = {});

  /// The same for tests that need nothing but a free port: failure ends the program.
  explicit Server(FakeOptions fake = {}, ServerOptions options = {});
  explicit Server(Fake& fake, ServerOptions options = {});

  Server(Server&& other) noexcept;
  Server& operator=(Server&& other) noexcept;

  /// Stops: no further connection is accepted, connections with nothing to do are closed, requests
  /// in flight are answered, and all threads have ended. Takes as long as these requests; clients
  /// that are merely connected hold nothing up, one that stops in the middle of a request does for
  /// 15 s at most. What dribbles is hurried. The latency of faults is cut short if the fake is the
  /// server's own, and waited for if it was given, unless Fake::end_waits is called before.
  ~Server();

  /// Returns `http://127.0.0.1:40123`, without a slash at the end. The dialects are served where
  /// FakeOptions::api says.
  [[nodiscard]] const std::string& url() const noexcept;
  [[nodiscard]] int port() const noexcept;

  /// Returns the fake that is served.
  [[nodiscard]] Fake& fake() const noexcept;

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl) noexcept;

  std::unique_ptr<Impl> impl_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
