// SPDX-License-Identifier: MIT
//
// Whole processes: the start of ucs-shim to its first answer, and the compiler on <ucs/core.h>.
// Baselines: the start of /bin/true, and the compiler on an empty main.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "tests/bench/bench.h"

namespace ucs::bench {
namespace {

/// A child process with its stderr on a pipe.
struct Child {
  pid_t pid = 0;
  int err = -1;
};

Child spawn(std::vector<std::string> arguments) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  Child child;
  if (::posix_spawnp(&child.pid, argv[0], &actions, nullptr, argv.data(), environ) != 0)
    std::abort();
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  child.err = ends[0];
  return child;
}

void finish(const Child& child) {
  ::close(child.err);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
}

/// Reads the child's first line, `… listens on http://127.0.0.1:PORT`, and returns the port.
std::uint16_t read_port(const Child& child) {
  std::string line;
  char c = 0;
  while (::read(child.err, &c, 1) == 1 && c != '\n') line += c;
  return static_cast<std::uint16_t>(
      std::strtol(line.substr(line.rfind(':') + 1).c_str(), nullptr, 10));
}

bool is_answered(std::uint16_t port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof generic);
  constexpr std::string_view kRequest =
      "GET /genesys/1/cs/services/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  char answer[16] = {};
  const bool is_good = ::connect(connection, &generic, sizeof generic) == 0 &&
                       ::write(connection, kRequest.data(), kRequest.size()) > 0 &&
                       ::read(connection, answer, sizeof answer) > 0;
  ::close(connection);
  return is_good;
}

void shim_first_answer(benchmark::State& state) {
  for (auto _ : state) {
    const Child shim = spawn({UCS_SHIM_EXECUTABLE, "--port", "0"});
    const std::uint16_t port = read_port(shim);
    if (!is_answered(port)) std::abort();
    state.PauseTiming();
    add_value("resident memory of the shim after its first answer (target: below 15 MiB)",
              std::to_string(resident_kib(std::to_string(shim.pid))) + " KiB");
    ::kill(shim.pid, SIGKILL);
    finish(shim);
    state.ResumeTiming();
  }
}
BENCHMARK(shim_first_answer)
    ->UseRealTime()
    ->Iterations(5)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Unit(benchmark::kMillisecond);

void start_of_true(benchmark::State& state) {
  for (auto _ : state) finish(spawn({"/bin/true"}));
}
BENCHMARK(start_of_true)
    ->UseRealTime()
    ->Iterations(20)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Unit(benchmark::kMillisecond);

void compile(benchmark::State& state, const char* source) {
  const std::string path = "ucs_bench_compile.cc";
  std::ofstream(path) << source;
  for (auto _ : state) {
    finish(spawn(
        {UCS_COMPILER, "-std=c++17", "-O0", "-I", UCS_INCLUDE_DIR, "-c", path, "-o", "/dev/null"}));
  }
  std::remove(path.c_str());
}
void compile_core(benchmark::State& state) {
  compile(state, "#include <ucs/core.h>\nint main() {}\n");
}
void compile_empty(benchmark::State& state) { compile(state, "int main() {}\n"); }
BENCHMARK(compile_core)
    ->UseRealTime()
    ->Iterations(1)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(compile_empty)
    ->UseRealTime()
    ->Iterations(1)
    ->Repetitions(5)
    ->ReportAggregatesOnly()
    ->Unit(benchmark::kMillisecond);

const bool kReported = [] {
  add_figure({"start of ucs-shim to its first answer, against /bin/true", "shim_first_answer",
              "start_of_true", "under 30 ms"});
  add_figure({"compiling #include <ucs/core.h>, against an empty main", "compile_core",
              "compile_empty", "under 1.5 s"});
  return true;
}();

}  // namespace
}  // namespace ucs::bench
