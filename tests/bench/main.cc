// SPDX-License-Identifier: MIT
//
// Runs the benchmarks, then prints each figure beside its baseline of the same run.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <vector>

#include "tests/bench/bench.h"

namespace ucs::bench {
namespace {

std::vector<Figure>& figures() {
  static std::vector<Figure> all;
  return all;
}

std::vector<std::pair<std::string, std::string>>& values() {
  static std::vector<std::pair<std::string, std::string>> all;
  return all;
}

/// Prints as usual and keeps the median of each benchmark, in seconds per iteration.
class MedianReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.error_occurred || run.iterations == 0) continue;
      if (run.run_type == Run::RT_Aggregate && run.aggregate_name != "median") continue;
      const double unit = benchmark::GetTimeUnitMultiplier(run.time_unit);
      seconds_[run.run_name.function_name +
               (run.run_name.args.empty() ? "" : "/" + run.run_name.args) +
               (run.run_name.threads.empty() ? "" : "/" + run.run_name.threads)] =
          run.GetAdjustedRealTime() / unit;
    }
  }

  [[nodiscard]] double seconds(const std::string& name) const {
    const auto found = seconds_.find(name);
    return found == seconds_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, double> seconds_;
};

void print_figure(const Figure& figure, const MedianReporter& reporter) {
  const double measured = reporter.seconds(figure.measured);
  const double baseline = reporter.seconds(figure.baseline);
  if (measured <= 0 || baseline <= 0) return;
  const double ratio = figure.is_rate ? baseline / measured : measured / baseline;
  std::printf("| %s | %.0f ns | %.0f ns | %.2f | %s |\n", figure.what, measured * 1e9,
              baseline * 1e9, ratio, figure.target);
}

}  // namespace

void add_figure(const Figure& figure) { figures().push_back(figure); }
void add_value(const std::string& name, const std::string& value) {
  for (auto& known : values()) {
    if (known.first == name) {
      known.second = value;
      return;
    }
  }
  values().emplace_back(name, value);
}

std::string start_body(std::size_t customer) {
  constexpr std::string_view kCustomer = "00027a52JCGY000M";
  std::string body(kStartBody);
  std::string digits = std::to_string(customer);
  digits.insert(0, kCustomer.size() - digits.size(), '0');
  return body.replace(body.find(kCustomer), kCustomer.size(), digits);
}

void Fixture::fill(std::size_t services, std::size_t services_per_customer) {
  for (std::size_t i = 0; i < services; ++i) {
    if (api.handle(post("/services/start", start_body(i / services_per_customer))).status != 201)
      std::abort();
  }
}

http::Request post(std::string_view path, std::string body) {
  return {"POST",
          std::string(http::kV85BasePath).append(path),
          {{"Content-Type", "application/json"}},
          std::move(body)};
}

http::Request get(std::string_view path) {
  return {"GET", std::string(http::kV85BasePath).append(path), {}, {}};
}

std::size_t resident_kib(const std::string& process) {
  std::ifstream status("/proc/" + process + "/status");
  std::string word;
  while (status >> word) {
    std::size_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib;
  }
  return 0;
}

}  // namespace ucs::bench

int main(int argc, char** argv) {
  // Memory that one repetition frees stays with the process for the next, as in a server that has
  // run for a while: what is measured then is not how fast the system hands out fresh pages.
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  ucs::bench::MedianReporter reporter;
  if (benchmark::RunSpecifiedBenchmarks(&reporter) == 0) return 1;
  std::printf("\n| figure | measured | baseline | ratio | target |\n|---|---|---|---|---|\n");
  for (const ucs::bench::Figure& figure : ucs::bench::figures())
    ucs::bench::print_figure(figure, reporter);
  std::printf("\n");
  for (const auto& [name, value] : ucs::bench::values())
    std::printf("%s: %s\n", name.c_str(), value.c_str());
  return 0;
}
