// SPDX-License-Identifier: MIT
#include "shim/memory_probe.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

namespace ucs::shim {
namespace {

constexpr std::uint64_t kKb = 1024;

std::uint64_t page_kb() {
  const long bytes = ::sysconf(_SC_PAGESIZE);
  return bytes > 0 ? static_cast<std::uint64_t>(bytes) / kKb : 0;
}

/// Returns the machine's memory.
std::uint64_t physical_kb() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  return pages > 0 ? static_cast<std::uint64_t>(pages) * page_kb() : 0;
}

/// Returns the limit of the process's control group where that shows its own as the root, as
/// containers do; else `otherwise`.
std::uint64_t group_limit_kb(std::uint64_t otherwise) {
  std::uint64_t bytes = 0;
  std::ifstream file("/sys/fs/cgroup/memory.max");
  return file >> bytes ? bytes / kKb : otherwise;  // "max" is no number
}

/// Returns the limit of the address space; else `otherwise`.
std::uint64_t process_limit_kb(std::uint64_t otherwise) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return otherwise;
  return limit.rlim_cur / kKb;
}

/// Returns what the system could give without swapping.
std::uint64_t available_kb() {
  std::ifstream file("/proc/meminfo");
  for (std::string name; file >> name;) {
    std::uint64_t kb = 0;
    if (name == "MemAvailable:" && file >> kb) return kb;
    std::getline(file, name);
  }
  return 0;
}

}  // namespace

http::MemoryFigures probe_memory() {
  http::MemoryFigures figures;
  const std::uint64_t physical = physical_kb();
  figures.max_kb = std::min({physical, group_limit_kb(physical), process_limit_kb(physical)});
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream statm("/proc/self/statm");
  if (statm >> pages >> resident_pages) {
    figures.allocated_kb = pages * page_kb();
    figures.used_kb = resident_pages * page_kb();
  }
  const std::uint64_t left = figures.max_kb - std::min(figures.max_kb, figures.used_kb);
  figures.free_kb = std::min(left, available_kb());
  return figures;
}

}  // namespace ucs::shim
