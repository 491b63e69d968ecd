// SPDX-License-Identifier: MIT
// Fakes that record, and whether what they did can be done again.
#pragma once

#include <ucs/testing/fake.h>
#include <ucs/testing/replay.h>

#include <cstddef>
#include <string>
#include <utility>

namespace ucs::tests {

/// Returns options of a fake that records more than any test does.
inline testing::FakeOptions recording_options(testing::FakeOptions options = {}) {
  options.recording_bytes_max = std::size_t{64} << 20U;
  return options;
}

/// Returns `same` if every step of a recording comes out as it was recorded, else what does not.
inline std::string outcome_of(const std::string& recording) {
  const auto replay = testing::replay(recording);
  if (!replay) return replay.error().message;
  return replay->difference ? describe(*replay->difference) : "same";
}
inline std::string outcome_of(const testing::Fake& fake) {
  return outcome_of(fake.recording().value());
}

/// Returns how many steps a recording has.
inline std::size_t steps_of(const testing::Fake& fake) {
  return testing::replay(fake.recording().value()).value().steps;
}

/// Returns `text` with the first `from` in it replaced; `text` must have it.
inline std::string with_change(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace ucs::tests
