// SPDX-License-Identifier: MIT
//
// Modes of a clock as JSON: `{"mode":"scaled","rate":60,"time":"2026-03-01T12:00:00.000Z"}`.
#pragma once

#include <ucs/result.h>
#include <ucs/testing/clock.h>

#include <optional>

#include "lib/forms/json_reader.h"
#include "lib/forms/json_writer.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Returns an object with the members of a mode, but for its time.
[[nodiscard]] ObjectWriter begin_clock(const ClockMode& mode);

/// Returns a mode as JSON: read, it is the same one.
[[nodiscard]] std::string write_clock_mode(const ClockMode& mode);

/// Reads the mode that an object names, for a clock that shows `now`; nothing if it has a time
/// alone. Also missing_field: it has neither.
[[nodiscard]] Result<std::optional<ClockMode>> read_clock_mode(const Value& value, Timestamp now);

/// Reads what write_clock_mode wrote, and checks it. Also the errors of check_clock_mode.
[[nodiscard]] Result<ClockMode> to_clock_mode(const Value& value);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
