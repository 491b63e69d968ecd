// SPDX-License-Identifier: MIT
// Every v81 write with extensions, against schemas (spec 3.4 and 7).
#include <ucs/lifecycle.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/schemas.h"

namespace {

using namespace ucs::tests;
namespace lifecycle = ucs::lifecycle;
using ucs::ActivityRef;
using ucs::Extension;
using ucs::Extensions;
using ucs::JsonText;
using ucs::Result;
using ucs::SchemaSet;
using ucs::Service;
using Type = ucs::AttributeType;

const SchemaSet& schemas() {
  static const SchemaSet kSchemas = schema_set(
      {single("Feedback",
              {mandatory("Rating", Type::kInteger), with_default(text("notes", 20), R"("none")")}),
       multi("Seats", {text("place", 20), attribute("price", Type::kCurrency)}, {"place"})});
  return kSchemas;
}

lifecycle::Context v81() {
  lifecycle::Context circumstances = context(ucs::Dialect::kV81);
  circumstances.schemas = &schemas();
  return circumstances;
}

/// Service 1 with the active state 1 and the active task 1.
Service sample() {
  const Service service = lifecycle::start_service(1, start_of("c"), v81()).value();
  const Service with_state = lifecycle::start_state(service, 1, state_of("x"), v81()).value();
  return lifecycle::start_task(with_state, 1, task_of("x"), v81()).value();
}

const ActivityRef kTargets[] = {{1, {}, {}}, {1, 1, {}}, {1, {}, 1}};

std::string shown(const Result<Service>& changed, const ActivityRef& target) {
  if (!changed) return outcome(changed);
  if (target.state_id) return written(changed->states.find(*target.state_id)->extensions);
  if (target.task_id) return written(changed->tasks.find(*target.task_id)->extensions);
  return written(changed->extensions);
}

/// Writes `given` in every way there is; returns the one outcome they all have: what is stored, or
/// the code of the error.
std::string write_everywhere(const Extensions& given) {
  std::vector<std::string> outcomes;
  const auto keep = [&](const Result<Service>& changed, const ActivityRef& target) {
    outcomes.push_back(shown(changed, target));
  };
  ucs::StartService service = start_of("c");
  service.extensions = given;
  keep(lifecycle::start_service(1, service, v81()), {1, {}, {}});
  keep(lifecycle::associate_service(sample(), "d", service, v81()), {1, {}, {}});
  ucs::StartState state = state_of("x");
  state.extensions = given;
  keep(lifecycle::start_state(sample(), 2, state, v81()), {1, 2, {}});
  ucs::StartTask task = task_of("x");
  task.extensions = given;
  keep(lifecycle::start_task(sample(), 2, task, v81()), {1, {}, 2});
  ucs::CompleteActivity end;
  end.extensions = given;
  keep(lifecycle::complete_service(sample(), end, v81()), {1, {}, {}});
  keep(lifecycle::complete_state(sample(), 1, end, v81()), {1, 1, {}});
  keep(lifecycle::complete_task(sample(), 1, end, v81()), {1, {}, 1});
  ucs::Transition both = transition_of(1, "x");
  both.extensions = given;
  keep(lifecycle::transition(sample(), 2, both, v81()), {1, 1, {}});
  keep(lifecycle::transition(sample(), 2, both, v81()), {1, 2, {}});
  ucs::Transition from = transition_of(1, "x");
  from.from.extensions = given;
  keep(lifecycle::transition(sample(), 2, from, v81()), {1, 1, {}});
  ucs::Transition to = transition_of(1, "x");
  to.to.extensions = given;
  keep(lifecycle::transition(sample(), 2, to, v81()), {1, 2, {}});
  if (given.size() == 1) {
    const Extension one = {given[0].name, JsonText::unchecked(given[0].value)};
    for (const ActivityRef& target : kTargets) {
      keep(lifecycle::update_extension(sample(), target, one, v81()), target);
    }
  }
  for (const std::string& each : outcomes) {
    if (each != outcomes.front()) return outcomes.front() + " and " + each;
  }
  return outcomes.front();
}

TEST_CASE("every v81 write stores an extension under its schema's spelling, with defaults") {
  CHECK(write_everywhere(extensions({{"Feedback", R"({"Rating":7,"notes":"x"})"}})) ==
        R"(Feedback={"Rating":7,"notes":"x"})");
  CHECK(write_everywhere(extensions({{"FEEDBACK", R"({"rating":"7"})"}})) ==
        R"(Feedback={"Rating":"7","notes":"none"})");
  CHECK(write_everywhere(extensions({{"seats", "[]"}})) == "Seats=[]");
  CHECK(write_everywhere(
            extensions({{"seats", R"([{"price":9.90}])"}, {"feedback", R"({"rating":1})"}})) ==
        R"(Feedback={"Rating":1,"notes":"none"} Seats=[{"price":9.90}])");
}

TEST_CASE("every v81 write refuses an extension that is not what its schema says") {
  CHECK(write_everywhere(extensions({{"Feedback", "{}"}})) == "invalid_extension");
  CHECK(write_everywhere(extensions({{"Feedback", "[]"}})) == "invalid_extension");
  CHECK(write_everywhere(extensions({{"Seats", "{}"}})) == "invalid_extension");
  CHECK(write_everywhere(extensions({{"Seats", R"([{"place":"a"},{"place":"a"}])"}})) ==
        "duplicate_record");
  CHECK(write_everywhere(extensions({{"Other", "{}"}})) == "unknown_extension");
  CHECK(write_everywhere(extensions({{"Feedback", R"({"Rating":7})"}, {"Other", "{}"}})) ==
        "unknown_extension");
  // In two spellings it is one extension given twice.
  CHECK(write_everywhere(extensions({{"Seats", "[]"}, {"seats", "[]"}})) == "invalid_extension");
}

TEST_CASE("v85 does not look at schemas") {
  lifecycle::Context v85 = context(ucs::Dialect::kV85);
  v85.schemas = &schemas();
  ucs::StartService request = start_of("c");
  request.extensions = extensions({{"feedback", "7"}, {"Feedback", "[]"}, {"Other", "null"}});
  const auto started = lifecycle::start_service(1, request, v85);
  REQUIRE(started);
  CHECK(written(started->extensions) == "Feedback=[] Other=null feedback=7");
}

TEST_CASE("schemas of one kind of entity say nothing about others") {
  SchemaSet set;
  REQUIRE(set.add(ucs::EntityKind::kState,
                  std::make_shared<const ucs::Schema>(single("S", {text("a", 1)}))));
  lifecycle::Context circumstances = context(ucs::Dialect::kV81);
  circumstances.schemas = &set;
  const Extension s = {"S", JsonText::unchecked("{}")};
  CHECK(outcome(lifecycle::update_extension(sample(), {1, 1, {}}, s, circumstances)) == "ok");
  CHECK(outcome(lifecycle::update_extension(sample(), {1, {}, {}}, s, circumstances)) ==
        "unknown_extension");
  CHECK(outcome(lifecycle::merge_extension(sample(), {1, {}, 1}, s, circumstances)) ==
        "unknown_extension");
}

TEST_CASE("in a transition, what `from` and `to` give wins in any spelling") {
  ucs::Transition request = transition_of(1, "x");
  request.extensions = extensions({{"FEEDBACK", R"({"rating":1})"}});
  request.from.extensions = extensions({{"Feedback", R"({"rating":2})"}});
  request.to.extensions = extensions({{"feedback", R"({"rating":3})"}});
  const auto changed = lifecycle::transition(sample(), 2, request, v81());
  CHECK(shown(changed, {1, 1, {}}) == R"(Feedback={"Rating":2,"notes":"none"})");
  CHECK(shown(changed, {1, 2, {}}) == R"(Feedback={"Rating":3,"notes":"none"})");
  request.to.extensions = extensions({{"feedback", "{}"}});
  CHECK(outcome(lifecycle::check_transition(sample(), request, v81())) == "invalid_extension");
}

/// Merges into a service that has the extension Feedback, or none for an empty `stored`.
std::string merged(const std::string& stored, const std::string& name, const std::string& value) {
  Service service = sample();
  if (!stored.empty()) service.extensions = extensions({{"Feedback", stored}});
  const Extension given = {name, JsonText::unchecked(value)};
  return shown(lifecycle::merge_extension(service, {1, {}, {}}, given, v81()), {1, {}, {}});
}

TEST_CASE("a merge is held against the schema as a whole") {
  const std::string stored = R"({"Rating":7,"notes":"x"})";
  CHECK(merged(stored, "feedback", R"({"RATING":8})") == R"(Feedback={"Rating":8,"notes":"x"})");
  CHECK(merged(stored, "Feedback", "{}") == R"(Feedback={"Rating":7,"notes":"x"})");
  CHECK(merged("", "FEEDBACK", R"({"rating":8})") == R"(Feedback={"Rating":8,"notes":"none"})");
  CHECK(merged("", "Feedback", R"({"notes":"y"})") == "invalid_extension");  // no rating
  CHECK(merged(stored, "Feedback", R"({"rating":"x"})") == "invalid_extension");
  CHECK(merged(stored, "Feedback", R"({"other":1})") == "invalid_extension");
  CHECK(merged(stored, "Feedback", R"({"rating":8,"RATING":9})") == "invalid_extension");
  CHECK(merged(stored, "Feedback", "[]") == "invalid_extension");
  CHECK(merged("[]", "Feedback", R"({"rating":8})") == "invalid_extension");
  // Attached in the other dialect, and nothing the schema knows.
  CHECK(merged(R"({"free":1})", "Feedback", R"({"rating":8})") == "invalid_extension");
  CHECK(merged("", "Seats", R"({"place":"a"})") == "invalid_extension");  // multi-valued
}

TEST_CASE("a merge body may carry the extension's name, in any case") {
  CHECK(merged("", "feedback", R"({"FEEDBACK":{"rating":8}})") ==
        R"(Feedback={"Rating":8,"notes":"none"})");
  CHECK(merged("", "feedback", R"({"Other":{"rating":8}})") == "invalid_extension");
}

TEST_CASE("1000 extensions with a schema each are stored, and 1001 are not") {
  SchemaSet set;
  std::vector<Extension> given;
  for (int i = 0; i < 1001; ++i) {
    const std::string name = "n" + std::to_string(i);
    REQUIRE(set.add(ucs::EntityKind::kService,
                    std::make_shared<const ucs::Schema>(single(name, {text("a", 1)}))));
    given.push_back({"N" + std::to_string(i), JsonText::unchecked("{}")});
  }
  lifecycle::Context circumstances = context(ucs::Dialect::kV81);
  circumstances.schemas = &set;
  ucs::StartService request = start_of("c");
  request.extensions = Extensions(given);
  CHECK(outcome(lifecycle::start_service(1, request, circumstances)) == "invalid_extension");
  given.pop_back();
  request.extensions = Extensions(given);
  const auto started = lifecycle::start_service(1, request, circumstances);
  REQUIRE(started);
  CHECK(started->extensions.size() == 1000);
  CHECK(started->extensions.find("n999").has_value());
}

}  // namespace
