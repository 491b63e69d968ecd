// SPDX-License-Identifier: MIT
//
// What ucs-shim serves for tests of clients: the API of many fakes, and beside it the control API.
#pragma once

#include <ucs/http.h>
#include <ucs/testing/fake.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "lib/control/control_api.h"
#include "lib/control/namespaces.h"
#include "lib/server/handler.h"

namespace ucs::control {

struct Options {
  NamespacesOptions namespaces;
  /// What requests of the control API must have as their bearer token; empty: nothing.
  std::string token;
};

/// Carries out a request in the namespace that it names; those below kControlPath by the control
/// API. Thread-safe; a request that waits in one namespace holds up no other.
class Handler final : public server::Handler {
 public:
  /// Takes the fake that all namespaces begin as.
  Handler(testing::Fake base, Options options);

  [[nodiscard]] testing::Exchange handle(const http::Request& request) override;
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) override;
  [[nodiscard]] std::size_t body_bytes_max() const override;
  [[nodiscard]] std::string describe(const http::Request& request) const override;

  /// Does what there is to do from time to time: settles fakes whose clock runs, and gives up
  /// namespaces that are idle.
  void tick();

  /// Ends all waits, for latency and for what a client will send, now and from now on: for a server
  /// that is about to stop.
  void end_waits() { namespaces_.end_waits(); }

  /// The API of the base, for what does not depend on what is stored.
  [[nodiscard]] const http::Api& api() const noexcept { return api_; }

 private:
  [[nodiscard]] testing::Exchange carry_out(const http::Request& request);

  Namespaces namespaces_;
  const http::Api api_;
  const ControlApi control_;
};

}  // namespace ucs::control
