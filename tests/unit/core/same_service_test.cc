// SPDX-License-Identifier: MIT
// Two services are the same only if every member is: each one is changed in turn.
#include <ucs/detail/same_service.h>

#include <functional>
#include <memory>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

using ucs::Service;
using ucs::detail::is_same;

std::shared_ptr<ucs::Completion> completion_of(const char* disposition) {
  auto completion = std::make_shared<ucs::Completion>();
  completion->disposition = disposition;
  return completion;
}

Service whole_service() {
  Service service;
  service.id = 7;
  service.type = "booking";
  service.extensions = ucs::tests::extensions({{"A", "1"}});
  service.completion = completion_of("done");
  auto state = std::make_shared<ucs::State>();
  state->id = 1;
  service.states.put(state);
  auto task = std::make_shared<ucs::Task>();
  task->id = 1;
  service.tasks.put(task);
  return service;
}

/// Changes the event of a completion.
template <class Change>
void change_completion(Service& service, const Change& change) {
  auto completion = std::make_shared<ucs::Completion>(*service.completion);
  change(*completion);
  service.completion = completion;
}
template <class Change>
void change_state(Service& service, const Change& change) {
  auto state = std::make_shared<ucs::State>(*service.states.find(1));
  change(*state);
  service.states = ucs::States();
  service.states.put(state);
}
template <class Change>
void change_task(Service& service, const Change& change) {
  auto task = std::make_shared<ucs::Task>(*service.tasks.find(1));
  change(*task);
  service.tasks = ucs::Tasks();
  service.tasks.put(task);
}

TEST_CASE("two services of which one member differs are not the same") {
  using Change = std::function<void(Service&)>;
  const std::vector<Change> changes = {
      [](Service& s) { s.id = 8; },
      [](Service& s) { s.revision = 8; },
      [](Service& s) { s.customer_id = "c"; },
      [](Service& s) { s.customer_id = ""; },
      [](Service& s) { s.contact_key = "c"; },
      [](Service& s) { s.updated += std::chrono::milliseconds(1); },
      [](Service& s) { s.expires -= std::chrono::milliseconds(1); },
      [](Service& s) { s.auto_complete_after = 0; },
      [](Service& s) { s.is_expires_given = true; },
      [](Service& s) { s.is_auto_complete_given = true; },
      [](Service& s) { s.type = 7; },
      [](Service& s) { s.est_duration = 0; },
      [](Service& s) { s.completion.reset(); },
      [](Service& s) { s.extensions = ucs::Extensions(); },
      [](Service& s) {
        s.extensions = ucs::tests::extensions({{"A", "2"}});
      },
      [](Service& s) { s.started.timestamp += std::chrono::milliseconds(1); },
      [](Service& s) { s.started.session_id = "x"; },
      [](Service& s) { s.started.interaction_id = "x"; },
      [](Service& s) { s.started.application_type = "x"; },
      [](Service& s) { s.started.resource_type = "x"; },
      [](Service& s) { s.started.media_type = "x"; },
      [](Service& s) { s.started.application_id = 0; },
      [](Service& s) { s.started.resource_id = 0; },
      [](Service& s) { change_completion(s, [](auto& c) { c.event.session_id = "x"; }); },
      [](Service& s) { change_completion(s, [](auto& c) { c.disposition = 1; }); },
      [](Service& s) { change_completion(s, [](auto& c) { c.disposition_desc = "x"; }); },
      [](Service& s) { s.states = ucs::States(); },
      [](Service& s) { change_state(s, [](auto& state) { state.id = 2; }); },
      [](Service& s) { change_state(s, [](auto& state) { state.previous_state_id = 1; }); },
      [](Service& s) { change_state(s, [](auto& state) { state.type = 1; }); },
      [](Service& s) { s.tasks = ucs::Tasks(); },
      [](Service& s) { change_task(s, [](auto& task) { task.id = 2; }); },
      [](Service& s) { change_task(s, [](auto& task) { task.state_id = 1; }); },
      [](Service& s) { change_task(s, [](auto& task) { task.type = 1; }); },
  };
  CHECK(is_same(whole_service(), whole_service()));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Service changed = whole_service();
    changes[i](changed);
    CHECK_FALSE(is_same(whole_service(), changed));
    CHECK_FALSE(is_same(changed, whole_service()));
    Service likewise = whole_service();
    changes[i](likewise);
    CHECK(is_same(changed, likewise));
  }
}

TEST_CASE("two schemas of which one member differs are not the same") {
  using ucs::Schema;
  const auto whole = [] {
    Schema schema;
    schema.name = "Trip";
    schema.attributes.push_back({"to", ucs::AttributeType::kString, 3, false, {}});
    return schema;
  };
  const std::vector<std::function<void(Schema&)>> changes = {
      [](Schema& s) { s.name = "trip"; },
      [](Schema& s) { s.is_multi_valued = true; },
      [](Schema& s) { s.unique = {"to"}; },
      [](Schema& s) { s.attributes.clear(); },
      [](Schema& s) { s.attributes[0].name = "from"; },
      [](Schema& s) { s.attributes[0].type = ucs::AttributeType::kLong; },
      [](Schema& s) { s.attributes[0].length = 4; },
      [](Schema& s) { s.attributes[0].length.reset(); },
      [](Schema& s) { s.attributes[0].is_mandatory = true; },
      [](Schema& s) { s.attributes[0].default_value = ucs::JsonText::integer(1); },
  };
  CHECK(is_same(whole(), whole()));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Schema changed = whole();
    changes[i](changed);
    CHECK_FALSE(is_same(whole(), changed));
    CHECK_FALSE(is_same(changed, whole()));
  }
}

}  // namespace
