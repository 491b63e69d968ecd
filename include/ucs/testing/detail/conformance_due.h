// SPDX-License-Identifier: MIT
// Conformance cases of list_due.
#pragma once

#include <ucs/testing/detail/store_under_test.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

inline void due_is_ordered(StoreUnderTest& store) {
  constexpr ServiceId kServices = 300;
  // Due in another order than that of their ids, three at a time.
  Ids ids;
  for (ServiceId id = 1; id <= kServices; ++id) ids.push_back(id);
  const auto due_ms = [](ServiceId id) { return (id * 7919 % 300 / 3 + 1) * 1000; };
  for (const ServiceId id : ids) store.expect_put("", make_due_record(id, 1, due_ms(id)), 0);
  std::sort(ids.begin(), ids.end(), [&](ServiceId a, ServiceId b) {
    return due_ms(a) != due_ms(b) ? due_ms(a) < due_ms(b) : a < b;
  });
  store.expect_due("", 999, 10, {});
  store.expect_due("", 1000, 10, Ids(ids.begin(), ids.begin() + 3));
  store.expect_due("", 1999, 10, Ids(ids.begin(), ids.begin() + 3));
  for (const std::ptrdiff_t limit : {1, 2, 3, 4, 64, 65, 299}) {
    store.expect_due("", 1000000, static_cast<std::size_t>(limit),
                     Ids(ids.begin(), ids.begin() + limit));
  }
  for (const std::size_t limit : {std::size_t{300}, std::size_t{301}, std::size_t{1000000}})
    store.expect_due("", 100000, limit, ids);
}

inline void due_follows_changes(StoreUnderTest& store) {
  const auto expect = [&](const Ids& at_1, const Ids& at_5, const Ids& at_9) {
    for (int i = 0; i < 2; ++i) {  // asking changes nothing
      store.expect_due("", 1000, 10, at_1);
      store.expect_due("", 5000, 10, at_5);
      store.expect_due("", 9000, 10, at_9);
    }
  };
  store.expect_put("", make_due_record(1, 1, 5000), 0);
  store.expect_put("", make_due_record(2, 1, 5000), 0);
  expect({}, {1, 2}, {1, 2});
  store.expect_put("", make_due_record(1, 2, 9000), 1);
  expect({}, {2}, {2, 1});
  store.expect_put("", make_due_record(1, 3, 1000), 2);
  expect({1}, {1, 2}, {1, 2});
  store.expect_put("", make_due_record(1, 4, 99000), 3);
  expect({}, {2}, {2});
  store.expect_put("", make_due_record(1, 5, 5000), 4);
  expect({}, {1, 2}, {1, 2});
  store.expect_put("", make_due_record(1, 6, 1000), 3, false);
  expect({}, {1, 2}, {1, 2});
  store.expect_erase("", 1, 5, true);
  expect({}, {2}, {2});
  store.expect_put("", make_due_record(1, 1, 9000), 0);
  expect({}, {2}, {2, 1});
}

inline void due_counts_auto_completion(StoreUnderTest& store) {
  store.expect_put("", make_due_record(1, 1, 9000, 5000), 0);
  store.expect_put("", make_due_record(2, 1, 5000, 9000), 0);  // expires first
  store.expect_due("", 4999, 10, {});
  store.expect_due("", 5000, 10, {1, 2});
  auto completed = std::make_shared<Service>(*make_due_record(1, 2, 9000, 5000));
  completed->completion = std::make_shared<const Completion>();
  store.expect_put("", completed, 1);
  store.expect_due("", 5000, 10, {2});
  store.expect_due("", 9000, 10, {2, 1});
}

inline void due_of_tenants(StoreUnderTest& store) {
  store.expect_due("", 1000000, 10, {});
  store.expect_put("a", make_due_record(1, 1, 5000), 0);
  store.expect_put("b", make_due_record(2, 1, 6000), 0);
  store.expect_due("a", 1000000, 10, {1});
  store.expect_due("b", 1000000, 10, {2});
  store.expect_due("", 1000000, 10, {});
}

inline void due_at_the_edges(StoreUnderTest& store) {
  // The first and the last millisecond that times have.
  store.expect_put("", make_due_record(1, 1, -62167219200000), 0);
  store.expect_put("", make_due_record(2, 1, 253402300799999), 0);
  store.expect_due("", -62167219200000, 10, {1});
  store.expect_due("", 253402300799998, 10, {1});
  store.expect_due("", 253402300799999, 10, {1, 2});
}

inline void due_while_others_write(StoreUnderTest& store) {
  constexpr ServiceId kStill = 50;
  for (ServiceId id = 1; id <= kStill; ++id) {
    store.expect_put("", make_due_record(id * 100, 1, 1000), 0);
  }
  std::atomic<std::size_t> writers{kThreads / 2};
  store.in_threads(kThreads, [&](std::size_t i) {
    const auto own = static_cast<ServiceId>(i + 1);  // no id of the others
    if (i % 2 == 0) {
      for (Revision revision = 1; revision <= 200; ++revision) {
        const std::int64_t due_ms = revision % 2 == 0 ? 500 : 90000;
        store.expect_put("", make_due_record(own, revision, due_ms), revision - 1);
      }
      --writers;
      return;
    }
    do {
      Ids still;
      for (const ServicePtr& service :
           store.list_due("", Timestamp{} + std::chrono::seconds(5), 99))
        if (service->id % 100 == 0) still.push_back(service->id);
      store.expect(still.size() == kStill && std::is_sorted(still.begin(), still.end()),
                   "list_due while others write", "the services nobody changes, in order",
                   to_text(still));
    } while (writers > 0);
  });
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
