// SPDX-License-Identifier: MIT
// A program as a child process.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/http_connection.h"

namespace ucs::tests {

/// One run of a program. Every wait past kDeadline is a std::runtime_error. A process that is
/// still running when this object is destroyed is killed. Not thread-safe; one thread at a time.
class ChildProcess {
 public:
  ChildProcess(const std::string& executable, const std::vector<std::string>& arguments) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    for (auto* pipe : {&in, &out, &err}) {
      if (::pipe2(pipe->data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    }
    const FileDescriptor in_end(in[0]);
    stdin_ = FileDescriptor(in[1]);
    stdout_.end = FileDescriptor(out[0]);
    stderr_.end = FileDescriptor(err[0]);
    const FileDescriptor out_end(out[1]);
    const FileDescriptor err_end(err[1]);
    std::vector<std::string> words = {executable};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in_end.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out_end.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err_end.get(), STDERR_FILENO);
    const int error =
        ::posix_spawn(&pid_, executable.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot run " + executable);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    if (status_) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
  }

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  void send_signal(int number) const { ::kill(pid_, number); }

  /// Writes to stdin.
  void write(std::string_view text) const {
    if (::write(stdin_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("cannot write to the program's stdin");
  }

  /// Waits for the next line of stdout, and returns it without its end.
  std::string read_line() {
    std::size_t end = 0;
    while ((end = stdout_.text.find('\n', line_begin_)) == std::string::npos) {
      if (!stdout_.read_more()) throw std::runtime_error("stdout ended: " + stderr_.text);
    }
    const std::size_t begin = std::exchange(line_begin_, end + 1);
    return stdout_.text.substr(begin, end - begin);
  }

  /// Waits until stderr has this text somewhere, and returns all of stderr up to now.
  const std::string& await_stderr(std::string_view text) {
    while (stderr_.text.find(text) == std::string::npos) {
      if (!stderr_.read_more())
        throw std::runtime_error("not on stderr: " + std::string(text) + "\n" + stderr_.text);
    }
    return stderr_.text;
  }

  /// Waits for the end and returns the exit status, or minus the number of the signal that ended
  /// it.
  int wait() {
    if (!status_) {
      while (stdout_.read_more()) {
      }
      while (stderr_.read_more()) {
      }
      int status = 0;
      if (::waitpid(pid_, &status, 0) != pid_) throw std::runtime_error("waitpid");
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    return *status_;
  }

  /// Returns all the output, once the process has ended.
  [[nodiscard]] const std::string& stdout_text() const noexcept { return stdout_.text; }
  [[nodiscard]] const std::string& stderr_text() const noexcept { return stderr_.text; }

  /// Returns the memory of the process that is in use and not swapped out, in bytes.
  [[nodiscard]] std::size_t resident_bytes() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("VmRSS:", 0) == 0) return std::stoul(line.substr(6)) * 1024;
    }
    throw std::runtime_error("no VmRSS");
  }

 private:
  /// The reading end of a pipe, and what was read.
  struct Stream {
    FileDescriptor end;
    std::string text;

    /// Reads at least one byte; false when the other end is closed.
    bool read_more() {
      await(end.get(), POLLIN, "output of a program");
      std::array<char, 4096>
          buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
      const ssize_t bytes = ::read(end.get(), buffer.data(), buffer.size());
      if (bytes <= 0) return false;
      text.append(buffer.data(), static_cast<std::size_t>(bytes));
      return true;
    }
  };

  pid_t pid_ = -1;
  FileDescriptor stdin_;
  Stream stdout_;
  std::size_t line_begin_ = 0;  // in stdout
  Stream stderr_;
  std::optional<int> status_;
};

}  // namespace ucs::tests
