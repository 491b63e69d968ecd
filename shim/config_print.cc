// SPDX-License-Identifier: MIT
// The configuration as text.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "shim/config.h"

namespace ucs::shim {
namespace {

/// Returns a text as a basic string of TOML.
std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// Returns an integer as TOML wants it: a flag or a variable may have zeros in front of it.
std::string toml_integer(std::string_view text) {
  const std::string sign = text.substr(0, 1) == "-" ? "-" : "";
  text.remove_prefix(sign.size());
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  return sign + std::string(text);
}

std::string toml_key(std::string_view key) {
  const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  return is_bare ? std::string(key) : toml_string(key);
}

/// Returns `key = "value"` of `key=value`.
std::string pair_text(std::string_view item) {
  const std::size_t equals = std::min(item.find('='), item.size() - 1);
  return toml_key(item.substr(0, equals)) + " = " + toml_string(item.substr(equals + 1));
}

std::string comment(const std::string& where, bool has_sources) {
  return has_sources ? "  # " + where : "";
}

void append_texts(std::string& out, const std::string& name, const std::string& display_name,
                  const std::string& description) {
  out += "name = " + toml_string(name) + "\n";
  if (display_name != name) out += "display-name = " + toml_string(display_name) + "\n";
  if (!description.empty()) out += "description = " + toml_string(description) + "\n";
}

void append_value(std::string& out, const BusinessValue& value, const TypeLifetime& lifetime) {
  append_texts(out, value.name, value.display_name, value.description);
  out += fmt::format("dbid = {}\n", value.dbid);
  if (value.is_default) out += "default = true\n";
  if (lifetime.expiration)
    out += fmt::format("expiration = \"{}s\"\n", lifetime.expiration->count());
  if (lifetime.auto_complete_after)
    out += fmt::format("auto-complete-after = \"{}s\"\n", lifetime.auto_complete_after->count());
}

void append_section(std::string& out, const std::string& name, const AttributeSection& section,
                    bool has_sources) {
  out += "\n[" + name + "]\n";
  if (section.validates_data) out += fmt::format("data-validation = {}\n", *section.validates_data);
  if (section.maps_names) out += fmt::format("map-names = {}\n", *section.maps_names);
  for (const auto& [field, attribute] : section.mappings)
    out += field + " = " + toml_string(attribute) + "\n";
  for (const BusinessAttribute& attribute : section.attributes) {
    out += "\n[[" + name + ".attribute]]" +
           comment(section.attribute_places.at(attribute.name), has_sources) + "\n";
    append_texts(out, attribute.name, attribute.display_name, attribute.description);
    out += fmt::format("dbid = {}\n", attribute.dbid);
    for (const BusinessValue& value : attribute.values) {
      out += "\n[[" + name + ".attribute.value]]\n";
      const auto lifetime = section.lifetimes.find({attribute.name, value.name});
      append_value(out, value,
                   lifetime == section.lifetimes.end() ? TypeLifetime() : lifetime->second);
    }
  }
}

}  // namespace

std::string value_text(const EffectiveValue& value) {
  std::string text;
  switch (value.setting->kind) {
    case SettingKind::kText:
      return toml_string(value.items.front().text);
    case SettingKind::kInteger:
      return toml_integer(value.items.front().text);
    case SettingKind::kBoolean:
    case SettingKind::kFlag:
      return value.items.front().text;
    case SettingKind::kList:
      for (const Item& item : value.items)
        text += (text.empty() ? "" : ", ") + toml_string(item.text);
      return "[" + text + "]";
    case SettingKind::kMap:
      break;
  }
  for (const Item& item : value.items) text += (text.empty() ? "" : ", ") + pair_text(item.text);
  return "{" + text + "}";
}

std::string print_attributes(const AttributesConfig& attributes, bool has_sources) {
  std::string out;
  if (!attributes.common.is_empty())
    append_section(out, "business-attributes", attributes.common, has_sources);
  for (const auto& [tenant, section] : attributes.by_tenant)
    append_section(out, "business-attributes." + toml_key(tenant), section, has_sources);
  return out;
}

std::string print_jobs(const std::vector<ScheduledJob>& jobs, bool has_sources) {
  std::string out;
  for (const ScheduledJob& job : jobs) {
    out += fmt::format("\n[{}]{}\naction = {}\nperiod = {}\nperiod-type = {}\nenabled = {}\n",
                       job.name, comment(job.where, has_sources), toml_string(job.action),
                       job.period, toml_string(job.period_type), job.is_enabled);
  }
  return out;
}

std::string print_config(const Config& config) {
  std::string out;
  std::string_view section;
  for (const EffectiveValue& value : config.values) {
    const Setting& setting = *value.setting;
    if (setting.section != section) {
      section = setting.section;
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
    }
    if (setting.kind == SettingKind::kMap) {
      for (const Item& item : value.items)
        out += pair_text(item.text) + comment(item.where, true) + "\n";
    } else {
      out += fmt::format("{} = {}{}\n", setting.key, value_text(value), comment(value.where, true));
    }
  }
  out += print_attributes(config.options.attributes, true);
  out += print_jobs(config.options.jobs, true);
  return out;
}

}  // namespace ucs::shim
