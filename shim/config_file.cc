// SPDX-License-Identifier: MIT
#include "shim/config_file.h"

#include <ucs/detail/quoted.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "shim/config_sections.h"
#include "shim/settings_table.h"

namespace ucs::shim {
namespace {

using detail::quoted;
using TomlKind = TomlValue::Kind;

std::string_view expectation(SettingKind kind) {
  switch (kind) {
    case SettingKind::kInteger:
      return "an integer";
    case SettingKind::kBoolean:
    case SettingKind::kFlag:
      return "true or false";
    case SettingKind::kList:
      return "an array of texts";
    case SettingKind::kText:
    case SettingKind::kMap:
      break;
  }
  return "a text in quotes";
}

TomlKind expected_kind(SettingKind kind) {
  switch (kind) {
    case SettingKind::kInteger:
      return TomlKind::kInteger;
    case SettingKind::kBoolean:
    case SettingKind::kFlag:
      return TomlKind::kBoolean;
    case SettingKind::kList:
      return TomlKind::kArray;
    case SettingKind::kText:
    case SettingKind::kMap:
      break;
  }
  return TomlKind::kText;
}

bool is_job_section(std::string_view name) {
  return name.substr(0, kJobPrefix.size()) == kJobPrefix;
}

class Reader {
 public:
  Reader(const std::string& path, Mistakes& mistakes) : path_(path), mistakes_(mistakes) {}

  ConfigFile read(const TomlValue& document) {
    for (const TomlMember& section : document.members) read_section(section);
    return std::move(file_);
  }

 private:
  void add(Place place, const std::string& text) { mistakes_.add(where_in(path_, place), text); }

  /// Returns the settings of a section, none of an unknown one.
  static std::vector<const Setting*> settings_of(std::string_view section) {
    std::vector<const Setting*> found;
    for (const Setting& setting : settings_table()) {
      if (setting.section == section) found.push_back(&setting);
    }
    return found;
  }

  void read_section(const TomlMember& section) {
    const bool is_job = is_job_section(section.name);
    const auto settings = settings_of(section.name);
    if (!is_job && section.name != kAttributesSection && settings.empty()) {
      refuse_section(section);
    } else if (section.value.kind != TomlKind::kTable) {
      add(section.place, section.name + " is " + shown(section.value) + "; expected a section, [" +
                             section.name + "]");
    } else if (is_job) {
      auto job = read_job(section, path_, mistakes_);
      if (job) file_.jobs.push_back(*std::move(job));
    } else if (section.name == kAttributesSection) {
      file_.attributes = read_attributes(section.value, path_, mistakes_);
    } else if (settings.front()->kind == SettingKind::kMap) {
      read_map(section, *settings.front());
    } else {
      for (const TomlMember& member : section.value.members) read_option(section, member, settings);
    }
  }

  void refuse_section(const TomlMember& section) {
    if (section.value.kind != TomlKind::kTable) {
      std::vector<std::string_view> keys;
      for (const Setting& setting : settings_table()) keys.push_back(setting.key);
      const std::string_view key = nearest(section.name, keys);
      const Setting& meant =
          *std::find_if(settings_table().begin(), settings_table().end(),
                        [&](const Setting& setting) { return setting.key == key; });
      add(section.place, "the option " + quoted(section.name) +
                             " stands outside of a section; did you mean " + std::string(key) +
                             " in [" + std::string(meant.section) + "]?");
      return;
    }
    std::vector<std::string_view> names = {kAttributesSection, kJobSection};
    for (const Setting& setting : settings_table()) names.push_back(setting.section);
    add(section.place, "there is no section " + quoted(section.name) + "; did you mean [" +
                           std::string(nearest(section.name, names)) + "]?");
  }

  void read_option(const TomlMember& section, const TomlMember& member,
                   const std::vector<const Setting*>& settings) {
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting* setting) {
      return setting->key == member.name;
    });
    if (found == settings.end()) {
      refuse_option(section, member, settings);
      return;
    }
    const Setting& setting = **found;
    if (member.value.kind != expected_kind(setting.kind)) {
      refuse_type(member, setting);
      return;
    }
    RawValue raw;
    raw.where = where_in(path_, member.place);
    const std::vector<TomlValue> single = {member.value};
    for (const TomlValue& item : setting.takes_several() ? member.value.items : single) {
      if (setting.kind == SettingKind::kList && item.kind != TomlKind::kText) {
        refuse_type(member, setting);
        return;
      }
      raw.items.push_back({item.text, where_in(path_, item.place)});
    }
    file_.values.emplace(setting.name, std::move(raw));
  }

  void refuse_option(const TomlMember& section, const TomlMember& member,
                     const std::vector<const Setting*>& settings) {
    const auto& table = settings_table();
    const auto elsewhere = std::find_if(table.begin(), table.end(), [&](const Setting& setting) {
      return setting.key == member.name;
    });
    if (elsewhere != table.end()) {
      add(member.place, member.name + " is no option of [" + section.name + "]; it belongs in [" +
                            std::string(elsewhere->section) + "]");
      return;
    }
    std::vector<std::string_view> names;
    std::transform(settings.begin(), settings.end(), std::back_inserter(names),
                   [](const Setting* setting) { return setting->key; });
    add(member.place, "there is no option " + quoted(member.name) + " in [" + section.name +
                          "]; did you mean " + std::string(nearest(member.name, names)) + "?");
  }

  void refuse_type(const TomlMember& member, const Setting& setting) {
    add(member.value.place, member.name + " is " + shown(member.value) + "; expected " +
                                std::string(expectation(setting.kind)));
  }

  void read_map(const TomlMember& section, const Setting& setting) {
    RawValue raw;
    raw.where = where_in(path_, section.place);
    for (const TomlMember& member : section.value.members) {
      if (member.value.kind != TomlKind::kText) {
        refuse_type(member, setting);
      } else if (member.name.find('=') != std::string::npos) {
        add(member.place, quoted(member.name) + " in [" + section.name +
                              "] has an equals sign; expected a key without one");
      } else {
        raw.items.push_back(
            {member.name + "=" + member.value.text, where_in(path_, member.value.place)});
      }
    }
    file_.values.emplace(setting.name, std::move(raw));
  }

  const std::string& path_;
  Mistakes& mistakes_;
  ConfigFile file_;
};

}  // namespace

ConfigFile read_config(const TomlValue& document, const std::string& path, Mistakes& mistakes) {
  return Reader(path, mistakes).read(document);
}

std::string where_in(const std::string& path, Place place) {
  return path + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string shown(const TomlValue& value) {
  switch (value.kind) {
    case TomlKind::kText:
      return quoted(value.text);
    case TomlKind::kTable:
      return "a table";
    case TomlKind::kArray:
      return "an array";
    case TomlKind::kInteger:
    case TomlKind::kBoolean:
    case TomlKind::kNumber:
    case TomlKind::kTime:
      break;
  }
  return value.text;
}

}  // namespace ucs::shim
