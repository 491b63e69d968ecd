// SPDX-License-Identifier: MIT
//
// The tables of the database, and how they are made.
#pragma once

#include <ucs/result.h>

#include <cstdint>

#include "lib/store/postgres/connection.h"
#include "lib/store/postgres/deadline.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// The version of the tables. 0: there are none.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Makes the tables that are not there, also if others do so at the same time. unavailable: they
/// are of a newer version. internal: they cannot be made.
[[nodiscard]] Result<void> prepare_schema(Connection& connection, Deadline deadline);

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
