// SPDX-License-Identifier: MIT
//
// What invalid_json says: where, what was found and what was expected, in words for people.
#pragma once

#include <ucs/error.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "lib/json/rapidjson.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// Returns the error `the body is not valid JSON at byte <offset>: <reason>`.
[[nodiscard]] Error invalid_json(std::size_t offset, std::string_view reason);

/// Returns what stands at `offset` of `text`: `'x'`, `byte 0x00` or `the end`.
[[nodiscard]] std::string describe_byte(std::string_view text, std::size_t offset);

/// Returns the error for what the parser reports of `text`, which is UTF-8.
[[nodiscard]] Error syntax_error(std::string_view text, const ucs_rapidjson::ParseResult& result);

}  // namespace json
}  // namespace v0
}  // namespace ucs
