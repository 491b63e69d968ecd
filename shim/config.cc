// SPDX-License-Identifier: MIT
#include "shim/config.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

namespace ucs::shim {
namespace {

constexpr const char* kDefault = "default";

/// Splits at each separator. An empty text has no parts but itself.
std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Returns texts as items of one source. A comma, too, separates dialects.
RawValue raw_of(const Setting& setting, const std::vector<std::string>& texts,
                const std::string& where) {
  RawValue raw;
  raw.where = where;
  for (const std::string& text : texts) {
    const auto parts = setting.name == "dialects" ? split(text, ',') : std::vector{text};
    for (const std::string& part : parts) raw.items.push_back({part, where});
  }
  return raw;
}

RawValues values_of_flags(const CommandLine& line) {
  RawValues values;
  for (const auto& [name, texts] : line.flags) {
    if (const Setting* setting = find_setting(name))
      values.emplace(name, raw_of(*setting, texts, "--" + name));
  }
  return values;
}

RawValues values_of_environment(const Environment& environment) {
  RawValues values;
  for (const Setting& setting : settings_table()) {
    const auto text = environment(setting.variable());
    if (!text || text->empty()) continue;
    const auto texts = setting.takes_several() ? split(*text, ';') : std::vector{*text};
    values.emplace(setting.name, raw_of(setting, texts, setting.variable()));
  }
  return values;
}

/// Adds to `target` the items of a map whose keys, in any case, it does not have yet.
void merge_map(const RawValue& source, EffectiveValue& target) {
  const auto key = [](const Item& item) {
    return detail::ascii_lower(std::string_view(item.text).substr(0, item.text.find('=')));
  };
  std::set<std::string> known;
  for (const Item& item : target.items) known.insert(key(item));
  for (const Item& item : source.items) {
    if (known.count(key(item)) == 0) target.items.push_back(item);
  }
}

/// Returns what counts of the sources, which are in the order of precedence.
EffectiveValue effective_value(const Setting& setting,
                               std::initializer_list<const RawValues*> sources) {
  EffectiveValue value;
  value.setting = &setting;
  for (const RawValues* source : sources) {
    const auto found = source->find(setting.name);
    if (found == source->end()) continue;
    if (setting.kind == SettingKind::kMap) {
      merge_map(found->second, value);
      if (value.where.empty()) value.where = found->second.where;
    } else if (value.where.empty()) {
      value.items = found->second.items;
      value.where = found->second.where;
    }
  }
  if (!value.where.empty()) return value;
  value.where = kDefault;
  for (const std::string& text : setting.defaults()) value.items.push_back({text, kDefault});
  return value;
}

void apply(const EffectiveValue& value, Options& options, Mistakes& mistakes) {
  const bool is_map = value.setting->kind == SettingKind::kMap;
  if (value.where == kDefault || (is_map && value.items.empty())) return;  // is in Options already
  std::vector<std::string> texts;
  for (const Item& item : value.items) texts.push_back(item.text);
  const auto problem = value.setting->apply(texts, options);
  if (!problem) return;
  const std::string& where =
      problem->item < value.items.size() ? value.items[problem->item].where : value.where;
  const bool is_of_file = where.find(':') != std::string::npos;
  std::string text(is_of_file ? value.setting->key : value.setting->name);
  text += " is ";
  if (is_of_file && is_map) text = "[" + std::string(value.setting->section) + "] has ";
  mistakes.add(where, text + problem->text);
}

/// What does not go together with the control API, or has no meaning without it.
void check_control(const Config& config, Mistakes& mistakes) {
  const Options& options = config.options;
  for (const EffectiveValue& value : config.values) {
    const Setting& setting = *value.setting;
    if (options.control.is_on || setting.section != "control" || value.where == kDefault) continue;
    if (value.items.size() == 1 && value.items[0].text == setting.default_text) continue;
    mistakes.add(value.where, std::string(setting.name) + " is for tests of clients. Add control.");
  }
  if (!options.control.is_on) return;
  if (options.control.is_open && !options.control.token_file.empty()) {
    mistakes.add("control-open",
                 "the control API cannot be open to everybody and want a token: leave out "
                 "control-open or control-token-file");
  }
  if (!options.final_export_file.empty()) {
    mistakes.add("export-on-exit",
                 "with control there are many namespaces, and none is kept at the end: leave it "
                 "out, and ask /_ucs/dump for what there is");
  }
  for (const ScheduledJob& job : options.jobs) {
    if (job.is_enabled) {
      mistakes.add(job.where, "[" + job.name +
                                  "] does not run with control, where a test decides what time it "
                                  "is. Leave it out, or set enabled to false.");
    }
  }
}

/// What does not go together with a store that keeps things itself, or without one.
void check_store(const Config& config, Mistakes& mistakes) {
  for (const EffectiveValue& value : config.values) {
    const std::string_view name = value.setting->name;
    const bool is_given = value.where != kDefault && !value.items.empty() &&
                          value.items[0].text != value.setting->default_text;
    if (!is_given) continue;
    const StoreOptions& store = config.options.store;
    if (name == "durability" && store.sqlite_file.empty()) {
      mistakes.add(value.where, "durability is for a store in a file. Say in which, by store.");
    } else if (store.postgres_url.empty() &&
               (name == "store-password-file" || name == "store-timeout")) {
      mistakes.add(value.where,
                   std::string(name) + " is for a store in a database. Say in which, by store.");
    } else if (store.is_memory()) {
      continue;
    } else if (name == "seed" || name == "import" || name == "export-on-exit" ||
               name == "control") {
      mistakes.add(value.where, std::string(name) +
                                    " is for a store in memory; store says that everything is "
                                    "kept there. Leave one of them out.");
    }
  }
}

/// What no setting can tell alone.
void check_together(Config& config, Mistakes& mistakes) {
  Options& options = config.options;
  const auto paths =
      std::find_if(config.values.begin(), config.values.end(),
                   [](const EffectiveValue& value) { return value.setting->name == "base-path"; });
  if (!options.api.serves_v81 && !options.api.v81_base_paths.empty()) {
    mistakes.add(paths->where,
                 "base-path is for the v81 dialect, which dialects leaves out. Add v81 to "
                 "dialects.");
  }
  for (const std::string& path : options.api.v81_base_paths) {
    const std::string_view base = std::string_view(path).substr(0, path.find_last_not_of('/') + 1);
    if (options.api.serves_v85 && base == http::kV85BasePath) {
      mistakes.add(paths->where, "base-path is " + detail::quoted(path) +
                                     ", which is that of the v85 dialect; expected another one");
    }
  }
  if (!options.seed_file.empty() && !options.import_file.empty()) {
    const auto import =
        std::find_if(config.values.begin(), config.values.end(),
                     [](const EffectiveValue& value) { return value.setting->name == "import"; });
    mistakes.add(import->where, "import and seed are both given; expected one of them");
  }
  check_control(config, mistakes);
  check_store(config, mistakes);
  options.server.is_loopback_only =
      (options.users_file.empty() && !options.is_insecure) || options.control.is_open;
}

/// Puts the sections of tenants under the tenants' DBIDs.
void name_tenants(Config& config, Mistakes& mistakes) {
  AttributesConfig& attributes = config.options.attributes;
  std::map<std::string, AttributeSection> by_dbid;
  for (auto& [given, section] : attributes.by_tenant) {
    std::string key;
    std::vector<std::string_view> names;
    for (const http::Tenant& tenant : config.options.api.tenants) {
      names.push_back(tenant.name);
      if (tenant.name == given || std::to_string(tenant.dbid) == given)
        key = std::to_string(tenant.dbid);
    }
    if (key.empty()) {
      std::string text = "there is no tenant " + detail::quoted(given);
      text += names.empty() ? "; there are none in [tenants]"
                            : "; did you mean " + std::string(nearest(given, names)) + "?";
      mistakes.add(section.where, text);
    } else if (by_dbid.count(key) == 0) {
      by_dbid.emplace(key, std::move(section));
    } else {
      mistakes.add(section.where, "the tenant " + key + " has two sections");
    }
  }
  attributes.by_tenant = std::move(by_dbid);
}

/// Takes the lifetimes from the values of the attribute that types of services are mapped to.
void set_lifetimes(Options& options) {
  const AttributeSection& section = options.attributes.common;
  const auto mapping = section.mappings.find("Service.type");
  if (mapping == section.mappings.end()) return;
  for (const BusinessAttribute& attribute : section.attributes) {
    if (attribute.name != mapping->second) continue;
    for (const BusinessValue& value : attribute.values) {
      const auto found = section.lifetimes.find({attribute.name, value.name});
      if (found == section.lifetimes.end()) continue;
      const TypeLifetime& lifetime = found->second;
      for (const std::string& type : {value.name, std::to_string(value.dbid)}) {
        if (lifetime.expiration) options.settings.lifetime_by_type[type] = *lifetime.expiration;
        if (lifetime.auto_complete_after)
          options.settings.auto_complete_after_by_type[type] = lifetime.auto_complete_after;
      }
    }
  }
}

/// Returns the business attributes of a section, null with a mistake.
BusinessAttributesPtr make_attributes(const AttributeSection& section, const Options& options,
                                      Mistakes& mistakes) {
  BusinessAttributesDefinition definition;
  definition.attributes = section.attributes;
  for (const auto& [field, name] : section.mappings) definition.mappings.push_back({field, name});
  definition.validates_data = section.validates_data.value_or(options.validates_data);
  definition.maps_names = section.maps_names.value_or(options.maps_names);
  auto made = BusinessAttributes::make(std::move(definition));
  if (made) return *std::move(made);
  mistakes.add(section.where, made.error().message);
  return nullptr;
}

void set_business_attributes(Options& options, Mistakes& mistakes) {
  const AttributesConfig& attributes = options.attributes;
  if (!attributes.common.is_empty())
    options.settings.business_attributes = make_attributes(attributes.common, options, mistakes);
  for (const auto& [tenant, section] : attributes.by_tenant) {
    options.settings.business_attributes_by_tenant[tenant] =
        make_attributes(section, options, mistakes);
  }
}

ConfigFile read_file(const std::string& path, Mistakes& mistakes) {
  if (path.empty()) return {};
  const auto document = read_toml_file(path);
  if (const auto* error = std::get_if<TomlError>(&document)) {
    mistakes.add(where_in(path, error->place), error->message);
    return {};
  }
  return read_config(std::get<TomlValue>(document), path, mistakes);
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): never set here
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Config load_config(const CommandLine& line, const Environment& environment, Mistakes& mistakes) {
  Config config;
  config.file =
      line.config_file.empty() ? environment("UCS_CONFIG").value_or("") : line.config_file;
  ConfigFile file = read_file(config.file, mistakes);
  const RawValues flags = values_of_flags(line);
  const RawValues variables = values_of_environment(environment);
  for (const Setting& setting : settings_table()) {
    config.values.push_back(effective_value(setting, {&flags, &variables, &file.values}));
    apply(config.values.back(), config.options, mistakes);
  }
  config.options.attributes = std::move(file.attributes);
  config.options.jobs = std::move(file.jobs);
  check_together(config, mistakes);
  name_tenants(config, mistakes);
  set_lifetimes(config.options);
  // Of what is no good already, the library would say the same again.
  if (mistakes.is_empty()) set_business_attributes(config.options, mistakes);
  return config;
}

}  // namespace ucs::shim
