// SPDX-License-Identifier: MIT
// ucs.example.toml and docs/configuration.md against the table of settings.
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "shim/settings_table.h"
#include "tests/catch.h"
#include "tests/unit/shim/loading.h"

namespace {

using namespace ucs::tests;
using ucs::shim::file_options;
using ucs::shim::Setting;
using ucs::shim::SettingKind;
using ucs::shim::settings_table;

std::string text_of(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(UCS_SOURCE_DIR "/" + name).rdbuf();
  REQUIRE(!text.str().empty());
  return text.str();
}

/// Returns the example with every option in a comment as an option.
std::string with_all_options() {
  std::istringstream lines(text_of("ucs.example.toml"));
  const std::regex commented(R"(# (\[[^\]]*\]\]?|[A-Za-z0-9_.-]+ = .*))");
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    text += (std::regex_match(line, parts, commented) ? parts[1].str() : line) + "\n";
  }
  return text;
}

TEST_CASE("ucs.example.toml has every setting, with its default") {
  const Loaded example = load(text_of("ucs.example.toml"));
  CHECK(example.mistakes.empty());
  const Loaded defaults = load("");
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    CHECK(value_of(example, setting.name) == value_of(defaults, setting.name));
  }
  for (const auto& value : example.config.values) {
    CAPTURE(value.setting->name);
    CHECK_THAT(value.where, contains("ucs.toml:"));
  }
  CHECK(print_attributes(example.config.options.attributes, false).empty());
  CHECK(example.config.options.jobs.empty());
}

TEST_CASE("what ucs.example.toml has in comments is right, too, and has every other option") {
  const std::string text = with_all_options();
  Loaded example = load(text);
  // The second mapping is to show that there may be several: its attribute is not defined.
  CHECK_THAT(example.mistakes, contains("Task.media_type is mapped to \"MediaType\""));
  example = load(std::regex_replace(text, std::regex("\"MediaType\""), "\"ServiceType\""));
  CHECK(example.mistakes.empty());
  CHECK(example.config.options.jobs.size() == 1);
  CHECK(example.config.options.api.tenants.size() == 1);
  CHECK(example.config.options.settings.lifetime_by_type.count("booking") == 1);
  for (const auto& option : file_options()) {
    if (option.key == "State") continue;
    CAPTURE(option.section, option.key);
    const std::string key(option.key);
    CHECK(std::regex_search(text, std::regex("(^|\n)(\\[\\[.*\\.)?" + key + "(\\.| = |\\]\\]\n)")));
  }
}

TEST_CASE("docs/configuration.md has every option: flag, variable, section, key, default, reload") {
  const std::string text = text_of("docs/configuration.md");
  for (const Setting& setting : settings_table()) {
    const bool is_map = setting.kind == SettingKind::kMap;
    const std::string key(is_map ? "" : setting.key);
    const std::string row = "| `" + (is_map ? std::string(setting.type_name) : key) + "` | `--" +
                            std::string(setting.name) + "` | ";
    CAPTURE(row);
    const auto at = text.find(row);
    REQUIRE(at != std::string::npos);
    const auto end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    CHECK_THAT(line, Catch::Matchers::EndsWith(setting.is_reloadable ? "| yes |" : "| restart |"));
    // The default that is shown is that of the table, and the row stands under its section.
    if (!is_map) CHECK_THAT(line, contains("| `" + value_of(load(""), setting.name) + "` |"));
    const auto heading = text.rfind("\n## ", at);
    CHECK_THAT(text.substr(heading, at - heading), contains("[" + std::string(setting.section)));
  }
  for (const auto& option : file_options()) {
    CAPTURE(option.section, option.key);
    CHECK_THAT(text, contains("| `" + std::string(option.key) + "` | "));
  }
}

}  // namespace
