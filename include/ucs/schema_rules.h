// SPDX-License-Identifier: MIT
//
// The rules of extension schemas (spec 7), as pure functions: what a definition must be, and what a
// value must be by its schema. The engine and ucs/lifecycle.h apply them. All functions are
// thread-safe.
#pragma once

#include <ucs/json_text.h>
#include <ucs/result.h>
#include <ucs/schema.h>

namespace ucs {
inline namespace v0 {

/// Returns `definition` in the form that is stored: `unique` in the spelling of the attributes, and
/// a default that is a string of a number or boolean as that number or boolean. Errors name the
/// member, as in `attributes[2].type`:
///
///   invalid_field   a name is not of the form above or is reserved (is_reserved_name, here in any
///                   case); two attributes have one name; `unique` names no attribute, or one
///                   twice; there are more than kSchemaAttributesMax attributes; a length is out
///                   of its bounds; a default is no value of its attribute or larger than
///                   kAttributeDefaultBytesMax
///   field_too_long  a name has more than kSchemaNameMax characters
///
/// O(n^2) in the number of attributes.
[[nodiscard]] inline Result<Schema> check_schema(Schema definition);

/// Returns the value under which an extension is stored: `value` with the attributes' names in the
/// spelling of the schema and with defaults for missing attributes, numbers and order as sent. It
/// shares the text of `value` if that needs no change. `schema` is the outcome of check_schema.
/// Errors name the extension, the record counted from 0, the attribute and the value:
///
///   invalid_extension  an object is expected and something else is there, or an array of objects;
///                      an attribute is unknown, given twice, missing though mandatory, of a wrong
///                      type or too long; or the result is larger than kExtensionBytesMax
///   duplicate_record   two records have the same in all attributes of `unique`. Numbers compare
///                      by value (1.0 is 1, "1" is 1), times by instant, strings exactly; absent
///                      equals absent
///
/// Linear in the value, times the attributes where they come in another order than the schema's;
/// O(n log n) in the records where there is `unique`. Does not recurse.
[[nodiscard]] inline Result<JsonText> check_extension(const Schema& schema, const JsonText& value);

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/schema_rules.h>  // IWYU pragma: export
