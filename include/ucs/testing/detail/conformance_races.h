// SPDX-License-Identifier: MIT
// Conformance cases with several threads.
#pragma once

#include <ucs/testing/detail/store_under_test.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing::detail {

inline void race_to_replace(StoreUnderTest& store) {
  constexpr int kRounds = 30;
  store.expect_put("", make_record(1, 1), 0);
  for (Revision round = 1; round <= kRounds; ++round) {
    std::array<bool, kThreads> has_won{};
    store.in_threads(kThreads, [&](std::size_t i) {
      const Text customer = "customer " + std::to_string(i);
      has_won[i] = store.put_if("", make_record(1, round + 1, customer), round);
    });
    const auto winners = std::count(has_won.begin(), has_won.end(), true);
    store.expect(winners == 1, "8 calls of put_if with one expected revision", "one to return true",
                 std::to_string(winners));
    for (std::size_t i = 0; i < kThreads; ++i) {
      const std::string customer = "customer " + std::to_string(i);
      if (has_won[i]) store.expect_record("", 1, make_record(1, round + 1, customer));
      store.expect_listed("", OwnerKind::kCustomer, customer, has_won[i] ? Ids{1} : Ids{});
    }
  }
}

inline void race_to_be_first(StoreUnderTest& store) {
  constexpr ServiceId kRounds = 30;
  for (ServiceId id = 1; id <= kRounds; ++id) {
    std::atomic<int> winners{0};
    store.in_threads(kThreads, [&](std::size_t i) {
      if (store.put_if("new", make_record(id, i + 1), 0)) ++winners;
    });
    store.expect(winners == 1, "8 calls of put_if for one new record", "one to return true",
                 std::to_string(winners));
  }
}

inline void race_to_erase(StoreUnderTest& store) {
  constexpr ServiceId kRounds = 30;
  for (ServiceId id = 1; id <= kRounds; ++id) {
    store.expect_put("", make_record(id, 1, "a"), 0);
    std::atomic<int> erased{0};
    std::atomic<int> replaced{0};
    store.in_threads(kThreads, [&](std::size_t i) {
      if (i % 2 == 0) {
        if (store.erase_if("", id, 1)) ++erased;
      } else {
        if (store.put_if("", make_record(id, 2, "b"), 1)) ++replaced;
      }
    });
    store.expect(erased + replaced == 1, "erase_if and put_if with one expected revision",
                 "one to return true", std::to_string(erased + replaced));
    store.expect_record("", id, replaced == 1 ? make_record(id, 2, "b") : nullptr);
    store.expect_listed("", OwnerKind::kCustomer, "a", {});
    store.expect_listed("", OwnerKind::kCustomer, "b", replaced == 1 ? Ids{id} : Ids{});
    if (replaced == 1) store.expect_erase("", id, 2, true);
  }
}

inline void race_for_ids(StoreUnderTest& store) {
  constexpr int kCalls = 100;
  std::array<std::vector<std::pair<std::int64_t, std::int64_t>>, kThreads> blocks;
  store.in_threads(kThreads, [&](std::size_t i) {
    for (int call = 0; call < kCalls; ++call) {
      const std::int64_t count = call % 3 + 1;
      blocks[i].emplace_back(store.allocate_ids("", IdKind::kTask, count), count);
    }
  });
  std::vector<std::pair<std::int64_t, std::int64_t>> all;
  for (const auto& of_thread : blocks) {
    store.expect(std::is_sorted(of_thread.begin(), of_thread.end()), "ids taken by one thread",
                 "each higher than the one before", "another order");
    all.insert(all.end(), of_thread.begin(), of_thread.end());
  }
  std::sort(all.begin(), all.end());
  std::int64_t free = 1;
  for (const auto& [first, count] : all) {
    store.expect(first >= free, "ids taken by 8 threads", "each id once",
                 "id " + std::to_string(first) + " twice");
    free = first + count;
  }
}

/// A record that is customer "even"'s or "odd"'s by its revision; so is its contact.
[[nodiscard]] inline ServicePtr make_alternating(ServiceId id, Revision revision) {
  const char* owner = revision % 2 == 0 ? "even" : "odd";
  return make_record(id, revision, owner, owner);
}

inline void readers_see_whole_records(StoreUnderTest& store) {
  constexpr Revision kChanges = 300;
  constexpr ServiceId kOthers = 60;  // half of them each owner's, listed before the one that moves
  constexpr ServiceId kMoving = kOthers + 1;
  for (ServiceId id = 1; id <= kOthers; ++id) {
    store.expect_put("", make_alternating(id, static_cast<Revision>(id)), 0);
  }
  store.expect_put("", make_alternating(kMoving, 1), 0);
  std::atomic<bool> is_done{false};
  const auto expect_whole = [&](const ServicePtr& got) {
    const ServicePtr expected = make_alternating(kMoving, got->revision);
    const bool is_whole = describe(*got) == describe(*expected);
    store.expect(is_whole, "a record while others write", describe(*expected), describe(*got));
  };
  store.in_threads(kThreads, [&](std::size_t i) {
    if (i == 0) {
      for (Revision revision = 2; revision <= kChanges; ++revision) {
        store.expect_put("", make_alternating(kMoving, revision), revision - 1);
      }
      is_done = true;
      return;
    }
    do {
      const ServicePtr before = store.get("", kMoving);
      if (before == nullptr) return store.fail("get while others write", "a record", "none");
      expect_whole(before);
      const auto kind = i % 2 == 0 ? OwnerKind::kCustomer : OwnerKind::kContact;
      const auto listed = store.list("", kind, before->customer_id.view());
      const bool is_listed = !listed.empty() && listed.back()->id == kMoving;
      if (is_listed) expect_whole(listed.back());
      for (const ServicePtr& service : listed) {
        store.expect(service->customer_id == before->customer_id, "list while others write",
                     "records of this owner only", to_text(service));
      }
      // Who is not listed under the owner that get told has changed since.
      const ServicePtr after = store.get("", kMoving);
      const bool is_consistent =
          is_listed || after == nullptr || after->revision > before->revision;
      store.expect(is_consistent, "list under the customer_id that get returned",
                   "the record, which did not change meanwhile", "a list without it");
    } while (!is_done);
  });
}

inline void changes_are_seen_by_others(StoreUnderTest& store) {
  constexpr Revision kChanges = 300;
  store.expect_put("", make_record(1, 1, "a"), 0);
  std::atomic<Revision> published{1};
  store.in_threads(kThreads, [&](std::size_t i) {
    if (i == 0) {
      for (Revision revision = 2; revision <= kChanges; ++revision) {
        store.expect_put("", make_record(1, revision, "a"), revision - 1);
        published = revision;
      }
      return;
    }
    for (Revision least = 0; least < kChanges; least = published) {
      least = published;
      const auto expect_seen = [&](const char* where, const ServicePtr& got) {
        const Revision revision = got == nullptr ? 0 : got->revision;
        store.expect(revision >= least, where, "revision " + std::to_string(least) + " or later",
                     "revision " + std::to_string(revision));
      };
      const auto first = [](const std::vector<ServicePtr>& services) {
        return services.empty() ? nullptr : services.front();
      };
      if (i % 3 == 0) expect_seen("get after a change", store.get("", 1));
      if (i % 3 == 1)
        expect_seen("list after a change", first(store.list("", OwnerKind::kCustomer, "a")));
      if (i % 3 == 2) expect_seen("scan after a change", first(store.scan("", 0, 1)));
    }
  });
}

/// Expects `got` to be in ascending order and to have every third id from 3 to `last`.
inline void expect_lasting(StoreUnderTest& store, const char* where, const Ids& got,
                           ServiceId last) {
  const bool is_ascending =
      std::adjacent_find(got.begin(), got.end(), std::greater_equal<>()) == got.end();
  store.expect(is_ascending, where, "ascending ids", to_text(got));
  for (ServiceId id = 3; id <= last; id += 3) {
    const bool is_there = std::binary_search(got.begin(), got.end(), id);
    store.expect(is_there, where, "id " + std::to_string(id) + ", which was there all the time",
                 to_text(got));
  }
}

inline void scan_while_others_write(StoreUnderTest& store) {
  constexpr ServiceId kLast = 90;
  constexpr Revision kChanges = 20;
  for (ServiceId id = 3; id <= kLast; id += 3) store.expect_put("", make_record(id, 1, "a"), 0);
  std::atomic<int> writers{2};
  store.in_threads(kThreads, [&](std::size_t i) {
    if (i == 0) {  // replaces the records that stay
      for (Revision revision = 2; revision <= kChanges; ++revision) {
        for (ServiceId id = 3; id <= kLast; id += 3) {
          store.expect_put("", make_record(id, revision, "a"), revision - 1);
        }
      }
      --writers;
    } else if (i == 1) {  // adds and removes the ones between
      for (Revision round = 1; round <= kChanges; ++round) {
        for (ServiceId id = 1; id <= kLast; id += 3) {
          store.expect_put("", make_record(id, 1, "a"), 0);
        }
        for (ServiceId id = 1; id <= kLast; id += 3) store.expect_erase("", id, 1, true);
      }
      --writers;
    } else {
      do {
        expect_lasting(store, "scan while others write", ids_of(store.scan("", 0, 1000)), kLast);
        expect_lasting(store, "list while others write",
                       ids_of(store.list("", OwnerKind::kCustomer, "a")), kLast);
        const Ids page = ids_of(store.scan("", 30, 10));
        store.expect(page.size() == 10, "a scan with a limit while others write", "10 records",
                     to_text(page));
      } while (writers > 0);
    }
  });
}

inline void threads_on_their_own_records(StoreUnderTest& store) {
  constexpr ServiceId kEach = 40;
  store.in_threads(kThreads, [&](std::size_t i) {
    const std::string tenant = i % 2 == 0 ? "even" : "odd";
    const std::string own = "customer " + std::to_string(i);
    Ids ids;
    for (ServiceId n = 0; n < kEach; ++n) {
      const ServiceId id = store.allocate_ids(tenant, IdKind::kService, 1);
      ids.push_back(id);
      store.expect_put(tenant, make_record(id, 1, own, "shared"), 0);
      store.expect_put(tenant, make_record(id, 2, own, "shared"), 1);
    }
    store.expect_listed(tenant, OwnerKind::kCustomer, own, ids);
    for (std::size_t n = 0; n < ids.size(); n += 2) store.expect_erase(tenant, ids[n], 2, true);
  });
  for (const char* tenant : {"even", "odd"}) {
    const Ids all = ids_of(store.scan(tenant, 0, 100000));
    store.expect(all.size() == kThreads / 2 * kEach / 2, "scan after all threads are done",
                 "80 records", std::to_string(all.size()));
    store.expect_listed(tenant, OwnerKind::kContact, "shared", all);
  }
}

}  // namespace testing::detail
}  // namespace v0
}  // namespace ucs
