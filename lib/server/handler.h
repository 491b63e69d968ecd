// SPDX-License-Identifier: MIT
//
// What a server asks for its answers.
#pragma once

#include <ucs/error.h>
#include <ucs/http.h>
#include <ucs/testing/delivery.h>

#include <cstddef>
#include <string>

namespace ucs::server {

/// Answers requests. Called by several threads at once; must not throw, and must outlive the
/// server. What it returns may refer to it until the answer is sent. An Exchange is an answer and
/// how it is to be sent.
class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  /// Carries out a request. The answer to HEAD may have a body: it is not sent.
  [[nodiscard]] virtual testing::Exchange handle(const http::Request& request) = 0;

  /// Returns the answer that refuses a request with `error`: one that is not valid HTTP, of which
  /// headers and body may be missing, or one whose body is too large.
  [[nodiscard]] virtual http::Response refuse(const http::Request& request, const Error& error) = 0;

  /// Returns the largest body of a request, in bytes; larger ones are refused.
  [[nodiscard]] virtual std::size_t body_bytes_max() const = 0;

  /// Returns how the log shows a request. Called only if there is a log. Unless overridden method
  /// and target, as they were sent.
  [[nodiscard]] virtual std::string describe(const http::Request& request) const;
};

/// The API as a handler. The Api must outlive it. Thread-safe.
class ApiHandler final : public Handler {
 public:
  explicit ApiHandler(const http::Api& api) : api_(api) {}

  [[nodiscard]] testing::Exchange handle(const http::Request& request) override;
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) override;
  [[nodiscard]] std::size_t body_bytes_max() const override;
  [[nodiscard]] std::string describe(const http::Request& request) const override;

 private:
  const http::Api& api_;
};

}  // namespace ucs::server
