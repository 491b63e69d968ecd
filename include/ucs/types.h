// SPDX-License-Identifier: MIT
//
// Identifiers, time and revision: the scalar vocabulary of the library.
#pragma once

#include <chrono>
#include <cstdint>

namespace ucs {
inline namespace v0 {

/// Identifies a service within its tenant. Assigned by the engine, from 1 upward, never reused.
using ServiceId = std::int64_t;
/// Identifies a state. Unique in the tenant (or in the service, EngineOptions::id_scope); 1 to 2^31
/// - 1.
using StateId = std::int32_t;
/// Identifies a task. Unique in the tenant (or in the service, EngineOptions::id_scope); 1 to 2^31
/// - 1.
using TaskId = std::int32_t;

/// A point in UTC, in milliseconds. Wire form and bounds: ucs/time.h.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// Counts the changes of one service: 1 when started, one more with each change. 0 means "not
/// stored".
using Revision = std::uint64_t;

}  // namespace v0
}  // namespace ucs
