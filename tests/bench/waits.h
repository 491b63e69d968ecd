// SPDX-License-Identifier: MIT
//
// How long single calls take, where a mean says too little.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace ucs::bench {

/// Takes the time of each call of one thread of a benchmark. At its end the benchmark gets the
/// counter `p99_ms`: the time that 99 of 100 calls do not exceed, in milliseconds, the mean of all
/// threads' figures.
class Waits {
 public:
  explicit Waits(benchmark::State& state) : state_(state) {}
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;
  ~Waits() {
    if (times_.empty()) return;
    const auto nth = times_.begin() + static_cast<std::ptrdiff_t>((times_.size() - 1) * 99 / 100);
    std::nth_element(times_.begin(), nth, times_.end());
    state_.counters["p99_ms"] = {*nth, benchmark::Counter::kAvgThreads};
  }

  template <typename Call>
  void take(Call&& call) {
    const auto begin = std::chrono::steady_clock::now();
    call();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    times_.push_back(time.count());
  }

 private:
  benchmark::State& state_;
  std::vector<double> times_;
};

}  // namespace ucs::bench
