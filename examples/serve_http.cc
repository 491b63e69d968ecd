// SPDX-License-Identifier: MIT
//
// Serving the API from your own program: whatever carries a request and an answer will do, because
// ucs::http::Api never sees a socket. Here it is the least that POSIX offers: one connection at a
// time, one request for each, no chunked bodies, no TLS. A client that dawdles holds up the others
// for seconds. Use the server library you have; the part to copy is how `answer` fills a Request
// and sends back what Api::handle returns.
//
//   serve_http [port]        serves http://127.0.0.1:8080/ until it is ended
//   serve_http --self-test   drives one journey through a socket, prints it, and exits
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <ucs/core.h>
#include <ucs/http.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using ucs::http::Api;
using ucs::http::Request;
using ucs::http::Response;

constexpr std::size_t kHeadBytesMax = 16384;
constexpr int kReceiveTimeoutSeconds = 5;

/// Owns a socket.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (is_open()) ::close(descriptor_);
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Appends what arrives next to `bytes`. False: the other end is done, or too slow.
  bool receive(std::string& bytes) const {
    char chunk[4096];
    const ssize_t count = ::recv(descriptor_, chunk, sizeof chunk, 0);
    if (count <= 0) return false;
    bytes.append(chunk, static_cast<std::size_t>(count));
    return true;
  }

  /// Sends it all, unless the other end is gone.
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Returns the next part of `text` up to `end`, and takes both away.
std::string_view take(std::string_view& text, std::string_view end) {
  const std::string_view part = text.substr(0, text.find(end));
  text.remove_prefix(std::min(text.size(), part.size() + end.size()));
  return part;
}

/// Reads the request line and the headers, up to the empty line.
Request parse_head(std::string_view head) {
  Request request;
  std::string_view line = take(head, "\r\n");
  request.method = take(line, " ");
  request.target = take(line, " ");
  while (!head.empty()) {
    line = take(head, "\r\n");
    const std::string_view name = take(line, ":");
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    request.headers.push_back({std::string(name), std::string(line)});
  }
  return request;
}

/// Returns the value of a header, whose name is given in small letters.
std::optional<std::string_view> find_header(const Request& request, std::string_view name) {
  const auto is_same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  for (const ucs::http::Header& header : request.headers) {
    if (std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(), is_same)) {
      return header.value;
    }
  }
  return std::nullopt;
}

/// Returns the bytes of the body: 0 without the header, nothing when it is no number.
std::optional<std::size_t> content_length(const Request& request) {
  const std::string_view text = find_header(request, "content-length").value_or("0");
  const char* end = text.data() + text.size();
  std::size_t bytes = 0;
  const auto [stopped, error] = std::from_chars(text.data(), end, bytes);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return bytes;
}

/// Writes the answer. That of HEAD goes without its body. An export is collected whole first; if
/// that fails, nothing is sent.
std::string to_text(const Request& request, Response response) {
  if (!response.complete()) return "";
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " \r\nConnection: close\r\n";
  if (!response.content_type.empty())
    text.append("Content-Type: ").append(response.content_type).append("\r\n");
  for (const ucs::http::Header& header : response.headers) {
    text.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (response.status != 204) {
    text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  text += "\r\n";
  return request.method == "HEAD" ? text : text + response.body;
}

/// Reads one request and returns its answer, as text; an empty one when no whole request arrives.
std::string answer(const Socket& connection, const Api& api) {
  std::string bytes;
  std::size_t head_end = std::string::npos;
  while ((head_end = bytes.find("\r\n\r\n")) == std::string::npos) {
    if (bytes.size() > kHeadBytesMax || !connection.receive(bytes)) return "";
  }
  Request request = parse_head(std::string_view(bytes).substr(0, head_end));
  if (find_header(request, "transfer-encoding")) {
    const ucs::Error error{ucs::ErrorCode::kUnsupportedMediaType,
                           "Transfer-Encoding is not supported here", "Transfer-Encoding"};
    return to_text(request, api.refuse(request, error));
  }
  const auto length = content_length(request);
  if (!length) return "";
  const std::size_t body_bytes_max = api.options().body_bytes_max;
  if (*length > body_bytes_max) {
    return to_text(request, api.refuse(request, ucs::http::body_too_large(body_bytes_max)));
  }
  request.body = bytes.substr(head_end + 4);
  while (request.body.size() < *length) {
    if (!connection.receive(request.body)) return "";
  }
  request.body.resize(*length);
  return to_text(request, api.handle(request));
}

/// Accepts and serves one connection.
void serve_one(const Socket& listener, const Api& api) {
  const Socket connection(::accept(listener.descriptor(), nullptr, nullptr));
  if (!connection.is_open()) return;
  const timeval timeout{kReceiveTimeoutSeconds, 0};
  ::setsockopt(connection.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  connection.send(answer(connection, api));
}

/// Takes the port (0 is any free one) and returns its number, or 0 when it cannot be had.
std::uint16_t listen_on(const Socket& listener, std::uint16_t port) {
  const int on = 1;
  ::setsockopt(listener.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool is_listening = ::bind(listener.descriptor(), generic, size) == 0 &&
                            ::listen(listener.descriptor(), SOMAXCONN) == 0 &&
                            ::getsockname(listener.descriptor(), generic, &size) == 0;
  return is_listening ? ntohs(address.sin_port) : 0;
}

// --- The self-test: a client, and the journey it drives

/// Sends one request on a connection of its own and returns the whole answer.
std::string ask(std::uint16_t port, std::string_view method, std::string_view target,
                std::string_view body) {
  const Socket connection(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = loopback(port);
  std::string received;
  if (::connect(connection.descriptor(), reinterpret_cast<sockaddr*>(&address), sizeof address) !=
      0) {
    return received;
  }
  std::string request;
  request.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  request += "Content-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  connection.send(request.append(body));
  while (connection.receive(received)) {
  }
  return received;
}

struct Step {
  const char* method;
  const char* target;
  const char* body;
  const char* expected_status;
};

constexpr Step kJourney[] = {
    {"POST", "/genesys/1/cs/services/start",
     R"({"contact_key":"555-0100","service_type":"claim","est_duration":3600})", "201"},
    {"POST", "/genesys/1/cs/services/1/states/start", R"({"state_type":"reported"})", "201"},
    {"POST", "/genesys/1/cs/services/1/states/transition",
     R"({"from":{"state_id":1},"to":{"state_type":"inspected"}})", "201"},
    {"POST", "/genesys/1/cs/customers/00027a52JCGY000M/services/1", "", "200"},
    {"POST", "/genesys/1/cs/services/1/end", R"({"disposition":"paid"})", "204"},
    {"POST", "/genesys/1/cs/services/1/end", R"({"disposition":"paid"})", "409"},
    {"GET", "/genesys/1/cs/customers/00027a52JCGY000M/services/completed?active_states=true", "",
     "200"},
};

int self_test(const Socket& listener, std::uint16_t port, const Api& api) {
  std::thread server([&] {
    for (std::size_t i = 0; i < std::size(kJourney); ++i) serve_one(listener, api);
  });
  int failures = 0;
  for (const Step& step : kJourney) {
    const std::string received = ask(port, step.method, step.target, step.body);
    const std::string status = received.substr(std::min<std::size_t>(received.size(), 9), 3);
    const std::size_t head_end = received.find("\r\n\r\n");
    const char* body = head_end == std::string::npos ? "" : received.c_str() + head_end + 4;
    std::printf("%s %s\n  %s %s\n", step.method, step.target, status.c_str(), body);
    if (status == step.expected_status) continue;
    std::printf("  expected %s\n", step.expected_status);
    ++failures;
  }
  server.join();
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view argument = argc > 1 ? argv[1] : "8080";
  const bool is_self_test = argument == "--self-test";
  std::uint16_t port = 0;
  const char* end = argument.data() + argument.size();
  const auto [stopped, error] = std::from_chars(argument.data(), end, port);
  if (!is_self_test && (error != std::errc() || stopped != end)) {
    std::fprintf(stderr, "usage: serve_http [port | --self-test]\n");
    return 2;
  }
  ucs::MemoryStore store;
  ucs::SystemClock clock;
  ucs::Engine engine(store, clock);
  const Api api(engine);

  const Socket listener(::socket(AF_INET, SOCK_STREAM, 0));
  port = listen_on(listener, port);
  if (port == 0) {
    std::perror("serve_http: cannot listen");
    return 1;
  }
  if (is_self_test) return self_test(listener, port, api);
  std::printf("serving http://127.0.0.1:%d/ and http://127.0.0.1:%d/genesys/1/cs\n", port, port);
  std::fflush(stdout);
  while (true) serve_one(listener, api);
}
