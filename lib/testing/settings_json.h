// SPDX-License-Identifier: MIT
//
// Settings as JSON, times in milliseconds:
//
//   {"default_lifetime":157680000000,"lifetime_by_type":{"booking":3600000},
//    "auto_complete_after":60000,"auto_complete_after_by_type":{"booking":null},
//    "business_attributes":{"validates_data":true,"maps_names":false,"attributes":[…]},
//    "business_attributes_by_tenant":{"101":null}}
//
// Attributes are as the API represents them.
#pragma once

#include <ucs/result.h>
#include <ucs/settings.h>

#include <memory>
#include <string>

#include "lib/forms/json_reader.h"

namespace ucs {
inline namespace v0 {
namespace testing {

[[nodiscard]] std::string write_settings(const Settings& settings);

/// Reads settings and checks them. The errors of check_settings and BusinessAttributes::make, and
/// what the form demands.
[[nodiscard]] Result<std::shared_ptr<const Settings>> read_settings(const Value& value);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
