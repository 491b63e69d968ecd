// SPDX-License-Identifier: MIT
#include "lib/server/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "lib/server/request_checks.h"

namespace ucs::server {
namespace {

using std::chrono::steady_clock;
using testing::Delivery;
using Of = BufferBudget::Of;
using Kind = Delivery::Kind;
using State = RequestScanner::State;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kDrainedBytesMax = std::size_t{1} << 20U;
constexpr std::size_t kReceivedBytesMax = std::size_t{64} << 10U;
// Behind so many requests that came at once it is the turn of others: the socket is ready, and so
// the connection comes up again behind them.
constexpr int kAnsweredMax = 4;
// Likewise behind so many parts of a streamed answer.
constexpr int kPartsMax = 16;
// How much the system takes of an answer beyond what it can send. It reports that there is room
// again when half of that was sent, which is what a client must have read in time.
constexpr int kUnsentBytesMax = 32 << 10;
// How long a client may read nothing where there is little room left.
constexpr std::chrono::milliseconds kHurriedMax{500};
// A body has a second more for each.
constexpr std::size_t kBytesASecond = std::size_t{64} << 10U;

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): filled by recv
using Buffer = std::array<char, kReceivedBytesMax>;

std::string address_of_peer(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  std::array<char, NI_MAXHOST> host{};
  if (::getpeername(socket, address, &size) != 0 ||
      ::getnameinfo(address, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0)
    return {};
  return host.data();
}

[[nodiscard]] bool is_to_be_tried_again(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

[[nodiscard]] bool can_send(int socket, std::chrono::milliseconds timeout) {
  pollfd entry{socket, POLLOUT, 0};
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, static_cast<int>(timeout.count()));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/// Returns status line and headers of an answer.
std::string_view head_of(std::string_view answer) {
  return answer.substr(0, answer.find(kHeadEnd) + kHeadEnd.size());
}

}  // namespace

Connection::Connection(int socket, const ConnectionLimits& limits, const Shared& shared,
                       const StopSignal& stop)
    : socket_(socket),
      limits_(limits),
      shared_(shared),
      stop_(stop),
      peer_(address_of_peer(socket)),
      scanner_(limits.request),
      deadline_((steady_clock::now() + limits.idle_max).time_since_epoch().count()) {
  const int on = 1;
  ::fcntl(socket_, F_SETFD, FD_CLOEXEC);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#if defined(TCP_NOTSENT_LOWAT)
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytesMax, sizeof kUnsentBytesMax);
#endif
}

Connection::~Connection() {
  static_cast<void>(shared_.budget.change(kept_bytes_, 0, Of::kAnswer));
  if (is_reset_ || ends_body_) {
    const ::linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  } else {
    // What was received and not read would make the system reset the connection, and with it an
    // answer that is still on its way.
    ::shutdown(socket_, SHUT_WR);
    Buffer buffer;
    for (std::size_t drained = 0; drained < kDrainedBytesMax;) {
      const ssize_t bytes = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (bytes <= 0) break;
      drained += static_cast<std::size_t>(bytes);
    }
  }
  ::close(socket_);
}

Connection::Next Connection::serve(Answerer& answerer) {
  const bool was_lingering = phase_.exchange(Phase::kWork) == Phase::kLingering;
  if (was_lingering) return linger();
  if (is_cut_) return Next::kEnd;
  const std::string kept = std::exchange(input_, {});
  std::string_view bytes = kept;
  Buffer buffer;
  int answered = 0;
  // It receives once, so that one client that sends and sends keeps nobody waiting: if more has
  // come the socket is ready. Who waited for a place has received before.
  for (bool has_received = has_place_;;) {
    const Sent sent = send_answer();
    if (sent == Sent::kFailed) return Next::kEnd;
    if (sent == Sent::kBlocked) return wait_to_send(bytes);
    if (sent == Sent::kNoPlace) return wait_for_place(bytes);
    if (is_last_) return finish();
    if (answered >= kAnsweredMax && !bytes.empty()) return wait_to_send(bytes);
    if (bytes.empty() && scanner_.state() != State::kComplete) {
      if (has_received) return wait_for_input();
      const ssize_t received = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (received < 0) return is_to_be_tried_again(errno) ? wait_for_input() : Next::kEnd;
      if (received == 0 && !take_end()) return Next::kEnd;
      bytes = {buffer.data(), static_cast<std::size_t>(received)};
      has_received = true;
    }
    const auto before = scanner_.state();
    auto state = scanner_.scan(bytes);
    if (state == State::kBody && !keep(Of::kBody)) {
      scanner_.refuse(503, "large requests");
      state = State::kRefused;
    }
    if (state == State::kComplete || state == State::kRefused) {
      if (!may_answer()) return wait_for_place(bytes);
      answer(answerer);
      ++answered;
    } else if (state != before) {
      begun_ = steady_clock::now();
    }
    if (scanner_.state() == State::kBody && scanner_.take_expects_continue()) output_ = kContinue;
  }
}

bool Connection::may_answer() {
  // Who asks whether the server is alive is told so, however much it has to do.
  if (has_place_ || scanner_.state() == State::kRefused ||
      !health_check(scanner_.request()).empty())
    return true;
  if (scanner_.body_bytes() > BufferBudget::kFreeBytes && !keep(Of::kBody)) {
    scanner_.refuse(503, "large requests");
    return true;
  }
  switch (shared_.admission.enter()) {
    case Admission::Entry::kPlace:
      has_place_ = true;
      return true;
    case Admission::Entry::kWait:
      return false;
    default:
      scanner_.refuse(503, "requests");
      return true;
  }
}

bool Connection::keep(BufferBudget::Of what) {
  const std::size_t bytes = scanner_.body_bytes() + input_.size() + output_.size();
  if (bytes == 0 && kept_bytes_ == 0) return true;
  if (!shared_.budget.change(kept_bytes_, bytes, what)) return false;
  kept_bytes_ = bytes;
  return true;
}

Connection::Next Connection::turn_away(Answerer& answerer) {
  phase_ = Phase::kWork;
  scanner_.refuse(503, "connections");
  answer(answerer);
  return send_answer() == Sent::kAll ? finish() : Next::kEnd;
}

Connection::Next Connection::wait(Phase phase, Time deadline, Next next) {
  deadline_ = deadline.time_since_epoch().count();
  phase_ = phase;
  // Who stops the server looks at the phase after it has set the signal, so one of the two sees
  // what the other did.
  const bool has_request = phase != Phase::kIdle && phase != Phase::kLingering;
  return !has_request && stop_.is_set() ? Next::kEnd : next;
}

Connection::Next Connection::wait_to_send(std::string_view input) {
  input_ = input;
  if (sent_ > output_.size() / 2) {  // no room is kept for what was sent
    output_.erase(0, std::exchange(sent_, 0));
    output_.shrink_to_fit();
  }
  if (!keep(Of::kAnswer)) return Next::kEnd;
  return wait(Phase::kSending, steady_clock::now() + limits_.stall_max, Next::kOutput);
}

Connection::Next Connection::wait_for_input() {
  static_cast<void>(keep(Of::kBody));  // not more than is noted
  switch (scanner_.state()) {
    case State::kIdle:
      return wait(Phase::kIdle, steady_clock::now() + limits_.idle_max, Next::kInput);
    case State::kHead:
      return wait(Phase::kHead, begun_ + limits_.header_max, Next::kInput);
    default:
      const std::chrono::seconds more(scanner_.body_bytes() / kBytesASecond);
      return wait(Phase::kBody, begun_ + limits_.body_max + more, Next::kInput);
  }
}

Connection::Next Connection::wait_for_place(std::string_view input) {
  const auto has_room = [&] {
    try {
      input_ = input;
      return keep(Of::kAnswer);
    } catch (...) {  // memory
      return false;
    }
  };
  if (has_room()) return Next::kPlace;
  shared_.admission.give_up();
  return Next::kEnd;
}

/// Returns whether there is something to answer.
bool Connection::take_end() {
  if (scanner_.state() == State::kIdle || is_dismissed_) return false;
  if (is_late_) {
    scanner_.refuse(408, "it did not arrive in time");
  } else {
    scanner_.refuse(400, "it ends before it is complete");
  }
  return true;
}

void Connection::answer(Answerer& answerer) {
  is_refused_ = scanner_.state() == State::kRefused;
  Answer answer = answerer.answer(scanner_, peer_);
  if (!is_refused_) scanner_.next();
  // Its body is gone, and the client may go on as soon as it sees the answer.
  if (kept_bytes_ > 0)
    static_cast<void>(shared_.budget.change(std::exchange(kept_bytes_, 0), 0, Of::kAnswer));
  is_last_ = is_refused_ || answer.closes;
  deliver(std::move(answer));
}

void Connection::deliver(Answer&& answer) {
  const Delivery& delivery = answer.delivery;
  switch (delivery.kind) {
    case Kind::kWhole:
      output_ = std::move(answer.bytes);
      rest_ = std::move(answer.rest);
      ends_body_ = rest_ != nullptr && rest_->ends_with_connection();
      // The beginning of the body goes with the headers.
      if (rest_ != nullptr) static_cast<void>(rest_->next(output_));
      break;
    case Kind::kReset:
      is_reset_ = true;
      is_last_ = true;
      break;
    case Kind::kEmpty:
      is_last_ = true;
      break;
    case Kind::kTruncated:
      output_ = answer.bytes.substr(0, head_of(answer.bytes).size() + delivery.bytes);
      is_last_ = true;
      break;
    case Kind::kDribbled:
      if (!dribble(answer.bytes, delivery)) is_last_ = true;
      break;
  }
}

Connection::Next Connection::finish() {
  if (!is_refused_ || is_reset_) return Next::kEnd;
  // A client that is still sending would be reset, and not get to see why it was refused.
  ::shutdown(socket_, SHUT_WR);
  deadline_ = (steady_clock::now() + limits_.stall_max).time_since_epoch().count();
  return linger();
}

Connection::Next Connection::linger() {
  if (steady_clock::now() >= Time(Time::duration(deadline_))) return Next::kEnd;
  Buffer buffer;
  for (std::size_t drained = 0; drained < kDrainedBytesMax;) {
    const ssize_t bytes = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (bytes < 0 && is_to_be_tried_again(errno)) break;
    if (bytes <= 0) return Next::kEnd;
    drained += static_cast<std::size_t>(bytes);
  }
  return wait(Phase::kLingering, Time(Time::duration(deadline_)), Next::kInput);
}

Connection::Sent Connection::send_answer() {
  for (int parts = 0;; ++parts) {
    const Sent sent = send_output();
    if (sent != Sent::kAll || rest_ == nullptr) return sent;
    if (parts == kPartsMax) return Sent::kBlocked;
    if (!has_place_) {
      if (shared_.admission.enter(true) == Admission::Entry::kWait) return Sent::kNoPlace;
      has_place_ = true;
    }
    switch (rest_->next(output_)) {
      case StreamedBody::Step::kPart:
        break;
      case StreamedBody::Step::kEnd:
        rest_.reset();
        ends_body_ = false;
        break;
      case StreamedBody::Step::kFailed:
        return Sent::kFailed;
    }
  }
}

Connection::Sent Connection::send_output() {
  while (sent_ < output_.size()) {
    const ssize_t bytes = ::send(socket_, output_.data() + sent_, output_.size() - sent_,
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
    if (bytes >= 0) {
      sent_ += static_cast<std::size_t>(bytes);
    } else if (errno != EINTR) {
      return is_to_be_tried_again(errno) ? Sent::kBlocked : Sent::kFailed;
    }
  }
  sent_ = 0;
  std::string().swap(output_);  // assigning nothing would keep the room
  return Sent::kAll;
}

bool Connection::dribble(std::string_view bytes, const Delivery& delivery) {
  const std::string_view head = head_of(bytes);
  const std::size_t piece_bytes = std::max(delivery.bytes, std::size_t{1});
  if (!send_now(head)) return false;
  bytes.remove_prefix(head.size());
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, piece_bytes);
    if (!send_now(piece)) return false;
    bytes.remove_prefix(piece.size());
    if (!bytes.empty())
      static_cast<void>(stop_.wait(-1, 0, std::max(delivery.pause, std::chrono::milliseconds(0))));
  }
  return true;
}

bool Connection::send_now(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!is_to_be_tried_again(errno) || !can_send(socket_, limits_.stall_max)) {
      return false;
    }
  }
  return true;
}

void Connection::dismiss(Time now, bool is_stopping) {
  const Phase phase = phase_;
  const bool has_nothing_to_do = phase == Phase::kIdle || phase == Phase::kLingering;
  // Where there is little room left, who reads nothing has less time.
  const bool is_hurried = phase == Phase::kSending && shared_.budget.is_tight();
  const Time late = is_hurried ? now + limits_.stall_max - kHurriedMax : now;
  const bool is_over = phase != Phase::kWork && deadline_ <= late.time_since_epoch().count();
  if (!is_over && !(is_stopping && has_nothing_to_do)) return;
  // The end of the input makes the socket ready, and what came before it is still received: who
  // serves the connection at this moment answers it, and finds the end behind it.
  if (has_nothing_to_do) is_dismissed_ = true;
  if (phase == Phase::kHead || phase == Phase::kBody) is_late_ = true;
  if (phase == Phase::kSending) return break_off();
  ::shutdown(socket_, SHUT_RD);
}

void Connection::cut() {
  is_dismissed_ = true;
  is_cut_ = true;
  break_off();
}

void Connection::break_off() {
#if defined(__linux__)
  if (ends_body_) {  // this resets the connection at once
    ::sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    static_cast<void>(::connect(socket_, &nobody, sizeof nobody));
    return;
  }
#endif
  ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace ucs::server
