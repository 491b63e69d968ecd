// SPDX-License-Identifier: MIT
#include "lib/http/operations.h"

#include <ucs/json.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>

#include "lib/http/business_attributes.h"
#include "lib/http/export.h"
#include "lib/http/maintenance.h"
#include "lib/http/message.h"
#include "lib/http/server.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// Returns the texts one after another.
std::string joined(std::initializer_list<std::string_view> texts) {
  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  std::string result(bytes, '\0');
  char* end = result.data();
  for (const std::string_view text : texts) end = std::copy(text.begin(), text.end(), end);
  return result;
}

/// Returns the 201 for a new entity of `path`, below the base; `name` is the member that carries
/// its id.
Response created(const Call& call, std::string_view path, std::string_view name, std::int64_t id) {
  const std::string digits = std::to_string(id);
  Response response = json_response(joined({"{\"", name, "\":", digits, "}"}));
  response.status = 201;
  response.headers.resize(1);
  response.headers[0].name = "Location";
  response.headers[0].value = joined({call.base, path, "/", digits});
  return response;
}

std::string service_path(const Call& call) {
  return "/services/" + std::to_string(call.path.ids.service_id);
}

/// The dialects answer some operations with another of the two statuses without a body (spec 1).
Response by_dialect(const Call& call, int v81, int v85) {
  return empty_response(call.scope.dialect == Dialect::kV81 ? v81 : v85);
}

/// Returns which optional parts the answer shows, and how it shows business attributes.
Result<json::Inclusion> read_inclusion(const Call& call, Subject subject) {
  auto inclusion = call.query.inclusion(subject, call.scope.dialect);
  if (inclusion) inclusion->attributes = call.engine.business_attributes(call.scope);
  return inclusion;
}

// Services.

Result<Response> start_service(Call& call) {
  const auto request = json::parse_start_service(call.request.body);
  if (!request) return request.error();
  const auto id = call.engine.start_service(*request, call.scope);
  if (!id) return id.error();
  return created(call, "/services", "service_id", *id);
}

Result<Response> associate_service(Call& call) {
  const auto request = json::parse_start_service(call.request.body);
  if (!request) return request.error();
  auto done =
      call.engine.associate_service(call.path.text, call.path.ids.service_id, *request, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(200);
}

Result<Response> complete_service(Call& call) {
  const auto request = json::parse_complete_service(call.request.body);
  if (!request) return request.error();
  auto done = call.engine.complete_service(call.path.ids.service_id, *request, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(204);
}

Result<Response> update_expiration(Call& call) {
  const auto request = json::parse_update_expiration(call.request.body);
  if (!request) return request.error();
  auto done = call.engine.update_expiration(call.path.ids.service_id, *request, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(200);
}

Result<Response> delete_service(Call& call) {
  auto done = call.engine.delete_service(call.path.ids.service_id, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(200);
}

Result<Response> query_service(Call& call) {
  // In this order because the rest of a service arrives in the cache while the query is read.
  const auto service = call.engine.query_service(call.path.ids.service_id, call.scope);
  const auto inclusion = read_inclusion(call, Subject::kService);
  if (!inclusion) return inclusion.error();
  if (!service) return service.error();
  std::string body;
  json::append_service(body, **service, *inclusion);
  return json_response(std::move(body));
}

template <Filter::Progress kProgress, OwnerKind kOwner>
Result<Response> query_services(Call& call) {
  const auto inclusion = read_inclusion(call, Subject::kService);
  if (!inclusion) return inclusion.error();
  auto filter = call.query.filter(Subject::kService);
  if (!filter) return std::move(filter).error();
  filter->progress = kProgress;
  const auto services =
      kOwner == OwnerKind::kCustomer
          ? call.engine.query_customer_services(call.path.text, *filter, call.scope)
          : call.engine.query_anonymous_services(call.path.text, *filter, call.scope);
  if (!services) return services.error();
  std::string body;
  json::append_services(body, *services, *inclusion);
  return json_response(std::move(body));
}

// States.

Result<Response> start_state(Call& call) {
  const auto request = json::parse_start_state(call.request.body);
  if (!request) return request.error();
  const auto id = call.engine.start_state(call.path.ids.service_id, *request, call.scope);
  if (!id) return id.error();
  return created(call, service_path(call) + "/states", "state_id", *id);
}

Result<Response> complete_state(Call& call) {
  const auto request = json::parse_complete_state(call.request.body);
  if (!request) return request.error();
  const ActivityRef& ids = call.path.ids;
  auto done = call.engine.complete_state(ids.service_id, *ids.state_id, *request, call.scope);
  if (!done) return std::move(done).error();
  return by_dialect(call, 200, 204);
}

Result<Response> transition(Call& call) {
  const auto request = json::parse_transition(call.request.body);
  if (!request) return request.error();
  const auto id = call.engine.transition(call.path.ids.service_id, *request, call.scope);
  if (!id) return id.error();
  return created(call, service_path(call) + "/states", "state_id", *id);
}

Result<Response> query_state(Call& call) {
  const auto inclusion = read_inclusion(call, Subject::kState);
  if (!inclusion) return inclusion.error();
  const auto view =
      call.engine.query_state(call.path.ids.service_id, *call.path.ids.state_id, call.scope);
  if (!view) return view.error();
  std::string body;
  json::append_state(body, *view->service, *view->state, *inclusion);
  return json_response(std::move(body));
}

template <Filter::Progress kProgress>
Result<Response> query_states(Call& call) {
  const auto inclusion = read_inclusion(call, Subject::kState);
  if (!inclusion) return inclusion.error();
  auto filter = call.query.filter(Subject::kState);
  if (!filter) return std::move(filter).error();
  filter->progress = kProgress;
  const auto list = call.engine.query_states(call.path.ids.service_id, *filter, call.scope);
  if (!list) return list.error();
  std::string body;
  json::append_states(body, *list->service, list->states, *inclusion);
  return json_response(std::move(body));
}

// Tasks.

Result<Response> start_task(Call& call) {
  const auto request = json::parse_start_task(call.request.body);
  if (!request) return request.error();
  const auto id = call.engine.start_task(call.path.ids.service_id, *request, call.scope);
  if (!id) return id.error();
  return created(call, service_path(call) + "/tasks", "task_id", *id);
}

Result<Response> complete_task(Call& call) {
  const auto request = json::parse_complete_task(call.request.body);
  if (!request) return request.error();
  const ActivityRef& ids = call.path.ids;
  auto done = call.engine.complete_task(ids.service_id, *ids.task_id, *request, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(204);
}

Result<Response> query_task(Call& call) {
  const auto inclusion = read_inclusion(call, Subject::kTask);
  if (!inclusion) return inclusion.error();
  const auto view =
      call.engine.query_task(call.path.ids.service_id, *call.path.ids.task_id, call.scope);
  if (!view) return view.error();
  std::string body;
  json::append_task(body, *view->service, *view->task, *inclusion);
  return json_response(std::move(body));
}

template <Filter::Progress kProgress>
Result<Response> query_tasks(Call& call) {
  const auto inclusion = read_inclusion(call, Subject::kTask);
  if (!inclusion) return inclusion.error();
  auto filter = call.query.filter(Subject::kTask);
  if (!filter) return std::move(filter).error();
  filter->progress = kProgress;
  const auto list = call.engine.query_tasks(call.path.ids.service_id, *filter, call.scope);
  if (!list) return list.error();
  std::string body;
  json::append_tasks(body, *list->service, list->tasks, *inclusion);
  return json_response(std::move(body));
}

// Extensions.

Result<Response> update_extension(Call& call) {
  auto value = json::parse_value(call.request.body);
  if (!value) return std::move(value).error();
  auto done =
      call.engine.update_extension(call.path.ids, {call.path.text, *std::move(value)}, call.scope);
  if (!done) return std::move(done).error();
  return by_dialect(call, 204, 200);
}

Result<Response> merge_extension(Call& call) {
  auto value = json::parse_value(call.request.body);
  if (!value) return std::move(value).error();
  auto done =
      call.engine.merge_extension(call.path.ids, {call.path.text, *std::move(value)}, call.scope);
  if (!done) return std::move(done).error();
  return empty_response(200);
}

// Extension schemas.

constexpr std::string_view schemas_path(EntityKind kind) {
  switch (kind) {
    case EntityKind::kService:
      return "/metadata/services/extensions";
    case EntityKind::kState:
      return "/metadata/states/extensions";
    case EntityKind::kTask:
      return "/metadata/tasks/extensions";
  }
  return {};
}

template <EntityKind kKind>
Result<Response> create_schema(Call& call) {
  const auto schema = json::parse_schema(call.request.body);
  if (!schema) return schema.error();
  auto done = call.engine.create_schema(kKind, *schema, call.scope);
  if (!done) return std::move(done).error();
  Response response = json_response(R"({"name":")" + schema->name + R"("})");
  response.status = 201;
  response.headers.push_back(
      {"Location",
       std::string(call.base).append(schemas_path(kKind)).append("/").append(schema->name)});
  return response;
}

template <EntityKind kKind>
Result<Response> query_schemas(Call& call) {
  const auto schemas = call.engine.query_schemas(kKind, call.scope);
  if (!schemas) return schemas.error();
  std::string body;
  json::append_schemas(body, *schemas);
  return json_response(std::move(body));
}

template <EntityKind kKind>
Result<Response> query_schema(Call& call) {
  const auto schema = call.engine.query_schema(kKind, call.path.text, call.scope);
  if (!schema) return schema.error();
  std::string body;
  json::append_schema(body, **schema);
  return json_response(std::move(body));
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): it is one table
const std::vector<Operation>& operations() {
  using K = EntityKind;
  using P = Filter::Progress;
  constexpr OwnerKind kCustomer = OwnerKind::kCustomer;
  constexpr OwnerKind kContact = OwnerKind::kContact;
  static const std::vector<Operation> kOperations = {
      {"POST", "/services/start", "start_service", start_service},
      {"GET", "/services/anonymous/{contact_key}", "query_anonymous_services",
       query_services<P::kAny, kContact>},
      {"GET", "/services/anonymous/{contact_key}/active", "query_active_anonymous_services",
       query_services<P::kActive, kContact>},
      {"GET", "/services/anonymous/{contact_key}/completed", "query_completed_anonymous_services",
       query_services<P::kCompleted, kContact>},
      {"GET", "/services/{service_id}", "query_service", query_service},
      {"PUT", "/services/{service_id}", "update_expiration", update_expiration},
      {"DELETE", "/services/{service_id}", "delete_service", delete_service},
      {"POST", "/services/{service_id}/end", "complete_service", complete_service},
      {"PUT", "/services/{service_id}/extensions/{name}", "update_service_extension",
       update_extension},
      {"PUT", "/services/{service_id}/extensions/{name}/merge", "merge_service_extension",
       merge_extension},

      {"GET", "/customers/{customer_id}/services", "query_customer_services",
       query_services<P::kAny, kCustomer>},
      {"GET", "/customers/{customer_id}/services/active", "query_active_customer_services",
       query_services<P::kActive, kCustomer>},
      {"GET", "/customers/{customer_id}/services/completed", "query_completed_customer_services",
       query_services<P::kCompleted, kCustomer>},
      {"POST", "/customers/{customer_id}/services/{service_id}", "associate_service",
       associate_service},

      {"GET", "/services/{service_id}/states", "query_states", query_states<P::kAny>},
      {"GET", "/services/{service_id}/states/active", "query_active_states",
       query_states<P::kActive>},
      {"GET", "/services/{service_id}/states/completed", "query_completed_states",
       query_states<P::kCompleted>},
      {"POST", "/services/{service_id}/states/start", "start_state", start_state},
      {"POST", "/services/{service_id}/states/transition", "transition", transition},
      {"GET", "/services/{service_id}/states/{state_id}", "query_state", query_state},
      {"POST", "/services/{service_id}/states/{state_id}/end", "complete_state", complete_state},
      {"PUT", "/services/{service_id}/states/{state_id}/extensions/{name}",
       "update_state_extension", update_extension},
      {"PUT", "/services/{service_id}/states/{state_id}/extensions/{name}/merge",
       "merge_state_extension", merge_extension},

      {"GET", "/services/{service_id}/tasks", "query_tasks", query_tasks<P::kAny>},
      {"GET", "/services/{service_id}/tasks/active", "query_active_tasks", query_tasks<P::kActive>},
      {"GET", "/services/{service_id}/tasks/completed", "query_completed_tasks",
       query_tasks<P::kCompleted>},
      {"POST", "/services/{service_id}/tasks/start", "start_task", start_task},
      {"GET", "/services/{service_id}/tasks/{task_id}", "query_task", query_task},
      {"POST", "/services/{service_id}/tasks/{task_id}/end", "complete_task", complete_task},
      {"PUT", "/services/{service_id}/tasks/{task_id}/extensions/{name}", "update_task_extension",
       update_extension},
      {"PUT", "/services/{service_id}/tasks/{task_id}/extensions/{name}/merge",
       "merge_task_extension", merge_extension},

      {"GET", "/metadata/business-attributes", "query_business_attributes",
       query_business_attributes, ServedIn::kBoth, WorksIn::kEveryMode},
      {"GET", "/metadata/business-attributes/{name}", "query_business_attribute",
       query_business_attribute, ServedIn::kBoth, WorksIn::kEveryMode},

      {"POST", "/maintenance/purge", "purge", purge, ServedIn::kBoth, WorksIn::kEveryMode},
      {"GET", "/maintenance/services/stream", "export_to_stream", export_to_stream, ServedIn::kBoth,
       WorksIn::kEveryMode},
      {"POST", "/maintenance/services/files", "export_to_files", export_to_files, ServedIn::kBoth,
       WorksIn::kEveryMode},

      {"GET", "/server/status", "query_status", query_status, ServedIn::kV81, WorksIn::kEveryMode},
      {"POST", "/server/mode", "switch_mode", switch_mode, ServedIn::kV81, WorksIn::kEveryMode},

      {"POST", "/metadata/services/extensions", "create_service_schema", create_schema<K::kService>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/services/extensions", "query_service_schemas", query_schemas<K::kService>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/services/extensions/{name}", "query_service_schema",
       query_schema<K::kService>, ServedIn::kV81, WorksIn::kEveryMode},
      {"POST", "/metadata/states/extensions", "create_state_schema", create_schema<K::kState>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/states/extensions", "query_state_schemas", query_schemas<K::kState>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/states/extensions/{name}", "query_state_schema", query_schema<K::kState>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"POST", "/metadata/tasks/extensions", "create_task_schema", create_schema<K::kTask>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/tasks/extensions", "query_task_schemas", query_schemas<K::kTask>,
       ServedIn::kV81, WorksIn::kEveryMode},
      {"GET", "/metadata/tasks/extensions/{name}", "query_task_schema", query_schema<K::kTask>,
       ServedIn::kV81, WorksIn::kEveryMode},
  };
  return kOperations;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
