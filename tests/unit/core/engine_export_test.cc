// SPDX-License-Identifier: MIT
// Export (spec 3.7).
#include <ucs/core.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/failing_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/threads.h"

namespace {

using namespace ucs::tests;
using ucs::Engine;
using ucs::ExportCursor;
using ucs::ExportFilter;
using ucs::MemoryStore;
using ucs::Result;
using ucs::ServiceId;
using Events = ExportFilter::Events;
using Progress = ucs::Filter::Progress;
using Ids = std::vector<ServiceId>;

/// A filter that lets everything through, now and in times to come.
ExportFilter everything() {
  ExportFilter filter;
  filter.time_from = ucs::kTimestampMin;
  filter.time_to = ucs::kTimestampMax;
  return filter;
}

ExportFilter between(std::string_view from, std::string_view to, Events events = Events::kAny,
                     Progress progress = Progress::kAny) {
  ExportFilter filter;
  filter.time_from = at(from);
  filter.time_to = at(to);
  filter.events = events;
  filter.progress = progress;
  return filter;
}

/// Reads a cursor to its end.
Ids ids_of(ExportCursor& cursor) {
  Ids ids;
  while (!cursor.is_at_end()) {
    const auto page = cursor.next_page();
    REQUIRE(page);
    CHECK(page->size() <= ExportCursor::kPageServicesMax);
    for (const ucs::ServicePtr& service : *page) ids.push_back(service->id);
  }
  return ids;
}

Ids exported(Engine& engine, const ExportFilter& filter, const ucs::Scope& scope = {}) {
  auto cursor = engine.export_services(filter, scope);
  REQUIRE(cursor);
  return ids_of(*cursor);
}

/// Starts a service, and completes it if there is an end.
ServiceId add(Engine& engine, std::string_view start, std::string_view end = "",
              const ucs::Scope& scope = {}) {
  ucs::StartService request = start_of("c");
  request.timestamp = at(start);
  const ServiceId id = engine.start_service(request, scope).value();
  if (end.empty()) return id;
  ucs::CompleteActivity completion;
  completion.timestamp = at(end);
  REQUIRE(engine.complete_service(id, completion, scope));
  return id;
}

void add_many(Engine& engine, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) REQUIRE(engine.start_service(start_of("c")));
}

TEST_CASE(
    "an export needs time_from; a time_to earlier than that is refused, an equal one is not") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  add(engine, "2026-03-01T10:00:00Z");
  CHECK(outcome_and_field(engine.export_services({})) == "missing_field time_from");
  CHECK(outcome_and_field(engine.export_services(between(
            "2026-03-01T10:00:00.001Z", "2026-03-01T10:00:00Z"))) == "invalid_parameter time_to");
  CHECK(exported(engine, between("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z")).empty());
}

TEST_CASE("an export has the services whose event lies at or after time_from and before time_to") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  add(engine, "2026-03-01T09:59:59.999Z");
  add(engine, "2026-03-01T10:00:00Z");
  add(engine, "2026-03-01T10:59:59.999Z");
  add(engine, "2026-03-01T11:00:00Z");
  add(engine, "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z");
  add(engine, "2026-03-01T09:00:00Z", "2026-03-01T11:00:00Z");
  add(engine, "2026-03-01T10:30:00Z", "2026-03-01T12:00:00Z");
  add(engine, "2026-03-01T10:30:00Z", "2026-03-01T10:30:00Z");
  add(engine, "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z");
  struct Row {
    Events events;
    Progress progress;
    Ids ids;
  };
  const Row rows[] = {
      {Events::kAny, Progress::kAny, {2, 3, 5, 7, 8}},
      {Events::kStarted, Progress::kAny, {2, 3, 7, 8}},
      {Events::kCompleted, Progress::kAny, {5, 8}},
      {Events::kAny, Progress::kActive, {2, 3}},
      {Events::kStarted, Progress::kActive, {2, 3}},
      {Events::kCompleted, Progress::kActive, {}},
      {Events::kAny, Progress::kCompleted, {5, 7, 8}},
      {Events::kStarted, Progress::kCompleted, {7, 8}},
      {Events::kCompleted, Progress::kCompleted, {5, 8}},
  };
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.events), static_cast<int>(row.progress));
    CHECK(exported(engine, between("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", row.events,
                                   row.progress)) == row.ids);
  }
}

TEST_CASE("without time_to an export ends at the time of its beginning") {
  MemoryStore store;
  ManualClock clock("2026-03-01T12:00:00Z");
  Engine engine(store, clock);
  add(engine, "2026-03-01T11:59:59.999Z");
  add(engine, "2026-03-01T12:00:00Z");
  ExportFilter filter;
  filter.time_from = ucs::kTimestampMin;
  auto cursor = engine.export_services(filter);
  REQUIRE(cursor);
  clock.advance(std::chrono::hours(1));
  CHECK(ids_of(*cursor) == Ids{1});
  CHECK(exported(engine, filter) == Ids{1, 2});
  filter.time_from = at("2027-01-01T00:00:00Z");
  CHECK(exported(engine, filter).empty());
}

TEST_CASE("an export of an empty store has nothing") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  CHECK(exported(engine, everything()).empty());
  CHECK(engine.export_services(everything())->next_page()->empty());
}

TEST_CASE("an export goes through any number of pages, in the order of ids") {
  for (const std::size_t count : {1U, 255U, 256U, 257U, 512U, 1025U}) {
    MemoryStore store;
    const ManualClock clock;
    Engine engine(store, clock);
    add_many(engine, count);
    const Ids ids = exported(engine, everything());
    CHECK(ids.size() == count);
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    auto cursor = engine.export_services(everything());
    static_cast<void>(ids_of(*cursor));
    CHECK(cursor->next_page()->empty());  // and again
  }
}

TEST_CASE("an export shows ids at either end, and finds them over any gap") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  const Ids ids = {
      -9000000000, -1, 0, 1, 4096, std::int64_t{1} << 40U, ucs::id_max(ucs::IdKind::kService)};
  for (const ServiceId id : ids) {
    ucs::Service service;
    service.id = id;
    service.revision = 1;
    service.started.timestamp = clock.now();
    REQUIRE(*store.put_if("", std::make_shared<const ucs::Service>(service), 0));
    const Ids expected(ids.begin(), std::find(ids.begin(), ids.end(), id) + 1);
    CHECK(exported(engine, everything()) == expected);
  }
}

TEST_CASE("an export leaves out the services of other tenants") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  ucs::Scope other;
  other.tenant = "other";
  add(engine, "2026-03-01T10:00:00Z");
  add(engine, "2026-03-01T10:00:00Z", "", other);
  add(engine, "2026-03-01T10:00:00Z", "", other);
  CHECK(exported(engine, everything()) == Ids{1});
  CHECK(exported(engine, everything(), other) == Ids{1, 2});
  other.tenant = "unknown";
  CHECK(exported(engine, everything(), other).empty());
}

TEST_CASE("an export does not show what has expired, though it is still stored") {
  MemoryStore store;
  ManualClock clock;
  Engine engine(store, clock);
  ucs::StartService request = start_of("c");
  request.ttl = 1;
  REQUIRE(engine.start_service(request));
  REQUIRE(engine.start_service(start_of("c")));
  CHECK(exported(engine, everything()) == Ids{1, 2});
  auto cursor = engine.export_services(everything());
  REQUIRE(cursor);
  clock.advance(std::chrono::seconds(1));
  CHECK(ids_of(*cursor) == Ids{2});
}

TEST_CASE("an export shows a service as it is when its page is read") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  add_many(engine, 300);
  auto cursor = engine.export_services(everything());
  REQUIRE(cursor);
  CHECK(cursor->next_page()->size() == 256);
  REQUIRE(engine.start_state(1, state_of("late")));
  REQUIRE(engine.delete_service(2));
  REQUIRE(engine.start_state(300, state_of("in time")));
  REQUIRE(engine.delete_service(299));
  const auto page = cursor->next_page();
  REQUIRE(page);
  CHECK(cursor->is_at_end());
  CHECK(page->size() == 43);
  CHECK(page->back()->id == 300);
  CHECK(page->back()->states.find(2) != nullptr);
}

TEST_CASE("a service that is started after the beginning of an export is not in it") {
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  for (const std::size_t count : {0U, 10U, 256U, 300U}) {
    auto cursor = engine.export_services(everything());
    REQUIRE(cursor);
    const Ids before = exported(engine, everything());
    add_many(engine, count);
    CHECK(ids_of(*cursor) == before);
  }
}

TEST_CASE("an export that the store fails tells so, and goes on where it stood") {
  MemoryStore memory;
  FailingStore store(memory);
  const ManualClock clock;
  Engine engine(store, clock);
  add_many(engine, 300);
  const ucs::Error error{ucs::ErrorCode::kUnavailable, "the disk is full", ""};
  store.fail_at(1, FailingStore::Moment::kBefore, error);
  CHECK(outcome(engine.export_services(everything())) == "unavailable");
  store.heal();
  auto cursor = engine.export_services(everything());
  REQUIRE(cursor);
  CHECK(store.calls() <= 53);
  CHECK(cursor->next_page()->size() == 256);
  store.fail_at(1, FailingStore::Moment::kBefore, error);
  CHECK(outcome(cursor->next_page()) == "unavailable");
  store.throw_at(1, FailingStore::Moment::kBefore);
  CHECK(outcome(cursor->next_page()) == "internal");
  CHECK_FALSE(cursor->is_at_end());
  CHECK(ids_of(*cursor).size() == 44);
}

TEST_CASE("exports and writers at once: what stays is in every export once, what is new in none") {
  constexpr std::size_t kOld = 2000;
  MemoryStore store;
  const ManualClock clock;
  Engine engine(store, clock);
  add_many(engine, kOld);
  std::atomic<bool> is_good{true};
  std::atomic<bool> is_over{false};
  std::atomic<int> writers{2};
  std::atomic<int> exports{0};
  run_threads(4, [&](std::size_t i) {
    if (i < 2) {
      // Ids that are divisible by 10 are deleted; all others stay.
      for (ServiceId id = 1; id <= static_cast<ServiceId>(kOld); ++id) {
        const bool is_doomed = id % 10 == 0;
        if (is_doomed) static_cast<void>(engine.delete_service(id));
        if (!is_doomed && !engine.start_state(id, state_of("s"))) is_good = false;
        if (!engine.start_service(start_of("c"))) is_good = false;
      }
      if (--writers == 0) is_over = true;
      return;
    }
    do {
      auto cursor = engine.export_services(everything());
      ServiceId last = 0;
      std::size_t staying = 0;
      while (cursor && !cursor->is_at_end()) {
        const auto page = cursor->next_page();
        if (!page) is_good = false;
        for (const ucs::ServicePtr& service : *page) {
          if (service->id <= last) is_good = false;
          last = service->id;
          if (last <= static_cast<ServiceId>(kOld) && last % 10 != 0) ++staying;
        }
      }
      if (!cursor || staying != kOld - kOld / 10) is_good = false;
      ++exports;
    } while (!is_over);
  });
  CHECK(is_good);
  CHECK(exports >= 2);
}

}  // namespace
