// SPDX-License-Identifier: MIT
//
// The socket a server accepts connections from.
#pragma once

#include <ucs/result.h>

#include <chrono>
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

  /// Waits for a connection, for a time at most; a negative one is none.
  [[nodiscard]] StopSignal::Woken wait(const StopSignal& stop,
                                       std::chrono::milliseconds timeout) const;

  /// What accept found besides a socket, which is none below zero.
  static constexpr int kNobody = -1;
  static constexpr int kFailed = -2;  ///< nobody will be accepted any more
  /// Returns the socket of a connection, if there is one.
  [[nodiscard]] int accept(const StopSignal& stop) const;

  /// Has the system refuse further connections, and those that nobody has accepted. Thread-safe.
  void refuse();

  void close();

 private:
  int socket_ = -1;
  std::mutex mutex_;  // held to refuse and to close, so that no other's socket is shut down
};

}  // namespace ucs::server
