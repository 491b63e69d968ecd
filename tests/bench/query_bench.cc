// SPDX-License-Identifier: MIT
//
// Queries and exports among 1,000,000 services, and the memory these take.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>
#include <unordered_map>
#include <vector>

#include "tests/bench/bench.h"

namespace ucs::bench {
namespace {

constexpr std::size_t kServices = 1000000;
constexpr std::size_t kServicesPerCustomer = 10;

/// Returns the store of 1,000,000 services, made at its first use.
Fixture& full() {
  static const std::unique_ptr<Fixture> fixture = [] {
    ::malloc_trim(0);
    const std::size_t before = resident_kib("self");
    auto filled = std::make_unique<Fixture>();
    filled->fill(kServices, kServicesPerCustomer);
    const std::size_t after = resident_kib("self");
    add_value("memory per stored 600-byte service, all indexes included (target: at most 900)",
              std::to_string((after - before) * 1024 / kServices) + " bytes");
    return filled;
  }();
  return *fixture;
}

/// Returns ids of services, in random order.
std::vector<ServiceId> random_ids() {
  std::mt19937_64 random(20260301);
  std::vector<ServiceId> ids(100000);
  for (ServiceId& id : ids) id = static_cast<ServiceId>(1 + random() % kServices);
  return ids;
}

// The least any server does: find the id and copy a ready answer.
void ready_answer(benchmark::State& state) {
  static const std::unordered_map<ServiceId, std::string> answers = [] {
    std::unordered_map<ServiceId, std::string> made;
    for (std::size_t i = 0; i < kServices; ++i)
      made.emplace(static_cast<ServiceId>(i + 1), kStartBody);
    return made;
  }();
  const std::vector<ServiceId> ids = random_ids();
  std::size_t next = 0;
  for (auto _ : state) {
    std::string answer = answers.find(ids[next])->second;
    benchmark::DoNotOptimize(answer.data());
    next = next + 1 == ids.size() ? 0 : next + 1;
  }
}

void get_service(benchmark::State& state) {
  Fixture& fixture = full();
  const std::vector<ServiceId> ids = random_ids();
  const std::string path = std::string(http::kV85BasePath) + "/services/";
  http::Request request = get("");
  std::size_t next = 0;
  for (auto _ : state) {
    request.target.assign(path).append(std::to_string(ids[next])).append("?extensions=*");
    const http::Response response = fixture.api.handle(request);
    if (response.status != 200) std::abort();
    next = next + 1 == ids.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(get_service)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(ready_answer)->Repetitions(5)->ReportAggregatesOnly();

/// Lists the services of random customers of `fixture`, which has `customers` of them.
void list(benchmark::State& state, Fixture& fixture, std::size_t customers) {
  std::mt19937_64 random(20260301);
  std::vector<http::Request> requests;
  for (std::size_t i = 0; i < 10000; ++i) {
    std::string digits = std::to_string(random() % customers);
    requests.push_back(
        get("/customers/" + digits.insert(0, 16 - digits.size(), '0') + "/services"));
  }
  std::size_t next = 0;
  for (auto _ : state) {
    const http::Response response = fixture.api.handle(requests[next]);
    if (response.body.size() < 1000) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
}

void list_10_of_1000000(benchmark::State& state) {
  list(state, full(), kServices / kServicesPerCustomer);
}

template <std::size_t kStored, std::size_t kPerCustomer>
void list_of_small_store(benchmark::State& state) {
  static const std::unique_ptr<Fixture> fixture = [] {
    auto filled = std::make_unique<Fixture>();
    filled->fill(kStored, kPerCustomer);
    return filled;
  }();
  list(state, *fixture, kStored / kPerCustomer);
}
void list_10_of_10000(benchmark::State& state) { list_of_small_store<10000, 10>(state); }
void list_100_of_10000(benchmark::State& state) { list_of_small_store<10000, 100>(state); }
BENCHMARK(list_10_of_1000000)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(list_10_of_10000)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(list_100_of_10000)->Repetitions(5)->ReportAggregatesOnly();

/// Changes services as long as it lives, from a thread of its own, so that their number and size
/// stay: what grows is not its own.
class Writer {
 public:
  explicit Writer(Engine& engine) : thread_([this, &engine] { write(engine); }) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    is_over_ = true;
    thread_.join();
  }

  [[nodiscard]] std::size_t writes() const { return writes_; }

 private:
  void write(Engine& engine) {
    StartService start;
    start.customer_id = "writer";
    const Extension extension{"Feedback", JsonText::integer(7)};
    for (ServiceId id = 1; !is_over_; id = 1 + id % 1000) {
      const auto started = engine.start_service(start);
      const bool is_good = started && engine.delete_service(*started) &&
                           engine.update_extension({id, {}, {}}, extension);
      if (!is_good) std::abort();
      writes_ += 3;
    }
  }

  std::atomic<bool> is_over_{false};
  std::atomic<std::size_t> writes_{0};
  std::thread thread_;
};

// The last of this file: its writer changes the store.
void export_1000000(benchmark::State& state) {
  Fixture& fixture = full();
  const http::Request request =
      get("/maintenance/services/stream?time_from=2000-01-01T00:00:00Z&time_to=2027-01-01T00:00:00Z"
          "&export_content=true");
  std::size_t growth_kib = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const Writer writer(fixture.engine);
    while (writer.writes() < 10000) std::this_thread::yield();  // its own memory is there by then
    ::malloc_trim(0);
    const std::size_t before = resident_kib("self");
    http::Response response = fixture.api.handle(request);
    if (response.rest == nullptr) std::abort();
    bytes = response.body.size();
    for (std::size_t parts = 0;; ++parts) {
      const auto part = response.rest->next();
      if (!part) std::abort();
      if (!*part) break;
      bytes += (*part)->size();
      if (parts % 64 == 0) {
        const std::size_t now = resident_kib("self");
        growth_kib = std::max(growth_kib, now - std::min(now, before));
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kServices));
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["growth_KiB"] = static_cast<double>(growth_kib);
  add_value(
      "resident growth while 1,000,000 services are exported and others written "
      "(target: below 32 MiB)",
      std::to_string(growth_kib) + " KiB");
}
BENCHMARK(export_1000000)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

const bool kReported = [] {
  add_figure({"get service among 1,000,000 against copying a ready answer", "get_service",
              "ready_answer", "at most 1250 ns"});
  add_figure({"list of 10 among 1,000,000 against among 10,000", "list_10_of_1000000",
              "list_10_of_10000", "about 1: not proportional to the store"});
  add_figure({"list of 100 against list of 10", "list_100_of_10000", "list_10_of_10000",
              "about 10: proportional to the list"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
