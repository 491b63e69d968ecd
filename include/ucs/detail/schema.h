// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/schema.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

inline constexpr std::string_view kAttributeTypeNames[] = {
    "boolean", "string", "integer", "long", "double", "date", "datetime", "currency"};

}  // namespace detail

inline std::string_view attribute_type_name(AttributeType type) noexcept {
  return detail::kAttributeTypeNames[static_cast<std::size_t>(type)];
}

inline std::optional<AttributeType> find_attribute_type(std::string_view name) noexcept {
  const auto* const begin = std::begin(detail::kAttributeTypeNames);
  const auto* const end = std::end(detail::kAttributeTypeNames);
  const auto* const found = std::find_if(
      begin, end, [&](std::string_view known) { return detail::equal_ignoring_case(known, name); });
  if (found == end) return std::nullopt;
  return static_cast<AttributeType>(found - begin);
}

inline const Schema* SchemaSet::find(EntityKind kind, std::string_view name) const noexcept {
  const auto& by_name = kinds_[static_cast<std::size_t>(kind)].by_name;
  const auto found = std::lower_bound(by_name.begin(), by_name.end(), name,
                                      [](const Schema* schema, std::string_view wanted) {
                                        return detail::less_ignoring_case(schema->name, wanted);
                                      });
  if (found == by_name.end() || !detail::equal_ignoring_case((*found)->name, name)) return nullptr;
  return *found;
}

inline bool SchemaSet::add(EntityKind kind, const SchemaPtr& schema) {
  if (find(kind, schema->name) != nullptr) return false;
  Kind& schemas = kinds_[static_cast<std::size_t>(kind)];
  const auto position =
      std::lower_bound(schemas.by_name.begin(), schemas.by_name.end(), schema->name,
                       [](const Schema* other, std::string_view wanted) {
                         return detail::less_ignoring_case(other->name, wanted);
                       });
  schemas.by_name.insert(position, schema.get());
  schemas.in_order.push_back(schema);
  return true;
}

}  // namespace v0
}  // namespace ucs
