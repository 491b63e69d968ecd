// SPDX-License-Identifier: MIT
// The real ucs-shim as a child process.
#pragma once

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/http_connection.h"
#include "tests/support/temporary_directory.h"

namespace ucs::tests {

/// One run of ucs-shim.
class Process : public ChildProcess {
 public:
  explicit Process(const std::vector<std::string>& arguments)
      : ChildProcess(UCS_SHIM_EXECUTABLE, arguments) {}
};

/// ucs-shim, listening on a free port.
class ShimProcess : public Process {
 public:
  explicit ShimProcess(const std::vector<std::string>& arguments = {})
      : ShimProcess(std::make_unique<TemporaryDirectory>(), arguments) {}

  [[nodiscard]] int port() const noexcept { return port_; }
  /// The port's file, as it was when the server said that it listens.
  [[nodiscard]] const std::string& port_file() const noexcept { return port_file_; }
  /// What it said when it began to listen.
  [[nodiscard]] const std::string& announcement() const noexcept { return announcement_; }

  [[nodiscard]] HttpConnection connect() const { return HttpConnection(port_); }

  /// Sends one request over a connection of its own.
  [[nodiscard]] WireResponse exchange(const http::Request& request) const {
    return connect().exchange(request);
  }

 private:
  ShimProcess(std::unique_ptr<TemporaryDirectory> directory, std::vector<std::string> arguments)
      : Process([&] {
          for (const char* word : {"--port", "0", "--port-file"}) arguments.emplace_back(word);
          arguments.push_back(directory->file("port"));
          return arguments;
        }()),
        directory_(std::move(directory)),
        announcement_(await_stderr(" when the server ends\n")) {
    std::ostringstream text;
    text << std::ifstream(directory_->file("port")).rdbuf();
    port_file_ = text.str();
    port_ = std::stoi(port_file_);
  }

  std::unique_ptr<TemporaryDirectory> directory_;
  std::string announcement_;
  std::string port_file_;
  int port_ = 0;
};

}  // namespace ucs::tests
