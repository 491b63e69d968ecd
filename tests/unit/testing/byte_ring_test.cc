// SPDX-License-Identifier: MIT
#include "lib/testing/byte_ring.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/random.h"
#include "tests/catch.h"

namespace {

using ucs::testing::ByteRing;
using ucs::testing::Random;

std::vector<std::string> contents(const ByteRing& ring) {
  std::vector<std::string> all;
  ring.for_each([&](std::string_view block) { all.emplace_back(block); });
  return all;
}

bool push(ByteRing& ring, const std::string& block) {
  char* const space = ring.push(block.size());
  if (space != nullptr && !block.empty()) std::memcpy(space, block.data(), block.size());
  return space != nullptr;
}

TEST_CASE("a ring has what was pushed and not popped, in order, whatever the sizes") {
  for (const std::size_t bytes_max : {std::size_t{500}, std::size_t{20000}}) {
    ByteRing ring(bytes_max);
    std::deque<std::string> expected;
    Random random(bytes_max);
    for (int i = 0; i < 5000; ++i) {
      const std::string block(random.up_to(120), static_cast<char>('a' + i % 26));
      while (!push(ring, block)) {
        REQUIRE(!expected.empty());
        ring.pop();
        expected.pop_front();
      }
      expected.push_back(block);
      for (std::uint64_t pops = random.up_to(3); pops == 3 && !expected.empty(); --pops) {
        ring.pop();
        expected.pop_front();
      }
      if (i % 1000 == 999) {
        ring.clear();
        expected.clear();
      }
      REQUIRE(ring.size() == expected.size());
      REQUIRE(contents(ring) == std::vector<std::string>(expected.begin(), expected.end()));
    }
  }
}

TEST_CASE("a block may fill a ring, and one that is larger has no space") {
  ByteRing ring(100);
  CHECK_FALSE(push(ring, std::string(101 - sizeof(std::size_t), 'x')));
  CHECK(push(ring, std::string(100 - sizeof(std::size_t), 'x')));
  CHECK_FALSE(push(ring, ""));
  ring.pop();
  CHECK(push(ring, ""));
  CHECK(contents(ring) == std::vector<std::string>{""});
}

TEST_CASE("a ring of no bytes has no space") {
  ByteRing ring(0);
  CHECK_FALSE(push(ring, ""));
  CHECK(contents(ring).empty());
}

}  // namespace
