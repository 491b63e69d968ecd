// SPDX-License-Identifier: MIT
//
// Ratios near 1, which figures of two benchmarks that run one after the other cannot tell from what
// else the machine does.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/bench.h"

namespace ucs::bench {

/// Does two things in turn, `pairs` times, either of them first every other time, and adds to the
/// report how much longer the first takes: the median of the pairs, and the quartiles. A thing is
/// best a millisecond or so of work.
template <class Measured, class Baseline>
void report_ratio(benchmark::State& state, const std::string& name, std::size_t pairs,
                  const Measured& measured, const Baseline& baseline) {
  const auto time = [](const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  for (auto _ : state) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < pairs; ++i) {
      const double before = i % 2 == 0 ? time(baseline) : 0;
      const double taken = time(measured);
      ratios.push_back(taken / (i % 2 == 0 ? before : time(baseline)));
    }
    std::sort(ratios.begin(), ratios.end());
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "%.3f (half of the pairs: %.2f to %.2f)",
                  ratios[pairs / 2], ratios[pairs / 4], ratios[pairs * 3 / 4]);
    add_value(name, text.data());
  }
}

}  // namespace ucs::bench
