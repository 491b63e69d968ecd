// SPDX-License-Identifier: MIT
//
// What an Api knows of itself, and the operations on it: status and mode (spec 9).
#pragma once

#include <ucs/http.h>
#include <ucs/mode_gate.h>
#include <ucs/time.h>

#include <memory>

#include "lib/http/call.h"
#include "lib/http/traffic.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// The gate all requests pass, and what is told of them. Thread-safe.
class ServerState {
 public:
  /// `options` and `engine` must outlive it.
  ServerState(const Engine& engine, const ApiOptions& options);

  [[nodiscard]] ModeGate& gate() const noexcept { return gate_; }

  /// Returns where exports to files go, or null.
  [[nodiscard]] FileExporter* file_exporter() const noexcept { return options_.file_exporter; }

  /// Counts an answered request.
  void count(int status) const noexcept { traffic_.count(engine_.now(), status); }

  /// Returns the members of a status as JSON.
  [[nodiscard]] std::string status() const;

  /// Changes the mode as the options say.
  [[nodiscard]] Result<void> switch_to(Mode mode) const;

 private:
  mutable Traffic traffic_;
  const Engine& engine_;
  const ApiOptions& options_;
  const std::unique_ptr<ModeGate> own_gate_;  // null where the options have one
  ModeGate& gate_;
  const Timestamp started_;
};

/// STAT.
[[nodiscard]] Result<Response> query_status(Call& call);

/// MODE.
[[nodiscard]] Result<Response> switch_mode(Call& call);

}  // namespace http
}  // namespace v0
}  // namespace ucs
