// SPDX-License-Identifier: MIT
// Conformance cases on one thread: get, put_if and erase_if.
#pragma once

#include <ucs/testing/detail/store_under_test.h>

#include <chrono>
#include <limits>
#include <memory>
#include <string>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

[[nodiscard]] inline Event full_event(std::int64_t ms) {
  Event event;
  event.timestamp = Timestamp{std::chrono::milliseconds{ms}};
  event.session_id = "session \xF0\x9F\x98\x80 of more than fifteen bytes";
  event.interaction_id = "";
  event.application_type = std::numeric_limits<std::int64_t>::min();
  event.resource_type = "9";
  event.media_type = 9;
  event.application_id = std::numeric_limits<std::int64_t>::max();
  event.resource_id = -1;
  return event;
}

/// Fills the members that services, states and tasks have in common.
inline void fill_activity(Activity& activity, std::int64_t number) {
  activity.type = number % 2 == 0 ? LongOrString(number) : LongOrString(std::to_string(number));
  activity.est_duration = 2147483647;
  activity.started = full_event(number);
  activity.extensions = Extensions({
      {Text("name with \"quotes\", \xC3\xA4 and \n"), JsonText::integer(number)},
      {Text(std::string_view("nul\0nul", 7)),
       JsonText::unchecked(R"({"a":[1e400,0.10,"\u0000"]})")},
  });
  if (number % 3 != 0) return;
  auto completion = std::make_shared<Completion>();
  completion->event = full_event(-number);
  completion->disposition = number;
  completion->disposition_desc = std::string(100, 'd');
  activity.completion = std::move(completion);
}

/// Returns a record with every member set, and 100 states and tasks, some of them completed.
[[nodiscard]] inline ServicePtr make_full_record(ServiceId id, Revision revision) {
  auto service = std::make_shared<Service>(*make_record(id, revision, "customer", "contact"));
  fill_activity(*service, 3);
  service->updated = Timestamp{std::chrono::milliseconds{1772366400123}};
  service->expires = Timestamp{std::chrono::milliseconds{253402300799998}};
  service->auto_complete_after = 0;
  service->is_expires_given = true;
  service->is_auto_complete_given = true;
  for (std::int32_t i = 1; i <= 100; ++i) {
    State state;
    fill_activity(state, i);
    state.id = i * 1000;
    if (i > 1) state.previous_state_id = state.id - 1000;
    service->states.put(std::make_shared<const State>(state));
    Task task;
    fill_activity(task, i);
    task.id = 2147483647 - i;
    if (i % 2 == 0) task.state_id = state.id;
    service->tasks.put(std::make_shared<const Task>(task));
  }
  return service;
}

inline void get_of_nothing(StoreUnderTest& store) {
  constexpr ServiceId kFarApart[] = {1,
                                     2,
                                     64,
                                     4091,
                                     4096,
                                     id_max(IdKind::kService),
                                     0,
                                     -1,
                                     -5,
                                     -4096,
                                     std::numeric_limits<ServiceId>::min(),
                                     std::numeric_limits<ServiceId>::max()};
  for (const ServiceId id : kFarApart) store.expect_record("", id, nullptr);
  store.expect_put("", make_record(3, 1), 0);
  store.expect_put("", make_record(4091, 1), 0);
  for (const ServiceId id : kFarApart) {
    if (id != 4091) store.expect_record("", id, nullptr);
  }
  store.expect_record("another tenant", 3, nullptr);
}

inline void get_returns_all(StoreUnderTest& store) {
  const ServicePtr full = make_full_record(1, 1);
  const ServicePtr bare = make_record(2, 1);
  store.expect_put("", full, 0);
  store.expect_put("", bare, 0);
  store.expect_record("", 1, full);
  store.expect_record("", 2, bare);
  const ServicePtr changed = make_full_record(2, 2);
  store.expect_put("", changed, 1);
  store.expect_record("", 2, changed);
}

inline void get_returns_values_that_stay(StoreUnderTest& store) {
  store.expect_put("", make_record(1, 1, "a"), 0);
  const ServicePtr held = store.get("", 1);
  const std::string before = to_text(held);
  store.expect_put("", make_record(1, 2, "b"), 1);
  store.expect_erase("", 1, 2, true);
  store.expect(to_text(held) == before, "a value that get returned, after later changes", before,
               to_text(held));
}

inline void put_new(StoreUnderTest& store) {
  const ServicePtr first = make_record(1, 1, "a", "k");
  store.expect_put("", first, 1, false);
  store.expect_put("", first, 7, false);
  store.expect_record("", 1, nullptr);
  store.expect_put("", first, 0);
  store.expect_record("", 1, first);
  store.expect_put("", make_record(1, 2, "b", "l"), 0, false);
  store.expect_record("", 1, first);
}

inline void put_over(StoreUnderTest& store) {
  ServicePtr current = make_record(1, 1);
  store.expect_put("", current, 0);
  for (Revision revision = 2; revision <= 20; ++revision) {
    const ServicePtr next = make_record(1, revision);
    store.expect_put("", next, revision, false);
    store.expect_put("", next, revision + 1, false);
    store.expect_put("", next, 0, false);
    if (revision > 2) store.expect_put("", next, revision - 2, false);
    store.expect_record("", 1, current);
    store.expect_put("", next, revision - 1);
    store.expect_record("", 1, next);
    current = next;
  }
}

inline void put_takes_any_revision(StoreUnderTest& store) {
  constexpr Revision kHigh = std::numeric_limits<std::int64_t>::max();
  store.expect_put("", make_record(1, 5), 0);
  store.expect_put("", make_record(1, kHigh), 5);
  store.expect_put("", make_record(1, 3), kHigh);
  store.expect_record("", 1, make_record(1, 3));
}

inline void put_lists(StoreUnderTest& store) {
  store.expect_put("", make_record(1, 1, "a", "k"), 0);
  store.expect_put("", make_record(2, 1, "a"), 0);
  store.expect_put("", make_record(3, 1, {}, "k"), 0);
  store.expect_put("", make_record(4, 1), 0);
  store.expect_put("", make_record(5, 1, "k", "a"), 0);
  store.expect_listed("", OwnerKind::kCustomer, "a", {1, 2});
  store.expect_listed("", OwnerKind::kContact, "k", {1, 3});
  store.expect_listed("", OwnerKind::kCustomer, "k", {5});
  store.expect_listed("", OwnerKind::kContact, "a", {5});
}

inline void put_moves(StoreUnderTest& store) {
  const auto expect = [&](const char* customer, const char* contact) {
    for (const char* owner : {"a", "b", "k", "l"}) {
      store.expect_listed("", OwnerKind::kCustomer, owner,
                          owner == std::string(customer) ? Ids{1} : Ids{});
      store.expect_listed("", OwnerKind::kContact, owner,
                          owner == std::string(contact) ? Ids{1} : Ids{});
    }
  };
  store.expect_put("", make_record(1, 1, {}, "k"), 0);
  expect("", "k");
  store.expect_put("", make_record(1, 2, "a", "k"), 1);
  expect("a", "k");
  store.expect_put("", make_record(1, 3, "b", "k"), 2);
  expect("b", "k");
  store.expect_put("", make_record(1, 4, "b", "l"), 3);
  expect("b", "l");
  store.expect_put("", make_record(1, 5, "l", "b"), 4);
  expect("l", "b");
  store.expect_put("", make_record(1, 6), 5);
  expect("", "");
  store.expect_put("", make_record(1, 7, "a", "k"), 6);
  expect("a", "k");
}

inline void refused_put(StoreUnderTest& store) {
  const ServicePtr current = make_record(1, 4, "a", "k");
  store.expect_put("", current, 0);
  for (const Revision expected : {Revision{0}, Revision{3}, Revision{5}}) {
    store.expect_put("", make_record(1, 5, "b", "l"), expected, false);
  }
  store.expect_put("", make_record(2, 1, "b", "l"), 9, false);
  store.expect_record("", 1, current);
  store.expect_record("", 2, nullptr);
  store.expect_listed("", OwnerKind::kCustomer, "a", {1});
  store.expect_listed("", OwnerKind::kContact, "k", {1});
  store.expect_listed("", OwnerKind::kCustomer, "b", {});
  store.expect_listed("", OwnerKind::kContact, "l", {});
  store.expect_scanned("", 0, 10, {1});
}

inline void erase_removes(StoreUnderTest& store) {
  for (const ServiceId id : {1, 2, 3}) store.expect_put("", make_record(id, 6, "a", "k"), 0);
  store.expect_erase("", 2, 6, true);
  store.expect_record("", 2, nullptr);
  store.expect_record("", 1, make_record(1, 6, "a", "k"));
  store.expect_listed("", OwnerKind::kCustomer, "a", {1, 3});
  store.expect_listed("", OwnerKind::kContact, "k", {1, 3});
  store.expect_scanned("", 0, 10, {1, 3});
  store.expect_erase("", 1, 6, true);
  store.expect_erase("", 3, 6, true);
  store.expect_listed("", OwnerKind::kCustomer, "a", {});
  store.expect_scanned("", 0, 10, {});
}

inline void refused_erase(StoreUnderTest& store) {
  store.expect_erase("", 1, 0, false);
  store.expect_erase("", 1, 1, false);
  const ServicePtr current = make_record(1, 4, "a", "k");
  store.expect_put("", current, 0);
  for (const Revision expected : {Revision{0}, Revision{3}, Revision{5}}) {
    store.expect_erase("", 1, expected, false);
  }
  store.expect_erase("", 2, 4, false);
  store.expect_erase("another tenant", 1, 4, false);
  store.expect_record("", 1, current);
  store.expect_listed("", OwnerKind::kCustomer, "a", {1});
  store.expect_listed("", OwnerKind::kContact, "k", {1});
  store.expect_erase("", 1, 4, true);
  store.expect_erase("", 1, 4, false);
}

inline void put_after_erase(StoreUnderTest& store) {
  store.expect_put("", make_record(1, 3, "a"), 0);
  store.expect_erase("", 1, 3, true);
  store.expect_put("", make_record(1, 4, "b"), 3, false);
  store.expect_put("", make_record(1, 1, "b"), 0);
  store.expect_record("", 1, make_record(1, 1, "b"));
  store.expect_listed("", OwnerKind::kCustomer, "a", {});
  store.expect_listed("", OwnerKind::kCustomer, "b", {1});
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
