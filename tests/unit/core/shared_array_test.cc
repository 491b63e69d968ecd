// SPDX-License-Identifier: MIT
#include <ucs/detail/shared_array.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using Array = ucs::detail::SharedArray<std::string>;

Array of(const std::vector<std::string>& items) {
  return Array::generate(items.size(), [&](std::size_t i) { return items[i]; });
}

std::vector<std::string> items_of(const Array& array) { return {array.begin(), array.end()}; }

/// Counts how many objects are alive.
struct Counted {
  explicit Counted(int* alive) : alive_count(alive) { ++*alive_count; }
  Counted(const Counted& other) : alive_count(other.alive_count) { ++*alive_count; }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --*alive_count; }
  int* alive_count;
};

TEST_CASE("an empty array has no elements and needs no block") {
  const Array empty;
  CHECK(empty.empty());
  CHECK(empty.size() == 0);
  CHECK(empty.begin() == empty.end());
  CHECK(empty.begin() == nullptr);
  CHECK(of({}).begin() == nullptr);
}

TEST_CASE("an array has its elements in their order") {
  const Array array = of({"a", "b", "c"});
  CHECK(array.size() == 3);
  CHECK(array[0] == "a");
  CHECK(array.back() == "c");
  CHECK(items_of(array) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("copies share the elements, a move leaves the source empty") {
  Array array = of({"a", "b"});
  const Array copy = array;  // NOLINT(performance-unnecessary-copy-initialization): what is tested
  CHECK(copy.begin() == array.begin());
  const Array moved = std::move(array);
  CHECK(moved.begin() == copy.begin());
  CHECK(array.empty());  // NOLINT(bugprone-use-after-move): what is tested
}

TEST_CASE("inserting gives a new array and leaves the old one as it was") {
  const Array array = of({"a", "c"});
  CHECK(items_of(array.with_inserted(0, "x")) == std::vector<std::string>{"x", "a", "c"});
  CHECK(items_of(array.with_inserted(1, "b")) == std::vector<std::string>{"a", "b", "c"});
  CHECK(items_of(array.with_inserted(2, "d")) == std::vector<std::string>{"a", "c", "d"});
  CHECK(items_of(Array().with_inserted(0, "a")) == std::vector<std::string>{"a"});
  CHECK(items_of(array) == std::vector<std::string>{"a", "c"});
}

TEST_CASE("replacing gives a new array and leaves the old one as it was") {
  const Array array = of({"a", "b", "c"});
  CHECK(items_of(array.with_replaced(0, "x")) == std::vector<std::string>{"x", "b", "c"});
  CHECK(items_of(array.with_replaced(2, "x")) == std::vector<std::string>{"a", "b", "x"});
  CHECK(items_of(array) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a slice has the elements from first to before last") {
  const Array array = of({"a", "b", "c"});
  CHECK(items_of(array.slice(0, 3)) == std::vector<std::string>{"a", "b", "c"});
  CHECK(items_of(array.slice(1, 2)) == std::vector<std::string>{"b"});
  CHECK(array.slice(2, 2).empty());
}

TEST_CASE("an element of an array can be put into that same array") {
  Array array = of({std::string(40, 'a'), std::string(40, 'b')});
  array = array.with_inserted(0, array[1]);
  array = array.with_replaced(1, array[0]);
  CHECK(items_of(array) == std::vector<std::string>(3, std::string(40, 'b')));
}

TEST_CASE("an array can be assigned to itself") {
  Array array = of({"a"});
  const Array& same = array;
  array = same;
  CHECK(items_of(array) == std::vector<std::string>{"a"});
}

TEST_CASE("elements are destroyed with the last array that shares them") {
  using CountedArray = ucs::detail::SharedArray<Counted>;
  int alive = 0;
  {
    const Counted counted(&alive);
    CountedArray first = CountedArray::generate(3, [&](std::size_t) { return counted; });
    CHECK(alive == 4);
    CountedArray second = first;
    first = CountedArray();
    CHECK(alive == 4);
    second = second.slice(0, 1);
    CHECK(alive == 2);
  }
  CHECK(alive == 0);
}

#if defined(__cpp_exceptions)
TEST_CASE("an array whose elements cannot all be made destroys those it has") {
  using CountedArray = ucs::detail::SharedArray<Counted>;
  int alive = 0;
  const auto make = [&](std::size_t i) {
    if (i == 2) throw 1;  // NOLINT(hicpp-exception-baseclass): any will do
    return Counted(&alive);
  };
  CHECK_THROWS(CountedArray::generate(3, make));
  CHECK(alive == 0);
}
#endif

}  // namespace
