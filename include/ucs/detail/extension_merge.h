// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/extension_check.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>
#include <ucs/extensions.h>
#include <ucs/result.h>
#include <ucs/schema.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Returns the object that a merge adds: the inner one of {"<name>": {...}}, else the value itself
/// (spec 3.4). `schema` may be null.
[[nodiscard]] inline std::string_view merged_object(const Extension& extension,
                                                    const Schema* schema) {
  const std::string_view object = extension.value.view();
  const auto members = json_members(object);
  if (members.size() != 1 || members[0].value.front() != '{') return object;
  bool is_own = false;
  if (schema != nullptr) {
    is_own = equal_ignoring_case(json_bare(members[0].name), schema->name);
  } else {
    std::string own_name;
    append_json_string(own_name, extension.name);
    is_own = members[0].name == own_name;
  }
  return is_own ? members[0].value : object;
}

[[nodiscard]] inline Error not_an_object(const Extension& extension, const char* which) {
  return Error{ErrorCode::kInvalidExtension,
               std::string(which) + " value of extension " + detail::quoted(extension.name) +
                   " is not a JSON object; only objects can be merged",
               std::string(extension.name.view())};
}

/// Returns what a merge of `object`, an object, into `stored`, an object as well, comes to by the
/// schema.
[[nodiscard]] inline Result<std::string> merge_by_schema(const Schema& schema,
                                                         std::string_view stored,
                                                         std::string_view object) {
  if (schema.is_multi_valued) {
    return Error{ErrorCode::kInvalidExtension,
                 "extension " + detail::quoted(schema.name) +
                     " is multi-valued by its schema; only single-valued ones can be merged",
                 schema.name};
  }
  // The part alone first: it must not give one attribute in two spellings.
  auto part = ExtensionCheck(schema, object, Completeness::kPart).run();
  if (!part) return std::move(part).error();
  std::string merged = merge_json_objects(stored, *part ? **part : object);
  auto whole = ExtensionCheck(schema, merged).run();
  if (!whole) return std::move(whole).error();
  return *whole ? **std::move(whole) : merged;
}

/// Returns what a merge of `extension` into `stored` (if there is one) is stored as.
[[nodiscard]] inline Result<Extension> merge_extension(std::optional<std::string_view> stored,
                                                       const Extension& extension,
                                                       const Schema* schema) {
  if (!extension.value.is_object()) return not_an_object(extension, "the given");
  if (stored && stored->front() != '{') return not_an_object(extension, "the stored");
  const std::string_view base = stored.value_or("{}");
  const std::string_view object = merged_object(extension, schema);
  if (schema == nullptr) {
    const std::string merged = merge_json_objects(base, object);
    return Extension{extension.name, JsonText::unchecked(merged)};
  }
  const auto merged = merge_by_schema(*schema, base, object);
  if (!merged) return merged.error();
  return Extension{schema->name, JsonText::unchecked(*merged)};
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
