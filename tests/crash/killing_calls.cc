// SPDX-License-Identifier: MIT
#include "tests/crash/killing_calls.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <string_view>

namespace ucs::tests {
namespace {

using When = KillPoint::When;

KillPoint armed;  // NOLINT: the calls below have no other way to know it
std::atomic<int> calls{0};

[[noreturn]] void end() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Returns what happens at this call, which is counted if it is of the kind.
When at(std::string_view call, std::string_view path) {
  if (armed.when == When::kNever) return When::kNever;
  if (armed.call != "any" && armed.call != call) return When::kNever;
  const bool is_of_database = path.find("store.db") != std::string_view::npos &&
                              !ends_with(path, "-lock") && !ends_with(path, "-shm");
  if (!is_of_database || !ends_with(path, armed.file)) return When::kNever;
  return ++calls == armed.count ? armed.when : When::kNever;
}

std::string path_of(int descriptor) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  return {path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// Makes a call, or ends before it or after it.
template <class Call>
auto make(When when, const Call& call) {
  if (when == When::kBefore || when == When::kTorn) end();
  const auto result = call();
  if (when == When::kAfter) end();
  return result;
}

}  // namespace

void arm(const KillPoint& point) { armed = point; }

}  // namespace ucs::tests

// The names and types of the C library, which these go before.
extern "C" {

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  const auto when = ucs::tests::at("write", ucs::tests::path_of(descriptor));
  if (when == ucs::tests::When::kTorn) {
    ::syscall(SYS_pwrite64, descriptor, bytes, size / 2, offset);
    ucs::tests::end();
  }
  return static_cast<ssize_t>(ucs::tests::make(
      when, [&] { return ::syscall(SYS_pwrite64, descriptor, bytes, size, offset); }));
}

int fdatasync(int descriptor) {
  const auto when = ucs::tests::at("sync", ucs::tests::path_of(descriptor));
  return static_cast<int>(
      ucs::tests::make(when, [&] { return ::syscall(SYS_fdatasync, descriptor); }));
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  const auto when = ucs::tests::at("truncate", ucs::tests::path_of(descriptor));
  return static_cast<int>(
      ucs::tests::make(when, [&] { return ::syscall(SYS_ftruncate, descriptor, size); }));
}

int unlink(const char* path) noexcept {
  const auto when = ucs::tests::at("unlink", path);
  return static_cast<int>(
      ucs::tests::make(when, [&] { return ::syscall(SYS_unlinkat, AT_FDCWD, path, 0); }));
}

}  // extern "C"
