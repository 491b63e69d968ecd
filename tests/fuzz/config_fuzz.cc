// SPDX-License-Identifier: MIT
// The configuration: a file of TOML, in which comments such as `#UCS_PORT=80` stand for environment
// variables. One without mistakes is printed as a file that says the same. And files of users.
#include <fstream>
#include <ios>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/access/users.h"
#include "shim/config.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/temporary_directory.h"

namespace {

using ucs::fuzz::demand;
using Variables = std::map<std::string, std::string>;

Variables variables_of(std::string_view text) {
  Variables variables;
  while (!text.empty()) {
    std::string_view line = ucs::fuzz::take_until(text, "\n");
    if (line.substr(0, 5) != "#UCS_") continue;
    line.remove_prefix(1);
    const std::string name(ucs::fuzz::take_until(line, "="));
    if (name != "UCS_CONFIG") variables.emplace(name, line);
  }
  return variables;
}

/// Loads a file with this text. Nothing if there are mistakes.
std::optional<ucs::shim::Config> load(std::string_view text, const Variables& variables) {
  static const ucs::tests::TemporaryDirectory directory;
  ucs::shim::CommandLine line;
  line.config_file = directory.file("ucs.toml");
  std::ofstream(line.config_file, std::ios::binary) << text;
  ucs::shim::Mistakes mistakes;
  const auto environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  ucs::shim::Config config = ucs::shim::load_config(line, environment, mistakes);
  if (mistakes.is_empty()) return config;
  const std::string shown = mistakes.text();
  demand(shown.back() == '\n' && shown.find('\0') == std::string::npos, "mistakes are lines",
         shown);
  return std::nullopt;
}

/// Returns a printed configuration without the comments that tell where values come from.
std::string without_comments(const std::string& printed) {
  std::string out;
  std::string_view rest = printed;
  while (!rest.empty()) {
    const std::string_view line = ucs::fuzz::take_until(rest, "\n");
    out.append(line.substr(0, line.rfind("  # "))).append("\n");
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ucs::fuzz::text_of(data, size);
  static_cast<void>(ucs::access::parse_users(text, {{1, "one"}}));
  const auto config = load(text, variables_of(text));
  if (!config) return 0;
  const std::string printed = ucs::shim::print_config(*config);
  const auto again = load(printed, {});
  demand(again.has_value(), "what is printed is a configuration", printed);
  const std::string second = ucs::shim::print_config(*again);
  demand(without_comments(second) == without_comments(printed), "and the same one",
         printed + "\n" + second);
  return 0;
}
