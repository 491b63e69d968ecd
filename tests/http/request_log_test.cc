// SPDX-License-Identifier: MIT
#include "shim/request_log.h"

#include <ucs/core.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/http_transport.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::LogFilter;
using ucs::LogFilterOptions;
using ucs::shim::RequestEntry;
using ucs::shim::RequestLog;

std::shared_ptr<const LogFilter> filter_of(const std::string& type) {
  LogFilterOptions options;
  options.default_type = type;
  return std::make_shared<const LogFilter>(options);
}

struct Fixture {
  ucs::tests::ManualClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine{store, clock};
  ucs::http::Api api{engine};
};

const ucs::http::Request kRequest{"GET", "/services/7?limit=3", {}, "", "192.0.2.1"};

TEST_CASE("another filter counts from the next request on") {
  Fixture fixture;
  std::vector<RequestEntry> entries;
  RequestLog log(fixture.api, fixture.clock, filter_of("copy"),
                 [&](const RequestEntry& entry) { entries.push_back(entry); });
  log.write(kRequest);
  log.set_filter(filter_of("hide"));
  log.write(kRequest);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].client == "192.0.2.1");
  CHECK(entries[0].request == "GET /services/7");
  CHECK(entries[0].time == fixture.clock.now());
  using Pairs = std::vector<std::string>;
  CHECK(entries[0].pairs == Pairs{R"('service_id' [str] = "7")", R"('limit' [str] = "3")"});
  CHECK(entries[1].pairs ==
        Pairs{"'service_id' [output suppressed]", "'limit' [output suppressed]"});
}

TEST_CASE("a filter may be replaced while requests are written; each is written by one filter") {
  Fixture fixture;
  std::atomic<int> mixed{0};
  RequestLog log(fixture.api, fixture.clock, filter_of("copy"), [&](const RequestEntry& entry) {
    const bool is_hidden = entry.pairs.at(0).find("suppressed") != std::string::npos;
    if ((entry.pairs.at(1).find("suppressed") != std::string::npos) != is_hidden) ++mixed;
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 200; ++k) {
        if (i == 0) log.set_filter(filter_of(k % 2 == 0 ? "hide" : "copy"));
        log.write(kRequest);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(mixed == 0);
}

TEST_CASE("a server shows each request before it is carried out, and health checks not at all") {
  Fixture fixture;
  std::mutex mutex;
  std::vector<ucs::http::Request> seen;
  ucs::server::Options options{"127.0.0.1", 0, 2};
  options.on_request = [&](const ucs::http::Request& request) {
    const std::lock_guard lock(mutex);
    seen.push_back(request);
  };
  ucs::server::ApiHandler handler(fixture.api);
  ucs::server::Server server(handler, fixture.clock, options,
                             [](const ucs::server::AccessEntry&) {});
  const int port = server.listen().value();
  std::thread thread([&] { static_cast<void>(server.run()); });
  {
    ucs::tests::SocketTransport socket(port);
    static_cast<void>(socket.send({"GET", "/healthz", {}, ""}));
    static_cast<void>(socket.send({"GET", "/services/7", {{"X-A", "b"}}, ""}));
    static_cast<void>(socket.send({"POST", "/services/start", {}, "{}"}));
  }
  server.stop();
  thread.join();
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].target == "/services/7");
  CHECK(seen[0].client_address == "127.0.0.1");
  for (const ucs::http::Header& header : seen[0].headers)
    CHECK((header.name == "X-A" || header.name == "Host"));
  CHECK(seen[1].body == "{}");
}

}  // namespace
