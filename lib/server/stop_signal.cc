// SPDX-License-Identifier: MIT
#include "lib/server/stop_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace ucs::server {

StopSignal::StopSignal() {
  if (::pipe(pipe_.data()) != 0) {
    problem_ = errno;
    return;
  }
  for (const int end : pipe_) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

StopSignal::~StopSignal() {
  for (const int end : pipe_) {
    if (end >= 0) ::close(end);
  }
}

void StopSignal::set() noexcept {
  is_set_ = true;
  // When the pipe is full, which it is after thousands of calls, there is a byte in it.
  [[maybe_unused]] const auto written = ::write(pipe_[1], "", 1);
}

StopSignal::Woken StopSignal::wait(int socket, short events,
                                   std::chrono::milliseconds timeout) const {
  using std::chrono::steady_clock;
  const auto begin = steady_clock::now();
  for (;;) {
    std::array<pollfd, 2> entries{{{socket, events, 0}, {pipe_[0], POLLIN, 0}}};
    int wait_ms = -1;
    if (timeout.count() >= 0) {
      // Rounded up, so that the time is over when poll says so.
      const auto passed =
          std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
      const auto left = std::max(timeout - passed, std::chrono::milliseconds(0));
      wait_ms = static_cast<int>(
          std::min<std::chrono::milliseconds::rep>(left.count(), std::numeric_limits<int>::max()));
    }
    const int ready = ::poll(entries.data(), entries.size(), wait_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (entries[0].revents != 0 || ready < 0) return Woken::kReady;  // the call for it tells why
    if (entries[1].revents != 0) return Woken::kStopped;
    return Woken::kTimeout;
  }
}

}  // namespace ucs::server
