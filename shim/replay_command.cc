// SPDX-License-Identifier: MIT
#include "shim/replay_command.h"

#include <fmt/core.h>
#include <ucs/json.h>
#include <ucs/testing/replay.h>

#include <array>
#include <cstdio>

#include "shim/contents_files.h"

namespace ucs::shim {
namespace {

constexpr const char* kReplayUsage =
    "ucs-shim replay FILE: does again what a server or a test recorded, and compares\n"
    "\n"
    "FILE is what Fake::recording or GET /_ucs/recording returned; - is stdin. Nothing is served,\n"
    "and nothing is waited for. Exit status: 0, every step gave the recorded answer; 1, one did "
    "not,\n"
    "and the first is shown; 2, it is no recording.\n"
    "\n"
    "Examples:\n"
    "  ucs-shim --control --control-open --recording-bytes-max 8388608\n"
    "      Serve for tests, and record.\n"
    "  curl http://127.0.0.1:8080/_ucs/recording -H 'X-UCS-Namespace: test-a' -o failed.json\n"
    "      Keep what the test did.\n"
    "  ucs-shim replay failed.json\n"
    "      Do it again.\n";

int complain(const std::string& text) {
  fmt::print(stderr, "ucs-shim: {}\n", text);
  return 2;
}

Result<std::string> read_stdin() {
  std::string text;
  std::array<char, 65536> part{};
  while (text.size() <= json::kTextBytesMax) {
    const std::size_t bytes = std::fread(part.data(), 1, part.size(), stdin);
    text.append(part.data(), bytes);
    if (bytes > 0) continue;
    if (std::ferror(stdin) == 0) return text;
    return Error{ErrorCode::kUnavailable, "stdin cannot be read", ""};
  }
  return Error{ErrorCode::kUnavailable,
               fmt::format("stdin has more than {} bytes", json::kTextBytesMax), ""};
}

int replay(const std::string& path) {
  const bool is_stdin = path == "-";
  const auto text = is_stdin ? read_stdin() : read_document_file(path);
  if (!text) return complain(text.error().message);
  const auto replay = testing::replay(*text);
  if (!replay) return complain((is_stdin ? "stdin" : path) + ": " + replay.error().message);
  if (replay->skipped > 0) fmt::print("{} steps before these were not kept\n", replay->skipped);
  if (!replay->difference) {
    fmt::print("{0} of {0} steps gave the recorded answers\n", replay->steps);
    return 0;
  }
  fmt::print("{} of {} steps gave the recorded answers, and then:\n{}\n",
             replay->difference->step - 1, replay->steps, describe(*replay->difference));
  return 1;
}

}  // namespace

int run_replay_command(const std::vector<std::string>& words) {
  if (words.size() == 1 && (words[0] == "--help" || words[0] == "-h")) {
    fmt::print("{}", kReplayUsage);
    return 0;
  }
  if (words.size() != 1) return complain(std::string("expected one file\n") + kReplayUsage);
  if (words[0].size() > 1 && words[0].front() == '-')
    return complain(fmt::format("replay has no option {}\n{}", words[0], kReplayUsage));
  return replay(words[0]);
}

}  // namespace ucs::shim
