// SPDX-License-Identifier: MIT
// What a document leaves out is filled in.
#include <ucs/testing/client.h>
#include <ucs/testing/contents.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::MemoryStore;
using ucs::Service;
using ucs::ServicePtr;
using ucs::testing::ContentsOptions;
using ucs::testing::export_contents;
using ucs::testing::read_contents;

const ucs::Timestamp kNow = at("2026-03-01T12:00:00Z");

/// The store that a document makes, at kNow.
class Seeded {
 public:
  explicit Seeded(const std::string& members, ContentsOptions options = {}) {
    options.now = kNow;
    const auto contents = read_contents("{\"ucs_version\":1," + members + "}", options);
    INFO((contents ? "" : contents.error().message));
    REQUIRE(contents);
    store_.restore(contents->snapshot);
  }

  [[nodiscard]] const Service& service(ucs::ServiceId id, const std::string& tenant = "") {
    held_ = *store_.get(tenant, id);
    REQUIRE(held_ != nullptr);
    return *held_;
  }
  [[nodiscard]] MemoryStore& store() { return store_; }

 private:
  MemoryStore store_;
  ServicePtr held_;
};

TEST_CASE("a document of its version alone is an empty store") {
  CHECK(read_contents(R"({"ucs_version":1})"));
  CHECK(read_contents(" \n{\"$schema\":\"seed.schema.json\",\"ucs_version\":1}"));
}

TEST_CASE("a service needs nothing but an owner") {
  Seeded seeded(R"("services":[{"customer_id":"c"}])");
  const Service& service = seeded.service(1);
  CHECK(service.is_active());
  CHECK(service.started.timestamp == kNow);
  CHECK(service.updated == kNow);
  CHECK(service.revision == 1);
  CHECK(!service.type.is_present());
  CHECK(service.expires == kNow + 24h * 365 * 5);
  CHECK(!service.is_expires_given);
  CHECK(!service.auto_complete_after);
}

TEST_CASE("ids that are left out follow the highest that is given or was handed out") {
  Seeded seeded(R"("last_ids":[{"state":20}],"services":[
      {"customer_id":"c","states":[{},{"state_id":3},{}]},
      {"service_id":7,"customer_id":"c","tasks":[{},{"task_id":9}]},
      {"contact_key":"k","states":[{}],"tasks":[{}]}])");
  CHECK(seeded.service(8).states.find(21) != nullptr);
  CHECK(seeded.service(8).states.find(3) != nullptr);
  CHECK(seeded.service(8).states.find(22) != nullptr);
  CHECK(seeded.service(7).tasks.find(10) != nullptr);
  CHECK(seeded.service(9).states.find(23) != nullptr);
  CHECK(seeded.service(9).tasks.find(11) != nullptr);
  CHECK(seeded.store().allocate_ids("", ucs::IdKind::kService, 1).value() == 10);
  CHECK(seeded.store().allocate_ids("", ucs::IdKind::kState, 1).value() == 24);
}

TEST_CASE("where each service counts its own states, those that are left out do, too") {
  ContentsOptions options;
  options.id_scope = ucs::IdScope::kService;
  Seeded seeded(R"("services":[{"customer_id":"c","states":[{},{"state_id":5},{}]},
      {"customer_id":"c","states":[{}]}])",
                options);
  CHECK(seeded.service(1).states.find(6) != nullptr);
  CHECK(seeded.service(1).states.find(7) != nullptr);
  CHECK(seeded.service(2).states.find(1) != nullptr);
}

TEST_CASE("times are absolute, or relative to the beginning, in every unit") {
  const auto started = [](const std::string& time) {
    return Seeded(R"("services":[{"customer_id":"c","started":")" + time + R"("}])")
        .service(1)
        .started.timestamp;
  };
  CHECK(started("2026-03-01T13:00:00.250+01:00") == kNow + 250ms);
  CHECK(started("-90s") == kNow - 90s);
  CHECK(started("-5m") == kNow - 5min);
  CHECK(started("-2h") == kNow - 2h);
  CHECK(started("+3d") == kNow + 72h);
  CHECK(started("-1w") == kNow - 168h);
  CHECK(started("-1M") == kNow - 720h);
  CHECK(started("-1y") == kNow - 24h * 365);
  CHECK(started("-0s") == kNow);
}

TEST_CASE("relative times are relative to the document's own time, if it has one") {
  Seeded seeded(
      R"("services":[{"customer_id":"c","started":"-1h"}],"time":"2000-01-01T01:00:00Z")");
  CHECK(seeded.service(1).started.timestamp == at("2000-01-01T00:00:00Z"));
  const auto relative = read_contents(R"({"ucs_version":1,"time":"-1h"})", {kNow, {}, {}, {}});
  REQUIRE(relative);
  CHECK(relative->time == kNow - 1h);
}

TEST_CASE("a start that is left out is that of the service, and an end is now") {
  Seeded seeded(R"("services":[
      {"customer_id":"c","started":"-2h","states":[{"completed":{}},{"started":{"media_type":1}}]},
      {"customer_id":"c","completed":"-1d"}])");
  const Service& first = seeded.service(1);
  CHECK(first.states.find(1)->started.timestamp == kNow - 2h);
  CHECK(first.states.find(1)->completion->event.timestamp == kNow);
  CHECK(first.states.find(2)->started.timestamp == kNow - 2h);
  CHECK(first.updated == kNow);
  // What has ended did not begin later.
  CHECK(seeded.service(2).started.timestamp == kNow - 24h);
  CHECK(seeded.service(2).updated == kNow - 24h);
}

TEST_CASE("lifetimes that are left out are those of the settings, from the last event on") {
  ucs::Settings settings;
  settings.default_lifetime = 10h;
  settings.lifetime_by_type["long"] = 1000h;
  settings.auto_complete_after = 60s;
  ContentsOptions options;
  options.settings = &settings;
  Seeded seeded(R"("services":[
      {"customer_id":"c","started":"-5h","tasks":[{"started":"-1h"}]},
      {"customer_id":"c","service_type":"long","updated":"-2h"},
      {"customer_id":"c","expires":"+1h","auto_complete_after":5},
      {"customer_id":"c","expires":"+1h","expires_given":false,"auto_complete_given":false}])",
                options);
  CHECK(seeded.service(1).expires == kNow + 9h);
  CHECK(seeded.service(1).auto_complete_after == 60);
  CHECK(seeded.service(2).expires == kNow + 998h);
  CHECK(seeded.service(3).expires == kNow + 1h);
  CHECK(seeded.service(3).is_expires_given);
  CHECK(seeded.service(3).auto_complete_after == 5);
  CHECK(seeded.service(3).is_auto_complete_given);
  CHECK(!seeded.service(4).is_expires_given);
  CHECK(seeded.service(4).expires == kNow + 1h);
  CHECK(!seeded.service(4).auto_complete_after);
}

TEST_CASE("tenants are keys, or where there are tenants also their names") {
  const std::string members =
      R"("services":[{"tenant":101,"customer_id":"a"},{"tenant":"101","customer_id":"b"}])";
  Seeded keys(members);
  CHECK(keys.service(2, "101").customer_id == "b");
  ContentsOptions options;
  options.tenants = {{101, "airline"}, {102, "hotel"}};
  Seeded names(R"("services":[{"tenant":"airline","customer_id":"a"},
      {"tenant":"101","customer_id":"b"},{"tenant":102,"customer_id":"c"},{"customer_id":"d"}])",
               options);
  CHECK(names.service(1, "101").customer_id == "a");
  CHECK(names.service(2, "101").customer_id == "b");
  CHECK(names.service(1, "102").customer_id == "c");
  CHECK(names.service(1).customer_id == "d");
}

TEST_CASE("a document in TOML says the same as one in JSON") {
  const auto toml = read_contents(R"(# Comments, and times of TOML's own.
ucs_version = 1
time = 2026-03-01T12:00:00Z

[[services]]
customer_id = "c"
started = "-2h"
extensions = { Trip = { to = "Lisbon", seats = 2, price = 0.1, far = true, whole = 1.0 } }

  [[services.states]]
  state_type = 12
  completed = { disposition = "done" }
)");
  INFO((toml ? "" : toml.error().message));
  REQUIRE(toml);
  const auto json = read_contents(R"({"ucs_version":1,"time":"2026-03-01T12:00:00Z","services":[
      {"customer_id":"c","started":"-2h","extensions":{"Trip":
       {"to":"Lisbon","seats":2,"price":0.1,"far":true,"whole":1.0}},
       "states":[{"state_type":12,"completed":{"disposition":"done"}}]}]})");
  REQUIRE(json);
  CHECK(export_contents(toml->snapshot, toml->time) == export_contents(json->snapshot, json->time));
}

TEST_CASE("a service that has expired, or is due, may be in a seed") {
  ucs::testing::Fake fake;
  REQUIRE(fake.load(R"({"ucs_version":1,"services":[
      {"customer_id":"c","started":"-2h","expires":"-1h"},
      {"customer_id":"c","started":"-2h","auto_complete_after":60}]})"));
  const ucs::testing::Client client(fake);
  CHECK(client.get("/services/1").status == 400);
  CHECK(client.get("/services/2").status == 200);
  const auto settled = fake.settle();
  REQUIRE(settled);
  CHECK(settled->expired == 1);
  CHECK(settled->completed == 1);
}

}  // namespace
