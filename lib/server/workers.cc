// SPDX-License-Identifier: MIT
#include "lib/server/workers.h"

#include <system_error>
#include <utility>

namespace ucs::server {

Workers::Workers(std::size_t threads_max, Serve serve)
    : threads_max_(threads_max), serve_(std::move(serve)) {
  threads_.reserve(threads_max_);
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::add(int socket) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= idle_ && threads_.size() < threads_max_) start_thread();
  if (threads_.empty()) return false;
  waiting_.push_back(socket);
  changed_.notify_one();
  return true;
}

void Workers::start_thread() {
  try {
    threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    // Those there are do the work.
  }
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] { return !waiting_.empty() || is_closed_; });
    --idle_;
    if (waiting_.empty()) return;
    const int socket = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    serve_(socket);
    lock.lock();
  }
}

}  // namespace ucs::server
