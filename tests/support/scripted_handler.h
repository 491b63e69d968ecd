// SPDX-License-Identifier: MIT
// A handler for tests of the server: one body for all, sent as the test says; it can hold a request
// until the test lets it go, and make a body while it is sent.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "lib/server/handler.h"
#include "tests/support/http_connection.h"

namespace ucs::tests {

/// Makes a body by a function that returns what BodyStream::next does.
class ScriptedStream final : public http::BodyStream {
 public:
  using Next = std::function<Result<std::optional<std::string>>()>;
  explicit ScriptedStream(Next next) : next_(std::move(next)) {}
  [[nodiscard]] Result<std::optional<std::string>> next() override { return next_(); }

 private:
  const Next next_;
};

/// Answers 200 with the text `body`, and refuses by the number of the error's status 400.
/// Thread-safe.
class ScriptedHandler final : public server::Handler {
 public:
  explicit ScriptedHandler(std::string body = "0123456789", testing::Delivery delivery = {},
                           std::size_t body_bytes_max = 100)
      : body_(std::move(body)), delivery_(delivery), body_bytes_max_(body_bytes_max) {}

  [[nodiscard]] testing::Exchange handle(const http::Request& request) override {
    if (request.target == "/held") wait();
    if (request.target == "/throw") throw std::runtime_error("a secret");
    if (request.target == "/stream") return {streamed(), testing::Delivery()};
    ++answered_;
    const bool is_whole = request.target == "/whole";
    return {response(200, body_), is_whole ? testing::Delivery() : delivery_};
  }
  [[nodiscard]] http::Response refuse(const http::Request& /*request*/,
                                      const Error& error) override {
    return response(400, error.message);
  }
  [[nodiscard]] std::size_t body_bytes_max() const override { return body_bytes_max_; }

  /// What makes the bodies of answers to `/stream`. Set before the first request.
  ScriptedStream::Next stream;

  /// Returns how many requests were answered that were not for `/stream`.
  [[nodiscard]] int answered() const noexcept { return answered_; }

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

  http::Response streamed() const {
    http::Response answer = response(200, {});
    answer.rest = std::make_unique<ScriptedStream>(stream);
    return answer;
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
  std::atomic<int> answered_{0};
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  int held_ = 0;
  bool is_released_ = false;
};

}  // namespace ucs::tests
