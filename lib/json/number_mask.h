// SPDX-License-Identifier: MIT
//
// RapidJSON converts numbers even where it hands them out as text, and refuses those that no double holds. They are
// legal (spec 3.4: 1e400 comes back as sent), so a text it refuses for that is parsed with stand-ins.
#pragma once

#include <string>

namespace ucs {
inline namespace v0 {
namespace json {

/// Replaces each number of `text` by zero in as many digits, where a number is JSON and stands outside of strings.
/// Whatever makes `text` invalid JSON stays as it is, at its place. Linear.
void mask_numbers(std::string& text);

}  // namespace json
}  // namespace v0
}  // namespace ucs
