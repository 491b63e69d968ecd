// SPDX-License-Identifier: MIT
// What one caller does to a store, step by step; the same on every store.
#pragma once

#include <ucs/store.h>
#include <ucs/testing/describe.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/builders.h"
#include "tests/support/dump.h"

namespace ucs::tests {

/// A call of a store.
struct ScenarioStep {
  enum class Kind { kPut, kErase, kSchema, kIds, kLook, kFlush };

  Kind kind = Kind::kLook;
  std::string tenant;
  ServicePtr service;     // put; erased or looked at by its id
  Revision expected = 0;  // put and erased
  SchemaPtr schema;

  [[nodiscard]] bool is_change() const {
    return kind == Kind::kPut || kind == Kind::kErase || kind == Kind::kSchema;
  }
};

/// The tenants of a scenario.
inline const std::vector<std::string> kScenarioTenants = {"", "other"};

/// Returns everything in a store but its ids.
inline std::string contents_of(Store& store) { return dump(store, kScenarioTenants); }

/// Makes steps that follow each other. Not thread-safe; one thread at a time.
class ScenarioMaker {
 public:
  explicit ScenarioMaker(std::uint32_t seed) : random_(seed) {}

  std::vector<ScenarioStep> make(std::size_t count) {
    std::vector<ScenarioStep> steps;
    while (steps.size() < count) steps.push_back(make_step());
    return steps;
  }

 private:
  using Kind = ScenarioStep::Kind;

  std::size_t below(std::size_t bound) { return random_() % bound; }

  ScenarioStep make_step() {
    ScenarioStep step;
    step.tenant = kScenarioTenants[below(4) / 3];
    auto& revisions = revisions_[step.tenant];
    const std::size_t what = below(16);
    if (what <= 2) {
      step.kind = what < 2 ? Kind::kIds : Kind::kFlush;
      return step;
    }
    if (what == 3) {
      auto schema = std::make_shared<Schema>();
      schema->name = "s" + std::to_string(++schemas_);
      step.schema = schema;
      step.kind = Kind::kSchema;
      return step;
    }
    const auto some = below(2 * revisions.size() + 2);
    const bool is_new = some >= revisions.size();
    const auto known = std::next(revisions.begin(), is_new ? 0 : static_cast<long>(some));
    const ServiceId id = is_new ? ++last_id_ : known->first;
    step.expected = is_new ? 0 : known->second;
    step.service = make_service(id, step.expected + 1);
    if (what == 6) return step;  // looks
    if (!is_new && what < 6) {
      step.kind = Kind::kErase;
      revisions.erase(known);
    } else {
      step.kind = Kind::kPut;
      revisions[id] = step.expected + 1;
    }
    return step;
  }

  ServicePtr make_service(ServiceId id, Revision revision) {
    auto service = std::make_shared<Service>();
    service->id = id;
    service->revision = revision;
    service->customer_id = "customer " + std::to_string(below(3));
    if (below(2) == 0) service->contact_key = "k";
    // Some take many pages.
    service->extensions =
        extensions({{"Note", "\"" + characters(std::size_t{1} << below(15), 1) + "\""}});
    return service;
  }

  std::mt19937 random_;
  std::map<std::string, std::map<ServiceId, Revision>> revisions_;
  ServiceId last_id_ = 0;
  int schemas_ = 0;
};

/// Carries out a step. Returns whether it changed something; of kIds, whether the id is above
/// `last_id`, which it then is.
inline Result<bool> carry_out(const ScenarioStep& step, Store& store, std::int64_t& last_id) {
  switch (step.kind) {
    case ScenarioStep::Kind::kPut:
      return store.put_if(step.tenant, step.service, step.expected);
    case ScenarioStep::Kind::kErase:
      return store.erase_if(step.tenant, step.service->id, step.expected);
    case ScenarioStep::Kind::kSchema:
      return store.create_schema(step.tenant, EntityKind::kTask, step.schema);
    case ScenarioStep::Kind::kIds: {
      // Many at once, so that blocks come to their ends.
      constexpr std::int64_t kCount = 400;
      const auto first = store.allocate_ids("", IdKind::kState, kCount);
      if (!first) return first.error();
      const bool is_above = *first > std::exchange(last_id, *first + kCount - 1);
      return is_above;
    }
    case ScenarioStep::Kind::kLook: {
      const auto service = store.get(step.tenant, step.service->id);
      if (!service) return service.error();
      const auto listed = store.list(step.tenant, OwnerKind::kCustomer, "customer 1");
      if (!listed) return listed.error();
      const auto due = store.list_due(step.tenant, kTimestampMax, 3);
      if (!due) return due.error();
      return *service != nullptr;
    }
    case ScenarioStep::Kind::kFlush:
      break;
  }
  const auto flushed = store.flush();
  if (!flushed) return flushed.error();
  return true;
}

}  // namespace ucs::tests
