// SPDX-License-Identifier: MIT
//
// The HTTP server: carries requests from sockets to a Handler and answers back. Sockets, threads
// and the reading of requests are its own; cpp-httplib serves those that are whole and right.
#pragma once

#include <ucs/clock.h>
#include <ucs/http.h>
#include <ucs/result.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "lib/server/access_entry.h"
#include "lib/server/handler.h"

namespace ucs::server {

struct Options {
  /// The address or name to listen on.
  std::string host = "127.0.0.1";
  /// 0 to 65535; 0 is any free port.
  int port = 8080;
  /// How many threads serve requests, at most. They are started when they are wanted.
  std::size_t threads = 32;
  /// Refuses to listen on an address that others than this machine can reach, and requests for a
  /// name other than localhost: a web page's owner may have it stand for this machine.
  bool is_loopback_only = false;
  /// How long a connection may have nothing to do before it is closed. At least a second.
  std::chrono::seconds idle_max{15};
  /// Called with every request for the handler before it is carried out or refused, from several
  /// threads; empty: not called. A request that is no valid HTTP may lack headers and body.
  std::function<void(const http::Request& request)> on_request{};
  /// How long the headers of a request may take from its first byte, and its body from there; a
  /// body has a second more for each 64 KiB that have come. Later is 408.
  std::chrono::seconds header_max{5};
  std::chrono::seconds body_max{10};
  /// How long a client may read nothing of its answer before it is given up.
  std::chrono::seconds stall_max{5};
  /// How many connections there may be; those beyond are answered with 503, and closed.
  std::size_t connections_max = 10000;
};

/// Serves one Handler over HTTP/1.1, and `/healthz` and `/readyz` beside it. listen, then run; stop
/// from any thread. The methods but stop are for one thread at a time.
class Server {
 public:
  using Log = std::function<void(const AccessEntry& entry)>;

  /// `handler` and `clock` must outlive the server. The header Date, where the handler sets none,
  /// and the log have the time of `clock`. `log` is called for every answered request, from several
  /// threads; without one nothing is logged.
  Server(Handler& handler, const Clock& clock, Options options, Log log = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Takes the port and returns its number; connections are accepted by the system from here on and
  /// served by run. unavailable: the address cannot be listened on, because it is in use, say; no
  /// other process shares it ever. forbidden: the host, or one of the addresses it stands for, is
  /// no loopback address, and is_loopback_only. Call once.
  [[nodiscard]] Result<int> listen();

  /// Serves until stop was called and every request in flight is answered. False: serving failed.
  /// Call once, after listen.
  [[nodiscard]] bool run();

  /// Makes run return: no further connection is accepted, connections that have nothing to do are
  /// closed at once, and requests in flight are finished; an answer that is to be delivered slowly
  /// is hurried. Thread-safe. Call after listen, as often as you like; a run that comes later
  /// returns at once.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ucs::server
