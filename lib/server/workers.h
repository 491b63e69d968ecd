// SPDX-License-Identifier: MIT
//
// The threads that serve connections.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ucs::server {

/// Serves sockets, each by one thread. Threads are started when they are wanted, so that a server
/// with few connections has few. Thread-safe.
class Workers {
 public:
  /// Called with each socket, which it must close; must not throw.
  using Serve = std::function<void(int socket)>;

  Workers(std::size_t threads_max, Serve serve);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  /// Waits until all sockets are served.
  ~Workers();

  /// Has a socket served, once a thread is free. False: there is no thread and the system gives
  /// none; the socket is still the caller's.
  [[nodiscard]] bool add(int socket);

 private:
  /// Starts a thread, if the system has one. Called with mutex_ held.
  void start_thread();
  void work();

  const std::size_t threads_max_;
  const Serve serve_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::deque<int> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool is_closed_ = false;
};

}  // namespace ucs::server
