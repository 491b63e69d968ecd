// SPDX-License-Identifier: MIT
//
// Start service: JSON body in, answer out, no socket. Baseline: RapidJSON's bare SAX pass over the
// same body; and for extension schemas, the start without them.
#include <benchmark/benchmark.h>
#include <rapidjson/reader.h>

#include <cstdlib>

#include "lib/access/password_access.h"
#include "lib/access/password_hash.h"
#include "tests/bench/bench.h"

namespace ucs::bench {
namespace {

// The store grows by what a run starts; the bound keeps its memory below 1 GB.
constexpr int kIterations = 300000;

void sax_pass(benchmark::State& state) {
  const std::string body(kStartBody);
  for (auto _ : state) {
    rapidjson::Reader reader;
    rapidjson::BaseReaderHandler<> handler;
    rapidjson::StringStream stream(body.c_str());
    if (!reader.Parse(stream, handler)) std::abort();
  }
}
BENCHMARK(sax_pass)->Repetitions(5)->ReportAggregatesOnly();

std::unique_ptr<Fixture> shared;

void start_service(benchmark::State& state) {
  const auto customer = static_cast<std::size_t>(state.thread_index());
  std::vector<http::Request> requests;  // 64 customers in turn
  for (std::size_t i = 0; i < 64; ++i)
    requests.push_back(post("/services/start", start_body(customer * 1000 + i)));
  std::size_t next = 0;
  for (auto _ : state) {
    const http::Response response = shared->api.handle(requests[next]);
    if (response.status != 201) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
void set_up(const benchmark::State& /*state*/) { shared = std::make_unique<Fixture>(); }
void tear_down(const benchmark::State& /*state*/) { shared.reset(); }
BENCHMARK(start_service)
    ->ThreadRange(1, 2)
    ->UseRealTime()
    ->Iterations(kIterations)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Setup(set_up)
    ->Teardown(tear_down);

// The same with users: HTTP Basic, verified before, so that each request finds it in the cache.
class Guarded : public Fixture {
 public:
  Guarded() : guarded_(engine, options()) {}
  [[nodiscard]] const http::Api& guarded() const noexcept { return guarded_; }

 private:
  [[nodiscard]] http::ApiOptions options() {
    http::ApiOptions options;
    options.access = &access_;
    return options;
  }

  access::PasswordAccess access_{{{"ann", http::Role::kAdministrator,
                                   access::hash_password("apple pie", {8, 1}).value(), ""}}};
  http::Api guarded_;
};

void start_service_with_access(benchmark::State& state) {
  Guarded fixture;
  std::vector<http::Request> requests;
  for (std::size_t i = 0; i < 1000; ++i) {
    requests.push_back(post("/services/start", start_body(i)));
    requests.back().headers.push_back({"Authorization", "Basic YW5uOmFwcGxlIHBpZQ=="});
    requests.back().client_address = "192.0.2.1";
  }
  std::size_t next = 0;
  for (auto _ : state) {
    const http::Response response = fixture.guarded().handle(requests[next]);
    if (response.status != 201) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
}
BENCHMARK(start_service_with_access)
    ->UseRealTime()
    ->Iterations(kIterations)
    ->Repetitions(5)
    ->ReportAggregatesOnly();

/// Adds 100 schemas for services; two of them are those of the extensions in kStartBody.
void create_schemas(Fixture& fixture) {
  const auto create = [&](const std::string& body) {
    http::Request request = post("/metadata/services/extensions", body);
    request.target = "/metadata/services/extensions";
    if (fixture.api.handle(request).status != 201) std::abort();
  };
  for (int i = 0; i < 98; ++i) {
    create(R"({"name":"Other_)" + std::to_string(i) +
           R"(","type":"single-valued","attributes":[{"name":"text","type":"string"}]})");
  }
  create(R"({"name":"Feedback","type":"single-valued","attributes":[)"
         R"({"name":"FeedbackType","type":"string","length":32,"mandatory":true},)"
         R"({"name":"rating","type":"integer","mandatory":true},)"
         R"({"name":"notes","type":"string","length":256}]})");
  create(R"({"name":"Satisfaction","type":"multi-valued","attributes":[)"
         R"({"name":"rating","type":"integer","mandatory":true},)"
         R"({"name":"pertinence","type":"integer"},{"name":"usefull","type":"boolean"},)"
         R"({"name":"place","type":"string","length":64}],"unique":["place"]})");
}

/// The same in v81, with each extension held against its schema.
void start_service_with_schemas(benchmark::State& state) {
  std::vector<http::Request> requests;
  for (std::size_t i = 0; i < 1000; ++i) {
    requests.push_back(post("/services/start", start_body(i)));
    requests.back().target = "/services/start";
  }
  std::size_t next = 0;
  for (auto _ : state) {
    const http::Response response = shared->api.handle(requests[next]);
    if (response.status != 201) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
void set_up_with_schemas(const benchmark::State& /*state*/) {
  shared = std::make_unique<Fixture>();
  create_schemas(*shared);
}
BENCHMARK(start_service_with_schemas)
    ->UseRealTime()
    ->Iterations(kIterations)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Setup(set_up_with_schemas)
    ->Teardown(tear_down);

const bool kReported = [] {
  add_figure({"start service against a bare SAX pass of the body", "start_service/threads:1",
              "sax_pass", "at most 3"});
  add_figure({"start service with users against without", "start_service_with_access",
              "start_service/threads:1", "at most 2"});
  add_figure({"start service, rate of 2 threads against 1", "start_service/threads:2",
              "start_service/threads:1", "at least 1.6", true});
  add_figure({"start service with 100 schemas, two of them checked, against without (v85)",
              "start_service_with_schemas", "start_service/threads:1", "at most 2"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
