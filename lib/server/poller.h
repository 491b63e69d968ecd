// SPDX-License-Identifier: MIT
//
// Tells threads which of many sockets is ready: epoll, or poll where there is none.
#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <vector>

namespace ucs::server {

/// Watches sockets for several threads. A socket that was reported is not watched any more until it
/// is watched anew, so that it belongs to the thread that was told of it; what was done before it
/// was watched has happened for that thread. Thread-safe.
class Poller {
 public:
  enum class For { kInput, kOutput };

  Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  /// Returns 0, or the errno for which it does not work: the process has no more files.
  [[nodiscard]] int problem() const noexcept { return problem_; }

  /// Watches a socket, for the first time (`add`) or again, until it is ready or its connection
  /// ends. False: the system cannot. A socket that is not watched may be closed.
  [[nodiscard]] bool add(int socket, void* owner, For what);
  [[nodiscard]] bool watch(int socket, void* owner, For what);

  /// Waits for a socket that is ready and returns its owner; null once it is closed.
  [[nodiscard]] void* wait();

  /// Makes all waits return null, now and from now on.
  void close();

 private:
  int problem_ = 0;
#if defined(__linux__) && !defined(UCS_SERVER_POLL)
  int epoll_ = -1;
  int closed_ = -1;  // an event that is there once it is closed
  // The kernel hands sockets over; this says so in the words of C++.
  std::atomic<unsigned> handovers_{0};
#else
  struct Watched {
    int socket;
    short events;
    void* owner;
  };
  void wake() const;

  std::array<int, 2> pipe_{-1, -1};  // a byte in it wakes who is in poll
  std::mutex turn_;                  // held by who is in poll
  std::mutex mutex_;                 // guards what follows
  std::vector<Watched> watched_;
  bool is_closed_ = false;
#endif
};

}  // namespace ucs::server
