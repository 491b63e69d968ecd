// SPDX-License-Identifier: MIT
// The version of the library. Written here and nowhere else: the build system reads these lines.
#pragma once

#define UCS_VERSION_MAJOR 0
#define UCS_VERSION_MINOR 1
#define UCS_VERSION_PATCH 0

#define UCS_DETAIL_TEXT_OF_EXPANDED(x) #x
#define UCS_DETAIL_TEXT_OF(x) UCS_DETAIL_TEXT_OF_EXPANDED(x)

namespace ucs {
inline namespace v0 {

/// The version as "major.minor.patch", for banners, logs and the Server header.
inline constexpr const char* kVersion =
    UCS_DETAIL_TEXT_OF(UCS_VERSION_MAJOR) "." UCS_DETAIL_TEXT_OF(
        UCS_VERSION_MINOR) "." UCS_DETAIL_TEXT_OF(UCS_VERSION_PATCH);

}  // namespace v0
}  // namespace ucs

#undef UCS_DETAIL_TEXT_OF
#undef UCS_DETAIL_TEXT_OF_EXPANDED
