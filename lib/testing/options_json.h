// SPDX-License-Identifier: MIT
//
// The options of a fake as JSON, those that its answers depend on: all but the clock and the
// settings, which are of its beginning, the journal, and what lies outside of it.
#pragma once

#include <ucs/result.h>
#include <ucs/testing/fake.h>

#include <string>

#include "lib/forms/json_reader.h"

namespace ucs {
inline namespace v0 {
namespace testing {

[[nodiscard]] std::string write_options(const FakeOptions& options);

/// What such an object says.
struct ReadOptions {
  FakeOptions options;
  /// Whether there was somebody to decide who may enter.
  bool has_access = false;
};

/// Reads options and checks them: what a fake demands of its options, it may demand of these. A
/// memory probe that was there is there, and tells nothing.
[[nodiscard]] Result<ReadOptions> read_options(const Value& value);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
