// SPDX-License-Identifier: MIT
//
// Time on the wire (spec 2.3): written as 2026-03-01T12:00:00.000Z, always in UTC with
// milliseconds.
#pragma once

#include <ucs/result.h>
#include <ucs/types.h>

#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// The first and the last representable time: the years 0000 to 9999.
inline constexpr Timestamp kTimestampMin{std::chrono::milliseconds{-62167219200000}};
inline constexpr Timestamp kTimestampMax{std::chrono::milliseconds{253402300799999}};

/// The bytes that format_timestamp writes.
inline constexpr std::size_t kTimestampBytes = 24;

/// Writes `time` as YYYY-MM-DDThh:mm:ss.sssZ to `out`, which has room for kTimestampBytes; no NUL
/// is added. `time` lies in [kTimestampMin, kTimestampMax] (asserted).
inline void format_timestamp(Timestamp time, char* out);

/// Returns `time` as YYYY-MM-DDThh:mm:ss.sssZ. Same bounds.
[[nodiscard]] inline std::string format_timestamp(Timestamp time);

/// Reads `YYYY-MM-DDThh:mm:ss`, then optionally a point and 1 to 9 fraction digits (cut to
/// milliseconds), then optionally `Z` or an offset `+hh:mm` / `-hh:mm`; no zone means UTC. `field`
/// is the name an error reports.
///
/// invalid_timestamp: any other form, a date that does not exist, an hour of 24, a second of 60, an
/// offset past 23:59, or a time that in UTC lies outside the years 0000 to 9999.
[[nodiscard]] inline Result<Timestamp> parse_timestamp(std::string_view text,
                                                       std::string_view field = "timestamp");

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/time.h>  // IWYU pragma: export
