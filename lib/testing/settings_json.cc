// SPDX-License-Identifier: MIT
#include "lib/testing/settings_json.h"

#include <ucs/json.h>

#include <chrono>
#include <optional>
#include <utility>

#include "lib/forms/json_writer.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kNull = "null";

// --- Writing

/// Returns an object with what `write` returns for each value of a map.
template <class Map, class Write>
[[nodiscard]] std::string write_map(const Map& map, const Write& write) {
  ObjectWriter object;
  for (const auto& [name, value] : map) object.json(name, write(value));
  return object.done();
}

[[nodiscard]] std::string write_milliseconds(milliseconds time) {
  return std::to_string(time.count());
}
[[nodiscard]] std::string write_seconds(std::optional<seconds> time) {
  return time ? write_milliseconds(*time) : std::string(kNull);
}

[[nodiscard]] std::string write_attributes(const BusinessAttributesPtr& attributes) {
  if (attributes == nullptr) return std::string(kNull);
  std::string list;
  json::append_business_attributes(list, attributes.get());
  return ObjectWriter()
      .boolean("validates_data", attributes->validates_data())
      .boolean("maps_names", attributes->maps_names())
      .json("attributes", list)
      .done();
}

// --- Reading

template <class Map, class Convert>
void read_map(ObjectReader& object, std::string_view name, Map& map, const Convert& convert) {
  const auto found = object.find(name);
  if (!found) return;
  const auto members = to_members(*found);
  object.fail_with(members);
  if (!members) return;
  for (const NamedValue& member : *members) {
    auto value = convert(member.value);
    object.fail_with(value);
    if (value) map.emplace(member.name, *std::move(value));
  }
}

[[nodiscard]] Result<std::optional<seconds>> to_seconds(const Value& value) {
  if (value.json == kNull) return std::optional<seconds>();
  const auto time = to_duration(value);
  if (!time) return time.error();
  if (*time % seconds(1) != milliseconds(0)) return unexpected(value, "whole seconds");
  return std::optional<seconds>(std::chrono::duration_cast<seconds>(*time));
}

/// Reads what attributes and their values have in common.
template <class Entry>
void read_entry(ObjectReader& object, Entry& entry) {
  object.read("name", entry.name);
  object.read("dbid", entry.dbid);
  object.read("display_name", entry.display_name);
  object.read("description", entry.description);
}

[[nodiscard]] Result<BusinessValue> to_business_value(const Value& value) {
  BusinessValue result;
  ObjectReader object(value, "a value");
  read_entry(object, result);
  object.read("default", result.is_default);
  if (auto done = object.done(); !done) return std::move(done).error();
  return result;
}

/// Reads an attribute, and adds it and its mappings.
[[nodiscard]] Result<void> add_attribute(const Value& value,
                                         BusinessAttributesDefinition& definition) {
  BusinessAttribute& attribute = definition.attributes.emplace_back();
  ObjectReader object(value, "an attribute");
  read_entry(object, attribute);
  static_cast<void>(object.find("map_name"));  // that of all of them
  if (const auto list = object.find("cv_attributes")) {
    const auto names = to_list(*list);
    object.fail_with(names);
    for (const Value& name : names ? *names : std::vector<Value>()) {
      auto text = to_text(name);
      object.fail_with(text);
      if (text) definition.mappings.push_back({*std::move(text), attribute.name});
    }
  }
  if (const auto list = object.find("values")) {
    const auto values = to_list(*list);
    object.fail_with(values);
    for (const Value& element : values ? *values : std::vector<Value>()) {
      auto read = to_business_value(element);
      object.fail_with(read);
      if (read) attribute.values.push_back(*std::move(read));
    }
  }
  return object.done();
}

[[nodiscard]] Result<BusinessAttributesPtr> to_attributes(const Value& value) {
  if (value.json == kNull) return BusinessAttributesPtr();
  BusinessAttributesDefinition definition;
  ObjectReader object(value, "business attributes");
  object.read("validates_data", definition.validates_data);
  object.read("maps_names", definition.maps_names);
  if (const auto list = object.find("attributes")) {
    const auto attributes = to_list(*list);
    object.fail_with(attributes);
    for (const Value& attribute : attributes ? *attributes : std::vector<Value>())
      object.fail_with(add_attribute(attribute, definition));
  }
  if (auto done = object.done(); !done) return std::move(done).error();
  return BusinessAttributes::make(std::move(definition));
}

}  // namespace

std::string write_settings(const Settings& settings) {
  ObjectWriter object;
  object.number("default_lifetime", settings.default_lifetime.count());
  if (!settings.lifetime_by_type.empty())
    object.json("lifetime_by_type", write_map(settings.lifetime_by_type, write_milliseconds));
  if (settings.auto_complete_after)
    object.json("auto_complete_after", write_seconds(settings.auto_complete_after));
  if (!settings.auto_complete_after_by_type.empty()) {
    object.json("auto_complete_after_by_type",
                write_map(settings.auto_complete_after_by_type, write_seconds));
  }
  if (settings.business_attributes)
    object.json("business_attributes", write_attributes(settings.business_attributes));
  if (!settings.business_attributes_by_tenant.empty()) {
    object.json("business_attributes_by_tenant",
                write_map(settings.business_attributes_by_tenant, write_attributes));
  }
  return object.done();
}

Result<std::shared_ptr<const Settings>> read_settings(const Value& value) {
  auto settings = std::make_shared<Settings>();
  ObjectReader object(value, "settings");
  object.read("default_lifetime", settings->default_lifetime);
  read_map(object, "lifetime_by_type", settings->lifetime_by_type, to_duration);
  if (const auto time = object.find("auto_complete_after")) {
    auto read = to_seconds(*time);
    object.fail_with(read);
    if (read) settings->auto_complete_after = *read;
  }
  read_map(object, "auto_complete_after_by_type", settings->auto_complete_after_by_type,
           to_seconds);
  if (const auto attributes = object.find("business_attributes")) {
    auto read = to_attributes(*attributes);
    object.fail_with(read);
    if (read) settings->business_attributes = *std::move(read);
  }
  read_map(object, "business_attributes_by_tenant", settings->business_attributes_by_tenant,
           to_attributes);
  if (auto done = object.done(); !done) return std::move(done).error();
  if (auto checked = check_settings(*settings); !checked) return std::move(checked).error();
  return std::shared_ptr<const Settings>(std::move(settings));
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
