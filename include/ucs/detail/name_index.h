// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Where what is kept under a name is, as an index elsewhere. One type for all: a map of each kind
/// of value would take long to compile.
using NameIndex = std::map<std::string, std::size_t, std::less<>>;

}  // namespace detail
}  // namespace v0
}  // namespace ucs
