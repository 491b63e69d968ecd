// SPDX-License-Identifier: MIT
// Conformance cases on one thread: list, scan, tenants, ids and flush.
#pragma once

#include <ucs/testing/detail/store_under_test.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

inline void list_is_ordered(StoreUnderTest& store) {
  Ids ids;
  for (ServiceId i = 0; i < 300; ++i) ids.push_back(i * 7919 % 300 * 1000 + 1);  // each once
  for (const ServiceId id : ids) store.expect_put("", make_record(id, 1, "a", "k"), 0);
  std::sort(ids.begin(), ids.end());
  store.expect_listed("", OwnerKind::kCustomer, "a", ids);
  store.expect_listed("", OwnerKind::kContact, "k", ids);
  for (const ServiceId id : ids) store.expect_put("", make_record(id, 2, "a", "k"), 1);
  store.expect_listed("", OwnerKind::kCustomer, "a", ids);
}

inline void list_is_exact(StoreUnderTest& store) {
  const std::vector<std::string> owners = {"a",
                                           "A",
                                           "aa",
                                           "a ",
                                           " a",
                                           "a%",
                                           "a_",
                                           "a*",
                                           "\xC3\xA4",
                                           "\xC3\x84",
                                           "1",
                                           "01",
                                           "1.0",
                                           "null",
                                           std::string("a\0b", 3),
                                           "'",
                                           "a\n",
                                           "a/b",
                                           "\\",
                                           std::string(256, 'x'),
                                           std::string(255, 'x') + "y"};
  ServiceId id = 0;
  for (const std::string& owner : owners) {
    store.expect_put("", make_record(++id, 1, owner, owner + "!"), 0);
  }
  id = 0;
  for (const std::string& owner : owners) {
    store.expect_listed("", OwnerKind::kCustomer, owner, {++id});
    store.expect_listed("", OwnerKind::kContact, owner + "!", {id});
    store.expect_listed("", OwnerKind::kContact, owner, {});
  }
  for (const char* unknown : {"b", "", "xxx", "aaa"}) {
    store.expect_listed("", OwnerKind::kCustomer, unknown, {});
  }
}

inline void list_and_scan_return_records(StoreUnderTest& store) {
  std::vector<ServicePtr> stored;
  for (ServiceId id = 1; id <= 5; ++id) {
    stored.push_back(make_record(id, static_cast<Revision>(id) + 7, "a", "k"));
    store.expect_put("", stored.back(), 0);
  }
  const auto expect_all = [&](const char* where, const std::vector<ServicePtr>& got) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const ServicePtr found = i < got.size() ? got[i] : nullptr;
      store.expect(to_text(found) == to_text(stored[i]), where, to_text(stored[i]), to_text(found));
    }
  };
  expect_all("list by customer", store.list("", OwnerKind::kCustomer, "a"));
  expect_all("list by contact", store.list("", OwnerKind::kContact, "k"));
  expect_all("scan", store.scan("", 0, 5));
}

/// Ids at the edges of blocks and words, ascending.
[[nodiscard]] inline Ids edge_ids() {
  return {1,
          2,
          3,
          62,
          63,
          64,
          65,
          127,
          128,
          4094,
          4095,
          4096,
          4097,
          8191,
          8192,
          100000,
          1000000,
          (ServiceId{1} << 31U) - 1,
          ServiceId{1} << 31U,
          ServiceId{1} << 32U,
          id_max(IdKind::kService) - 1,
          id_max(IdKind::kService)};
}

inline void scan_pages(StoreUnderTest& store) {
  const Ids ids = edge_ids();
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    store.expect_put("", make_record(*id, 1), 0);
  }
  for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{3}, ids.size() - 1,
                                  ids.size(), ids.size() + 1, std::size_t{100000}}) {
    std::size_t next = 0;
    ServiceId after = 0;
    while (next < ids.size()) {
      const auto first = ids.begin() + static_cast<std::ptrdiff_t>(next);
      const std::size_t count = std::min(limit, ids.size() - next);
      store.expect_scanned("", after, limit,
                           Ids(first, first + static_cast<std::ptrdiff_t>(count)));
      next += count;
      after = ids[next - 1];
    }
    store.expect_scanned("", after, limit, {});
  }
}

inline void scan_starts_behind(StoreUnderTest& store) {
  const Ids ids = edge_ids();
  for (const ServiceId id : ids) store.expect_put("", make_record(id, 1), 0);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto position = ids.begin() + static_cast<std::ptrdiff_t>(i);
    store.expect_scanned("", ids[i] - 1, 100, Ids(position, ids.end()));
    store.expect_scanned("", ids[i], 100, Ids(position + 1, ids.end()));
  }
  store.expect_scanned("", -1, 100, ids);
  store.expect_scanned("", std::numeric_limits<ServiceId>::min(), 100, ids);
  store.expect_scanned("", std::numeric_limits<ServiceId>::max(), 100, {});
}

inline void scan_of_gaps(StoreUnderTest& store) {
  Ids kept;
  for (ServiceId id = 1; id <= 500; ++id) store.expect_put("", make_record(id, 1), 0);
  for (ServiceId id = 1; id <= 500; ++id) {
    if (id % 10 == 0 && id != 250) {
      kept.push_back(id);
    } else {
      store.expect_erase("", id, 1, true);
    }
  }
  store.expect_scanned("", 0, 1000, kept);
  store.expect_scanned("", 244, 2, {260, 270});
  for (const ServiceId id : kept) store.expect_erase("", id, 1, true);
  store.expect_scanned("", 0, 1000, {});
}

inline void tenants_share_nothing(StoreUnderTest& store) {
  const std::vector<std::string> tenants = {"",
                                            "a",
                                            "A",
                                            "a/b",
                                            "..",
                                            "\xC3\xA4",
                                            std::string("a\0", 2),
                                            "a ",
                                            "'; --",
                                            std::string(300, 't')};
  for (const std::string& tenant : tenants) {
    store.expect_record(tenant, 1, nullptr);
    store.expect_scanned(tenant, 0, 10, {});
    store.expect_listed(tenant, OwnerKind::kCustomer, "a", {});
    const std::int64_t id = store.allocate_ids(tenant, IdKind::kService, 1);
    store.expect(id == 1, call_text("allocate_ids", tenant, 1), "1", std::to_string(id));
    store.expect_put(tenant, make_record(1, tenant.size() + 1, "a", tenant + "k"), 0);
  }
  for (const std::string& tenant : tenants) {
    store.expect_record(tenant, 1, make_record(1, tenant.size() + 1, "a", tenant + "k"));
    store.expect_scanned(tenant, 0, 10, {1});
    store.expect_listed(tenant, OwnerKind::kCustomer, "a", {1});
    store.expect_listed(tenant, OwnerKind::kContact, tenant + "k", {1});
    store.expect_erase(tenant, 1, tenant.size() + 1, true);
    store.expect_scanned(tenant, 0, 10, {});
  }
}

inline void ids_ascend(StoreUnderTest& store) {
  std::int64_t free = 1;  // the lowest id that may come next
  for (const std::int64_t count : {1, 1, 10, 1, 1000, 3, 1}) {
    const std::int64_t first = store.allocate_ids("", IdKind::kState, count);
    const bool is_right = free == 1 ? first == 1 : first >= free;
    store.expect(is_right, call_text("allocate_ids", "", count),
                 free == 1 ? "1, as it is the first call" : "at least " + std::to_string(free),
                 std::to_string(first));
    free = first + count;
  }
}

inline void ids_by_kind(StoreUnderTest& store) {
  static_cast<void>(store.allocate_ids("", IdKind::kService, 100));
  for (const IdKind kind : {IdKind::kState, IdKind::kTask}) {
    const std::int64_t first = store.allocate_ids("", kind, 50);
    store.expect(first == 1, "the first id of a kind, after ids of another kind", "1",
                 std::to_string(first));
  }
}

inline void ids_stay_taken(StoreUnderTest& store) {
  const std::int64_t first = store.allocate_ids("", IdKind::kService, 3);
  for (ServiceId id = first; id < first + 3; ++id) {
    store.expect_put("", make_record(id, 1), 0);
    store.expect_erase("", id, 1, true);
  }
  const std::int64_t next = store.allocate_ids("", IdKind::kService, 1);
  store.expect(next > first + 2, "allocate_ids after all records were erased",
               "more than " + std::to_string(first + 2), std::to_string(next));
}

inline void ids_run_out(StoreUnderTest& store) {
  for (const IdKind kind : {IdKind::kService, IdKind::kState, IdKind::kTask}) {
    const std::int64_t max = id_max(kind);
    std::int64_t last = max - 3;
    const std::int64_t block = store.allocate_ids("", kind, last);
    store.expect(block == 1, call_text("allocate_ids", "", last), "1", std::to_string(block));
    const auto expect_refused = [&](std::int64_t count) {
      const auto refused = store.raw().allocate_ids("", kind, count);
      const bool is_right = !refused && refused.error().code == ErrorCode::kIdSpaceExhausted;
      store.expect(
          is_right, call_text("allocate_ids", "", count), "id_space_exhausted",
          refused ? std::to_string(*refused) : std::string(code_name(refused.error().code)));
    };
    expect_refused(4);
    expect_refused(max);
    expect_refused(std::numeric_limits<std::int64_t>::max());
    for (int i = 0; i < 3; ++i) {
      const auto taken = store.raw().allocate_ids("", kind, 1);
      if (!taken && i > 0) break;  // a store may skip ids, but not end at a refused request
      const std::int64_t id = taken.value_or(0);
      store.expect(id > last && id <= max, "allocate_ids after a request for too many",
                   "an id from " + std::to_string(last + 1) + " to " + std::to_string(max),
                   taken ? std::to_string(id) : std::string(code_name(taken.error().code)));
      last = id;
    }
    expect_refused(1);
    expect_refused(1);
  }
}

inline void flush_keeps(StoreUnderTest& store) {
  const auto expect_success = [&] {
    const auto flushed = store.raw().flush();
    store.expect(flushed.has_value(), "flush", "success",
                 flushed ? "" : std::string(code_name(flushed.error().code)));
  };
  expect_success();
  const std::int64_t id = store.allocate_ids("", IdKind::kService, 1);
  store.expect_put("", make_record(id, 1, "a", "k"), 0);
  auto schema = std::make_shared<Schema>();
  schema->name = "kept";
  store.expect_created("", EntityKind::kState, schema, true);
  expect_success();
  expect_success();
  store.expect_record("", id, make_record(id, 1, "a", "k"));
  store.expect_schemas("", EntityKind::kState, {schema});
  store.expect_listed("", OwnerKind::kCustomer, "a", {id});
  const std::int64_t next = store.allocate_ids("", IdKind::kService, 1);
  store.expect(next > id, "allocate_ids after flush", "more than " + std::to_string(id),
               std::to_string(next));
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
