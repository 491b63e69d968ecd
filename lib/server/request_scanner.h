// SPDX-License-Identifier: MIT
//
// Where a request of HTTP/1.1 begins and ends in a stream of bytes, and whether it is one.
#pragma once

#include <ucs/http.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ucs::server {

/// What one request may have. Each limit is the last value that is taken.
struct RequestLimits {
  /// Method, target and version, without the end of the line; more is 414.
  std::size_t line_bytes_max = 8192;
  /// More headers are 431, and so are more bytes in all of them, without the ends of their lines.
  std::size_t headers_max = 64;
  std::size_t header_bytes_max = 8192;
  /// The body without its transfer coding; more is 413, which a Content-Length tells beforehand.
  std::size_t body_bytes_max = std::size_t{1} << 20U;
};

/// Why a request is refused.
struct Refusal {
  /// 400, 413, 414, 415, 417 or 431; 408 or 503 from outside.
  int status = 400;
  /// What is wrong, as the rest of a sentence that begins "the request is not valid HTTP/1.1:";
  /// with 503, of what there are too many. A text that is never destroyed.
  std::string_view reason{};
};

/// Reads one request after the other from bytes as they come, in pieces of any size. Everything is
/// checked here, so that what is behind it can rely on it, and strictly: of what two readers might
/// understand differently (RFC 9112, section 11) nothing gets through. Refused are
/// * first lines but `METHOD target HTTP/1.1` or `HTTP/1.0` with single blanks;
/// * lines that do not end with CR and LF, and control characters in any line;
/// * headers without a name of the right characters, or with a blank before the colon; folded ones;
/// * of HTTP/1.1 no header Host or two, and a host with characters that no host has;
/// * two Content-Length, one with Transfer-Encoding, one that is not 1 to 18 digits; transfer
///   codings but a single `chunked`, and any of HTTP/1.0;
/// * sizes of chunks but 1 to 15 hexadecimal digits; chunks that do not end where they should, and
///   fields behind the last one;
/// * bodies of GET and HEAD; a Range;
/// * a Content-Encoding but `identity` (415);
/// * an Expect but `100-continue` (417).
/// One empty line before a request is passed over, because there are clients that send one behind a
/// body. Memory is bounded by the limits; time is linear in the bytes, whatever their pieces.
/// Not thread-safe; one thread at a time.
class RequestScanner {
 public:
  enum class State {
    kIdle,      ///< no byte of a request has come
    kHead,      ///< its first line and headers are coming
    kBody,      ///< its body is coming
    kComplete,  ///< it is there, and next is to be called
    kRefused,   ///< it is no request; nothing behind it can be one
  };

  explicit RequestScanner(const RequestLimits& limits) : limits_(limits) {}

  /// Takes what belongs to the request away from the front of `bytes`, and returns the state. Takes
  /// all unless the request is complete or refused then.
  State scan(std::string_view& bytes);

  [[nodiscard]] State state() const noexcept { return state_; }
  /// Returns the request; of one that is refused what was right before that: nothing, the first
  /// line, or that and headers up to the wrong one; never a body.
  [[nodiscard]] const http::Request& request() const noexcept { return request_; }
  [[nodiscard]] http::Request& request() noexcept { return request_; }
  /// Returns why it is refused. Only when it is.
  [[nodiscard]] const Refusal& refusal() const noexcept { return refusal_; }

  /// Reports whether the client is of HTTP/1.0, and whether the connection is to end behind the
  /// answer: because the client wants that, or because it does not ask for the opposite in 1.0.
  [[nodiscard]] bool is_http_1_0() const noexcept { return is_http_1_0_; }
  [[nodiscard]] bool closes() const noexcept;
  /// Reports whether the client waits to be told that it may send the body; false once it was
  /// asked, and when the body came without it. For State::kBody.
  [[nodiscard]] bool take_expects_continue() noexcept;
  /// Returns how much of the body has come, in bytes.
  [[nodiscard]] std::size_t body_bytes() const noexcept { return request_.body.size(); }

  /// Begins with the next request. Only when one is complete.
  void next();

  /// Refuses what has come, because of what no byte tells. `reason` as of Refusal.
  void refuse(int status, std::string_view reason);

 private:
  enum class Part { kLine, kHeaders, kLength, kChunkSize, kChunk, kChunkEnd, kTrailers };

  void scan_line(std::string_view& bytes);
  void take_line(std::string_view line);
  void read_request_line(std::string_view line);
  void read_header(std::string_view line);
  void read_known_header(const http::Header& header);
  void read_length(std::string_view value);
  void read_connection(std::string_view value);
  void finish_head();
  void read_chunk_size(std::string_view line);
  void take_body(std::string_view& bytes);
  [[nodiscard]] std::size_t line_bytes_max() const noexcept;

  const RequestLimits limits_;
  State state_ = State::kIdle;
  Part part_ = Part::kLine;
  Refusal refusal_;
  http::Request request_;
  std::string line_;  // what has come of a line
  std::size_t header_bytes_ = 0;
  std::uint64_t left_ = 0;  // bytes of the body, or of the chunk, that are still to come
  bool is_http_1_0_ = false;
  bool is_after_empty_line_ = false;
  bool has_host_ = false;
  bool has_length_ = false;
  bool is_chunked_ = false;
  bool expects_continue_ = false;
  bool wants_close_ = false;
  bool wants_keep_alive_ = false;
};

}  // namespace ucs::server
