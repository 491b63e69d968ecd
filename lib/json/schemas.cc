// SPDX-License-Identifier: MIT
//
// Definitions of extension schemas. They are rare and small: what one pass has validated as JSON is
// walked again as compact text.
#include <ucs/detail/ascii.h>
#include <ucs/detail/attribute_value.h>
#include <ucs/detail/json_cursor.h>
#include <ucs/json.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/json/syntax_error.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

using detail::is_json_string;
using detail::json_bare;

/// Reads one definition and keeps the first error. Members that are no part of it are ignored.
class DefinitionReader {
 public:
  /// `object` is a compact JSON object.
  [[nodiscard]] Result<Schema> read(std::string_view object) {
    Given has;
    for (const detail::JsonMember& member : detail::json_members(object)) {
      const std::string_view name = json_bare(member.name);
      if (name == "name") {
        text("name", member.value, schema_.name);
        has.name = true;
      } else if (name == "type") {
        kind(member.value);
        has.type = true;
      } else if (name == "attributes") {
        attributes(member.value);
        has.attributes = true;
      } else if (name == "unique") {
        unique(member.value);
      }
    }
    if (!has.name) missing("name", "a string");
    if (!has.type) missing("type", kKinds);
    if (!has.attributes) missing("attributes", "an array of objects");
    if (error_) return *std::move(error_);
    return std::move(schema_);
  }

 private:
  static constexpr std::string_view kKinds = R"("single-valued" or "multi-valued")";
  static constexpr std::string_view kTypes =
      R"("boolean", "string", "integer", "long", "double", "date", "datetime" or "currency")";

  /// Which of the mandatory members an object has.
  struct Given {
    bool name = false;
    bool type = false;
    bool attributes = false;  // not looked for in an attribute
  };

  void text(const std::string& path, std::string_view value, std::string& target) {
    if (!is_json_string(value)) return invalid(path, value, "a string");
    // With escapes it is no name, whatever they stand for.
    target = json_bare(value);
  }

  void kind(std::string_view value) {
    const bool is_multi = detail::equal_ignoring_case(value, R"("multi-valued")");
    if (!is_multi && !detail::equal_ignoring_case(value, R"("single-valued")")) {
      return invalid("type", value, kKinds);
    }
    schema_.is_multi_valued = is_multi;
  }

  void attributes(std::string_view value) {
    if (value.front() != '[') return invalid("attributes", value, "an array of objects");
    detail::JsonCursor cursor(value);
    cursor.skip('[');
    while (!cursor.skip(']')) {
      cursor.skip(',');
      const std::string path = "attributes[" + std::to_string(schema_.attributes.size()) + "]";
      const std::string_view element = cursor.value();
      if (element.front() != '{') return invalid(path, element, "an object");
      schema_.attributes.push_back(attribute(path + ".", element));
    }
  }

  [[nodiscard]] SchemaAttribute attribute(const std::string& path, std::string_view object) {
    SchemaAttribute attribute;
    Given has;
    for (const detail::JsonMember& member : detail::json_members(object)) {
      const std::string_view name = json_bare(member.name);
      if (name == "name") {
        text(path + "name", member.value, attribute.name);
        has.name = true;
      } else if (name == "type") {
        attribute.type = type(path + "type", member.value);
        has.type = true;
      } else if (name == "length") {
        attribute.length = length(path + "length", member.value);
      } else if (name == "mandatory") {
        attribute.is_mandatory = boolean(path + "mandatory", member.value);
      } else if (name == "default") {
        attribute.default_value = JsonText::unchecked(member.value);
      }
    }
    if (!has.name) missing(path + "name", "a string");
    if (!has.type) missing(path + "type", kTypes);
    return attribute;
  }

  [[nodiscard]] AttributeType type(const std::string& path, std::string_view value) {
    const auto type = is_json_string(value) ? find_attribute_type(json_bare(value)) : std::nullopt;
    if (!type) invalid(path, value, kTypes);
    return type.value_or(AttributeType::kString);
  }

  [[nodiscard]] std::optional<std::size_t> length(const std::string& path, std::string_view value) {
    const auto length = detail::read_decimal<std::uint32_t>(json_bare(value));
    if (!length)
      invalid(path, value, "an integer from 1 to " + std::to_string(kAttributeLengthMax));
    return length;
  }

  [[nodiscard]] bool boolean(const std::string& path, std::string_view value) {
    const bool is_true = value == "true" || detail::equal_ignoring_case(value, "\"true\"");
    const bool is_false = value == "false" || detail::equal_ignoring_case(value, "\"false\"");
    if (!is_true && !is_false) invalid(path, value, "true or false");
    return is_true;
  }

  /// Reads an array of names, or the names in one string with commas between them.
  void unique(std::string_view value) {
    constexpr std::string_view kExpected = "an array of names of attributes";
    if (is_json_string(value)) return unique_list(json_bare(value));
    if (value.front() != '[') return invalid("unique", value, kExpected);
    detail::JsonCursor cursor(value);
    cursor.skip('[');
    while (!cursor.skip(']')) {
      cursor.skip(',');
      const std::string_view name = cursor.value();
      if (!is_json_string(name)) {
        return invalid("unique[" + std::to_string(schema_.unique.size()) + "]", name, "a string");
      }
      schema_.unique.emplace_back(json_bare(name));
    }
  }

  void unique_list(std::string_view list) {
    const auto trim = [](std::string_view name) {
      name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
      return name.substr(0, name.find_last_not_of(' ') + 1);
    };
    if (trim(list).empty()) return;
    for (;;) {
      const std::size_t comma = list.find(',');
      schema_.unique.emplace_back(trim(list.substr(0, comma)));
      if (comma == std::string_view::npos) return;
      list.remove_prefix(comma + 1);
    }
  }

  void missing(const std::string& path, std::string_view expected) {
    fail(ErrorCode::kMissingField, path, "is missing; expected " + std::string(expected));
  }
  void invalid(const std::string& path, std::string_view value, std::string_view expected) {
    fail(ErrorCode::kInvalidField, path,
         "is " + detail::describe_json(value) + "; expected " + std::string(expected));
  }
  void fail(ErrorCode code, const std::string& path, const std::string& message) {
    if (!error_) error_ = Error{code, path + " " + message, path};
  }

  Schema schema_;
  std::optional<Error> error_;
};

void append_attribute(std::string& out, const SchemaAttribute& attribute) {
  append_string(out.append(R"({"name":)"), attribute.name);
  append_string(out.append(R"(,"type":)"), attribute_type_name(attribute.type));
  if (attribute.length) out.append(R"(,"length":)").append(std::to_string(*attribute.length));
  out.append(R"(,"mandatory":)").append(attribute.is_mandatory ? "true" : "false");
  if (attribute.default_value) {
    out.append(R"(,"default":)").append(attribute.default_value->view());
  }
  out += '}';
}

}  // namespace

Result<Schema> parse_schema(std::string_view body) {
  const auto value = parse_value(body.empty() ? "{}" : body);
  if (!value) return value.error();
  if (!value->is_object()) {
    return invalid_json(body.find_first_not_of(" \t\r\n"),
                        "expected an object, found " + detail::describe_json(value->view()));
  }
  return DefinitionReader().read(value->view());
}

void append_schema(std::string& out, const Schema& schema) {
  append_string(out.append(R"({"name":)"), schema.name);
  out.append(R"(,"type":)")
      .append(schema.is_multi_valued ? R"("multi-valued")" : R"("single-valued")");
  out.append(R"(,"attributes":[)");
  for (const SchemaAttribute& attribute : schema.attributes) {
    if (out.back() != '[') out += ',';
    append_attribute(out, attribute);
  }
  out += ']';
  if (!schema.unique.empty()) {
    out.append(R"(,"unique":[)");
    for (const std::string& name : schema.unique) {
      if (out.back() != '[') out += ',';
      append_string(out, name);
    }
    out += ']';
  }
  out += '}';
}

void append_schemas(std::string& out, const std::vector<SchemaPtr>& schemas) {
  out += '[';
  for (const SchemaPtr& schema : schemas) {
    if (schema != schemas.front()) out += ',';
    append_schema(out, *schema);
  }
  out += ']';
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
