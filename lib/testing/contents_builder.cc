// SPDX-License-Identifier: MIT
#include "lib/testing/contents_builder.h"

#include <ucs/detail/attribute_value.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/json.h>
#include <ucs/lifecycle.h>
#include <ucs/testing/clock.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "lib/testing/kinds.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Notes the id that an activity has, if it is one.
void note_id(const Node& activity, IdKind kind, TenantIds& ids) {
  if (!activity.is_object()) return;
  const auto id = activity.find(id_name(kind));
  if (!id) return;
  const auto value = ucs::detail::read_decimal<std::int64_t>(id->text);
  // Another value is told of when the activity is read.
  if (value && *value <= id_max(kind)) ids[kind] = std::max(ids[kind], *value);
}

}  // namespace

std::optional<Contents> ContentsBuilder::build(const Node& root) {
  DocumentDraft document;
  reader_.read(root, document);
  build_version(root, document);
  if (!findings_.is_empty()) return std::nullopt;
  reader_.set_now(document.time.value_or(options_.now));
  const auto for_each = [&](const std::optional<Node>& list,
                            void (ContentsBuilder::*build_one)(const Node&)) {
    if (!list) return;
    for (const Node& element : list->elements()) {
      (this->*build_one)(element);
      if (!findings_.is_empty()) return;
    }
  };
  for_each(document.last_ids, &ContentsBuilder::take_last_ids);
  for_each(document.schemas, &ContentsBuilder::build_schema);
  for_each(document.services, &ContentsBuilder::note_ids_of);
  for_each(document.services, &ContentsBuilder::build_service);
  if (findings_.is_empty()) close_ids(root);
  if (!findings_.is_empty()) return std::nullopt;
  return Contents{store_.snapshot(), document.time, services_};
}

void ContentsBuilder::build_version(const Node& root, const DocumentDraft& document) {
  const std::string expected = "expected " + std::to_string(kContentsVersion);
  if (!document.version) {
    findings_.add(root, Error{ErrorCode::kMissingField, "ucs_version is missing; " + expected,
                              "ucs_version"});
  } else if (*document.version != kContentsVersion) {
    const bool is_later = *document.version > kContentsVersion;
    findings_.add(*root.find("ucs_version"), ErrorCode::kInvalidField,
                  "is " + std::to_string(*document.version) + "; " + expected +
                      (is_later ? ": the document is for a later ucs" : ""));
  }
}

std::string ContentsBuilder::tenant_of(const Node& node, const LongOrString& given) {
  std::string text = given.text();
  if (text.empty() || options_.tenants.empty()) return text;
  std::vector<std::string_view> names;
  for (const http::Tenant& tenant : options_.tenants) {
    std::string key = std::to_string(tenant.dbid);
    if (text == key || (given.is_string() && text == tenant.name)) return key;
    names.push_back(tenant.name);
  }
  findings_.add(*node.find("tenant"), ErrorCode::kInvalidField,
                "is " + ucs::detail::quoted(text) + ", which is no tenant; did you mean " +
                    ucs::detail::quoted(ucs::detail::nearest(text, names)) + "?");
  return text;
}

void ContentsBuilder::take_last_ids(const Node& node) {
  LastIdsDraft draft;
  reader_.read(node, draft);
  if (!findings_.is_empty()) return;
  TenantIds& ids = ids_[tenant_of(node, draft.tenant)];
  if (ids.given) {
    return findings_.add(node, ErrorCode::kInvalidField,
                         "is a second entry of its tenant; expected one for each");
  }
  const std::optional<std::int64_t>* values[] = {&draft.service, &draft.state, &draft.task};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::int64_t value = values[i]->value_or(0);
    if (value < 0 || value > id_max(kIdKinds[i])) {
      findings_.expected(*node.find(kKindNames[i]),
                         "an integer from 0 to " + std::to_string(id_max(kIdKinds[i])));
    }
    ids.highest[i] = value;
  }
  ids.given = ids.highest;
}

void ContentsBuilder::build_schema(const Node& node) {
  SchemaDraft draft;
  reader_.read(node, draft);
  if (!findings_.is_empty()) return;
  const auto* const entity = std::find(kKindNames.begin(), kKindNames.end(), draft.entity.view());
  if (entity == kKindNames.end()) {
    constexpr std::string_view kExpected = R"("service", "state" or "task")";
    if (const auto given = node.find("entity")) return findings_.expected(*given, kExpected);
    return findings_.add(node,
                         Error{ErrorCode::kMissingField,
                               "entity is missing; expected " + std::string(kExpected), "entity"});
  }
  const auto schema = json::parse_schema(node.text);
  if (!schema) return findings_.add(node, schema.error());
  Scope scope;
  scope.tenant = Text(tenant_of(node, draft.tenant));
  const TestClock clock(ClockMode::frozen(reader_.now()));
  Engine engine(store_, clock);
  const auto created = engine.create_schema(
      kEntities[static_cast<std::size_t>(entity - kKindNames.begin())], *schema, scope);
  if (!created) findings_.add(node, created.error());
}

void ContentsBuilder::note_ids_of(const Node& service) {
  if (!service.is_object()) return;
  LongOrString tenant;
  if (const auto given = service.find("tenant")) reader_.read(*given, tenant);
  if (!findings_.is_empty()) return;
  TenantIds& ids = ids_[tenant_of(service, tenant)];
  note_id(service, IdKind::kService, ids);
  const auto note_all = [&](std::string_view list, IdKind kind) {
    const auto nodes = service.find(list);
    if (!nodes || !nodes->is_array()) return;
    for (const Node& node : nodes->elements()) note_id(node, kind, ids);
  };
  note_all("states", IdKind::kState);
  note_all("tasks", IdKind::kTask);
}

std::int64_t ContentsBuilder::id_of(const Node& node, const std::optional<std::int64_t>& given,
                                    IdKind kind, std::int64_t& highest) {
  if (given) {
    if (*given < 1 || *given > id_max(kind)) {
      findings_.expected(*node.find(id_name(kind)),
                         "an integer from 1 to " + std::to_string(id_max(kind)));
    }
    return *given;
  }
  if (highest < id_max(kind)) return ++highest;
  findings_.add(node, ErrorCode::kIdSpaceExhausted,
                "has no " + std::string(id_name(kind)) + ", and there is none left above " +
                    std::to_string(highest));
  return 0;
}

lifecycle::Context ContentsBuilder::at(Timestamp time) const {
  lifecycle::Context context{time, field_rules(Dialect::kV85)};
  context.settings = options_.settings;
  return context;
}

bool ContentsBuilder::apply(const Node& node, std::string_view event, Result<Service> changed,
                            Service& service) {
  if (changed) {
    service = *std::move(changed);
    return true;
  }
  // An error names the field alone, which is one of the event or of what it happened to.
  const auto given = node.find(event);
  const bool is_of_event =
      given && given->is_object() && given->find(changed.error().field).has_value();
  findings_.add(is_of_event ? *given : node, changed.error());
  return false;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
