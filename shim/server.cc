// SPDX-License-Identifier: MIT
#include "server.h"

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace ucs::shim {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// A connection is served by one thread from its first byte to its last, so the time at which the
// present request arrived can wait here for the log.
thread_local std::optional<SteadyTime> request_started;

constexpr int kListenBacklog = 511;
constexpr time_t kKeepAliveSeconds = 1;

// SO_REUSEADDR lets a server come back to its port at once; SO_REUSEPORT, which the library would
// set, lets two servers share a port in silence, and must not be.
void set_listener_options(socket_t listener) {
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

http::Request to_request(const httplib::Request& source) {
  http::Request request;
  request.method = source.method;
  request.target = source.target;
  request.headers.reserve(source.headers.size());
  for (const auto& [name, value] : source.headers) request.headers.push_back({name, value});
  return request;
}

void to_response(http::Response&& source, httplib::Response& response) {
  response.status = source.status;
  response.body = std::move(source.body);
  for (const http::Header& header : source.headers) response.set_header(header.name, header.value);
}

/// Reads the body up to `bytes_max` and drops the rest, so that the next request on the connection
/// begins where it should. Returns nothing if the body is larger.
std::optional<std::string> read_body(const httplib::Request& source,
                                     const httplib::ContentReader& read, std::size_t bytes_max) {
  std::string body;
  // Without either header there is no body; the library would wait for the connection to end.
  if (!source.has_header("Content-Length") && !source.has_header("Transfer-Encoding")) return body;
  bool is_too_large = false;
  const auto receive = [&](const char* data, std::size_t bytes) {
    if (is_too_large || bytes > bytes_max - body.size()) {
      is_too_large = true;
      body.clear();
      body.shrink_to_fit();
    } else {
      body.append(data, bytes);
    }
    return true;
  };
  if (source.is_multipart_form_data()) {
    read([](const auto&) { return true; }, receive);
  } else {
    read(receive);
  }
  if (is_too_large) return std::nullopt;
  return body;
}

/// The error for what the library refuses before a handler sees it: it leaves a status and no body.
Error transport_error(int status) {
  switch (status) {
    case 413:
      return Error{ErrorCode::kBodyTooLarge, "the body is too large", ""};
    case 414:
      return Error{ErrorCode::kInvalidParameter,
                   "the path and query are too long; expected at most 8192 bytes", ""};
    case 415:
      return Error{ErrorCode::kUnsupportedMediaType, "this Content-Encoding is not supported", ""};
    case 416:
      return Error{ErrorCode::kInvalidParameter, "the Range header cannot be satisfied", ""};
    default:
      break;
  }
  if (status >= 500) return Error{ErrorCode::kInternal, "the request failed unexpectedly", ""};
  return Error{ErrorCode::kInvalidParameter, "the request is not valid HTTP/1.1", ""};
}

}  // namespace

class Server::Impl : private httplib::Server {
 public:
  Impl(const http::Api& api, const Clock& clock, ServerOptions options, Log log)
      : api_(api), clock_(clock), options_(std::move(options)), log_(std::move(log)) {
    set_tcp_nodelay(true);
    set_socket_options(set_listener_options);
    set_keep_alive_timeout(kKeepAliveSeconds);
    set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    set_payload_max_length(std::numeric_limits<std::size_t>::max());  // read_body has the limit
    new_task_queue = [this] { return new httplib::ThreadPool(options_.threads); };
    set_routes();
    set_error_handler([this](const httplib::Request& source, httplib::Response& response) {
      if (!response.body.empty()) return;
      const int status = response.status;
      to_response(api_.refuse(to_request(source), transport_error(status)), response);
      response.status = status;
    });
    // Its default would send the exception's text to the client.
    set_exception_handler([](const httplib::Request&, httplib::Response& response,
                             const std::exception_ptr&) { response.status = 500; });
    set_logger([this](const httplib::Request& source, const httplib::Response& response) {
      log_answer(source, response);
    });
  }

  Result<int> listen() {
    errno = 0;
    const int port = options_.port == 0
                         ? bind_to_any_port(options_.host)
                         : (bind_to_port(options_.host, options_.port) ? options_.port : -1);
    if (port < 0) {
      const std::string reason = errno == 0 ? "the address is unknown" : std::strerror(errno);
      return Error{
          ErrorCode::kUnavailable,
          "cannot listen on " + options_.host + ":" + std::to_string(options_.port) + ": " + reason,
          ""};
    }
    ::listen(svr_sock_, kListenBacklog);  // the library's own backlog is 5
    return port;
  }

  bool run() {
    const bool is_good = listen_after_bind();
    return is_good || is_stopped_;
  }

  // The library's own stop does nothing before its loop has begun; this one also ends a loop that
  // is about to begin.
  void stop() {
    is_stopped_ = true;
    const socket_t listener = svr_sock_.exchange(INVALID_SOCKET);
    if (listener == INVALID_SOCKET) return;
    ::shutdown(listener, SHUT_RDWR);
    ::close(listener);
  }

 private:
  void set_routes() {
    // What has no body is answered before the library looks for a route, for any path and method.
    set_pre_routing_handler([this](const httplib::Request& source, httplib::Response& response) {
      request_started = std::chrono::steady_clock::now();
      if (source.path == "/healthz" || source.path == "/readyz") {
        response.set_content(R"({"status":"ok"})", "application/json");
        return HandlerResponse::Handled;
      }
      if (may_have_body(source.method)) return HandlerResponse::Unhandled;
      to_response(api_.handle(to_request(source)), response);
      return HandlerResponse::Handled;
    });
    const HandlerWithContentReader serve = [this](const httplib::Request& source,
                                                  httplib::Response& response,
                                                  const httplib::ContentReader& read) {
      http::Request request = to_request(source);
      auto body = read_body(source, read, api_.options().body_bytes_max);
      if (body) {
        request.body = *std::move(body);
        to_response(api_.handle(request), response);
      } else {
        to_response(api_.refuse(request, http::body_too_large(api_.options().body_bytes_max)),
                    response);
      }
    };
    constexpr const char* kEveryPath = R"([\s\S]*)";
    Post(kEveryPath, serve);
    Put(kEveryPath, serve);
    Patch(kEveryPath, serve);
    Delete(kEveryPath, serve);
  }

  static bool may_have_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
  }

  void log_answer(const httplib::Request& source, const httplib::Response& response) const {
    AccessEntry entry;
    entry.time = clock_.now();
    entry.client = source.remote_addr;
    entry.request = source.path == "/healthz" || source.path == "/readyz"
                        ? source.method + " " + source.path
                        : api_.describe(to_request(source));
    entry.status = response.status;
    entry.body_bytes = response.body.size();
    if (request_started) {
      entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - *request_started);
      request_started.reset();
    }
    log_(entry);
  }

  const http::Api& api_;
  const Clock& clock_;
  const ServerOptions options_;
  const Log log_;
  std::atomic<bool> is_stopped_{false};
};

Server::Server(const http::Api& api, const Clock& clock, ServerOptions options, Log log)
    : impl_(std::make_unique<Impl>(api, clock, std::move(options), std::move(log))) {}
Server::~Server() = default;

Result<int> Server::listen() { return impl_->listen(); }
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace ucs::shim
