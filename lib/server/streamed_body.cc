// SPDX-License-Identifier: MIT
#include "lib/server/streamed_body.h"

#include <ucs/error.h>

#include <array>
#include <charconv>
#include <utility>

namespace ucs::server {
namespace {

constexpr std::string_view kLastChunk = "0\r\n\r\n";

void append_hex(std::string& to, std::size_t number) {
  std::array<char, 2 * sizeof number> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  to.append(digits.data(), written.ptr);
}

}  // namespace

StreamedBody::StreamedBody(http::Response& answer, bool is_chunked, Log log)
    : is_chunked_(is_chunked),
      part_(std::exchange(answer.body, "")),
      rest_(std::move(answer.rest)),
      log_(std::move(log)) {}

StreamedBody::~StreamedBody() {
  rest_.reset();  // with what it holds, before the log can tell that the answer is done
  try {
    log_(bytes_, broken_off_);
  } catch (...) {  // memory: without it there is no line
    return;
  }
}

StreamedBody::Step StreamedBody::next(std::string& wire) {
  bytes_ += std::exchange(part_bytes_, 0);
  if (!std::exchange(is_first_, false)) {
    auto made = rest_->next();
    if (!made) {
      broken_off_ = code_name(made.error().code);
      return Step::kFailed;
    }
    if (!*made) {
      rest_.reset();
      if (is_chunked_) wire += kLastChunk;
      broken_off_ = {};
      return Step::kEnd;
    }
    part_ = **std::move(made);
  }
  part_bytes_ = part_.size();
  if (part_.empty()) return Step::kPart;  // an empty chunk would be the last one
  if (is_chunked_) {
    append_hex(wire, part_.size());
    wire += "\r\n";
  }
  wire += part_;
  if (is_chunked_) wire += "\r\n";
  std::string().swap(part_);  // assigning nothing would keep the room
  return Step::kPart;
}

}  // namespace ucs::server
