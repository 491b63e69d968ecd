// SPDX-License-Identifier: MIT
#include "shim/access_log.h"

#include "tests/catch.h"
#include "tests/support/manual_clock.h"

namespace {

using ucs::shim::AccessEntry;
using ucs::shim::format_entry;
using ucs::shim::LogFormat;

TEST_CASE("a line tells that a body was broken off, and why; else it says nothing of that") {
  AccessEntry entry;
  entry.time = ucs::tests::at("2026-03-01T12:00:00Z");
  entry.client = "127.0.0.1";
  entry.request = "GET /maintenance/services/stream";
  entry.status = 200;
  entry.body_bytes = 70000;
  entry.duration = std::chrono::microseconds(55);
  CHECK(format_entry(entry, LogFormat::kText) ==
        "2026-03-01T12:00:00.000Z 127.0.0.1 \"GET /maintenance/services/stream\" 200 70000 bytes "
        "55 us\n");
  entry.broken_off = "connection";
  CHECK(format_entry(entry, LogFormat::kText) ==
        "2026-03-01T12:00:00.000Z 127.0.0.1 \"GET /maintenance/services/stream\" 200 70000 bytes "
        "55 us broken off: connection\n");
  CHECK(format_entry(entry, LogFormat::kJson) ==
        R"({"time":"2026-03-01T12:00:00.000Z","client":"127.0.0.1",)"
        R"("request":"GET /maintenance/services/stream","status":200,"body_bytes":70000,)"
        R"("duration_us":55,"broken_off":"connection"})"
        "\n");
}

}  // namespace
