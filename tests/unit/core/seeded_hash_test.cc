// SPDX-License-Identifier: MIT
#include <ucs/detail/seeded_hash.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "tests/catch.h"

namespace {

using ucs::detail::seeded_hash;

TEST_CASE("one text and one seed have one hash") {
  const std::string text = "00027a52JCGY000M";
  CHECK(seeded_hash(text, 7) == seeded_hash(std::string(text), 7));
}

TEST_CASE("another seed gives another hash") {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) hashes.insert(seeded_hash("customer", seed));
  CHECK(hashes.size() == 1000);
}

TEST_CASE("texts that differ in one byte, in length or in zero bytes have different hashes") {
  std::set<std::uint64_t> hashes;
  std::size_t texts = 0;
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string base(size, '\0');
    hashes.insert(seeded_hash(base, 42));
    ++texts;
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = base;
      changed[i] = 'x';
      hashes.insert(seeded_hash(changed, 42));
      ++texts;
    }
  }
  CHECK(hashes.size() == texts);
}

TEST_CASE("numbered keys spread evenly over shards and buckets") {
  constexpr std::size_t kKeys = 64000;
  constexpr std::size_t kCells = 64;
  std::array<std::size_t, kCells> by_high_half{};
  std::array<std::size_t, kCells> by_low_half{};
  for (std::size_t i = 0; i < kKeys; ++i) {
    const std::uint64_t hash = seeded_hash("customer-" + std::to_string(i), 0x1234567890ABCDEFU);
    ++by_high_half[hash >> 32U & (kCells - 1)];
    ++by_low_half[hash % kCells];
  }
  for (std::size_t i = 0; i < kCells; ++i) {  // the mean is 1000, six deviations are 190
    CHECK(by_high_half[i] > 810);
    CHECK(by_high_half[i] < 1190);
    CHECK(by_low_half[i] > 810);
    CHECK(by_low_half[i] < 1190);
  }
}

}  // namespace
