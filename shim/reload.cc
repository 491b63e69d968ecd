// SPDX-License-Identifier: MIT
#include "shim/reload.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace ucs::shim {
namespace {

std::string describe(const ScheduledJob& job) {
  return fmt::format("{}, {} {}, {}", job.action, job.period, job.period_type,
                     job.is_enabled ? "enabled" : "not enabled");
}

/// Returns the values of a map by their keys.
std::map<std::string, std::string> pairs_of(const EffectiveValue& value) {
  std::map<std::string, std::string> pairs;
  for (const Item& item : value.items) {
    const std::size_t equals = item.text.find('=');
    EffectiveValue one;
    one.setting = value.setting;
    one.items = {item};
    pairs[item.text.substr(0, equals)] = value_text(one);
  }
  return pairs;
}

/// Reports whether both make the same settings of the engine, but for the business attributes.
bool has_same_settings(const Options& a, const Options& b) {
  return a.settings.default_lifetime == b.settings.default_lifetime &&
         a.settings.lifetime_by_type == b.settings.lifetime_by_type &&
         a.settings.auto_complete_after == b.settings.auto_complete_after &&
         a.settings.auto_complete_after_by_type == b.settings.auto_complete_after_by_type &&
         a.validates_data == b.validates_data && a.maps_names == b.maps_names;
}

bool is_same(const access::User& a, const access::User& b) {
  return a.name == b.name && a.role == b.role && a.password_hash == b.password_hash &&
         a.tenant == b.tenant;
}

/// Reports whether a user's file comes or goes: who must log in is settled at the start.
bool turns_access(const EffectiveValue& old_value, const EffectiveValue& new_value) {
  return old_value.setting->name == "users-file" &&
         old_value.items.front().text.empty() != new_value.items.front().text.empty();
}

bool is_same(const EffectiveValue& a, const EffectiveValue& b) {
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                    [](const Item& x, const Item& y) { return x.text == y.text; });
}

}  // namespace

Result<std::vector<access::User>> read_users(const Options& options) {
  if (options.users_file.empty()) return std::vector<access::User>();
  return access::read_users_file(options.users_file, options.api.tenants);
}

Reloader::Reloader(CommandLine line, Environment environment, Config config,
                   std::vector<access::User> users, ReloadTargets targets, Report report)
    : line_(std::move(line)),
      environment_(std::move(environment)),
      config_(std::move(config)),
      users_(std::move(users)),
      targets_(targets),
      report_(std::move(report)) {}

void Reloader::changed(const std::string& name, const std::string& old_text,
                       const std::string& new_text) {
  ++changes_;
  report_(fmt::format("reload: {}: {} -> {}", name, old_text, new_text));
}

void Reloader::take_over_value(EffectiveValue& old_value, EffectiveValue& new_value) {
  const Setting& setting = *old_value.setting;
  const bool is_kept = !setting.is_reloadable || turns_access(old_value, new_value);
  if (is_same(old_value, new_value)) {
    old_value = std::move(new_value);  // it may come from elsewhere
    return;
  }
  const std::string note = is_kept ? " (needs a restart)" : "";
  if (setting.kind == SettingKind::kMap) {
    const auto before = pairs_of(old_value);
    const auto after = pairs_of(new_value);
    std::map<std::string, std::string> all = before;
    all.insert(after.begin(), after.end());
    for (const auto& [key, ignored] : all) {
      const auto old_pair = before.find(key);
      const auto new_pair = after.find(key);
      const std::string old_text = old_pair == before.end() ? "{}" : old_pair->second;
      const std::string new_text = new_pair == after.end() ? "{}" : new_pair->second;
      if (old_text != new_text) changed(std::string(setting.name), old_text, new_text + note);
    }
  } else {
    changed(std::string(setting.name), value_text(old_value), value_text(new_value) + note);
  }
  if (!is_kept) old_value = std::move(new_value);
}

void Reloader::take_over_jobs(Options& next) {
  const auto by_name = [](const std::vector<ScheduledJob>& jobs) {
    std::map<std::string, std::string> texts;
    for (const ScheduledJob& job : jobs) texts[job.name] = describe(job);
    return texts;
  };
  const auto before = by_name(config_.options.jobs);
  const auto after = by_name(next.jobs);
  for (const auto& [name, text] : before) {
    const auto found = after.find(name);
    if (found == after.end())
      changed(name, text, "none");
    else if (found->second != text)
      changed(name, text, found->second);
  }
  for (const auto& [name, text] : after) {
    if (before.count(name) == 0) changed(name, "none", text);
  }
  targets_.jobs.set_jobs(next.jobs);
  config_.options.jobs = std::move(next.jobs);
}

void Reloader::take_over_settings(Options& next) {
  Options& now = config_.options;
  const bool has_same_attributes =
      print_attributes(now.attributes, false) == print_attributes(next.attributes, false);
  if (has_same_attributes && has_same_settings(now, next)) return;
  const auto count = [](const AttributesConfig& attributes) {
    std::size_t values = 0;
    for (const BusinessAttribute& attribute : attributes.common.attributes)
      values += attribute.values.size();
    for (const auto& [tenant, section] : attributes.by_tenant) {
      for (const BusinessAttribute& attribute : section.attributes)
        values += attribute.values.size();
    }
    return fmt::format("{} values", values);
  };
  if (!has_same_attributes)
    changed("business-attributes", count(now.attributes), count(next.attributes));
  now.attributes = std::move(next.attributes);
  now.validates_data = next.validates_data;
  now.maps_names = next.maps_names;
  now.settings = std::move(next.settings);
  const auto set = targets_.engine.set_settings(std::make_shared<const Settings>(now.settings));
  if (!set) report_("reload: " + set.error().message);
}

void Reloader::take_over_users(std::vector<access::User> users) {
  if (targets_.access == nullptr || users.empty()) return;
  const bool is_equal =
      std::equal(users_.begin(), users_.end(), users.begin(), users.end(),
                 [](const access::User& a, const access::User& b) { return is_same(a, b); });
  if (is_equal) return;
  changed("users", std::to_string(users_.size()), std::to_string(users.size()));
  targets_.access->set_users(users);
  users_ = std::move(users);
}

std::size_t Reloader::take_over(Config& next) {
  changes_ = 0;
  for (std::size_t i = 0; i < next.values.size(); ++i)
    take_over_value(config_.values[i], next.values[i]);
  take_over_settings(next.options);
  take_over_jobs(next.options);
  targets_.request_log.set_filter(std::make_shared<const LogFilter>(next.options.log_filter));
  return changes_;
}

bool Reloader::reload() {
  Mistakes mistakes;
  Config next = load_config(line_, environment_, mistakes);
  Options users_options;
  users_options.users_file = next.options.users_file;
  users_options.api.tenants = config_.options.api.tenants;  // those that are being served
  auto users = read_users(users_options);
  if (!users) mistakes.add("users-file", users.error().message);
  if (!mistakes.is_empty()) {
    report_(fmt::format("reload: refused, and the former settings stay in force. {}",
                        mistakes.count() == 1 ? "1 mistake:" : "The mistakes:"));
    report_(mistakes.text());
    return false;
  }
  take_over(next);
  take_over_users(*std::move(users));
  report_(changes_ == 0 ? "reload: done; nothing changed"
                        : fmt::format("reload: done; changed: {}", changes_));
  return true;
}

}  // namespace ucs::shim
