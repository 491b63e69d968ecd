// SPDX-License-Identifier: MIT
#include "lib/server/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>

namespace ucs::server {
namespace {

constexpr int kListenBacklog = 511;
// How long to wait for files when the process has no more.
constexpr std::chrono::milliseconds kNoFilesPause{10};

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// Returns the addresses that a host's name stands for, in the order of the system.
Addresses addresses_of(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first) != 0)
    first = nullptr;
  return {first, &::freeaddrinfo};
}

/// Reports whether only this machine can reach an address.
bool is_loopback(const addrinfo& address) {
  if (address.ai_family == AF_INET) {
    const auto& ipv4 = *reinterpret_cast<const sockaddr_in*>(address.ai_addr);
    return ntohl(ipv4.sin_addr.s_addr) >> 24U == 127;
  }
  if (address.ai_family != AF_INET6) return false;
  const in6_addr& ipv6 = reinterpret_cast<const sockaddr_in6*>(address.ai_addr)->sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6)) return ipv6.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&ipv6);
}

/// Returns a socket that listens, or -1 and errno.
int listen_on(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM, 0);
  if (socket < 0) return -1;
  // SO_REUSEADDR lets a server come back to its port at once; SO_REUSEPORT would let two servers
  // share a port in silence, and must not be.
  const int on = 1;
  const int off = 0;
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ai_family == AF_INET6)
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  // Not blocking, so that who hangs up before it is accepted makes nobody wait.
  if (::bind(socket, address.ai_addr, address.ai_addrlen) == 0 &&
      ::listen(socket, kListenBacklog) == 0 && ::fcntl(socket, F_SETFL, O_NONBLOCK) == 0)
    return socket;
  const int problem = errno;
  ::close(socket);
  errno = problem;
  return -1;
}

int port_of(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return storage.ss_family == AF_INET6
             ? ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port)
             : ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

}  // namespace

Result<int> Listener::open(const std::string& host, int port, bool is_loopback_only) {
  const std::string failure = "cannot listen on " + host;
  const Addresses addresses = addresses_of(host, port);
  for (const addrinfo* one = addresses.get(); is_loopback_only && one != nullptr;
       one = one->ai_next) {
    if (!is_loopback(*one)) {
      return Error{ErrorCode::kForbidden, failure + ": others than this machine can reach it", ""};
    }
  }
  int problem = 0;
  for (const addrinfo* one = addresses.get(); one != nullptr && socket_ < 0; one = one->ai_next) {
    socket_ = listen_on(*one);
    if (socket_ < 0) problem = errno;
    // With the next address where a port is in use, two servers would be at one name and port.
    if (socket_ < 0 && problem == EADDRINUSE) break;
  }
  if (socket_ >= 0) return port_of(socket_);
  return Error{
      ErrorCode::kUnavailable,
      failure + ":" + std::to_string(port) + ": " +
          (problem == 0 ? "the address is unknown" : std::generic_category().message(problem)),
      ""};
}

StopSignal::Woken Listener::wait(const StopSignal& stop, std::chrono::milliseconds timeout) const {
  return stop.wait(socket_, POLLIN, timeout);
}

int Listener::accept(const StopSignal& stop) const {
  const int socket = ::accept(socket_, nullptr, nullptr);
  if (socket >= 0) return socket;
  if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK) return kFailed;
  // Where the process lacks something the connection is kept for later; all else was the
  // misfortune of one connection.
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
    static_cast<void>(stop.wait(-1, 0, kNoFilesPause));
  return kNobody;
}

void Listener::refuse() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

void Listener::close() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

}  // namespace ucs::server
