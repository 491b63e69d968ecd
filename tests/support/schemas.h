// SPDX-License-Identifier: MIT
// Short forms for extension schemas.
#pragma once

#include <ucs/schema.h>
#include <ucs/schema_rules.h>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ucs::tests {

/// An attribute that is optional and has no default.
inline SchemaAttribute attribute(std::string name, AttributeType type) {
  return {std::move(name), type, std::nullopt, false, std::nullopt};
}
inline SchemaAttribute mandatory(std::string name, AttributeType type) {
  return {std::move(name), type, std::nullopt, true, std::nullopt};
}
/// A string of at most `length` characters.
inline SchemaAttribute text(std::string name, std::size_t length) {
  return {std::move(name), AttributeType::kString, length, false, std::nullopt};
}
inline SchemaAttribute with_default(SchemaAttribute attribute, const std::string& json) {
  attribute.default_value = JsonText::unchecked(json);
  return attribute;
}

inline Schema single(std::string name, std::vector<SchemaAttribute> attributes) {
  return {std::move(name), false, std::move(attributes), {}};
}
inline Schema multi(std::string name, std::vector<SchemaAttribute> attributes,
                    std::vector<std::string> unique = {}) {
  return {std::move(name), true, std::move(attributes), std::move(unique)};
}

/// A set with these schemas for services, states and tasks alike.
inline SchemaSet schema_set(std::initializer_list<Schema> schemas) {
  SchemaSet set;
  for (const EntityKind kind : {EntityKind::kService, EntityKind::kState, EntityKind::kTask}) {
    for (const Schema& schema : schemas) {
      static_cast<void>(set.add(kind, std::make_shared<const Schema>(schema)));
    }
  }
  return set;
}

}  // namespace ucs::tests
