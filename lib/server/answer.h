// SPDX-License-Identifier: MIT
//
// An answer as it goes over the wire, and who gives it.
#pragma once

#include <ucs/testing/delivery.h>

#include <memory>
#include <string>

#include "lib/server/request_scanner.h"
#include "lib/server/streamed_body.h"

namespace ucs::server {

struct Answer {
  /// Status line, headers and body, or the beginning of that.
  std::string bytes;
  /// What follows; null if that is all.
  std::unique_ptr<StreamedBody> rest{};
  testing::Delivery delivery{};
  /// Whether the connection ends behind it.
  bool closes = false;
};

/// Answers requests as they come from connections. Called by several threads at once.
class Answerer {
 public:
  Answerer() = default;
  Answerer(const Answerer&) = delete;
  Answerer& operator=(const Answerer&) = delete;
  virtual ~Answerer() = default;

  /// Returns the answer to the request that is complete in `scanner`, or refused; it may be taken
  /// out. `client` is the address of the other end. An answer to a refusal closes.
  [[nodiscard]] virtual Answer answer(RequestScanner& scanner, const std::string& client) = 0;
};

}  // namespace ucs::server
