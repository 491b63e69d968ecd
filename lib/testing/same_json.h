// SPDX-License-Identifier: MIT
//
// JSON values that are compared.
#pragma once

#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Reports whether two compact JSON values, at most json::kDepthMax deep, are the same: the order
/// of an object's members makes no difference, and numbers are compared as they are written.
[[nodiscard]] bool is_same_json(std::string_view a, std::string_view b);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
