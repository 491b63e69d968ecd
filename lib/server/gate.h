// SPDX-License-Identifier: MIT
//
// Lets connections in, watches all of them, and has a thread serve one only while there is
// something to do for it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "lib/server/admission.h"
#include "lib/server/answer.h"
#include "lib/server/connection.h"
#include "lib/server/listener.h"
#include "lib/server/poller.h"
#include "lib/server/stop_signal.h"

namespace ucs::server {

struct GateOptions {
  /// How many requests are answered at the same time, at most, each by a thread. Those are started
  /// when they are wanted. There may be one more, which reads while all of them are at work.
  std::size_t threads = 32;
  /// How many requests are answered or wait for that; those beyond are answered with 503.
  std::size_t requests_max = 1024;
  /// How many bytes are kept for clients that do not send the rest of a body, or do not read their
  /// answers, of all of them together; besides a little for each. Bodies may have half of it. Those
  /// beyond are answered with 503, or given up.
  std::size_t buffer_bytes_max = std::size_t{32} << 20U;
  /// Connections beyond are answered with 503 and closed; far beyond they are only closed.
  std::size_t connections_max = 10000;
  ConnectionLimits limits;
  /// How long after a stop requests may go on; then their connections are cut.
  std::chrono::milliseconds drain_max{std::chrono::seconds(20)};
};

/// Serves the connections of one listener. A thread belongs to a request and not to a connection:
/// whoever is told that a socket is ready owns its connection until it has to wait again. What
/// blocks a thread is the answering of a request, and nothing that a client does.
class Gate {
 public:
  /// `answerer` and `stop` must outlive it.
  Gate(const GateOptions& options, Answerer& answerer, StopSignal& stop);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate();

  /// Returns 0, or the errno for which it does not work: the process has no more files.
  [[nodiscard]] int problem() const noexcept { return poller_.problem(); }

  /// Serves until `stop` is set, or nobody can be accepted any more, which sets it; and then until
  /// every request that has begun is answered, or has had its time. Call once.
  void run(Listener& listener);

 private:
  /// Accepts those that wait. False: nobody will be accepted any more.
  [[nodiscard]] bool accept(const Listener& listener);
  void let_in(int socket);
  /// Ends what has had its time, or may end because the server is to stop.
  void dismiss();
  void await_end();
  /// Starts a thread, if there may be one more. False: the system has none.
  bool start_thread();
  void work();
  /// Serves a connection, and returns the one that is to be served next, if any.
  [[nodiscard]] Connection* advance(Connection& connection);
  /// Has a connection served, or turned away.
  [[nodiscard]] Connection::Next serve(Connection& connection, bool is_too_many) noexcept;
  /// Watches a connection, or ends it.
  void go_on(Connection& connection, Connection::Next next, bool is_new);
  void end(Connection& connection);

  const GateOptions options_;
  Answerer& answerer_;
  StopSignal& stop_;
  Admission admission_;
  BufferBudget budget_;
  const Shared shared_;
  Poller poller_;
  std::mutex mutex_;  // guards connections_ and open_
  std::condition_variable ended_;
  // While it is in here its socket is open.
  std::unordered_map<const Connection*, std::unique_ptr<Connection>> connections_;
  std::size_t open_ = 0;                 // those, and those that are being closed
  bool has_threads_ = false;             // of who accepts
  std::atomic<std::size_t> waiting_{0};  // threads with nothing to do
  std::mutex threads_mutex_;             // guards threads_
  std::vector<std::thread> threads_;
};

}  // namespace ucs::server
