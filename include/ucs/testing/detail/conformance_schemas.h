// SPDX-License-Identifier: MIT
// Conformance cases about extension schemas.
#pragma once

#include <ucs/testing/detail/store_under_test.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

inline constexpr EntityKind kKinds[] = {EntityKind::kService, EntityKind::kState,
                                        EntityKind::kTask};

/// Returns a schema with something in every member; `length` tells two of one name apart.
[[nodiscard]] inline SchemaPtr make_schema(const std::string& name, std::size_t length = 1) {
  auto schema = std::make_shared<Schema>();
  schema->name = name;
  schema->is_multi_valued = length % 2 == 0;
  schema->attributes.push_back({"text", AttributeType::kString, length, true, std::nullopt});
  schema->attributes.push_back(
      {"number", AttributeType::kLong, std::nullopt, false, JsonText::integer(7)});
  schema->unique = {"text", "number"};
  return schema;
}

inline void no_schemas_at_first(StoreUnderTest& store) {
  for (const EntityKind kind : kKinds) store.expect_schemas("never used", kind, {});
  store.expect_put("used", make_record(1, 1), 0);
  for (const EntityKind kind : kKinds) store.expect_schemas("used", kind, {});
}

inline void schemas_are_kept(StoreUnderTest& store) {
  const SchemaPtr b = make_schema("b", 1);
  const SchemaPtr a = make_schema("A", 2);
  const SchemaPtr c = make_schema("c_3", 3);
  for (const EntityKind kind : kKinds) {
    for (const SchemaPtr& schema : {b, a, c}) store.expect_created("t", kind, schema, true);
    store.expect_schemas("t", kind, {b, a, c});
  }
  store.expect_schemas("", EntityKind::kService, {});
}

inline void schemas_of_tenants(StoreUnderTest& store) {
  const std::string with_nul("a\0b", 3);
  const SchemaPtr first = make_schema("same", 1);
  const SchemaPtr second = make_schema("same", 2);
  store.expect_created("a", EntityKind::kState, first, true);
  store.expect_created(with_nul, EntityKind::kState, second, true);
  store.expect_created("", EntityKind::kTask, second, true);
  store.expect_schemas("a", EntityKind::kState, {first});
  store.expect_schemas(with_nul, EntityKind::kState, {second});
  store.expect_schemas("", EntityKind::kState, {});
  store.expect_schemas("a", EntityKind::kTask, {});
}

inline void schema_twice(StoreUnderTest& store) {
  const SchemaPtr first = make_schema("Feedback_1", 1);
  store.expect_created("", EntityKind::kService, first, true);
  for (const char* name : {"Feedback_1", "feedback_1", "FEEDBACK_1"}) {
    store.expect_created("", EntityKind::kService, make_schema(name, 2), false);
  }
  store.expect_schemas("", EntityKind::kService, {first});
  const SchemaPtr other = make_schema("feedback", 3);
  store.expect_created("", EntityKind::kService, other, true);
  store.expect_schemas("", EntityKind::kService, {first, other});
}

inline void schema_sets_stay(StoreUnderTest& store) {
  const SchemaSetPtr before = store.schemas("");
  store.expect_created("", EntityKind::kTask, make_schema("x"), true);
  const SchemaSetPtr after = store.schemas("");
  store.expect_created("", EntityKind::kTask, make_schema("y"), true);
  const auto size = [](const SchemaSetPtr& set) {
    return std::to_string(set == nullptr ? 99 : set->all(EntityKind::kTask).size());
  };
  store.expect(size(before) == "0", "a set returned before create_schema", "no schema",
               size(before));
  store.expect(size(after) == "1", "a set returned between two calls of create_schema", "1 schema",
               size(after));
}

inline void race_to_create(StoreUnderTest& store) {
  constexpr int kRounds = 30;
  for (int round = 0; round < kRounds; ++round) {
    const std::string name = "name_" + std::to_string(round);
    std::array<bool, kThreads> has_won{};
    store.in_threads(kThreads, [&](std::size_t i) {
      has_won[i] = store.create_schema("", EntityKind::kState, make_schema(name, i + 1));
    });
    const auto winners = std::count(has_won.begin(), has_won.end(), true);
    store.expect(winners == 1, "8 calls of create_schema with one name", "one to return true",
                 std::to_string(winners));
    const auto winner = std::find(has_won.begin(), has_won.end(), true) - has_won.begin();
    const SchemaSetPtr set = store.schemas("");
    const Schema* stored = set == nullptr ? nullptr : set->find(EntityKind::kState, name);
    const std::string expected = describe(*make_schema(name, static_cast<std::size_t>(winner) + 1));
    const std::string got = stored == nullptr ? "no schema" : describe(*stored);
    store.expect(got == expected, "the schema of the call that returned true", expected, got);
  }
}

inline void race_of_names(StoreUnderTest& store) {
  constexpr std::size_t kEach = 30;
  store.in_threads(kThreads, [&](std::size_t i) {
    for (std::size_t n = 0; n < kEach; ++n) {
      const std::string name = "s" + std::to_string(i) + "_" + std::to_string(n);
      store.expect_created("", kKinds[n % 3], make_schema(name), true);
      const SchemaSetPtr set = store.schemas("");
      const bool is_seen = set != nullptr && set->find(kKinds[n % 3], name) != nullptr;
      store.expect(is_seen, "schemas after create_schema returned", "schema " + name, "none");
    }
  });
  std::size_t count = 0;
  const SchemaSetPtr set = store.schemas("");
  for (const EntityKind kind : kKinds) count += set == nullptr ? 0 : set->all(kind).size();
  store.expect(count == kEach * kThreads, "schemas created by 8 threads",
               std::to_string(kEach * kThreads), std::to_string(count));
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
