// SPDX-License-Identifier: MIT
#pragma once

namespace ucs {
inline namespace v0 {

/// What a field or an extension belongs to. What is configured for one kind has nothing to do with
/// another.
enum class EntityKind { kService, kState, kTask };

}  // namespace v0
}  // namespace ucs
