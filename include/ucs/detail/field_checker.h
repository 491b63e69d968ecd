// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/detail/extension_check.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>
#include <ucs/entity_kind.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/rules.h>
#include <ucs/schema.h>
#include <ucs/time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Checks the fields of one request and keeps the first error.
class FieldChecker {
 public:
  /// `schemas` are the tenant's, where the rules ask for them; null means none.
  explicit FieldChecker(const FieldRules& rules, const SchemaSet* schemas = nullptr)
      : rules_(rules), schemas_(schemas) {}

  /// Lets business_value hold values against the attributes mapped to the fields of `kind`, if
  /// there are any and they ask for it (spec 6).
  void validate(EntityKind kind, const BusinessAttributes* attributes) {
    const bool is_on = attributes != nullptr && attributes->validates_data();
    attributes_ = is_on ? attributes : nullptr;
    kind_ = kind;
  }

  /// Returns the first error, or success.
  [[nodiscard]] Result<void> result() && {
    if (error_) return *std::move(error_);
    return {};
  }

  void text(std::string_view field, std::string_view value, std::size_t characters_max) {
    called_text(field, field, value, characters_max);
  }

  /// Checks the name of a customer or contact: present means not empty.
  void owner(std::string_view field, const Text& value, std::size_t characters_max) {
    if (value.is_present() && value.view().empty())
      fail(ErrorCode::kInvalidField, field, "is empty; expected a text");
    text(field, value, characters_max);
  }

  /// The one place where business attributes are validated. `name` is what an error calls `field`.
  void business_value(BusinessField field, std::string_view name, const LongOrString& value) {
    if (value.is_string()) text(name, value.string(), kBusinessValueMax);
    if (attributes_ == nullptr || error_) return;
    auto checked = attributes_->check({kind_, field}, name, value);
    if (!checked) error_ = std::move(checked).error();
  }

  void type(std::string_view field, const LongOrString& value) {
    if (rules_.is_type_mandatory && !value.is_present()) {
      fail(ErrorCode::kMissingField, field, "is missing; expected an integer or a string");
    }
    business_value(BusinessField::kType, field, value);
  }

  void seconds(std::string_view field, std::optional<std::int32_t> value) {
    if (value && *value < 0) {
      fail(ErrorCode::kInvalidField, field,
           "is " + std::to_string(*value) + "; expected seconds from 0 to 2147483647");
    }
  }

  void time(std::string_view field, std::optional<Timestamp> value) {
    if (value && (*value < kTimestampMin || *value > kTimestampMax)) {
      fail(ErrorCode::kInvalidTimestamp, field, "lies outside the years 0000 to 9999");
    }
  }

  void event(const EventRequest& request) {
    text("session_id", request.session_id, rules_.session_id_max);
    text("interaction_id", request.interaction_id, rules_.interaction_id_max);
    business_value(BusinessField::kApplicationType, "application_type", request.application_type);
    business_value(BusinessField::kResourceType, "resource_type", request.resource_type);
    business_value(BusinessField::kMediaType, "media_type", request.media_type);
    time("timestamp", request.timestamp);
  }

  void disposition(const LongOrString& value, const Text& description) {
    business_value(BusinessField::kDisposition, "disposition", value);
    text("disposition_desc", description, rules_.disposition_desc_max);
  }

  /// Checks extensions that are to be written to an entity of `kind`, and returns them as they are
  /// stored: those given, unless a schema has it otherwise.
  [[nodiscard]] Extensions extensions(EntityKind kind, const Extensions& given) {
    std::vector<Extensions::Item> stored;  // empty as long as all are stored as they were given
    std::list<std::string> values;         // of those that are not
    for (std::size_t i = 0; i < given.size(); ++i) {
      const ExtensionView extension = given[i];
      const Schema* schema = extension_schema(kind, extension);
      if (schema == nullptr) continue;
      auto value = stored_value(*schema, extension.value);
      if (stored.empty() && !value && extension.name == schema->name) continue;
      if (stored.empty()) {
        for (std::size_t same = 0; same < i; ++same)
          stored.push_back({given[same].name, given[same].value});
      }
      std::string_view text = extension.value;
      if (value) text = values.emplace_back(*std::move(value));
      stored.push_back({schema->name, text});
    }
    count(given);
    if (stored.empty() || error_) return given;
    Extensions all = Extensions::copy_of(std::move(stored));
    // Names that differ in case only are one name to a schema.
    if (all.size() != given.size()) fail_repeated(kind, given);
    return all;
  }

  /// Checks one extension; returns it as it is stored where that is not as it was given.
  [[nodiscard]] std::optional<Extension> extension(EntityKind kind, const Extension& extension) {
    const Schema* schema = extension_schema(kind, {extension.name, extension.value.view()});
    if (schema == nullptr) return std::nullopt;
    const auto value = stored_value(*schema, extension.value.view());
    return Extension{schema->name, value ? JsonText::unchecked(*value) : extension.value};
  }

  /// Checks all of an extension but its value against its schema, and returns that: the one place
  /// where a dialect's schema rule applies (spec 7). Null where the dialect needs none, or after an
  /// error.
  [[nodiscard]] const Schema* extension_schema(EntityKind kind, const ExtensionView& extension) {
    const std::string_view name = extension.name;
    const std::size_t bytes = extension.value.size();
    called_text("extensions", "the name of an extension", name, kExtensionNameMax);
    if (is_reserved_name(name)) {
      fail_extension(ErrorCode::kInvalidExtension, name, "has a reserved name; choose another one");
    }
    const Schema* schema = nullptr;
    if (rules_.needs_extension_schema) {
      schema = schemas_ == nullptr ? nullptr : schemas_->find(kind, name);
      if (schema == nullptr) {
        fail_extension(ErrorCode::kUnknownExtension, name,
                       "has no extension schema, which this dialect demands");
      }
    }
    if (bytes > kExtensionBytesMax) {
      fail_extension(ErrorCode::kInvalidExtension, name,
                     "has " + std::to_string(bytes) + " bytes; expected at most " +
                         std::to_string(kExtensionBytesMax));
    }
    return error_ ? nullptr : schema;
  }

  void count(const Extensions& extensions) {
    if (extensions.size() > kExtensionsPerActivityMax) {
      fail(ErrorCode::kInvalidExtension, "extensions",
           "would be " + std::to_string(extensions.size()) + "; expected at most " +
               std::to_string(kExtensionsPerActivityMax) + " on one service, state or task");
    }
  }

  void fail(ErrorCode code, std::string_view field, const std::string& message) {
    fail_with(code, field, std::string(field) + " " + message);
  }

 private:
  /// Checks the text of `field`, which the message shall call `name`.
  void called_text(std::string_view field, std::string_view name, std::string_view value,
                   std::size_t characters_max) {
    const Utf8Scan scan = utf8_scan(value);
    if (scan.valid_bytes != value.size()) {
      fail_with(ErrorCode::kInvalidField, field,
                std::string(name) + " is not valid UTF-8 from byte " +
                    std::to_string(scan.valid_bytes) + " on");
    } else if (scan.characters > characters_max) {
      fail_with(ErrorCode::kFieldTooLong, field,
                std::string(name) + " has " + std::to_string(scan.characters) +
                    " characters; expected at most " + std::to_string(characters_max) + ": " +
                    quoted(value));
    }
  }

  void fail_extension(ErrorCode code, std::string_view name, const std::string& message) {
    fail_with(code, name, "extension " + quoted(name) + " " + message);
  }

  /// Returns the value to store where that is not the one given.
  [[nodiscard]] std::optional<std::string> stored_value(const Schema& schema,
                                                        std::string_view value) {
    auto checked = ExtensionCheck(schema, value).run();
    if (checked) return *std::move(checked);
    if (!error_) error_ = std::move(checked).error();
    return std::nullopt;
  }

  /// Names the schema that two of `given` stand for.
  void fail_repeated(EntityKind kind, const Extensions& given) {
    std::vector<std::string_view> known;
    for (const ExtensionView extension : given) {
      const Schema* schema = schemas_->find(kind, extension.name);
      const bool is_known =
          schema != nullptr && std::find(known.begin(), known.end(), schema->name) != known.end();
      if (is_known) {
        return fail_extension(ErrorCode::kInvalidExtension, extension.name,
                              "is given twice; names are not case-sensitive");
      }
      if (schema != nullptr) known.push_back(schema->name);
    }
  }

  void fail_with(ErrorCode code, std::string_view field, const std::string& message) {
    if (!error_) error_ = Error{code, message, std::string(field)};
  }

  const FieldRules& rules_;
  const SchemaSet* schemas_;
  const BusinessAttributes* attributes_ = nullptr;  // null where nothing is validated
  EntityKind kind_ = EntityKind::kService;
  std::optional<Error> error_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
