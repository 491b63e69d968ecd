// SPDX-License-Identifier: MIT
//
// The business attributes of a configuration (spec 6): what may stand in fields such as
// service_type.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ucs::shim {

/// One value of an enumeration.
struct AttributeValue {
  std::string name;
  std::int64_t dbid = 0;  ///< positive, of its own in the enumeration, as is the name
  std::string display_name;
  std::string description;
  bool is_default = false;
  /// If this is the type of a service: how long such a service lives, and after how long a pause it
  /// completes itself (spec 3.5). In the section for all tenants only.
  std::optional<std::chrono::seconds> expiration{};
  std::optional<std::chrono::seconds> auto_complete_after{};
};

/// A business attribute: an enumeration under a name.
struct BusinessAttribute {
  std::string name;
  std::int64_t dbid = 0;  ///< positive, of its own in the section, as is the name
  std::string display_name;
  std::string description;
  std::vector<AttributeValue> values{};
  std::string where{};  ///< where it was configured: `ucs.toml:12`
};

/// `[business-attributes]`, or `[business-attributes.<tenant>]` for one tenant.
struct AttributeSection {
  std::vector<BusinessAttribute> attributes;
  /// From a field, `Service.type`, to the name of one of the attributes.
  std::map<std::string, std::string> mappings;
  /// In place of `[cview]` data-validation and map-names.
  std::optional<bool> validates_data;
  std::optional<bool> maps_names;
  std::string where;  ///< where it was configured
};

struct AttributesConfig {
  AttributeSection common;
  /// By the DBID of the tenant, as a text. Such a section stands in place of `common`, whole.
  std::map<std::string, AttributeSection> by_tenant;
};

}  // namespace ucs::shim
