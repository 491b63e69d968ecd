// SPDX-License-Identifier: MIT
#include <ucs/detail/utf8.h>
#include <ucs/lifecycle.h>

#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"

namespace {

namespace lifecycle = ucs::lifecycle;
using namespace ucs::tests;
using ucs::ActivityRef;
using ucs::CompleteActivity;
using ucs::Dialect;
using ucs::Extension;
using ucs::Extensions;
using ucs::JsonText;
using ucs::Service;
using ucs::StartService;

constexpr const char* kLater = "2026-03-01T13:00:00Z";

/// Service 7 with state 1 and task 1, each with the extensions A, an object, and N, a number.
Service sample() {
  const Extensions given = extensions({{"A", R"({"x":1,"y":2})"}, {"N", "5"}});
  StartService request = start_of("c");
  request.extensions = given;
  Service service = lifecycle::start_service(7, request, context()).value();
  ucs::StartState state = state_of("x");
  state.extensions = given;
  service = lifecycle::start_state(service, 1, state, context()).value();
  ucs::StartTask task = task_of("x");
  task.extensions = given;
  return lifecycle::start_task(service, 1, task, context()).value();
}

Extension extension(const std::string& name, const std::string& value) {
  return {name, JsonText::unchecked(value)};
}

/// The service, the state and the task of sample().
std::vector<ActivityRef> targets() { return {{7, {}, {}}, {7, 1, {}}, {7, {}, 1}}; }

const Extensions& extensions_of(const Service& service, const ActivityRef& target) {
  if (target.task_id) return service.tasks.find(*target.task_id)->extensions;
  if (target.state_id) return service.states.find(*target.state_id)->extensions;
  return service.extensions;
}

std::string merged(const std::string& name, const std::string& value) {
  const auto after =
      lifecycle::merge_extension(sample(), {7, {}, {}}, extension(name, value), context());
  return after ? written(after->extensions) : outcome(after);
}

TEST_CASE("an update replaces an extension whole, or creates it") {
  for (const ActivityRef& target : targets()) {
    const auto replaced = lifecycle::update_extension(sample(), target, extension("A", "[1]"),
                                                      context(Dialect::kV85, kLater));
    REQUIRE(replaced.has_value());
    CHECK(written(extensions_of(*replaced, target)) == "A=[1] N=5");
    CHECK(replaced->updated == at(kLater));
    const auto created =
        lifecycle::update_extension(sample(), target, extension("B", "null"), context());
    CHECK(written(extensions_of(*created, target)) == R"(A={"x":1,"y":2} B=null N=5)");
    for (const ActivityRef& other : targets()) {
      if (&extensions_of(*replaced, other) == &extensions_of(*replaced, target)) continue;
      CHECK(written(extensions_of(*replaced, other)) == R"(A={"x":1,"y":2} N=5)");
    }
  }
}

TEST_CASE("a merge adds members, and the new value of a member wins") {
  for (const ActivityRef& target : targets()) {
    const auto after =
        lifecycle::merge_extension(sample(), target, extension("A", R"({"z":3,"x":{"deep":[]}})"),
                                   context(Dialect::kV85, kLater));
    REQUIRE(after.has_value());
    CHECK(written(extensions_of(*after, target)) == R"(A={"x":{"deep":[]},"y":2,"z":3} N=5)");
    CHECK(after->updated == at(kLater));
  }
}

TEST_CASE("a merge creates an absent extension") {
  CHECK(merged("B", R"({"x":1})") == R"(A={"x":1,"y":2} B={"x":1} N=5)");
  CHECK(merged("B", "{}") == R"(A={"x":1,"y":2} B={} N=5)");
}

TEST_CASE("a merge body of the extension's own name with an object is unwrapped") {
  CHECK(merged("A", R"({"A":{"z":3}})") == R"(A={"x":1,"y":2,"z":3} N=5)");
  CHECK(merged("B", R"({"B":{"z":3}})") == R"(A={"x":1,"y":2} B={"z":3} N=5)");
  CHECK(merged("B", R"({"B":{}})") == R"(A={"x":1,"y":2} B={} N=5)");
  CHECK(merged("q\"\n", R"({"q\"\n":{"z":3}})") == "A={\"x\":1,\"y\":2} N=5 q\"\n={\"z\":3}");
}

TEST_CASE("a merge body that only looks wrapped is taken as it is") {
  CHECK(merged("B", R"({"B":{"z":3},"x":1})") == R"(A={"x":1,"y":2} B={"B":{"z":3},"x":1} N=5)");
  CHECK(merged("B", R"({"B":[1]})") == R"(A={"x":1,"y":2} B={"B":[1]} N=5)");
  CHECK(merged("B", R"({"b":{"z":3}})") == R"(A={"x":1,"y":2} B={"b":{"z":3}} N=5)");
  CHECK(merged("B", R"({"B":{"B":{"z":3}}})") == R"(A={"x":1,"y":2} B={"B":{"z":3}} N=5)");
}

TEST_CASE("only objects can be merged, and only into objects") {
  for (const char* value : {"1", "null", "\"text\"", "[]", "[{}]", "true"}) {
    CHECK(merged("A", value) == "invalid_extension");
    CHECK(merged("B", value) == "invalid_extension");
  }
  CHECK(merged("N", R"({"x":1})") == "invalid_extension");
}

TEST_CASE("extensions of an unknown state or task: not found") {
  const auto run_both = [](const ActivityRef& target) {
    const auto updated =
        lifecycle::update_extension(sample(), target, extension("A", "{}"), context());
    const auto merged_one =
        lifecycle::merge_extension(sample(), target, extension("A", "{}"), context());
    CHECK(outcome(updated) == outcome(merged_one));
    return outcome_and_field(updated);
  };
  CHECK(run_both({7, 2, {}}) == "state_not_found state_id");
  CHECK(run_both({7, {}, 2}) == "task_not_found task_id");
}

/// Tries to write `given` in every way there is; returns the one outcome they all have.
std::string write_everywhere(const Extension& given, Dialect dialect = Dialect::kV85) {
  const Extensions all({given});
  const auto rules = context(dialect);
  std::vector<std::string> outcomes;
  StartService service = start_of("c");
  service.extensions = all;
  outcomes.push_back(outcome(lifecycle::start_service(1, service, rules)));
  outcomes.push_back(outcome(lifecycle::associate_service(sample(), "d", service, rules)));
  ucs::StartState state = state_of("x");
  state.extensions = all;
  outcomes.push_back(outcome(lifecycle::start_state(sample(), 2, state, rules)));
  ucs::StartTask task = task_of("x");
  task.extensions = all;
  outcomes.push_back(outcome(lifecycle::start_task(sample(), 2, task, rules)));
  CompleteActivity end;
  end.extensions = all;
  outcomes.push_back(outcome(lifecycle::complete_service(sample(), end, rules)));
  outcomes.push_back(outcome(lifecycle::complete_state(sample(), 1, end, rules)));
  outcomes.push_back(outcome(lifecycle::complete_task(sample(), 1, end, rules)));
  ucs::Transition both = transition_of(1, "x");
  both.extensions = all;
  outcomes.push_back(outcome(lifecycle::transition(sample(), 2, both, rules)));
  ucs::Transition from = transition_of(1, "x");
  from.from.extensions = all;
  outcomes.push_back(outcome(lifecycle::transition(sample(), 2, from, rules)));
  ucs::Transition to = transition_of(1, "x");
  to.to.extensions = all;
  outcomes.push_back(outcome(lifecycle::transition(sample(), 2, to, rules)));
  for (const ActivityRef& target : targets()) {
    outcomes.push_back(outcome(lifecycle::update_extension(sample(), target, given, rules)));
    outcomes.push_back(outcome(lifecycle::merge_extension(sample(), target, given, rules)));
  }
  for (const std::string& each : outcomes) {
    if (each != outcomes.front()) return outcomes.front() + " and " + each;
  }
  return outcomes.front();
}

TEST_CASE("an extension that is good can be written everywhere") {
  CHECK(write_everywhere(extension("B", "{}")) == "ok");
  CHECK(write_everywhere(extension("", "{}")) == "ok");
}

TEST_CASE("a reserved name is invalid_extension everywhere") {
  for (const char* name : {"customer_id", "from", "ttl", "active_tasks"}) {
    CHECK(write_everywhere(extension(name, "{}")) == "invalid_extension");
  }
}

TEST_CASE("v81 knows no extension without a schema") {
  CHECK(write_everywhere(extension("B", "{}"), Dialect::kV81) == "unknown_extension");
}

TEST_CASE("an extension's name has at most 256 characters of UTF-8") {
  CHECK(write_everywhere(extension(characters(256, 3), "{}")) == "ok");
  CHECK(write_everywhere(extension(characters(257, 3), "{}")) == "field_too_long");
  CHECK(write_everywhere(extension("a\xFF", "{}")) == "invalid_field");
}

TEST_CASE("errors about extension names are UTF-8 and short, whatever the name") {
  for (const Dialect dialect : {Dialect::kV81, Dialect::kV85}) {
    for (const std::string& name : {std::string("\xFF"), characters(100000, 4)}) {
      const auto refused = lifecycle::update_extension(sample(), {7, {}, {}}, extension(name, "1"),
                                                       context(dialect));
      REQUIRE_FALSE(refused.has_value());
      CHECK(ucs::detail::is_utf8(refused.error().message));
      CHECK(refused.error().message.size() < 300);
      CHECK(refused.error().field == "extensions");
    }
  }
}

TEST_CASE("an extension's value has at most 16 MiB") {
  const std::size_t max = ucs::kExtensionBytesMax;
  const std::string at_max = R"({"a":")" + std::string(max - 8, 'x') + R"("})";
  REQUIRE(at_max.size() == max);
  const auto update = [](const std::string& value) {
    return outcome(
        lifecycle::update_extension(sample(), {7, {}, {}}, extension("B", value), context()));
  };
  CHECK(update(at_max) == "ok");
  CHECK(update(R"({"a":")" + std::string(max - 7, 'x') + R"("})") == "invalid_extension");
  const Service large =
      lifecycle::update_extension(sample(), {7, {}, {}}, extension("B", at_max), context()).value();
  const auto merge = [&](const std::string& value) {
    return outcome(
        lifecycle::merge_extension(large, {7, {}, {}}, extension("B", value), context()));
  };
  CHECK(merge(R"({"a":1})") == "ok");
  CHECK(merge(R"({"b":1})") == "invalid_extension");
}

TEST_CASE("an activity has at most 1000 extensions, those it has already included") {
  const std::size_t max = ucs::kExtensionsPerActivityMax;
  StartService start = start_of("c");
  start.extensions = many_extensions(max + 1);
  CHECK(outcome_and_field(lifecycle::start_service(1, start, context())) ==
        "invalid_extension extensions");
  start.extensions = many_extensions(max);
  const auto full = lifecycle::start_service(1, start, context());
  REQUIRE(full.has_value());
  const ActivityRef target = {1, {}, {}};
  CHECK(outcome(lifecycle::update_extension(*full, target, extension("n0", "2"), context())) ==
        "ok");
  CHECK(outcome(lifecycle::update_extension(*full, target, extension("new", "2"), context())) ==
        "invalid_extension");
  CHECK(outcome(lifecycle::merge_extension(*full, target, extension("new", "{}"), context())) ==
        "invalid_extension");
  CompleteActivity end;
  end.extensions = many_extensions(max);
  CHECK(outcome(lifecycle::complete_service(*full, end, context())) == "ok");
  end.extensions = many_extensions(1, "new");
  CHECK(outcome(lifecycle::complete_service(*full, end, context())) == "invalid_extension");
  StartService more;
  more.extensions = many_extensions(1, "new");
  CHECK(outcome(lifecycle::associate_service(*full, "d", more, context())) == "invalid_extension");
}

}  // namespace
