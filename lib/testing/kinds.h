// SPDX-License-Identifier: MIT
//
// The three kinds of ids and entities, in the order of documents, and their names there.
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/store.h>

#include <array>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

inline constexpr std::array<IdKind, 3> kIdKinds = {IdKind::kService, IdKind::kState, IdKind::kTask};
inline constexpr std::array<EntityKind, 3> kEntities = {EntityKind::kService, EntityKind::kState,
                                                        EntityKind::kTask};
inline constexpr std::array<std::string_view, 3> kKindNames = {"service", "state", "task"};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
