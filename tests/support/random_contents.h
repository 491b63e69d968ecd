// SPDX-License-Identifier: MIT
// A fake with contents that many random operations have made, for tests of what keeps them.
#pragma once

#include <ucs/engine.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/support/builders.h"

namespace ucs::tests {

/// Works on a fake through its engine. What it asks for may be refused.
class RandomWork {
 public:
  RandomWork(testing::Fake& fake, std::uint32_t seed) : fake_(fake), random_(seed) {}

  void steps(int count) {
    for (int i = 0; i < count; ++i) step();
  }

 private:
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  bool chance() { return below(3) == 0; }

  template <class T>
  T one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

  Text text() {
    return one_of<Text>({"a", "", "x\"\\\n", "\xC3\xA4\xE2\x82\xAC", characters(256)});
  }
  LongOrString value() {
    return one_of<LongOrString>({"t", "7", 7, std::int64_t{1} << 62, -1, "", text()});
  }
  Extensions some_extensions() {
    Extensions all;
    const int count = below(4);
    for (int i = 0; i < count; ++i) {
      all.set(one_of<Text>({"A", "b", "quote\"d", "tab\t", "\xC3\xA4"}),
              JsonText::unchecked(one_of<Text>(
                  {"1", "1e400", R"({"a":[1,{"b":null}]})", R"("\"")", "[]", "-0.0", "{}"})));
    }
    return all;
  }

  void fill(EventRequest& event) {
    if (chance()) event.timestamp = fake_.clock().now() - std::chrono::milliseconds(below(100000));
    if (chance()) event.session_id = text();
    if (chance()) event.interaction_id = text();
    if (chance()) event.application_type = value();
    if (chance()) event.application_id = below(1000) - 500;
    if (chance()) event.resource_type = value();
    if (chance()) event.resource_id = below(1000);
    if (chance()) event.media_type = value();
  }

  void step() {
    scope_.tenant = one_of<Text>({"", "", "7", "other \"tenant\""});
    service_ = 1 + below(8);
    nested_ = 1 + below(20);
    if (below(20) == 0) static_cast<void>(fake_.advance(std::chrono::minutes(below(60))));
    Engine& engine = fake_.engine();
    switch (below(12)) {
      case 0:
      case 1:
        return start_service();
      case 2:
        if (chance()) static_cast<void>(engine.delete_service(service_, scope_));
        return;
      case 3:
        return complete();
      case 4: {
        Transition request = transition_of(nested_, value());
        fill(request);
        request.extensions = some_extensions();
        static_cast<void>(engine.transition(service_, request, scope_));
        return;
      }
      case 5:
        static_cast<void>(engine.associate_service("owner", service_, {}, scope_));
        return;
      case 6: {
        UpdateExpiration request;
        request.ttl = below(100000);
        if (chance()) request.auto_complete_after = below(10000);
        static_cast<void>(engine.update_expiration(service_, request, scope_));
        return;
      }
      case 7:
        return create_schema();
      default:
        return start_nested();
    }
  }

  void start_service() {
    StartService request;
    fill(request);
    request.customer_id = one_of<Text>({"c", "d", {}});
    request.contact_key = one_of<Text>({"555", characters(256)});
    request.service_type = value();
    if (chance()) request.est_duration = below(1000);
    if (chance()) request.ttl = below(1000000);
    if (chance()) request.auto_complete_after = below(100000);
    request.extensions = some_extensions();
    static_cast<void>(fake_.engine().start_service(request, scope_));
  }

  void start_nested() {
    if (chance()) {
      StartTask request = task_of(value());
      fill(request);
      if (chance()) request.state_id = nested_;
      request.extensions = some_extensions();
      static_cast<void>(fake_.engine().start_task(service_, request, scope_));
      return;
    }
    StartState request = state_of(value());
    fill(request);
    if (chance()) request.previous_state_id = below(100) - 50;
    if (chance()) request.est_duration = below(100);
    request.extensions = some_extensions();
    static_cast<void>(fake_.engine().start_state(service_, request, scope_));
  }

  void complete() {
    CompleteActivity request;
    fill(request);
    if (chance()) request.disposition = value();
    if (chance()) request.disposition_desc = text();
    request.extensions = some_extensions();
    Engine& engine = fake_.engine();
    static_cast<void>(engine.complete_state(service_, nested_, request, scope_));
    static_cast<void>(engine.complete_task(service_, nested_, request, scope_));
    if (chance()) static_cast<void>(engine.complete_service(service_, request, scope_));
  }

  void create_schema() {
    Schema schema;
    schema.name = "S" + std::to_string(below(5));
    schema.is_multi_valued = chance();
    schema.attributes.push_back({"one", AttributeType::kLong, 5, chance(), {}});
    schema.attributes.push_back({"two", AttributeType::kString, {}, false, JsonText::integer(3)});
    if (chance()) schema.attributes.back().default_value.reset();
    if (chance()) schema.unique = {"ONE"};
    static_cast<void>(fake_.engine().create_schema(
        one_of<EntityKind>({EntityKind::kService, EntityKind::kState, EntityKind::kTask}), schema,
        scope_));
  }

  testing::Fake& fake_;
  std::mt19937 random_;
  Scope scope_;
  ServiceId service_ = 0;
  StateId nested_ = 0;
};

}  // namespace ucs::tests
