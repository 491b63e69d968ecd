// SPDX-License-Identifier: MIT
//
// One connection of a server: its bytes in, and its bytes out as a Delivery has them sent.
#pragma once

#include <sys/types.h>
#include <ucs/testing/delivery.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/server/stop_signal.h"

namespace ucs::server {

/// How long one read or write waits for the other end.
inline constexpr std::chrono::seconds kTransferTimeout{5};

/// One end of a connection.
struct Endpoint {
  std::string address;
  int port = 0;
};

/// Owns the socket of a connection, and closes it. Not thread-safe; one thread at a time.
class Connection {
 public:
  /// `stop` must outlive it.
  Connection(int socket, const StopSignal& stop);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Waits until there is something of a request, or the other end has closed. False: there is
  /// nothing, and the connection was idle for `idle_max`, or the server is to stop.
  [[nodiscard]] bool await_request(std::chrono::milliseconds idle_max) const;

  /// Reads up to `size` bytes; returns how many, 0 at the end, -1 on failure.
  [[nodiscard]] ssize_t read(char* to, std::size_t size);
  /// Sends all bytes, or what the delivery lets through of them. Returns `size`, -1 on failure.
  [[nodiscard]] ssize_t write(const char* from, std::size_t size);

  /// Reports whether there are bytes that were received and not read yet.
  [[nodiscard]] bool has_received() const noexcept { return begin_ < end_; }
  /// Waits, and reports whether bytes can be received, or sent.
  [[nodiscard]] bool can_receive() const;
  [[nodiscard]] bool can_send() const;
  /// Reports whether the other end has not closed its half.
  [[nodiscard]] bool is_peer_open() const;

  [[nodiscard]] int socket() const noexcept { return socket_; }
  [[nodiscard]] const Endpoint& peer() const noexcept { return peer_; }
  [[nodiscard]] const Endpoint& own() const noexcept { return own_; }

  /// Has the answer that is written next, from its first byte to its last, sent like this. What is
  /// waited for is cut short when the server is to stop.
  void deliver(const testing::Delivery& delivery);
  /// Reports whether the delivery leaves a connection that cannot be used again.
  [[nodiscard]] bool is_spoiled() const noexcept;

 private:
  /// Sends all bytes, now.
  [[nodiscard]] bool send(std::string_view bytes) const;
  /// Sends a part of the body.
  [[nodiscard]] bool send_body(std::string_view bytes);
  /// Takes what belongs to the headers away from the front of `bytes` and returns it.
  [[nodiscard]] std::string_view take_head(std::string_view& bytes);

  const int socket_;
  const StopSignal& stop_;
  Endpoint peer_;
  Endpoint own_;
  std::array<char, 8192> received_;  // from begin_ to end_
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  testing::Delivery delivery_;
  std::size_t head_end_ = 0;     // how much of the four bytes that end the headers was written
  std::size_t piece_bytes_ = 0;  // what may still be sent before the end, or the next pause
};

}  // namespace ucs::server
