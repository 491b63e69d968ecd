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
#include <vector>

#include "lib/server/access_entry.h"
#include "lib/server/handler.h"
#include "lib/server/networks.h"

namespace ucs::server {

struct Options {
  /// The address or name to listen on.
  std::string host = "127.0.0.1";
  /// 0 to 65535; 0 is any free port.
  int port = 8080;
  /// How many requests are answered at the same time, at most, each by a thread. Those are started
  /// when they are wanted; one more reads while all are at work.
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
  /// The longest first line of a request, which is 414 beyond; and how many headers it may have,
  /// and how long all of them together, which is 431 beyond. In bytes, without the ends of lines.
  std::size_t line_bytes_max = 8192;
  std::size_t headers_max = 64;
  std::size_t header_bytes_max = 8192;
  /// How many requests are answered or wait for that; those beyond are answered with 503.
  std::size_t requests_max = 1024;
  /// How many bytes are kept for clients that do not send the rest of a body, or do not read their
  /// answers, of all of them together; besides 16 KiB for each. Bodies may have half of it, which
  /// is at least one largest. Those beyond are answered with 503, or given up; and from its half on
  /// a client may read nothing for half a second only.
  std::size_t buffer_bytes_max = std::size_t{32} << 20U;
  /// Who may say by X-Forwarded-For which address a client has.
  std::vector<Network> trusted_proxies{};
  /// How long after stop everything is served as before, but for `/readyz`, which is 503; and how
  /// long requests may take from there on until their connections are cut.
  std::chrono::seconds drain_delay{0};
  std::chrono::seconds drain_max{20};
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

  /// Serves until stop was called and every request in flight is answered, or has had its time.
  /// False: serving failed.
  /// Call once, after listen.
  [[nodiscard]] bool run();

  /// Makes run return: `/readyz` is 503 from here on, and drain_delay later no further connection
  /// is accepted, connections that have nothing to do are closed at once, and requests in flight
  /// are finished; an answer that is to be delivered slowly is hurried. Thread-safe. Call after
  /// listen, as often as you like; a run that comes later returns at once.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ucs::server
