// SPDX-License-Identifier: MIT
//
// Business attributes (spec 6): the enumerations an installation configures for the fields that are
// a "long or string", and which field has which.
//
//   ucs::BusinessAttributesDefinition definition;
//   definition.attributes = {{"ServiceType", 101, "Service type", "", {{"booking", 1}}}};
//   definition.mappings = {{"Service.type", "ServiceType"}};
//   definition.validates_data = true;
//   auto settings = std::make_shared<ucs::Settings>();
//   settings->business_attributes = ucs::BusinessAttributes::make(definition).value();
//   engine.set_settings(settings);
//
// A value has a name and a DBID, and both are wire values: the name as a string, the DBID as an
// integer or a string of its digits. Display names and descriptions are for people only.
// docs/decisions/0018-business-attributes.md tells what was decided where the documents are silent.
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/result.h>
#include <ucs/text.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {

/// Bounds of a definition; texts in characters.
inline constexpr std::size_t kBusinessAttributesMax = 1000;
inline constexpr std::size_t kBusinessAttributeValuesMax = 10000;  ///< of one attribute
inline constexpr std::size_t kBusinessNameMax = 256;               ///< also of a display name
inline constexpr std::size_t kBusinessDescriptionMax = 4096;

/// The fields of an entity that an attribute can be mapped to.
enum class BusinessField { kType, kDisposition, kApplicationType, kResourceType, kMediaType };

/// One field of one kind of entity: `Service.type`.
struct CvAttribute {
  EntityKind kind = EntityKind::kService;
  BusinessField field = BusinessField::kType;
};

/// Returns what a name stands for: `{Service|State|Task}.{type|disposition|application_type|
/// resource_type|media_type}`, in this case; `Service.service_type`, `State.state_type` and
/// `Task.task_type` are the types, too. Nothing for another name.
[[nodiscard]] inline std::optional<CvAttribute> find_cv_attribute(std::string_view name) noexcept;

/// Returns the name, with `type` for types: `State.disposition`.
[[nodiscard]] inline std::string cv_attribute_name(CvAttribute attribute);

/// One value of an enumeration.
struct BusinessValue {
  /// Not empty, UTF-8. Unique in its attribute, and no other value's DBID in digits.
  std::string name;
  /// Positive. Unique in its attribute.
  std::int64_t dbid = 0;
  std::string display_name{};
  std::string description{};
  /// At most one value of an attribute is. It is told to clients and has no other effect.
  bool is_default = false;
};

/// An enumeration.
struct BusinessAttribute {
  /// Not empty, UTF-8, unique; matched exactly.
  std::string name;
  /// Positive, unique.
  std::int64_t dbid = 0;
  std::string display_name{};
  std::string description{};
  std::vector<BusinessValue> values{};
};

/// Says that a field has the values of an attribute.
struct BusinessMapping {
  std::string cv_attribute;  ///< a name as find_cv_attribute reads it
  std::string attribute;     ///< the name of an attribute; empty for none, as if not listed
};

/// What an installation, or a tenant, configures.
struct BusinessAttributesDefinition {
  std::vector<BusinessAttribute> attributes;
  std::vector<BusinessMapping> mappings;
  /// Option data-validation: values that come in must be of the mapped attribute.
  bool validates_data = false;
  /// Option map-names: queries return names where DBIDs are stored. What is stored never changes.
  bool maps_names = false;
};

class BusinessAttributes;
using BusinessAttributesPtr = std::shared_ptr<const BusinessAttributes>;

/// The business attributes of one tenant: a checked, immutable definition with fast look-ups,
/// shared by all who hold it. Const methods are thread-safe, as there are no others.
class BusinessAttributes {
 public:
  /// Checks the definition. invalid_field, naming the attribute and the value: a name or DBID is
  /// missing, out of its bounds or taken, two values are the default, a mapping names no field or
  /// no attribute or a field twice, or there are too many; field_too_long: a text is. O(n log n).
  [[nodiscard]] static inline Result<BusinessAttributesPtr> make(
      BusinessAttributesDefinition definition);

  [[nodiscard]] bool validates_data() const noexcept { return definition_.validates_data; }
  [[nodiscard]] bool maps_names() const noexcept { return definition_.maps_names; }

  /// Returns the attributes in the order of their definition.
  [[nodiscard]] const std::vector<BusinessAttribute>& all() const noexcept {
    return definition_.attributes;
  }

  /// Returns the attribute of this name, or null. O(log n).
  [[nodiscard]] inline const BusinessAttribute* find(std::string_view name) const noexcept;

  /// Returns the attribute a field is mapped to, or null. O(1).
  [[nodiscard]] inline const BusinessAttribute* mapped(CvAttribute field) const noexcept;

  /// Returns the names of the fields that are mapped to `attribute`, which is one of all().
  [[nodiscard]] inline std::vector<std::string> cv_attributes(
      const BusinessAttribute& attribute) const;

  /// Returns the value that `value` names in the attribute mapped to the field: a string that is a
  /// name, or the digits of a DBID; or an integer that is a DBID. Null for any other, an absent
  /// one, or where nothing is mapped. O(log n).
  [[nodiscard]] inline const BusinessValue* find_value(CvAttribute field,
                                                       const LongOrString& value) const;

  /// Returns what map-names shows in place of a stored value: the name of the value whose DBID is
  /// stored. Nothing if the stored value is shown as it is. O(log n).
  [[nodiscard]] inline std::optional<std::string_view> shown_name(CvAttribute field,
                                                                  const LongOrString& stored) const;

  /// Returns invalid_business_attribute if `value` is present and the field is mapped to an
  /// attribute that has no such value. `name` is what the error calls the field. Whether
  /// data-validation is on is not asked.
  [[nodiscard]] inline Result<void> check(CvAttribute field, std::string_view name,
                                          const LongOrString& value) const;

 private:
  static constexpr std::size_t kKinds = 3;
  static constexpr std::size_t kFields = 5;

  /// The values of one attribute, by name and by DBID.
  struct Index {
    std::vector<const BusinessValue*> by_name;
    std::vector<const BusinessValue*> by_dbid;
  };

  explicit BusinessAttributes(BusinessAttributesDefinition definition)
      : definition_(std::move(definition)) {}

  [[nodiscard]] static std::size_t slot(CvAttribute field) noexcept {
    return static_cast<std::size_t>(field.kind) * kFields + static_cast<std::size_t>(field.field);
  }
  [[nodiscard]] inline Result<void> index_attributes();
  [[nodiscard]] static inline Result<Index> make_index(const std::string& owner,
                                                       const BusinessAttribute& attribute);
  [[nodiscard]] inline Result<void> index_mappings();
  [[nodiscard]] inline const Index* index_of(CvAttribute field) const noexcept;

  const BusinessAttributesDefinition definition_;
  std::vector<const BusinessAttribute*> by_name_;
  std::vector<Index> indexes_;  // of definition_.attributes, in their order
  std::array<const Index*, kKinds * kFields> mapped_{};  // by slot
};

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/business_attributes.h>  // IWYU pragma: export
