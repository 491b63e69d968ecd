// SPDX-License-Identifier: MIT
// Conformance cases of tenants.
#pragma once

#include <ucs/testing/detail/conformance_schemas.h>
#include <ucs/testing/detail/store_under_test.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

inline void tenants_have_something(StoreUnderTest& store) {
  store.expect_tenants({});
  // Neither a look nor a change that is refused makes one.
  store.expect_record("a", 1, nullptr);
  store.expect_schemas("a", EntityKind::kTask, {});
  store.expect_scanned("b", 0, 10, {});
  store.expect_listed("b", OwnerKind::kCustomer, "x", {});
  store.expect_put("c", make_record(1, 2), 1, false);
  store.expect_erase("d", 1, 1, false);
  const auto refused =
      store.raw().allocate_ids("e", IdKind::kService, std::numeric_limits<std::int64_t>::max());
  store.expect(!refused, "allocate_ids of more than there are", "an error", "ids");
  store.expect_tenants({});
  store.expect_put("with a record", make_record(1, 1), 0);
  store.expect_tenants({"with a record"});
  store.expect_created("with a schema", EntityKind::kTask, make_schema("s"), true);
  store.expect_tenants({"with a record", "with a schema"});
  std::vector<std::string> expected = {"with a record", "with a schema"};
  for (const IdKind kind : {IdKind::kService, IdKind::kState, IdKind::kTask}) {
    const std::string tenant = "with ids " + std::to_string(static_cast<int>(kind));
    static_cast<void>(store.allocate_ids(tenant, kind, 1));
    expected.push_back(tenant);
    store.expect_tenants(expected);
  }
}

inline void tenants_end(StoreUnderTest& store) {
  for (const char* tenant : {"", "with a schema", "with ids", "without"}) {
    store.expect_put(tenant, make_record(1, 1), 0);
    store.expect_put(tenant, make_record(100000, 1), 0);
  }
  store.expect_created("with a schema", EntityKind::kService, make_schema("s"), true);
  static_cast<void>(store.allocate_ids("with ids", IdKind::kState, 1));
  for (const char* tenant : {"", "with a schema", "with ids", "without"})
    store.expect_erase(tenant, 1, 1, true);
  store.expect_tenants({"", "with a schema", "with ids", "without"});
  for (const char* tenant : {"", "with a schema", "with ids", "without"})
    store.expect_erase(tenant, 100000, 1, true);
  store.expect_tenants({"with a schema", "with ids"});
  store.expect_put("without", make_record(1, 1), 0);
  store.expect_tenants({"with a schema", "with ids", "without"});
}

inline void tenants_are_ordered(StoreUnderTest& store) {
  std::vector<std::string> names = {"b",   "\xC3\xA4", "a", "",   "B", std::string("a\0b", 3),
                                    "a b", "10",       "9", "aa", "'", std::string(300, 't')};
  for (const std::string& name : names) {
    store.expect_put(name, make_record(1, 1), 0);
    store.expect_put(name, make_record(2, 1), 0);
    store.expect_created(name, EntityKind::kState, make_schema("s"), true);
    static_cast<void>(store.allocate_ids(name, IdKind::kTask, 1));
  }
  std::sort(names.begin(), names.end());  // as unsigned bytes
  store.expect_tenants(names);
}

inline void tenants_while_others_write(StoreUnderTest& store) {
  constexpr int kEach = 20;
  store.in_threads(kThreads, [&](std::size_t i) {
    for (int n = 0; n < kEach; ++n) {
      const std::string tenant = std::to_string(i) + "/" + std::to_string(n);
      if (n % 3 == 0) {
        store.expect_put(tenant, make_record(1, 1), 0);
      } else if (n % 3 == 1) {
        store.expect_created(tenant, EntityKind::kTask, make_schema("s"), true);
      } else {
        static_cast<void>(store.allocate_ids(tenant, IdKind::kService, 1));
      }
      const std::vector<std::string> found = store.tenants();
      store.expect(std::binary_search(found.begin(), found.end(), tenant),
                   "tenants() after a change of tenant " + tenant, "to find it", to_text(found));
    }
  });
  const std::size_t count = store.tenants().size();
  store.expect(count == kThreads * kEach, "tenants() of 8 threads",
               std::to_string(kThreads * kEach), std::to_string(count));
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
