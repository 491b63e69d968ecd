// SPDX-License-Identifier: MIT
#include "lib/server/gate.h"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace ucs::server {
namespace {

// How often deadlines are looked at. They are seconds.
constexpr std::chrono::milliseconds kDeadlineStep{250};
constexpr std::chrono::milliseconds kForEver{-1};
// How many are accepted before deadlines are looked at again.
constexpr int kAcceptedMax = 64;
// Of those that are too many, how many are told.
constexpr std::size_t kTurnedAwayMax = 100;

}  // namespace

Gate::Gate(const GateOptions& options, Answerer& answerer, StopSignal& stop)
    : options_(options),
      answerer_(answerer),
      stop_(stop),
      admission_(options.threads, options.requests_max),
      budget_(std::max(options.buffer_bytes_max, 2 * options.limits.request.body_bytes_max)),
      shared_{admission_, budget_} {
  threads_.reserve(options_.threads + 1);
}

Gate::~Gate() {
  poller_.close();
  for (std::thread& thread : threads_) thread.join();
}

void Gate::run(Listener& listener) {
  auto dismissed = std::chrono::steady_clock::now();
  bool is_empty = true;
  while (!stop_.is_set()) {
    const auto woken = listener.wait(stop_, is_empty ? kForEver : kDeadlineStep);
    if (woken == StopSignal::Woken::kReady && !stop_.is_set() && !accept(listener)) stop_.set();
    const auto now = std::chrono::steady_clock::now();
    if (now - dismissed >= kDeadlineStep) {
      dismissed = now;
      dismiss();
    }
    const std::lock_guard lock(mutex_);
    is_empty = open_ == 0;
  }
  await_end();
}

bool Gate::accept(const Listener& listener) {
  for (int i = 0; i < kAcceptedMax; ++i) {
    const int socket = listener.accept(stop_);
    if (socket == Listener::kFailed) return false;
    if (socket == Listener::kNobody) return true;
    let_in(socket);
  }
  return true;
}

void Gate::let_in(int socket) {
  Connection* connection = nullptr;
  bool is_too_many = false;
  try {
    auto made = std::make_unique<Connection>(socket, options_.limits, shared_, stop_);
    connection = made.get();
    const std::lock_guard lock(mutex_);
    is_too_many = open_ >= options_.connections_max;
    if (open_ >= options_.connections_max + kTurnedAwayMax) return;
    connections_.emplace(connection, std::move(made));
    ++open_;
  } catch (const std::bad_alloc&) {
    if (connection == nullptr) ::close(socket);
    return;
  }
  has_threads_ = has_threads_ || start_thread();
  if (!has_threads_) return end(*connection);
  go_on(*connection, is_too_many ? serve(*connection, true) : Connection::Next::kInput, true);
}

void Gate::dismiss() {
  const auto now = std::chrono::steady_clock::now();
  const bool is_stopping = stop_.is_set();
  const std::lock_guard lock(mutex_);
  for (const auto& [key, connection] : connections_) connection->dismiss(now, is_stopping);
}

void Gate::await_end() {
  const auto deadline = std::chrono::steady_clock::now() + options_.drain_max;
  for (;;) {
    dismiss();
    std::unique_lock lock(mutex_);
    if (std::chrono::steady_clock::now() >= deadline) {
      for (const auto& [key, connection] : connections_) connection->cut();
    }
    if (ended_.wait_for(lock, kDeadlineStep, [this] { return open_ == 0; })) return;
  }
}

bool Gate::start_thread() {
  const std::lock_guard lock(threads_mutex_);
  if (threads_.size() > options_.threads) return true;
  try {
    threads_.emplace_back([this] { work(); });
    return true;
  } catch (const std::exception&) {
    return false;  // those there are do the work
  }
}

void Gate::work() {
  for (;;) {
    ++waiting_;
    auto* connection = static_cast<Connection*>(poller_.wait());
    const bool was_last = --waiting_ == 0;
    if (connection == nullptr) return;
    if (was_last) start_thread();
    while (connection != nullptr) connection = advance(*connection);
  }
}

Connection* Gate::advance(Connection& connection) {
  const Connection::Next next = serve(connection, false);
  if (next == Connection::Next::kPlace) {
    const bool waits = admission_.wait(connection);  // who takes it out owns it then
    return waits ? nullptr : &connection;
  }
  // Before it goes on: another thread may have its next request at once, which needs a place.
  Connection* const next_waiting = connection.leave_place() ? admission_.leave() : nullptr;
  go_on(connection, next, false);
  return next_waiting;
}

Connection::Next Gate::serve(Connection& connection, bool is_too_many) noexcept {
  try {
    return is_too_many ? connection.turn_away(answerer_) : connection.serve(answerer_);
  } catch (...) {
    return Connection::Next::kEnd;  // without memory there is no answer
  }
}

void Gate::go_on(Connection& connection, Connection::Next next, bool is_new) {
  if (next == Connection::Next::kEnd) return end(connection);
  const auto what = next == Connection::Next::kInput ? Poller::For::kInput : Poller::For::kOutput;
  const int socket = connection.socket();
  // From here on another thread may own it, if this succeeds.
  const bool is_watched =
      is_new ? poller_.add(socket, &connection, what) : poller_.watch(socket, &connection, what);
  if (!is_watched) end(connection);
}

void Gate::end(Connection& connection) {
  std::unique_ptr<Connection> ended;
  {
    const std::lock_guard lock(mutex_);
    const auto found = connections_.find(&connection);
    ended = std::move(found->second);
    connections_.erase(found);
  }
  ended.reset();
  const std::lock_guard lock(mutex_);
  --open_;
  if (open_ == 0) ended_.notify_all();
}

}  // namespace ucs::server
