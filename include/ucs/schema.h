// SPDX-License-Identifier: MIT
//
// Extension schemas (META, spec 7): what an extension of the v81 dialect must look like. A schema
// belongs to one kind of entity and names the attributes of an extension; the engine
// (ucs/engine.h) creates and lists them, the rules (ucs/lifecycle.h) hold every v81 write against
// them. Their own rules are in ucs/schema_rules.h; docs/decisions/0011-extension-schemas.md tells
// what was decided where the documents are silent.
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/json_text.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

/// What values an attribute takes. null is no value of any type. Where numbers and booleans are
/// expected a string of the same text serves as well; a value is stored as it was sent.
enum class AttributeType {
  kBoolean,   ///< true or false; as a string in any case
  kString,    ///< a string, of at most `length` characters
  kInteger,   ///< a signed 32-bit integer, without fraction and exponent
  kLong,      ///< a signed 64-bit integer, likewise
  kDouble,    ///< any JSON number, of any size; never rounded
  kDate,      ///< a string: `2026-03-01`, or a time as for kDatetime
  kDatetime,  ///< a string: a time as in ucs/time.h
  kCurrency,  ///< an amount: up to 15 digits, then optionally a point and up to 4 more
};

/// Returns the name of a type as it stands in a definition: `boolean`.
[[nodiscard]] inline std::string_view attribute_type_name(AttributeType type) noexcept;

/// Returns the type of this name, in any case; nothing for any other name.
[[nodiscard]] inline std::optional<AttributeType> find_attribute_type(
    std::string_view name) noexcept;

/// Characters of the name of a schema or an attribute (documented).
inline constexpr std::size_t kSchemaNameMax = 26;
/// Attributes of one schema.
inline constexpr std::size_t kSchemaAttributesMax = 100;
/// Schemas of one kind in one tenant.
inline constexpr std::size_t kSchemasPerKindMax = 1000;
/// The largest `length` of an attribute.
inline constexpr std::size_t kAttributeLengthMax = 1000000;
/// The bytes of a default as JSON text: filling it in can multiply it by the records of a value.
inline constexpr std::size_t kAttributeDefaultBytesMax = 1024;
/// Digits of a currency before and behind the point.
inline constexpr std::size_t kCurrencyDigitsMax = 15;
inline constexpr std::size_t kCurrencyFractionDigitsMax = 4;

/// One attribute of an extension. Names are not case-sensitive.
struct SchemaAttribute {
  std::string name;
  AttributeType type = AttributeType::kString;
  /// The characters a string may have, 1 to kAttributeLengthMax; without it only the bound of the
  /// whole value counts. Kept but without effect on other types.
  std::optional<std::size_t> length;
  /// A record without this attribute is refused, unless there is a default.
  bool is_mandatory = false;
  /// What a record without this attribute receives.
  std::optional<JsonText> default_value;
};

/// The schema of one extension.
struct Schema {
  /// A letter, then letters, digits and `_`, of ASCII; not case-sensitive. Extensions are stored
  /// under this spelling, whatever the client's.
  std::string name;
  /// The value is an array of records, each an object; else it is one object.
  bool is_multi_valued = false;
  std::vector<SchemaAttribute> attributes;
  /// No two records of one value have the same in all of these attributes; empty: anything goes.
  std::vector<std::string> unique;
};

/// A stored schema.
using SchemaPtr = std::shared_ptr<const Schema>;

/// The extension schemas of one tenant. Immutable once shared (SchemaSetPtr). Const methods are
/// thread-safe.
class SchemaSet {
 public:
  /// Returns the schemas of a kind in the order of their creation.
  [[nodiscard]] const std::vector<SchemaPtr>& all(EntityKind kind) const noexcept {
    return kinds_[static_cast<std::size_t>(kind)].in_order;
  }

  /// Returns the schema of this name, in any case, or null. Valid as long as the set. O(log n).
  [[nodiscard]] inline const Schema* find(EntityKind kind, std::string_view name) const noexcept;

  /// Adds a schema behind the others of its kind, unless one has its name; returns whether it did.
  /// O(n).
  [[nodiscard]] inline bool add(EntityKind kind, const SchemaPtr& schema);

 private:
  struct Kind {
    std::vector<SchemaPtr> in_order;
    std::vector<const Schema*> by_name;  // the same, in ascending order of their names
  };

  std::array<Kind, 3> kinds_;  // by EntityKind
};

using SchemaSetPtr = std::shared_ptr<const SchemaSet>;

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/schema.h>  // IWYU pragma: export
