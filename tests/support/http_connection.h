// SPDX-License-Identifier: MIT
// A small HTTP/1.1 client for tests: it sends exactly the bytes it is told to, also wrong ones.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <ucs/http.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ucs::tests {

/// How long a test waits for what must come; only a failing test waits that long.
inline constexpr std::chrono::seconds kDeadline{60};

/// Owns a file descriptor.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) noexcept : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

/// Waits until `events` (of poll) happen, or throws after kDeadline.
inline void await(int descriptor, short events, const char* what) {
  pollfd entry{descriptor, events, 0};
  const auto timeout_ms = static_cast<int>(std::chrono::milliseconds(kDeadline).count());
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) throw std::runtime_error(std::string("waited in vain: ") + what);
}

/// An answer as it came over the wire.
struct WireResponse {
  int status = 0;
  std::vector<http::Header> headers;
  std::string body;

  /// Returns the value of the header, in any case of its name, or an empty text.
  [[nodiscard]] std::string header(std::string_view name) const {
    const auto is_same = [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) ==
             std::tolower(static_cast<unsigned char>(b));
    };
    for (const http::Header& header : headers) {
      if (std::equal(name.begin(), name.end(), header.name.begin(), header.name.end(), is_same))
        return header.value;
    }
    return "";
  }
};

/// Writes a request as bytes. Adds Host if it has none, and Content-Length where there is a body or
/// the method is one that has one.
inline std::string to_wire(const http::Request& request) {
  std::string wire = request.method + " " + request.target + " HTTP/1.1\r\n";
  const bool has_host =
      std::any_of(request.headers.begin(), request.headers.end(),
                  [](const http::Header& header) { return header.name == "Host"; });
  if (!has_host) wire += "Host: localhost\r\n";
  for (const http::Header& header : request.headers)
    wire.append(header.name).append(": ").append(header.value).append("\r\n");
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    wire += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return wire.append("\r\n").append(request.body);
}

/// One connection to a server on this machine. Every failure and every wait past kDeadline is a
/// std::runtime_error. Not thread-safe; one thread at a time.
class HttpConnection {
 public:
  explicit HttpConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("connect");
  }

  /// Stops early if the server has closed the connection, which receive then tells.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      await(socket_.get(), POLLOUT, "room to send");
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return;
      if (sent < 0) fail("send");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Tells the server that nothing more comes; its answers can still be received.
  void finish_sending() { ::shutdown(socket_.get(), SHUT_WR); }

  /// Returns the next answer, of status 1xx too, or nothing if the server closed the connection
  /// before its first byte. The answer to HEAD has no body whatever its headers say.
  [[nodiscard]] std::optional<WireResponse> receive(bool is_head = false) {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (receive_more()) continue;
      if (received_.empty()) return std::nullopt;
      throw std::runtime_error("the connection ended within the headers: " + received_);
    }
    WireResponse response = parse_head(received_.substr(0, end + 2));
    received_.erase(0, end + 4);
    const bool has_no_body = is_head || response.status < 200 || response.status == 204;
    const std::string length = response.header("Content-Length");
    if (has_no_body) return response;
    if (response.header("Transfer-Encoding") == "chunked") {
      if (!length.empty()) throw std::runtime_error("a chunked answer with Content-Length");
      response.body = receive_chunks();
      return response;
    }
    if (length.empty()) throw std::runtime_error("an answer without Content-Length");
    response.body = take(std::stoull(length));
    return response;
  }

  /// Sends a request and returns its answer. It is an error if the server closes the connection
  /// instead.
  [[nodiscard]] WireResponse exchange(const http::Request& request) {
    send(to_wire(request));
    auto response = receive(request.method == "HEAD");
    if (!response) throw std::runtime_error("no answer to " + request.method + request.target);
    return *std::move(response);
  }

  /// Reports whether something can be received now: bytes, or that the server has closed.
  [[nodiscard]] bool is_readable() const {
    pollfd entry{socket_.get(), POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
  }

  /// Waits until something can be received.
  void wait() const { await(socket_.get(), POLLIN, "an answer"); }

  /// Reports whether the server ended the connection by resetting it. Known once it has ended.
  [[nodiscard]] bool is_reset() const noexcept { return is_reset_; }

  /// Waits for this many bytes more, and returns them as they came.
  [[nodiscard]] std::string receive_bytes(std::size_t bytes) { return take(bytes); }

  /// Returns what has come, once something has; nothing at the end.
  [[nodiscard]] std::string receive_some() {
    if (received_.empty()) static_cast<void>(receive_more());
    return std::exchange(received_, "");
  }

  /// Waits until the server closes the connection and returns what it sent before.
  [[nodiscard]] std::string receive_rest() {
    while (receive_more()) {
    }
    return std::exchange(received_, "");
  }

 private:
  [[noreturn]] static void fail(const char* call) {
    throw std::runtime_error(std::string(call) + ": " + std::generic_category().message(errno));
  }

  /// Receives at least one byte; false at the end of the connection.
  bool receive_more() {
    await(socket_.get(), POLLIN, "an answer");
    std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    const ssize_t bytes = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (bytes < 0 && errno != ECONNRESET) fail("recv");
    is_reset_ = bytes < 0;
    if (bytes <= 0) return false;
    received_.append(buffer.data(), static_cast<std::size_t>(bytes));
    return true;
  }

  /// Returns the next bytes.
  std::string take(std::size_t bytes) {
    while (received_.size() < bytes) {
      if (!receive_more()) throw std::runtime_error("the connection ended within the body");
    }
    std::string taken = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return taken;
  }

  /// Returns a body in chunks, which has no trailers.
  std::string receive_chunks() {
    std::string body;
    for (;;) {
      std::size_t end = 0;
      while ((end = received_.find("\r\n")) == std::string::npos) {
        if (!receive_more()) throw std::runtime_error("the connection ended within the body");
      }
      const std::size_t bytes = std::stoull(received_.substr(0, end), nullptr, 16);
      received_.erase(0, end + 2);
      body += take(bytes);
      if (take(2) != "\r\n") throw std::runtime_error("a chunk does not end where it should");
      if (bytes == 0) return body;
    }
  }

  /// `head` has a line end behind each line.
  static WireResponse parse_head(std::string_view head) {
    WireResponse response;
    const std::string_view status = head.substr(0, head.find("\r\n"));
    if (status.size() < 12 || status.substr(0, 9) != "HTTP/1.1 ")
      throw std::runtime_error("no status line: " + std::string(status));
    response.status = std::stoi(std::string(status.substr(9, 3)));
    head.remove_prefix(status.size() + 2);
    while (!head.empty()) {
      const std::string_view line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      const std::size_t colon = line.find(": ");
      if (colon == std::string_view::npos)
        throw std::runtime_error("no header: " + std::string(line));
      response.headers.push_back(
          {std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))});
    }
    return response;
  }

  FileDescriptor socket_;
  std::string received_;  // but not yet returned
  bool is_reset_ = false;
};

}  // namespace ucs::tests
