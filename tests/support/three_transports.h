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

class ThreeTransports {
 public:
  /// `name` as in fake_worlds.h.
  explicit ThreeTransports(const std::string& name = "plain")
      : direct_(fake_options(name)),
        server_(fake_options(name)),
        process_(UCS_FAKE_SERVER_EXECUTABLE, {name}),
        loopback_(server_.port()),
        remote_(std::stoi(process_.read_line())) {}

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
  SocketTransport remote_;
};

}  // namespace ucs::tests
