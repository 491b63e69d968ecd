// SPDX-License-Identifier: MIT
// Two ways for a request to reach an Api: a function call, and a socket.
#pragma once

#include <ucs/http.h>

#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lib/server/server.h"
#include "tests/support/http_connection.h"

namespace ucs::tests {

/// Carries requests to a server and brings its answers back.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  [[nodiscard]] virtual http::Response send(const http::Request& request) = 0;
};

/// Calls the Api and collects the whole body. The answer to HEAD loses its body, as every transport
/// must see to. A body that is broken off is a std::runtime_error, as it is of an HttpConnection.
class DirectTransport final : public Transport {
 public:
  explicit DirectTransport(const http::Api& api) : api_(api) {}

  [[nodiscard]] http::Response send(const http::Request& request) override {
    http::Response response = api_.handle(request);
    if (request.method == "HEAD") {
      response.body.clear();
      response.rest = nullptr;
    }
    if (auto done = response.complete(); !done)
      throw std::runtime_error("the body was broken off: " + done.error().message);
    return response;
  }

 private:
  const http::Api& api_;
};

/// A server::Server on a free port, run by a thread of its own. Stops when destroyed.
class RunningServer {
 public:
  RunningServer(server::Handler& handler, const Clock& clock, std::size_t threads = 4)
      : server_(handler, clock, {"127.0.0.1", 0, threads},
                [this](const server::AccessEntry& entry) { keep(entry); }),
        port_(server_.listen().value()),
        thread_([this] { is_good_ = server_.run(); }) {}
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer() { static_cast<void>(stop()); }

  [[nodiscard]] int port() const noexcept { return port_; }

  /// Stops the server and returns whether it served well. The second call returns the same.
  bool stop() {
    if (thread_.joinable()) {
      server_.stop();
      thread_.join();
    }
    return is_good_;
  }

  /// Returns what was logged up to now. Complete after stop.
  [[nodiscard]] std::vector<server::AccessEntry> log() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }

 private:
  void keep(const server::AccessEntry& entry) {
    const std::lock_guard lock(mutex_);
    log_.push_back(entry);
  }

  mutable std::mutex mutex_;  // guards log_
  std::vector<server::AccessEntry> log_;
  server::Server server_;
  const int port_;
  bool is_good_ = false;  // written by thread_, read after it ended
  std::thread thread_;
};

/// Sends requests over one connection that is kept alive; over a new one where the server closed
/// it.
class SocketTransport final : public Transport {
 public:
  explicit SocketTransport(int port) : port_(port) {}

  [[nodiscard]] http::Response send(const http::Request& request) override {
    const std::string wire = to_wire(request);
    // A connection that was idle for too long is closed by the server at any moment, also just
    // before the request arrives. Then no byte of an answer comes, and nothing was done.
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!connection_ || connection_->is_readable()) connection_.emplace(port_);
      connection_->send(wire);
      auto response = connection_->receive(request.method == "HEAD");
      if (!response) {
        connection_.reset();
        continue;
      }
      if (response->header("Connection") == "close") connection_.reset();
      return {response->status, {}, std::move(response->headers), std::move(response->body)};
    }
    throw std::runtime_error("no answer to " + request.method + " " + request.target);
  }

 private:
  const int port_;
  std::optional<HttpConnection> connection_;
};

}  // namespace ucs::tests
