// SPDX-License-Identifier: MIT
// When a service expires and completes itself (spec 3.5).
#include <ucs/core.h>

#include <limits>
#include <optional>
#include <string>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using namespace ucs::tests;
namespace lifecycle = ucs::lifecycle;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ucs::Dialect;
using ucs::Service;
using ucs::Settings;
using ucs::StartService;
using ucs::UpdateExpiration;

/// The circumstances under some settings, which must outlive them.
lifecycle::Context under(const Settings& settings, std::string_view now = "2026-03-01T12:00:00Z") {
  lifecycle::Context result = context(Dialect::kV85, now);
  result.settings = &settings;
  return result;
}

Settings short_lived() {
  Settings settings;
  settings.default_lifetime = seconds(100);
  settings.lifetime_by_type["claim"] = seconds(200);
  settings.auto_complete_after = seconds(10);
  settings.auto_complete_after_by_type["claim"] = seconds(20);
  return settings;
}

TEST_CASE("each change renews the default lifetime, also one of a state or task") {
  const Settings settings = short_lived();
  Service service = lifecycle::start_service(1, start_of("c"), under(settings)).value();
  CHECK(service.expires == at("2026-03-01T12:01:40Z"));
  const auto later = under(settings, "2026-03-01T12:01:00Z");
  const auto expect_renewed = [](const ucs::Result<Service>& changed) {
    REQUIRE(outcome(changed) == "ok");
    CHECK(changed->updated == at("2026-03-01T12:01:00Z"));
    CHECK(changed->expires == at("2026-03-01T12:02:40Z"));
    CHECK(changed->due() == (changed->is_active() ? at("2026-03-01T12:01:10Z") : changed->expires));
  };
  service = lifecycle::start_state(service, 1, state_of("s"), under(settings)).value();
  service = lifecycle::start_task(service, 1, task_of("t"), under(settings)).value();
  expect_renewed(lifecycle::start_state(service, 2, state_of("s"), later));
  expect_renewed(lifecycle::complete_state(service, 1, {}, later));
  expect_renewed(lifecycle::transition(service, 2, transition_of(1, "s"), later));
  expect_renewed(lifecycle::start_task(service, 2, task_of("t"), later));
  expect_renewed(lifecycle::complete_task(service, 1, {}, later));
  expect_renewed(lifecycle::complete_service(service, {}, later));
  expect_renewed(lifecycle::associate_service(service, "d", {}, later));
  for (const ucs::ActivityRef& target :
       {ucs::ActivityRef{1, {}, {}}, ucs::ActivityRef{1, 1, {}}, ucs::ActivityRef{1, {}, 1}}) {
    const ucs::Extension extension{"A", ucs::JsonText::unchecked("{}")};
    expect_renewed(lifecycle::update_extension(service, target, extension, later));
    expect_renewed(lifecycle::merge_extension(service, target, extension, later));
  }
}

TEST_CASE("a lifetime that was given stays where it is") {
  const Settings settings = short_lived();
  StartService request = start_of("c");
  request.ttl = 5;
  request.auto_complete_after = 3;
  const Service service = lifecycle::start_service(1, request, under(settings)).value();
  CHECK(service.expires == at("2026-03-01T12:00:05Z"));
  CHECK(service.due() == at("2026-03-01T12:00:03Z"));
  const auto changed =
      lifecycle::start_state(service, 1, state_of("s"), under(settings, "2026-03-01T12:00:01Z"));
  CHECK(changed->expires == at("2026-03-01T12:00:05Z"));
  CHECK(changed->due() == at("2026-03-01T12:00:04Z"));  // the pause starts anew, its length stays
}

TEST_CASE("settings by type follow the type of the service, at its next change") {
  const Settings settings = short_lived();
  const Service claim =
      lifecycle::start_service(1, start_of("c", "claim"), under(settings)).value();
  CHECK(claim.expires == at("2026-03-01T12:03:20Z"));
  CHECK(claim.auto_complete_after == 20);
  StartService retyped;
  retyped.service_type = "booking";
  const auto booking = lifecycle::associate_service(claim, "d", retyped, under(settings));
  CHECK(booking->expires == at("2026-03-01T12:01:40Z"));
  CHECK(booking->auto_complete_after == 10);
  const Settings others;
  CHECK(claim.expires == at("2026-03-01T12:03:20Z"));
  const auto under_others = lifecycle::start_state(claim, 1, state_of("s"), under(others));
  CHECK(under_others->auto_complete_after == std::nullopt);
  CHECK(under_others->due() == at("2031-02-28T12:00:00Z"));
}

TEST_CASE("a lifetime that reaches beyond the year 9999 ends with it") {
  Settings settings;
  settings.default_lifetime = milliseconds::max();
  CHECK(lifecycle::start_service(1, start_of("c"), under(settings))->expires == ucs::kTimestampMax);
  settings.default_lifetime = ucs::kTimestampMax - at("2026-03-01T12:00:00Z");
  CHECK(lifecycle::start_service(1, start_of("c"), under(settings))->expires == ucs::kTimestampMax);
  settings.default_lifetime -= milliseconds(1);
  CHECK(lifecycle::start_service(1, start_of("c"), under(settings))->expires ==
        ucs::kTimestampMax - milliseconds(1));
}

TEST_CASE("a service is expired from the moment it expires") {
  Service service;
  service.expires = at("2026-03-01T13:00:00Z");
  CHECK_FALSE(lifecycle::is_expired(service, at("2026-03-01T12:59:59.999Z")));
  CHECK(lifecycle::is_expired(service, at("2026-03-01T13:00:00Z")));
}

TEST_CASE("what would happen at one time is the expiry") {
  Service service;
  service.updated = at("2026-03-01T12:00:00Z");
  service.auto_complete_after = 10;
  service.expires = at("2026-03-01T12:00:10.001Z");
  CHECK(service.has_auto_complete());
  CHECK(service.due() == at("2026-03-01T12:00:10Z"));
  service.expires = at("2026-03-01T12:00:10Z");
  CHECK_FALSE(service.has_auto_complete());
  CHECK(service.due() == at("2026-03-01T12:00:10Z"));
}

TEST_CASE("update expiration sets the lifetime from now; ttl wins; the rest stays") {
  const Service before = lifecycle::start_service(1, start_of("c"), context()).value();
  const auto later = context(Dialect::kV85, "2026-03-02T00:00:00Z");
  UpdateExpiration request;
  request.expiration_time = at("2030-01-01T00:00:00Z");
  const auto by_time = lifecycle::update_expiration(before, request, later);
  CHECK(by_time->expires == at("2030-01-01T00:00:00Z"));
  CHECK(by_time->updated == at("2026-03-02T00:00:00Z"));
  CHECK_FALSE(by_time->auto_complete_after);
  request.ttl = 10;
  request.auto_complete_after = 7;
  const auto by_ttl = lifecycle::update_expiration(before, request, later);
  CHECK(by_ttl->expires == at("2026-03-02T00:00:10Z"));
  CHECK(by_ttl->auto_complete_after == 7);
  request.ttl = 0;
  CHECK(lifecycle::update_expiration(before, request, later)->expires ==
        at("2026-03-02T00:00:00Z"));
  request.ttl = std::numeric_limits<std::int32_t>::max();
  CHECK(
      lifecycle::update_expiration(before, request, context(Dialect::kV85, "9999-01-01T00:00:00Z"))
          ->expires == ucs::kTimestampMax);
}

TEST_CASE("update expiration needs ttl or expiration_time, within their bounds") {
  const Service before = lifecycle::start_service(1, start_of("c"), context()).value();
  const auto refusal = [&](const auto& change) {
    UpdateExpiration request;
    change(request);
    return outcome_and_field(lifecycle::update_expiration(before, request, context()));
  };
  CHECK(refusal([](auto&) {}) == "missing_field ttl");
  CHECK(refusal([](auto& r) { r.auto_complete_after = 1; }) == "missing_field ttl");
  CHECK(refusal([](auto& r) { r.ttl = -1; }) == "invalid_field ttl");
  CHECK(refusal([](auto& r) { r.expiration_time = ucs::kTimestampMax + milliseconds(1); }) ==
        "invalid_timestamp expiration_time");
  CHECK(refusal([](auto& r) {
          r.ttl = 1;
          r.auto_complete_after = -1;
        }) == "invalid_field auto_complete_after");
}

TEST_CASE("auto-completion completes the service and what is open in it, at one time") {
  const Settings settings = short_lived();
  Service service = lifecycle::start_service(1, start_of("c"), under(settings)).value();
  for (const ucs::StateId id : {1, 2, 3})
    service = lifecycle::start_state(service, id, state_of("s"), under(settings)).value();
  for (const ucs::TaskId id : {1, 2})
    service = lifecycle::start_task(service, id, task_of("t", id), under(settings)).value();
  service = lifecycle::complete_state(service, 2, {}, under(settings)).value();
  service = lifecycle::complete_task(service, 1, {}, under(settings)).value();
  const std::string then = "2026-03-01T12:00:10Z";
  const Service completed = lifecycle::auto_complete(service, under(settings, then));
  REQUIRE_FALSE(completed.is_active());
  CHECK(completed.completion->event.timestamp == at(then));
  CHECK_FALSE(completed.completion->disposition.is_present());
  CHECK(completed.updated == at(then));
  CHECK(completed.expires == at("2026-03-01T12:01:50Z"));
  CHECK(completed.due() == completed.expires);
  const auto end_of = [](const ucs::Activity& activity) {
    return activity.completion->event.timestamp;
  };
  for (const ucs::StateId id : {1, 3}) CHECK(end_of(*completed.states.find(id)) == at(then));
  CHECK(end_of(*completed.states.find(2)) == at("2026-03-01T12:00:00Z"));
  CHECK(end_of(*completed.tasks.find(1)) == at("2026-03-01T12:00:00Z"));
  CHECK(end_of(*completed.tasks.find(2)) == at(then));
}

}  // namespace
