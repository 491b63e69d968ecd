// SPDX-License-Identifier: MIT
// The access log of the real executable: one line a request, that nobody can forge.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/shim_process.h"

namespace {

using ucs::http::Request;
using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::ShimProcess;

/// Stops the server and returns its log: the lines after the announcement and before the last word.
std::vector<std::string> log_of(ShimProcess& shim) {
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
  std::istringstream text(shim.stderr_text().substr(shim.announcement().size()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.rfind("ucs-shim: stopping", 0) != 0) lines.push_back(line);
  }
  return lines;
}

const std::vector<Request>& requests() {
  static const std::vector<Request> kRequests = {
      {"POST", "/genesys/1/cs/services/start", {}, R"({"customer_id":"Jane Doe","pin":"4711"})"},
      {"GET", "/customers/Jane%20Doe/services?extensions=pin", {}, ""},
      {"GET", "/services/anonymous/%2B49%20711", {}, ""},
      {"PUT", "/genesys/1/cs/services/1/extensions/Jane", {{"X-Pin", "4711"}}, "1"},
      {"GET", "/services/99", {}, ""},
      {"GET", "/services/Jane", {}, ""},
      {"GET", "/Jane", {}, ""},
      {"HEAD", "/healthz", {}, ""},
      {"JANE", "/services/1", {}, ""},
      {"DELETE", "/services/1", {}, ""},
  };
  return kRequests;
}

struct Row {
  const char* request;
  int status;
};
constexpr Row kLogged[] = {
    {"POST /genesys/1/cs/services/start", 201},
    {"GET /customers/{customer_id}/services", 200},
    {"GET /services/anonymous/{contact_key}", 200},
    {"PUT /genesys/1/cs/services/1/extensions/{name}", 200},
    {"GET /services/99", 404},
    {"GET /services/{service_id}", 400},
    {"GET -", 404},
    {"HEAD /healthz", 200},
    {"JANE /services/1", 405},
    {"DELETE /services/1", 200},
};

/// Sends the requests one after the other and checks that each line of the log matches `pattern`,
/// in which the request and the status are groups.
void check_log(const std::string& format, const std::string& pattern) {
  ShimProcess shim({"--log-format", format, "--threads", "1"});
  for (const Request& request : requests()) static_cast<void>(shim.exchange(request));
  const std::vector<std::string> lines = log_of(shim);
  REQUIRE(lines.size() == std::size(kLogged));
  const std::regex form(pattern);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    std::smatch match;
    REQUIRE(std::regex_match(lines[i], match, form));
    CHECK(match[1] == kLogged[i].request);
    CHECK(match[2] == std::to_string(kLogged[i].status));
    for (const char* secret : {"Jane", "4711", "711", "pin", "?"})
      CHECK_THAT(lines[i], !contains(secret));
  }
}

TEST_CASE("each request has one line of text, without customer, contact or extension names") {
  check_log(
      "text",
      R"re(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?:127\.0\.0\.1|-) "([^"]*)" (\d{3}) \d+ bytes \d+ us)re");
}

TEST_CASE("each request has one line of JSON, without customer, contact or extension names") {
  check_log(
      "json",
      R"re(\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","client":"(?:127\.0\.0\.1|-)","request":"([^"]*)","status":(\d{3}),"body_bytes":\d+,"duration_us":\d+\})re");
}

TEST_CASE("a line tells the size of the answer's body") {
  ShimProcess shim({"--log-format", "json", "--threads", "1"});
  const std::string body = shim.exchange({"GET", "/services/1", {}, ""}).body;
  static_cast<void>(shim.exchange({"GET", "/customers/c/services", {}, ""}));
  // One that the server refuses before it is read whole.
  HttpConnection connection = shim.connect();
  connection.send("GET / HTTP/9\r\n\r\n");
  const std::string refused = connection.receive()->body;
  const std::vector<std::string> lines = log_of(shim);
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], contains("\"body_bytes\":" + std::to_string(body.size()) + ","));
  CHECK_THAT(lines[1], contains("\"body_bytes\":2,"));
  CHECK_THAT(lines[2], contains("\"body_bytes\":" + std::to_string(refused.size()) + ","));
}

TEST_CASE("no request can write a line of its own or a control character into the log") {
  const std::string forged = "2026-03-01T12:00:00.000Z 127.0.0.1 \"GET /forged\" 200";
  const std::vector<std::string> wires = {
      "GET /services/1%0A" + forged + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /services/%0D%0Aforged HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /services/\x1b[31mforged HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /services/\x7f\x01\x80"
      "forged HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /customers/%00%1b%0aforged/services HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "FOR\x1bGED / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "\"forged\" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /\nforged HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: forged\r\nX-Forwarded-For: forged\r\nUser-Agent: forged\r\n\r\n",
      "\nforged\r\n\r\n",
  };
  for (const char* format : {"text", "json"}) {
    ShimProcess shim({"--log-format", format, "--threads", "1"});
    for (const std::string& wire : wires) {
      CAPTURE(wire);
      HttpConnection connection = shim.connect();
      connection.send(wire);
      CHECK(connection.receive());
    }
    const std::vector<std::string> lines = log_of(shim);
    CHECK(lines.size() == wires.size());
    for (const std::string& line : lines) {
      CAPTURE(line);
      CHECK_THAT(line, !contains("forged"));
      CHECK_THAT(line, !contains("GED"));
      CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; }));
      CHECK((line.front() == '{' || line.rfind("20", 0) == 0));
    }
  }
}

TEST_CASE("lines of many connections at once do not mix") {
  ShimProcess shim({"--log-format", "text"});
  std::vector<std::thread> clients;
  std::atomic<int> failures{0};
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      try {
        HttpConnection connection = shim.connect();
        for (int k = 0; k < 50; ++k) {
          if (connection.exchange({"GET", "/customers/c/services", {}, ""}).status != 200)
            ++failures;
        }
      } catch (const std::exception&) {
        ++failures;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(failures == 0);
  const std::vector<std::string> lines = log_of(shim);
  CHECK(lines.size() == 400);
  const std::regex form(
      R"re(\S+Z 127\.0\.0\.1 "GET /customers/\{customer_id\}/services" 200 2 bytes \d+ us)re");
  CHECK(std::all_of(lines.begin(), lines.end(),
                    [&](const std::string& line) { return std::regex_match(line, form); }));
}

}  // namespace
