// SPDX-License-Identifier: MIT
#include "shim/progress_line.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "tests/catch.h"
#include "tests/support/http_connection.h"

namespace {

using ucs::shim::ProgressLine;
using ucs::tests::FileDescriptor;

/// A terminal that nobody looks at.
struct Terminal {
  Terminal() : screen(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    REQUIRE(screen.get() >= 0);
    REQUIRE(::grantpt(screen.get()) == 0);
    REQUIRE(::unlockpt(screen.get()) == 0);
    std::array<char, 64> name{};
    REQUIRE(::ptsname_r(screen.get(), name.data(), name.size()) == 0);
    line = FileDescriptor(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(line.get() >= 0);
  }

  /// Returns what was written so far.
  std::string shown() const { return read_all(screen.get()); }

  static std::string read_all(int descriptor) {
    std::string text;
    ::pollfd waiting{descriptor, POLLIN, 0};
    while (::poll(&waiting, 1, 0) > 0 && (waiting.revents & POLLIN) != 0) {
      std::array<char, 1024> part{};
      const ssize_t size = ::read(descriptor, part.data(), part.size());
      if (size <= 0) break;
      text.append(part.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

  FileDescriptor screen;
  FileDescriptor line;
};

TEST_CASE("on a terminal there is one line, which is wiped at the end") {
  const Terminal terminal;
  {
    ProgressLine line(terminal.line.get());
    CHECK(terminal.shown().empty());
    line.show("1 service copied");
    CHECK(terminal.shown() == "\r\x1b[K1 service copied");
  }
  CHECK(terminal.shown() == "\r\x1b[K");
}

TEST_CASE("a line that changes often is written a few times only") {
  const Terminal terminal;
  ProgressLine line(terminal.line.get());
  // Much faster than a tenth of a second each; the bound is far off.
  for (int i = 0; i < 1000; ++i) line.show(std::to_string(i));
  const std::string shown = terminal.shown();
  CHECK(shown.rfind("\r\x1b[K0", 0) == 0);
  CHECK(shown.size() < 1000);
}

TEST_CASE("a line that never was shown is not wiped") {
  const Terminal terminal;
  { const ProgressLine line(terminal.line.get()); }
  CHECK(terminal.shown().empty());
}

TEST_CASE("where there is no terminal nothing is written") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const FileDescriptor out(pipe[0]);
  const FileDescriptor in(pipe[1]);
  {
    ProgressLine line(in.get());
    line.show("1 service copied");
  }
  CHECK(Terminal::read_all(out.get()).empty());
  ProgressLine closed(-1);
  closed.show("x");
}

}  // namespace
