// SPDX-License-Identifier: MIT
#include <ucs/detail/quoted.h>
#include <ucs/http.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "lib/http/cors.h"
#include "lib/http/errors.h"
#include "lib/http/gate.h"
#include "lib/http/log_pairs.h"
#include "lib/http/media_type.h"
#include "lib/http/routes.h"
#include "lib/http/server.h"
#include "lib/http/tenants.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// A base path under which a dialect is served. Empty is the root.
struct Mount {
  std::string base;
  Dialect dialect;
};

/// A request's target, split.
struct Target {
  std::string_view path;
  std::string_view query;
};

Target split_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

/// Returns the path below the mount's base, or nothing if it lies elsewhere.
std::optional<std::string_view> path_below(const Mount& mount, std::string_view path) {
  if (path.substr(0, mount.base.size()) != mount.base) return std::nullopt;
  const std::string_view rest = path.substr(mount.base.size());
  if (!rest.empty() && rest.front() != '/') return std::nullopt;
  return rest;
}

/// Returns the mounts, longest base first, so that the first that matches is the closest.
std::vector<Mount> make_mounts(const ApiOptions& options) {
  std::vector<Mount> mounts;
  if (options.serves_v85) mounts.push_back({std::string(kV85BasePath), Dialect::kV85});
  if (options.serves_v81) {
    mounts.push_back({"", Dialect::kV81});
    for (std::string base : options.v81_base_paths) {
      while (!base.empty() && base.back() == '/') base.pop_back();
      if (!base.empty() && base.front() != '/') base.insert(0, 1, '/');
      mounts.push_back({base, Dialect::kV81});
    }
  }
  std::stable_sort(mounts.begin(), mounts.end(),
                   [](const Mount& a, const Mount& b) { return a.base.size() > b.base.size(); });
  return mounts;
}

/// Reports whether a method may stand in a log as it is: one to seven capital letters, as all known
/// ones.
bool is_method(std::string_view method) noexcept {
  return !method.empty() && method.size() <= 7 &&
         std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Where a request leads: the closest mount, and the route if there is one.
struct Destination {
  const Mount* mount = nullptr;
  const Route* route = nullptr;
  PathParts parts;
};

/// A request that may enter, and where it goes.
struct Arrival {
  const Route::Method& method;
  const Request& request;
  const Target& target;
  const Destination& destination;
};

}  // namespace

class Api::Routes {
 public:
  Routes(Engine& engine, ApiOptions options)
      : engine_(engine),
        options_(std::move(options)),
        mounts_(make_mounts(options_)),
        v81_routes_(operations(), Dialect::kV81),
        v85_routes_(operations(), Dialect::kV85),
        tenants_(options_.tenants),
        gate_(options_),
        cors_(options_.cors_origins),
        server_(engine, options_) {}

  [[nodiscard]] const ApiOptions& options() const noexcept { return options_; }

  [[nodiscard]] Response handle(const Request& request) const {
    const Target target = split_target(request.target);
    const Destination destination = find(target.path);
    if (!cors_.is_enabled()) return counted(answer(request, target, destination));
    const std::string_view origin = cors_.origin_of(request);
    const bool is_question =
        !origin.empty() && destination.route != nullptr && Cors::is_preflight(request);
    Response response = is_question ? Cors::preflight_response(destination.route->allow())
                                    : answer(request, target, destination);
    Cors::add_headers(origin, response);
    return counted(std::move(response));
  }

  [[nodiscard]] Recognized recognize(const Request& request) const {
    Recognized result;
    result.path = split_target(request.target).path;
    const Destination destination = find(result.path);
    result.dialect = dialect_of(destination);
    if (destination.mount != nullptr) result.path.remove_prefix(destination.mount->base.size());
    if (destination.route != nullptr) {
      const Route::Method* const method = destination.route->find(request.method);
      if (method != nullptr) result.operation = method->operation;
    }
    if (tenants_.is_empty()) return result;
    if (const auto tenant = tenants_.find(request)) result.tenant = tenant->view();
    return result;
  }

  [[nodiscard]] std::string describe(const Request& request) const {
    const Destination destination = find(split_target(request.target).path);
    const std::string method = is_method(request.method) ? request.method : "-";
    if (destination.route == nullptr) return method + " -";
    return method + " " + destination.mount->base + destination.route->describe(destination.parts);
  }

  [[nodiscard]] std::vector<std::string> log_pairs(const Request& request,
                                                   const LogFilter& filter) const {
    const Target target = split_target(request.target);
    const Destination destination = find(target.path);
    return http::log_pairs({request, destination.route, destination.parts, target.query}, filter);
  }

  [[nodiscard]] Response refuse(const Request& request, const Error& error) const {
    const Target target = split_target(request.target);
    Response response = error_response(request, target.path, dialect_of(find(target.path)), error);
    if (cors_.is_enabled()) Cors::add_headers(cors_.origin_of(request), response);
    return counted(std::move(response));
  }

  /// Returns the response, which goes out now.
  [[nodiscard]] Response counted(Response response) const {
    server_.count(response.status);
    return response;
  }

 private:
  /// Returns the answer to all but preflights. Nothing is done before the gate let the request in.
  [[nodiscard]] Response answer(const Request& request, const Target& target,
                                const Destination& destination) const {
    const Dialect dialect = dialect_of(destination);
    if (cors_.is_foreign_write(request))
      return error_response(request, target.path, dialect, foreign_origin());
    Scope scope;
    scope.dialect = dialect;
    std::optional<Error> tenant_error;
    if (!tenants_.is_empty()) {
      auto tenant = tenants_.find(request);
      if (tenant) {
        scope.tenant = *std::move(tenant);
      } else {
        tenant_error = std::move(tenant).error();
      }
    }
    if (gate_.is_guarded()) {
      if (auto refusal = gate_.check(request, scope.tenant.view()))
        return refused(request, target, dialect, *std::move(refusal));
    }
    if (destination.route == nullptr)
      return error_response(request, target.path, dialect, no_such_resource(target));
    const Route::Method* const method = destination.route->find(request.method);
    if (method == nullptr) return method_not_allowed(request, target, destination);
    if (tenant_error) return error_response(request, target.path, dialect, *tenant_error);
    auto response = pass_gate({*method, request, target, destination}, std::move(scope));
    return response ? *std::move(response)
                    : error_response(request, target.path, dialect, response.error());
  }

  /// Returns the destination by the closest mount that has a route for the path, else by the
  /// closest of all.
  [[nodiscard]] Destination find(std::string_view path) const {
    Destination closest;
    for (const Mount& mount : mounts_) {
      const auto below = path_below(mount, path);
      if (!below) continue;
      Destination destination{&mount, nullptr, PathParts(*below)};
      const bool is_v81 = mount.dialect == Dialect::kV81;
      destination.route = (is_v81 ? v81_routes_ : v85_routes_).find(destination.parts);
      if (destination.route != nullptr) return destination;
      if (closest.mount == nullptr) closest.mount = &mount;
    }
    return closest;
  }

  /// Returns the dialect of an answer. A path below no mount at all gets that of the only dialect
  /// served, v85.
  [[nodiscard]] static Dialect dialect_of(const Destination& destination) noexcept {
    return destination.mount == nullptr ? Dialect::kV85 : destination.mount->dialect;
  }

  [[nodiscard]] static Error no_such_resource(const Target& target) {
    return Error{ErrorCode::kNoSuchResource, "there is no resource " + detail::quoted(target.path),
                 ""};
  }

  [[nodiscard]] static Error foreign_origin() {
    return Error{ErrorCode::kForbidden,
                 "the request comes from a page of another origin; expected one that is configured "
                 "to use the server from browsers",
                 "Origin"};
  }

  [[nodiscard]] static Response refused(const Request& request, const Target& target,
                                        Dialect dialect, Refusal refusal) {
    Response response = error_response(request, target.path, dialect, refusal.error);
    for (Header& header : refusal.headers) response.headers.push_back(std::move(header));
    return response;
  }

  [[nodiscard]] static Response method_not_allowed(const Request& request, const Target& target,
                                                   const Destination& destination) {
    const std::string allow = destination.route->allow();
    const Error error{ErrorCode::kMethodNotAllowed,
                      "method " + detail::quoted(request.method) + " is not allowed on " +
                          detail::quoted(target.path) + "; expected " + allow,
                      ""};
    Response response = error_response(request, target.path, dialect_of(destination), error);
    response.headers.push_back({"Allow", allow});
    return response;
  }

  /// Runs what works in the present mode: the one place where modes are enforced (spec 9).
  [[nodiscard]] Result<Response> pass_gate(const Arrival& arrival, Scope scope) const {
    if (arrival.method.works_in == WorksIn::kEveryMode) return run(arrival, std::move(scope));
    const auto pass = server_.gate().enter();
    if (!pass) return pass.error();
    return run(arrival, std::move(scope));
  }

  [[nodiscard]] Result<Response> run(const Arrival& arrival, Scope scope) const {
    const Request& request = arrival.request;
    if (request.body.size() > options_.body_bytes_max)
      return body_too_large(options_.body_bytes_max);
    if (request.method == "POST" || request.method == "PUT") {
      if (auto checked = check_media_type(request); !checked) return std::move(checked).error();
    }
    const Destination& destination = arrival.destination;
    auto values = destination.route->values(destination.parts);
    if (!values) return std::move(values).error();
    Call call{engine_,
              server_,
              request,
              std::move(scope),
              destination.mount->base,
              *std::move(values),
              Query(arrival.target.query)};
    return arrival.method.handler(call);
  }

  Engine& engine_;
  const ApiOptions options_;
  const std::vector<Mount> mounts_;
  const RouteTable v81_routes_;
  const RouteTable v85_routes_;
  const TenantTable tenants_;
  const Gate gate_;
  const Cors cors_;
  const ServerState server_;
};

std::string_view Response::header(std::string_view name) const noexcept {
  if (name == "Content-Type" && !content_type.empty()) return content_type;
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

Result<void> Response::complete() {
  const std::unique_ptr<BodyStream> stream = std::exchange(rest, nullptr);
  while (stream != nullptr) {
    auto part = stream->next();
    if (!part) return std::move(part).error();
    if (!*part) break;
    body += **part;
  }
  return {};
}

Api::Api(Engine& engine, const ApiOptions& options)
    : routes_(std::make_unique<const Routes>(engine, options)) {}
Api::Api(Api&&) noexcept = default;
Api& Api::operator=(Api&&) noexcept = default;
Api::~Api() = default;

Response Api::handle(const Request& request) const {
  try {
    return routes_->handle(request);
  } catch (...) {
    // Only memory can run out here. This answer needs none.
    Response response;
    response.status = 500;
    return routes_->counted(std::move(response));
  }
}

Recognized Api::recognize(const Request& request) const { return routes_->recognize(request); }

std::string Api::describe(const Request& request) const { return routes_->describe(request); }

std::vector<std::string> Api::log_pairs(const Request& request, const LogFilter& filter) const {
  return routes_->log_pairs(request, filter);
}

Response Api::refuse(const Request& request, const Error& error) const {
  return routes_->refuse(request, error);
}

const ApiOptions& Api::options() const noexcept { return routes_->options(); }

std::vector<std::string_view> operation_names() {
  std::vector<std::string_view> names;
  for (const Operation& operation : operations()) names.push_back(operation.name);
  return names;
}

std::string_view operation_method(std::string_view name) {
  for (const Operation& operation : operations()) {
    if (operation.name == name) return operation.method;
  }
  return {};
}

Error body_too_large(std::size_t body_bytes_max) {
  return Error{
      ErrorCode::kBodyTooLarge,
      "the body is too large; expected at most " + std::to_string(body_bytes_max) + " bytes", ""};
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
