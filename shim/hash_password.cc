// SPDX-License-Identifier: MIT
#include "shim/hash_password.h"

#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "lib/access/password_hash.h"

namespace ucs::shim {
namespace {

/// Keeps a terminal from showing what is typed. Does nothing when stdin is none.
class NoEcho {
 public:
  NoEcho() : is_terminal_(::tcgetattr(STDIN_FILENO, &former_) == 0) {
    if (!is_terminal_) return;
    termios quiet = former_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    fmt::print(stderr, "Password: ");
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (!is_terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &former_);
    fmt::print(stderr, "\n");
  }

 private:
  termios former_{};
  bool is_terminal_;
};

/// Returns the first line of stdin without its end. Reads no more than it takes to see that a
/// password is too long.
std::string read_line() {
  const NoEcho no_echo;
  std::string line;
  for (int c = 0; line.size() <= access::kPasswordBytesMax + 1;) {
    c = std::getchar();
    if (c == EOF || c == '\n') break;
    line += static_cast<char>(c);
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

int hash_password_of_stdin() {
  const auto hash = access::hash_password(read_line());
  if (!hash) {
    fmt::print(stderr, "ucs-shim: {}\n", hash.error().message);
    return 1;
  }
  fmt::print("{}\n", *hash);
  return 0;
}

}  // namespace ucs::shim
