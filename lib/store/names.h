// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/store.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace store {

/// How the kinds of ids and of entities are written in databases, in their order.
inline constexpr std::array<std::string_view, 3> kKindNames = {"service", "state", "task"};

[[nodiscard]] constexpr std::string_view name_of(IdKind kind) noexcept {
  return kKindNames[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view name_of(EntityKind kind) noexcept {
  return kKindNames[static_cast<std::size_t>(kind)];
}

/// Returns the kind of this name, if there is one.
template <class Kind>
[[nodiscard]] constexpr std::optional<Kind> find_kind(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace store
}  // namespace v0
}  // namespace ucs
