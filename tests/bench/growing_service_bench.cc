// SPDX-License-Identifier: MIT
//
// Starting one more state in a service that has many. Baseline: in a service that has none.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "tests/bench/bench.h"

namespace ucs::bench {
namespace {

constexpr std::size_t kStartsPerService = 100;

/// Returns the id of a service with `states` states.
ServiceId service_with_states(Engine& engine, std::int64_t states) {
  StartService service;
  service.customer_id = "00027a52JCGY000M";
  const ServiceId id = engine.start_service(service).value();
  StartState state;
  state.state_type = "greeting";
  for (std::int64_t i = 0; i < states; ++i) {
    if (!engine.start_state(id, state)) std::abort();
  }
  return id;
}

// Measures kStartsPerService starts at a time, then begins anew with a fresh service, so that the
// size hardly changes while it is measured.
void start_state(benchmark::State& state) {
  Fixture fixture;
  http::Request request =
      post("", R"({"state_type":"offer","session_id":"11000ABC-80236C1A-1010"})");
  std::size_t started = kStartsPerService;
  for (auto _ : state) {
    if (started == kStartsPerService) {
      state.PauseTiming();
      const ServiceId id = service_with_states(fixture.engine, state.range(0));
      request.target =
          std::string(http::kV85BasePath) + "/services/" + std::to_string(id) + "/states/start";
      started = 0;
      state.ResumeTiming();
    }
    if (fixture.api.handle(request).status != 201) std::abort();
    ++started;
  }
}
BENCHMARK(start_state)
    ->Arg(0)
    ->Arg(10)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10000)
    ->Iterations(2000)
    ->Repetitions(5)
    ->ReportAggregatesOnly();

const bool kReported = [] {
  add_figure(
      {"start a state in a service with 10 states", "start_state/10", "start_state/0", "about 1"});
  add_figure({"start a state in a service with 100 states", "start_state/100", "start_state/0",
              "about 1"});
  add_figure({"start a state in a service with 1,000 states", "start_state/1000", "start_state/0",
              "about 1"});
  add_figure({"start a state in a service with 10,000 states", "start_state/10000", "start_state/0",
              "about 1"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
