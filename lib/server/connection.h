// SPDX-License-Identifier: MIT
//
// One connection of a server: it reads requests, has them answered, and sends the answers, and
// waits for nothing itself.
#pragma once

#include <ucs/testing/delivery.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "lib/server/admission.h"
#include "lib/server/answer.h"
#include "lib/server/request_scanner.h"
#include "lib/server/stop_signal.h"

namespace ucs::server {

/// What a connection is held to.
struct ConnectionLimits {
  RequestLimits request;
  /// With nothing to do.
  std::chrono::milliseconds idle_max{std::chrono::seconds(15)};
  /// From the first byte of a request to the end of its headers; then 408.
  std::chrono::milliseconds header_max{std::chrono::seconds(5)};
  /// From there to the end of its body, and a second more for each 64 KiB that have come; then 408.
  std::chrono::milliseconds body_max{std::chrono::seconds(10)};
  /// While the client reads nothing of an answer; then it is given up. So long a client that was
  /// refused may go on sending, too.
  std::chrono::milliseconds stall_max{std::chrono::seconds(5)};
};

/// Owns the socket of a connection, and closes it. It is served by one thread at a time, whoever
/// was told that its socket is ready; only `dismiss` may be called meanwhile, by one other.
class Connection {
 public:
  /// What it waits for, after which it wants to be served again: the client, or a place; or that it
  /// has ended.
  enum class Next { kInput, kOutput, kPlace, kEnd };

  /// What it refers to must outlive it.
  Connection(int socket, const ConnectionLimits& limits, const Shared& shared,
             const StopSignal& stop);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Receives what has come, answers what is whole of it, in order, and sends what the socket
  /// takes. For answering it takes a place, which it keeps: `leave_place` tells. When the server is
  /// to stop it ends as soon as there is no request in it.
  [[nodiscard]] Next serve(Answerer& answerer);

  /// Gives it a place.
  void take_place() noexcept { has_place_ = true; }
  /// Reports whether it had one, which is to be given back.
  [[nodiscard]] bool leave_place() noexcept { return std::exchange(has_place_, false); }
  /// The one that waits behind it; for Admission.
  Connection* next_waiting = nullptr;

  /// Refuses the connection, of which nothing was read, with status 503. Call at most once, in
  /// place of the first serve.
  [[nodiscard]] Next turn_away(Answerer& answerer);

  /// Makes it ready, so that it is served and ends, if its time is over or, when `is_stopping`, if
  /// there is no request in it. What is being answered has no end of its time. Costs two loads if
  /// nothing is to be done. Thread-safe, but not while it is destroyed.
  void dismiss(std::chrono::steady_clock::time_point now, bool is_stopping);

  /// Ends it, whatever it is about, but for what is being answered, which nobody gets to see then.
  /// Thread-safe, but not while it is destroyed.
  void cut();

  [[nodiscard]] int socket() const noexcept { return socket_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  enum class Phase { kWork, kIdle, kHead, kBody, kSending, kLingering };
  enum class Sent { kAll, kBlocked, kNoPlace, kFailed };

  /// Waits in a phase, until a time.
  [[nodiscard]] Next wait(Phase phase, Time deadline, Next next);
  [[nodiscard]] Next wait_for_input();
  /// After Admission::enter has said so. `input` is what came behind the request.
  [[nodiscard]] Next wait_for_place(std::string_view input);
  /// `input` is what came meanwhile.
  [[nodiscard]] Next wait_to_send(std::string_view input);
  /// Does what is to be done when no more comes.
  [[nodiscard]] bool take_end();
  /// Reports whether the request may be answered now; it may have been refused.
  [[nodiscard]] bool may_answer();
  /// Notes what it keeps. False: that is too much.
  [[nodiscard]] bool keep(BufferBudget::Of what);
  void answer(Answerer& answerer);
  void deliver(Answer&& answer);
  [[nodiscard]] Next finish();
  [[nodiscard]] Next linger();
  /// Sends what there is of the answer, and makes more of it meanwhile, for which it takes a place.
  /// After some parts it is blocked, as it is the turn of others.
  [[nodiscard]] Sent send_answer();
  [[nodiscard]] Sent send_output();
  /// Ends the connection, whoever serves it.
  void break_off();
  /// Sends an answer in pieces with pauses, which a stop ends, and waits for that.
  [[nodiscard]] bool dribble(std::string_view bytes, const testing::Delivery& delivery);
  [[nodiscard]] bool send_now(std::string_view bytes) const;

  const int socket_;
  const ConnectionLimits& limits_;
  const Shared& shared_;
  const StopSignal& stop_;
  const std::string peer_;
  RequestScanner scanner_;
  Time begun_;          // the request that is coming, or its body
  std::string input_;   // requests that came while an answer could not be sent
  std::string output_;  // to be sent, from sent_ on
  std::size_t sent_ = 0;
  std::unique_ptr<StreamedBody> rest_;
  std::size_t kept_bytes_ = 0;  // as the budget knows it
  bool has_place_ = false;
  bool is_last_ = false;     // the connection ends behind the answer
  bool is_refused_ = false;  // and the client may be sending yet
  bool is_reset_ = false;
  // What dismiss looks at.
  std::atomic<Phase> phase_{Phase::kIdle};
  std::atomic<Time::rep> deadline_;
  std::atomic<bool> is_dismissed_{false};  // it had nothing to do
  std::atomic<bool> is_late_{false};       // a request was not there in time
  std::atomic<bool> is_cut_{false};
  // To the client the end of the connection is that of a body that is not all sent: so that it must
  // not come in good order.
  std::atomic<bool> ends_body_{false};
};

}  // namespace ucs::server
