// SPDX-License-Identifier: MIT
#include "lib/server/streamed_body.h"

#include <ucs/error.h>

#include <utility>

namespace ucs::server {

StreamedBody::StreamedBody(http::Response& answer, Log log)
    : part_(std::exchange(answer.body, "")), rest_(std::move(answer.rest)), log_(std::move(log)) {}

StreamedBody::~StreamedBody() {
  rest_.reset();  // with what it holds, before anybody can read that the answer is done
  log_(bytes_, broken_off_);
}

bool StreamedBody::send(const Write& write) {
  for (;;) {
    if (!write(part_)) return false;
    bytes_ += part_.size();
    auto next = rest_->next();
    if (!next) {
      broken_off_ = code_name(next.error().code);
      return false;
    }
    if (!*next) break;
    part_ = **std::move(next);
  }
  broken_off_ = {};
  return true;
}

}  // namespace ucs::server
