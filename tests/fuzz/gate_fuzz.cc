// SPDX-License-Identifier: MIT
// Bytes through a socket, in pieces of pseudo-random sizes. Wherever they are cut, the server finds
// the requests in them that it finds in one piece, answers each once and in order, and ends with
// the one it refuses.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/server/admission.h"
#include "lib/server/answer.h"
#include "lib/server/connection.h"
#include "lib/server/request_scanner.h"
#include "lib/server/stop_signal.h"
#include "tests/fuzz/fuzz.h"

namespace {

using ucs::fuzz::demand;
using ucs::server::Answer;
using ucs::server::Connection;
using ucs::server::ConnectionLimits;
using ucs::server::RequestScanner;
using State = RequestScanner::State;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 14695981039346656037U) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

/// Small ones, so that inputs reach them.
ConnectionLimits limits() {
  ConnectionLimits limits;
  limits.request.line_bytes_max = 200;
  limits.request.headers_max = 8;
  limits.request.header_bytes_max = 300;
  limits.request.body_bytes_max = 100;
  return limits;
}

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// Demands what every request that gets through is, by RFC 9112.
void check_request(const RequestScanner& scanner) {
  const auto& request = scanner.request();
  demand(!request.method.empty() && !request.target.empty(), "a request has a first line");
  demand(!has_line_end(request.method + request.target), "which is one line");
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t codings = 0;
  std::string length;
  for (const auto& header : request.headers) {
    demand(!header.name.empty() && !has_line_end(header.name + header.value), "a header is a line");
    std::string name = header.name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name == "host") ++hosts;
    if (name == "transfer-encoding") ++codings;
    if (name == "content-length") {
      ++lengths;
      length = header.value;
    }
  }
  demand(hosts == 1 || (hosts == 0 && scanner.is_http_1_0()), "a request has one Host");
  demand(lengths + codings <= 1, "it is framed in one way");
  demand(codings == 1 || request.body.size() == std::strtoull(length.c_str(), nullptr, 10),
         "a body is as long as it says", length);
  demand(request.body.size() <= limits().request.body_bytes_max, "a body is not too large");
  demand(request.headers.size() <= limits().request.headers_max, "there are not too many headers");
}

/// Answers with what it was asked.
class Echo final : public ucs::server::Answerer {
 public:
  static std::string text_of(const RequestScanner& scanner) {
    std::string text;
    if (scanner.state() == State::kRefused) {
      text = std::to_string(scanner.refusal().status).append(" ").append(scanner.refusal().reason);
    } else {
      const auto& request = scanner.request();
      std::uint64_t hash = hash_of(request.body);
      for (const auto& header : request.headers)
        hash = hash_of(header.value + "\n", hash_of(header.name + ":", hash));
      text = request.method + " " + request.target + " " + std::to_string(hash);
    }
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
  }

  Answer answer(RequestScanner& scanner, const std::string& /*client*/) override {
    Answer answer;
    answer.bytes = text_of(scanner);
    answer.closes = scanner.state() == State::kRefused || scanner.closes();
    return answer;
  }
};

/// Returns the answers to bytes that come at once, and then end.
std::string expected_answers(std::string_view bytes) {
  const ConnectionLimits all = limits();
  RequestScanner scanner(all.request);
  std::string out;
  for (;;) {
    const State state = scanner.scan(bytes);
    if (state == State::kIdle) return out;
    if (state == State::kHead || state == State::kBody)
      scanner.refuse(400, "it ends before it is complete");
    out += Echo::text_of(scanner);
    if (scanner.state() == State::kRefused) return out;
    check_request(scanner);
    if (scanner.closes()) return out;
    scanner.next();
  }
}

/// The client's end of a connection.
class Client {
 public:
  explicit Client(int socket) : socket_(socket) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  /// False: the other end is gone.
  bool send(std::string_view piece) {
    return ::send(socket_, piece.data(), piece.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(piece.size());
  }
  void end() { ::shutdown(socket_, SHUT_WR); }
  void receive() {
    std::array<char, 4096> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (;;) {
      const ssize_t bytes = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (bytes <= 0) return;
      received_.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
  }
  /// Returns what came, but for the answers that are not the last word.
  [[nodiscard]] std::string answers() const {
    std::string out;
    std::string_view rest = received_;
    while (!rest.empty()) {
      const std::size_t begin = std::min(rest.find(kContinue), rest.size());
      out += rest.substr(0, begin);
      rest.remove_prefix(std::min(begin + kContinue.size(), rest.size()));
    }
    return out;
  }

 private:
  const int socket_;
  std::string received_;
};

/// Sends bytes in pieces and returns the answers.
std::string answers_to(std::string_view bytes, std::uint64_t seed) {
  static const ucs::server::StopSignal& stop = *new ucs::server::StopSignal;
  static const ConnectionLimits all = limits();
  ucs::server::Admission admission(1, 1);
  ucs::server::BufferBudget budget(std::size_t{1} << 20U);
  const ucs::server::Shared shared{admission, budget};
  std::array<int, 2> sockets{};
  demand(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) == 0, "there are sockets");
  Client client(sockets[0]);
  Echo echo;
  {
    Connection connection(sockets[1], all, shared, stop);
    Connection::Next next = Connection::Next::kInput;
    const auto serve = [&] {
      do {
        next = connection.serve(echo);
        if (connection.leave_place()) demand(admission.leave() == nullptr, "nobody else waits");
        client.receive();
      } while (next == Connection::Next::kOutput);
    };
    const std::size_t piece_max = std::size_t{1} << (seed % 10);
    while (next == Connection::Next::kInput && !bytes.empty()) {
      seed = seed * 6364136223846793005U + 1442695040888963407U;
      const std::string_view piece = bytes.substr(0, 1 + (seed >> 33U) % piece_max);
      bytes.remove_prefix(piece.size());
      if (!client.send(piece)) break;
      serve();
    }
    client.end();
    if (next == Connection::Next::kInput) serve();
    demand(next == Connection::Next::kEnd, "a connection whose client has ended ends");
  }
  client.receive();
  return client.answers();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ucs::fuzz::text_of(data, size);
  const std::string expected = expected_answers(text);
  const std::string got = answers_to(text, hash_of(text));
  demand(got == expected, "each request has its answer, and one", got + "\nand not\n" + expected);
  return 0;
}
