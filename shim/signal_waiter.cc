// SPDX-License-Identifier: MIT
#include "shim/signal_waiter.h"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <utility>

namespace ucs::shim {
namespace {

sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void block_signals() {
  const sigset_t signals = waited_for();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is an error like a full disk
}

SignalWaiter::SignalWaiter(Handlers handlers)
    : handlers_(std::move(handlers)), thread_([this] { wait(); }) {}

SignalWaiter::~SignalWaiter() {
  is_done_ = true;
  pthread_kill(thread_.native_handle(), SIGINT);  // wakes the thread, which has it blocked too
  thread_.join();
}

void SignalWaiter::wait() const {
  const sigset_t signals = waited_for();
  int received = 0;
  bool is_stopping = false;
  for (;;) {
    sigwait(&signals, &received);
    if (is_done_) return;
    if (received == SIGHUP) {
      if (!is_stopping) handlers_.reload();
      continue;
    }
    if (is_stopping) _exit(128 + received);
    is_stopping = true;
    fmt::print(stderr,
               "ucs-shim: stopping; requests in flight are finished first. Once more ends it at "
               "once.\n");
    handlers_.stop();
  }
}

}  // namespace ucs::shim
