// SPDX-License-Identifier: MIT
#include "shim/mistakes.h"

#include <string>

#include "tests/catch.h"

namespace {

using ucs::shim::edit_distance;
using ucs::shim::nearest;

TEST_CASE("the distance of two texts counts letters added, left out and exchanged") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("port", "port") == 0);
  CHECK(edit_distance("", "port") == 4);
  CHECK(edit_distance("port", "") == 4);
  CHECK(edit_distance("prot", "port") == 2);
  CHECK(edit_distance("thread", "threads") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest of names is the first of those at the least distance") {
  CHECK(nearest("prot", {"host", "port", "part"}) == "port");
  CHECK(nearest("x", {"a", "b"}) == "a");
  CHECK(nearest("x", {}).empty());
  CHECK(nearest(std::string(1 << 20, 'x'), {"a", "b"}) == "a");
}

}  // namespace
