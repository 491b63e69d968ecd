// SPDX-License-Identifier: MIT
#include "lib/store/record.h"

#include <ucs/testing/describe.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/random_contents.h"

namespace {

using namespace ucs::tests;
using namespace std::string_view_literals;
using ucs::JsonText;
using ucs::Service;
using ucs::Timestamp;
using ucs::store::read_record;
using ucs::store::write_record;
using ucs::testing::describe;

/// A service with something in every member, in the forms that are hard to keep.
Service full_service() {
  Service service;
  service.id = (std::int64_t{1} << 53) - 1;
  service.revision = std::numeric_limits<std::uint64_t>::max();
  service.type = std::numeric_limits<std::int64_t>::min();
  service.customer_id = "";
  service.contact_key = "nul\0 \"\\\n\x7F \xF0\x9F\x98\x80"sv;
  service.updated = ucs::kTimestampMin;
  service.expires = ucs::kTimestampMax;
  service.auto_complete_after = 0;
  service.is_expires_given = true;
  service.is_auto_complete_given = true;
  service.est_duration = 2147483647;
  service.started.session_id = std::string(300, 's');
  service.started.interaction_id = "\x01";
  service.started.application_type = "9";
  service.started.resource_type = 9;
  service.started.media_type = "";
  service.started.application_id = std::numeric_limits<std::int64_t>::max();
  service.started.resource_id = -1;
  auto completion = std::make_shared<ucs::Completion>();
  completion->event = {service.started};
  completion->disposition = -5;
  completion->disposition_desc = "done";
  service.completion = completion;
  service.extensions =
      extensions({{"a \"b\"\n", R"({"x":[1e400,-0.0,{"y":null}],"z":"\u0000\"\\"})"},
                  {"\xC3\xA4", "true"},
                  {"", "[]"},
                  {"long", "\"" + std::string(1000, 'v') + "\""}});
  for (const ucs::StateId id : {1, 7, 2147483647}) {
    ucs::State state;
    state.id = id;
    state.previous_state_id = -id;
    state.extensions = extensions({{"F", "{}"}});
    service.states.put(std::make_shared<const ucs::State>(state));
    ucs::Task task;
    task.id = id;
    if (id > 1) task.state_id = 1;
    if (id > 7) task.completion = completion;
    service.tasks.put(std::make_shared<const ucs::Task>(task));
  }
  return service;
}

void check_round_trip(const Service& service) {
  const auto text = write_record(service);
  REQUIRE(text.has_value());
  const auto read = read_record(*text);
  INFO(*text);
  REQUIRE(read.has_value());
  CHECK(describe(**read) == describe(service));
  CHECK(write_record(**read).value() == *text);
}

std::string refusal(const std::string& text) {
  const auto read = read_record(text);
  if (read) return "";
  CHECK(read.error().code == ucs::ErrorCode::kInternal);
  return read.error().message;
}

TEST_CASE("a record has everything of its service, exactly") {
  check_round_trip(full_service());
  check_round_trip(Service());
}

TEST_CASE("a record is compact JSON in one fixed form") {
  Service service;
  service.id = 7;
  service.revision = 2;
  service.type = "booking";
  service.customer_id = "c";
  service.updated = Timestamp(std::chrono::milliseconds(1772366400123));
  service.started.timestamp = Timestamp(std::chrono::milliseconds(-1));
  service.extensions = extensions({{"F", R"({"a":1})"}});
  ucs::Task task;
  task.id = 3;
  task.type = 9;
  service.tasks.put(std::make_shared<const ucs::Task>(task));
  CHECK(write_record(service).value() ==
        R"({"v":1,"service_id":7,"revision":2,"service_type":"booking","customer_id":"c",)"
        R"("updated":1772366400123,"expires":253402300799999,"started":{"timestamp":-1},)"
        R"("extensions":{"F":{"a":1}},)"
        R"("tasks":[{"task_id":3,"task_type":9,"started":{"timestamp":0}}]})");
}

TEST_CASE("records of random services are read as they were written") {
  std::size_t services = 0;
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    ucs::testing::Fake fake;
    RandomWork work(fake, seed);
    work.steps(600);
    for (const char* tenant : {"", "7", "other \"tenant\""}) {
      for (const auto& service : *fake.store().scan(tenant, 0, 1000)) {
        check_round_trip(*service);
        ++services;
      }
    }
  }
  CHECK(services > 40);
}

TEST_CASE("a record that ends too early is refused, wherever that is") {
  const std::string text = write_record(full_service()).value();
  for (std::size_t size = 0; size < text.size(); ++size) {
    if (size > 3000 && size < text.size() - 1000) continue;
    CAPTURE(size);
    CHECK_FALSE(refusal(text.substr(0, size)).empty());
  }
  CHECK_THAT(refusal(text + "}"),
             contains("expected the end at byte " + std::to_string(text.size())));
}

TEST_CASE("a record with any byte changed is refused, or read as some service that can be used") {
  const std::string text = write_record(full_service()).value();
  std::mt19937 random(20261123);
  std::size_t refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = text;
    for (int n = 0; n <= i % 3; ++n)
      damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    const auto read = read_record(damaged);
    if (!read) {
      ++refused;
      continue;
    }
    static_cast<void>(describe(**read));  // asserts what a service must be
    CHECK(write_record(**read).has_value());
  }
  CHECK(refused > 10000);
}

TEST_CASE("what is wrong with a record is said with its place") {
  const std::string start = R"({"v":1,"service_id":7,"revision":2,"updated":0,"expires":0,)";
  CHECK_THAT(refusal(""), contains("the record is damaged: expected {\"v\": at byte 0"));
  CHECK_THAT(refusal(R"({"v":2,"service_id":7})"), contains("version 2; expected 1"));
  CHECK_THAT(refusal(R"({"v":1,"service_id":9223372036854775808)"),
             contains("expected an integer within its bounds at byte 20"));
  CHECK_THAT(refusal(start + "\"started\":{}}"), contains("expected \"timestamp\":"));
  CHECK_THAT(refusal(start + R"("started":{"timestamp":253402300800000}})"),
             contains("expected a time of the years 0000 to 9999"));
  CHECK_THAT(refusal(start + R"("started":{"timestamp":1},"extensions":{"A":[1,]}})"),
             contains("expected a value at byte 106"));
  CHECK_THAT(refusal(start + R"("started":{"timestamp":1,"session_id":"\u1234"}})"),
             contains("expected no such escape"));
  CHECK_THAT(refusal("\xFF"), contains("expected UTF-8 at byte 0"));
}

TEST_CASE("values of extensions are held to the form of JSON, to any depth up to the bound") {
  const auto with = [](const std::string& value) {
    Service service;
    service.extensions = extensions({{"A", value}});
    return outcome(write_record(service));
  };
  for (const char* value : {"1", "-0", "0.5", "1e5", "1E-5", "1.25e+10", "\"\\/\\u1234\"", "null",
                            "{\"a\":{},\"b\":[[],1]}", "[{}]"}) {
    CAPTURE(value);
    CHECK(with(value) == "ok");
  }
  for (const char* value :
       {"",        "01",       "+1",      "1.",          ".5",    "1e", "-",  "nul",
        "tru",     "\"",       "\"\\x\"", "\"\\u12g4\"", "{",     "[",  "[1", "[1,",
        "{\"a\"}", "{\"a\":}", "{a:1}",   "{\"a\":1,}",  "[1 2]", "1 ", " 1", "1,2",
        "]",       "}",        "[}",      "\"\n\"",      "'a'"}) {
    CAPTURE(value);
    CHECK(with(value) == "invalid_extension");
  }
  const std::size_t most = 1024;
  CHECK(with(std::string(most, '[') + std::string(most, ']')) == "ok");
  CHECK(with(std::string(most + 1, '[') + std::string(most + 1, ']')) == "invalid_extension");
}

TEST_CASE("a service that cannot be read again is not written") {
  Service service;
  service.customer_id = "\xFF";
  CHECK(outcome(write_record(service)) == "invalid_field");
  service = Service();
  service.extensions = extensions({{"\xC3", "1"}});
  CHECK(outcome(write_record(service)) == "invalid_field");
  service = Service();
  service.updated = ucs::kTimestampMax + std::chrono::milliseconds(1);
  CHECK(outcome(write_record(service)) == "invalid_timestamp");
  service.updated = ucs::kTimestampMin - std::chrono::milliseconds(1);
  CHECK(outcome(write_record(service)) == "invalid_timestamp");
}

}  // namespace
