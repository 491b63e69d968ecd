// SPDX-License-Identifier: MIT
#include "lib/http/errors.h"

#include <string>

#include "tests/catch.h"
#include "tests/support/http_answer.h"

namespace {

using ucs::code_name;
using ucs::Dialect;
using ucs::Error;
using ucs::ErrorCode;
using ucs::http::error_response;
using ucs::http::error_status;
using ucs::http::Request;

struct Row {
  const char* name;
  int v81;
  int v85;
  const char* exception;
};

/// The table of spec 8, line by line, in the order of ErrorCode.
constexpr Row kTable[] = {
    {"service_not_found", 404, 400, "NotFoundException"},
    {"state_not_found", 404, 400, "NotFoundException"},
    {"task_not_found", 404, 400, "NotFoundException"},
    {"schema_not_found", 404, 400, "NotFoundException"},
    {"attribute_not_found", 404, 400, "NotFoundException"},
    {"missing_field", 400, 400, "BadRequestException"},
    {"invalid_field", 400, 400, "BadRequestException"},
    {"invalid_timestamp", 400, 400, "BadRequestException"},
    {"invalid_id", 400, 400, "BadRequestException"},
    {"invalid_parameter", 400, 400, "BadRequestException"},
    {"field_too_long", 400, 400, "BadRequestException"},
    {"invalid_json", 400, 400, "BadRequestException"},
    {"invalid_extension", 400, 400, "BadRequestException"},
    {"unknown_extension", 400, 400, "BadRequestException"},
    {"duplicate_record", 400, 400, "BadRequestException"},
    {"invalid_business_attribute", 400, 400, "BadRequestException"},
    {"already_completed", 409, 409, "ConflictException"},
    {"already_exists", 409, 409, "ConflictException"},
    {"unauthorized", 401, 401, "UnauthorizedException"},
    {"forbidden", 403, 403, "ForbiddenException"},
    {"invalid_tenant", 400, 400, "ContextServicesExceptionResource"},
    {"no_such_resource", 404, 404, "NotFoundException"},
    {"method_not_allowed", 405, 405, "BadRequestException"},
    {"body_too_large", 413, 413, "BadRequestException"},
    {"unsupported_media_type", 415, 415, "BadRequestException"},
    {"too_many_requests", 429, 429, "ServiceUnavailableException"},
    {"unavailable", 503, 503, "ServiceUnavailableException"},
    {"wrong_mode", 503, 503, "ServiceUnavailableException"},
    {"internal", 500, 500, "ContextServicesException"},
    {"id_space_exhausted", 500, 500, "ContextServicesException"},
    {"outcome_unknown", 503, 503, "ServiceUnavailableException"},
};

TEST_CASE("every error code has its documented status and exception in both dialects") {
  REQUIRE(std::size(kTable) == static_cast<std::size_t>(ucs::kErrorCodeCount));
  const Request request{"GET", "/services/1?extensions=*", {}, ""};
  for (int i = 0; i < ucs::kErrorCodeCount; ++i) {
    const Row& row = kTable[i];
    const auto code = static_cast<ErrorCode>(i);
    INFO(row.name);
    CHECK(code_name(code) == row.name);
    CHECK(error_status(code, Dialect::kV81) == row.v81);
    CHECK(error_status(code, Dialect::kV85) == row.v85);
    const Error error{code, "why", "field"};
    const auto v81 = error_response(request, "/services/1", Dialect::kV81, error);
    CHECK(v81.status == row.v81);
    CHECK(v81.body == std::string(R"({"http_method":"GET","uri":"/services/1","code":")") +
                          row.name + R"(","description":"why"})");
    const auto v85 = error_response(request, "/services/1", Dialect::kV85, error);
    CHECK(v85.status == row.v85);
    CHECK(
        v85.body ==
        std::string(
            R"({"message":"why","exception":"com.genesyslab.gsg.services.contextservices.exceptions.)") +
            row.exception + "\"}");
    for (const auto* response : {&v81, &v85}) {
      CHECK(response->header("Content-Type") == "application/json");
      CHECK(response->headers.empty());
    }
    // The HTTP suite's own table, which it compares with, is the same.
    CHECK(ucs::tests::error_row(code).v81 == row.v81);
    CHECK(ucs::tests::error_row(code).v85 == row.v85);
    CHECK(ucs::tests::error_row(code).exception == row.exception);
  }
}

TEST_CASE("whatever stands in message, method and path, the body is JSON") {
  const Request request{"G\"T\\\n", "", {}, ""};
  const Error error{ErrorCode::kInternal, "a \"quoted\" \\ text\n\xFF\x01", ""};
  CHECK(
      error_response(request, "/\"\xC3\x28\t", Dialect::kV81, error).body ==
      "{\"http_method\":\"G\\\"T\\\\\\n\",\"uri\":\"/\\\"\xEF\xBF\xBD(\\t\",\"code\":\"internal\","
      "\"description\":\"a \\\"quoted\\\" \\\\ text\\n\xEF\xBF\xBD\\u0001\"}");
}

}  // namespace
