// SPDX-License-Identifier: MIT
// Server status and mode over HTTP (spec 9).
#include <ucs/memory_store.h>
#include <ucs/version.h>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lib/http/operations.h"
#include "tests/support/every_operation.h"
#include "tests/support/http_json.h"
#include "tests/support/http_twins.h"
#include "tests/support/http_world.h"
#include "tests/support/switch_timer.h"

namespace {

using namespace ucs::tests;
using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::ModeGate;
using ucs::http::ApiOptions;
using ucs::http::Request;
using ucs::http::WorksIn;

const std::string kStatus = "/server/status";
const std::string kMode = "/server/mode";

Answer changed(const std::string& mode, const std::string& base = "") {
  Answer answer = json("{\"server changed\":\"" + mode + "\"}");
  answer.location = base + kStatus;
  return answer;
}

Error wrong_mode() {
  return {ErrorCode::kWrongMode,
          "the server is in the mode maintenance; this works in the mode production only", ""};
}

TEST_CASE("a status has every member, real figures, and the day's counts without itself") {
  ApiOptions options;
  options.memory_probe = [] { return ucs::http::MemoryFigures{4000, 300, 200, 3800}; };
  Twins twins(options);
  Caller caller(twins, Dialect::kV81);
  twins.clock.set("2026-03-01T12:00:00.250Z");
  CHECK(caller.get(kStatus) ==
        json(R"({"version":")" + std::string(ucs::kVersion) +
             R"(","system_time":"2026-03-01T12:00:00.250Z","mode":"production",)"
             R"("started":"2026-03-01T12:00:00.000Z","max_memory":4000,"allocated_memory":300,)"
             R"("used_memory":200,"free_memory":3800,"request_today":0,"client_errors_today":0,)"
             R"("server_errors_today":0})"));
  CHECK(caller.get("/services/1").status == 404);
  twins.fail_store_at(1, {ErrorCode::kInternal, "the disk is on fire", ""});
  CHECK(caller.get("/services/1").status == 500);
  twins.heal_store();
  CHECK(caller.get("/nothing").status == 404);
  twins.clock.set("2026-03-01T23:59:59.999Z");
  CHECK(twins.send("GET", "/genesys/1/cs/customers/c/services").status == 200);
  const std::string late = caller.get(kStatus).body;
  CHECK(missing_members(R"({"last_request":"2026-03-01T23:59:59.999Z","request_today":5,)"
                        R"("client_errors_today":2,"server_errors_today":1})",
                        late) == "");
  CHECK(member_names(late) ==
        "version system_time mode started last_request max_memory allocated_memory used_memory "
        "free_memory request_today client_errors_today server_errors_today");
  twins.clock.set("2026-03-02T00:00:00Z");
  CHECK(missing_members(R"({"last_request":"2026-03-01T23:59:59.999Z","request_today":0,)"
                        R"("client_errors_today":0,"server_errors_today":0})",
                        caller.get(kStatus).body) == "");
}

TEST_CASE("without a probe a status tells nothing of memory") {
  Twins twins;
  CHECK_THAT(Caller(twins, Dialect::kV81).get(kStatus).body, !contains("memory"));
}

TEST_CASE("status and mode are not there in v85, and there under each base path of v81") {
  Twins twins;
  Caller v85(twins, Dialect::kV85);
  CHECK(v85.get(kStatus).status == 404);
  CHECK(v85.post(kMode, R"({"mode":"maintenance"})").status == 404);
  Caller cv(twins, Dialect::kV81, "/cv");
  CHECK(cv.get(kStatus).status == 200);
  CHECK(cv.post(kMode, R"({"mode":"maintenance"})") == changed("maintenance", "/cv"));
  CHECK(cv.get(kMode).status == 405);
  CHECK(cv.post(kStatus).status == 405);
}

TEST_CASE("a mode is read in any case, and switched to as often as one likes") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const auto mode = [&] { return caller.get(kStatus).body; };
  CHECK(caller.post(kMode, R"({"mode":"Maintenance"})") == changed("maintenance"));
  CHECK_THAT(mode(), contains(R"("mode":"maintenance")"));
  CHECK(caller.post(kMode, R"({"mode":"MAINTENANCE"})") == changed("maintenance"));
  CHECK(caller.post(kMode, R"({"mode":"pRoduction","more":[1]})") == changed("production"));
  CHECK_THAT(mode(), contains(R"("mode":"production")"));
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
}

TEST_CASE("what is no mode is refused, names the modes, and changes nothing") {
  Twins twins;
  Caller caller(twins, Dialect::kV81);
  const std::string named = "expected production or maintenance";
  const auto check = [&](const std::string& body, ErrorCode code, const std::string& part) {
    CAPTURE(body);
    caller.check_error(caller.post(kMode, body), "POST", kMode, code, {part});
    CHECK_THAT(caller.get(kStatus).body, contains(R"("mode":"production")"));
  };
  check(R"({"mode":"maintenanc"})", ErrorCode::kInvalidField, named);
  check(R"({"mode":""})", ErrorCode::kInvalidField, named);
  check(R"({"mode":1})", ErrorCode::kInvalidField, "mode");
  check(R"({"mode":null})", ErrorCode::kInvalidField, "mode");
  check(R"({"Mode":"maintenance"})", ErrorCode::kMissingField, named);
  check("{}", ErrorCode::kMissingField, named);
  check("", ErrorCode::kMissingField, named);
  check("{", ErrorCode::kInvalidJson, "at byte 1");
  check(R"(["maintenance"])", ErrorCode::kInvalidJson, "");
}

TEST_CASE("in maintenance exactly the operations on services, states and tasks are wrong_mode") {
  std::set<std::pair<std::string, std::string>> always;
  for (const auto& operation : ucs::http::operations()) {
    if (operation.works_in == WorksIn::kEveryMode) {
      always.emplace(operation.method, operation.path);
      const bool is_other = operation.path.substr(0, 10) == "/services/" ||
                            operation.path.substr(0, 11) == "/customers/";
      CHECK_FALSE(is_other);
    }
  }
  CHECK(always.count({"GET", kStatus}) == 1);
  CHECK(always.count({"POST", "/maintenance/purge"}) == 1);
  for (const Dialect dialect : kDialects) {
    Twins twins;
    require_created(
        twins.send("POST", "/services/start", R"({"customer_id":"n","service_type":1})"));
    REQUIRE(twins.send("POST", kMode, R"({"mode":"maintenance"})").status == 200);
    const std::string before = twins.dump();
    for (const Request& request : requests_for_all(base_of(dialect), "n")) {
      INFO(request.method << ' ' << request.target);
      const std::string path = request.target.substr(0, request.target.find('?'));
      const bool is_gated = path.find("/services/") != std::string::npos ||
                            path.find("/customers/") != std::string::npos;
      if (is_gated && path.find("/metadata/") == std::string::npos &&
          path.find("/maintenance/") == std::string::npos) {
        CHECK(twins.send(request) == error_answer(dialect, request.method, path, wrong_mode()));
        CHECK(twins.dump() == before);
      } else {
        CHECK_THAT(twins.send(request).body, !contains("wrong_mode"));
      }
    }
  }
}

/// A server of one thread whose switch of the mode lets a test act while it waits.
struct Switching {
  Switching() {
    options.mode_gate = &gate;
    options.switch_timer = &timer;
  }

  [[nodiscard]] std::string send(const std::string& method, const std::string& target,
                                 const std::string& body = "") const {
    const auto response = api->handle({method, target, {}, body});
    return std::to_string(response.status) + " " + response.body;
  }
  void start() { api = std::make_unique<const ucs::http::Api>(engine, options); }

  ManualClock clock;
  ucs::MemoryStore store;
  ucs::Engine engine{store, clock};
  ModeGate gate;
  StepTimer timer;
  ApiOptions options;
  std::unique_ptr<const ucs::http::Api> api;
};

TEST_CASE("while a switch waits requests are unavailable, and status and attributes work") {
  Switching server;
  server.start();
  std::optional<ModeGate::Pass> in_flight(server.gate.enter().value());
  std::string started;
  std::string status;
  std::string attributes;
  server.timer.on_pause = [&] {
    started = server.send("POST", "/services/start", R"({"customer_id":"c","service_type":1})");
    status = server.send("GET", kStatus);
    attributes = server.send("GET", "/metadata/business-attributes");
    in_flight.reset();
  };
  CHECK_THAT(server.send("POST", kMode, R"({"mode":"maintenance"})"),
             Catch::Matchers::StartsWith("200 "));
  CHECK_THAT(started, Catch::Matchers::StartsWith("503 ") && contains("\"unavailable\""));
  CHECK_THAT(status, contains(R"("mode":"production")"));
  CHECK(attributes == "200 []");
  CHECK_THAT(server.send("GET", "/services/1"),
             Catch::Matchers::StartsWith("503 ") && contains("\"wrong_mode\""));
}

TEST_CASE("a switch gives up after its time, says so, and the old mode stays") {
  Switching server;
  server.options.switch_timeout = std::chrono::milliseconds(100);
  server.start();
  std::optional<ModeGate::Pass> in_flight(server.gate.enter().value());
  CHECK_THAT(server.send("POST", kMode, R"({"mode":"maintenance"})"),
             Catch::Matchers::StartsWith("503 ") && contains("the mode stays production") &&
                 contains("100 milliseconds"));
  CHECK(server.timer.pauses == 10);
  CHECK_THAT(server.send("POST", "/services/start", R"({"customer_id":"c","service_type":1})"),
             Catch::Matchers::StartsWith("201 "));
  in_flight.reset();
  CHECK_THAT(server.send("POST", kMode, R"({"mode":"maintenance"})"),
             Catch::Matchers::StartsWith("200 "));
}

TEST_CASE("Apis that share a gate share the mode, and a gate may begin in maintenance") {
  ModeGate gate(ucs::Mode::kMaintenance);
  ApiOptions options;
  options.mode_gate = &gate;
  ManualClock clock;
  World one(clock, options, {});
  World two(clock, options, {});
  const Request query{"GET", "/services/1", {}, ""};
  CHECK(one.api.handle(query).status == 503);
  CHECK(two.api.handle({"POST", kMode, {}, R"({"mode":"production"})"}).status == 200);
  CHECK(one.api.handle(query).status == 404);
}

}  // namespace
