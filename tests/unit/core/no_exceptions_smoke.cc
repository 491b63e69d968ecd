// SPDX-License-Identifier: MIT
// The core in a program that has neither exceptions nor RTTI, and no test framework: one journey
// through every operation. Prints the first expectation that fails, and returns 1 then.
#include <ucs/core.h>
#include <ucs/testing/store_conformance.h>

#include <cstdio>
#include <memory>
#include <string>

namespace {

/// A clock that stands still.
class FixedClock final : public ucs::Clock {
 public:
  [[nodiscard]] ucs::Timestamp now() const override {
    return ucs::parse_timestamp("2026-03-01T12:00:00Z").value();
  }
};

#define UCS_EXPECT(condition)                                      \
  do {                                                             \
    if (!(condition)) {                                            \
      std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
      return false;                                                \
    }                                                              \
  } while (false)

template <class T>
bool is_error(const ucs::Result<T>& result, ucs::ErrorCode code) {
  return !result && result.error().code == code;
}

ucs::Extension extension(const char* value) {
  return {"Feedback", ucs::JsonText::unchecked(value)};
}

bool changes_work(ucs::Engine& engine) {
  ucs::StartService start;
  UCS_EXPECT(is_error(engine.start_service(start), ucs::ErrorCode::kMissingField));
  start.contact_key = "+49 711 8080";
  start.service_type = "booking";
  const auto id = engine.start_service(start);
  UCS_EXPECT(id && *id == 1);
  UCS_EXPECT(engine.query_anonymous_services("+49 711 8080")->size() == 1);
  UCS_EXPECT(engine.associate_service("00027a52JCGY000M", *id));
  UCS_EXPECT(engine.query_anonymous_services("+49 711 8080")->empty());
  UCS_EXPECT(engine.query_customer_services("00027a52JCGY000M")->size() == 1);

  ucs::StartState offer;
  offer.state_type = 4;
  const auto state = engine.start_state(*id, offer);
  UCS_EXPECT(state && *state == 1);
  ucs::StartTask call;
  call.task_type = "call";
  call.state_id = *state;
  const auto task = engine.start_task(*id, call);
  UCS_EXPECT(task && *task == 1);
  UCS_EXPECT(engine.complete_task(*id, *task));
  UCS_EXPECT(is_error(engine.complete_task(*id, *task), ucs::ErrorCode::kAlreadyCompleted));

  ucs::Transition accept;
  accept.from.state_id = *state;
  accept.to.state_type = "a type that is longer than fifteen bytes";
  const auto next = engine.transition(*id, accept);
  UCS_EXPECT(next && *next == 2);
  UCS_EXPECT(is_error(engine.transition(*id, accept), ucs::ErrorCode::kAlreadyCompleted));
  UCS_EXPECT(engine.complete_state(*id, *next));

  UCS_EXPECT(engine.update_extension({*id, {}, {}}, extension(R"({"stars":5})")));
  UCS_EXPECT(engine.merge_extension({*id, {}, {}}, extension(R"({"text":"good"})")));
  UCS_EXPECT(engine.complete_service(*id));
  return true;
}

bool queries_work(ucs::Engine& engine) {
  const auto service = engine.query_service(1);
  UCS_EXPECT(service && !(*service)->is_active());
  UCS_EXPECT(*(*service)->extensions.find("Feedback") == R"({"stars":5,"text":"good"})");
  UCS_EXPECT((*service)->duration() == std::chrono::milliseconds(0));
  const auto state = engine.query_state(1, 2);
  UCS_EXPECT(state && state->state->previous_state_id == 1);
  UCS_EXPECT(state->state->type == "a type that is longer than fifteen bytes");
  UCS_EXPECT(engine.query_task(1, 1)->task->state_id == 1);
  UCS_EXPECT(is_error(engine.query_task(1, 2), ucs::ErrorCode::kTaskNotFound));
  ucs::Filter filter;
  filter.types = {"4"};
  UCS_EXPECT(engine.query_states(1, filter)->states.size() == 1);
  UCS_EXPECT(engine.query_tasks(1)->tasks.size() == 1);
  UCS_EXPECT(engine.delete_service(1));
  UCS_EXPECT(is_error(engine.query_service(1), ucs::ErrorCode::kServiceNotFound));
  UCS_EXPECT(is_error(engine.complete_service(1), ucs::ErrorCode::kServiceNotFound));
  return true;
}

bool v81_rules_hold(ucs::Engine& engine) {
  const ucs::Scope scope = {"a tenant", ucs::Dialect::kV81};
  ucs::StartService start;
  start.customer_id = "c";
  UCS_EXPECT(is_error(engine.start_service(start, scope), ucs::ErrorCode::kMissingField));
  start.service_type = 1;
  start.session_id = std::string(33, 'x');
  UCS_EXPECT(is_error(engine.start_service(start, scope), ucs::ErrorCode::kFieldTooLong));
  start.session_id = std::string(32, 'x');
  UCS_EXPECT(engine.start_service(start, scope).value_or(0) == 1);
  UCS_EXPECT(is_error(engine.update_extension({1, {}, {}}, extension("1"), scope),
                      ucs::ErrorCode::kUnknownExtension));
  return true;
}

bool the_memory_store_conforms() {
  for (const auto& rule : ucs::testing::store_conformance_cases()) {
    UCS_EXPECT(rule.run([] { return std::make_unique<ucs::MemoryStore>(); }).empty());
  }
  return true;
}

}  // namespace

int main() {
  ucs::MemoryStore store;
  const FixedClock clock;
  ucs::Engine engine(store, clock);
  const bool is_good = changes_work(engine) && queries_work(engine) && v81_rules_hold(engine) &&
                       the_memory_store_conforms();
  return is_good ? 0 : 1;
}
