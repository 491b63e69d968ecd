// SPDX-License-Identifier: MIT
#include "lib/http/business_attributes.h"

#include <ucs/detail/quoted.h>
#include <ucs/json.h>

#include <string>
#include <utility>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::string_view kCvParameter = "cv-attribute";

Response found(const BusinessAttributes& all, const BusinessAttribute& attribute) {
  std::string body;
  json::append_business_attribute(body, all, attribute);
  return json_response(std::move(body));
}

/// Returns the attribute mapped to the field of this name.
Result<Response> query_mapped(const BusinessAttributes* all, const std::string& name) {
  const auto field = find_cv_attribute(name);
  if (!field) {
    return Error{ErrorCode::kAttributeNotFound,
                 "there is no business attribute for " + detail::quoted(name) +
                     ", which is no attribute of a service, state or task; expected one such as "
                     "Service.type",
                 std::string(kCvParameter)};
  }
  const BusinessAttribute* const mapped = all == nullptr ? nullptr : all->mapped(*field);
  if (mapped != nullptr) return found(*all, *mapped);
  return Error{ErrorCode::kAttributeNotFound,
               "no business attribute is mapped to " + cv_attribute_name(*field),
               std::string(kCvParameter)};
}

}  // namespace

Result<Response> query_business_attributes(Call& call) {
  const auto mapped = call.query.text(kCvParameter);
  if (!mapped) return mapped.error();
  const BusinessAttributes* const all = call.engine.business_attributes(call.scope);
  if (*mapped) return query_mapped(all, **mapped);
  std::string body;
  json::append_business_attributes(body, all);
  return json_response(std::move(body));
}

Result<Response> query_business_attribute(Call& call) {
  const BusinessAttributes* const all = call.engine.business_attributes(call.scope);
  const BusinessAttribute* const named = all == nullptr ? nullptr : all->find(call.path.text);
  if (named != nullptr) return found(*all, *named);
  return Error{ErrorCode::kAttributeNotFound,
               "there is no business attribute " + detail::quoted(call.path.text), "name"};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
