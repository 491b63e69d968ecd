// SPDX-License-Identifier: MIT
//
// Texts of any bytes in JSON: a string if they are UTF-8, else `{"hex":"00ff"}`.
#pragma once

#include <ucs/result.h>

#include <string>
#include <string_view>

#include "lib/forms/json_reader.h"

namespace ucs {
inline namespace v0 {
namespace testing {

void append_bytes(std::string& out, std::string_view bytes);
[[nodiscard]] std::string write_bytes(std::string_view bytes);

/// Returns what such a value stands for. invalid_field.
[[nodiscard]] Result<std::string> to_bytes(const Value& value);

}  // namespace testing
}  // namespace v0
}  // namespace ucs
