// SPDX-License-Identifier: MIT
//
// The HTTP server: carries requests from sockets to http::Api and answers back, on cpp-httplib.
#pragma once

#include <ucs/clock.h>
#include <ucs/http.h>
#include <ucs/result.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "shim/access_log.h"

namespace ucs::shim {

struct ServerOptions {
  /// The address or name to listen on.
  std::string host = "127.0.0.1";
  /// 0 to 65535; 0 is any free port.
  int port = 8080;
  /// Threads that serve connections. A connection kept alive occupies one of them.
  std::size_t threads = 32;
  /// Refuses to listen on an address that others than this machine can reach, and requests for a
  /// name other than localhost: a web page's owner may have it stand for this machine.
  bool is_loopback_only = false;
  /// Called with every request for the API before it is carried out or refused, from several
  /// threads; empty: not called. A request that is no valid HTTP may lack headers and body.
  std::function<void(const http::Request& request)> on_request{};
};

/// Serves one Api over HTTP/1.1, and `/healthz` and `/readyz` beside it. listen, then run; stop
/// from any thread. The methods but stop are for one thread at a time.
class Server {
 public:
  using Log = std::function<void(const AccessEntry& entry)>;

  /// `api` and `clock` must outlive the server. The header Date and the log have the time of
  /// `clock`. `log` is called for every answered request, from
  /// several threads.
  Server(const http::Api& api, const Clock& clock, ServerOptions options, Log log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Takes the port and returns its number; connections are accepted by the system from here on and
  /// served by run. unavailable: the address cannot be listened on, because it is in use, say; no
  /// other process shares it ever. forbidden: the host, or one of the addresses it stands for, is
  /// no loopback address, and is_loopback_only.
  [[nodiscard]] Result<int> listen();

  /// Serves until stop was called and every request in flight is answered. False: serving failed.
  /// Call after listen.
  [[nodiscard]] bool run();

  /// Makes run return: no further connection is accepted, requests in flight are finished. Idle
  /// connections are closed within a second. Thread-safe. Call after listen; a run that comes later
  /// returns at once.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ucs::shim
