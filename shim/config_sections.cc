// SPDX-License-Identifier: MIT
#include "shim/config_sections.h"

#include <ucs/detail/quoted.h>
#include <ucs/requests.h>
#include <ucs/settings.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "shim/config_file.h"
#include "shim/settings_table.h"

namespace ucs::shim {
namespace {

using detail::quoted;
using TomlKind = TomlValue::Kind;

constexpr std::int64_t kIntegerMax = std::numeric_limits<std::int64_t>::max();

/// Reads the options of one table. Each is asked for once; refuse_others then refuses those that
/// nobody asked for.
class TableReader {
 public:
  /// `section` is how messages call the table; `documented` its name in file_options.
  TableReader(const TomlValue& table, std::string section, std::string_view documented,
              const std::string& path, Mistakes& mistakes)
      : table_(table),
        section_(std::move(section)),
        documented_(documented),
        path_(path),
        mistakes_(mistakes) {}

  /// Returns the member if it is there and of this kind.
  const TomlValue* find(std::string_view key, TomlKind kind, std::string_view expected) {
    for (const TomlMember& member : table_.members) {
      if (member.name != key) continue;
      if (member.value.kind == kind) return &member.value;
      refuse(member.value, key, expected);
    }
    return nullptr;
  }

  std::string text(std::string_view key) {
    const TomlValue* value = find(key, TomlKind::kText, "a text in quotes");
    return value == nullptr ? std::string() : value->text;
  }

  /// Returns `name`, which must not be empty.
  std::string name() {
    const TomlValue* value = find("name", TomlKind::kText, "a text in quotes");
    if (value == nullptr) return {};
    if (value->text.empty()) refuse(*value, "name", "a name");
    return value->text;
  }

  std::optional<bool> boolean(std::string_view key) {
    const TomlValue* value = find(key, TomlKind::kBoolean, "true or false");
    if (value == nullptr) return std::nullopt;
    return value->text == "true";
  }

  std::optional<std::int64_t> integer(std::string_view key, std::int64_t high = kIntegerMax) {
    const std::string expected = "an integer from 1 to " + std::to_string(high);
    const TomlValue* value = find(key, TomlKind::kInteger, expected);
    if (value == nullptr) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(value->text.data(), value->text.data() + value->text.size(), number);
    if (number >= 1 && number <= high) return number;
    refuse(*value, key, expected);
    return std::nullopt;
  }

  std::optional<std::chrono::seconds> duration(std::string_view key) {
    const TomlValue* value = find(key, TomlKind::kText, "a time in quotes, such as \"2w\"");
    if (value == nullptr) return std::nullopt;
    const auto duration = parse_duration(value->text, key);
    if (duration) return *duration;
    mistakes_.add(where_in(path_, value->place), duration.error().message);
    return std::nullopt;
  }

  /// Returns the tables of an array, or null.
  const std::vector<TomlValue>* tables(std::string_view key, std::size_t count_max) {
    const TomlValue* value = find(key, TomlKind::kArray, "an array of tables");
    if (value == nullptr) return nullptr;
    const bool is_good =
        std::all_of(value->items.begin(), value->items.end(),
                    [](const TomlValue& item) { return item.kind == TomlKind::kTable; });
    if (is_good && value->items.size() <= count_max) return &value->items;
    refuse(*value, key, "an array of at most " + std::to_string(count_max) + " tables");
    return nullptr;
  }

  /// Adds a mistake for each of these keys that is not there.
  void require(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      const bool is_there =
          std::any_of(table_.members.begin(), table_.members.end(),
                      [&](const TomlMember& member) { return member.name == key; });
      if (!is_there)
        mistakes_.add(where_in(path_, table_.place), section_ + " has no " + std::string(key));
    }
  }

  void refuse_others() {
    std::vector<std::string_view> names;
    for (const FileOption& option : file_options()) {
      if (option.section == documented_) names.push_back(option.key);
    }
    for (const TomlMember& member : table_.members) {
      if (std::find(names.begin(), names.end(), member.name) != names.end()) continue;
      mistakes_.add(where_in(path_, member.place),
                    "there is no option " + quoted(member.name) + " in " + section_ +
                        "; did you mean " + std::string(nearest(member.name, names)) + "?");
    }
  }

  void refuse(const TomlValue& value, std::string_view key, std::string_view expected) {
    mistakes_.add(where_in(path_, value.place),
                  std::string(key) + " is " + shown(value) + "; expected " + std::string(expected));
  }

 private:
  const TomlValue& table_;
  const std::string section_;
  const std::string_view documented_;
  const std::string& path_;
  Mistakes& mistakes_;
};

/// Reads `[business-attributes]`.
class AttributesReader {
 public:
  AttributesReader(const std::string& path, Mistakes& mistakes)
      : path_(path), mistakes_(mistakes) {}

  AttributesConfig read(const TomlValue& section) {
    AttributesConfig config;
    TomlValue common = section;
    common.members.clear();
    for (const TomlMember& member : section.members) {
      // Whatever else is a table is the section of a tenant.
      if (member.value.kind != TomlKind::kTable || is_entity(member.name)) {
        common.members.push_back(member);
      } else {
        config.by_tenant[member.name] =
            read_one(member.value, "[business-attributes." + member.name + "]", true);
      }
    }
    config.common = read_one(common, "[business-attributes]", false);
    return config;
  }

 private:
  static bool is_entity(std::string_view name) {
    return name == "Service" || name == "State" || name == "Task";
  }

  AttributeSection read_one(const TomlValue& table, const std::string& name, bool is_of_tenant) {
    AttributeSection section;
    section.where = where_in(path_, table.place);
    TomlValue plain = table;
    plain.members.clear();
    for (const TomlMember& member : table.members) {
      const std::size_t dot = member.name.find('.');
      if (is_entity(member.name) && member.value.kind == TomlKind::kTable) {
        for (const TomlMember& field : member.value.members)
          read_mapping(member.name, field.name, field, section);
      } else if (dot != std::string::npos && is_entity(member.name.substr(0, dot))) {
        read_mapping(member.name.substr(0, dot), member.name.substr(dot + 1), member, section);
      } else {
        plain.members.push_back(member);
      }
    }
    TableReader reader(plain, name, kAttributesSection, path_, mistakes_);
    section.validates_data = reader.boolean("data-validation");
    section.maps_names = reader.boolean("map-names");
    if (const auto* tables = reader.tables("attribute", kBusinessAttributesMax)) {
      for (const TomlValue& item : *tables) read_attribute(item, is_of_tenant, section);
      check_unique(*tables, "attribute");
    }
    reader.refuse_others();
    check_mappings(table, section);
    return section;
  }

  /// `Service.type = "Name"`; `Service.service_type` is the same.
  void read_mapping(const std::string& entity, std::string field, const TomlMember& member,
                    AttributeSection& section) {
    static const std::vector<std::string_view> kFields = {"type", "disposition", "application_type",
                                                          "resource_type", "media_type"};
    const std::string given = entity + "." + field;
    if (std::string(1, static_cast<char>(entity[0] - 'A' + 'a')) + entity.substr(1) + "_type" ==
        field)
      field = "type";
    if (std::find(kFields.begin(), kFields.end(), field) == kFields.end()) {
      mistakes_.add(where_in(path_, member.place),
                    "there is no field " + quoted(given) + " that can be mapped; did you mean " +
                        entity + "." + std::string(nearest(field, kFields)) + "?");
    } else if (member.value.kind != TomlKind::kText) {
      mistakes_.add(
          where_in(path_, member.value.place),
          given + " is " + shown(member.value) + "; expected the name of a business attribute");
    } else if (!section.mappings.emplace(entity + "." + field, member.value.text).second) {
      mistakes_.add(where_in(path_, member.place), given + " is mapped twice");
    }
  }

  void read_attribute(const TomlValue& table, bool is_of_tenant, AttributeSection& section) {
    TableReader reader(table, "[[business-attributes.attribute]]", kAttributeSection, path_,
                       mistakes_);
    BusinessAttribute attribute;
    reader.require({"name", "dbid"});
    attribute.name = reader.name();
    attribute.dbid = reader.integer("dbid").value_or(0);
    attribute.display_name = reader.text("display-name");
    if (attribute.display_name.empty()) attribute.display_name = attribute.name;
    attribute.description = reader.text("description");
    if (const auto* tables = reader.tables("value", kBusinessAttributeValuesMax)) {
      for (const TomlValue& item : *tables) {
        TypeLifetime lifetime;
        attribute.values.push_back(read_value(item, is_of_tenant, lifetime));
        if (lifetime.expiration || lifetime.auto_complete_after)
          section.lifetimes[{attribute.name, attribute.values.back().name}] = lifetime;
      }
      check_unique(*tables, "value");
    }
    reader.refuse_others();
    section.attribute_places[attribute.name] = where_in(path_, table.place);
    section.attributes.push_back(std::move(attribute));
  }

  BusinessValue read_value(const TomlValue& table, bool is_of_tenant, TypeLifetime& lifetime) {
    TableReader reader(table, "[[business-attributes.attribute.value]]", kValueSection, path_,
                       mistakes_);
    BusinessValue value;
    reader.require({"name", "dbid"});
    value.name = reader.name();
    value.dbid = reader.integer("dbid").value_or(0);
    value.display_name = reader.text("display-name");
    if (value.display_name.empty()) value.display_name = value.name;
    value.description = reader.text("description");
    value.is_default = reader.boolean("default").value_or(false);
    lifetime.expiration = reader.duration("expiration");
    lifetime.auto_complete_after = reader.duration("auto-complete-after");
    if (is_of_tenant && (lifetime.expiration || lifetime.auto_complete_after)) {
      mistakes_.add(where_in(path_, table.place),
                    "expiration and auto-complete-after are the same for all tenants; expected "
                    "them in [business-attributes] only");
    }
    reader.refuse_others();
    return value;
  }

  /// Two of one name or dbid are a mistake.
  void check_unique(const std::vector<TomlValue>& tables, const std::string& what) {
    std::set<std::string> seen;
    for (const TomlValue& table : tables) {
      for (const TomlMember& member : table.members) {
        if (member.name != "name" && member.name != "dbid") continue;
        std::string text = member.name;
        text.append(" ").append(shown(member.value));
        if (!seen.insert(text).second)
          mistakes_.add(where_in(path_, member.place),
                        std::string("another ").append(what).append(" has the ").append(text));
      }
    }
  }

  void check_mappings(const TomlValue& table, const AttributeSection& section) {
    for (const auto& [field, name] : section.mappings) {
      std::vector<std::string_view> names;
      for (const BusinessAttribute& attribute : section.attributes) names.push_back(attribute.name);
      if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
      std::string text = field + " is mapped to " + quoted(name);
      text += names.empty() ? ", but the section has no attribute"
                            : ", which is no attribute of the section; did you mean " +
                                  quoted(nearest(name, names)) + "?";
      mistakes_.add(where_in(path_, table.place), text);
    }
  }

  const std::string& path_;
  Mistakes& mistakes_;
};

}  // namespace

std::optional<ScheduledJob> read_job(const TomlMember& section, const std::string& path,
                                     Mistakes& mistakes) {
  const std::size_t before = mistakes.count();
  const std::string_view number = std::string_view(section.name).substr(kJobPrefix.size());
  if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos) {
    mistakes.add(where_in(path, section.place), "there is no section " + quoted(section.name) +
                                                    "; expected a number, as in scheduled-job-01");
    return std::nullopt;
  }
  TableReader reader(section.value, "[" + section.name + "]", kJobSection, path, mistakes);
  ScheduledJob job;
  job.name = section.name;
  job.where = where_in(path, section.place);
  reader.require({"action", "period", "period-type"});
  if (const auto* action = reader.find("action", TomlKind::kText, "a text in quotes")) {
    job.action = action->text;
    if (!find_purge_operation(job.action)) {
      reader.refuse(*action, "action",
                    "purge.service.all, purge.service.started, purge.service.started.anonymous, "
                    "purge.service.completed or purge.service.completed.anonymous");
    }
  }
  std::int64_t period_max = kJobPeriodMax.count() / 60;
  if (const auto* type = reader.find("period-type", TomlKind::kText, "a text in quotes")) {
    job.period_type = type->text;
    if (const auto unit = find_period_type(job.period_type)) {
      period_max = kJobPeriodMax / *unit;
    } else {
      reader.refuse(*type, "period-type", "minutes, hours, days, weeks, months or years");
    }
  }
  job.period = reader.integer("period", period_max).value_or(0);
  job.is_enabled = reader.boolean("enabled").value_or(true);
  reader.refuse_others();
  if (mistakes.count() > before) return std::nullopt;
  return job;
}

AttributesConfig read_attributes(const TomlValue& section, const std::string& path,
                                 Mistakes& mistakes) {
  return AttributesReader(path, mistakes).read(section);
}

}  // namespace ucs::shim
