// SPDX-License-Identifier: MIT
//
// The HTTP layer of a fake, and what faults make of its answers.
#pragma once

#include <ucs/http.h>
#include <ucs/mode_gate.h>
#include <ucs/testing/delivery.h>

#include <chrono>
#include <cstddef>

#include "lib/testing/fault_rules.h"
#include "lib/testing/faulty_store.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// An answer on its way, still without Date.
struct Outcome {
  Exchange exchange;
  /// To be waited for before it is delivered.
  std::chrono::milliseconds latency{0};
  /// Whether a fault changed anything.
  bool is_touched = false;
};

/// Returns how many bytes of the body reach the client.
[[nodiscard]] std::size_t delivered_bytes(const Exchange& exchange) noexcept;

/// The HTTP layer. Made anew when a fake goes back, as its counts cannot. Thread-safe.
class Front {
 public:
  Front(Engine& engine, const http::ApiOptions& options, Mode mode);

  /// Returns the answer, whole, as a client receives it: none has a body to HEAD.
  [[nodiscard]] http::Response answer(const http::Request& request) const {
    http::Response response = api_.handle(request);
    if (response.rest != nullptr || request.method == "HEAD") make_whole(request, response);
    return response;
  }

  /// Returns the answer that refuses a request, likewise.
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) const;

  /// Returns what becomes of a request that `fault` touches. `store` is that of the engine.
  [[nodiscard]] Outcome answer_with(const Fault& fault, const http::Request& request,
                                    const FaultyStore& store) const;

  [[nodiscard]] http::Recognized recognize(const http::Request& request) const {
    return api_.recognize(request);
  }
  /// The mode, of the fake's own gate.
  [[nodiscard]] Mode mode() const { return own_gate_.mode(); }

 private:
  void make_whole(const http::Request& request, http::Response& response) const;
  [[nodiscard]] http::ApiOptions with_gate(http::ApiOptions options);
  [[nodiscard]] http::Response refusal(const FaultRule& rule, const http::Request& request) const;
  [[nodiscard]] Outcome failing(const FaultRule& rule, const http::Request& request,
                                const FaultyStore& store) const;

  ModeGate own_gate_;
  http::Api api_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
