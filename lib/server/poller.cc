// SPDX-License-Identifier: MIT
#include "lib/server/poller.h"

#include <unistd.h>

#include <cerrno>
#include <thread>

#if defined(__linux__) && !defined(UCS_SERVER_POLL)

#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace ucs::server {
namespace {

epoll_event event_of(void* owner, Poller::For what) {
  epoll_event event{};
  event.events = EPOLLONESHOT | (what == Poller::For::kInput ? EPOLLIN : EPOLLOUT);
  event.data.ptr = owner;
  return event;
}

}  // namespace

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ >= 0) closed_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;  // to everybody, and for ever
  if (closed_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, closed_, &event) != 0) problem_ = errno;
}

Poller::~Poller() {
  if (closed_ >= 0) ::close(closed_);
  if (epoll_ >= 0) ::close(epoll_);
}

bool Poller::add(int socket, void* owner, For what) {
  ++handovers_;
  epoll_event event = event_of(owner, what);
  return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) == 0;
}

bool Poller::watch(int socket, void* owner, For what) {
  ++handovers_;
  epoll_event event = event_of(owner, what);
  return ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event) == 0;
}

void* Poller::wait() {
  epoll_event event{};
  // One at a time: the others are for other threads, as serving this one may take long. Before it
  // sleeps it lets others run, who may be about to send: to be woken costs as much as a request.
  if (::epoll_wait(epoll_, &event, 1, 0) < 1) {
    std::this_thread::yield();
    while (::epoll_wait(epoll_, &event, 1, -1) < 1) {
    }
  }
  static_cast<void>(handovers_.load());
  return event.data.ptr;
}

void Poller::close() { static_cast<void>(::eventfd_write(closed_, 1)); }

}  // namespace ucs::server

#else

#include <fcntl.h>
#include <poll.h>

#include <algorithm>

namespace ucs::server {

Poller::Poller() {
  if (::pipe(pipe_.data()) != 0) {
    problem_ = errno;
    return;
  }
  for (const int end : pipe_) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

Poller::~Poller() {
  for (const int end : pipe_) {
    if (end >= 0) ::close(end);
  }
}

bool Poller::add(int socket, void* owner, For what) { return watch(socket, owner, what); }

bool Poller::watch(int socket, void* owner, For what) {
  {
    const std::lock_guard lock(mutex_);
    watched_.push_back({socket, static_cast<short>(what == For::kInput ? POLLIN : POLLOUT), owner});
  }
  wake();
  return true;
}

// One thread is in poll; the others wait for their turn.
void* Poller::wait() {
  const std::lock_guard turn(turn_);
  for (std::vector<pollfd> entries;;) {
    entries.assign(1, {pipe_[0], POLLIN, 0});
    {
      const std::lock_guard lock(mutex_);
      if (is_closed_) return nullptr;
      for (const Watched& one : watched_) entries.push_back({one.socket, one.events, 0});
    }
    if (::poll(entries.data(), static_cast<nfds_t>(entries.size()), -1) < 1) continue;
    std::array<char, 64> bytes{};
    while (entries[0].revents != 0 && ::read(pipe_[0], bytes.data(), bytes.size()) > 0) {
    }
    const auto ready = std::find_if(entries.begin() + 1, entries.end(),
                                    [](const pollfd& entry) { return entry.revents != 0; });
    if (ready == entries.end()) continue;
    const std::lock_guard lock(mutex_);
    const auto found = watched_.begin() + (ready - entries.begin() - 1);  // only this thread erases
    void* const owner = found->owner;
    watched_.erase(found);
    return owner;
  }
}

void Poller::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  wake();
}

void Poller::wake() const { [[maybe_unused]] const auto written = ::write(pipe_[1], "", 1); }

}  // namespace ucs::server

#endif
