// SPDX-License-Identifier: MIT
#include "shim/seed_command.h"

#include <fmt/core.h>
#include <ucs/clock.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "shim/contents_files.h"
#include "shim/mistakes.h"

namespace ucs::shim {
namespace {

constexpr const char* kSeedUsage =
    "ucs-shim seed: what a store begins with, as a file (docs/seeds.md)\n"
    "  ucs-shim seed validate FILE   Tell whether the file can be loaded, and if not, why\n"
    "  ucs-shim seed init [FILE]     Write an example, in JSON if FILE ends in .json, else in "
    "TOML;\n"
    "                                without FILE to stdout\n"
    "  ucs-shim --seed FILE          Serve what is in the file\n";

int complain(const std::string& text, int status) {
  fmt::print(stderr, "ucs-shim: {}\n", text);
  return status;
}

int validate(const std::string& path) {
  testing::ContentsOptions options;
  options.now = SystemClock().now();
  const auto contents = read_contents_file(path, options);
  if (!contents) return complain(contents.error().message, 1);
  fmt::print("ok: {} service{}\n", contents->services, contents->services == 1 ? "" : "s");
  return 0;
}

int init(const std::string& path) {
  constexpr std::string_view kJson = ".json";
  const bool is_json = path.size() >= kJson.size() &&
                       path.compare(path.size() - kJson.size(), kJson.size(), kJson) == 0;
  const std::string_view example = is_json ? example_seed_json() : example_seed_toml();
  if (path.empty()) return std::fwrite(example.data(), 1, example.size(), stdout) == 0 ? 1 : 0;
  std::FILE* file = std::fopen(path.c_str(), "wx");
  const bool is_written =
      file != nullptr && std::fwrite(example.data(), 1, example.size(), file) == example.size();
  int error = errno;
  const bool is_closed = file != nullptr && std::fclose(file) == 0;
  if (is_written && is_closed) return 0;
  if (is_written) error = errno;
  return complain(path + " cannot be written: " + std::generic_category().message(error), 1);
}

}  // namespace

int run_seed_command(const std::vector<std::string>& words) {
  const std::string verb = words.empty() ? "" : words[0];
  const std::string last = words.empty() ? "" : words.back();
  if (words.size() <= 2 && (last == "--help" || last == "-h")) {
    fmt::print("{}", kSeedUsage);
    return 0;
  }
  // As a file it may be named ./-x.
  if (last.substr(0, 1) == "-")
    return complain(fmt::format("seed has no option {}\n{}", last, kSeedUsage), 2);
  if (verb == "validate" && words.size() == 2) return validate(words[1]);
  if (verb == "init" && words.size() <= 2) return init(words.size() == 2 ? words[1] : "");
  if (verb.empty() || verb == "validate" || verb == "init")
    return complain(std::string("expected what to do, and with which file\n") + kSeedUsage, 2);
  return complain(fmt::format("seed has no command {}; did you mean {}?\n{}", verb,
                              nearest(verb, {"validate", "init"}), kSeedUsage),
                  2);
}

}  // namespace ucs::shim
