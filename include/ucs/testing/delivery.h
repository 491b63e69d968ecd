// SPDX-License-Identifier: MIT
//
// How an answer reaches the client: whole, as a rule, or in the way a fault (ucs/testing/faults.h)
// wants it. Made by Fake::exchange; carried out by who has the connection.
#pragma once

#include <ucs/http.h>

#include <chrono>
#include <cstddef>

namespace ucs {
inline namespace v0 {
namespace testing {

/// What a transport does with an answer.
struct Delivery {
  enum class Kind {
    kWhole,      ///< it is sent as it is
    kReset,      ///< nothing is sent, and the connection is reset
    kEmpty,      ///< nothing is sent, and the connection is closed in good order
    kTruncated,  ///< the first `bytes` of the body are sent under the header Content-Length of the
                 ///< whole body, and the connection is closed
    kDribbled,   ///< the body is sent `bytes` at a time, with `pause` between
  };

  Kind kind = Kind::kWhole;
  /// Of kTruncated, less than the body has; of kDribbled, at least 1; else 0.
  std::size_t bytes = 0;
  /// Of kDribbled; else 0.
  std::chrono::milliseconds pause{0};
};

/// An answer, and how it is delivered. The body is whole; of kReset and kEmpty the answer has the
/// status 0, no headers and no body.
struct Exchange {
  http::Response response;
  Delivery delivery;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
