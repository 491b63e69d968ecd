// SPDX-License-Identifier: MIT
//
// What can go wrong, as values. Every operation of the library that can fail returns a Result
// (ucs/result.h) holding one of these; nothing of the library throws.
#pragma once

#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// The stable reasons for a failure (spec section 8, docs/errors.md). Names and meanings never
/// change; new ones may be added at the end.
enum class ErrorCode {
  kServiceNotFound,
  kStateNotFound,
  kTaskNotFound,
  kSchemaNotFound,
  kAttributeNotFound,
  kMissingField,
  kInvalidField,
  kInvalidTimestamp,
  kInvalidId,
  kInvalidParameter,
  kFieldTooLong,
  kInvalidJson,
  kInvalidExtension,
  kUnknownExtension,
  kDuplicateRecord,
  kInvalidBusinessAttribute,
  kAlreadyCompleted,
  kAlreadyExists,
  kUnauthorized,
  kForbidden,
  kInvalidTenant,
  kNoSuchResource,
  kMethodNotAllowed,
  kBodyTooLarge,
  kUnsupportedMediaType,
  kTooManyRequests,
  kUnavailable,
  kWrongMode,
  kInternal,
  kIdSpaceExhausted,
  kOutcomeUnknown,
};

/// The number of ErrorCode values; they are 0 to kErrorCodeCount - 1.
inline constexpr int kErrorCodeCount = static_cast<int>(ErrorCode::kOutcomeUnknown) + 1;

/// Returns the code as it stands in documents and answers: `service_not_found`.
[[nodiscard]] constexpr std::string_view code_name(ErrorCode code) noexcept {
  constexpr std::string_view kNames[kErrorCodeCount] = {
      "service_not_found",
      "state_not_found",
      "task_not_found",
      "schema_not_found",
      "attribute_not_found",
      "missing_field",
      "invalid_field",
      "invalid_timestamp",
      "invalid_id",
      "invalid_parameter",
      "field_too_long",
      "invalid_json",
      "invalid_extension",
      "unknown_extension",
      "duplicate_record",
      "invalid_business_attribute",
      "already_completed",
      "already_exists",
      "unauthorized",
      "forbidden",
      "invalid_tenant",
      "no_such_resource",
      "method_not_allowed",
      "body_too_large",
      "unsupported_media_type",
      "too_many_requests",
      "unavailable",
      "wrong_mode",
      "internal",
      "id_space_exhausted",
      "outcome_unknown",
  };
  return kNames[static_cast<int>(code)];
}

/// One failure. Const methods are thread-safe.
struct Error {
  /// The stable reason, for programs.
  ErrorCode code = ErrorCode::kInternal;
  /// The reason for people: names the offending field, id or value and what was expected. UTF-8.
  std::string message;
  /// The offending field, parameter or path member, as the caller spelled it; empty where none is.
  std::string field;
};

}  // namespace v0
}  // namespace ucs
