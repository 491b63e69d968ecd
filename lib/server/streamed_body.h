// SPDX-License-Identifier: MIT
//
// The sending of a body that is made meanwhile (http::Response::rest).
#pragma once

#include <ucs/http.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ucs::server {

/// One such body. Lives until the answer is sent or given up, and then calls the log. Used by the
/// thread that serves the connection.
class StreamedBody {
 public:
  /// Told how much was sent and, as AccessEntry has it, why it was no more.
  using Log = std::function<void(std::size_t body_bytes, std::string_view broken_off)>;
  /// Sends a part and returns whether it could; asked with an empty part, whether the other end
  /// still wants one.
  using Write = std::function<bool(std::string_view part)>;

  /// Takes the body out of `answer`.
  StreamedBody(http::Response& answer, Log log);
  StreamedBody(const StreamedBody&) = delete;
  StreamedBody& operator=(const StreamedBody&) = delete;
  ~StreamedBody();

  /// Nothing will be sent: it was HEAD that asked.
  void leave_away() { broken_off_ = {}; }

  /// Sends all of it, and returns whether it could. Call once.
  bool send(const Write& write);

 private:
  std::string part_;
  std::unique_ptr<http::BodyStream> rest_;
  const Log log_;
  std::size_t bytes_ = 0;
  std::string_view broken_off_ = "connection";
};

}  // namespace ucs::server
