// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>

namespace ucs {
inline namespace v0 {
namespace http {

/// Checks that the request's body is JSON in UTF-8 by its Content-Type; a missing one says so
/// (spec 3.1). unsupported_media_type: another type or charset, or a Content-Encoding: a packed
/// body could be far larger than it looks.
[[nodiscard]] Result<void> check_media_type(const Request& request);

}  // namespace http
}  // namespace v0
}  // namespace ucs
