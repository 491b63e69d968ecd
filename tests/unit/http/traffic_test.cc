// SPDX-License-Identifier: MIT
#include "lib/http/traffic.h"

#include <chrono>
#include <cstdint>

#include "tests/catch.h"
#include "tests/support/manual_clock.h"
#include "tests/support/threads.h"

namespace {

using ucs::http::Traffic;
using ucs::http::TrafficFigures;
using ucs::tests::at;

TEST_CASE("requests are counted by status, and the last one has its time") {
  Traffic traffic;
  const auto noon = at("2026-03-01T12:00:00Z");
  CHECK(traffic.figures(noon).requests == 0);
  CHECK_FALSE(traffic.figures(noon).last_request);
  for (const int status : {200, 201, 204, 399, 400, 404, 499, 500, 503})
    traffic.count(noon + std::chrono::seconds(status), status);
  const TrafficFigures figures = traffic.figures(noon);
  CHECK(figures.requests == 9);
  CHECK(figures.client_errors == 3);
  CHECK(figures.server_errors == 2);
  CHECK(figures.last_request == noon + std::chrono::seconds(503));
}

TEST_CASE("a day begins at midnight UTC, and nothing of the one before is counted in it") {
  Traffic traffic;
  traffic.count(at("2026-03-01T00:00:00Z"), 500);
  traffic.count(at("2026-03-01T23:59:59.999Z"), 404);
  CHECK(traffic.figures(at("2026-03-01T23:59:59.999Z")).requests == 2);
  const TrafficFigures quiet = traffic.figures(at("2026-03-02T00:00:00Z"));
  CHECK(quiet.requests == 0);
  CHECK(quiet.client_errors == 0);
  CHECK(quiet.server_errors == 0);
  CHECK(quiet.last_request == at("2026-03-01T23:59:59.999Z"));
  traffic.count(at("2026-03-02T00:00:00Z"), 200);
  traffic.count(at("2026-03-01T23:59:59.999Z"), 404);  // a thread that was late
  CHECK(traffic.figures(at("2026-03-02T12:00:00Z")).requests == 1);
  CHECK(traffic.figures(at("2026-03-02T12:00:00Z")).client_errors == 0);
}

TEST_CASE("a clock that is set back by more than a day starts a new day") {
  Traffic traffic;
  traffic.count(at("2026-03-10T12:00:00Z"), 200);
  traffic.count(at("2026-03-01T12:00:00Z"), 200);
  CHECK(traffic.figures(at("2026-03-01T12:00:00Z")).requests == 1);
}

TEST_CASE("the first and the last day of all are days like others") {
  for (const auto day : {ucs::kTimestampMin, ucs::kTimestampMax}) {
    Traffic traffic;
    CHECK(traffic.figures(day).requests == 0);
    traffic.count(day, 200);
    CHECK(traffic.figures(day).requests == 1);
  }
}

TEST_CASE("no request is lost when many threads count") {
  Traffic traffic;
  const auto now = at("2026-03-01T12:00:00Z");
  ucs::tests::run_threads(8, [&](std::size_t thread) {
    for (int i = 0; i < 10000; ++i) traffic.count(now, thread % 2 == 0 ? 200 : 404);
  });
  CHECK(traffic.figures(now).requests == 80000);
  CHECK(traffic.figures(now).client_errors == 40000);
}

}  // namespace
