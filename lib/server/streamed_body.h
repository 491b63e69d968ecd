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

/// One such body, as it goes over the wire. Lives until the answer is sent or given up, and then
/// calls the log. Not thread-safe; one thread at a time.
class StreamedBody {
 public:
  /// Told how much was sent and, as AccessEntry has it, why it was no more.
  using Log = std::function<void(std::size_t body_bytes, std::string_view broken_off)>;
  enum class Step {
    kPart,    ///< there is more
    kEnd,     ///< that was all
    kFailed,  ///< the rest cannot be made
  };

  /// Takes the body out of `answer`. A client of HTTP/1.0 knows no chunks: to it the end of the
  /// connection is the end of the body.
  StreamedBody(http::Response& answer, bool is_chunked, Log log);
  StreamedBody(const StreamedBody&) = delete;
  StreamedBody& operator=(const StreamedBody&) = delete;
  ~StreamedBody();

  /// Nothing will be sent: it was HEAD that asked.
  void leave_away() { broken_off_ = {}; }

  /// Reports whether to the client the end of the connection is the end of the body.
  [[nodiscard]] bool ends_with_connection() const noexcept { return !is_chunked_; }

  /// Adds the next part to `wire`. To be called when all before is sent, and not again after kEnd
  /// or kFailed. What the body holds is given up with the last part.
  [[nodiscard]] Step next(std::string& wire);

 private:
  const bool is_chunked_;
  std::string part_;  // the first, until it is sent
  bool is_first_ = true;
  std::unique_ptr<http::BodyStream> rest_;
  const Log log_;
  std::size_t bytes_ = 0;       // of parts that were sent
  std::size_t part_bytes_ = 0;  // of the one that is being sent
  std::string_view broken_off_ = "connection";
};

}  // namespace ucs::server
