// SPDX-License-Identifier: MIT
//
// A recording as a document of JSON: options, the situation at the beginning, and the steps from
// there, one in each line (docs/testing-your-client.md tells what it is for).
#pragma once

#include <ucs/result.h>
#include <ucs/testing/fake.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/recorder.h"
#include "lib/testing/situation.h"
#include "lib/testing/step_json.h"

namespace ucs {
inline namespace v0 {
namespace testing {

struct Recording {
  /// What answers depend on. An access or memory probe that was there is there, and does nothing.
  FakeOptions options;
  std::shared_ptr<http::Access> access;  // that of the options
  Situation situation;
  std::uint64_t skipped = 0;
  std::vector<Step> steps;
};

/// Returns what a fake with these options has recorded.
[[nodiscard]] std::string write_recording(const FakeOptions& options,
                                          const Recorder::Contents& contents);

/// Reads it. The errors of replay (ucs/testing/replay.h).
[[nodiscard]] Result<Recording> read_recording(std::string_view document);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
