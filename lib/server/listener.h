// SPDX-License-Identifier: MIT
//
// The socket a server accepts connections from.
#pragma once

#include <ucs/result.h>

#include <mutex>
#include <string>

#include "lib/server/stop_signal.h"

namespace ucs::server {

/// Owns a listening socket. The methods but refuse are for one thread at a time.
class Listener {
 public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { close(); }

  /// Listens, and returns the port. Errors as of Server::listen. Call once.
  [[nodiscard]] Result<int> open(const std::string& host, int port, bool is_loopback_only);

  /// Waits for a connection and returns its socket, or -1: `stop` is set, or accepting failed.
  [[nodiscard]] int accept(const StopSignal& stop) const;

  /// Has the system refuse further connections, and those that nobody has accepted. Thread-safe.
  void refuse();

  void close();

 private:
  int socket_ = -1;
  std::mutex mutex_;  // held to refuse and to close, so that no other's socket is shut down
};

}  // namespace ucs::server
