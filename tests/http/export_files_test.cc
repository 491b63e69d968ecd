// SPDX-License-Identifier: MIT
// Export to files, seen by clients (spec 3.7).
#include <string>
#include <vector>

#include "lib/export/directory_exporter.h"
#include "tests/support/builders.h"
#include "tests/support/fake_exporter.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"
#include "tests/support/temporary_directory.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::http::ApiOptions;
using ucs::http::ExportPacking;
using ucs::tests::base_of;
using ucs::tests::Caller;
using ucs::tests::contains;
using ucs::tests::FakeExporter;
using ucs::tests::json;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::TemporaryDirectory;
using ucs::tests::Twins;

constexpr const char* kPath = "/maintenance/services/files";
const std::string kAll = std::string(kPath) + "?time_from=2000-01-01T00:00:00Z";
constexpr const char* kStream = "/maintenance/services/stream?time_from=2000-01-01T00:00:00Z";
const std::string kTime = "2026-03-01T12:00:01.000Z";

ApiOptions with(FakeExporter& exporter) {
  ApiOptions options;
  options.file_exporter = &exporter;
  return options;
}

/// Starts two services with a state and a task, and completes the second. Then it is kTime.
void start_two(Caller& v85, Twins& twins) {
  for (const std::string id : {"1", "2"}) {
    require_created(v85.post("/services/start", R"({"customer_id":"c","Feedback":{"a":1}})"));
    require_created(v85.post("/services/" + id + "/states/start", R"({"state_type":"s"})"));
    require_created(v85.post("/services/" + id + "/tasks/start", R"({"task_type":"t"})"));
  }
  REQUIRE(v85.post("/services/2/end").status == 204);
  twins.clock.advance(std::chrono::seconds(1));
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("an export to a JSON file has what the stream has, whole services") {
  for (const Dialect dialect : kDialects) {
    FakeExporter exporter;
    Twins twins(with(exporter));
    Caller v85(twins, Dialect::kV85);
    Caller caller(twins, dialect);
    const std::string name = kTime + ".json";
    start_two(v85, twins);
    for (const char* query : {"", "&format=json", "&compress=none", "&filter_state=inactive",
                              "&filter_events=completed", "&time_to=2001-01-01T00:00:00Z"}) {
      INFO(query);
      CHECK(caller.post(kAll + query) == json(R"({"created":[")" + name + R"("]})"));
      CHECK(exporter.count() == 1);
      CHECK(exporter.text(name) ==
            caller.get(std::string(kStream) + "&export_content=true" + query).body);
      CHECK(exporter.packing() == ExportPacking::kNone);
    }
    CHECK(caller.post(kAll + "&compress=gzip").status == 200);
    CHECK(exporter.packing() == ExportPacking::kGzip);
    CHECK(caller.post(kAll + "&compress=zip").status == 200);
    CHECK(exporter.packing() == ExportPacking::kZip);
  }
}

TEST_CASE("an export to CSV files has a table each of services, states and tasks") {
  for (const Dialect dialect : kDialects) {
    FakeExporter exporter;
    Twins twins(with(exporter));
    Caller v85(twins, Dialect::kV85);
    Caller caller(twins, dialect);
    start_two(v85, twins);
    const std::string created = R"({"created":[")" + kTime + R"(_services.csv",")" + kTime +
                                R"(_states.csv",")" + kTime + R"(_tasks.csv"]})";
    CHECK(caller.post(kAll + "&format=csv") == json(created));
    CHECK(exporter.count() == 3);
    CHECK(lines_of(exporter.text(kTime + "_services.csv")) == 3);
    CHECK(lines_of(exporter.text(kTime + "_states.csv")) == 3);
    CHECK(lines_of(exporter.text(kTime + "_tasks.csv")) == 3);
    CHECK_THAT(exporter.text(kTime + "_services.csv"),
               contains("\r\n1,,\"c\",,,,,,2026-03-01T12:00:00.000Z,") &&
                   contains("\"{\"\"Feedback\"\":{\"\"a\"\":1}}\"\r\n"));
    CHECK(caller.post(kAll + "&format=csv&filter_state=inactive") == json(created));
    CHECK(lines_of(exporter.text(kTime + "_services.csv")) == 2);
    CHECK(lines_of(exporter.text(kTime + "_tasks.csv")) == 2);
    CHECK(caller.post(kAll + "&format=csv&time_to=2001-01-01T00:00:00Z") == json(created));
    CHECK(lines_of(exporter.text(kTime + "_tasks.csv")) == 1);
  }
}

TEST_CASE("an export to files without time_from, or with a wrong parameter, is refused") {
  struct Row {
    const char* query;
    ErrorCode code;
    const char* named;
  };
  const std::vector<Row> rows = {
      {"", ErrorCode::kMissingField, "time_from is missing"},
      {"?time_from=yesterday", ErrorCode::kInvalidTimestamp, "time_from"},
      {"?time_from=2026-03-01T10:00:00Z&time_to=2025", ErrorCode::kInvalidTimestamp, "time_to"},
      {"?time_from=2026-03-01T10:00:00Z&time_to=2025-01-01T00:00:00Z", ErrorCode::kInvalidParameter,
       "time_to"},
      {"?time_from=2026-03-01T10:00:00Z&filter_events=all", ErrorCode::kInvalidParameter,
       "filter_events"},
      {"?time_from=2026-03-01T10:00:00Z&filter_state=open", ErrorCode::kInvalidParameter,
       "filter_state"},
      {"?time_from=2026-03-01T10:00:00Z&format=xml", ErrorCode::kInvalidParameter,
       R"(format is \"xml\"; expected json or csv)"},
      {"?time_from=2026-03-01T10:00:00Z&format=", ErrorCode::kInvalidParameter, "format"},
      {"?time_from=2026-03-01T10:00:00Z&compress=rar", ErrorCode::kInvalidParameter,
       R"(compress is \"rar\"; expected none, gzip or zip)"},
      {"?time_from=2026-03-01T10:00:00Z&compress=../x", ErrorCode::kInvalidParameter, "compress"},
  };
  for (const Dialect dialect : kDialects) {
    FakeExporter exporter;
    Twins twins(with(exporter));
    Caller caller(twins, dialect);
    for (const Row& row : rows) {
      INFO(row.query);
      const std::string path = std::string(kPath) + row.query;
      caller.check_error(caller.post(path), "POST", path, row.code, {row.named});
      // A body is not read.
      const char* body = R"({"time_from":"2026-03-01T10:00:00Z"})";
      caller.check_error(caller.post(path, body), "POST", path, row.code, {row.named});
    }
    CHECK(exporter.count() == 0);
  }
}

TEST_CASE("a server without a directory for exports says so") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    caller.check_error(caller.post(kAll), "POST", kPath, ErrorCode::kUnavailable, {"export-dir"});
    caller.check_error(caller.post(kPath), "POST", kPath, ErrorCode::kMissingField, {"time_from"});
  }
}

TEST_CASE("an export to files that fails at any step is an error, and publishes nothing") {
  const Error full{ErrorCode::kUnavailable, "cannot write to the directory: it is full", ""};
  const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
  for (const Dialect dialect : kDialects) {
    FakeExporter exporter;
    Twins twins(with(exporter));
    Caller v85(twins, Dialect::kV85);
    Caller caller(twins, dialect);
    start_two(v85, twins);
    for (const char* format : {"&format=json", "&format=csv"}) {
      for (const auto step : {FakeExporter::Step::kBegin, FakeExporter::Step::kAppend,
                              FakeExporter::Step::kPublish}) {
        exporter.fail(step, full);
        CHECK(caller.post(kAll + format) == caller.error("POST", kPath, full));
      }
      exporter.heal();
      for (const std::size_t call : {1U, 40U}) {
        twins.fail_store_at(call, unavailable);
        CHECK(caller.post(kAll + format) == caller.error("POST", kPath, unavailable));
      }
      twins.heal_store();
    }
    CHECK(exporter.count() == 0);
  }
}

TEST_CASE("an export that the store fails midway leaves no file in the directory") {
  const TemporaryDirectory directory;
  ucs::file_export::DirectoryExporter exporter(directory.path());
  ApiOptions options;
  options.file_exporter = &exporter;
  ucs::tests::ManualClock clock;
  ucs::tests::World world(clock, options, {});
  for (int i = 0; i < 600; ++i) REQUIRE(world.engine.start_service(ucs::tests::start_of("c")));
  clock.advance(std::chrono::seconds(1));
  for (const char* form : {"", "&compress=gzip", "&format=csv", "&format=csv&compress=zip"}) {
    const ucs::http::Request request{"POST", kAll + form, {}, ""};
    world.store.heal();
    const std::string created = world.api.handle(request).body;
    const std::size_t calls = world.store.calls();
    const auto before = directory.names();
    world.store.throw_at(calls, ucs::tests::FailingStore::Moment::kBefore);
    CHECK(world.api.handle(request).status == 500);
    world.store.heal();
    CHECK(directory.names() == before);
    CHECK_THAT(created, contains(R"({"created":["export20260301_120001_000)"));
  }
  CHECK(directory.names().size() == 8);
}

TEST_CASE("an export of a tenant has its own services only") {
  FakeExporter exporter;
  ApiOptions options = with(exporter);
  options.tenants = {{101, "airline"}, {102, "bank"}};
  for (const Dialect dialect : kDialects) {
    Twins twins(options);
    const auto send = [&](const std::string& path, const char* tenant, const char* body = "") {
      return twins.send("POST", base_of(dialect) + path, body, {{"ContactCenterId", tenant}});
    };
    require_created(send("/services/start", "101", R"({"customer_id":"a","service_type":1})"));
    require_created(send("/services/start", "102", R"({"customer_id":"b","service_type":1})"));
    twins.clock.advance(std::chrono::seconds(1));
    CHECK(send(kAll, "bank").status == 200);
    CHECK_THAT(exporter.text(kTime + ".json"),
               contains(R"("customer_id":"b")") && !contains(R"("customer_id":"a")"));
    CHECK(send(kAll, "103").status == 400);
  }
}

}  // namespace
