// SPDX-License-Identifier: MIT
//
// A run of a fake again, from a file: what it was asked, at which times and with which faults, and
// whether it answers as it did. A fake records if it is told to (FakeOptions::recording_bytes_max).
//
//   std::ofstream("failed.json") << fake.recording().value();      // in the test that failed
//
//   const auto replay = ucs::testing::replay(text_of("failed.json"));
//   if (replay && replay->difference) std::puts(describe(*replay->difference).c_str());
//
// `ucs-shim replay failed.json` does the same.
#pragma once

#include <ucs/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

/// The version of recordings that Fake::recording returns. Those of all versions up to it are read.
inline constexpr std::uint64_t kRecordingVersion = 1;

/// The first step that did not come out as it was recorded.
struct ReplayDifference {
  /// Counts the steps of the recording from 1.
  std::size_t step = 0;
  /// What was asked: `request POST "/services/1/end"`, `advance by 1800000 ms`.
  std::string asked;
  /// What differs: `status`, `header "Date"`, `body`, `delivery`, `latency`, `completed`.
  std::string part;
  /// Where in a body the difference is, in bytes from 0; else 0.
  std::size_t offset = 0;
  /// What was recorded and what came in its place, as people read them; of a long text what is
  /// around the difference.
  std::string expected;
  std::string got;
};

/// Returns a difference in some lines, for people. The form may change.
[[nodiscard]] std::string describe(const ReplayDifference& difference);

/// How a replay went.
struct Replay {
  /// How many steps the recording has.
  std::size_t steps = 0;
  /// How many steps there were before those of the recording, which had no place for them, or
  /// lead nowhere because something was changed from outside.
  std::uint64_t skipped = 0;
  /// Nothing: every step came out as it was recorded, to the byte. Else there the replay ended.
  std::optional<ReplayDifference> difference;
};

/// Does again what a recording has, with a fake of its own, and compares. Waits for nothing,
/// whatever latencies there are.
///
/// Errors name the member by its path (`steps[3].request.method`), its value and what was expected:
///
///   invalid_json       no JSON; the place is told by line and column
///   missing_field      a member that must be there is not
///   invalid_field      an unknown member, with the nearest one there is; a value of a wrong type
///   or
///                      out of its bounds; a version that is not known
///   invalid_timestamp  a time that is no time, or outside the years 0000 to 9999
///
/// and those of read_contents, check_settings and check_fault_rule. Takes as long as the run took
/// without its waits. Thread-safe.
[[nodiscard]] Result<Replay> replay(std::string_view recording);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
