// SPDX-License-Identifier: MIT
// What a client is told when the store fails, and that nothing half-done stays behind.
#include <string>
#include <vector>

#include "tests/support/http_twins.h"

namespace {

using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::IdKind;
using ucs::tests::Caller;
using ucs::tests::kDialects;
using ucs::tests::require_created;
using ucs::tests::Twins;

struct Row {
  const char* method;
  const char* path;
  const char* body;
  std::size_t store_calls;
};
constexpr Row kOperations[] = {
    {"POST", "/services/start", R"({"customer_id":"c","service_type":1})", 2},
    {"POST", "/services/1/end", "", 2},
    {"POST", "/customers/d/services/1", "", 2},
    {"DELETE", "/services/1", "", 2},
    {"POST", "/services/1/states/start", R"({"state_type":1})", 3},
    {"POST", "/services/1/states/transition", R"({"from":{"state_id":1},"to":{"state_type":1}})",
     3},
    {"POST", "/services/1/states/1/end", "", 2},
    {"POST", "/services/1/tasks/start", R"({"task_type":1})", 3},
    {"POST", "/services/1/tasks/1/end", "", 2},
    {"GET", "/services/1", "", 1},
    {"GET", "/services/1/states", "", 1},
    {"GET", "/services/1/states/1", "", 1},
    {"GET", "/services/1/tasks", "", 1},
    {"GET", "/services/1/tasks/1", "", 1},
    {"GET", "/customers/c/services", "", 1},
    {"GET", "/services/anonymous/k", "", 1},
};

void start_family(Caller& caller) {
  require_created(caller.post("/services/start", R"({"customer_id":"c","service_type":1})"));
  require_created(caller.post("/services/1/states/start", R"({"state_type":1})"));
  require_created(caller.post("/services/1/tasks/start", R"({"task_type":1})"));
}

TEST_CASE("a store that is unavailable is 503, one that throws 500, and nothing was changed") {
  const Error unavailable{ErrorCode::kUnavailable, "the disk is full", ""};
  const Error internal{ErrorCode::kInternal, "the store failed unexpectedly", ""};
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    const std::string before = twins.dump();
    for (const Row& row : kOperations) {
      for (std::size_t call = 1; call <= row.store_calls; ++call) {
        INFO(row.method << ' ' << row.path << ", call " << call);
        twins.fail_store_at(call, unavailable);
        CHECK(caller.send(row.method, row.path, row.body) ==
              caller.error(row.method, row.path, unavailable));
        twins.throw_in_store_at(call);
        CHECK(caller.send(row.method, row.path, row.body) ==
              caller.error(row.method, row.path, internal));
        twins.heal_store();
        CHECK(twins.dump() == before);
      }
    }
  }
}

TEST_CASE("running out of ids is id_space_exhausted, and never a wrap") {
  for (const Dialect dialect : kDialects) {
    Twins twins;
    Caller caller(twins, dialect);
    start_family(caller);
    twins.skip_ids(IdKind::kState, 2147483645);
    twins.skip_ids(IdKind::kTask, 2147483645);
    twins.skip_ids(IdKind::kService, 9007199254740989);
    // The last ones.
    CHECK(caller.post("/services/1/states/start", R"({"state_type":1})").body ==
          R"({"state_id":2147483647})");
    CHECK(caller.post("/services/1/tasks/start", R"({"task_type":1})").body ==
          R"({"task_id":2147483647})");
    CHECK(caller.post("/services/start", R"({"customer_id":"c","service_type":1})").body ==
          R"({"service_id":9007199254740991})");
    const std::string before = twins.dump();
    for (const Row& row : kOperations) {
      const std::string path = row.path;
      if (path.find("start") == std::string::npos && path.find("transition") == std::string::npos)
        continue;
      for (int i = 0; i < 2; ++i)
        caller.check_error(caller.send(row.method, path, row.body), row.method, path,
                           ErrorCode::kIdSpaceExhausted, {"no ids are left"});
    }
    CHECK(twins.dump() == before);
    CHECK(caller.get("/services/9007199254740991").status == 200);
    CHECK(caller.get("/services/1/states/2147483647").status == 200);
  }
}

}  // namespace
