// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/rules.h>
#include <ucs/time.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Checks the fields of one request and keeps the first error.
class FieldChecker {
 public:
  explicit FieldChecker(const FieldRules& rules) : rules_(rules) {}

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

  void business_value(std::string_view field, const LongOrString& value) {
    if (value.is_string()) text(field, value.string(), kBusinessValueMax);
  }

  void type(std::string_view field, const LongOrString& value) {
    if (rules_.is_type_mandatory && !value.is_present()) {
      fail(ErrorCode::kMissingField, field, "is missing; expected an integer or a string");
    }
    business_value(field, value);
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
    business_value("application_type", request.application_type);
    business_value("resource_type", request.resource_type);
    business_value("media_type", request.media_type);
    time("timestamp", request.timestamp);
  }

  void disposition(const LongOrString& value, const Text& description) {
    business_value("disposition", value);
    text("disposition_desc", description, rules_.disposition_desc_max);
  }

  void extensions(const Extensions& extensions) {
    for (const ExtensionView extension : extensions) this->extension(extension);
    count(extensions);
  }

  /// The one place where a dialect's schema rule applies to what is written (spec 7).
  void extension(const ExtensionView& extension) {
    const std::string_view name = extension.name;
    const std::size_t bytes = extension.value.size();
    called_text("extensions", "the name of an extension", name, kExtensionNameMax);
    if (is_reserved_name(name)) {
      fail_extension(ErrorCode::kInvalidExtension, name, "has a reserved name; choose another one");
    }
    if (rules_.needs_extension_schema) {
      fail_extension(ErrorCode::kUnknownExtension, name,
                     "has no extension schema, which this dialect demands");
    }
    if (bytes > kExtensionBytesMax) {
      fail_extension(ErrorCode::kInvalidExtension, name,
                     "has " + std::to_string(bytes) + " bytes; expected at most " +
                         std::to_string(kExtensionBytesMax));
    }
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

  void fail_with(ErrorCode code, std::string_view field, const std::string& message) {
    if (!error_) error_ = Error{code, message, std::string(field)};
  }

  const FieldRules& rules_;
  std::optional<Error> error_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
