// SPDX-License-Identifier: MIT
// Documents that were damaged: each is read whole or refused whole, and never is more than that.
#include <ucs/testing/contents.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "tests/catch.h"
#include "tests/support/source_file.h"

namespace {

using ucs::testing::export_contents;
using ucs::testing::read_contents;

const std::string kToml = R"(ucs_version = 1
time = 2026-03-01T12:00:00Z
[[services]]
customer_id = "c"
started = { timestamp = "-2h", media_type = 'web' }
extensions = { a = { b = [1, 2.5, true] }, "c d" = """x""" }
  [[services.states]]
  state_id = 0x10
  completed = "-1h"
  [[services.tasks]]
  state_id = 16
[[last_ids]]
tenant = "x"
[[schemas]]
entity = "task"
name = "S"
type = "single-valued"
attributes = [ { name = "a", type = "long" } ]
)";

/// Changes some bytes.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view kBytes = "{}[],:\"'=\\-0129ae.\n #\t\x80\xC3";
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  for (std::size_t changes = 1 + below(3); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text.erase(at, 1 + below(20));
        break;
      case 1:
        text.insert(at, 1, kBytes[below(kBytes.size())]);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), below(60)));
        break;
      default:
        text[at] = kBytes[below(kBytes.size())];
    }
  }
  return text;
}

/// Returns how many of the damaged documents were read nevertheless.
int count_read(const std::string& document, int count) {
  std::mt19937 random(1);
  int read = 0;
  for (int i = 0; i < count; ++i) {
    const std::string text = damaged(document, random);
    INFO(text);
    const auto contents = read_contents(text);
    if (!contents) {
      CHECK(!contents.error().message.empty());
      CHECK(contents.error().message.find(", column ") != std::string::npos);
      continue;
    }
    ++read;
    const std::string exported = export_contents(contents->snapshot, contents->time);
    const auto again = read_contents(exported);
    REQUIRE(again);
    CHECK(export_contents(again->snapshot, again->time) == exported);
  }
  return read;
}

TEST_CASE("a damaged document of JSON is read or refused, and what is read can be exported") {
  const std::string golden = ucs::tests::source_file("tests/unit/testing/golden/contents-v1.json");
  CHECK(count_read(golden, 3000) > 0);
}

TEST_CASE("a damaged document of TOML is read or refused, and what is read can be exported") {
  CHECK(count_read(kToml, 3000) > 0);
}

}  // namespace
