// SPDX-License-Identifier: MIT
// What a fake keeps of its requests.
#include <ucs/testing/client.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/threads.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::testing;
using ucs::ErrorCode;
using ucs::http::Request;

const std::string kStart = R"({"customer_id":"c"})";

std::vector<JournalEntry> all(const Fake& fake) { return fake.journal().value(); }

Fake fake_with(const JournalOptions& journal) {
  FakeOptions options;
  options.journal = journal;
  return Fake(options);
}

TEST_CASE("the journal of a new fake is empty") {
  const Fake fake;
  CHECK(all(fake).empty());
}

TEST_CASE("a request is in the journal with everything about it") {
  FakeOptions options;
  options.api.tenants = {{101, "airline"}};
  Fake fake(options);
  REQUIRE(fake.advance(90s));
  const Request request{"POST",
                        "/genesys/1/cs/services/start?x=1",
                        {{"Content-Type", "application/json"}, {"ContactCenterId", "airline"}},
                        kStart};
  const auto response = fake.handle(request);
  const auto entries = all(fake);
  REQUIRE(entries.size() == 1);
  const JournalEntry& entry = entries[0];
  CHECK(entry.number == 1);
  CHECK(entry.time == kFakeStart + 90s);
  CHECK(entry.method == "POST");
  CHECK(entry.target == "/genesys/1/cs/services/start?x=1");
  CHECK(entry.path == "/services/start");
  CHECK(entry.operation == "start_service");
  CHECK(entry.tenant == "101");
  REQUIRE(entry.headers.size() == 2);
  CHECK(entry.headers[1].name == "ContactCenterId");
  CHECK(entry.headers[1].value == "airline");
  CHECK(entry.body == kStart);
  CHECK(entry.body_bytes == kStart.size());
  CHECK(entry.status == 201);
  CHECK(entry.response_body == response.body);
  CHECK(entry.response_body_bytes == response.body.size());
  CHECK(entry.fault.empty());
  CHECK(describe(entry) ==
        R"(#1 POST "/genesys/1/cs/services/start?x=1" start_service tenant 101 201)");
}

TEST_CASE("what is refused, and what is no operation, is in the journal too") {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", "{");
  static_cast<void>(client.get("/nothing"));
  const auto entries = all(fake);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].status == 400);
  CHECK(entries[0].operation == "start_service");
  CHECK(entries[1].status == 404);
  CHECK(entries[1].operation.empty());
  CHECK(entries[1].path == "/nothing");
  CHECK(describe(entries[1]) == R"(#2 GET "/genesys/1/cs/nothing" - 404)");
}

TEST_CASE(
    "the value of a header that is secret is not in the journal, however its name is written") {
  Fake fake;
  static_cast<void>(fake.handle({"GET",
                                 "/services/1",
                                 {{"authorization", "Basic c2VjcmV0"},
                                  {"COOKIE", "secret"},
                                  {"Proxy-Authorization", "secret"},
                                  {"X-Api-Key", "secret"},
                                  {"X-Other", "shown"}},
                                 ""}));
  const auto headers = all(fake).at(0).headers;
  REQUIRE(headers.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) CHECK(headers[i].value == "***");
  CHECK(headers[0].name == "authorization");
  CHECK(headers[4].value == "shown");
}

TEST_CASE("bodies are cut at their bound, and the entry tells their size") {
  JournalOptions options;
  options.body_bytes_max = 10;
  Fake fake = fake_with(options);
  static_cast<void>(fake.handle({"POST", "/services/start", {}, "0123456789"}));
  static_cast<void>(fake.handle({"POST", "/services/start", {}, "0123456789a"}));
  const auto entries = all(fake);
  CHECK(entries.at(0).body == "0123456789");
  CHECK(entries.at(0).body_bytes == 10);
  CHECK(entries.at(1).body == "0123456789");
  CHECK(entries.at(1).body_bytes == 11);
  CHECK(entries.at(1).response_body.size() == 10);
  CHECK(entries.at(1).response_body_bytes > 10);
}

TEST_CASE("the journal keeps the last requests, up to its number of them") {
  JournalOptions options;
  options.requests_max = 3;
  Fake fake = fake_with(options);
  const Client client(fake);
  for (int i = 0; i < 3; ++i) static_cast<void>(client.get("/services/1"));
  CHECK(all(fake).size() == 3);
  static_cast<void>(client.get("/services/1"));
  const auto entries = all(fake);
  REQUIRE(entries.size() == 3);
  CHECK(entries.front().number == 2);
  CHECK(entries.back().number == 4);
}

TEST_CASE("the journal keeps the last 1,000 requests and 8 MiB unless it is told otherwise") {
  Fake fake;
  const Client client(fake);
  for (int i = 0; i < 1001; ++i) static_cast<void>(client.get("/services/1"));
  const auto entries = all(fake);
  REQUIRE(entries.size() == 1000);
  CHECK(entries.front().number == 2);
  CHECK(entries.back().number == 1001);
  CHECK(JournalOptions().bytes_max == 8'388'608);
  // Each request has 64 KiB of its body kept, and so a little less than 128 of them are.
  for (int i = 0; i < 200; ++i)
    static_cast<void>(client.post("/services/start", std::string(65536, ' ')));
  const std::size_t kept = all(fake).size();
  CHECK(kept < 128);
  CHECK(kept > 100);
}

TEST_CASE("the journal keeps no more bytes than its bound, and not what alone has more") {
  JournalOptions options;
  options.bytes_max = 4000;
  Fake fake = fake_with(options);
  const std::string body(1000, 'x');
  for (int i = 0; i < 10; ++i)
    static_cast<void>(fake.handle({"POST", "/services/start", {}, body}));
  const auto entries = all(fake);
  CHECK(!entries.empty());
  CHECK(entries.size() <= 3);
  CHECK(entries.back().number == 10);
  static_cast<void>(fake.handle({"POST", "/services/start", {}, std::string(4001, 'x')}));
  CHECK(all(fake).empty());
  static_cast<void>(fake.handle({"GET", "/services/1", {}, ""}));
  CHECK(all(fake).at(0).number == 12);
}

TEST_CASE("without a journal nothing is kept") {
  JournalOptions options;
  options.requests_max = 0;
  Fake fake = fake_with(options);
  static_cast<void>(fake.handle({"GET", "/services/1", {}, ""}));
  CHECK(all(fake).empty());
}

TEST_CASE("reset empties the journal and numbers anew, clear empties it and numbers on") {
  Fake fake;
  const Client client(fake);
  static_cast<void>(client.get("/services/1"));
  fake.clear_journal();
  CHECK(all(fake).empty());
  static_cast<void>(client.get("/services/1"));
  CHECK(all(fake).at(0).number == 2);
  fake.reset();
  CHECK(all(fake).empty());
  static_cast<void>(client.get("/services/1"));
  CHECK(all(fake).at(0).number == 1);
}

TEST_CASE("restore leaves the journal as it is, and a fork has one of its own") {
  Fake fake;
  const Client client(fake);
  REQUIRE(fake.snapshot("empty"));
  static_cast<void>(client.get("/services/1"));
  REQUIRE(fake.restore("empty"));
  CHECK(all(fake).size() == 1);
  Fake fork = fake.fork();
  CHECK(all(fork).empty());
  static_cast<void>(Client(fork).get("/services/1"));
  CHECK(all(fork).size() == 1);
  CHECK(all(fake).size() == 1);
}

TEST_CASE("the journal is asked for some of its requests") {
  Fake fake;
  const Client client(fake);
  client.post("/services/start", kStart);
  client.post("/services/1/end");
  client.post("/services/1/end");
  const auto ends = fake.journal(operation("complete_service").status(409)).value();
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].number == 3);
  const auto refused = fake.journal(operation("complete_servise"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kInvalidField);
  CHECK(refused.error().field == "operation");
  CHECK(refused.error().message.find("\"complete_service\"") != std::string::npos);
}

TEST_CASE("requests of many threads are all in the journal, each whole") {
  JournalOptions options;
  options.requests_max = 300;
  Fake fake = fake_with(options);
  constexpr std::size_t kThreads = 4;
  ucs::tests::run_threads(kThreads, [&](std::size_t thread) {
    const std::string target = "/services/" + std::to_string(thread + 1);
    for (int i = 0; i < 100; ++i) {
      static_cast<void>(fake.handle({"GET", target, {{"X-Thread", target}}, target}));
      if (i % 25 == 0) static_cast<void>(fake.journal());
      if (thread == 0 && i == 10) fake.clear_journal();
    }
  });
  const auto entries = all(fake);
  REQUIRE(!entries.empty());
  CHECK(entries.size() <= 300);
  CHECK(entries.back().number == 400);
  CHECK(std::all_of(entries.begin(), entries.end(), [](const JournalEntry& entry) {
    return entry.target == entry.body && entry.headers.at(0).value == entry.target &&
           entry.status == 404;
  }));
}

TEST_CASE("a path pattern has parts that stand for any one part, and an end that stands for all") {
  CHECK(path_matches("/services/1", "/services/1"));
  CHECK(path_matches("/services/1", "/services/1/"));
  CHECK_FALSE(path_matches("/services/1", "/services/12"));
  CHECK_FALSE(path_matches("/services/1", "/services"));
  CHECK_FALSE(path_matches("/services", "/services/1"));
  CHECK(path_matches("/services/*/end", "/services/7/end"));
  CHECK_FALSE(path_matches("/services/*/end", "/services/7/8/end"));
  CHECK(path_matches("/services/**", "/services"));
  CHECK(path_matches("/services/**", "/services/7/states/8/end"));
  CHECK(path_matches("/**", ""));
  CHECK(path_matches("/", "/"));
  CHECK(path_matches("/", ""));
  CHECK_FALSE(path_matches("/", "/services"));
  CHECK_FALSE(path_matches("/services/*", ""));
}

}  // namespace
