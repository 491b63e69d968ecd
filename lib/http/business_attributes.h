// SPDX-License-Identifier: MIT
//
// Queries of business attributes (spec 6).
#pragma once

#include "lib/http/call.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// All of the tenant; with the parameter `cv-attribute` the one mapped to that field.
[[nodiscard]] Result<Response> query_business_attributes(Call& call);

/// The one of that name.
[[nodiscard]] Result<Response> query_business_attribute(Call& call);

}  // namespace http
}  // namespace v0
}  // namespace ucs
