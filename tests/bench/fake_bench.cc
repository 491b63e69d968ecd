// SPDX-License-Identifier: MIT
//
// The fake: what it costs a test to have one, to go back, and to fork; and what a request costs
// through it, against the bare API, and over a socket.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <ucs/testing/fake.h>
#include <ucs/testing/server.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "lib/testing/turnstile.h"
#include "tests/bench/bench.h"
#include "tests/bench/pairs.h"
#include "tests/support/http_connection.h"

namespace ucs::bench {
namespace {

using testing::Fake;
using testing::FakeOptions;
using tests::HttpConnection;

void start_many(Fake& fake, std::size_t services) {
  for (std::size_t i = 0; i < services; ++i) {
    if (fake.handle(post("/services/start", start_body(i / 10))).status != 201) std::abort();
  }
}

/// From nothing to the first answer.
void fake_first_answer(benchmark::State& state) {
  const http::Request request = get("/services/1");
  for (auto _ : state) {
    Fake fake;
    if (fake.handle(request).status != 400) std::abort();
  }
}
BENCHMARK(fake_first_answer)->Repetitions(5)->ReportAggregatesOnly();

/// The same over a socket, connecting included.
void server_first_answer(benchmark::State& state) {
  const http::Request request = get("/services/1");
  for (auto _ : state) {
    auto server = std::make_unique<testing::Server>();
    HttpConnection connection(server->port());
    if (connection.exchange(request).status != 400) std::abort();
    state.PauseTiming();
    server.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(server_first_answer)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

/// The end of a server that clients are connected to, and which have had an answer.
void server_end(benchmark::State& state) {
  const http::Request request = get("/services/1");
  for (auto _ : state) {
    state.PauseTiming();
    auto server = std::make_unique<testing::Server>();
    std::vector<HttpConnection> idle;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      idle.emplace_back(server->port());
      if (idle.back().exchange(request).status != 400) std::abort();
    }
    state.ResumeTiming();
    server.reset();
  }
}
BENCHMARK(server_end)
    ->Arg(0)
    ->Arg(16)
    ->Iterations(50)
    ->UseRealTime()
    ->Repetitions(5)
    ->ReportAggregatesOnly();

/// Back to 10,000 services, of which 100 were changed; or from 10,000 to none. The services are
/// those of a fork, or for 2 of a seed.
void fake_reset(benchmark::State& state) {
  const bool is_to_many = state.range(0) != 0;
  Fake origin;
  if (is_to_many) start_many(origin, 10000);
  Fake fake = origin.fork();
  if (state.range(0) == 2 && !fake.load(origin.export_contents())) std::abort();
  for (auto _ : state) {
    state.PauseTiming();
    if (!is_to_many) start_many(fake, 10000);
    for (std::size_t i = 0; is_to_many && i < 100; ++i) {
      const std::string path = "/services/" + std::to_string(i * 100 + 1) + "/end";
      if (fake.handle(post(path, "{}")).status != 204) std::abort();
    }
    state.ResumeTiming();
    fake.reset();
  }
}
BENCHMARK(fake_reset)
    ->Arg(0)
    ->Arg(1)
    ->Arg(2)
    ->Iterations(20)
    ->UseRealTime()
    ->Repetitions(5)
    ->ReportAggregatesOnly();

/// Back to a snapshot of 10,000 services, of which 100 were changed.
void fake_restore(benchmark::State& state) {
  Fake fake;
  start_many(fake, 10000);
  if (!fake.snapshot("before")) std::abort();
  for (auto _ : state) {
    state.PauseTiming();
    for (std::size_t i = 0; i < 100; ++i) {
      const std::string path = "/services/" + std::to_string(i * 100 + 1) + "/end";
      if (fake.handle(post(path, "{}")).status != 204) std::abort();
    }
    state.ResumeTiming();
    if (!fake.restore("before")) std::abort();
  }
}
BENCHMARK(fake_restore)->Iterations(20)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

/// Makes many that have answered once and are kept, to see what memory one takes.
template <class Make>
std::size_t idle_kib(std::size_t count, const Make& make) {
  std::vector<decltype(make())> idle;
  idle.reserve(count);
  ::malloc_trim(0);
  const std::size_t before = resident_kib("self");
  while (idle.size() < count) idle.push_back(make());
  return (resident_kib("self") - before) / count;
}

void fake_idle(benchmark::State& state) {
  const http::Request request = get("/services/1");
  for (auto _ : state) {
    const std::size_t fake = idle_kib(200, [&] {
      auto made = std::make_unique<Fake>();
      if (made->handle(request).status != 400) std::abort();
      return made;
    });
    const std::size_t server = idle_kib(50, [&] {
      auto made = std::make_unique<testing::Server>();
      if (HttpConnection(made->port()).exchange(request).status != 400) std::abort();
      return made;
    });
    add_value("memory of an idle fake, and of an idle server",
              std::to_string(fake) + " KiB, " + std::to_string(server) + " KiB");
  }
}
BENCHMARK(fake_idle)->Iterations(1);

/// Loads a seed of 10,000 services.
void fake_load(benchmark::State& state) {
  Fake fake;
  start_many(fake, 10000);
  const std::string seed = fake.export_contents();
  for (auto _ : state) {
    if (!fake.load(seed)) std::abort();
  }
}
BENCHMARK(fake_load)->Repetitions(5)->ReportAggregatesOnly();

/// Exports 10,000 services.
void fake_export(benchmark::State& state) {
  Fake fake;
  start_many(fake, 10000);
  for (auto _ : state) benchmark::DoNotOptimize(fake.export_contents());
}
BENCHMARK(fake_export)->Repetitions(5)->ReportAggregatesOnly();

std::optional<Fake> arranged;
void set_up_arranged(const benchmark::State& state) {
  arranged.emplace();
  start_many(*arranged, static_cast<std::size_t>(state.range(0)));
}
void tear_down_arranged(const benchmark::State& /*state*/) { arranged.reset(); }

void fake_fork(benchmark::State& state) {
  for (auto _ : state) {
    std::optional<Fake> fork = arranged->fork();
    benchmark::DoNotOptimize(fork);
    state.PauseTiming();
    fork.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(fake_fork)
    ->Arg(0)
    ->Arg(100000)
    ->Iterations(200)
    ->UseRealTime()
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Setup(set_up_arranged)
    ->Teardown(tear_down_arranged);

/// The first write to a fork, which copies the shards it touches.
void fake_first_write_to_fork(benchmark::State& state) {
  const http::Request request = post("/services/start", start_body(1));
  for (auto _ : state) {
    state.PauseTiming();
    std::optional<Fake> fork = arranged->fork();
    state.ResumeTiming();
    if (fork->handle(request).status != 201) std::abort();
    state.PauseTiming();
    fork.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(fake_first_write_to_fork)
    ->Arg(0)
    ->Arg(100000)
    ->Iterations(200)
    ->UseRealTime()
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Setup(set_up_arranged)
    ->Teardown(tear_down_arranged);

// The same 64 services for both, asked for in turn.
template <class Handle>
void get_in_turn(benchmark::State& state, const Handle& handle) {
  std::vector<http::Request> requests;
  for (std::size_t i = 1; i <= 64; ++i)
    requests.push_back(get("/services/" + std::to_string(i) + "?extensions=*"));
  std::size_t next = 0;
  for (auto _ : state) {
    const auto response = handle(requests[next]);
    if (response.status != 200) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
}

void get_through_fake(benchmark::State& state) {
  Fake fake;
  start_many(fake, 64);
  get_in_turn(state, [&](const http::Request& request) { return fake.handle(request); });
}
void get_through_api(benchmark::State& state) {
  Fixture fixture;
  fixture.fill(64, 10);
  get_in_turn(state, [&](const http::Request& request) { return fixture.api.handle(request); });
}
BENCHMARK(get_through_api)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(get_through_fake)->Repetitions(5)->ReportAggregatesOnly();

/// One client, over one connection that is kept alive.
void get_over_loopback(benchmark::State& state) {
  const testing::Server server;
  start_many(server.fake(), 64);
  HttpConnection connection(server.port());
  get_in_turn(state, [&](const http::Request& request) { return connection.exchange(request); });
}
BENCHMARK(get_over_loopback)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

// What parts of the fake add to a request.

FakeOptions without_journal() {
  FakeOptions options;
  options.journal.requests_max = 0;
  return options;
}
FakeOptions with_recording() {
  FakeOptions options;
  options.recording_bytes_max = std::size_t{8} << 20U;
  return options;
}
FakeOptions with_fault_of(const char* operation) {
  FakeOptions options = without_journal();
  options.faults = {{testing::FaultAction::reset(), {operation}}};
  return options;
}

/// What a fake does besides faults, journal and recording, put together.
struct Parts {
  Fixture fixture;
  testing::TestClock clock{testing::ClockMode::frozen(testing::kFakeStart)};
  testing::Turnstile turnstile;

  [[nodiscard]] http::Response handle(const http::Request& request) {
    const testing::Turnstile::Pass pass(turnstile);
    http::Response response = fixture.api.handle(request);
    if (const auto done = response.complete(); !done) std::abort();
    response.headers.push_back({"Date", http::format_date(clock.now())});
    return response;
  }
};

/// Some work for report_ratio: gets of 64 services in turn, which it starts.
template <class Handle>
auto gets(const Handle& handle) {
  std::vector<http::Request> requests;
  for (std::size_t i = 1; i <= 64; ++i) {
    if (handle(post("/services/start", start_body(i / 10))).status != 201) std::abort();
    requests.push_back(get("/services/" + std::to_string(i) + "?extensions=*"));
  }
  return [handle, requests] {
    for (std::size_t i = 0; i < 1024; ++i) {
      if (handle(requests[i % requests.size()]).status != 200) std::abort();
    }
  };
}
/// Likewise starts.
template <class Handle>
auto starts(const Handle& handle) {
  return [handle, request = post("/services/start", start_body(0))] {
    for (std::size_t i = 0; i < 512; ++i) {
      if (handle(request).status != 201) std::abort();
    }
  };
}

constexpr std::size_t kPairsOfGets = 600;
constexpr std::size_t kPairsOfStarts = 200;

void gets_in_pairs(benchmark::State& state, const char* name, const FakeOptions& measured,
                   const FakeOptions& baseline) {
  Fake one(measured);
  Fake other(baseline);
  report_ratio(state, name, kPairsOfGets,
               gets([&](const http::Request& request) { return one.handle(request); }),
               gets([&](const http::Request& request) { return other.handle(request); }));
}
void starts_in_pairs(benchmark::State& state, const char* name, const FakeOptions& measured,
                     const FakeOptions& baseline) {
  Fake one(measured);
  Fake other(baseline);
  report_ratio(state, name, kPairsOfStarts,
               starts([&](const http::Request& request) { return one.handle(request); }),
               starts([&](const http::Request& request) { return other.handle(request); }));
}
void gets_against_parts(benchmark::State& state) {
  Fake fake(without_journal());
  Parts parts;
  report_ratio(state,
               "get through a fake that has no faults against one without that layer; no "
               "journal (target: at most 1.02)",
               kPairsOfGets,
               gets([&](const http::Request& request) { return fake.handle(request); }),
               gets([&](const http::Request& request) { return parts.handle(request); }));
}
void gets_against_api(benchmark::State& state) {
  Fake fake(without_journal());
  Fixture fixture;
  report_ratio(state, "get through the fake, without its journal, against the bare API",
               kPairsOfGets,
               gets([&](const http::Request& request) { return fake.handle(request); }),
               gets([&](const http::Request& request) { return fixture.api.handle(request); }));
}
void starts_against_api(benchmark::State& state) {
  Fake fake(without_journal());
  Fixture fixture;
  report_ratio(state, "start through the fake, likewise", kPairsOfStarts,
               starts([&](const http::Request& request) { return fake.handle(request); }),
               starts([&](const http::Request& request) { return fixture.api.handle(request); }));
}
BENCHMARK(gets_against_api)->Iterations(1);
BENCHMARK(starts_against_api)->Iterations(1);
BENCHMARK_CAPTURE(gets_in_pairs, journal,
                  "get with a journal against without (target: at most 1.1)", FakeOptions(),
                  without_journal())
    ->Iterations(1);
BENCHMARK_CAPTURE(starts_in_pairs, journal, "start with a journal, likewise (target: at most 1.1)",
                  FakeOptions(), without_journal())
    ->Iterations(1);
BENCHMARK(gets_against_parts)->Iterations(1);
BENCHMARK_CAPTURE(gets_in_pairs, fault,
                  "get past a rule for requests that write against no rules (target: at most 1.02)",
                  with_fault_of("delete_service"), without_journal())
    ->Iterations(1);
BENCHMARK_CAPTURE(gets_in_pairs, fault_of_gets,
                  "get past a rule for another operation that reads, likewise",
                  with_fault_of("query_customer_services"), without_journal())
    ->Iterations(1);
BENCHMARK_CAPTURE(gets_in_pairs, recording, "get with a recording against without",
                  with_recording(), FakeOptions())
    ->Iterations(1);
BENCHMARK_CAPTURE(starts_in_pairs, recording, "start with a recording against without",
                  with_recording(), FakeOptions())
    ->Iterations(1);
BENCHMARK_CAPTURE(gets_in_pairs, itself, "get through the fake against itself, for comparison",
                  without_journal(), without_journal())
    ->Iterations(1);

const bool kReported = [] {
  add_figure({"a fake from nothing to its first answer, against a get", "fake_first_answer",
              "get_through_api", "under 10 ms"});
  add_figure({"a server from nothing to its first answer over a socket, against a fake without",
              "server_first_answer", "fake_first_answer", "under 10 ms"});
  add_figure({"the end of a server with 16 idle clients, against one without any", "server_end/16",
              "server_end/0", "under 50 ms"});
  add_figure({"get over loopback, kept alive, against no socket", "get_over_loopback",
              "get_through_fake", ""});
  add_figure({"reset to 10,000 services, 100 of them changed; against fork of 100,000",
              "fake_reset/1", "fake_fork/100000", "under 1 ms"});
  add_figure({"reset of 10,000 services to none, likewise", "fake_reset/0", "fake_fork/100000",
              "under 1 ms"});
  add_figure({"reset to a seed of 10,000 services, 100 of them changed; against a fork's",
              "fake_reset/2", "fake_reset/1", "under 1 ms, and about 1"});
  add_figure({"restore of 10,000 services, 100 of them changed; against a fork's reset",
              "fake_restore", "fake_reset/1", "under 1 ms, and about 1"});
  add_figure(
      {"load of a seed of 10,000 services, against an export", "fake_load", "fake_export", ""});
  add_figure({"fork of a fake with 100,000 services, against one with none", "fake_fork/100000",
              "fake_fork/0", "under 1 ms, and about 1"});
  add_figure({"first write to a fork of 100,000 services, against a fork of none",
              "fake_first_write_to_fork/100000", "fake_first_write_to_fork/0", ""});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
