// SPDX-License-Identifier: MIT
//
// The schema of the database, and how one of an older version becomes that of this one.
#pragma once

#include <ucs/result.h>

#include <cstdint>
#include <vector>

#include "lib/store/sqlite/connection.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// What the header of our files says that they are: "UCS1".
inline constexpr std::int64_t kApplicationId = 0x55435331;

/// The version of the schema; user_version in the header. 0 is an empty file.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Returns what makes each version of the one before, the first of them of an empty file.
[[nodiscard]] const std::vector<const char*>& schema_steps();

/// Brings the schema from `version`, at most the number of steps, to the last one, each step in a
/// transaction of its own. Writes to the file also when there is nothing to do, so that one that
/// cannot be written is found now.
[[nodiscard]] Result<void> migrate(Connection& connection, std::int64_t version,
                                   const std::vector<const char*>& steps = schema_steps());

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
