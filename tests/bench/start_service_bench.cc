// SPDX-License-Identifier: MIT
//
// Start service: JSON body in, answer out, no socket. Baseline: RapidJSON's bare SAX pass over the
// same body; and for the start with all checks, the one without.
#include <benchmark/benchmark.h>
#include <rapidjson/reader.h>

#include <cstdlib>

#include "lib/access/password_access.h"
#include "lib/access/password_hash.h"
#include "tests/bench/bench.h"
#include "tests/bench/pairs.h"

namespace ucs::bench {
namespace {

// The store grows by what a run starts; the bound keeps its memory below 1 GB.
constexpr int kIterations = 300000;

void pass_over(const std::string& body) {
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> handler;
  rapidjson::StringStream stream(body.c_str());
  if (!reader.Parse(stream, handler)) std::abort();
}

void sax_pass(benchmark::State& state) {
  const std::string body(kStartBody);
  for (auto _ : state) pass_over(body);
}
BENCHMARK(sax_pass)->Repetitions(5)->ReportAggregatesOnly();

std::unique_ptr<Fixture> shared;

/// Sends the requests in turn.
void send(benchmark::State& state, const http::Api& api,
          const std::vector<http::Request>& requests) {
  std::size_t next = 0;
  for (auto _ : state) {
    const http::Response response = api.handle(requests[next]);
    if (response.status != 201) std::abort();
    next = next + 1 == requests.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}

/// Returns starts by 64 customers of a thread's own.
std::vector<http::Request> starts(std::size_t thread = 0) {
  std::vector<http::Request> requests;
  for (std::size_t i = 0; i < 64; ++i)
    requests.push_back(post("/services/start", start_body(thread * 1000 + i)));
  return requests;
}

void start_service(benchmark::State& state) {
  send(state, shared->api, starts(static_cast<std::size_t>(state.thread_index())));
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

void starts_against_sax_passes(benchmark::State& state) {
  constexpr std::size_t kPairs = 400;
  constexpr std::size_t kEach = 512;
  std::make_unique<Fixture>()->fill(kPairs * kEach, 64);  // its memory stays for the next
  Fixture fixture;
  const std::vector<http::Request> requests = starts();
  report_ratio(
      state, "start service against a bare SAX pass of the body (target: at most 3)", kPairs,
      [&] {
        for (std::size_t i = 0; i < kEach; ++i) {
          if (fixture.api.handle(requests[i % requests.size()]).status != 201) std::abort();
        }
      },
      [&] {
        for (std::size_t i = 0; i < kEach; ++i) pass_over(requests[i % requests.size()].body);
      });
}
BENCHMARK(starts_against_sax_passes)->Iterations(1);

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

/// Returns business attributes for the fields of kStartBody, each with 100 values.
BusinessAttributesPtr make_attributes() {
  BusinessAttributesDefinition definition;
  definition.validates_data = true;
  std::int64_t dbid = 0;
  const auto add = [&](const std::string& field, const std::string& value,
                       std::int64_t value_dbid) {
    const std::string name = "Attribute " + field;
    std::vector<BusinessValue> values = {{value, value_dbid}};
    for (int i = 1; i < 100; ++i) values.push_back({"value " + std::to_string(i), 1000 + i});
    definition.attributes.push_back({name, ++dbid, "", "", std::move(values)});
    definition.mappings.push_back({"Service." + field, name});
  };
  add("type", "booking", 1);
  add("application_type", "web shop", 400);
  add("resource_type", "agent", 200);
  add("media_type", "voice", 2);
  return BusinessAttributes::make(std::move(definition)).value();
}

/// Everything a request can be held against: a user by HTTP Basic, verified before, so that each
/// request finds it in the cache; extension schemas; business attributes.
class Checked : public Fixture {
 public:
  Checked() : checked_(engine, options()) {
    auto settings = std::make_shared<Settings>();
    settings->business_attributes = make_attributes();
    if (!engine.set_settings(std::move(settings))) std::abort();
    create_schemas(*this);
  }
  [[nodiscard]] const http::Api& checked() const noexcept { return checked_; }

 private:
  [[nodiscard]] http::ApiOptions options() {
    http::ApiOptions options;
    options.access = &access_;
    return options;
  }

  access::PasswordAccess access_{{{"ann", http::Role::kAdministrator,
                                   access::hash_password("apple pie", {8, 1}).value(), ""}}};
  http::Api checked_;
};

/// The same in v81, with all checks.
void start_service_with_checks(benchmark::State& state) {
  const Checked fixture;
  std::vector<http::Request> requests = starts();
  for (http::Request& request : requests) {
    request.target = "/services/start";
    request.headers.push_back({"Authorization", "Basic YW5uOmFwcGxlIHBpZQ=="});
    request.client_address = "192.0.2.1";
  }
  send(state, fixture.checked(), requests);
}
BENCHMARK(start_service_with_checks)
    ->UseRealTime()
    ->Iterations(kIterations)
    ->Repetitions(5)
    ->ReportAggregatesOnly();

const bool kReported = [] {
  add_figure({"start service against a bare SAX pass of the body", "start_service/threads:1",
              "sax_pass", "at most 2500 ns"});
  add_figure({"start service, rate of 2 threads against 1", "start_service/threads:2",
              "start_service/threads:1", "at least 1.6", true});
  add_figure({"start service with a user, 100 schemas and data-validation, against without",
              "start_service_with_checks", "start_service/threads:1", "at most 2"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
