// SPDX-License-Identifier: MIT
//
// The business attributes of a configuration (spec 6): what may stand in fields such as
// service_type, and how long services of a type live.
#pragma once

#include <ucs/business_attributes.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ucs::shim {

/// What a value says of the services of which it is the type: how long they live, and after how
/// long a pause they complete themselves (spec 3.5).
struct TypeLifetime {
  std::optional<std::chrono::seconds> expiration;
  std::optional<std::chrono::seconds> auto_complete_after;
};

/// `[business-attributes]`, or `[business-attributes.<tenant>]` for one tenant.
struct AttributeSection {
  std::vector<BusinessAttribute> attributes;
  /// From a field, `Service.type`, to the name of one of the attributes, or to none: "".
  std::map<std::string, std::string> mappings;
  /// In place of `[cview]` data-validation and map-names.
  std::optional<bool> validates_data;
  std::optional<bool> maps_names;
  /// By the names of an attribute and a value of it. In the section for all tenants only.
  std::map<std::pair<std::string, std::string>, TypeLifetime> lifetimes;
  /// Where it was configured, `ucs.toml:12`; and its attributes, by name.
  std::string where;
  std::map<std::string, std::string> attribute_places;

  /// Reports whether the configuration says nothing here.
  [[nodiscard]] bool is_empty() const {
    return attributes.empty() && mappings.empty() && !validates_data && !maps_names;
  }
};

struct AttributesConfig {
  AttributeSection common;
  /// By the DBID of the tenant, as a text. Such a section stands in place of `common`, whole.
  std::map<std::string, AttributeSection> by_tenant;
};

}  // namespace ucs::shim
