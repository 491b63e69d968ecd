// SPDX-License-Identifier: MIT
// Markers in every place of a request, and none of them in the output of the real executable.
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/fake_access.h"
#include "tests/support/shim_process.h"
#include "tests/unit/access/hashes.h"

namespace {

using ucs::tests::contains;
using ucs::tests::HttpConnection;
using ucs::tests::ShimProcess;

/// Requests whose every value (names are shown) holds a marker of its own, `mk` and a number, as
/// bytes on a wire.
struct Planted {
  std::vector<std::string> wires;
  /// Markers of values that keys of their own have: shown by `copy`.
  std::vector<std::string> ordinary;
  /// Those of what is hidden unless a rule names it.
  std::vector<std::string> sensitive;
  /// Those of what is no pair at all, such as an unknown path.
  std::vector<std::string> never;
};

std::string wire_of(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
         (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
         body;
}

Planted plant() {
  Planted planted;
  int number = 100;
  const auto mark = [&](std::vector<std::string>& kind) {
    kind.push_back("mk" + std::to_string(++number) + "x");
    return kind.back();
  };
  auto& open = planted.ordinary;
  auto& secret = planted.sensitive;
  const auto text = [](const std::string& name, const std::string& value) {
    return "\"" + name + "\":\"" + value + "\",";
  };
  for (const std::string base : {"", "/genesys/1/cs"}) {
    std::string body = "{";
    for (const char* field :
         {"session_id", "interaction_id", "application_type", "resource_type", "media_type",
          "service_type", "timestamp", "disposition", "disposition_desc", "application_id"})
      body += text(field, mark(open));
    for (const char* field : {"customer_id", "contact_key", "pin", "Feedback"})
      body += text(field, mark(secret));
    body += "\"deep\":{\"er\":[\"" + mark(secret) + "\"]},\"from\":{\"pin\":\"" + mark(secret) +
            "\"},\"n\":[\"" + mark(secret) + "\"]}";
    const std::string headers = "X-Any: " + mark(open) + "\r\nUser-Agent: " + mark(open) +
                                "\r\nX-Forwarded-For: " + mark(open) +
                                "\r\nContactCenterId: " + mark(open) + "\r\nAuthorization: Basic " +
                                mark(secret) + "\r\nProxy-Authorization: " + mark(secret) +
                                "\r\nCookie: " + mark(secret) + "\r\n";
    planted.wires.push_back(wire_of(
        "POST " + base + "/services/start?limit=" + mark(open) + "&extensions=" + mark(secret),
        headers, body));
    planted.wires.push_back(wire_of("POST " + base + "/services/1/states/transition", "", body));
    planted.wires.push_back(wire_of(
        "GET " + base + "/customers/" + mark(secret) + "/services?service_types=" + mark(open), "",
        ""));
    planted.wires.push_back(wire_of(
        "GET " + base + "/services/anonymous/" + mark(secret) + "?any=" + mark(open), "", ""));
    planted.wires.push_back(wire_of("GET " + base + "/services/" + mark(open), "", ""));
    planted.wires.push_back(wire_of("PUT " + base + "/services/1/extensions/Feedback", "",
                                    "{\"a\":\"" + mark(secret) + "\"}"));
    planted.wires.push_back(wire_of("GET " + base + "/" + mark(planted.never), "", ""));
    planted.wires.push_back(
        wire_of("POST " + base + "/services/start", "", "{\"a\":" + mark(planted.never)));
    planted.wires.push_back(wire_of("POST " + base + "/services/start",
                                    "Content-Type: text/" + mark(open) + "\r\n",
                                    mark(planted.never)));
  }
  const std::string never = mark(planted.never);
  planted.wires.push_back("GET /" + never + " HTTP/9\r\nX: " + never + "\r\n\r\n");
  planted.wires.push_back(never + "\r\n\r\n");
  planted.wires.push_back("BREW /" + never + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  planted.wires.push_back("GET /" + std::string(9000, 'x') + never + " HTTP/1.1\r\n\r\n");
  planted.wires.push_back("POST /" + never +
                          " HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + never);
  planted.wires.push_back(
      "POST /services/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n" +
      never + std::string(2000000 - never.size(), ' '));
  return planted;
}

/// Sends everything and returns all output.
std::string output_of(ShimProcess& shim, const Planted& planted) {
  for (const std::string& wire : planted.wires) {
    HttpConnection connection = shim.connect();
    connection.send(wire);
    static_cast<void>(connection.receive());
  }
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
  return shim.stdout_text() + shim.stderr_text();
}

void check_absent(const std::string& output, const std::vector<std::string>& markers) {
  for (const std::string& marker : markers) CHECK_THAT(output, !contains(marker));
}
void check_present(const std::string& output, const std::vector<std::string>& markers) {
  for (const std::string& marker : markers) CHECK_THAT(output, contains(marker));
}

std::vector<std::string> arguments(const std::string& format, std::vector<std::string> more) {
  more.insert(more.end(), {"--log-format", format, "--threads", "2"});
  return more;
}

const std::vector<std::string> kCopyAll = {
    "--log-requests",   "--log-filter-default", "copy",
    "--log-filter",     "customer_id=copy",     "--log-filter",
    "contact_key=copy", "--log-filter",         "extensions=copy",
    "--log-filter",     "Authorization=copy",   "--log-filter",
    "cookie=copy",      "--log-filter",         "PROXY-AUTHORIZATION=copy"};

TEST_CASE("no value of a request is in the output unless a rule lets it, in either form of log") {
  const Planted planted = plant();
  for (const std::string format : {"text", "json"}) {
    CAPTURE(format);
    ShimProcess quiet(arguments(format, {}));
    const std::string access_log = output_of(quiet, planted);
    check_absent(access_log, planted.ordinary);
    check_absent(access_log, planted.sensitive);
    check_absent(access_log, planted.never);

    ShimProcess hidden(arguments(format, {"--log-requests"}));
    const std::string names = output_of(hidden, planted);
    check_absent(names, planted.ordinary);
    check_absent(names, planted.sensitive);
    check_absent(names, planted.never);
    CHECK_THAT(names, contains("'customer_id' [output suppressed]"));

    ShimProcess copying(arguments(format, {"--log-requests", "--log-filter-default", "copy"}));
    const std::string ordinary = output_of(copying, planted);
    check_present(ordinary, planted.ordinary);
    check_absent(ordinary, planted.sensitive);
    check_absent(ordinary, planted.never);

    ShimProcess open(arguments(format, kCopyAll));
    const std::string all = output_of(open, planted);
    check_present(all, planted.ordinary);
    check_present(all, planted.sensitive);
    check_absent(all, planted.never);
  }
}

TEST_CASE("passwords reach no output, whether they are right or wrong") {
  const ucs::tests::TemporaryDirectory directory;
  const std::string file = directory.file("users");
  const std::string hash = ucs::tests::cheap_hash("pw");
  std::ofstream(file) << "admin:administrator:" + hash + "\n";
  ::chmod(file.c_str(), 0600);
  ShimProcess shim({"--users-file", file, "--log-requests", "--log-filter-default", "copy"});
  for (const ucs::http::Header& header : {ucs::tests::kAdmin, ucs::tests::kStranger}) {
    static_cast<void>(shim.exchange({"GET", "/services/1", {header}, ""}));
  }
  shim.send_signal(SIGTERM);
  CHECK(shim.wait() == 0);
  for (const char* secret : {"YWRtaW46cHc", "YWRtaW46cHg", "admin", "argon2id"})
    CHECK_THAT(shim.stderr_text(), !contains(secret));
  CHECK_THAT(shim.stderr_text(), contains("'Authorization' [output suppressed]"));
}

TEST_CASE("a line of a request's data has its time, client, path and pairs, and cannot be forged") {
  for (const std::string format : {"text", "json"}) {
    ShimProcess shim(arguments(format, kCopyAll));
    static_cast<void>(shim.exchange({"POST",
                                     "/services/start?a=%0Aforged",
                                     {},
                                     "{\"customer_id\":\"c\\nforged\\\"\",\"x\\u000ay\":1}"}));
    shim.send_signal(SIGTERM);
    CHECK(shim.wait() == 0);
    std::istringstream text(shim.stderr_text());
    int found = 0;
    for (std::string line; std::getline(text, line);) {
      CHECK(line.rfind("forged", 0) == std::string::npos);
      if (line.find("customer_id") == std::string::npos) continue;
      ++found;
      CAPTURE(line);
      if (format == "text") {
        CHECK_THAT(
            line, contains(R"re( 127.0.0.1 "POST /services/start": 'a' [str] = "\x0aforged", )re"));
        CHECK_THAT(line,
                   contains(R"re('customer_id' [str] = "c\x0aforged\"", 'x\x0ay' [str] = "1")re"));
      } else {
        CHECK_THAT(
            line,
            contains(
                R"re("client":"127.0.0.1","request":"POST /services/start","pairs":["'a' [str] = \"\\x0aforged\"",)re"));
        CHECK_THAT(
            line,
            contains(
                R"re("'customer_id' [str] = \"c\\x0aforged\\\"\"","'x\\x0ay' [str] = \"1\""]})re"));
      }
    }
    CHECK(found == 1);
  }
}

}  // namespace
