// SPDX-License-Identifier: MIT
#include "lib/http/errors.h"

#include <ucs/json.h>

#include <string>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

// The class names of NotFoundException and ContextServicesExceptionResource are documented; the
// others are ours.
constexpr std::string_view kExceptionPackage =
    "com.genesyslab.gsg.services.contextservices.exceptions.";
constexpr std::string_view kNotFound = "NotFoundException";
constexpr std::string_view kBadRequest = "BadRequestException";
constexpr std::string_view kConflict = "ConflictException";
constexpr std::string_view kUnauthorized = "UnauthorizedException";
constexpr std::string_view kForbidden = "ForbiddenException";
constexpr std::string_view kTenant = "ContextServicesExceptionResource";
constexpr std::string_view kUnavailable = "ServiceUnavailableException";
constexpr std::string_view kGeneral = "ContextServicesException";

struct ErrorRow {
  int v81;
  int v85;
  std::string_view exception;
};

ErrorRow row(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kServiceNotFound:
    case ErrorCode::kStateNotFound:
    case ErrorCode::kTaskNotFound:
    case ErrorCode::kSchemaNotFound:
    case ErrorCode::kAttributeNotFound:
      return {404, 400, kNotFound};
    case ErrorCode::kMissingField:
    case ErrorCode::kInvalidField:
    case ErrorCode::kInvalidTimestamp:
    case ErrorCode::kInvalidId:
    case ErrorCode::kInvalidParameter:
    case ErrorCode::kFieldTooLong:
    case ErrorCode::kInvalidJson:
    case ErrorCode::kInvalidExtension:
    case ErrorCode::kUnknownExtension:
    case ErrorCode::kDuplicateRecord:
    case ErrorCode::kInvalidBusinessAttribute:
      return {400, 400, kBadRequest};
    case ErrorCode::kAlreadyCompleted:
    case ErrorCode::kAlreadyExists:
      return {409, 409, kConflict};
    case ErrorCode::kUnauthorized:
      return {401, 401, kUnauthorized};
    case ErrorCode::kForbidden:
      return {403, 403, kForbidden};
    case ErrorCode::kInvalidTenant:
      return {400, 400, kTenant};
    case ErrorCode::kNoSuchResource:
      return {404, 404, kNotFound};
    case ErrorCode::kMethodNotAllowed:
      return {405, 405, kBadRequest};
    case ErrorCode::kBodyTooLarge:
      return {413, 413, kBadRequest};
    case ErrorCode::kUnsupportedMediaType:
      return {415, 415, kBadRequest};
    case ErrorCode::kTooManyRequests:
      return {429, 429, kUnavailable};
    case ErrorCode::kUnavailable:
    case ErrorCode::kWrongMode:
    case ErrorCode::kOutcomeUnknown:
      return {503, 503, kUnavailable};
    case ErrorCode::kInternal:
    case ErrorCode::kIdSpaceExhausted:
      break;
  }
  return {500, 500, kGeneral};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? "{" : ",";
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

}  // namespace

int error_status(ErrorCode code, Dialect dialect) noexcept {
  return dialect == Dialect::kV81 ? row(code).v81 : row(code).v85;
}

Response error_response(const Request& request, std::string_view path, Dialect dialect,
                        const Error& error) {
  Response response = json_response({});
  response.status = error_status(error.code, dialect);
  if (dialect == Dialect::kV81) {
    append_member(response.body, "http_method", request.method);
    append_member(response.body, "uri", path);
    append_member(response.body, "code", code_name(error.code));
    append_member(response.body, "description", error.message);
  } else {
    append_member(response.body, "message", error.message);
    append_member(response.body, "exception",
                  std::string(kExceptionPackage).append(row(error.code).exception));
  }
  response.body += '}';
  return response;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
