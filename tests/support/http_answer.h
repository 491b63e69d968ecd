// SPDX-License-Identifier: MIT
// What clients rely on in an answer, and what the specification says of failures (section 8).
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>
#include <ucs/rules.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/catch.h"

namespace ucs::tests {

/// The parts of an answer that are compared to the byte.
struct Answer {
  int status = 0;
  std::string body;
  std::string content_type;
  std::string location;
  std::string allow;

  friend bool operator==(const Answer& a, const Answer& b) {
    return a.status == b.status && a.body == b.body && a.content_type == b.content_type &&
           a.location == b.location && a.allow == b.allow;
  }
  friend std::ostream& operator<<(std::ostream& out, const Answer& answer) {
    out << answer.status << " [" << answer.content_type << "]";
    if (!answer.location.empty()) out << " Location: " << answer.location;
    if (!answer.allow.empty()) out << " Allow: " << answer.allow;
    return out << ' ' << answer.body;
  }
};

inline Answer to_answer(const http::Response& response) {
  return {response.status, response.body, std::string(response.header("Content-Type")),
          std::string(response.header("Location")), std::string(response.header("Allow"))};
}

/// The answer to a query.
inline Answer json(std::string_view body) {
  return {200, std::string(body), "application/json", "", ""};
}

/// The answer to a start: `{"<kind>_id":<id>}` under the Location of the new entity.
inline Answer created(std::string_view location, std::string_view body) {
  return {201, std::string(body), "application/json", std::string(location), ""};
}

/// An answer without a body.
inline Answer empty(int status) { return {status, "", "", "", ""}; }

/// The statuses of one error code and the last part of its exception's name (spec 8).
struct ErrorRow {
  int v81;
  int v85;
  std::string_view exception;
};

inline ErrorRow error_row(ErrorCode code) {
  const std::string_view name = code_name(code);
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    for (const std::string_view other : names) {
      if (name == other) return true;
    }
    return false;
  };
  if (is_one_of({"service_not_found", "state_not_found", "task_not_found", "schema_not_found",
                 "attribute_not_found"}))
    return {404, 400, "NotFoundException"};
  if (is_one_of({"missing_field", "invalid_field", "invalid_timestamp", "invalid_id",
                 "invalid_parameter", "field_too_long", "invalid_json", "invalid_extension",
                 "unknown_extension", "duplicate_record", "invalid_business_attribute"}))
    return {400, 400, "BadRequestException"};
  if (is_one_of({"already_completed", "already_exists"})) return {409, 409, "ConflictException"};
  if (name == "unauthorized") return {401, 401, "UnauthorizedException"};
  if (name == "forbidden") return {403, 403, "ForbiddenException"};
  if (name == "invalid_tenant") return {400, 400, "ContextServicesExceptionResource"};
  if (name == "no_such_resource") return {404, 404, "NotFoundException"};
  if (name == "method_not_allowed") return {405, 405, "BadRequestException"};
  if (name == "body_too_large") return {413, 413, "BadRequestException"};
  if (name == "unsupported_media_type") return {415, 415, "BadRequestException"};
  if (name == "too_many_requests") return {429, 429, "ServiceUnavailableException"};
  if (is_one_of({"unavailable", "outcome_unknown", "wrong_mode"}))
    return {503, 503, "ServiceUnavailableException"};
  return {500, 500, "ContextServicesException"};
}

inline int error_status_of(Dialect dialect, ErrorCode code) {
  return dialect == Dialect::kV81 ? error_row(code).v81 : error_row(code).v85;
}

/// Writes a text as a JSON string, for texts without control characters.
inline std::string quote(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

/// The body of an error is `before`, the message as a JSON string, and `after`.
struct ErrorFrame {
  std::string before;
  std::string after;
};

/// `path` is the path of the request as it was sent, without its query.
inline ErrorFrame error_frame(Dialect dialect, std::string_view method, std::string_view path,
                              ErrorCode code) {
  if (dialect == Dialect::kV81) {
    return {"{\"http_method\":" + quote(method) + ",\"uri\":" + quote(path) +
                ",\"code\":" + quote(code_name(code)) + ",\"description\":",
            "}"};
  }
  return {"{\"message\":",
          ",\"exception\":\"com.genesyslab.gsg.services.contextservices.exceptions." +
              std::string(error_row(code).exception) + "\"}"};
}

/// The complete answer that reports an error.
inline Answer error_answer(Dialect dialect, std::string_view method, std::string_view path,
                           const Error& error) {
  const ErrorFrame frame = error_frame(dialect, method, path, error.code);
  return {error_status_of(dialect, error.code), frame.before + quote(error.message) + frame.after,
          "application/json", "", ""};
}

/// Checks that an answer reports `code` in the form of the dialect, and returns its message (as it
/// stands in the body, so with the escapes of JSON).
inline std::string error_message(const Answer& answer, Dialect dialect, std::string_view method,
                                 std::string_view path, ErrorCode code) {
  const ErrorFrame frame = error_frame(dialect, method, path, code);
  CHECK(answer.status == error_status_of(dialect, code));
  CHECK(answer.content_type == "application/json");
  CHECK(answer.location.empty());
  CHECK_THAT(answer.body, Catch::Matchers::StartsWith(frame.before + "\""));
  CHECK_THAT(answer.body, Catch::Matchers::EndsWith("\"" + frame.after));
  const std::size_t around = frame.before.size() + frame.after.size() + 2;
  if (answer.body.size() < around) return "";
  return answer.body.substr(frame.before.size() + 1, answer.body.size() - around);
}

}  // namespace ucs::tests
