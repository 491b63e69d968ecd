// SPDX-License-Identifier: MIT
#include "lib/store/postgres/pause.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>

namespace ucs {
inline namespace v0 {
namespace postgres {

bool Pauses::wait(Deadline deadline) {
  constexpr std::chrono::microseconds kLongest{200000};
  const auto share = static_cast<std::int64_t>(random_number() % 1000) + 1000;
  const auto pause = longest_ * share / 2000;
  longest_ = std::min(longest_ * 2, kLongest);
  std::mutex mutex;
  std::condition_variable nobody;
  std::unique_lock lock(mutex);
  const Deadline end = std::min(deadline, std::chrono::steady_clock::now() + pause);
  nobody.wait_until(lock, end, [&] { return std::chrono::steady_clock::now() >= end; });
  return time_left(deadline).count() > 0;
}

std::uint64_t random_number() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
