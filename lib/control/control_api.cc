// SPDX-License-Identifier: MIT
#include "lib/control/control_api.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "lib/access/token.h"
#include "lib/control/resources.h"
#include "lib/forms/json_writer.h"
#include "lib/http/errors.h"
#include "lib/http/media_type.h"
#include "lib/http/message.h"
#include "lib/http/percent.h"

namespace ucs::control {
namespace {

using testing::ObjectWriter;

/// The path of a request, and what follows its question mark.
struct Target {
  std::string_view path;
  std::string_view query;
};

[[nodiscard]] Target split(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  return {target.substr(0, mark), target.substr(std::min(mark + 1, target.size()))};
}

/// Returns the parts of a path between its slashes; a slash at the end adds nothing.
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    parts.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(std::min(parts.back().size() + 1, path.size()));
  }
  return parts;
}

[[nodiscard]] bool is_variable(std::string_view part) { return part.substr(0, 1) == "{"; }

/// Reports whether a path is that of a resource, and tells what stands for its variable part.
[[nodiscard]] bool matches(const Resource& resource, const std::vector<std::string_view>& parts,
                           std::string_view& variable) {
  const auto expected = parts_of(resource.path);
  if (expected.size() != parts.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_variable(expected[i]) && !parts[i].empty()) {
      variable = parts[i];
    } else if (expected[i] != parts[i]) {
      return false;
    }
  }
  return true;
}

/// The resources at one path.
struct Place {
  std::vector<const Resource*> resources;
  std::string_view variable;

  [[nodiscard]] const Resource* find(std::string_view method) const {
    if (method == "HEAD") method = "GET";
    for (const Resource* resource : resources) {
      if (resource->method == method) return resource;
    }
    return nullptr;
  }
  [[nodiscard]] std::string allow() const {
    std::string methods;
    for (const Resource* resource : resources) {
      if (!methods.empty()) methods += ", ";
      methods += resource->method;
      if (resource->method == "GET") methods += ", HEAD";
    }
    return methods;
  }
};

[[nodiscard]] Place find_place(std::string_view path) {
  path.remove_prefix(std::min(kControlPath.size() + 1, path.size()));
  const auto parts = parts_of(path);
  Place place;
  for (const Resource& resource : resources()) {
    if (matches(resource, parts, place.variable)) place.resources.push_back(&resource);
  }
  return place;
}

[[nodiscard]] Error no_such_resource(std::string_view path) {
  std::vector<std::string> known;
  for (const Resource& resource : resources())
    known.push_back(std::string(kControlPath) + "/" + std::string(resource.path));
  const std::vector<std::string_view> names(known.begin(), known.end());
  return {ErrorCode::kNoSuchResource,
          "there is no resource " + detail::quoted(path) + "; did you mean " +
              detail::quoted(detail::nearest(path, names)) + "?",
          ""};
}

[[nodiscard]] http::Response error_response(const Error& error) {
  ObjectWriter body;
  body.text("code", code_name(error.code)).text("message", error.message);
  if (!error.field.empty()) body.text("field", error.field);
  http::Response response = http::json_response(body.done());
  response.status = http::error_status(error.code, Dialect::kV81);
  return response;
}

[[nodiscard]] http::Response method_not_allowed(const http::Request& request, std::string_view path,
                                                const Place& place) {
  const std::string allow = place.allow();
  http::Response response =
      error_response({ErrorCode::kMethodNotAllowed,
                      "method " + detail::quoted(request.method) + " is not allowed on " +
                          detail::quoted(path) + "; expected " + allow,
                      ""});
  response.headers.push_back({"Allow", allow});
  return response;
}

[[nodiscard]] Error foreign_origin() {
  return {ErrorCode::kForbidden,
          "the request comes from a page of another origin; expected one that is configured to use "
          "the server from browsers",
          "Origin"};
}

[[nodiscard]] http::Response unauthorized() {
  http::Response response =
      error_response({ErrorCode::kUnauthorized,
                      "the control API wants the token that the server printed when it started, or "
                      "was given: Authorization: Bearer TOKEN",
                      "Authorization"});
  response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"ucs\""});
  return response;
}

/// Tells that there is no parameter, of a query that has some.
[[nodiscard]] Error no_parameter(std::string_view query) {
  const std::string name(query.substr(0, query.find_first_of("=&")));
  return {ErrorCode::kInvalidParameter,
          "there is no parameter " + detail::quoted(name) + "; expected none", name};
}

}  // namespace

bool is_control_request(const http::Request& request) {
  const std::string_view path = split(request.target).path;
  return path.substr(0, kControlPath.size()) == kControlPath &&
         (path.size() == kControlPath.size() || path[kControlPath.size()] == '/');
}

ControlApi::ControlApi(Namespaces& namespaces, std::string token)
    : namespaces_(namespaces),
      token_(std::move(token)),
      cors_(namespaces.base().api_options().cors_origins) {}

bool ControlApi::is_authorized(const http::Request& request) const {
  constexpr std::string_view kScheme = "bearer ";
  if (token_.empty()) return true;
  const http::Header* const header = http::only_header(request, "authorization");
  if (header == nullptr) return false;
  const std::string_view value = header->value;
  return detail::equal_ignoring_case(value.substr(0, kScheme.size()), kScheme) &&
         access::is_same_token(detail::trimmed(value.substr(kScheme.size())), token_);
}

http::Response ControlApi::handle(const http::Request& request) const {
  if (!cors_.is_enabled()) return answer(request);
  const std::string_view origin = cors_.origin_of(request);
  http::Response response =
      !origin.empty() && http::Cors::is_preflight(request)
          ? http::Cors::preflight_response(find_place(split(request.target).path).allow())
          : answer(request);
  http::Cors::add_headers(origin, response);
  return response;
}

http::Response ControlApi::refuse(const http::Request& request, const Error& error) const {
  http::Response response = error_response(error);
  if (cors_.is_enabled()) http::Cors::add_headers(cors_.origin_of(request), response);
  return response;
}

http::Response ControlApi::answer(const http::Request& request) const {
  if (cors_.is_foreign_write(request)) return error_response(foreign_origin());
  if (!is_authorized(request)) return unauthorized();
  const Target target = split(request.target);
  const Place place = find_place(target.path);
  if (place.resources.empty()) return error_response(no_such_resource(target.path));
  const Resource* const resource = place.find(request.method);
  if (resource == nullptr) return method_not_allowed(request, target.path, place);
  if (auto checked = http::check_media_type(request); !checked)
    return error_response(checked.error());
  const std::size_t first = target.query.find_first_not_of('&');
  if (first != std::string_view::npos && !resource->has_parameters)
    return error_response(no_parameter(target.query.substr(first)));
  auto name = http::percent_decode(place.variable, http::Plus::kItself);
  if (!name) {
    return error_response({ErrorCode::kInvalidParameter,
                           "the name in the path is not percent-encoded UTF-8", "name"});
  }
  Call call{namespaces_, nullptr, request, *std::move(name), target.query};
  if (!resource->is_of_namespace) {
    auto response = resource->carry_out(call);
    return response ? *std::move(response) : error_response(response.error());
  }
  const auto space = namespaces_.use(request);
  if (!space) return error_response(space.error());
  call.fake = &space->fake();
  auto response = resource->carry_out(call);
  return response ? *std::move(response) : error_response(response.error());
}

std::string ControlApi::describe(const http::Request& request) {
  const Place place = find_place(split(request.target).path);
  const Resource* const resource = place.find(request.method);
  if (resource == nullptr) return "- " + std::string(kControlPath);
  return request.method + " " + std::string(kControlPath) + "/" + std::string(resource->path);
}

}  // namespace ucs::control
