// SPDX-License-Identifier: MIT
// A fake behind a socket in a process of its own: ucs_fake_server NAME. It writes the port to
// stdout, does what the lines of stdin say, each time answering with a line, and ends with them.
#include <ucs/testing/server.h>

#include <chrono>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/support/fake_worlds.h"

namespace {

std::string obey(ucs::testing::Fake& fake, const std::string& line) {
  std::istringstream words(line);
  std::string command;
  words >> command;
  if (command == "reset") {
    fake.reset();
    return "done";
  }
  if (command == "journal") return ucs::tests::journal_of(fake);
  long long milliseconds = 0;
  if (command != "advance" || !(words >> milliseconds)) return "no command: " + line;
  const auto outcome = fake.advance(std::chrono::milliseconds(milliseconds));
  if (!outcome) return outcome.error().message;
  return std::to_string(outcome->completed) + " " + std::to_string(outcome->expired);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const ucs::testing::Server server(ucs::tests::fake_options(argv[1]));
  std::cout << server.port() << std::endl;
  for (std::string line; std::getline(std::cin, line);)
    std::cout << obey(server.fake(), line) << std::endl;
  return 0;
}
