// SPDX-License-Identifier: MIT
#include "shim/process_limits.h"

#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>

namespace ucs::shim {
namespace {

// For all else that is open, such as files of exports, and for those that are told that there are
// too many of them.
constexpr rlim_t kOtherFiles = 400;

}  // namespace

std::size_t make_room_for(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return connections;
  const rlim_t wanted = connections + kOtherFiles;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) return connections;
  return static_cast<std::size_t>(std::max(limit.rlim_cur, kOtherFiles + 1) - kOtherFiles);
}

void return_large_memory() {
#ifdef __GLIBC__
  // By default the first large piece that is given back makes all of its size stay with the
  // process, and in each of its arenas: bodies that come together would stay for ever.
  constexpr int kLargeBytes = 128 << 10;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
#endif
}

}  // namespace ucs::shim
