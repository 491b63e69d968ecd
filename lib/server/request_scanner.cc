// SPDX-License-Identifier: MIT
#include "lib/server/request_scanner.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/assert.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace ucs::server {
namespace {

using detail::equal_ignoring_case;

constexpr std::size_t kLengthDigitsMax = 18;
constexpr std::size_t kChunkDigitsMax = 15;
constexpr std::uint64_t kBodyReserveMax = std::uint64_t{64} << 10U;

/// Which bytes may be in a name (RFC 9110, 5.6.2).
constexpr std::array<bool, 256> make_name_bytes() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kNameBytes = make_name_bytes();

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kNameBytes[static_cast<unsigned char>(c)];
  });
}

/// Reports whether there is a byte that no line may have. Only values may have tabs.
bool has_control(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

}  // namespace

RequestScanner::State RequestScanner::scan(std::string_view& bytes) {
  while (!bytes.empty() && state_ != State::kComplete && state_ != State::kRefused) {
    if (part_ == Part::kLength || part_ == Part::kChunk) {
      take_body(bytes);
    } else {
      scan_line(bytes);
    }
  }
  return state_;
}

bool RequestScanner::closes() const noexcept {
  return wants_close_ || (is_http_1_0_ && !wants_keep_alive_);
}

bool RequestScanner::take_expects_continue() noexcept {
  return std::exchange(expects_continue_, false);
}

void RequestScanner::next() {
  UCS_ASSERT(state_ == State::kComplete);
  state_ = State::kIdle;
  part_ = Part::kLine;
  // Assigning nothing would keep the room of a large body while the connection is idle.
  static_cast<void>(std::exchange(request_, {}));
  header_bytes_ = 0;
  left_ = 0;
  is_http_1_0_ = is_after_empty_line_ = has_host_ = has_length_ = is_chunked_ = false;
  expects_continue_ = wants_close_ = wants_keep_alive_ = false;
}

void RequestScanner::refuse(int status, std::string_view reason) {
  state_ = State::kRefused;
  refusal_ = {status, reason};
  std::string().swap(request_.body);
  std::string().swap(line_);
}

std::size_t RequestScanner::line_bytes_max() const noexcept {
  switch (part_) {
    case Part::kLine:
      return limits_.line_bytes_max;
    case Part::kHeaders:
      return limits_.header_bytes_max - header_bytes_;
    default:
      return kChunkDigitsMax;
  }
}

/// Takes a line, or the part of it that is there.
void RequestScanner::scan_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const bool is_whole = end != std::string_view::npos;
  std::string_view line = bytes.substr(0, is_whole ? end + 1 : bytes.size());
  bytes.remove_prefix(line.size());
  if (is_whole) line.remove_suffix(1);
  if (state_ == State::kIdle && (!is_whole || !(line_.empty() && line == "\r")))
    state_ = State::kHead;
  const std::size_t bytes_max = line_bytes_max() + 1;  // with the CR
  if (line_.size() + line.size() > bytes_max) {
    if (part_ == Part::kLine) return refuse(414, "its first line is too long");
    if (part_ == Part::kHeaders) return refuse(431, "its headers are too large");
    return refuse(400, "the size of a chunk is no number of bytes");
  }
  if (!is_whole) {
    line_.append(line);
    return;
  }
  if (line_.empty()) return take_line(line);
  line_.append(line);
  take_line(std::exchange(line_, {}));
}

/// Takes a whole line, which should have a CR at its end.
void RequestScanner::take_line(std::string_view line) {
  if (line.empty() || line.back() != '\r') return refuse(400, "a line does not end with CR and LF");
  line.remove_suffix(1);
  if (has_control(line)) return refuse(400, "there is a control character in it");
  switch (part_) {
    case Part::kLine:
      return read_request_line(line);
    case Part::kHeaders:
      return line.empty() ? finish_head() : read_header(line);
    case Part::kChunkSize:
      return read_chunk_size(line);
    case Part::kChunkEnd:
      part_ = Part::kChunkSize;
      if (!line.empty()) refuse(400, "a chunk of its body is longer than its size");
      return;
    default:  // behind the last chunk
      if (!line.empty()) return refuse(400, "there is something behind the last chunk of its body");
      state_ = State::kComplete;
  }
}

void RequestScanner::read_request_line(std::string_view line) {
  constexpr std::string_view kMalformed = "its first line is malformed";
  if (line.empty() && !is_after_empty_line_) {
    is_after_empty_line_ = true;
    state_ = State::kIdle;
    return;
  }
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, kMalformed);
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_name(method) || target.empty() || target.find_first_of(" \t") != std::string_view::npos)
    return refuse(400, kMalformed);
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return refuse(400, "its version is neither HTTP/1.1 nor HTTP/1.0");
  is_http_1_0_ = version == "HTTP/1.0";
  request_.method = method;
  request_.target = target;
  part_ = Part::kHeaders;
}

void RequestScanner::read_header(std::string_view line) {
  if (request_.headers.size() == limits_.headers_max) return refuse(431, "it has too many headers");
  header_bytes_ += line.size();
  if (line.front() == ' ' || line.front() == '\t') return refuse(400, "a header is folded");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_name(line.substr(0, colon)))
    return refuse(400, "a header has no name, or one of wrong characters");
  request_.headers.push_back(
      {std::string(line.substr(0, colon)), std::string(detail::trimmed(line.substr(colon + 1)))});
  read_known_header(request_.headers.back());
}

/// Looks at a header that says how the request is to be read.
void RequestScanner::read_known_header(const http::Header& header) {
  const std::string_view value = header.value;
  const auto is = [&](std::string_view name) { return equal_ignoring_case(header.name, name); };
  if (is("content-length")) {
    read_length(value);
  } else if (is("transfer-encoding")) {
    if (is_chunked_ || !equal_ignoring_case(value, "chunked"))
      return refuse(400, "its Transfer-Encoding is not chunked");
    is_chunked_ = true;
  } else if (is("host")) {
    if (has_host_) return refuse(400, "it has several Host headers");
    if (value.find_first_of(" \t,/?#@\\") != std::string_view::npos)
      return refuse(400, "its Host is no name or address");
    has_host_ = true;
  } else if (is("connection")) {
    read_connection(value);
  } else if (is("range")) {
    return refuse(400, "it asks for a range, and there are only whole answers");
  } else if (is("content-encoding")) {
    if (!equal_ignoring_case(value, "identity")) return refuse(415, "its body is packed");
  } else if (is("expect")) {
    if (!equal_ignoring_case(value, "100-continue"))
      return refuse(417, "it expects other than 100-continue");
    expects_continue_ = !is_http_1_0_;  // such a client knows no answer before the answer
  }
}

void RequestScanner::read_length(std::string_view value) {
  if (has_length_) return refuse(400, "it has several Content-Length headers");
  if (value.empty() || value.size() > kLengthDigitsMax ||
      !std::all_of(value.begin(), value.end(), detail::is_digit))
    return refuse(400, "its Content-Length is no number of bytes");
  has_length_ = true;
  std::from_chars(value.data(), value.data() + value.size(), left_);
}

void RequestScanner::read_connection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = detail::trimmed(value.substr(0, comma));
    wants_close_ = wants_close_ || equal_ignoring_case(option, "close");
    wants_keep_alive_ = wants_keep_alive_ || equal_ignoring_case(option, "keep-alive");
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
}

/// Decides how the body comes, once all headers are there.
void RequestScanner::finish_head() {
  if (!has_host_ && !is_http_1_0_) return refuse(400, "it has no Host header");
  if (is_chunked_ && has_length_)
    return refuse(400, "it has both Content-Length and Transfer-Encoding");
  if (is_chunked_ && is_http_1_0_) return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
  if ((is_chunked_ || left_ > 0) && (request_.method == "GET" || request_.method == "HEAD"))
    return refuse(400, "it has a body, and GET and HEAD have none");
  if (left_ > limits_.body_bytes_max) return refuse(413, "its body is too large");
  if (is_chunked_) {
    state_ = State::kBody;
    part_ = Part::kChunkSize;
  } else if (left_ == 0) {
    state_ = State::kComplete;
  } else {
    state_ = State::kBody;
    part_ = Part::kLength;
    // What a client merely announces is given no memory.
    request_.body.reserve(static_cast<std::size_t>(std::min(left_, kBodyReserveMax)));
  }
}

void RequestScanner::read_chunk_size(std::string_view line) {
  const char* const end = line.data() + line.size();
  std::uint64_t size = 0;
  const auto read = std::from_chars(line.data(), end, size, 16);
  if (read.ec != std::errc() || read.ptr != end)
    return refuse(400, "the size of a chunk is no number of bytes");
  if (size > limits_.body_bytes_max - request_.body.size())
    return refuse(413, "its body is too large");
  expects_continue_ = false;
  left_ = size;
  part_ = size == 0 ? Part::kTrailers : Part::kChunk;
}

void RequestScanner::take_body(std::string_view& bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  request_.body.append(bytes.substr(0, taken));
  bytes.remove_prefix(taken);
  left_ -= taken;
  expects_continue_ = false;
  if (left_ > 0) return;
  if (part_ == Part::kChunk) {
    part_ = Part::kChunkEnd;
  } else {
    state_ = State::kComplete;
  }
}

}  // namespace ucs::server
