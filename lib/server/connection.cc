// SPDX-License-Identifier: MIT
#include "lib/server/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace ucs::server {
namespace {

using testing::Delivery;
using Kind = Delivery::Kind;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kDrainedBytesMax = std::size_t{1} << 20U;

using NameOf = int (*)(int, sockaddr*, socklen_t*);

Endpoint endpoint_of(int socket, NameOf name_of) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  Endpoint endpoint;
  if (name_of(socket, address, &size) != 0 ||
      ::getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return endpoint;
  endpoint.address = host.data();
  std::from_chars(port.data(), port.data() + std::strlen(port.data()), endpoint.port);
  return endpoint;
}

[[nodiscard]] bool wait_for(int socket, short events) {
  pollfd entry{socket, events, 0};
  const auto timeout = std::chrono::milliseconds(kTransferTimeout).count();
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, static_cast<int>(timeout));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

[[nodiscard]] bool is_to_be_tried_again(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

Connection::Connection(int socket, const StopSignal& stop)
    : socket_(socket),
      stop_(stop),
      peer_(endpoint_of(socket, ::getpeername)),
      own_(endpoint_of(socket, ::getsockname)) {
  const int on = 1;
  ::fcntl(socket_, F_SETFD, FD_CLOEXEC);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() {
  if (delivery_.kind == Kind::kReset) {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  } else {
    // What was received and not read would make the system reset the connection, and with it an
    // answer that is still on its way.
    ::shutdown(socket_, SHUT_WR);
    for (std::size_t drained = 0; drained < kDrainedBytesMax;) {
      const ssize_t bytes = ::recv(socket_, received_.data(), received_.size(), MSG_DONTWAIT);
      if (bytes <= 0) break;
      drained += static_cast<std::size_t>(bytes);
    }
  }
  ::close(socket_);
}

bool Connection::await_request(std::chrono::milliseconds idle_max) const {
  return has_received() || stop_.wait(socket_, POLLIN, idle_max) == StopSignal::Woken::kReady;
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (!has_received()) {
    ssize_t bytes = 0;
    do {
      if (!can_receive()) return -1;
      bytes = ::recv(socket_, received_.data(), received_.size(), MSG_DONTWAIT);
    } while (bytes < 0 && is_to_be_tried_again(errno));
    if (bytes <= 0) return bytes;
    begin_ = 0;
    end_ = static_cast<std::size_t>(bytes);
  }
  const std::size_t taken = std::min(size, end_ - begin_);
  std::memcpy(to, received_.data() + begin_, taken);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

bool Connection::can_receive() const { return wait_for(socket_, POLLIN); }
bool Connection::can_send() const { return wait_for(socket_, POLLOUT); }

bool Connection::is_peer_open() const {
  char byte = 0;
  const ssize_t bytes = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return bytes > 0 || (bytes < 0 && is_to_be_tried_again(errno));
}

void Connection::deliver(const Delivery& delivery) {
  delivery_ = delivery;
  delivery_.pause = std::max(delivery_.pause, std::chrono::milliseconds(0));
  if (delivery_.kind == Kind::kDribbled)
    delivery_.bytes = std::max(delivery_.bytes, std::size_t{1});
  head_end_ = 0;
  piece_bytes_ = delivery_.bytes;
}

bool Connection::is_spoiled() const noexcept {
  return delivery_.kind != Kind::kWhole && delivery_.kind != Kind::kDribbled;
}

ssize_t Connection::write(const char* from, std::size_t size) {
  std::string_view bytes(from, size);
  bool is_sent = true;
  switch (delivery_.kind) {
    case Kind::kWhole:
      is_sent = send(bytes);
      break;
    case Kind::kReset:
    case Kind::kEmpty:
      break;
    case Kind::kTruncated:
    case Kind::kDribbled:
      is_sent = send(take_head(bytes)) && send_body(bytes);
      break;
  }
  return is_sent ? static_cast<ssize_t>(size) : -1;
}

bool Connection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!is_to_be_tried_again(errno) || !can_send()) {
      return false;
    }
  }
  return true;
}

bool Connection::send_body(std::string_view bytes) {
  while (!bytes.empty()) {
    if (piece_bytes_ == 0) {
      if (delivery_.kind == Kind::kTruncated) return true;
      static_cast<void>(stop_.wait(-1, 0, delivery_.pause));
      piece_bytes_ = delivery_.bytes;
    }
    const std::string_view piece = bytes.substr(0, piece_bytes_);
    if (!send(piece)) return false;
    piece_bytes_ -= piece.size();
    bytes.remove_prefix(piece.size());
  }
  return true;
}

std::string_view Connection::take_head(std::string_view& bytes) {
  std::size_t i = 0;
  while (i < bytes.size() && head_end_ < kHeadEnd.size()) {
    const char byte = bytes[i++];
    // A carriage return begins the end anew; no other prefix of it can.
    head_end_ = byte == kHeadEnd[head_end_] ? head_end_ + 1 : (byte == '\r' ? 1U : 0U);
  }
  const std::string_view head = bytes.substr(0, i);
  bytes.remove_prefix(i);
  return head;
}

}  // namespace ucs::server
