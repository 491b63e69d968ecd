// SPDX-License-Identifier: MIT
#include "lib/http/maintenance.h"

#include <ucs/detail/quoted.h>
#include <ucs/json.h>

#include <optional>
#include <string>
#include <utility>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr const char* kOperations =
    "purge.service.all, purge.service.started, purge.service.started.anonymous, "
    "purge.service.completed or purge.service.completed.anonymous";

/// Returns the operation a purge names: in the body, or else as a parameter.
Result<PurgeOperation> purge_operation(const json::PurgeBody& body, const Query& query) {
  const bool is_in_body = body.operation.is_present();
  std::optional<std::string> name;
  if (is_in_body) {
    name = std::string(body.operation.view());
  } else {
    auto given = query.text("operation");
    if (!given) return std::move(given).error();
    name = *std::move(given);
  }
  if (!name) {
    return Error{ErrorCode::kMissingField,
                 std::string("operation is missing; expected ") + kOperations, "operation"};
  }
  if (const auto operation = find_purge_operation(*name)) return *operation;
  return Error{is_in_body ? ErrorCode::kInvalidField : ErrorCode::kInvalidParameter,
               "operation is " + detail::quoted(*name) + "; expected " + kOperations, "operation"};
}

/// Returns the time a purge names, likewise.
Result<Timestamp> purge_limit(const json::PurgeBody& body, const Query& query) {
  if (body.limit) return *body.limit;
  const auto given = query.time("limit");
  if (!given) return given.error();
  if (*given) return **given;
  return Error{ErrorCode::kMissingField,
               "limit is missing; expected a time such as 2026-03-01T12:00:00.000Z", "limit"};
}

}  // namespace

Result<Response> purge(Call& call) {
  const auto body = json::parse_purge(call.request.body);
  if (!body) return body.error();
  const auto operation = purge_operation(*body, call.query);
  if (!operation) return operation.error();
  const auto limit = purge_limit(*body, call.query);
  if (!limit) return limit.error();
  const auto purged = call.engine.purge(*operation, *limit, call.scope);
  if (!purged) return purged.error();
  return json_response("{\"purged\":" + std::to_string(*purged) + "}");
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
