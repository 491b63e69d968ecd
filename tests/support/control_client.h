// SPDX-License-Identifier: MIT
// Requests to a control::Handler in one line each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lib/control/handler.h"

namespace ucs::tests {

inline constexpr const char* kToken = "0123456789abcdef";

/// Sends the requests of one namespace, the default one if it has no name. Const methods are
/// thread-safe.
class ControlClient {
 public:
  explicit ControlClient(control::Handler& handler, std::string name = "")
      : handler_(handler), name_(std::move(name)) {}

  /// Sends a request, to the control API with its token.
  // NOLINTNEXTLINE(modernize-use-nodiscard): a test may send it for what it does alone
  http::Response send(const std::string& method, const std::string& target,
                      const std::string& body = "") const {
    http::Request request{method, target, {}, body};
    if (!name_.empty()) request.headers.push_back({"X-UCS-Namespace", name_});
    if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    if (control::is_control_request(request))
      request.headers.push_back({"authorization", std::string("Bearer ") + kToken});
    return handler_.handle(request).response;
  }
  http::Response get(const std::string& target) const { return send("GET", target); }
  http::Response post(const std::string& target, const std::string& body = "") const {
    return send("POST", target, body);
  }

  /// Starts a service of the customer `c1` and returns the answer's body: `{"service_id":1}`.
  [[nodiscard]] std::string start_service() const {
    return post("/services/start", R"({"customer_id":"c1","service_type":"booking"})").body;
  }

 private:
  control::Handler& handler_;
  const std::string name_;
};

}  // namespace ucs::tests
