// SPDX-License-Identifier: MIT
#include "lib/server/server.h"

#include <ucs/testing/server.h>

#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "lib/server/handler.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::size_t kThreadsMax = 1024;
constexpr std::chrono::seconds kIdleMax = std::chrono::hours(1);

/// A fake as what a server asks. The one place where requests come from a socket to a fake.
class FakeHandler final : public server::Handler {
 public:
  explicit FakeHandler(Fake& fake) : fake_(fake) {}

  [[nodiscard]] Exchange handle(const http::Request& request) override {
    return fake_.exchange(request);
  }
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) override {
    return fake_.refuse(request, error);
  }
  [[nodiscard]] std::size_t body_bytes_max() const override {
    return fake_.api_options().body_bytes_max;
  }

 private:
  Fake& fake_;
};

Error out_of_bounds(const char* field, long long value, const char* expected) {
  return {ErrorCode::kInvalidField,
          std::string(field) + " is " + std::to_string(value) + "; expected " + expected, field};
}

Result<void> check(const ServerOptions& options) {
  if (options.port < 0 || options.port > 65535)
    return out_of_bounds("port", options.port, "0 to 65535");
  if (options.threads_max < 1 || options.threads_max > kThreadsMax) {
    return out_of_bounds("threads_max", static_cast<long long>(options.threads_max), "1 to 1024");
  }
  if (options.idle_max.count() < 1 || options.idle_max > kIdleMax)
    return out_of_bounds("idle_max", options.idle_max.count(), "1 to 3600 seconds");
  return {};
}

server::Options to_server_options(const ServerOptions& options) {
  server::Options result;
  result.port = options.port;
  result.threads = options.threads_max;
  result.idle_max = options.idle_max;
  return result;
}

}  // namespace

class Server::Impl {
 public:
  Impl(std::optional<Fake> own, Fake* fake, const ServerOptions& options)
      : own_(std::move(own)),
        fake_(fake == nullptr ? *own_ : *fake),
        handler_(fake_),
        server_(handler_, fake_.clock(), to_server_options(options)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (!thread_.joinable()) return;
    // A fake that was given goes on, and so does its latency.
    if (own_) own_->end_waits();
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] Result<void> start() {
    const auto port = server_.listen();
    if (!port) return port.error();
    port_ = *port;
    url_ = "http://127.0.0.1:" + std::to_string(port_);
    try {
      thread_ = std::thread([this] { static_cast<void>(server_.run()); });
    } catch (const std::system_error& error) {
      return Error{ErrorCode::kUnavailable,
                   "cannot start a thread to serve with: " + error.code().message(), ""};
    }
    return {};
  }

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] Fake& fake() const noexcept { return fake_; }

  [[nodiscard]] static Result<std::unique_ptr<Impl>> started(std::optional<Fake> own, Fake* fake,
                                                             const ServerOptions& options) {
    if (auto checked = check(options); !checked) return std::move(checked).error();
    auto impl = std::make_unique<Impl>(std::move(own), fake, options);
    if (auto done = impl->start(); !done) return std::move(done).error();
    return impl;
  }

 private:
  std::optional<Fake> own_;
  Fake& fake_;
  FakeHandler handler_;
  server::Server server_;
  int port_ = 0;
  std::string url_;
  std::thread thread_;
};

Result<Server> Server::start(FakeOptions fake, ServerOptions options) {
  auto impl = Impl::started(Fake(std::move(fake)), nullptr, options);
  if (!impl) return std::move(impl).error();
  return Server(*std::move(impl));
}

Result<Server> Server::start(Fake& fake, ServerOptions options) {
  auto impl = Impl::started(std::nullopt, &fake, options);
  if (!impl) return std::move(impl).error();
  return Server(*std::move(impl));
}

Server::Server(FakeOptions fake, ServerOptions options)
    : Server(start(std::move(fake), options).value()) {}
Server::Server(Fake& fake, ServerOptions options) : Server(start(fake, options).value()) {}
Server::Server(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

const std::string& Server::url() const noexcept { return impl_->url(); }
int Server::port() const noexcept { return impl_->port(); }
Fake& Server::fake() const noexcept { return impl_->fake(); }

}  // namespace testing
}  // namespace v0
}  // namespace ucs
