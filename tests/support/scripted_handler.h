// SPDX-License-Identifier: MIT
// A handler for tests of the server: one body for all, sent as the test says; and it can hold a
// request until the test lets it go.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "lib/server/handler.h"
#include "tests/support/http_connection.h"

namespace ucs::tests {

/// Answers 200 with the text `body`, and refuses by the number of the error's status 400.
/// Thread-safe.
class ScriptedHandler final : public server::Handler {
 public:
  explicit ScriptedHandler(std::string body = "0123456789", testing::Delivery delivery = {},
                           std::size_t body_bytes_max = 100)
      : body_(std::move(body)), delivery_(delivery), body_bytes_max_(body_bytes_max) {}

  [[nodiscard]] testing::Exchange handle(const http::Request& request) override {
    if (request.target == "/held") wait();
    const bool is_whole = request.target == "/whole";
    return {response(200, body_), is_whole ? testing::Delivery() : delivery_};
  }
  [[nodiscard]] http::Response refuse(const http::Request& /*request*/,
                                      const Error& error) override {
    return response(400, error.message);
  }
  [[nodiscard]] std::size_t body_bytes_max() const override { return body_bytes_max_; }

  /// Waits until `count` requests for `/held` are being carried out.
  void await_held(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kDeadline, [&] { return held_ >= count; });
    if (held_ < count) throw std::runtime_error("no request was held");
  }
  /// Lets them go, and those that come.
  void release() {
    {
      const std::lock_guard lock(mutex_);
      is_released_ = true;
    }
    changed_.notify_all();
  }

 private:
  static http::Response response(int status, std::string body) {
    return {status, "text/plain", {}, std::move(body)};
  }

  void wait() {
    std::unique_lock lock(mutex_);
    ++held_;
    changed_.notify_all();
    changed_.wait_for(lock, kDeadline, [&] { return is_released_; });
  }

  const std::string body_;
  const testing::Delivery delivery_;
  const std::size_t body_bytes_max_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  int held_ = 0;
  bool is_released_ = false;
};

}  // namespace ucs::tests
