// SPDX-License-Identifier: MIT
// What is exported is all there is, and comes back as it was.
#include <ucs/json.h>
#include <ucs/testing/client.h>
#include <ucs/testing/contents.h>
#include <ucs/testing/fake.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "lib/testing/document.h"
#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/dump.h"
#include "tests/support/random_contents.h"
#include "tests/support/source_file.h"

namespace {

using namespace std::chrono_literals;
using namespace ucs::tests;
using ucs::MemoryStore;
using ucs::testing::Client;
using ucs::testing::ContentsOptions;
using ucs::testing::export_contents;
using ucs::testing::Fake;
using ucs::testing::FakeOptions;
using ucs::testing::read_contents;

const std::vector<std::string> kTenants = {"", "102", "7", "gone", "other \"tenant\""};

std::string golden() { return source_file("tests/unit/testing/golden/contents-v1.json"); }

TEST_CASE("an empty store is exported as empty lists, and comes back") {
  const std::string text = export_contents(MemoryStore().snapshot());
  CHECK(text == "{\"ucs_version\":1,\n\"last_ids\":[],\n\"schemas\":[],\n\"services\":[]}\n");
  const auto contents = read_contents(text);
  REQUIRE(contents);
  CHECK(contents->services == 0);
  CHECK(!contents->time);
  CHECK(export_contents(contents->snapshot) == text);
}

TEST_CASE("the golden document of version 1 is read, and exported as the same bytes") {
  const std::string text = golden();
  const auto contents = read_contents(text);
  REQUIRE(contents);
  CHECK(contents->services == 3);
  REQUIRE(contents->time);
  CHECK(ucs::format_timestamp(*contents->time) == "2026-03-01T12:00:00.000Z");
  CHECK(export_contents(contents->snapshot, contents->time) == text);
}

TEST_CASE("the golden document of version 1 means what it meant") {
  const auto contents = read_contents(golden());
  REQUIRE(contents);
  MemoryStore store(contents->snapshot);
  const auto booking = store.get("", 2);
  REQUIRE(booking);
  REQUIRE(*booking != nullptr);
  const ucs::Service& service = **booking;
  CHECK(service.revision == 11);
  CHECK(service.customer_id == "00027a52JCGY000M");
  CHECK(service.started.application_id == std::numeric_limits<std::int64_t>::min());
  CHECK(service.started.media_type == "web");
  CHECK(!service.is_expires_given);
  CHECK(service.is_auto_complete_given);
  CHECK(written(service.extensions) == R"(Trip={"to":"K)"
                                       "\xC3\xB6"
                                       R"(ln \"Hbf\"","seats":2} big=1e400 tags=[])");
  REQUIRE(service.states.find(3) != nullptr);
  CHECK(service.states.find(3)->completion->disposition == 3);
  CHECK(service.states.find(3)->completion->disposition_desc == "line\nbreak");
  CHECK(service.states.find(7)->previous_state_id == 3);
  REQUIRE(service.tasks.find(5) != nullptr);
  CHECK(!service.tasks.find(5)->state_id);
  CHECK(store.allocate_ids("", ucs::IdKind::kTask, 1).value() == 6);
  CHECK(store.allocate_ids("gone", ucs::IdKind::kService, 1).value() == 5);
  CHECK(store.list("", ucs::OwnerKind::kContact, "555-0199")->size() == 1);
  CHECK(store.list_due("", at("2026-03-02T00:00:00Z"), 5)->size() == 1);
  CHECK((*store.schemas("102"))->find(ucs::EntityKind::kTask, "notes")->unique.size() == 2);
}

TEST_CASE("the golden document has every member that a document may have") {
  const std::string text = golden();
  for (const auto& member : ucs::testing::known_members()) {
    if (member.name == "$schema") continue;
    INFO(member.object << " " << member.name);
    CHECK(text.find("\"" + std::string(member.name) + "\":") != std::string::npos);
  }
}

TEST_CASE("whatever the engine makes is the same after an export and an import") {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    FakeOptions options;
    options.engine.id_scope = seed % 2 == 0 ? ucs::IdScope::kService : ucs::IdScope::kTenant;
    Fake fake(options);
    RandomWork(fake, seed).steps(400);
    const std::string text = fake.export_contents();
    // Its settings are others, and change nothing of what is imported.
    options.settings.default_lifetime = 1h;
    options.settings.auto_complete_after = 1min;
    Fake other(options);
    const auto loaded = other.load(text);
    INFO(outcome(loaded) << (loaded ? "" : loaded.error().message));
    REQUIRE(loaded);
    CHECK(other.export_contents() == text);
    CHECK(dump(other.store(), kTenants) == dump(fake.store(), kTenants));
    CHECK(other.clock().now() == fake.clock().now());
    // And from then on the two do the same, but for what the settings say of new services.
    other.engine().set_settings(fake.engine().settings()).value();
    RandomWork(fake, seed + 100).steps(50);
    RandomWork(other, seed + 100).steps(50);
    CHECK(other.export_contents() == fake.export_contents());
  }
}

TEST_CASE("equal contents are exported as the same bytes, however they came about") {
  Fake first;
  Fake second;
  const Client one(first);
  const Client two(second);
  for (const char* name : {"a", "b", "c"}) {
    one.post("/services/start", R"({"customer_id":")" + std::string(name) + R"("})");
    two.post("/services/start", R"({"customer_id":")" + std::string(name) + R"("})");
  }
  one.put("/services/2/extensions/x", "1");
  one.put("/services/3/extensions/x", "1");
  two.put("/services/3/extensions/x", "1");
  two.put("/services/2/extensions/x", "1");
  CHECK(first.export_contents() == second.export_contents());
}

TEST_CASE(
    "services are exported one a line, sorted by tenant and id, so that one change is one line") {
  Fake fake;
  ucs::Scope other;
  for (const char* tenant : {"b", "", "a"}) {
    other.tenant = tenant;
    for (int i = 0; i < 2; ++i) REQUIRE(fake.engine().start_service(start_of("c"), other));
  }
  const auto lines_of = [&] {
    std::vector<std::string> lines(1);
    for (const char c : fake.export_contents()) {
      if (c == '\n') lines.emplace_back();
      if (c != '\n') lines.back() += c;
    }
    return lines;
  };
  const auto before = lines_of();
  std::vector<std::string> services;
  for (const std::string& line : before) {
    if (line.find("service_id") != std::string::npos) services.push_back(line.substr(0, 29));
  }
  REQUIRE(services.size() == 6);
  CHECK(std::is_sorted(services.begin(), services.end()));
  other.tenant = "a";
  REQUIRE(fake.engine().complete_service(2, {}, other));
  const auto after = lines_of();
  REQUIRE(after.size() == before.size());
  int different = 0;
  for (std::size_t i = 0; i < after.size(); ++i) different += after[i] == before[i] ? 0 : 1;
  CHECK(different == 1);
}

TEST_CASE("ids that are all taken are all taken after an import") {
  MemoryStore store;
  const std::int64_t all = ucs::id_max(ucs::IdKind::kState);
  REQUIRE(store.allocate_ids("", ucs::IdKind::kState, all));
  const auto contents = read_contents(export_contents(store.snapshot()));
  REQUIRE(contents);
  MemoryStore again(contents->snapshot);
  CHECK(outcome(again.allocate_ids("", ucs::IdKind::kState, 1)) == "id_space_exhausted");
  CHECK(again.allocate_ids("", ucs::IdKind::kTask, 1).value() == 1);
}

TEST_CASE("a value as deep as the API takes is kept, and a deeper one refused") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  const auto document = [&](std::size_t depth) {
    return R"({"ucs_version":1,"services":[{"customer_id":"c","tasks":[{"extensions":{"x":)" +
           nested(depth) + "}}]}]}";
  };
  const auto kept = read_contents(document(ucs::json::kDepthMax));
  REQUIRE(kept);
  CHECK(export_contents(kept->snapshot).find(nested(ucs::json::kDepthMax)) != std::string::npos);
  const auto refused = read_contents(document(ucs::json::kDepthMax + 1));
  CHECK(outcome_and_field(refused) == "invalid_field services[0].tasks[0].extensions.x");
  CHECK(outcome(read_contents(document(ucs::json::kParsedDepthMax))) == "invalid_json");
}

}  // namespace
