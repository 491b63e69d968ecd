// SPDX-License-Identifier: MIT
#include <ucs/detail/persistent_map.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

struct Item {
  std::int32_t id = 0;
  int value = 0;
};
using Map = ucs::detail::PersistentMap<Item>;

std::shared_ptr<const Item> item(std::int32_t id, int value = 0) {
  return std::make_shared<const Item>(Item{id, value});
}

Map map_of(const std::vector<std::int32_t>& ids) {
  Map map;
  for (const std::int32_t id : ids) map.put(item(id, id * 2));
  return map;
}

std::vector<std::int32_t> ids_of(const Map& map) {
  std::vector<std::int32_t> ids;
  for (const Item& entry : map) ids.push_back(entry.id);
  return ids;
}

/// Reports whether all ids are found, with their values, in ascending order, and nothing else is.
bool holds_exactly(const Map& map, std::vector<std::int32_t> ids) {
  std::sort(ids.begin(), ids.end());
  if (ids_of(map) != ids) return false;
  return std::all_of(ids.begin(), ids.end(), [&](std::int32_t id) {
    const Item* found = map.find(id);
    return found != nullptr && found->id == id && found->value == id * 2 &&
           map.get(id).get() == found;
  });
}

std::vector<std::int32_t> numbers(std::int32_t first, std::size_t count) {
  std::vector<std::int32_t> ids(count);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

TEST_CASE("an empty map has nothing to find and nothing to visit") {
  const Map map;
  CHECK(map.empty());
  CHECK(map.begin() == map.end());
  CHECK(map.find(1) == nullptr);
  CHECK(map.get(1) == nullptr);
  CHECK(map.last_id() == 0);
}

TEST_CASE("a value put is found, its neighbors are not") {
  Map map;
  map.put(item(5, 50));
  CHECK_FALSE(map.empty());
  REQUIRE(map.find(5) != nullptr);
  CHECK(map.find(5)->value == 50);
  CHECK(map.find(4) == nullptr);
  CHECK(map.find(6) == nullptr);
  CHECK(map.last_id() == 5);
}

TEST_CASE("a value put under a known id replaces the former one") {
  Map map = map_of(numbers(1, 100));
  for (const std::int32_t id : {1, 16, 17, 50, 100}) map.put(item(id, -1));
  CHECK(ids_of(map) == numbers(1, 100));
  CHECK(map.find(17)->value == -1);
  CHECK(map.find(18)->value == 36);
  CHECK(map.last_id() == 100);
}

TEST_CASE("a map of any small size and order is right: every split of two levels is met") {
  for (std::size_t size = 1; size <= 300; ++size) {
    const std::vector<std::int32_t> ascending = numbers(1, size);
    std::vector<std::int32_t> descending(ascending.rbegin(), ascending.rend());
    std::vector<std::int32_t> from_outside;
    for (std::size_t i = 0; i < size; ++i) {
      from_outside.push_back(i % 2 == 0 ? ascending[i / 2] : descending[i / 2]);
    }
    CAPTURE(size);
    CHECK(holds_exactly(map_of(ascending), ascending));
    CHECK(holds_exactly(map_of(descending), ascending));
    CHECK(holds_exactly(map_of(from_outside), ascending));
  }
}

TEST_CASE("100000 values are found and visited in order, however they were put") {
  const std::vector<std::int32_t> ascending = numbers(1, 100000);
  SECTION("ascending") { CHECK(holds_exactly(map_of(ascending), ascending)); }
  SECTION("descending") {
    CHECK(holds_exactly(map_of({ascending.rbegin(), ascending.rend()}), ascending));
  }
  SECTION("at random") {
    std::vector<std::int32_t> shuffled = ascending;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(1));
    CHECK(holds_exactly(map_of(shuffled), ascending));
  }
  SECTION("nearly ascending, as threads that take ids in turn do") {
    std::vector<std::int32_t> swapped = ascending;
    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
    CHECK(holds_exactly(map_of(swapped), ascending));
  }
}

TEST_CASE("the lowest and the highest id can be put") {
  Map map = map_of({0});
  map.put(item(std::numeric_limits<std::int32_t>::max(), 1));
  map.put(item(std::numeric_limits<std::int32_t>::min(), 2));
  CHECK(ids_of(map) == std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::min(), 0,
                                                 std::numeric_limits<std::int32_t>::max()});
  CHECK(map.last_id() == std::numeric_limits<std::int32_t>::max());
}

TEST_CASE("random puts and replacements match std::map after each step") {
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    Map map;
    std::map<std::int32_t, int> expected;
    for (int step = 0; step < 1500; ++step) {
      const auto id = static_cast<std::int32_t>(random() % 1000) - 100;
      map.put(item(id, step));
      expected[id] = step;
      if (step % 50 != 0) continue;
      std::map<std::int32_t, int> actual;
      for (const Item& entry : map) actual.emplace_hint(actual.end(), entry.id, entry.value);
      REQUIRE(actual == expected);
      REQUIRE(map.last_id() == expected.rbegin()->first);
      for (std::int32_t wanted = -101; wanted <= 900; ++wanted) {
        const Item* found = map.find(wanted);
        const auto known = expected.find(wanted);
        REQUIRE((found == nullptr) == (known == expected.end()));
        if (found != nullptr) REQUIRE(found->value == known->second);
      }
    }
  }
}

TEST_CASE("a copy is not changed by later puts, and every version stays whole") {
  std::vector<Map> versions(1);
  for (std::int32_t id = 1; id <= 600; ++id) {
    Map next = versions.back();
    next.put(item(id, id * 2));
    versions.push_back(next);
  }
  for (std::size_t count = 0; count < versions.size(); count += 7) {
    CHECK(holds_exactly(versions[count], numbers(1, count)));
  }
  Map replaced = versions.back();
  replaced.put(item(300, -1));
  CHECK(versions.back().find(300)->value == 600);
  CHECK(replaced.find(300)->value == -1);
}

TEST_CASE("copies share every value that was not replaced") {
  const Map before = map_of(numbers(1, 5000));
  Map after = before;
  after.put(item(2500, -1));
  after.put(item(5001, 0));
  std::size_t shared = 0;
  for (const Item& entry : before) {
    if (after.find(entry.id) == &entry) ++shared;
  }
  CHECK(shared == 4999);
}

TEST_CASE("values are destroyed with the last map that has them") {
  const auto watched = item(3, 6);
  {
    Map map = map_of({1, 2});
    map.put(watched);
    const Map copy = map;
    map.put(item(3, 0));
    CHECK(watched.use_count() == 2);
    CHECK(copy.find(3) == watched.get());
  }
  CHECK(watched.use_count() == 1);
}

TEST_CASE("an iterator is a forward iterator") {
  const Map map = map_of(numbers(1, 40));
  auto position = map.begin();
  const auto before = position++;
  CHECK(before->id == 1);
  CHECK((*position).id == 2);
  CHECK(std::distance(map.begin(), map.end()) == 40);
  CHECK(std::next(map.begin(), 20)->id == 21);
}

}  // namespace
