// SPDX-License-Identifier: MIT
#include <ucs/detail/copy_on_write.h>

#include <atomic>
#include <string>
#include <utility>

#include "tests/catch.h"
#include "tests/support/threads.h"

namespace {

using Handle = ucs::detail::CopyOnWrite<std::string>;

TEST_CASE("copies of a handle share the value until one changes it") {
  Handle first;
  first.own() = "a";
  Handle second(first);
  CHECK(&*first == &*second);
  second.own() += "b";
  CHECK(*first == "a");
  CHECK(*second == "ab");
  CHECK(second->size() == 2);
}

TEST_CASE("who holds the value alone changes it in place") {
  Handle first;
  const std::string* const place = &*first;
  first.own() = "a";
  CHECK(&*first == place);
  { const Handle second(first); }
  first.own() = "b";
  CHECK(&*first == place);
}

TEST_CASE("a handle that is assigned lets go of its former value") {
  Handle first;
  first.own() = "a";
  const Handle second(first);
  Handle third;
  third.own() = "c";
  first = third;
  CHECK(&*first == &*third);
  CHECK(*second == "a");
  first = std::move(third);
  CHECK(*first == "c");
  third = second;  // NOLINT(bugprone-use-after-move): a handle moved from may be assigned
  CHECK(*third == "a");
}

TEST_CASE("handles of one value are changed by 8 threads, each its own") {
  Handle origin;
  origin.own() = "x";
  std::atomic<int> wrong{0};
  ucs::tests::run_threads(8, [&](std::size_t i) {
    for (int n = 0; n < 100; ++n) {
      Handle mine(origin);
      mine.own() += std::to_string(i);
      if (*mine != "x" + std::to_string(i)) ++wrong;
    }
  });
  CHECK(wrong == 0);
  CHECK(*origin == "x");
}

}  // namespace
