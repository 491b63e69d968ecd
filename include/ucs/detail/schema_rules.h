// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>
#include <ucs/detail/attribute_value.h>
#include <ucs/detail/extension_check.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>
#include <ucs/rules.h>
#include <ucs/schema_rules.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Checks one definition and keeps the first error.
class SchemaDefinitionCheck {
 public:
  explicit SchemaDefinitionCheck(Schema& schema) : schema_(schema) {}

  [[nodiscard]] std::optional<Error> run() {
    name("name", schema_.name);
    reserved();
    const std::size_t count = schema_.attributes.size();
    if (count > kSchemaAttributesMax) {
      fail("attributes", "would be " + std::to_string(count) + "; expected at most " +
                             std::to_string(kSchemaAttributesMax));
    }
    for (std::size_t i = 0; i < count && !error_; ++i) attribute(i);
    for (std::size_t i = 0; i < schema_.unique.size() && !error_; ++i) unique(i);
    return std::move(error_);
  }

 private:
  static bool is_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }
  static bool is_name_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
  }

  void name(const std::string& field, std::string_view name) {
    const std::size_t characters = utf8_scan(name).characters;
    if (name.empty() || !is_letter(name.front()) ||
        !std::all_of(name.begin(), name.end(), is_name_character)) {
      fail(field, "is " + detail::quoted(name) + "; expected a letter, then letters, digits and _");
    } else if (characters > kSchemaNameMax) {
      fail(field,
           "has " + std::to_string(characters) + " characters; expected at most " +
               std::to_string(kSchemaNameMax) + ": " + detail::quoted(name),
           ErrorCode::kFieldTooLong);
    }
  }

  void reserved() {
    if (!is_reserved_name(ascii_lower(schema_.name))) return;
    fail("name", "is " + detail::quoted(schema_.name) + ", which is reserved; choose another one");
  }

  void attribute(std::size_t index) {
    SchemaAttribute& attribute = schema_.attributes[index];
    const std::string path = "attributes[" + std::to_string(index) + "].";
    name(path + "name", attribute.name);
    for (std::size_t i = 0; i < index; ++i) {
      if (!equal_ignoring_case(schema_.attributes[i].name, attribute.name)) continue;
      fail(path + "name", "is " + detail::quoted(attribute.name) + ", as is attributes[" +
                              std::to_string(i) +
                              "].name; expected names that differ in more "
                              "than case");
    }
    if (attribute.length && (*attribute.length < 1 || *attribute.length > kAttributeLengthMax)) {
      fail(path + "length", "is " + std::to_string(*attribute.length) +
                                "; expected an integer from 1 to " +
                                std::to_string(kAttributeLengthMax));
    }
    if (attribute.default_value) default_value(path + "default", attribute);
  }

  void default_value(const std::string& field, SchemaAttribute& attribute) {
    const std::string_view value = attribute.default_value->view();
    if (!is_value_of(attribute, value)) {
      fail(field, "is " + describe_json(value) + "; expected " + expected_value(attribute));
    } else if (value.size() > kAttributeDefaultBytesMax) {
      fail(field, "has " + std::to_string(value.size()) + " bytes; expected at most " +
                      std::to_string(kAttributeDefaultBytesMax));
    } else if (is_json_string(value)) {
      attribute.default_value = plain(attribute.type, value);
    }
  }

  /// Returns a string of a number or boolean as that, any other as it is.
  [[nodiscard]] static JsonText plain(AttributeType type, std::string_view value) {
    const std::string_view bare = json_bare(value);
    switch (type) {
      case AttributeType::kBoolean:
        return JsonText::boolean(ascii_lower(bare.front()) == 't');
      case AttributeType::kInteger:
      case AttributeType::kLong:
        return JsonText::integer(read_decimal<std::int64_t>(bare).value_or(0));
      case AttributeType::kDouble:
      case AttributeType::kCurrency:
        return JsonText::unchecked(bare);
      case AttributeType::kString:
      case AttributeType::kDate:
      case AttributeType::kDatetime:
        break;
    }
    return JsonText::unchecked(value);
  }

  void unique(std::size_t index) {
    std::string& name = schema_.unique[index];
    const auto found =
        std::find_if(schema_.attributes.begin(), schema_.attributes.end(),
                     [&](const auto& other) { return equal_ignoring_case(other.name, name); });
    if (found == schema_.attributes.end()) {
      return fail("unique", "names " + detail::quoted(name) + "; expected names of attributes");
    }
    name = found->name;
    if (std::find(schema_.unique.begin(),
                  schema_.unique.begin() + static_cast<std::ptrdiff_t>(index),
                  name) != schema_.unique.begin() + static_cast<std::ptrdiff_t>(index)) {
      fail("unique", "names " + detail::quoted(name) + " twice; expected each attribute once");
    }
  }

  void fail(const std::string& field, const std::string& message,
            ErrorCode code = ErrorCode::kInvalidField) {
    if (!error_) error_ = Error{code, field + " " + message, field};
  }

  Schema& schema_;
  std::optional<Error> error_;
};

}  // namespace detail

inline Result<Schema> check_schema(Schema definition) {
  if (auto error = detail::SchemaDefinitionCheck(definition).run()) return *std::move(error);
  return definition;
}

inline Result<JsonText> check_extension(const Schema& schema, const JsonText& value) {
  auto checked = detail::ExtensionCheck(schema, value.view()).run();
  if (!checked) return std::move(checked).error();
  return *checked ? JsonText::unchecked(Text(**checked)) : value;
}

}  // namespace v0
}  // namespace ucs
