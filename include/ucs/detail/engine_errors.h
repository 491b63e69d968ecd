// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/quoted.h>
#include <ucs/entity_kind.h>
#include <ucs/error.h>
#include <ucs/schema.h>
#include <ucs/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline Error service_not_found(ServiceId id) {
  return Error{ErrorCode::kServiceNotFound, "there is no service " + std::to_string(id),
               "service_id"};
}

[[nodiscard]] inline Error id_twice(std::int64_t id) {
  return Error{ErrorCode::kInternal, "the store handed out id " + std::to_string(id) + " twice",
               ""};
}

[[nodiscard]] inline Error too_many_conflicts(ServiceId id) {
  return Error{
      ErrorCode::kUnavailable,
      "service " + std::to_string(id) + " is being changed by too many callers at once; try again",
      "service_id"};
}

[[nodiscard]] inline std::string plural_of(EntityKind kind) {
  switch (kind) {
    case EntityKind::kService:
      return "services";
    case EntityKind::kState:
      return "states";
    case EntityKind::kTask:
      return "tasks";
  }
  return {};
}

[[nodiscard]] inline Error schema_not_found(EntityKind kind, std::string_view name) {
  return Error{ErrorCode::kSchemaNotFound,
               "there is no extension schema " + detail::quoted(name) + " for " + plural_of(kind),
               "name"};
}

[[nodiscard]] inline Error schema_exists(EntityKind kind, std::string_view name) {
  return Error{ErrorCode::kAlreadyExists,
               "there is an extension schema " + detail::quoted(name) + " for " + plural_of(kind) +
                   " already; names are not case-sensitive",
               "name"};
}

[[nodiscard]] inline Error too_many_schemas(EntityKind kind, std::size_t count) {
  return Error{ErrorCode::kInvalidExtension,
               "there are " + std::to_string(count) + " extension schemas for " + plural_of(kind) +
                   "; expected at most " + std::to_string(kSchemasPerKindMax),
               "name"};
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
