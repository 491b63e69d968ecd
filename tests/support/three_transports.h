// SPDX-License-Identifier: MIT
// Three equal fakes: one called directly, one behind a socket, and one behind a socket of another
// process. Every request goes to all, and they must answer alike to the byte.
#pragma once

#include <ucs/testing/fake.h>
#include <ucs/testing/server.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/child_process.h"
#include "tests/support/fake_worlds.h"
#include "tests/support/http_transport.h"

namespace ucs::tests {

/// Returns all of an answer as text, but for what belongs to its transport: how the body is framed,
/// and what becomes of the connection. HEAD alone tells the size of a body by a header.
inline std::string to_text(const http::Request& request, const http::Response& response) {
  constexpr std::array<std::string_view, 6> kOfTransport = {
      "connection",    "keep-alive",    "transfer-encoding",
      "accept-ranges", "cache-control", "x-content-type-options"};
  std::vector<std::string> lines;
  if (!response.content_type.empty())
    lines.push_back("content-type: " + std::string(response.content_type) + "\n");
  for (const http::Header& header : response.headers) {
    const std::string name = ucs::detail::ascii_lower(header.name);
    if (std::find(kOfTransport.begin(), kOfTransport.end(), name) != kOfTransport.end()) continue;
    if (name == "content-length" && request.method != "HEAD") continue;
    lines.push_back(name + ": " + header.value + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string text = std::to_string(response.status) + "\n";
  for (const std::string& line : lines) text += line;
  return text + "\n" + response.body;
}

/// Returns what became of a request that a fault may touch.
inline std::string to_outcome(const testing::Exchange& exchange) {
  using Kind = testing::Delivery::Kind;
  const testing::Delivery& delivery = exchange.delivery;
  if (delivery.kind == Kind::kReset) return "reset";
  if (delivery.kind == Kind::kEmpty) return "empty";
  const http::Response& response = exchange.response;
  std::string text = std::to_string(response.status);
  for (const http::Header& header : response.headers) {
    if (header.name == "Retry-After") text += " retry after " + header.value;
  }
  if (delivery.kind != Kind::kTruncated) return text + " " + response.body;
  return text + " " + response.body.substr(0, delivery.bytes) + " and no more";
}

/// Sends a request over a connection of its own, and returns likewise what became of it.
inline std::string outcome_over_socket(int port, http::Request request) {
  request.headers.push_back({"Connection", "close"});
  HttpConnection connection(port);
  connection.send(to_wire(request));
  const std::string received = connection.receive_rest();
  if (received.empty()) return connection.is_reset() ? "reset" : "empty";
  const std::size_t end = received.find("\r\n\r\n");
  const std::string head = received.substr(0, end + 2);
  const std::string body = received.substr(end + 4);
  const auto value = [&head](const std::string& name) {
    const std::size_t begin = head.find("\r\n" + name + ": ");
    if (begin == std::string::npos) return std::string();
    const std::size_t from = begin + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  };
  std::string text = head.substr(9, 3);
  if (!value("Retry-After").empty()) text += " retry after " + value("Retry-After");
  text += " " + body;
  return std::to_string(body.size()) == value("Content-Length") ? text : text + " and no more";
}

class ThreeTransports {
 public:
  /// `name` as in fake_worlds.h.
  explicit ThreeTransports(const std::string& name = "plain")
      : direct_(fake_options(name)),
        server_(fake_options(name)),
        process_(UCS_FAKE_SERVER_EXECUTABLE, {name}),
        loopback_(server_.port()),
        remote_port_(std::stoi(process_.read_line())),
        remote_(remote_port_) {}

  /// Sends a request to all three and returns their answer, as to_text has it.
  std::string send(const http::Request& request) {
    const std::string expected = to_text(request, direct_.handle(request));
    INFO(request.method << ' ' << request.target);
    CHECK(to_text(request, loopback_.send(request)) == expected);
    CHECK(to_text(request, remote_.send(request)) == expected);
    return expected;
  }
  std::string send(std::string method, std::string target, std::string body = "",
                   std::vector<http::Header> headers = {}) {
    return send(
        http::Request{std::move(method), std::move(target), std::move(headers), std::move(body)});
  }

  /// Likewise, for a request that a fault may touch: returns what became of it.
  std::string send_to_fault(const http::Request& request) {
    const std::string expected = to_outcome(direct_.exchange(request));
    CHECK(outcome_over_socket(server_.port(), request) == expected);
    CHECK(outcome_over_socket(remote_port_, request) == expected);
    return expected;
  }

  /// Returns the journal of all three.
  std::string journal() {
    const std::string expected = journal_of(direct_);
    CHECK(journal_of(server_.fake()) == expected);
    CHECK(tell("journal") == expected);
    return expected;
  }

  /// Moves the time of all three, and returns how many services completed themselves and expired.
  std::string advance(std::chrono::milliseconds by) {
    const DueOutcome outcome = direct_.advance(by).value();
    std::string text = std::to_string(outcome.completed) + " " + std::to_string(outcome.expired);
    const DueOutcome other = server_.fake().advance(by).value();
    CHECK(other.completed == outcome.completed);
    CHECK(other.expired == outcome.expired);
    CHECK(tell("advance " + std::to_string(by.count())) == text);
    return text;
  }

  void reset() {
    direct_.reset();
    server_.fake().reset();
    CHECK(tell("reset") == "done");
  }

 private:
  std::string tell(const std::string& command) {
    process_.write(command + "\n");
    return process_.read_line();
  }

  testing::Fake direct_;
  testing::Server server_;
  ChildProcess process_;
  SocketTransport loopback_;
  const int remote_port_;
  SocketTransport remote_;
};

}  // namespace ucs::tests
