// SPDX-License-Identifier: MIT
//
// RapidJSON converts numbers even where it hands them out as text, and refuses those that no double
// holds. They are legal (spec 3.4: 1e400 comes back as sent), so a text it refuses for that is
// parsed with stand-ins.
#pragma once

#include <string>

namespace ucs {
inline namespace v0 {
namespace json {

/// Replaces the numbers of `text` by zeros of the same size, but for the shortest. Strings stay as
/// they are, and so does whatever makes `text` invalid JSON. Linear.
void mask_numbers(std::string& text);

}  // namespace json
}  // namespace v0
}  // namespace ucs
