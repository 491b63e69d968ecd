// SPDX-License-Identifier: MIT
//
// The operations on all services of a tenant at once (spec 3.6).
#pragma once

#include "lib/http/call.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// Purge: `operation` and `limit` in the body or as parameters; where both have one the body's
/// counts.
[[nodiscard]] Result<Response> purge(Call& call);

}  // namespace http
}  // namespace v0
}  // namespace ucs
