// SPDX-License-Identifier: MIT
// Whole requests, one after the other, to a server without a socket, once in each dialect:
//
//   POST /services/start
//   Content-Type: application/json
//
//   {"customer_id":"c"}
//   ---
//   GET /services/1
//
// Every answer is one, what is refused changes nothing, and what is stored in the end survives an
// export and an import.
#include <ucs/engine.h>
#include <ucs/http.h>
#include <ucs/log_filter.h>
#include <ucs/memory_store.h>
#include <ucs/testing/contents.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/answers.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/dump.h"
#include "tests/support/fake_exporter.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::fuzz::demand;
using ucs::fuzz::take_until;
using ucs::http::Request;

constexpr std::size_t kRequestsMax = 12;

std::vector<Request> read_requests(std::string_view text) {
  std::vector<Request> requests;
  while (!text.empty() && requests.size() < kRequestsMax) {
    std::string_view part = take_until(text, "\n---\n");
    Request request;
    std::string_view line = take_until(part, "\n");
    request.method = take_until(line, " ");
    request.target = line;
    while (!part.empty()) {
      std::string_view header = take_until(part, "\n");
      if (header.empty()) break;
      const std::string_view name = take_until(header, ": ");
      request.headers.push_back({std::string(name), std::string(header)});
    }
    request.body = part;
    requests.push_back(std::move(request));
  }
  return requests;
}

constexpr std::string_view kStart = "2026-03-01T12:00:00Z";

/// Made once, and set back for each input: to make one takes longer than most requests.
struct World {
  /// Makes it what it was at first.
  void reset() {
    store.restore(beginning);
    clock.set(kStart);
    const Request production{"POST", "/server/mode", {}, R"({"mode":"production"})"};
    demand(api.handle(production).status == 200, "the mode can be set");
  }

  ucs::http::ApiOptions options() {
    ucs::http::ApiOptions made;
    made.file_exporter = &exporter;
    return made;
  }

  ucs::MemoryStore store;
  ucs::MemoryStore::Snapshot beginning = store.snapshot();
  ucs::tests::ManualClock clock{kStart};
  ucs::tests::FakeExporter exporter;
  ucs::Engine engine{store, clock};
  ucs::http::Api api{engine, options()};
};

ucs::LogFilterOptions copy_all() {
  ucs::LogFilterOptions options;
  options.default_type = "copy";
  return options;
}

/// Demands that the contents come back from their document.
void check_contents(World& world) {
  const std::string document = ucs::testing::export_contents(world.store.snapshot());
  ucs::testing::ContentsOptions options;
  options.now = world.clock.now();
  const auto contents = ucs::testing::read_contents(document, options);
  demand(contents.has_value(), "an export can be imported",
         contents ? "" : contents.error().message + "\n" + document);
  const std::string again = ucs::testing::export_contents(contents->snapshot);
  demand(again == document, "what was imported is what was exported", document + "\n" + again);
}

void run(const std::vector<Request>& requests, std::string_view base) {
  static const ucs::LogFilter filter(copy_all());
  static World& world = *new World;  // leaves with the process
  world.reset();
  std::string before = ucs::tests::dump(world.store);
  for (Request request : requests) {
    request.target.insert(0, base);
    const auto response = ucs::fuzz::checked(world.api.handle(request), request);
    if (response.status == 503)
      demand(response.body.find("mode") != std::string::npos, "only a mode makes it unavailable",
             response.body);
    for (const std::string& pair : world.api.log_pairs(request, filter))
      demand(pair.find('\n') == std::string::npos, "a pair of the log is one line", pair);
    std::string after = ucs::tests::dump(world.store);
    demand(response.status < 400 || after == before, "what is refused changes nothing",
           request.target + "\n" + request.body + "\n" + response.body);
    before = std::move(after);
  }
  check_contents(world);
  world.clock.advance(std::chrono::hours(1));
  demand(world.engine.run_due(1000).has_value(), "what is due can be done");
  check_contents(world);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ucs::fuzz::text_of(data, size);
  const std::vector<Request> requests = read_requests(text);
  run(requests, "");
  run(requests, ucs::http::kV85BasePath);
  return 0;
}
